# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

PARTICIPANT_TEXTS = "[('model', '=', 'spiegelgesprek.participant')]"


class SpiegelgesprekRole(models.Model):
    """The texts that people in a role are invited with, by mail and by letter."""

    _inherit = "spiegelgesprek.role"

    invitation_template_id = fields.Many2one(
        "mail.template",
        string="Invitation",
        domain=PARTICIPANT_TEXTS,
        help="Change the text to your own words; those of clients stay neutral.",
    )
    youngster_template_id = fields.Many2one(
        "mail.template",
        string="Invitation of youngsters",
        domain=PARTICIPANT_TEXTS,
        help="In plain words, for who is noted as a youngster. Empty: the same text.",
    )
