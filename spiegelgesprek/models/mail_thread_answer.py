# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re

from odoo import api, models
from odoo.tools.mail import unfold_references

# A mail server reports on one recipient: Status: 5.1.1
STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")


class MailThread(models.AbstractModel):
    """Answers to mails of ours, and mails that come back, land on the participant.

    Odoo would look for a document, or make one, and write the address of a client
    into its log.
    """

    _inherit = "mail.thread"

    @api.model
    def message_route(
        self, message, message_dict, model=None, thread_id=None, custom_values=None
    ):
        """Let a mail that concerns a participant go nowhere else."""
        line_sudo = self._find_spiegelgesprek_mail(message_dict)
        if not line_sudo:
            return super().message_route(
                message,
                message_dict,
                model=model,
                thread_id=thread_id,
                custom_values=custom_values,
            )
        if message_dict.get("is_bounce"):
            code = self._get_delivery_status(message)
            # a report that it takes longer, or that it arrived, changes nothing
            if code is None or code.startswith("5"):
                line_sudo._return(code)
        else:
            line_sudo._receive(message_dict["message_id"], message_dict.get("body"))
        return []

    @api.model
    def _find_spiegelgesprek_mail(self, message_dict):
        """Return the mail of ours that a mail answers or reports on, in sudo."""
        if message_dict.get("is_bounce"):
            message_ids = message_dict.get("bounced_msg_ids") or []
        else:
            message_ids = [
                reference.strip()
                for name in ("references", "in_reply_to")
                for reference in unfold_references(message_dict.get(name) or "")
            ]
        return self.env["spiegelgesprek.mail"]._find_by_message_ids(message_ids)

    @api.model
    def _get_delivery_status(self, message):
        """Return the code in a report of a mail server, as ``5.1.1``; or None."""
        for part in message.walk():
            if part.get_content_type() == "message/delivery-status":
                for block in part.get_payload():
                    found = STATUS.search(str(block.get("Status", "")))
                    if found:
                        return found[0]
        return None
