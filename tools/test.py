"""`./dev test [FILTER]`: set up, lint, and prove the addon on fresh databases.

Two lanes run side by side. The first has no demo data: install, tests, translation
template, update, uninstall. The second has demo data and Dutch: install, six rivals
for one seat, a mail server that fails, a job that is killed, update, uninstall. With a
filter only matching tests run.
"""

import re
import time
from concurrent.futures import ThreadPoolExecutor

from . import (
    asked,
    database,
    environment,
    fast,
    i18n,
    leftovers,
    lint,
    logcheck,
    mails,
    npm,
    odoo,
    paths,
    postgres,
    process,
    seats,
    selftest,
    system_packages,
    wheel,
)
from .checks import Checks
from .console import Failure, say

TOURS = paths.SOURCE / "static/tests/tours"


def main(wanted=None):
    started = time.monotonic()
    environment.prepare()
    system_packages.need_browser("browser tests")
    system_packages.want_pdf()
    checks = Checks()
    try:
        with postgres.get("test") as server:
            databases = database.Databases(server, odoo.Runner(server))
            if wanted:
                fast.run(checks, databases, wanted)
            else:
                _everything(checks, databases)
    finally:
        process.stop_all()
    say(
        f"took {time.monotonic() - started:.0f} s; logs are in {paths.state() / 'logs'}"
    )
    return checks.close()


def _everything(checks, databases):
    say("linters")
    lint.run(checks)
    checks.run("unit tests of the front door", lambda: selftest.run(checks))
    checks.run("pip builds an installable wheel", wheel.faults)
    say("preparing databases with Odoo's own apps")
    plain, demo = (databases.template(kind) for kind in ("plain", "demo"))
    say("Odoo: two lanes, without and with demo data")
    with ThreadPoolExecutor(max_workers=2) as pool:
        lanes = [
            pool.submit(_without_demo, checks, databases, plain),
            pool.submit(_with_demo, checks, databases, demo),
        ]
        try:
            for lane in lanes:
                checks.expect("the lane went to its end", lane.result)
        except BaseException:
            process.stop_all()
            raise


class Lane:
    """One database on its way through install, update and uninstall."""

    def __init__(self, checks, databases, template, label):
        self.checks = checks
        self.databases = databases
        self.runner = databases.runner
        self.template = template
        self.label = label
        self.name = databases.name(f"test_{label}")

    def __enter__(self):
        self.databases.copy(self.template, self.name)
        return self

    def __exit__(self, *_exc):
        self.databases.drop(self.name)

    def check(self, what, work):
        return self.checks.run(f"{self.label}: {what}", work)

    def server(self, log, *arguments, env=None):
        """Odoo's server command until it ends: its faults."""
        options = ["--stop-after-init", "--max-cron-threads=0", "--no-http"]
        code, path = self.runner.run(
            f"{self.label}-{log}",
            *("server", "-d", self.name, *arguments, *options),
            env=env,
        )
        found = logcheck.faults(path.read_text(errors="replace"))
        return found or ([f"Odoo ended with code {code}, see {path}"] if code else [])

    def update_twice(self):
        for number in (1, 2):
            self.check(
                f"update, time {number}",
                lambda number=number: self.server(f"update{number}", "-u", paths.ADDON),
            )

    def uninstall(self):
        code, path = self.runner.run(
            f"{self.label}-uninstall",
            *("module", "uninstall", "-d", self.name, paths.ADDON),
        )
        found = logcheck.faults(path.read_text(errors="replace"))
        return found or ([f"Odoo ended with code {code}, see {path}"] if code else [])

    def left_behind(self):
        return leftovers.compare(self.databases.server, self.template, self.name)


def _without_demo(checks, databases, template):
    with Lane(checks, databases, template, "plain") as lane:
        _tests(lane)
        lane.check("the translation template is up to date", lambda: _pot(lane))
        lane.check("Dutch is complete", _dutch)
        lane.update_twice()
        lane.check("uninstall", lane.uninstall)
        lane.check("nothing is left behind", lane.left_behind)


def _with_demo(checks, databases, template):
    with Lane(checks, databases, template, "demo") as lane:
        installed = lane.check(
            "install with demo data and Dutch",
            lambda: lane.server("install", "-i", paths.ADDON),
        )
        if installed:
            lane.check("demo data is there", lambda: _has_demo(lane))
            for trial in (seats, mails, asked):
                checks.run(trial.TITLE, lambda trial=trial: _in_a_copy(lane, trial))
        lane.update_twice()
        lane.check("uninstall", lane.uninstall)
        lane.check("nothing is left behind", lane.left_behind)


def _in_a_copy(lane, trial):
    """What a trial leaves behind is not what is looked for later."""
    name = lane.databases.name("test_trial")
    lane.databases.copy(lane.name, name)
    try:
        return trial.faults(lane.databases, name)
    finally:
        lane.databases.drop(name)


def _has_demo(lane):
    query = f"SELECT demo FROM ir_module_module WHERE name = '{paths.ADDON}'"
    if lane.databases.server.query(query, lane.name) != [("t",)]:
        yield "Odoo did not load the demo data of the addon"


def _tests(lane):
    """Install with the tests on, count them one by one, look for each tour."""
    port = process.free_port()
    code, path = lane.runner.run(
        "plain-tests",
        *("server", "-d", lane.name, "-i", paths.ADDON, "--stop-after-init"),
        *("--test-tags", f"/{paths.ADDON}", "--max-cron-threads=0"),
        f"--http-port={port}",
        env=npm.axe(),
    )
    report(lane.checks, code, path, tours())


def tours():
    """The names of the tours that the tests have to run."""
    pattern = re.compile(r"""\.add\(\s*["']([\w.-]+)["']""")
    return {
        name
        for source in sorted(TOURS.glob("**/*.js"))
        for name in pattern.findall(source.read_text())
    }


def report(checks, code, path, expected_tours=frozenset()):
    """The checks on a run of Odoo's tests."""
    text = path.read_text(errors="replace")
    ran = logcheck.Tests(text)
    failed = len(ran.failed) + len(ran.skipped)
    mark = "ok    " if ran.started and not failed else "FAILED"
    say(f"{mark} {ran.passed} of Odoo's tests passed")
    for fault in ran.faults():
        say(f"         {fault}")
    checks.count(ran.passed, failed)
    checks.run("tests were run", lambda: [] if ran.started else [f"none, see {path}"])
    missing = sorted(expected_tours - ran.tours)
    if expected_tours:
        checks.run(
            f"{len(expected_tours)} browser tours ran",
            lambda: [f"did not run: {name}" for name in missing],
        )
    checks.run("the log of the tests is clean", lambda: logcheck.faults(text))
    if code and not failed:
        checks.run(
            "Odoo ended well", lambda: [f"Odoo ended with code {code}, see {path}"]
        )


def _pot(lane):
    committed = paths.SOURCE / "i18n" / i18n.POT
    if not committed.exists():
        return [f"{committed.name} is missing; run ./dev i18n"]
    if i18n.export(lane.runner, lane.name) != committed.read_text():
        return [f"{committed.name} differs from the addon; run ./dev i18n"]
    return []


def _dutch():
    folder = paths.SOURCE / "i18n"
    if not (folder / "nl.po").exists():
        raise Failure("nl.po is missing; run ./dev i18n")
    return i18n.untranslated(folder / i18n.POT, folder / "nl.po")
