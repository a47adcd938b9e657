# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import AccessError


class IrRule(models.Model):
    _inherit = "ir.rule"

    def _make_access_error(self, operation, records):
        """Name none of our records that are hidden; in debug mode Odoo would."""
        if not records._name.startswith("spiegelgesprek."):
            return super()._make_access_error(operation, records)
        return AccessError(
            self.env._(
                "This is not open to you (%(model)s). Nothing was changed. Ask the "
                "coordinator of the traject, or an administrator.",
                model=self.env["ir.model"]._get(records._name).name,
            )
        )
