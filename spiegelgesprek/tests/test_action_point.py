# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .common import SpiegelgesprekCommon

DEADLINE = date(2026, 6, 1)


@tagged("post_install", "-at_install")
@freeze_time("2026-05-20 12:00:00")
class TestActionPoint(SpiegelgesprekCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls._create_user(
            "owner", "spiegelgesprek.spiegelgesprek_group_user"
        )
        cls.Point = cls.env["spiegelgesprek.action.point"].with_user(cls.coordinator)
        cls.point = cls.Point.create(
            {
                "name": "One contact person",
                "traject_id": cls.traject.id,
                "user_id": cls.owner.id,
                "date_deadline": DEADLINE,
            }
        )

    def _get_activities(self, point=None):
        """Return all activities of a point, done ones too."""
        return (
            self.env["mail.activity"]
            .sudo()
            .with_context(active_test=False)
            .search(
                [
                    ("res_model", "=", self.point._name),
                    ("res_id", "=", (point or self.point).id),
                ]
            )
        )

    # ------------------------------------------------------------
    # STATE
    # ------------------------------------------------------------

    @mute_logger("odoo.sql_db")
    def test_done_needs_result(self):
        for values in (
            {"state": "done"},
            {"state": "done", "result": ""},
            {"state": "done", "result": "  "},
        ):
            with (
                self.subTest(values=values),
                self.assertRaises(CheckViolation),
                self.cr.savepoint(),
            ):
                self.point.write(values)
                self.env.flush_all()
        self.point.write({"state": "done", "result": "Everyone has one"})
        self.env.flush_all()
        with self.assertRaises(CheckViolation), self.cr.savepoint():
            self.point.result = False
            self.env.flush_all()

    def test_duplicate_is_open(self):
        self.point.write(
            {"state": "done", "result": "Everyone has one", "effect": "Yes"}
        )
        double = self.point.copy()
        self.assertRecordValues(
            double,
            [
                {
                    "state": "open",
                    "result": False,
                    "effect": False,
                    "name": "One contact person",
                    "user_id": self.owner.id,
                }
            ],
        )

    def test_all_states_are_columns(self):
        groups = self.Point.with_context(read_group_expand=True).web_read_group(
            [("id", "=", self.point.id)], ["state"], []
        )["groups"]
        self.assertEqual(
            [group["state"] for group in groups],
            ["open", "in_progress", "done", "dropped"],
        )

    # ------------------------------------------------------------
    # OWNER
    # ------------------------------------------------------------

    def test_owner_is_contact_of_user(self):
        self.assertEqual(self.point.partner_id, self.owner.partner_id)
        self.point.user_id = self.recruiter
        self.assertEqual(self.point.partner_id, self.recruiter.partner_id)
        self.point.user_id = False
        self.assertEqual(self.point.partner_id, self.recruiter.partner_id)
        contact = self.env["res.partner"].create({"name": "Without login"})
        point = self.Point.create(
            {
                "name": "By a contact",
                "traject_id": self.traject.id,
                "partner_id": contact.id,
                "date_deadline": DEADLINE,
            }
        )
        self.assertEqual(point.partner_id, contact)
        self.assertFalse(self._get_activities(point))

    def test_made_in_the_form(self):
        with Form(self.Point.with_context(default_traject_id=self.traject.id)) as form:
            form.name = "By hand"
            form.user_id = self.owner
            form.date_deadline = DEADLINE
        self.assertEqual(form.record.partner_id, self.owner.partner_id)
        self.assertEqual(form.record.level, "team")
        self.assertEqual(len(self._get_activities(form.record)), 1)

    def test_owner_reports(self):
        """State, result and effect; nothing else, and nothing of others."""
        point = self.point.with_user(self.owner)
        point.write({"state": "done", "result": "Everyone has one", "effect": "Rest"})
        for values in (
            {"name": "Something else"},
            {"date_deadline": date(2027, 1, 1)},
            {"user_id": self.recruiter.id},
            {"partner_id": self.recruiter.partner_id.id},
            {"state": "open", "level": "chain"},
            {"traject_id": self._create_traject().id},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                point.write(values)
        foreign = self._create_action_point(user_id=self.recruiter.id)
        with self.assertRaises(AccessError):
            foreign.with_user(self.owner).state = "in_progress"
        with self.assertRaises(AccessError):
            point.unlink()
        self.assertEqual(self.point.state, "done")

    def test_sponsor_writes(self):
        point = self.point.with_user(self.sponsor)
        point.write({"name": "Two contact persons", "date_deadline": date(2026, 7, 1)})
        self.assertEqual(self.point.name, "Two contact persons")
        with self.assertRaises(AccessError):
            self._create_action_point(traject_id=self._create_traject().id).with_user(
                self.sponsor
            ).name = "Of another sponsor"
        with self.assertRaises(AccessError):
            point.unlink()

    def test_others_do_not_write(self):
        for user in (self.other, self.facilitator, self.recruiter, self.listener):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.point.with_user(user).state = "in_progress"
        self.point.with_user(self.manager).name = "By the manager"

    def test_owner_is_a_user_of_the_app(self):
        allowed = self.env["res.users"].search(
            self.Point._fields["user_id"].get_comodel_domain(self.Point)
        )
        self.assertLessEqual(self.owner | self.coordinator, allowed)
        self.assertNotIn(self.employee, allowed)

    # ------------------------------------------------------------
    # ACTIVITY
    # ------------------------------------------------------------

    def test_one_activity(self):
        activity = self._get_activities()
        self.assertRecordValues(
            activity,
            [
                {
                    "user_id": self.owner.id,
                    "summary": "One contact person",
                    "date_deadline": DEADLINE,
                    "automated": True,
                    "active": True,
                }
            ],
        )
        self.point.write({"name": "One contact person", "level": "self"})
        self.point.write({"state": "in_progress"})
        self.assertEqual(self._get_activities(), activity)
        visible = activity.with_user(self.owner)
        self.assertEqual(visible.res_name, self.point.display_name)

    def test_quiet(self):
        """The owner gets no mail and follows nothing."""
        self.cr.precommit.run()
        mails = self.env["mail.mail"].sudo().search_count([])
        followers = self.point.message_partner_ids
        self.assertNotIn(self.owner.partner_id, followers)
        self.point.user_id = self.recruiter
        batch = self.Point.create(
            [
                {
                    "name": f"Point {number}",
                    "traject_id": self.traject.id,
                    "user_id": self.owner.id,
                    "date_deadline": DEADLINE,
                }
                for number in range(12)
            ]
        )
        self.cr.precommit.run()
        self.env.flush_all()
        self.assertEqual(self.env["mail.mail"].sudo().search_count([]), mails)
        self.assertEqual(self.point.message_partner_ids, followers)
        self.assertFalse(
            batch.message_partner_ids & (self.owner | self.recruiter).partner_id
        )
        self.assertNotIn(self.owner.partner_id, self.traject.message_partner_ids)
        self.assertEqual(len(batch.activity_ids), 12)

    def test_activity_follows(self):
        activity = self._get_activities()
        self.point.date_deadline = date(2026, 7, 1)
        self.assertEqual(activity.date_deadline, date(2026, 7, 1))
        self.point.name = "Two contact persons"
        self.assertEqual(activity.summary, "Two contact persons")
        self.point.user_id = self.recruiter
        self.assertEqual(activity.user_id, self.recruiter)
        self.assertEqual(self._get_activities(), activity)

    def test_activity_ends(self):
        """Done with the point; gone when it is dropped or has no date or owner."""
        activity = self._get_activities()
        self.point.with_user(self.owner).write({"state": "done", "result": "Done"})
        self.assertFalse(activity.active)
        self.assertFalse(self.point.activity_ids)
        for values, back in (
            ({"state": "dropped"}, {"state": "open"}),
            ({"user_id": False}, {"user_id": self.owner.id}),
            ({"date_deadline": False}, {"date_deadline": DEADLINE}),
        ):
            with self.subTest(values=values):
                self.point.write({"state": "open"})
                self.assertEqual(len(self.point.activity_ids), 1)
                self.point.write(values)
                self.assertFalse(self.point.activity_ids)
                self.point.write(back)
                self.assertEqual(len(self.point.activity_ids), 1)

    def test_activity_of_ended_traject(self):
        """Nobody is reminded of a traject that is cancelled or archived."""
        cancelled = self.env.ref("spiegelgesprek.stage_cancelled")
        monitor = self.env.ref("spiegelgesprek.stage_monitor")
        traject = self.traject.with_user(self.coordinator)
        for values, back in (
            ({"stage_id": cancelled.id}, {"stage_id": monitor.id}),
            ({"active": False}, {"active": True}),
        ):
            with self.subTest(values=values):
                traject.write(values)
                self.assertFalse(self.point.activity_ids)
                self.point.date_deadline = date(2026, 8, 1)
                self.assertFalse(self.point.activity_ids)
                traject.write(back)
                self.assertEqual(
                    self.point.activity_ids.date_deadline, date(2026, 8, 1)
                )

    def test_own_activities_stay(self):
        """What somebody planned by hand is nobody else's to change."""
        own = self.point.activity_schedule(
            "mail.mail_activity_data_call",
            user_id=self.coordinator.id,
            summary="Call",
            automated=False,
        )
        self.point.write({"name": "Renamed", "state": "dropped"})
        self.assertEqual(own.summary, "Call")
        self.assertEqual(self.point.activity_ids, own)

    def test_deleted_point(self):
        self.point.unlink()
        self.assertFalse(self._get_activities())

    # ------------------------------------------------------------
    # OVERDUE
    # ------------------------------------------------------------

    def test_overdue(self):
        yesterday, today = date(2026, 5, 19), date(2026, 5, 20)
        cases = (
            ("open", yesterday, True),
            ("in_progress", yesterday, True),
            ("done", yesterday, False),
            ("dropped", yesterday, False),
            ("open", today, False),
            ("open", False, False),
        )
        points = self.Point.create(
            [
                {
                    "name": "Case",
                    "traject_id": self.traject.id,
                    "state": state,
                    "result": "Result",
                    "date_deadline": deadline,
                }
                for state, deadline, _expected in cases
            ]
        )
        self.assertEqual(points.mapped("is_overdue"), [case[2] for case in cases])
        self.assert_search_matches(points, "is_overdue")

    def assert_search_matches(self, records, name):
        """Searching for a computed flag finds what the flag says, both ways."""
        flagged = records.filtered(name)
        for operator, value, expected in (
            ("=", True, flagged),
            ("=", False, records - flagged),
            ("!=", True, records - flagged),
            ("!=", False, flagged),
        ):
            domain = [("id", "in", records.ids), (name, operator, value)]
            with self.subTest(operator=operator, value=value):
                self.assertEqual(
                    records.search(domain, order="id"), expected.sorted("id")
                )

    def test_overdue_near_midnight(self):
        """The day ends where the user is."""
        point = self.Point.create(
            {
                "name": "Today",
                "traject_id": self.traject.id,
                "date_deadline": date(2026, 5, 20),
            }
        )
        cases = (
            ("2026-05-20 21:59:00", "Europe/Amsterdam", False),
            ("2026-05-20 22:01:00", "Europe/Amsterdam", True),
            ("2026-05-20 22:01:00", "America/New_York", False),
            ("2026-05-20 22:01:00", "UTC", False),
            ("2026-05-21 04:01:00", "America/New_York", True),
        )
        for now, zone, expected in cases:
            with self.subTest(now=now, zone=zone), freeze_time(now):
                reader = point.with_context(tz=zone)
                reader.invalidate_recordset(["is_overdue"])
                self.assertEqual(reader.is_overdue, expected)
                domain = [("id", "=", point.id), ("is_overdue", "=", True)]
                self.assertEqual(bool(reader.search(domain)), expected)

    def test_overdue_of_two_readers(self):
        """Two zones in one transaction don't get each other's answer."""
        self.point.date_deadline = date(2026, 5, 20)
        with freeze_time("2026-05-20 22:01:00"):
            amsterdam = self.point.with_context(tz="Europe/Amsterdam")
            self.assertTrue(amsterdam.is_overdue)
            self.assertFalse(self.point.with_context(tz="UTC").is_overdue)

    # ------------------------------------------------------------
    # COUNTS
    # ------------------------------------------------------------

    def test_counts_on_goal_and_traject(self):
        goal, empty = self.env["spiegelgesprek.goal"].create(
            [
                {"name": "One family, one plan", "year": 2026},
                {"name": "Nothing yet", "year": 2026},
            ]
        )
        self.point.goal_id = goal
        past = date(2026, 5, 1)
        self.Point.create(
            [
                {
                    "name": "Count",
                    "traject_id": self.traject.id,
                    "goal_id": goal.id,
                    **values,
                }
                for values in (
                    {"state": "done", "result": "Result", "date_deadline": past},
                    {"state": "dropped", "date_deadline": past},
                    {"state": "in_progress", "date_deadline": past},
                    {"state": "open"},
                )
            ]
        )
        for record in (goal, self.traject):
            counts = record.with_user(self.coordinator)
            self.assertEqual(counts.action_count, 4)
            self.assertEqual(counts.action_done_count, 1)
            self.assertEqual(counts.action_overdue_count, 1)
        self.assertEqual(empty.action_count, 0)
        self.assertEqual(goal.display_name, "2026: One family, one plan")
        action = goal.with_user(self.coordinator).action_open_action_points()
        self.assertEqual(self.Point.search_count(action["domain"]), 5)
        self.assertEqual(action["context"], {"default_goal_id": goal.id})

    @mute_logger("odoo.sql_db")
    def test_year_of_goal(self):
        Goal = self.env["spiegelgesprek.goal"].with_user(self.coordinator)
        self.assertEqual(Goal.create({"name": "This year"}).year, 2026)
        for year in (26, 20266, 0):
            with (
                self.subTest(year=year),
                self.assertRaises(CheckViolation),
                self.cr.savepoint(),
            ):
                Goal.create({"name": "Another era", "year": year})
