# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from psycopg2.errors import CheckViolation, ForeignKeyViolation, UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import convert_file, mute_logger

from .common import SpiegelgesprekCommon

PLAN = (
    "client_min",
    "client_max",
    "client_reserve",
    "question_mode",
    "seating",
    "recording",
    "facilitator_min",
    "minutes_premeeting",
    "minutes_conversation",
    "minutes_questions",
    "minutes_aftertalk",
    "preparation_weeks",
    "confirm_days",
    "evaluation_days",
    "debrief_days",
    "retention_months",
)
# As the sources describe the method; where one is silent, the default of the addon.
SHIPPED = {
    "jbwest": (6, 12, 5, "clarify", "ask", False, 1, 30, 120, 10, 30, 13, 7, 7, 10, 6),
    "jgb": (6, 15, 5, "clarify", "around", False, 1, 30, 90, 10, 30, 13, 7, 7, 10, 6),
    "leersessie": (
        8,
        10,
        5,
        "none",
        "around",
        False,
        1,
        30,
        90,
        0,
        30,
        13,
        7,
        7,
        10,
        6,
    ),
    "werkplaats": (
        6,
        12,
        5,
        "clarify",
        "half_circle",
        False,
        1,
        30,
        90,
        10,
        30,
        13,
        7,
        7,
        0,
        6,
    ),
    "amc": (6, 12, 5, "clarify", "ask", False, 1, 30, 75, 10, 30, 13, 7, 7, 10, 6),
}
# Role, fewest and most seats; 0 is no limit.
SHIPPED_SEATS = {
    "jbwest": [("employee", 6, 0)],
    "jgb": [("employee", 0, 20), ("chain_partner", 0, 5), ("client_council", 0, 3)],
    "leersessie": [("employee", 8, 0)],
    "werkplaats": [("employee", 6, 0), ("chain_partner", 0, 0)],
    "amc": [("employee", 0, 25)],
}


@tagged("post_install", "-at_install")
class TestMethod(SpiegelgesprekCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.methods = {
            name: cls.env.ref(f"spiegelgesprek.method_{name}") for name in SHIPPED
        }

    def _get_plan(self, record):
        return tuple(record[name] for name in PLAN)

    def _get_seats(self, record):
        names = {role.id: name for name, role in self.roles.items()}
        return [
            (names[seat.role_id.id], seat.minimum, seat.maximum)
            for seat in record.seat_ids
        ]

    def test_shipped_numbers(self):
        for name, method in self.methods.items():
            with self.subTest(method=name):
                self.assertEqual(self._get_plan(method), SHIPPED[name])
                self.assertEqual(self._get_seats(method), SHIPPED_SEATS[name])
                self.assertIn("Our default", method.source_note)

    def test_copied_onto_traject(self):
        Traject = self.env["spiegelgesprek.traject"].with_user(self.coordinator)
        for name, method in self.methods.items():
            with self.subTest(method=name):
                traject = Traject.create({"name": name, "method_id": method.id})
                traject.flush_recordset()
                traject.invalidate_recordset()
                self.assertEqual(self._get_plan(traject), SHIPPED[name])
                self.assertEqual(self._get_seats(traject), SHIPPED_SEATS[name])
                self.assertEqual(set(traject.seat_ids.mapped("taken")), {0})

    def test_own_number_wins(self):
        traject = self._create_traject(client_max=9, minutes_conversation=100)
        self.assertEqual((traject.client_max, traject.minutes_conversation), (9, 100))
        self.assertEqual(traject.client_min, 6, "the rest is the method's")

    def test_method_changed_leaves_traject(self):
        before = self._get_plan(self.traject), self._get_seats(self.traject)
        method = self.method.with_user(self.manager)
        method.write({"client_max": 8, "minutes_conversation": 45})
        method.seat_ids[0].maximum = 2
        method.seat_ids[1].unlink()
        self.env.flush_all()
        self.traject.invalidate_recordset()
        self.assertEqual(
            (self._get_plan(self.traject), self._get_seats(self.traject)), before
        )

    def test_defaults_of_a_new_method(self):
        method = (
            self.env["spiegelgesprek.method"]
            .with_user(self.manager)
            .create({"name": "Our own"})
        )
        self.assertEqual(
            self._get_plan(method),
            (6, 12, 5, "clarify", "ask", False, 1, 30, 90, 10, 30, 13, 7, 7, 10, 6),
        )
        self.assertTrue(method.client_label)
        self.assertFalse(method.seat_ids)

    def test_only_managers_change(self):
        method = self.method.with_user(self.coordinator)
        self.assertEqual(method.client_max, 15)
        with self.assertRaises(AccessError):
            method.client_max = 8
        with self.assertRaises(AccessError):
            method.copy()

    def test_duplicate(self):
        self.method.client_reserve = 7
        double = self.method.with_user(self.manager).copy()
        self.assertEqual(double.name, "Youth and family protection (copy)")
        self.assertEqual(self._get_plan(double), self._get_plan(self.method))
        self.assertEqual(self._get_seats(double), SHIPPED_SEATS["jgb"])
        self.assertFalse(double.seat_ids & self.method.seat_ids)
        double.unlink()
        self.assertEqual(self._get_seats(self.method), SHIPPED_SEATS["jgb"])

    def test_shipped_is_not_deleted(self):
        for name, method in self.methods.items():
            with (
                self.subTest(method=name),
                self.assertRaisesRegex(UserError, "archive"),
            ):
                method.with_user(self.manager).unlink()
        self.method.with_user(self.manager).active = False
        self.assertFalse(self.method.active)

    def test_duplicate_has_all_lines(self):
        """To adapt it: every line is there, and none is shared."""
        double = self.method.with_user(self.manager).copy({"name": "Ours"})
        self.assertEqual(double.name, "Ours")
        for name in (
            "step_ids",
            "meeting_ids",
            "seat_ids",
            "guide_item_ids",
            "rule_ids",
            "requirement_ids",
        ):
            with self.subTest(lines=name):
                self.assertEqual(len(double[name]), len(self.method[name]))
                self.assertFalse(double[name] & self.method[name])
        double.rule_ids[0].unlink()
        double.guide_item_ids[0].text = "Changed"
        self.assertEqual(len(self.method.rule_ids), 17)
        self.assertNotEqual(self.method.guide_item_ids[0].text, "Changed")
        double.unlink()

    def test_archived(self):
        """It can't be chosen any more; trajects that have it keep it."""
        self.method.with_user(self.manager).active = False
        methods = self.env["spiegelgesprek.method"].with_user(self.coordinator)
        self.assertNotIn(self.method, methods.search([]))
        found = [method_id for method_id, _name in methods.name_search("")]
        self.assertNotIn(self.method.id, found)
        own = self.traject.with_user(self.coordinator)
        self.assertEqual(own.method_id, self.method)
        own.client_max = 11
        step = self.env["spiegelgesprek.step"].with_user(self.coordinator)
        step.create({"traject_id": own.id, "name": "Still running"})

    def test_default_of_each_company(self):
        """A new traject begins with the method of its company."""
        amc = self.env.ref("spiegelgesprek.method_amc")
        second = self.env["res.company"].create({"name": "Second company"})
        self.company.spiegelgesprek_method_id = self.method
        second.spiegelgesprek_method_id = amc
        self.coordinator.company_ids = [(4, second.id)]
        trajects = self.env["spiegelgesprek.traject"].with_user(self.coordinator)
        for company, method in ((self.company, self.method), (second, amc)):
            trajects = trajects.with_company(company)
            with self.subTest(company=company.name):
                traject = trajects.create({"name": "New"})
                self.assertEqual(traject.method_id, method)
                self.assertEqual(traject.company_id, company)

    @mute_logger("odoo.sql_db")
    def test_used_is_not_deleted(self):
        method = self.method.copy()
        self._create_traject(method_id=method.id)
        with self.assertRaises(ForeignKeyViolation), self.cr.savepoint():
            method.with_user(self.manager).unlink()

    @mute_logger("odoo.sql_db")
    def test_impossible_numbers(self):
        """The database refuses them, for a method as for a traject."""
        refused = (
            {"client_min": 16},
            {"client_min": -1},
            {"client_reserve": -1},
            {"minutes_conversation": 0},
            {"minutes_questions": 91},
            {"minutes_questions": -1},
            {"minutes_premeeting": -1},
            {"minutes_aftertalk": -1},
            {"preparation_weeks": -1},
            {"confirm_days": -1},
            {"evaluation_days": -1},
            {"debrief_days": -1},
            {"retention_months": -1},
            {"facilitator_min": 0},
            {"facilitator_min": 3},
        )
        for record in (self.method, self.traject):
            for values in refused:
                with (
                    self.subTest(model=record._name, values=values),
                    self.assertRaises(CheckViolation),
                    self.cr.savepoint(),
                ):
                    record.write(values)
                    record.flush_recordset()

    @mute_logger("odoo.sql_db")
    def test_impossible_seats(self):
        for seat in (self.method.seat_ids[0], self.traject.seat_ids[0]):
            for values in ({"minimum": 21}, {"minimum": -1}, {"maximum": -1}):
                with (
                    self.subTest(model=seat._name, values=values),
                    self.assertRaises(CheckViolation),
                    self.cr.savepoint(),
                ):
                    seat.write(values)
                    seat.flush_recordset()
            seat.write({"minimum": 21, "maximum": 0})
            seat.flush_recordset()
            with self.assertRaises(UniqueViolation), self.cr.savepoint():
                seat.copy()
                self.env.flush_all()

    def test_display_name(self):
        self.assertEqual(self.method.display_name, "Youth and family protection 1.0")
        self.assertFalse(self.method.copy().version != "1.0")

    def test_update_brings_no_line_back(self):
        """A line that a manager took out of a shipped method stays away."""
        method = self.method.with_user(self.manager)
        files = {
            "seat_ids": "",
            "step_ids": "_jgb",
            "meeting_ids": "_jgb",
            "guide_item_ids": "_guide",
            "rule_ids": "_rule",
            "requirement_ids": "_requirement",
        }
        for name, suffix in files.items():
            with self.subTest(lines=name):
                method[name][0].unlink()
                before = len(method[name])
                path = f"data/spiegelgesprek_method{suffix}_data.xml"
                convert_file(self.env, "spiegelgesprek", path, {}, mode="update")
                method.invalidate_recordset()
                self.assertEqual(len(method[name]), before)
