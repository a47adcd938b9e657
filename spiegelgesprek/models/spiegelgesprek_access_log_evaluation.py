# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class SpiegelgesprekAccessLog(models.Model):
    """Also who read what a small group wrote, and who took answers out."""

    _inherit = "spiegelgesprek.access.log"

    kind = fields.Selection(
        selection_add=[
            ("open_answers", "Texts of a small group read"),
            ("answers_export", "Answers exported"),
        ],
        ondelete={"open_answers": "cascade", "answers_export": "cascade"},
    )
