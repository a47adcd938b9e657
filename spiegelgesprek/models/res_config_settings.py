# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    spiegelgesprek_method_id = fields.Many2one(
        related="company_id.spiegelgesprek_method_id", readonly=False
    )
    spiegelgesprek_retention_months = fields.Integer(
        related="company_id.spiegelgesprek_retention_months", readonly=False
    )
    spiegelgesprek_minimum_answers = fields.Integer(
        related="company_id.spiegelgesprek_minimum_answers", readonly=False
    )
    spiegelgesprek_digest = fields.Boolean(
        related="company_id.spiegelgesprek_digest", readonly=False
    )
    spiegelgesprek_phone = fields.Char(
        related="company_id.spiegelgesprek_phone", readonly=False
    )
    spiegelgesprek_safety_text = fields.Text(
        related="company_id.spiegelgesprek_safety_text", readonly=False
    )
    spiegelgesprek_sender = fields.Char(
        related="company_id.spiegelgesprek_sender", readonly=False
    )
