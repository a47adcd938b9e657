# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from .spiegelgesprek_stage import PHASES

RESPONSIBLES = [
    ("coordinator", "Coordinator"),
    ("facilitator", "Facilitator"),
    ("assistant", "Assistant"),
    ("sponsor", "Sponsor"),
]
# Two years: further away is a mistake in typing.
OFFSET_LIMIT = 730


class SpiegelgesprekMethodStep(models.Model):
    _name = "spiegelgesprek.method.step"
    _description = "Step in the Plan of a Method"
    _order = "offset_days, sequence, id"
    _check_company_auto = True

    method_id = fields.Many2one(
        "spiegelgesprek.method", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    phase = fields.Selection(PHASES, required=True, default="prepare")
    offset_days = fields.Integer(
        string="Days from the conversation",
        help="Negative: before the conversation. Days before it that fall in a weekend "
        "or on a day off of the company move to an earlier working day.",
    )
    responsible = fields.Selection(
        RESPONSIBLES,
        required=True,
        default="coordinator",
        help="The coordinator takes it when nobody with a login has this role.",
    )
    is_default = fields.Boolean(
        string="On", default=True, help="Off: can be switched on in a traject."
    )
    note = fields.Html(
        string="Checklist",
        translate=True,
        help="The small tasks inside this step. No names of clients.",
    )
    source = fields.Char(
        translate=True,
        help="Where this step and its date come from, or that it is our own default.",
    )
    company_id = fields.Many2one(related="method_id.company_id", store=True)

    _offset_range = models.Constraint(
        f"CHECK(offset_days BETWEEN -{OFFSET_LIMIT} AND {OFFSET_LIMIT})",
        "A step lies at most two years from the conversation.",
    )
