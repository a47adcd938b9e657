# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class SpiegelgesprekMethod(models.Model):
    """Taking a method out of Odoo, for an organisation that wants to use it too."""

    _inherit = "spiegelgesprek.method"

    def action_export_xml(self):
        """Download this method as a file that can be imported elsewhere."""
        self.env["spiegelgesprek.method.xml"]._check_export(self)
        return {
            "type": "ir.actions.client",
            "tag": "spiegelgesprek_download",
            "params": {"url": "/spiegelgesprek/methode", "payload": str(self.id)},
        }
