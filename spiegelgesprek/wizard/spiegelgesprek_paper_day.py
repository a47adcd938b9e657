# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class SpiegelgesprekPaper(models.TransientModel):
    """The form of the day is handed out in the room, so it needs no address."""

    _inherit = "spiegelgesprek.paper"

    delivery = fields.Selection(
        default=None,
        compute="_compute_delivery",
        store=True,
        readonly=False,
        precompute=True,
    )

    @api.depends("template_id")
    def _compute_delivery(self):
        for paper in self:
            by_hand = paper.template_id.spiegelgesprek_paper == "client_day"
            paper.delivery = "hand" if by_hand else paper.delivery or "post"
