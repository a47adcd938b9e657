# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import AccessError


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def message_process(
        self,
        model,
        message,
        custom_values=None,
        save_original=False,
        strip_attachments=False,
        thread_id=None,
    ):
        """Let nobody feed in a mail by hand, but who manages the system.

        Odoo handles it with all rights and writes ``custom_values`` into whatever
        model is named. So any user with a login could make himself the recruiter of
        a client, and see who it is. Fetching mail runs as the system itself.
        """
        if not (self.env.su or self.env.is_system()):
            raise AccessError(
                self.env._("Only an administrator can feed in mails from outside.")
            )
        return super().message_process(
            model,
            message,
            custom_values=custom_values,
            save_original=save_original,
            strip_attachments=strip_attachments,
            thread_id=thread_id,
        )
