# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class SpiegelgesprekEvaluationDownload(models.AbstractModel):
    """Hands over which answers to export, in the way of the action plan."""

    _name = "spiegelgesprek.evaluation.download"
    _description = "Download of Answers"
    _inherit = "spiegelgesprek.action.plan.download"
    _scope = "spiegelgesprek-answers"
    _url = "/spiegelgesprek/antwoorden"
    _report = "spiegelgesprek.evaluation.xlsx"
