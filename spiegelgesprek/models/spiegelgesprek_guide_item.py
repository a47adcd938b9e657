# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from .spiegelgesprek_method_guide_item import GUIDE_KINDS


class SpiegelgesprekGuideItem(models.Model):
    """A line of the conversation guide (gespreksleidraad) of one traject.

    Copied from the method, then made by who leads. Others read it once it is released.
    """

    _name = "spiegelgesprek.guide.item"
    _description = "Item of the Conversation Guide"
    _inherit = "spiegelgesprek.method.copy"
    _rec_name = "text"

    _copied_from = "method_item_id"
    _copied_fields = ("sequence", "block", "kind", "text", "minutes")

    method_item_id = fields.Many2one(
        "spiegelgesprek.method.guide.item",
        index="btree_not_null",
        ondelete="set null",
        help="The item of the method that this one was copied from.",
    )
    block = fields.Char(required=True, help="The part of the conversation.")
    kind = fields.Selection(GUIDE_KINDS, required=True, default="experience")
    text = fields.Text(
        required=True,
        help="What is asked or said. No names of clients, and nothing that points to "
        "one.",
    )
    minutes = fields.Integer()

    _minutes_positive = models.Constraint(
        "CHECK(minutes >= 0)", "Minutes can't be negative."
    )

    def action_offer_to_method(self):
        """Add what was made in a traject to its method.

        :raise AccessError: for who can't change the method
        """
        return self._offer_to_method()
