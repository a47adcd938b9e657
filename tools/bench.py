"""`./dev bench [NAME…]`: the scripts in tools/bench, each in `odoo shell`.

Each gets a fresh copy of one prepared database, with the addon and Odoo's `event`
for comparison, without demo data. A script prints its table.
"""

import time

from . import build, database, environment, fast, odoo, paths, postgres, process
from .console import Failure, Progress, say

SCRIPTS = paths.TOOLS / "bench"


def main(names=()):
    scripts = _chosen(names)
    environment.prepare()
    try:
        with postgres.get("test") as server:
            databases = database.Databases(server, odoo.Runner(server))
            template = _prepared(databases)
            return max([_run(databases, template, script) for script in scripts])
    finally:
        process.stop_all()


def _chosen(names):
    found = {path.stem: path for path in sorted(SCRIPTS.glob("[a-z]*.py"))}
    unknown = [name for name in names if name not in found]
    if unknown or not found:
        there = ", ".join(found) or "none"
        raise Failure(f"no benchmark {' '.join(unknown)}; there are: {there}")
    return [found[name] for name in names or found]


def _prepared(databases):
    """A database with the addon as it is now."""
    name = databases.name("bench_prepared")
    template = databases.template("bench")
    key = build.fingerprint(template, fast.source_key())
    mark = paths.state() / ".bench"
    if databases.exists(name) and mark.exists() and mark.read_text() == key:
        return name
    with Progress("installing the addon"):
        databases.copy(template, name)
        databases.install("bench-install", name, "-i", paths.ADDON)
    mark.write_text(key)
    return name


def _run(databases, template, script):
    name = databases.name("bench")
    databases.copy(template, name)
    say(f"{script.stem}")
    started = time.monotonic()
    log = databases.runner.logs / f"bench-{script.stem}.log"
    try:
        with log.open("w") as errors:
            shell = databases.runner.start(
                *("shell", "-d", name, "--no-http", "--log-level=warn"),
                stdin=script.open("rb"),
                stderr=errors,
            )
            code = shell.wait()
            process.stop(shell)
    finally:
        databases.drop(name)
    say(f"took {time.monotonic() - started:.0f} s")
    wrong = "Traceback" in log.read_text(errors="replace")
    if wrong:
        say(log.read_text(errors="replace")[-1500:])
    return 1 if code or wrong else 0
