# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    spiegelgesprek_count = fields.Integer(
        string="Mirror conversations",
        compute="_compute_spiegelgesprek_count",
        groups="spiegelgesprek.spiegelgesprek_group_user",
        help="As a listener or in the lead. Clients are never contacts.",
    )

    def _compute_spiegelgesprek_count(self):
        """Count what the current user may see."""
        counts = dict(
            self.env["spiegelgesprek.participant"]._read_group(
                [("partner_id", "in", self.ids)],
                ["partner_id"],
                ["traject_id:count_distinct"],
            )
        )
        for partner in self:
            partner.spiegelgesprek_count = counts.get(partner._origin, 0)

    def action_open_spiegelgesprek(self):
        """Open where this contact listens or leads."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "spiegelgesprek.spiegelgesprek_participant_action"
        )
        action["display_name"] = self.env._("Mirror conversations")
        action["domain"] = [("partner_id", "=", self.id)]
        action["context"] = {"create": False}
        return action
