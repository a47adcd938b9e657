# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

RULE_RINGS = [
    ("inner", "Inner ring"),
    ("outer", "Outer ring"),
    ("lead", "Lead"),
]


class SpiegelgesprekMethodRule(models.Model):
    _name = "spiegelgesprek.method.rule"
    _description = "Ground Rule of a Method"
    _order = "ring, sequence, id"
    _rec_name = "text"
    _check_company_auto = True

    method_id = fields.Many2one(
        "spiegelgesprek.method", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    ring = fields.Selection(RULE_RINGS, required=True, default="outer")
    text = fields.Text(required=True, translate=True)
    source = fields.Char(
        translate=True, help="Where this comes from, or that it is our own default."
    )
    company_id = fields.Many2one(related="method_id.company_id", store=True)
