# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from .survey_user_input import check_kept

# What stands here once more
KEPT = ("traject_id", "ring", "released")


class SurveyUserInputLine(models.Model):
    """What an answer says to one question.

    Of which traject and ring it is, and whether it is open, stands here once more:
    rules are checked for each line, and a rule that looks at the answer of each line
    makes results, also those of other surveys, many times slower.
    """

    _inherit = "survey.user_input.line"

    traject_id = fields.Many2one(
        related="user_input_id.traject_id", store=True, index="btree_not_null"
    )
    ring = fields.Selection(related="user_input_id.ring", store=True)
    released = fields.Boolean(
        related="user_input_id.released",
        store=True,
        help="Open to who may read results, as the answer it belongs to.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            check_kept(self, vals, KEPT)
        return super().create(vals_list)

    def write(self, vals):
        check_kept(self, vals, KEPT)
        return super().write(vals)
