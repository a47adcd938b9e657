"""`./dev i18n`: refresh the .pot and nl.po from a fresh database without demo data.

Deterministic: no dates in the files, so that a change shows only changed terms.
"""

import re
import subprocess

from . import database, environment, odoo, paths, postgres, user
from .console import Failure, say

POT = f"{paths.ADDON}.pot"
DATES = re.compile(r'^"(POT-Creation|PO-Revision)-Date: .*\n', re.M)
# polib is in Odoo's Python environment, not in the one that `./dev` runs with
MERGE = """
import sys, polib
template, catalogue, target = sys.argv[1:]
terms = polib.pofile(template)
po = polib.pofile(catalogue) if catalogue != "-" else polib.POFile()
po.metadata = {**terms.metadata, "Language": "nl"}
po.header = terms.header
po.merge(terms)
for entry in po.obsolete_entries():
    po.remove(entry)
order = {entry.msgid: number for number, entry in enumerate(terms)}
po.sort(key=lambda entry: order[entry.msgid])
po.save(target)
"""
CHECK = """
import sys, polib
terms, po = (polib.pofile(name) for name in sys.argv[1:])
have = {e.msgid: e for e in po if not e.obsolete}
for e in terms:
    mine = have.get(e.msgid)
    if mine is None: print("missing:", e.msgid[:90].replace("\\n", " "))
    elif mine.fuzzy: print("fuzzy:", e.msgid[:90].replace("\\n", " "))
    elif not mine.msgstr: print("untranslated:", e.msgid[:90].replace("\\n", " "))
wanted = {e.msgid for e in terms}
for msgid in have:
    if msgid not in wanted: print("obsolete:", msgid[:90].replace("\\n", " "))
"""


def main():
    environment.prepare()
    with postgres.get("test") as server:
        databases = database.Databases(server, odoo.Runner(server))
        name = databases.name("i18n")
        databases.copy(databases.template("plain"), name)
        try:
            databases.install("i18n-install", name, "-i", paths.ADDON)
            template = export(databases.runner, name)
        finally:
            databases.drop(name)
    folder = paths.SOURCE / "i18n"
    folder.mkdir(exist_ok=True)
    (folder / POT).write_text(template)
    dutch = folder / "nl.po"
    merged = paths.own_folder("logs") / "nl.po"
    old = dutch if dutch.exists() else "-"
    _python(MERGE, folder / POT, old, merged, as_root=True)
    dutch.write_text(DATES.sub("", merged.read_text()))
    say(f"written: {folder / POT}, {dutch}")
    missing = untranslated(folder / POT, dutch)
    say(f"{len(missing)} terms lack a Dutch translation")
    return 0


def export(runner, name):
    """The template as the installed addon makes it, without dates."""
    target = runner.logs / POT
    target.unlink(missing_ok=True)
    runner.must_run(
        "i18n-export",
        *("i18n", "export", "-d", name, "-l", "pot", "-o", target, "--", paths.ADDON),
    )
    return DATES.sub("", target.read_text())


def untranslated(template, catalogue):
    """Faults of the Dutch catalogue, one line each."""
    return _python(CHECK, template, catalogue, as_root=True).splitlines()


def _python(source, *arguments, as_root=False):
    done = subprocess.run(
        [odoo.python() / "bin/python", "-c", source, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        **user.popen_options(as_runner=not as_root),
    )
    if done.returncode:
        raise Failure("the translations cannot be read: " + done.stderr.strip()[-300:])
    return done.stdout
