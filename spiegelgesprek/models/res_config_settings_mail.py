# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    spiegelgesprek_reminder_days = fields.Integer(
        related="company_id.spiegelgesprek_reminder_days", readonly=False
    )
