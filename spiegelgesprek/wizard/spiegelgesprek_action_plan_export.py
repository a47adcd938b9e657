# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re

from odoo import fields, models
from odoo.exceptions import ValidationError


class SpiegelgesprekActionPlanExport(models.TransientModel):
    """Choose a year or company, for an action plan across trajects."""

    _name = "spiegelgesprek.action.plan.export"
    _description = "Export the Action Plan"

    year = fields.Char(
        size=4,
        default=lambda self: str(fields.Date.context_today(self).year),
        help="The year of the goal in the annual plan or, without a goal, of the "
        "deadline. Empty: all years, also points with neither.",
    )
    company_id = fields.Many2one(
        "res.company",
        default=lambda self: self.env.company,
        domain="[('id', 'in', allowed_company_ids)]",
        help="Empty: all companies that you have switched on.",
    )
    only_open = fields.Boolean(
        string="Open ones only",
        help="Leave out what is done or dropped.",
    )

    def action_export(self):
        """Download the action points of this year and company as an Excel file."""
        self.ensure_one()
        downloads = self.env["spiegelgesprek.action.plan.download"]
        return downloads._get_action(self._get_selection())

    def _get_selection(self):
        """Return what was chosen, as ``_get_domain`` of the report takes it."""
        return {
            "year": self._get_year(),
            "company_id": self.company_id.id,
            "only_open": self.only_open,
        }

    def _get_year(self):
        year = (self.year or "").strip()
        if year and not re.fullmatch("[1-9][0-9]{3}", year):
            raise ValidationError(self.env._("A year has four digits."))
        return int(year or 0)
