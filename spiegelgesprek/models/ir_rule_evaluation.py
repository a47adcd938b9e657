# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import AccessError

ANSWERS = ("survey.user_input", "survey.user_input.line")


class IrRule(models.Model):
    _inherit = "ir.rule"

    def _make_access_error(self, operation, records):
        """Name no answer that is hidden: the name of a line is what somebody wrote.

        In debug mode Odoo shows the names of what it refuses, to every employee.
        """
        # sudo: whether it is an answer of ours, and nothing else of it
        if records._name not in ANSWERS or not records.sudo().traject_id:
            return super()._make_access_error(operation, records)
        return AccessError(
            self.env._(
                "These answers are not open to you. Results open all at once, when the "
                "form closes and enough people answered."
            )
        )
