# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class CalendarPopoverDeleteWizard(models.TransientModel):
    _inherit = "calendar.popover.delete.wizard"

    def action_send_mail_and_delete(self):
        """Delete a meeting of ours without Odoo's mail, which goes to all at once."""
        # sudo: the link is hidden from who may not see it
        if self.sudo().calendar_event_id.traject_id:
            return self.action_delete()
        return super().action_send_mail_and_delete()
