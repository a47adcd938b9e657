# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from .spiegelgesprek_participant_evaluation import KIND


class SpiegelgesprekMail(models.Model):
    _inherit = "spiegelgesprek.mail"

    kind = fields.Selection(
        selection_add=[(KIND, "Questions afterwards")], ondelete={KIND: "cascade"}
    )
