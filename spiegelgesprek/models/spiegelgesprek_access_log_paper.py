# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class SpiegelgesprekAccessLog(models.Model):
    _inherit = "spiegelgesprek.access.log"

    kind = fields.Selection(
        selection_add=[("clients_print", "Clients printed")],
        ondelete={"clients_print": "cascade"},
    )
