"""The log decides what passed: it must not overlook anything."""

import unittest

from tools import logcheck

HEAD = "2026-11-22 14:22:21,634 9575"
OURS = "odoo.addons.spiegelgesprek"


def line(level, logger, text):
    return f"{HEAD} {level} some_db {logger}: {text}\n"


class TestFaults(unittest.TestCase):
    def test_quiet_log(self):
        self.assertEqual(logcheck.faults(line("INFO", "odoo.modules", "loaded")), [])

    def test_demo_file_that_fails_is_a_fault(self):
        text = line(
            "WARNING",
            "odoo.modules.loading",
            "Module spiegelgesprek demo data failed to install",
        )
        self.assertEqual(len(logcheck.faults(text)), 1)

    def test_continuation_belongs_to_its_entry(self):
        text = line("ERROR", "odoo.sql_db", "bad query") + "LINE 1: SELECT\n"
        self.assertEqual(len(logcheck.faults(text)), 1)
        self.assertIn("LINE 1", logcheck.faults(text)[0])

    def test_allowed_lines(self):
        text = line(
            "ERROR",
            "odoo.sql_db",
            "bad query: CREATE EXTENSION IF NOT EXISTS pg_trgm",
        )
        self.assertEqual(logcheck.faults(text), [])

    def test_every_level_that_matters(self):
        text = "".join(
            line(level, "odoo.x", "y") for level in ("WARNING", "ERROR", "CRITICAL")
        )
        self.assertEqual(len(logcheck.faults(text)), 3)


class TestCounting(unittest.TestCase):
    def _read(self, *parts):
        logger = f"{OURS}.tests.test_thing"
        return logcheck.Tests("".join(line(level, logger, t) for level, t in parts))

    def test_passed_failed_and_skipped(self):
        ran = self._read(
            ("INFO", "Starting TestThing.test_one ... "),
            ("INFO", "Starting TestThing.test_two ... "),
            ("ERROR", "FAIL: TestThing.test_two"),
            ("INFO", "Starting TestThing.test_three ... "),
            ("INFO", "skipped TestThing.test_three : Chrome executable not found"),
        )
        self.assertEqual(ran.passed, 1)
        self.assertEqual(len(ran.failed), 1)
        self.assertEqual(len(ran.skipped), 1)
        self.assertEqual(len(ran.faults()), 2)

    def test_subtests_count_once(self):
        ran = self._read(
            ("INFO", "Starting TestThing.test_one ... "),
            ("ERROR", "FAIL: Subtest TestThing.test_one (role='a')"),
            ("ERROR", "FAIL: Subtest TestThing.test_one (role='b')"),
        )
        self.assertEqual((ran.passed, len({n for _l, n in ran.failed})), (0, 1))

    def test_class_that_cannot_be_set_up(self):
        ran = self._read(("ERROR", "ERROR: setUpClass (odoo.addons.x.TestThing)"))
        self.assertEqual(len(ran.failed), 1)

    def test_no_test(self):
        self.assertFalse(self._read(("INFO", "nothing")).started)

    def test_tour_that_ran(self):
        ran = self._read(("INFO", "Evaluate \"odoo.startTour('sg_tour', {})\""))
        self.assertEqual(ran.tours, {"sg_tour"})
