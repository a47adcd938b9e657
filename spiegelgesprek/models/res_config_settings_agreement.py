# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    spiegelgesprek_agree_0_11 = fields.Selection(
        related="company_id.spiegelgesprek_agree_0_11", readonly=False
    )
    spiegelgesprek_agree_12_15 = fields.Selection(
        related="company_id.spiegelgesprek_agree_12_15", readonly=False
    )
    spiegelgesprek_agree_16_17 = fields.Selection(
        related="company_id.spiegelgesprek_agree_16_17", readonly=False
    )
    spiegelgesprek_agree_adult = fields.Selection(
        related="company_id.spiegelgesprek_agree_adult", readonly=False
    )
    spiegelgesprek_agree_represented = fields.Selection(
        related="company_id.spiegelgesprek_agree_represented", readonly=False
    )
    spiegelgesprek_legal_basis = fields.Text(
        related="company_id.spiegelgesprek_legal_basis", readonly=False
    )
    spiegelgesprek_refusal_text = fields.Text(
        related="company_id.spiegelgesprek_refusal_text", readonly=False
    )
    spiegelgesprek_text_message = fields.Char(
        related="company_id.spiegelgesprek_text_message", readonly=False
    )
    spiegelgesprek_voicemail = fields.Char(
        related="company_id.spiegelgesprek_voicemail", readonly=False
    )
