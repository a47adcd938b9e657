# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class MailMail(models.Model):
    _inherit = "mail.mail"

    # the inverse: with it the queue finds the lines of all its mails at once
    spiegelgesprek_mail_ids = fields.One2many(
        "spiegelgesprek.mail", "mail_mail_id", groups="base.group_system"
    )

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        """Keep nobody's address or text of a mail to a participant that left.

        In the write that says it was sent, which is cheaper than deleting each.
        """
        sent = self.filtered(
            lambda mail: mail.state == "sent" and mail.spiegelgesprek_mail_ids
        )
        if sent:
            sent.write({"email_to": False, "body_html": False})
        return super()._postprocess_sent_message(
            success_pids,
            success_emails,
            failure_reason=failure_reason,
            failure_type=failure_type,
        )
