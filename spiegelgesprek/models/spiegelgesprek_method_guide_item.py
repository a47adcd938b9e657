# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

GUIDE_KINDS = [
    ("opening", "Opening"),
    ("experience", "Experience"),
    ("feeling", "Meaning"),
    ("example", "Example"),
    ("expectation", "Expectation"),
    ("strength", "What goes well"),
    ("improvement", "What can be better"),
    ("wish", "Wish"),
    ("closing", "Closing"),
]


class SpiegelgesprekMethodGuideItem(models.Model):
    _name = "spiegelgesprek.method.guide.item"
    _description = "Standard Item of the Conversation Guide"
    _order = "sequence, id"
    _rec_name = "text"
    _check_company_auto = True

    method_id = fields.Many2one(
        "spiegelgesprek.method", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    block = fields.Char(required=True, translate=True)
    kind = fields.Selection(GUIDE_KINDS, required=True, default="experience")
    text = fields.Text(required=True, translate=True)
    minutes = fields.Integer()
    source = fields.Char(
        translate=True, help="Where this comes from, or that it is our own default."
    )
    company_id = fields.Many2one(related="method_id.company_id", store=True)

    _minutes_positive = models.Constraint(
        "CHECK(minutes >= 0)", "Minutes can't be negative."
    )
