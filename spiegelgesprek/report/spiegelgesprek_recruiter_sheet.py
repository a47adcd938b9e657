# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class ReportSpiegelgesprekRecruiterSheet(models.AbstractModel):
    """For who asks clients: what to say, and what to hand over."""

    _name = "report.spiegelgesprek.report_recruiter_sheet"
    _description = "Sheet for Who Asks Clients"
    _inherit = "spiegelgesprek.sheets"
    _kinds = ("recruiter_sheet", "client_sheet")
