# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import freeze_time, tagged

from .mail_common import MailCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-05-01 09:00:00")
class TestMailQuote(MailCommon):
    """Who answers a mail quotes it, with the links that only the reader should have."""

    def _receive(self, body):
        self.client.with_user(self.coordinator)._queue_mail(
            "spiegelgesprek.mail_template_invitation_client", kind="invitation"
        )
        line = self._get_lines(self.client)[:1]
        line._receive("<answer@canary.example>", body)
        reply = self._get_lines(self.client).filtered(lambda line: line.kind == "reply")
        return reply.with_user(self.coordinator).body

    def test_links_of_a_quoted_mail(self):
        tickets = self.env["spiegelgesprek.evaluation.ticket"]
        tickets = tickets.sudo()._make(self.traject, "inner", self.client)
        links = [
            tickets._get_token_url("token"),
            self.client._get_token_url("invitation_token"),
            f"{self.client.get_base_url()}/spiegelgesprek/gespreksleider/{'t' * 32}",
        ]
        quoted = "".join(
            f'<a href="{link}">To it</a> <i>{link.replace("http", "HTTP")}</i> '
            f"{link.replace('/', '%2F')}"
            for link in links
        )
        body = self._receive(
            f"<p>I cannot come, says Zwreply.</p><blockquote>{quoted}</blockquote>"
        )
        self.assertIn("I cannot come, says Zwreply.", body)
        self.assertIn("To it", body)
        for link in links:
            with self.subTest(link):
                self.assertNotIn(link.rpartition("/")[2], body)

    def test_words_of_as_many_letters(self):
        """What is no link of ours stays as it was written."""
        word = "https://www.example.org/" + "a" * 40
        self.assertIn(word, self._receive(f"<p>Look at {word} please</p>"))
