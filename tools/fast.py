"""`./dev test FILTER`: the quick loop of somebody who is writing a test.

The database is kept. It is updated only when something other than a test changed.
"""

import re

from . import build, logcheck, npm, paths, process, test
from .console import Failure, say


def tags(wanted):
    """Odoo's `--test-tags` for classes, `Class.method`s or methods, by commas."""
    if not re.fullmatch(r"[\w.:/-]+(,[\w.:/-]+)*", wanted):
        raise Failure(f"{wanted!r} is no class, Class.method or test method")
    return ",".join(_tag(name) for name in wanted.split(","))


def _tag(name):
    if "/" in name or ":" in name:
        return name
    if "." in name or name[0].isupper():
        return f"/{paths.ADDON}:{name}"
    return f"/{paths.ADDON}.{name}"


def source_key():
    """A key of all the addon's files that a database was made from."""
    files = (
        path
        for path in sorted(paths.SOURCE.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    )
    own = [path for path in files if "/tests/" not in path.as_posix()]
    return build.fingerprint(*own, *(path.name for path in own))


def run(checks, databases, wanted):
    name = databases.name("fast")
    key, mark = source_key(), paths.state() / ".fast"
    state = mark.read_text().split() if mark.exists() else []
    arguments = []
    if (
        len(state) != 2
        or state[0] != _template(databases)
        or not databases.exists(name)
    ):
        databases.copy(_template(databases), name)
        arguments = ["-i", paths.ADDON]
    elif state[1] != key:
        arguments = ["-u", paths.ADDON]
    say(f"tests matching {wanted}, {'updating first' if arguments else 'as it is'}")
    mark.unlink(missing_ok=True)
    code, path = databases.runner.run(
        "fast",
        *("server", "-d", name, *arguments, "--stop-after-init"),
        *("--test-tags", tags(wanted), "--max-cron-threads=0"),
        f"--http-port={process.free_port()}",
        env=npm.axe(),
    )
    test.report(checks, code, path)
    if logcheck.Tests(path.read_text(errors="replace")).started:
        mark.write_text(f"{_template(databases)} {key}")


def _template(databases):
    return databases.template("plain")
