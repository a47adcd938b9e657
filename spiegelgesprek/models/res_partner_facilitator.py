# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain

from .spiegelgesprek_participant import STATES_HOLDING

USER = "spiegelgesprek.spiegelgesprek_group_user"


class ResPartner(models.Model):
    """The pool of people who can lead a mirror conversation.

    Every employee reads contacts, so these fields are for users of this app only.
    """

    _inherit = "res.partner"

    is_spiegelgesprek_facilitator = fields.Boolean(
        string="Can lead",
        groups=USER,
        help="In the pool of people who can lead a mirror conversation.",
    )
    spiegelgesprek_origin = fields.Selection(
        [("hired", "Hired"), ("inside", "Trained inside")],
        string="From",
        groups=USER,
        help="Colleagues who were trained inside lead for other departments than "
        "their own.",
    )
    spiegelgesprek_training_date = fields.Date(string="Trained on", groups=USER)
    spiegelgesprek_confidentiality_date = fields.Date(
        string="Confidentiality agreed on",
        groups=USER,
        help="When the confidentiality agreement was signed.",
    )
    spiegelgesprek_sector_ids = fields.Many2many(
        "spiegelgesprek.target.group",
        "spiegelgesprek_res_partner_sector_rel",
        string="Sectors",
        groups=USER,
        help="The groups of clients that this person knows.",
    )
    spiegelgesprek_led_count = fields.Integer(
        string="Conversations led",
        compute="_compute_spiegelgesprek_led_count",
        groups=USER,
    )

    def _compute_spiegelgesprek_led_count(self):
        """Count the conversations that were held, as far as this user may see them."""
        counts = dict(
            self.env["spiegelgesprek.participant"]._read_group(
                self._get_led_domain() & Domain("partner_id", "in", self.ids),
                ["partner_id"],
                ["traject_id:count_distinct"],
            )
        )
        for partner in self:
            partner.spiegelgesprek_led_count = counts.get(partner._origin, 0)

    @api.model
    def _get_led_domain(self):
        """Return who led a conversation that was held, not in a cancelled traject."""
        return (
            Domain("role_id.is_facilitator", "=", True)
            & Domain("state", "in", STATES_HOLDING)
            & Domain("traject_id.date_conversation", "<", "now")
            & Domain("traject_id.phase", "!=", "cancelled")
        )
