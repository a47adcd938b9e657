# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import smtplib
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_mail_server import MailDeliveryException

from .mail_common import MailCommon

CLIENT = "spiegelgesprek.mail_template_invitation_client"
ADDRESS = "quirinia@canary.example"
NOISE = "odoo.addons.mail.models.mail_mail"
DOWN = ConnectionRefusedError(111, "Connection refused")


def refuse(kind, code):
    """Return what Odoo makes of an answer of a mail server: it repeats the address."""
    error = {
        "recipient": smtplib.SMTPRecipientsRefused({ADDRESS: (code, b"No")}),
        "sender": smtplib.SMTPSenderRefused(code, b"No", "a@b.example"),
        "data": smtplib.SMTPDataError(code, b"No"),
    }[kind]
    text = f"Mail delivery failed.\n{type(error).__name__}: {error}"
    return MailDeliveryException("Mail Delivery Failed", text)


@tagged("post_install", "-at_install")
@freeze_time("2026-05-01 09:00:00")
class TestMailState(MailCommon):
    def setUp(self):
        super().setUp()
        self.own = self._own(self.client)

    def _queue(self):
        self.own._queue_mail(CLIENT, kind="invitation")

    def _fail(self, error, connecting=False):
        """Have the queue meet this error of a mail server."""
        method = "_connect__" if connecting else "send_email"
        with (
            self.mock_mail_gateway(mail_unlink_sent=True),
            patch.object(
                self.env.registry["ir.mail_server"], method, side_effect=error
            ),
            mute_logger(NOISE),
        ):
            self.env["mail.mail"].sudo().process_email_queue()
        self.env.flush_all()
        self.env.invalidate_all()

    def assertMail(self, state, reason=None):
        self.env.invalidate_all()
        self.assertEqual(self.own.mail_state, state)
        if reason:
            self.assertIn(reason, self.own.mail_failure)
        found = self.own.search([("mail_state", "=", state)])
        self.assertIn(self.own, found)
        others = {"none", "queued", "sent", "bounced", "failed"} - {state}
        found = self.own.search([("mail_state", "in", list(others))])
        self.assertNotIn(self.own, found)
        self.assertNotIn(ADDRESS, str(self._get_lines(self.client).read()))

    def test_sent(self):
        self.assertMail("none")
        self._queue()
        self.assertMail("queued")
        self.assertEqual(len(self._send_queue()), 1)
        self.assertMail("sent")
        line = self._get_lines(self.client)
        self.assertFalse(line.mail_mail_id.email_to or line.mail_mail_id.body_html)
        self.env["spiegelgesprek.mail"]._cron_mails()
        self.assertFalse(line.mail_mail_id)
        self.assertMail("sent")
        self.assertEqual(line.date_sent, fields.Datetime.now())
        self.assertEqual(self.own.mail_date, fields.Datetime.now())

    def test_server_down_then_up(self):
        self._queue()
        self._fail(DOWN, connecting=True)
        self.assertMail("failed", "tried again by itself")
        self.env["spiegelgesprek.mail"]._cron_mails()
        self.assertMail("queued")
        self._fail(DOWN, connecting=True)
        self.assertMail("failed")
        self.env["spiegelgesprek.mail"]._cron_mails()
        (mail,) = self._send_queue()
        self.assertMail("sent")
        self.assertFalse(self.own.mail_failure)
        self.assertEqual(mail["Message-Id"], self._get_lines(self.client).message_id)

    def test_refused_for_now(self):
        """What concerns the server or the sender is tried again."""
        for error in (
            refuse("recipient", 451),
            refuse("data", 452),
            refuse("data", 554),
            refuse("sender", 550),
        ):
            with self.subTest(error=error):
                self._queue()
                self._fail(error)
                self.assertMail("failed", "tried again")
                self.env["spiegelgesprek.mail"]._cron_mails()
                self.assertEqual(len(self._send_queue()), 1)
                self.assertMail("sent")

    def test_refused_recipient(self):
        """An address that is refused stays so, until somebody corrects it."""
        self._queue()
        self._fail(refuse("recipient", 550))
        self.assertMail("failed", "refused it. 550")
        self.env["spiegelgesprek.mail"]._cron_mails()
        self.assertMail("failed")
        self.own.email = "right@canary.example"
        self.assertMail("failed")
        self.own.action_send_anew()
        self.assertMail("queued")
        (mail,) = self._send_queue()
        self.assertEqual(mail["To"], "right@canary.example")
        self.assertMail("sent")

    def test_hangs_up_in_the_middle(self):
        """Odoo stops there: what waited behind it goes on as well."""
        self._queue()
        self._fail(smtplib.SMTPServerDisconnected("timed out"))
        self.assertMail("failed", "tried again")
        self.env["spiegelgesprek.mail"]._cron_mails()
        self.assertEqual(len(self._send_queue()), 1)
        self.assertMail("sent")

    def test_given_up(self):
        self._queue()
        self._fail(DOWN, connecting=True)
        with freeze_time(fields.Datetime.now() + timedelta(days=6)):
            self.env["spiegelgesprek.mail"]._cron_mails()
            self.assertMail("failed", "for days")

    def test_what_waits_is_not_forgotten(self):
        """Odoo looks each hour; a trigger was lost with a killed worker."""
        self._queue()
        triggers = self.env["ir.cron.trigger"]
        triggers.search([]).unlink()
        self.env["spiegelgesprek.mail"]._cron_mails()
        queue = self.env.ref("mail.ir_cron_mail_scheduler_action")
        self.assertEqual(triggers.search([]).cron_id, queue)

    def test_deleted_from_the_queue(self):
        """An administrator may do that; then it was not sent."""
        self._queue()
        self._get_queue(self.client).unlink()
        self.assertMail("none")
        self.assertEqual(self._get_lines(self.client).state, "cancelled")

    def test_cancelled_and_tried_again_by_hand(self):
        self._queue()
        mail = self._get_queue(self.client)
        mail.cancel()
        self.assertMail("none")
        mail.mark_outgoing()
        self.assertMail("queued")

    def test_last_mail_counts(self):
        self._queue()
        self._fail(refuse("recipient", 550))
        self.own._queue_mail("spiegelgesprek.mail_template_thanks_client")
        self._send_queue()
        self.assertMail("sent")

    # ------------------------------------------------------------
    # SENDING ANEW
    # ------------------------------------------------------------

    def test_send_anew(self):
        """The same text with a new link; a second click while it waits does nothing."""
        self._queue()
        self._send_queue()
        before = self.client.invitation_token
        self.own.action_send_anew()
        after = self.client.invitation_token
        self.env.invalidate_all()
        self.assertNotEqual(after, before)
        self.assertFalse(self.client._find_by_token("invitation_token", before))
        self.own.action_send_anew()
        self.assertEqual(self.client.invitation_token, after)
        self.env["spiegelgesprek.mail"]._cron_mails()
        lines = self._get_lines(self.client)
        self.assertEqual(lines.mapped("state"), ["sent", "queued"])
        self.assertEqual(lines.mapped("kind"), ["invitation"] * 2)
        self.assertIn(after, lines.mail_mail_id.body_html)

    def test_send_anew_takes_the_failed_one_back(self):
        self._queue()
        self._fail(DOWN, connecting=True)
        self.own.action_send_anew()
        self.assertEqual(len(self._send_queue()), 1)
        self.env["spiegelgesprek.mail"]._cron_mails()
        self.assertFalse(self._send_queue())
        self.assertMail("sent")

    def test_send_anew_tells_who_was_left_out(self):
        nowhere = self._own(self._create_contact_participant("employee"))
        action = (self.own | nowhere).action_send_anew()
        self.assertEqual(action["params"]["type"], "warning")
        self.assertIn("Not mailed: 1", action["params"]["message"])

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_who_may_not(self):
        for user in (self.other, self.manager, self.recruiter, self.sponsor):
            for people in (self.client, self.outer):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    people.with_user(user).action_send_anew()

    def test_failed_on_the_traject(self):
        """How many listeners were not reached; clients stay out of that number."""
        people = self._own(self.client | self.outer | self.lead)
        people._queue_mail(CLIENT)
        self._fail(DOWN, connecting=True)
        traject = self.traject.with_user(self.coordinator)
        self.assertEqual(traject.mail_failed_count, 2)
        action = traject.action_open_failed_mails()
        self.assertIn("search_default_mail_failed", action["context"])

    def test_line_follows_the_company(self):
        self._queue()
        line = self._get_lines(self.client)
        self.assertEqual(line.company_id, self.traject.company_id)
        self.assertEqual(line.traject_id, self.traject)
