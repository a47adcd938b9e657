# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from .common import SpiegelgesprekCommon

T = datetime(2026, 6, 2, 12)


@freeze_time("2026-03-10 12:00:00")
class TestShield(SpiegelgesprekCommon):
    """Ways around the shield that somebody has tried."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.others = cls._create_traject(user_id=cls.other.id, name="Of others")

    # ------------------------------------------------------------
    # MEETINGS MOVE THE DATE, AND THE DATE OPENS CLIENTS TO RECRUITERS
    # ------------------------------------------------------------

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_meeting_moves_with_who_may_change_the_traject(self):
        self.traject.date_conversation = T
        event = self.traject.conversation_id
        later = {"start": T + timedelta(days=90), "stop": T + timedelta(days=90)}
        for user in (self.recruiter, self.other, self.facilitator, self.employee):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    event.with_user(user).write(later)
                with self.assertRaises(AccessError):
                    event.with_user(user).unlink()
        self.assertEqual(self.traject.date_conversation, T)
        for days, user in enumerate((self.coordinator, self.manager), 1):
            start = T + timedelta(days=days)
            event.with_user(user).write({"start": start, "stop": start})
            self.assertEqual(self.traject.date_conversation, start)

    def test_meetings_of_others_are_not_taken_over(self):
        """A date moves and deletes its meeting in sudo, so it must be one's own."""
        self.traject.date_conversation = T
        diary = self.env["calendar.event"].create(
            {"name": "Private", "start": T, "stop": T, "privacy": "private"}
        )
        for event in (diary, self.traject.conversation_id):
            with self.subTest(event=event.name), self.assertRaises(ValidationError):
                self.others.with_user(self.other).conversation_id = event

    # ------------------------------------------------------------
    # WHO LISTENS, LISTENS
    # ------------------------------------------------------------

    def test_nobody_takes_himself_off_the_listeners(self):
        own = self._create_contact_participant("employee", self.coordinator)
        own = own.with_user(self.coordinator)
        contact = self.env["res.partner"].create({"name": "Somebody else"})
        note_taker = self.roles["note_taker"].id
        for label, attempt in (
            ("deletes", own.unlink),
            ("other role", lambda: own.write({"role_id": note_taker})),
            ("other contact", lambda: own.write({"partner_id": contact.id})),
        ):
            with self.subTest(label), self.assertRaises(UserError):
                attempt()
        own.action_decline()
        self.assertFalse(self._sees_client(self.coordinator))

    def test_a_colleague_takes_him_off(self):
        own = self._create_contact_participant("employee", self.coordinator)
        self.traject.with_user(self.coordinator).user_id = self.other
        own.with_user(self.other).unlink()
        self.traject.with_user(self.other).user_id = self.coordinator
        self.assertTrue(self._sees_client(self.coordinator))

    def test_who_listens_adds_no_client_he_would_not_see(self):
        self._create_contact_participant("employee", self.coordinator)
        values = {"traject_id": self.traject.id, "role_id": self.roles["client"].id}
        clients = self.env["spiegelgesprek.participant"].with_user(self.coordinator)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            clients.create(values)
        passed_on = clients.create({**values, "recruiter_id": self.coordinator.id})
        self.assertEqual(clients.search([("ring", "=", "inner")]), passed_on)

    def _sees_client(self, user):
        self.env.flush_all()
        self.env.invalidate_all()
        domain = [("id", "=", self.client.id)]
        return bool(self.client.with_user(user).search(domain))

    # ------------------------------------------------------------
    # RINGS AND TRAJECTS STAY
    # ------------------------------------------------------------

    def test_ring_of_a_role_in_use_stays(self):
        """It would turn clients into listeners, whom all coordinators see."""
        client = self.roles["client"].with_user(self.manager)
        for values in (
            {"ring": "outer", "is_client": False},
            {"ring": "lead", "is_client": False},
            {"is_client": False},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                client.write(values)

    def test_nobody_widens_his_own_role(self):
        """A manager who takes notes would see clients without taking over."""
        role = self.roles["note_taker"].with_user(self.manager)
        role.is_facilitator = role.sees_clients = True
        role.is_facilitator = role.sees_clients = False
        self._create_contact_participant("note_taker", self.manager)
        for name in ("is_facilitator", "sees_clients"):
            with self.subTest(name), self.assertRaises(UserError):
                role[name] = True
        role.name = "Writes"

    def test_nobody_moves_to_another_traject(self):
        with self.assertRaises(UserError):
            self.client.with_user(self.coordinator).traject_id = self.others

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_nothing_lands_in_a_traject_of_others(self):
        """Rules look at a record before it moves, so they have to look again."""
        taken = self.traject.seat_ids.role_id
        free = self.roles["employee"].copy({"name": "Neighbour"})
        self.assertNotIn(free, taken)
        seat = self.env["spiegelgesprek.seat"].create(
            {"traject_id": self.others.id, "role_id": free.id}
        )
        own_point = self._create_action_point(traject_id=self.others.id)
        point = self._create_action_point()
        for user, record, target in (
            (self.other, seat, self.traject),
            (self.other, own_point, self.traject),
            (self.sponsor, point, self.others),
        ):
            with (
                self.subTest(record=record._name, user=user.login),
                self.assertRaises(AccessError),
            ):
                record.with_user(user).traject_id = target

    # ------------------------------------------------------------
    # NUMBERS OF CLIENTS
    # ------------------------------------------------------------

    @mute_logger("odoo.models")
    def test_numbers_of_clients(self):
        """Coordinators know how many; the sponsor reads it in one line."""
        self.client.action_accept()
        hidden = ("client_count", "client_short", "is_client_short")
        wanted = self.traject.client_wanted
        for user in (self.coordinator, self.other, self.manager):
            traject = self.traject.with_user(user)
            self.assertEqual(traject.client_count, 1)
            self.assertEqual(traject.client_summary, f"1 of {wanted}")
        for user in (self.sponsor, self.facilitator, self.recruiter):
            traject = self.traject.with_user(user)
            self.assertFalse(set(hidden) & set(traject.fields_get()))
            for name in hidden:
                with self.subTest(name, user=user.login):
                    with self.assertRaises(AccessError):
                        traject.read([name])
                    with self.assertRaises(AccessError):
                        traject.search([(name, "!=", False)])
        summaries = [
            self.traject.with_user(user).client_summary
            for user in (self.sponsor, self.facilitator, self.recruiter)
        ]
        self.assertEqual(summaries, [f"1 of {wanted}", False, False])

    def test_seats_count_no_clients(self):
        """Seats are shown to all who see the traject, so clients have none."""
        seat = self.env["spiegelgesprek.seat"].create(
            {"traject_id": self.traject.id, "role_id": self.roles["client"].id}
        )
        self.client.action_accept()
        newcomer = self._create_client()
        newcomer.action_accept()
        self.assertFalse((self.client | newcomer).seat_id)
        self.assertEqual(seat.taken, 0)
