# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..models.survey_survey import RINGS


class SpiegelgesprekEvaluationReading(models.TransientModel):
    """The facilitator reads what people wrote in a group too small to show results.

    Texts are shown, and kept nowhere else. Each reading is logged.
    """

    _name = "spiegelgesprek.evaluation.reading"
    _description = "Reading What a Small Group Wrote"

    traject_id = fields.Many2one(
        "spiegelgesprek.traject", required=True, readonly=True, ondelete="cascade"
    )
    ring = fields.Selection(RINGS, required=True, readonly=True)
    content = fields.Html(compute="_compute_content", sanitize=False)

    @api.depends("traject_id", "ring")
    @api.depends_context("uid", "lang")
    def _compute_content(self):
        for reading in self:
            # only what was saved, and so logged, is shown
            saved = reading._origin
            reading.content = saved._render_content() if saved else False

    def _render_content(self):
        self.ensure_one()
        return self.env["ir.qweb"]._render(
            "spiegelgesprek.evaluation_reading_content",
            {
                "answers": self.traject_id._get_open_answers(self.ring),
                "names_somebody": self.traject_id._get_name_finder(),
            },
        )

    @api.model_create_multi
    def create(self, vals_list):
        readings = super().create(vals_list)
        for reading in readings:
            traject = reading.traject_id
            traject.check_access("read")
            if not traject._is_facilitator():
                raise AccessError(
                    self.env._(
                        "People were told that only the facilitator reads this. "
                        "Ask who led the conversation."
                    )
                )
            self.env["spiegelgesprek.access.log"]._record("open_answers", traject)
        return readings

    def action_make_insight(self):
        """Open an empty insight: the facilitator says it in words of his own."""
        self.ensure_one()
        self.check_access("read")
        return self.traject_id._open_new_insight()
