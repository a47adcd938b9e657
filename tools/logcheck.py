"""What Odoo's log says about a run: tests, tours, and lines that should not be there.

A demo file that fails to load is only a warning in Odoo, and so is a test filter
that matches nothing: each line of level WARNING or higher counts as a fault,
except the few below, which are not ours.
"""

import re
from collections import Counter, namedtuple

LINE = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ \d+ (?P<level>[A-Z]+) (?P<db>\S+)"
    r" (?P<logger>[\w.?-]+): (?P<text>.*)$"
)
Entry = namedtuple("Entry", "level logger text")
KEPT = 400
BAD = {"WARNING", "ERROR", "CRITICAL"}

# (logger, what the text has to contain, why it is not ours)
NOT_OURS = (
    ("odoo.sql_db", "CREATE EXTENSION IF NOT EXISTS pg_trgm", "absent from the wheel"),
    ("odoo.modules.db", "pg_trgm", "absent from the wheel"),
    ("odoo.sql_db", "could not serialize access", "retried by Odoo: seats"),
    ("odoo.service.server", "Thread .* virtual real time limit", "a slow machine"),
)
STARTING = re.compile(r"^Starting (\S+) \.\.\.")
FAILING = re.compile(r"^(FAIL|ERROR): (?:Subtest )?(\S+(?: \([\w.]+\))?)")
SKIPPED = re.compile(r"^skipped (.+?) : (.*)")
TOUR = re.compile(r"startTour\(\s*['\"\\]*([\w.-]+)")


def entries(text):
    """The log's entries, lines that continue one included in it."""
    found = []
    for line in text.splitlines():
        match = LINE.match(line)
        if match:
            found.append([match["level"], match["logger"], match["text"]])
        elif found:
            found[-1][2] += "\n" + line
    return [Entry(*entry) for entry in found]


def is_test_result(entry):
    return bool(FAILING.match(entry.text)) and ".tests." in entry.logger


def allowed(entry):
    return any(
        entry.logger == logger and re.search(pattern, entry.text)
        for logger, pattern, _reason in NOT_OURS
    )


def faults(text, expected=()):
    """Lines of level WARNING and higher that are ours, each kind once.

    Results of tests are left out, since they are counted one by one. `expected`
    are loggers whose warnings belong to what was tried.
    """
    found = Counter(
        f"{entry.level} {entry.logger}: {entry.text[:KEPT]}"
        for entry in entries(text)
        if entry.level in BAD
        and not is_test_result(entry)
        and entry.logger != "odoo.tests.result"
        and not (entry.level == "WARNING" and entry.logger in expected)
        and not allowed(entry)
    )
    return [f"{line} (×{n})" if n > 1 else line for line, n in found.items()]


class Tests:
    """Odoo's own tests, counted one by one from its log."""

    def __init__(self, text):
        self.started, self.failed, self.skipped = set(), {}, {}
        self.tours = set()
        for entry in entries(text):
            self._read(entry)

    def _read(self, entry):
        if match := STARTING.match(entry.text):
            self.started.add((entry.logger, match[1]))
        elif is_test_result(entry):
            name = FAILING.match(entry.text)[2]
            self.failed.setdefault((entry.logger, name), entry.text)
        elif match := SKIPPED.match(entry.text):
            self.skipped[(entry.logger, match[1])] = match[2]
        self.tours.update(TOUR.findall(entry.text))

    @property
    def passed(self):
        return len(self.started - set(self.failed) - set(self.skipped))

    def faults(self):
        """What went wrong, each with the last lines of its traceback."""
        found = [_indented(text) for _name, text in sorted(self.failed.items())]
        found += [
            f"skipped: {name}: {reason}"
            for (_logger, name), reason in sorted(self.skipped.items())
        ]
        return found


def _indented(text):
    head, *rest = text.splitlines()
    return "\n           ".join([head, *rest[-25:]])
