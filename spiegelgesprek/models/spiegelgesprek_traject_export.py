# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class SpiegelgesprekTraject(models.Model):
    """Taking the action plan out of Odoo, for who works on it in Excel."""

    _inherit = "spiegelgesprek.traject"

    def action_export_action_plan(self):
        """Download the action points of these trajects as an Excel file."""
        downloads = self.env["spiegelgesprek.action.plan.download"]
        return downloads._get_action({"traject_ids": self.ids})
