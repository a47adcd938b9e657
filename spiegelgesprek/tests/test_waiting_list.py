# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from .public_pages import DATE, NOW, PublicPagesCommon

PROMOTED = "A seat came free for you"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestWaitingList(PublicPagesCommon):
    """Two seats for members of the client council, and five who want one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seat = cls.traject.seat_ids.filtered(
            lambda seat: seat.role_id == cls.roles["client_council"]
        )
        cls.seat.write({"minimum": 0, "maximum": 2})
        # not in the order in which they answer
        cls.five = cls.outer.union(
            *(cls._create_listener(cls, n, "client_council") for n in range(5))
        )
        cls.five -= cls.outer
        cls.five = cls.five[::-1]
        cls._commit()

    def _all_accept(self):
        for participant in self.five:
            self._accept(participant)
        self.assertStates("accepted", "accepted", "waiting", "waiting", "waiting")

    def assertStates(self, *states):
        self._commit()
        self.env.invalidate_all()
        self.assertEqual(self.five.mapped("state"), list(states))
        counts = self.seat.taken, self.seat.waiting
        self.assertEqual(counts, (states.count("accepted"), states.count("waiting")))

    def assertPromoted(self, *participants):
        """Assert who got a mail, in which order; each one, with the own link only."""
        mails = self._mails_to(*self.five)
        self.assertEqual(
            mails.mapped("email_to"),
            [p.partner_id.email_formatted for p in participants],
        )
        for mail, participant in zip(mails, participants, strict=True):
            self.assertEqual(mail.subject, PROMOTED)
            self.assertEqual(mail.state, "outgoing")
            self.assertIn(participant.invitation_token, mail.body_html)
            for other in self.five - participant:
                self.assertNotIn(other.invitation_token, mail.body_html)
                self.assertNotIn(other.partner_id.name, mail.body_html)

    def test_too_late(self):
        """Who comes too late waits, in the order of answering, and is told so."""
        self._all_accept()
        self.assertEqual(self.five.mapped("waiting_number"), [0, 0, 1, 2, 3])
        self.assertEqual(self.five[2].waiting_since, NOW)
        self.assertFalse(self.five[0].waiting_since)
        first, last = self._open(self.five[2]), self._open(self.five[4])
        self.assertEqual(self._heading(first), "You're on the waiting list")
        self.assertIn("You're first in line.", self._text(first))
        self.assertIn("People ahead of you: 2.", self._text(last))
        self.assertPromoted()

    def test_withdraw(self):
        """A free seat goes to the first in line, who gets one mail."""
        self._all_accept()
        self._send(self.five[0], "decline")
        self.assertStates("withdrawn", "accepted", "accepted", "waiting", "waiting")
        self.assertPromoted(self.five[2])
        self.assertRecordValues(
            self.five[2],
            [{"answered_by": "system", "waiting_number": 0, "waiting_since": False}],
        )
        response = self._open(self.five[2])
        self.assertEqual(self._heading(response), "You're coming")
        self.assertIn("decline", self._buttons(response))

    def test_promoted_declines(self):
        self._all_accept()
        self._send(self.five[0], "decline")
        self.assertPromoted(self.five[2])
        self._send(self.five[2], "decline")
        self.assertStates("withdrawn", "accepted", "withdrawn", "accepted", "waiting")
        # what still waited for who declined is not sent any more
        self.assertPromoted(self.five[3])

    def test_leaves_the_list(self):
        """Who waits can say no; nobody moves up to a seat by that."""
        self._all_accept()
        self._send(self.five[2], "decline")
        self.assertStates("accepted", "accepted", "declined", "waiting", "waiting")
        self.assertPromoted()
        self._send(self.five[1], "decline")
        self.assertStates("accepted", "withdrawn", "declined", "accepted", "waiting")
        self._accept(self.five[2])
        self.assertGreater(self.five[2].waiting_number, self.five[4].waiting_number)

    def test_more_seats(self):
        """Raising the number promotes in order, each with one mail."""
        self._all_accept()
        self.seat.with_user(self.coordinator).maximum = 4
        self.assertStates("accepted", "accepted", "accepted", "accepted", "waiting")
        self.assertPromoted(self.five[2], self.five[3])

    def test_no_limit(self):
        self._all_accept()
        self.seat.with_user(self.coordinator).maximum = 0
        self.assertStates(*["accepted"] * 5)
        self.assertPromoted(*self.five[2:])

    def test_fewer_seats(self):
        """Nobody loses a seat, and a seat too many goes to nobody."""
        self._all_accept()
        self.seat.with_user(self.coordinator).maximum = 1
        self.assertStates("accepted", "accepted", "waiting", "waiting", "waiting")
        self._send(self.five[0], "decline")
        self.assertStates("withdrawn", "accepted", "waiting", "waiting", "waiting")
        self.assertPromoted()

    def test_other_ways_to_leave(self):
        """By staff, by another role, or taken off altogether."""
        self._all_accept()
        self.five[0].with_user(self.coordinator).action_withdraw()
        self.assertStates("withdrawn", "accepted", "accepted", "waiting", "waiting")
        self.five[1].with_user(self.coordinator).role_id = self.roles["employee"]
        self._commit()
        self.env.invalidate_all()
        self.assertEqual(self.five[3].state, "accepted")
        employees = self.traject.seat_ids - self.seat
        self.assertEqual(sum(employees.mapped("taken")), 1)
        self.five[2].with_user(self.coordinator).unlink()
        self._commit()
        self.env.invalidate_all()
        self.assertEqual(self.five[4].state, "accepted")
        self.assertEqual((self.seat.taken, self.seat.waiting), (2, 0))

    def test_two_seats_at_once(self):
        self._all_accept()
        self.five[:2].with_user(self.coordinator).action_withdraw()
        self.assertStates("withdrawn", "withdrawn", "accepted", "accepted", "waiting")
        self.assertPromoted(self.five[2], self.five[3])

    def test_put_on_the_list_by_hand(self):
        """Staff may have somebody wait although there are seats: until one is freed."""
        third = self.five[2].with_user(self.coordinator)
        third.action_wait()
        self._accept(self.five[0])
        self.assertStates("accepted", "invited", "waiting", "invited", "invited")
        self._send(self.five[0], "decline")
        self.assertStates("withdrawn", "invited", "accepted", "invited", "invited")

    def test_seat_taken_away(self):
        """Who is put back on the list by staff doesn't get the seat right back."""
        self._all_accept()
        self.five[0].with_user(self.coordinator).state = "waiting"
        self.assertStates("waiting", "accepted", "accepted", "waiting", "waiting")
        (self.five[2:] - self.five[4]).with_user(self.coordinator).action_decline()
        self.five[4].with_user(self.coordinator).action_decline()
        self._commit()
        self.five[0].with_user(self.coordinator).state = "waiting"
        self.five[1].with_user(self.coordinator).state = "waiting"
        self.assertStates("waiting", "waiting", *["declined"] * 3)

    def test_staff_is_told(self):
        """Staff doesn't overbook either; the list stays as it is."""
        self._all_accept()
        with self.assertRaisesRegex(ValidationError, "waiting list"):
            self.five[4].with_user(self.coordinator).action_accept()
        self.env.invalidate_all(flush=False)

    def test_not_any_more(self):
        """Over or cancelled: a seat that comes free is of no use to anybody."""
        self._all_accept()
        self.traject.stage_id = self.env.ref("spiegelgesprek.stage_cancelled")
        self.five[0].with_user(self.coordinator).action_withdraw()
        self.assertStates("withdrawn", "accepted", "waiting", "waiting", "waiting")
        self.traject.stage_id = self.env.ref("spiegelgesprek.stage_ready")
        with freeze_time(DATE + timedelta(minutes=1)):
            self.five[1].with_user(self.coordinator).action_withdraw()
            self.assertStates("withdrawn", "withdrawn", *["waiting"] * 3)
        self.assertPromoted()

    def test_roles_apart(self):
        """A free seat of one role is no seat for another."""
        self._all_accept()
        employee = self._create_listener(9)
        self._accept(employee)
        self._send(employee, "decline")
        self.assertStates("accepted", "accepted", "waiting", "waiting", "waiting")

    def test_role_without_seats(self):
        self.seat.unlink()
        for participant in self.five:
            self._accept(participant)
        self.env.invalidate_all()
        self.assertEqual({*self.five.mapped("state")}, {"accepted"})

    def test_history(self):
        self._all_accept()
        self._send(self.five[0], "decline")
        lines = self.five[2].with_user(self.coordinator).log_ids
        self.assertEqual(
            lines.mapped(lambda line: (line.kind, line.state, line.source)),
            [
                ("state", "accepted", "system"),
                ("state", "waiting", "page"),
                ("rules", "invited", "page"),
                ("state", "invited", "user"),
            ],
        )
