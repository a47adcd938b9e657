"""A list of named checks, each passed or failed, and the closing line.

The last line, `N passed, N failed`, counts checks and Odoo's own tests together.
"""

import threading
import time

from .console import Failure, say

SHOWN = 40


class Checks:
    def __init__(self):
        self.passed = 0
        self.failed = 0
        self.lock = threading.Lock()

    def run(self, name, check):
        """Run a check: it returns its faults, a list of texts, empty when fine.

        Whatever else goes wrong in it is a fault too, and the rest still runs.
        """
        started = time.monotonic()
        try:
            faults = list(check() or [])
        except Failure as failure:
            faults = [str(failure)]
        except Exception as error:  # noqa: BLE001 - one broken check, not the whole run
            faults = [f"{type(error).__name__}: {error}"]
        self.report(name, faults, time.monotonic() - started)
        return not faults

    def expect(self, name, work):
        """Run work that has checks of its own; only its breaking off is a fault."""
        try:
            work()
        except Failure as failure:
            self.report(name, [str(failure)])

    def report(self, name, faults, seconds=None):
        took = f" ({seconds:.0f} s)" if seconds and seconds >= 1 else ""
        with self.lock:
            if faults:
                self.failed += 1
            else:
                self.passed += 1
            say(f"{'FAILED' if faults else 'ok    '} {name}{took}")
            for fault in faults[:SHOWN]:
                say("         " + fault.replace("\n", "\n         "))
            if len(faults) > SHOWN:
                say(f"         … and {len(faults) - SHOWN} more")

    def count(self, passed, failed):
        """Add tests that another program ran and counted."""
        with self.lock:
            self.passed += passed
            self.failed += failed

    def close(self):
        """The closing line, and the exit code."""
        if not self.passed and not self.failed:
            say("dev: nothing was checked")
        say(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed or not self.passed else 0
