# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class SurveyQuestionAnswer(models.Model):
    """Answers to choose from: locked together with their question."""

    _inherit = "survey.question.answer"

    @api.model_create_multi
    def create(self, vals_list):
        self._check_spiegelgesprek_questions(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_spiegelgesprek_questions([vals])
        return super().write(vals)

    def _update_field_translations(
        self, field_name, translations, digest=None, source_lang=""
    ):
        self._check_spiegelgesprek_questions([])
        return super()._update_field_translations(
            field_name, translations, digest=digest, source_lang=source_lang
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_spiegelgesprek_used(self):
        self._check_spiegelgesprek_questions([])

    def _check_spiegelgesprek_questions(self, vals_list):
        """Check the questions that these answers belong to, and those they go to."""
        named = {
            vals[name]
            for vals in vals_list
            for name in ("question_id", "matrix_question_id")
            if vals.get(name)
        }
        moved = self.env["survey.question"].browse(named)
        if self:
            moved.survey_id._filter_spiegelgesprek().check_access("write")
        surveys = (self.question_id | self.matrix_question_id | moved).survey_id
        surveys._check_spiegelgesprek_unlocked()
