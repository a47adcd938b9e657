# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class ReportSpiegelgesprekListeningSheet(models.AbstractModel):
    """For who listens: a sheet of their own, which nobody collects."""

    _name = "report.spiegelgesprek.report_listening_sheet"
    _description = "Sheet to Listen With"
    _inherit = "spiegelgesprek.sheets"
    _kinds = ("listening_sheet",)
