# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime

from odoo.addons.mail.tests.common import MockEmail

from .common import SpiegelgesprekCommon

DATE = datetime(2026, 6, 2, 13, 30)
SENDER = "Team Quality <quality@organisation.example>"


class MailCommon(SpiegelgesprekCommon, MockEmail):
    """A traject with a date, people with addresses, and a queue that can be sent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._init_mail_gateway()
        for lang in ("nl_NL", "en_US"):
            cls.env["res.lang"]._activate_lang(lang)
        cls.company.spiegelgesprek_sender = SENDER
        cls.company.partner_id.lang = "en_US"
        cls.traject.write(
            {
                "date_conversation": DATE,
                "stage_id": cls.env.ref("spiegelgesprek.stage_recruit").id,
            }
        )
        cls.client.write({"contact_channel": "mail", "lang": "en_US"})
        cls.outer.partner_id.lang = "en_US"
        cls.people = cls.env["spiegelgesprek.participant"].with_user(cls.coordinator)
        cls._commit()

    def setUp(self):
        super().setUp()
        # a test is one transaction
        crons = self.env.registry["ir.cron"]
        self.patch(crons, "_commit_progress", lambda *args, **kwargs: 1)

    @classmethod
    def _create_listener(cls, name, role="employee", lang="en_US", **values):
        partner = cls.env["res.partner"].create(
            {
                "name": name,
                "email": f"{name.lower().replace(' ', '.')}@listener.example",
                "lang": lang,
            }
        )
        return cls._create_contact_participant(role, partner_id=partner.id, **values)

    def _own(self, participants):
        return participants.with_user(self.coordinator)

    def _get_lines(self, participants):
        return (
            self.env["spiegelgesprek.mail"]
            .sudo()
            .search([("participant_id", "in", participants.ids)], order="id")
        )

    def _get_queue(self, participants):
        return self._get_lines(participants).mail_mail_id

    def _send_queue(self):
        """Send what waits; return what left, as a mail program gets it."""
        with self.mock_mail_gateway(mail_unlink_sent=True):
            self.env["mail.mail"].sudo().process_email_queue()
            sent = [mail["EmailMessage"] for mail in self._mails]
        self.env.flush_all()
        self.env.invalidate_all()
        return sent
