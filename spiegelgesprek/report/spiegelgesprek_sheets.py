# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class SpiegelgesprekSheets(models.AbstractModel):
    """Sheets of a traject without anybody's name, straight from its Print menu."""

    _name = "spiegelgesprek.sheets"
    _description = "Sheets of a Traject"
    _inherit = "spiegelgesprek.papers"
    # kinds of texts, in this order
    _kinds = ()

    @api.model
    def _get_report_values(self, docids, data=None):
        trajects = self.env["spiegelgesprek.traject"].browse(docids)
        lang = self.env["spiegelgesprek.paper"]._default_lang()
        texts = self._get_templates(*self._kinds)
        pages = [
            page
            for traject in trajects
            for page in self._prepare_sheets(texts, traject, lang)
        ]
        return {"doc_ids": docids, "doc_model": trajects._name, "pages": pages}
