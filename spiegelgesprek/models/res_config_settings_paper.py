# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    spiegelgesprek_window_name = fields.Boolean(
        related="company_id.spiegelgesprek_window_name", readonly=False
    )
    spiegelgesprek_return_address = fields.Char(
        related="company_id.spiegelgesprek_return_address", readonly=False
    )
