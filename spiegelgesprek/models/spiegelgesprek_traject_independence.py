# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from .spiegelgesprek_traject_readiness import STATES_OFF


class SpiegelgesprekTraject(models.Model):
    """Whether somebody leads who isn't independent, and nobody said why."""

    _inherit = "spiegelgesprek.traject"

    # stored: cards of trajects show it, and it needs everybody who listens
    is_independence_open = fields.Boolean(
        string="Independence to explain",
        compute="_compute_is_independence_open",
        store=True,
        precompute=True,
        help="Somebody leads who has a tie with this traject, without a reason.",
    )

    @api.depends(
        "department_id",
        "user_id.partner_id",
        "lead_participant_ids.independence_reason",
        "lead_participant_ids.partner_id.commercial_partner_id",
        "lead_participant_ids.partner_id.parent_id",
        "lead_participant_ids.partner_id.spiegelgesprek_origin",
        "lead_participant_ids.role_id.is_facilitator",
        "lead_participant_ids.state",
        "outer_participant_ids.partner_id.commercial_partner_id",
        "outer_participant_ids.partner_id.parent_id",
    )
    def _compute_is_independence_open(self):
        for traject in self:
            leaders = traject.lead_participant_ids.filtered(
                lambda p: (
                    p.is_facilitator
                    and p.state not in STATES_OFF
                    and not p.independence_reason
                )
            )
            is_open = any(p._get_ties() for p in leaders)
            # read first: many answer at once, and what stays the same is not written
            if traject.is_independence_open != is_open:
                traject.is_independence_open = is_open
