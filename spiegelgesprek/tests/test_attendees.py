# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import SpiegelgesprekCommon

NOW = datetime(2026, 3, 10, 12)
T = datetime(2026, 6, 4, 11, 30)
GROUP = "spiegelgesprek.spiegelgesprek_group_user"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestAttendees(SpiegelgesprekCommon):
    """Who leads finds the meetings in the own calendar; nobody else is in it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # an intake, a pre-meeting, the conversation and a debrief
        cls.traject.method_id = cls.env.ref("spiegelgesprek.method_leersessie")
        cls.traject.date_conversation = T
        cls.notes = cls._create_user("notes", GROUP)
        cls._flush()

    @classmethod
    def _flush(cls):
        """Do what Odoo does at the end of a request."""
        cls.env.flush_all()
        cls.env.cr.precommit.run()
        cls.env.flush_all()
        cls.env.invalidate_all()

    def _get_attending(self, user):
        """Return which meetings this user attends, in both of the ways Odoo has."""
        meetings = self.traject.meeting_ids
        partner = user.partner_id
        listed = meetings.filtered(lambda m: partner in m.partner_ids)
        attending = meetings.filtered(lambda m: partner in m.attendee_ids.partner_id)
        self.assertEqual(listed, attending)
        return sorted(attending.mapped("meeting_kind"))

    ALL = ["conversation", "debrief", "intake", "premeeting"]

    # ------------------------------------------------------------
    # WHO
    # ------------------------------------------------------------

    def test_who_attends(self):
        """Facilitators all, who takes notes what comes after the preparation."""
        self._create_contact_participant("note_taker", self.notes)
        self._create_contact_participant("co_facilitator")
        self._flush()
        self.assertEqual(self._get_attending(self.coordinator), self.ALL)
        self.assertEqual(self._get_attending(self.facilitator), self.ALL)
        self.assertEqual(self._get_attending(self.notes), ["conversation", "debrief"])
        partners = self.traject.meeting_ids.partner_ids
        staff = self.coordinator | self.facilitator | self.notes
        self.assertEqual(partners, staff.partner_id, "with a login only")

    def test_made_with_the_right_people(self):
        """A date that comes later finds who leads by then."""
        self._create_contact_participant("note_taker", self.notes)
        self.traject.date_conversation = False
        self._flush()
        self.traject.date_conversation = T
        self._flush()
        self.assertEqual(self._get_attending(self.facilitator), self.ALL)
        self.assertEqual(self._get_attending(self.notes), ["conversation", "debrief"])

    def test_never_clients_and_listeners(self):
        self.client.state = self.outer.state = "confirmed"
        self._create_contact_participant("chain_partner", self.employee)
        self._flush()
        for user in (self.listener, self.employee, self.sponsor, self.recruiter):
            self.assertFalse(self._get_attending(user))

    # ------------------------------------------------------------
    # KEEPING UP
    # ------------------------------------------------------------

    def test_follows_who_leads(self):
        for change, attends in (
            ({"state": "withdrawn"}, []),
            ({"state": "accepted"}, self.ALL),
            ({"state": "declined"}, []),
            ({"state": "invited"}, self.ALL),
            ({"role_id": self.roles["note_taker"].id}, ["conversation", "debrief"]),
        ):
            self.lead.with_user(self.coordinator).write(change)
            self._flush()
            with self.subTest(change):
                self.assertEqual(self._get_attending(self.facilitator), attends)
        self.lead.partner_id = self.notes.partner_id
        self._flush()
        self.assertFalse(self._get_attending(self.facilitator))
        self.assertEqual(self._get_attending(self.notes), ["conversation", "debrief"])
        self.lead.unlink()
        self._flush()
        self.assertFalse(self._get_attending(self.notes))

    def test_coordinator_who_leads(self):
        """Who has another reason to attend stays."""
        lead = self._create_contact_participant("co_facilitator", self.coordinator)
        lead.state = "withdrawn"
        self._flush()
        self.assertEqual(self._get_attending(self.coordinator), self.ALL)
        lead.state = "accepted"
        self.traject.with_user(self.coordinator).user_id = self.other
        self._flush()
        self.assertEqual(self._get_attending(self.coordinator), self.ALL)
        self.assertEqual(self._get_attending(self.other), self.ALL)

    def test_added_by_hand_stays(self):
        debrief = self.traject.meeting_ids.filtered(
            lambda m: m.meeting_kind == "debrief"
        )
        debrief.with_user(self.coordinator).partner_ids = [
            (4, self.employee.partner_id.id)
        ]
        self.lead.state = "withdrawn"
        self.traject.user_id = self.other
        self._flush()
        self.assertEqual(self._get_attending(self.employee), ["debrief"])
        self.assertFalse(self._get_attending(self.facilitator))

    def test_what_was_stays(self):
        """Who led then was there: meetings in the past keep their people."""
        with freeze_time(T + timedelta(days=1)):
            self.lead.state = "withdrawn"
            self.traject.user_id = self.other
            self._flush()
            past = ["conversation", "intake", "premeeting"]
            self.assertEqual(self._get_attending(self.facilitator), past)
            self.assertEqual(self._get_attending(self.coordinator), past)
            self.assertEqual(self._get_attending(self.other), ["debrief"])

    def test_quiet(self):
        """Nobody is mailed, nobody follows."""
        told = self.env["spiegelgesprek.mail"].search_count([])
        mails = self.env["mail.mail"].search_count([]) - told
        notes = self.env["mail.notification"].search_count([])
        followers = self.traject.message_partner_ids
        self._create_contact_participant("note_taker", self.notes)
        self.lead.state = "withdrawn"
        self._flush()
        self.lead.state = "accepted"
        self.traject.date_conversation = T + timedelta(days=14)
        self._flush()
        # who comes hears of a new date from us, as a participant
        told = self.env["spiegelgesprek.mail"].search_count([])
        self.assertEqual(self.env["mail.mail"].search_count([]) - told, mails)
        self.assertEqual(self.env["mail.notification"].search_count([]), notes)
        self.assertEqual(self.traject.message_partner_ids, followers)
        self.assertFalse(
            self.traject.meeting_ids.message_partner_ids - self.coordinator.partner_id
        )

    # ------------------------------------------------------------
    # THE OWN ANSWER
    # ------------------------------------------------------------

    def _get_attendee(self, user):
        attendees = self.traject.conversation_id.attendee_ids
        return attendees.filtered(lambda a: a.partner_id == user.partner_id)

    def test_own_answer(self):
        """As the buttons in Odoo's calendar do it."""
        event = self.traject.conversation_id.with_user(self.facilitator)
        for status in ("declined", "tentative", "accepted"):
            event.change_attendee_status(status, "self_only")
            self._flush()
            attendee = self._get_attendee(self.facilitator)
            self.assertEqual(attendee.state, status)
        self.assertEqual(self.traject.date_conversation, T)
        self.assertIn(self.facilitator.partner_id, event.partner_ids)

    def test_own_answer_is_noted(self):
        """Who does not come stands on the traject; nobody is mailed about it."""
        event = self.traject.conversation_id
        said, noted = event.message_ids, self.traject.message_ids
        mails = self.env["mail.mail"].search_count([])
        event.with_user(self.facilitator).change_attendee_status("accepted", False)
        event.with_user(self.facilitator).change_attendee_status("declined", False)
        self._flush()
        self.assertEqual(event.message_ids, said)
        note = self.traject.message_ids - noted
        self.assertIn("User facilitator does not come to: Conversation, ", note.body)
        self.assertIn("1:30", note.body, "as the clock stands at the traject")
        self.assertEqual(note.author_id, self.facilitator.partner_id)
        self.assertFalse(note.notified_partner_ids)
        # who comes hears of a new date from us, as a participant
        told = self.env["spiegelgesprek.mail"].search_count([])
        self.assertEqual(self.env["mail.mail"].search_count([]) - told, mails)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_no_more_than_the_own_answer(self):
        event = self.traject.conversation_id.with_user(self.facilitator)
        with self.assertRaises(AccessError):
            event.start = T + timedelta(days=1)
        with self.assertRaises(AccessError):
            event.partner_ids = [(3, self.coordinator.partner_id.id)]
        theirs = self._get_attendee(self.coordinator).with_user(self.facilitator)
        with self.assertRaises(AccessError):
            theirs.state = "declined"
        own = self._get_attendee(self.facilitator).with_user(self.facilitator)
        with self.assertRaises(AccessError):
            own.write({"state": "declined", "email": "x@spiegelgesprek.example"})
        with self.assertRaises(AccessError):
            (own | theirs).do_accept()
        stranger = self._get_attendee(self.facilitator).with_user(self.employee)
        with self.assertRaises(AccessError):
            stranger.state = "declined"

    def test_other_meetings_as_ever(self):
        """Meetings that aren't ours go on as Odoo has them."""
        event = (
            self.env["calendar.event"]
            .with_user(self.employee)
            .create(
                {
                    "name": "Lunch",
                    "start": T,
                    "stop": T + timedelta(hours=1),
                    "partner_ids": [(6, 0, self.facilitator.partner_id.ids)],
                }
            )
        )
        event.with_user(self.facilitator).change_attendee_status("declined", False)
        self.assertEqual(event.attendee_ids.state, "declined")
