# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .mail_common import MailCommon

INVITATION = "spiegelgesprek.mail_template_invitation_client"
LETTERS = "spiegelgesprek.spiegelgesprek_letter_report"
CARDS = "spiegelgesprek.spiegelgesprek_evaluation_card_report"


@tagged("post_install", "-at_install")
@freeze_time("2026-05-01 12:00:00")
class TestBorrowedRights(MailCommon):
    """What Odoo does with all rights, for whoever sets it up.

    Jobs that remind, certify, print and merge: none of them may be lent to somebody who
    is curious who the clients are.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template = cls.env.ref(INVITATION)
        cls.contact = cls.env["res.partner"].create(
            {"name": "Leads From Outside", "email": "outside@lead.example"}
        )
        cls.leader = cls._create_contact_participant(
            "facilitator", partner_id=cls.contact.id, state="accepted"
        )
        cls._commit()

    # ------------------------------------------------------------
    # TEXTS
    # ------------------------------------------------------------

    def _remind(self, user, template):
        """Let a user be reminded by a text; the number of his meeting is a client's."""
        alarm = (
            self.env["calendar.alarm"]
            .with_user(user)
            .create({"name": "Soon", "mail_template_id": template.id})
        )
        event = (
            self.env["calendar.event"]
            .with_user(user)
            .create(
                {
                    "name": "Coffee",
                    "start": "2026-05-01 12:30:00",
                    "stop": "2026-05-01 13:00:00",
                    "partner_ids": [Command.set(user.partner_id.ids)],
                    "alarm_ids": [Command.set(alarm.ids)],
                }
            )
        )
        self.env.flush_all()
        self.cr.execute("DELETE FROM calendar_attendee WHERE id = %s", [self.client.id])
        self.cr.execute(
            "UPDATE calendar_attendee SET id = %s WHERE id = %s",
            [self.client.id, event.attendee_ids.id],
        )
        self.env.invalidate_all()
        self.env["calendar.alarm_manager"]._send_reminder()
        return self.env["mail.message"].search(
            [("model", "=", "calendar.event"), ("res_id", "=", event.id)]
        )

    def test_reminder_of_a_meeting(self):
        """Who chooses a text of ours for a reminder reads of no client."""
        with mute_logger("odoo.addons.calendar.models.calendar_attendee"):
            messages = self._remind(self.employee, self.template)
        self.assertNotIn("Quirinia", "".join(messages.mapped("body")))

    def test_reminders_go_on(self):
        template = self.env.ref("calendar.calendar_template_meeting_reminder")
        messages = self._remind(self.employee, template)
        self.assertIn("This is a reminder", "".join(messages.mapped("body")))

    def test_texts_in_other_hands(self):
        """A job that is given one of our texts writes nothing with it."""
        mails = self.env["mail.mail"].sudo()
        before = mails.search_count([])
        for value in (False, True, "own", {}):
            text = self.template.with_context(spiegelgesprek_own=value)
            with self.subTest(value), self.assertRaises(AccessError):
                text.send_mail(self.client.id)
            with self.subTest(value), self.assertRaises(AccessError):
                text._render_field("body_html", self.client.ids)
        self.assertEqual(mails.search_count([]), before)

    # ------------------------------------------------------------
    # PAPER
    # ------------------------------------------------------------

    def test_paper_printed_by_a_job(self):
        """Letters and cards of a colleague aren't printed by way of a queue."""
        paper = self.env["spiegelgesprek.paper"].with_user(self.coordinator)
        paper = paper.create(
            {
                "template_id": self.template.id,
                "ring": "inner",
                "delivery": "hand",
                "is_blank": False,
                "participant_ids": [Command.set(self.client.ids)],
            }
        )
        card = self.env["spiegelgesprek.evaluation.card"].with_user(self.coordinator)
        card = card.create({"traject_id": self.traject.id, "number": 1})
        card._make_cards()
        reports = self.env["ir.actions.report"]
        for report, record in ((LETTERS, paper), (CARDS, card)):
            with self.subTest(report):
                own, _kind = reports.with_user(self.coordinator)._render_qweb_html(
                    report, record.ids
                )
                self.assertTrue(own)
                with mute_logger("odoo.addons.base.models.ir_qweb"):
                    self._assert_not_printed(report, record)

    def _assert_not_printed(self, report, record):
        with self.assertRaisesRegex(Exception, "logged in only"):
            self.env["ir.actions.report"]._render_qweb_html(report, record.ids)

    # ------------------------------------------------------------
    # FORMS
    # ------------------------------------------------------------

    def test_session_of_a_form(self):
        """Users of the survey app start sessions of any form, but not of ours.

        Everybody who answers would wait for a question that never comes.
        """
        form = self.env.ref("spiegelgesprek.survey_client").copy()
        layout = form.questions_layout
        user = self._create_user("survey", "survey.group_survey_manager")
        with self.assertRaises(ValidationError):
            form.with_user(user).action_start_session()
        self.env.invalidate_all()
        self.assertEqual((form.session_state, form.questions_layout), (False, layout))

    # ------------------------------------------------------------
    # CONTACTS
    # ------------------------------------------------------------

    def _merge(self, user, contacts):
        user.group_ids += self.env.ref("base.group_partner_manager")
        contacts.email = "same@merge.example"
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(user)
        wizard.create(
            {
                "partner_ids": [Command.set(contacts.ids)],
                "dst_partner_id": contacts[0].id,
            }
        ).action_merge()

    def test_nobody_becomes_who_leads(self):
        """Nor who listens, commissions or asks: by merging with the own contact.

        Who asks clients without a login passes them on by a link; a login sees them.
        """
        recruiter = self.env["res.partner"].create({"name": "Asks Alone"})
        self.env["spiegelgesprek.recruitment"].create(
            {"traject_id": self.traject.id, "partner_id": recruiter.id}
        )
        listener = self._create_listener("Listens Alone")
        sponsor = self.env["res.partner"].create({"name": "Commissions Alone"})
        self.traject.sponsor_id = sponsor
        for other in (self.contact, listener.partner_id, sponsor, recruiter):
            for user in (self.employee, self.sponsor, self.other):
                with (
                    self.subTest(other.name, user=user.login),
                    self.assertRaises(AccessError),
                ):
                    self._merge(user, user.partner_id | other)
        with self.assertRaises(AccessError):
            self._merge(self.manager, self.manager.partner_id | self.contact)
        self.assertEqual(self.leader.partner_id, self.contact)

    def test_doubles_are_merged(self):
        """By who coordinates, by an administrator, and where nobody gets a login."""
        double = self.contact.copy()
        self._merge(self.employee, double | self.contact)
        self.assertEqual(self.leader.partner_id, double)
        own = self.env["res.partner"].create({"name": "Nobody Yet"})
        self._merge(self.employee, self.employee.partner_id | own)
        self.assertFalse(own.exists())
        self._merge(self.coordinator, self.coordinator.partner_id | double)
        self.assertEqual(self.leader.partner_id, self.coordinator.partner_id)
