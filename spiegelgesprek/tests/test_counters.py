# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date, timedelta

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import SpiegelgesprekCommon

HOLDING = ("accepted", "confirmed", "attended")
NOT_HOLDING = ("draft", "invited", "absent", "declined", "withdrawn")


@tagged("post_install", "-at_install")
@freeze_time("2026-05-20 12:00:00")
class TestCounters(SpiegelgesprekCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        recruit = cls.env.ref("spiegelgesprek.stage_recruit")
        cls.traject.write(
            {"client_min": 3, "client_reserve": 2, "stage_id": recruit.id}
        )
        cls.own = cls.traject.with_user(cls.coordinator)

    def _count(self, user=None):
        """Return what a user reads, from the database."""
        self.env.flush_all()
        self.env.invalidate_all()
        names = ["client_count", "client_wanted", "client_short", "is_client_short"]
        (row,) = self.traject.with_user(user or self.coordinator).read(names)
        return tuple(row[name] for name in names)

    def test_who_counts(self):
        """Those who agreed; companions, interpreters and who fell off don't."""
        self.assertEqual(self._count(), (0, 5, 5, True))
        for state in NOT_HOLDING:
            self._create_client(state=state)
        for role in ("companion", "interpreter"):
            self._create_client(role_id=self.roles[role].id, state="accepted")
        self.outer.state = self.lead.state = "accepted"
        self.assertEqual(self._count(), (0, 5, 5, True))
        for state in HOLDING:
            self._create_client(state=state)
        self.assertEqual(self._count(), (3, 5, 2, True))
        self.client.state = "accepted"
        self._create_client(state="confirmed")
        self.assertEqual(self._count(), (5, 5, 0, False))
        self._create_client(state="confirmed")
        self.assertEqual(self._count(), (6, 5, 0, False), "never below zero")

    def test_not_short_afterwards(self):
        """After the conversation nobody looks for clients any more."""
        for stage in self.env["spiegelgesprek.stage"].search([]):
            self.traject.stage_id = stage
            before = stage.phase in ("prepare", "recruit", "run")
            with self.subTest(phase=stage.phase):
                self.assertEqual(self._count()[2:], (5, True) if before else (0, False))

    def test_search_short(self):
        """The filter finds what the flag says, in every way to ask it."""
        enough = self._create_traject(client_min=1, client_reserve=0)
        self._create_client(traject_id=enough.id, state="accepted")
        ended = self._create_traject(
            stage_id=self.env.ref("spiegelgesprek.stage_monitor").id
        )
        trajects = (self.traject | enough | ended).with_user(self.other)
        for operator, value, expected in (
            ("=", True, self.traject),
            ("=", False, enough | ended),
            ("!=", True, enough | ended),
            ("!=", False, self.traject),
        ):
            domain = [("id", "in", trajects.ids), ("is_client_short", operator, value)]
            with self.subTest(operator=operator, value=value):
                found = trajects.search(domain, order="id")
                self.assertEqual(found.ids, expected.ids)

    def test_other_coordinators_and_managers_count(self):
        """They see how many, and not one client."""
        self.client.state = "accepted"
        for user in (self.other, self.manager):
            self.assertEqual(self._count(user), (1, 5, 4, True))
            self.assertFalse(
                self.env["spiegelgesprek.participant"]
                .with_user(user)
                .search([("ring", "=", "inner")])
            )

    def test_users_do_not_count(self):
        """Not by reading, not by searching, not by grouping."""
        for user in (self.recruiter, self.facilitator, self.sponsor):
            traject = self.traject.with_user(user)
            for name in ("client_count", "client_short", "is_client_short"):
                with self.subTest(user=user.login, name=name):
                    with self.assertRaises(AccessError):
                        traject.read([name])
                    with self.assertRaises(AccessError):
                        traject.search([(name, "=", True)])

    def test_summary(self):
        """Coordinators and the sponsor of the traject; nobody else."""
        self.client.state = "accepted"
        for user, expected in (
            (self.coordinator, "1 of 5"),
            (self.other, "1 of 5"),
            (self.manager, "1 of 5"),
            (self.sponsor, "1 of 5"),
            (self.recruiter, False),
            (self.facilitator, False),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(self.traject.with_user(user).client_summary, expected)

    def test_listeners(self):
        self.assertEqual((self.own.listener_count, self.own.listener_maximum), (0, 28))
        self.outer.state = "accepted"
        self._create_contact_participant("chain_partner", state="attended")
        self._create_contact_participant("client_council", state="invited")
        self.assertEqual((self.own.listener_count, self.own.listener_maximum), (2, 28))
        self.own.seat_ids[0].maximum = 10
        self.assertEqual(self.own.listener_maximum, 18)

    def test_listeners_without_seats(self):
        """No seats planned for a role, or no limit: they are counted all the same."""
        traject = self._create_traject(
            method_id=self.env.ref("spiegelgesprek.method_leersessie").id
        )
        self._create_contact_participant(
            "employee", traject_id=traject.id, state="accepted"
        )
        self.assertEqual(traject.listener_count, 1)
        self.assertEqual(traject.listener_maximum, 0)

    def test_counts_of_new_records(self):
        """A form that isn't saved yet shows zeros, no error."""
        new = (
            self.env["spiegelgesprek.traject"]
            .with_user(self.coordinator)
            .new({"name": "Not saved"})
        )
        self.assertEqual(
            (new.client_count, new.listener_count, new.action_count), (0, 0, 0)
        )
        self.assertFalse(new.next_activity_date)

    def test_overdue_actions(self):
        today = date(2026, 5, 20)
        for days in (-2, -1, 0, 1):
            self._create_action_point(date_deadline=today + timedelta(days=days))
        self.assertEqual(self.own.action_count, 4)
        self.assertEqual(self.own.action_overdue_count, 2)

    def test_activity_state(self):
        """As Odoo says it, from the nearest date."""
        self.assertFalse(self.own.activity_state)
        for days, state in ((1, "planned"), (0, "today"), (-1, "overdue")):
            activity = self.traject.activity_schedule(
                "mail.mail_activity_data_todo", date(2026, 5, 20) + timedelta(days=days)
            )
            self.assertEqual(self.own.activity_state, state)
            self.assertEqual(activity.state, state)
            found = self.own.search(
                [("id", "=", self.own.id), ("activity_state", "=", state)]
            )
            self.assertEqual(found, self.own)

    def test_next_activity(self):
        self.assertFalse(self.own.next_activity_date)
        for days, user in ((9, self.coordinator), (3, self.manager), (5, self.other)):
            self.traject.activity_schedule(
                "mail.mail_activity_data_todo",
                date(2026, 5, 20) + timedelta(days=days),
                user_id=user.id,
            )
        elsewhere = self._create_traject()
        elsewhere.activity_schedule("mail.mail_activity_data_todo", date(2026, 5, 20))
        self.assertEqual(self.own.next_activity_date, date(2026, 5, 23))
        self.traject.activity_ids.filtered(
            lambda activity: activity.user_id == self.manager
        ).action_done()
        self.assertEqual(self.own.next_activity_date, date(2026, 5, 25))
