# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class SpiegelgesprekQuietThread(models.AbstractModel):
    """A chatter that widens nobody's view.

    Odoo adds the addresses of all external recipients to the visible ``To:`` of
    each notification, and makes everyone who gets an activity a follower. Neither
    may happen here: who is mailed or has a task learns nothing about others.
    """

    _name = "spiegelgesprek.quiet.thread"
    _description = "Chatter without disclosure"
    _inherit = ["mail.activity.mixin", "mail.thread"]

    # Above this number of recipients Odoo no longer lists them: so never list any.
    _CUSTOMER_HEADERS_LIMIT_COUNT = 0

    # Odoo translates these words for its own models only: say them again, as ours.
    activity_state = fields.Selection(
        selection_add=[
            ("overdue", "Overdue"),
            ("today", "Today"),
            ("planned", "Planned"),
        ]
    )

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """Don't subscribe who is only handed an activity in batch."""
        if self.env.context.get("mail_activity_quick_update"):
            return True
        return super().message_subscribe(partner_ids, subtype_ids)
