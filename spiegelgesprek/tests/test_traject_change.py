# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from psycopg2.errors import CheckViolation

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .public_pages import DATE, LATER, NOW, PublicPagesCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestTrajectChange(PublicPagesCommon):
    """Date or place changes: all who come or wait for a seat hear it, once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name, state in (
            ("accepted", "accepted"),
            ("confirmed", "confirmed"),
            ("invited", "invited"),
            ("waiting", "waiting"),
            ("declined", "declined"),
        ):
            person = cls._create_listener(cls, name, state=state)
            setattr(cls, f"{name}_one", person)
        cls.listeners = cls.traject.outer_participant_ids
        (cls.client | cls.lead).state = "accepted"
        cls.coming = cls.accepted_one | cls.confirmed_one | cls.lead
        cls.coming |= cls.waiting_one
        cls.elsewhere = cls.place.copy({"street": "Elsewhere 1"})
        cls.own = cls.traject.with_user(cls.coordinator)
        cls._commit()

    def _get_mails(self):
        people = self.traject.participant_ids.filtered("partner_id")
        return self._mails_to(*people)

    def assertTold(self, times=1):
        """Assert that each who comes has so many mails, and nobody else has any."""
        self._commit()
        expected = self.coming.mapped("partner_id.email_formatted") * times
        self.assertEqual(sorted(self._get_mails().mapped("email_to")), sorted(expected))
        self.assertFalse(
            self.env["mail.mail"].search([("email_to", "ilike", "quirinia")])
        )

    def test_date(self):
        self.own.date_conversation = LATER
        self.assertTold()
        for mail in self._get_mails():
            self.assertIn("16 June 2026", mail.body_html)
            self.assertIn("30 June 2026, 15:30", mail.body_html)
            self.assertEqual(mail.state, "outgoing")
        for person in self.coming:
            body = self._mails_to(person).body_html
            self.assertIn(person.invitation_token, body)
            for other in self.coming - person:
                self.assertNotIn(other.partner_id.name, body)

    def test_waiting(self):
        """Who waits hears that he still does, and not twice when he has two roles."""
        second = self._create_contact_participant(
            "chain_partner",
            partner_id=self.accepted_one.partner_id.id,
            state="waiting",
        )
        self._commit()
        self.own.date_conversation = LATER
        self.assertTold()
        for person in self.coming - second:
            body = self._mails_to(person).body_html
            waits = person == self.waiting_one
            self.assertEqual("still on the waiting list" in body, waits)
            self.assertEqual("Your place is kept" in body, not waits)

    def test_place(self):
        self.own.address_id = self.elsewhere
        self.assertTold()
        mail = self._get_mails()[0]
        self.assertNotIn("does not take place", mail.body_html)

    def test_date_and_place(self):
        """One mail, also when they change in two steps of one transaction."""
        self.own.write({"date_conversation": LATER, "address_id": self.elsewhere.id})
        self.assertTold()
        self.own.date_conversation = DATE
        self.own.address_id = self.place
        self.assertTold(times=2)

    def test_dragged_in_the_calendar(self):
        self.own.conversation_id.write(
            {"start": LATER, "stop": LATER + timedelta(minutes=90)}
        )
        self.assertTold()
        self.assertEqual(self.traject.date_conversation, LATER)

    def test_postponed(self):
        """The wizard sends the same mail, says how many, and nobody gets two."""
        self.accepted_one.partner_id.email = False
        self.coming -= self.accepted_one
        self._commit()
        version = self.traject.appointment_sequence
        wizard = (
            self.env["spiegelgesprek.traject.postpone"]
            .with_user(self.coordinator)
            .create(
                {
                    "traject_id": self.traject.id,
                    "date_conversation": LATER,
                    "reason": "Too few people can come",
                }
            )
        )
        wizard.action_postpone()
        self.assertEqual((wizard.mail_count, wizard.unmailed_count), (3, 1))
        self.assertTold()
        self.assertEqual(self.traject.appointment_sequence, version + 1)

    def test_postponed_by_a_manager(self):
        self.traject.with_user(self.manager)._postpone(LATER, "Ill")
        self.assertTold()

    def test_back_again(self):
        """What is undone before it is saved was no change."""
        version = self.traject.appointment_sequence
        self.own.date_conversation = LATER
        self.own.address_id = self.elsewhere
        self.own.date_conversation = DATE
        self.own.address_id = self.place
        self.assertTold(times=0)
        self.assertEqual(self.traject.appointment_sequence, version)

    def test_other_changes(self):
        self.own.write({"name": "Other", "topic": "Other", "is_online": False})
        self.own.stage_id = self.env.ref("spiegelgesprek.stage_ready")
        self.own.date_conversation = DATE
        self.assertTold(times=0)

    def test_online(self):
        self.own.write({"is_online": True, "online_url": "https://meet.example/x"})
        self.assertTold()

    def test_first_date(self):
        """Who agreed before a date was known hears it when it is."""
        self.own.date_conversation = False
        self.assertTold()
        self.assertIn("The date follows.", self._get_mails()[0].body_html)
        new = self._create_listener(7, state="accepted")
        self.own.date_conversation = DATE
        self._commit()
        self.assertEqual(len(self._mails_to(*self.coming)), 8)
        self.assertNotIn("does not take place", self._mails_to(new).body_html)
        response = self._open(self.accepted_one)
        self.assertIn("The date is known now.", self._text(response))
        self._accept(self.accepted_one)
        self.assertEqual(self.accepted_one.answer_for, DATE)

    def test_nothing_to_come(self):
        """Nobody hears of what is over, cancelled, or noted afterwards."""
        self.own.date_conversation = NOW - timedelta(days=3)
        self.assertTold(times=0)
        self.own.date_conversation = DATE
        self.assertTold()
        self.own.stage_id = self.env.ref("spiegelgesprek.stage_cancelled")
        self.own.date_conversation = LATER
        self.assertTold()
        self.own.stage_id = self.env.ref("spiegelgesprek.stage_ready")
        self.assertTold()

    def test_language(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        self.accepted_one.partner_id.lang = "nl_NL"
        self.own.date_conversation = LATER
        self._commit()
        self.assertIn("30 juni 2026", self._mails_to(self.accepted_one).body_html)
        self.assertIn("30 June 2026", self._mails_to(self.confirmed_one).body_html)

    @mute_logger("odoo.sql_db")
    def test_link_of_video_meeting(self):
        for wrong in ("http://meet.example", "javascript:alert(1)", "https://a b"):
            with self.assertRaises(CheckViolation), self.cr.savepoint():
                self.own.online_url = wrong
                self.env.flush_all()
