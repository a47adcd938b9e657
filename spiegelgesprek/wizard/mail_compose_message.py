# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    def _action_send_mail(self, auto_commit=False):
        """Keep mails to participants out of Odoo's own screen for mails.

        It would hang text and personal link on the participant, where others read.
        """
        if any(composer.model == "spiegelgesprek.participant" for composer in self):
            raise UserError(
                self.env._(
                    "Nothing was sent. Mail these people with “Send a Mail”, in the "
                    "list of listeners or clients."
                )
            )
        return super()._action_send_mail(auto_commit=auto_commit)
