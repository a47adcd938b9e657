# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .mail_common import MailCommon

CLIENT = "spiegelgesprek.mail_template_invitation_client"
REPLY = """\
From: Quirinia <{sender}>
To: quality@organisation.example
Subject: Re: About our appointment
Message-Id: <{number}@canary.example>
{header}: {message_id}

I cannot come, says Zwreply.
"""
BOUNCE = """\
From: MAILER-DAEMON@relay.example
To: {to}
Subject: Undelivered Mail Returned to Sender
Message-Id: <{number}@relay.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I could not deliver to quirinia@canary.example

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example

Final-Recipient: rfc822; quirinia@canary.example
Action: {action}
Status: {status}

--b
Content-Type: text/rfc822-headers

From: quality@organisation.example
To: quirinia@canary.example
Message-Id: {message_id}

--b--
"""
LOGS = "odoo.addons.mail.models.mail_thread"


@tagged("post_install", "-at_install")
@freeze_time("2026-05-01 09:00:00")
class TestMailAnswer(MailCommon):
    """What comes back lands on the participant: not elsewhere, and makes nothing."""

    def setUp(self):
        super().setUp()
        self.own = self._own(self.client)
        self.own._queue_mail(CLIENT, kind="invitation")
        (self.mail,) = self._send_queue()

    def _feed_in(self, text, **values):
        values = {
            "number": "first",
            "header": "In-Reply-To",
            "sender": "quirinia@canary.example",
            "to": "bounce.test@test.mycompany.com",
            "action": "failed",
            "status": "5.1.1",
            "message_id": self.mail["Message-Id"],
            **values,
        }
        before = self._count()
        threads = self.env["mail.thread"]
        with self.mock_mail_gateway(mail_unlink_sent=True):
            found = threads.message_process("res.partner", text.format(**values))
        self.assertFalse(found)
        self.assertEqual(self._count(), before)
        self.assertFalse(self._new_mails)
        self.env.flush_all()
        self.env.invalidate_all()

    def _count(self):
        """Return how much there is of what Odoo would make of a mail."""
        return [
            self.env[model].search_count([])
            for model in ("res.partner", "mail.message", "mail.notification")
        ]

    def _get_replies(self):
        return self.own.mail_ids.filtered(lambda line: line.kind == "reply")

    def test_reply(self):
        self._feed_in(REPLY)
        reply = self._get_replies()
        self.assertIn("I cannot come", reply.body)
        self.assertEqual(reply.state, "received")
        self.assertEqual(self.own.mail_state, "sent")
        self.assertFalse(
            self.traject.message_ids.filtered(lambda m: "Zwreply" in m.body)
        )

    def test_reply_by_references_from_elsewhere(self):
        """From another address of the same person, as people do."""
        self._feed_in(REPLY, header="References", sender="other@elsewhere.example")
        self.assertEqual(len(self._get_replies()), 1)

    def test_reply_that_is_fetched_twice(self):
        for _time in range(2):
            self._feed_in(REPLY)
        self.assertEqual(len(self._get_replies()), 1)

    def test_coordinator_is_told(self):
        """One to-do, however many wrote; it names nobody."""
        before = self.traject.activity_ids
        self._feed_in(REPLY)
        self._feed_in(REPLY, number="second")
        todo = self.traject.activity_ids - before
        self.assertEqual(todo.mapped("summary"), ["Read an answer by mail"])
        self.assertEqual(todo.user_id, self.coordinator)
        self.assertFalse(todo.note)

    def test_who_reads_a_reply(self):
        self._feed_in(REPLY)
        self.assertTrue(self._get_replies().read(["body"]))
        for user in (self.other, self.manager, self.recruiter, self.listener):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._get_replies().with_user(user).read(["body"])
        # a coordinator who listens reads no client
        self._create_contact_participant("employee", self.coordinator)
        with self.assertRaises(AccessError):
            self.env["spiegelgesprek.mail"].with_user(self.coordinator).browse(
                self._get_lines(self.client).ids
            ).read(["body"])

    def test_bounce(self):
        with self.assertNoLogs(LOGS, "INFO"):
            self._feed_in(BOUNCE)
        self.assertEqual(self.own.mail_state, "bounced")
        self.assertIn("came back", self.own.mail_failure)
        self.assertIn("5.1.1", self.own.mail_failure)
        self.assertFalse(self._get_replies())
        self.assertIn(self.own, self.own.search([("mail_state", "=", "bounced")]))

    def test_bounce_to_the_sender(self):
        """Without an address for bounces they come to who sent it."""
        self._feed_in(BOUNCE, to="quality@organisation.example")
        self.assertEqual(self.own.mail_state, "bounced")

    def test_reports_that_say_nothing_bad(self):
        for action, status in (("delayed", "4.4.1"), ("delivered", "2.0.0")):
            self._feed_in(BOUNCE, action=action, status=status, number=action)
            self.assertEqual(self.own.mail_state, "sent")

    def test_send_anew_after_a_bounce(self):
        self._feed_in(BOUNCE)
        self.own.email = "right@canary.example"
        self.own.action_send_anew()
        self._send_queue()
        self.env.invalidate_all()
        self.assertEqual(self.own.mail_state, "sent")

    def test_mails_of_others_go_their_own_way(self):
        text = REPLY.format(
            number="third",
            header="In-Reply-To",
            message_id="<other@organisation.example>",
            sender="somebody@elsewhere.example",
        )
        found = self.env["mail.thread"].message_process("res.partner", text)
        self.assertTrue(self.env["res.partner"].browse(found).exists())
