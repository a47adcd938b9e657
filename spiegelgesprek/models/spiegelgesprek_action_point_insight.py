# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class SpiegelgesprekActionPoint(models.Model):
    """Where an action point comes from."""

    _inherit = "spiegelgesprek.action.point"

    insight_ids = fields.Many2many(
        "spiegelgesprek.insight",
        "spiegelgesprek_insight_action_point_rel",
        string="Insights",
        domain="[('traject_id', '=', traject_id)]",
        help="What clients said that this is the answer to. The owner sees those that "
        "are released.",
    )
