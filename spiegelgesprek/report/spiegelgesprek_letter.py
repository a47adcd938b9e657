# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class ReportSpiegelgesprekLetter(models.AbstractModel):
    """The letters and sheets that were chosen in the wizard."""

    _name = "report.spiegelgesprek.report_letter"
    _description = "Letters and Sheets"
    _inherit = "spiegelgesprek.papers"

    @api.model
    def _get_report_values(self, docids, data=None):
        papers = self.env["spiegelgesprek.paper"].browse(docids)
        papers.check_access("read")
        pages = [page for paper in papers for page in self._prepare_pages(paper)]
        cards = [card for paper in papers for card in paper._get_cards_to_print()]
        return {
            "doc_ids": docids,
            "doc_model": papers._name,
            "pages": pages,
            "cards": cards,
        }

    @api.model
    def _prepare_pages(self, paper):
        if paper.is_blank:
            return self._prepare_sheets(paper.template_id, paper.traject_id, paper.lang)
        people = paper._get_people()
        return self._prepare_letters(paper.template_id, people, paper.delivery)
