# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

# What the results page reads of each line.
SHOWN = (
    "user_input_id",
    "question_id",
    "answer_type",
    "skipped",
    "suggested_answer_id",
    "matrix_row_id",
    "value_char_box",
    "value_text_box",
    "value_numerical_box",
    "value_scale",
    "value_date",
    "value_datetime",
    "answer_is_correct",
)


class SurveyQuestion(models.Model):
    """Questions of our forms: they tell nothing of who answers, and stay as asked."""

    _inherit = "survey.question"

    spiegelgesprek_key = fields.Char(
        string="Compare as",
        help="Questions with the same word here are compared: between both rings, "
        "between trajects and between versions of a form.",
    )

    @api.constrains("save_as_email", "save_as_nickname", "validation_email")
    def _check_spiegelgesprek_anonymous(self):
        for question in self:
            if question.survey_id._filter_spiegelgesprek() and (
                question.save_as_email
                or question.save_as_nickname
                or question.validation_email
            ):
                raise ValidationError(
                    self.env._(
                        "A form for mirror conversations asks nobody's name or address."
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        surveys = self.env["survey.survey"].browse(
            {vals["survey_id"] for vals in vals_list if vals.get("survey_id")}
        )
        surveys._check_spiegelgesprek_unlocked()
        return super().create(vals_list)

    def write(self, vals):
        surveys = self.survey_id
        if vals.get("survey_id"):
            surveys |= surveys.browse(vals["survey_id"])
            # a question that moves is written to where it goes as well
            surveys._filter_spiegelgesprek().check_access("write")
        surveys._check_spiegelgesprek_unlocked()
        return super().write(vals)

    def _update_field_translations(
        self, field_name, translations, digest=None, source_lang=""
    ):
        self.survey_id._check_spiegelgesprek_unlocked()
        return super()._update_field_translations(
            field_name, translations, digest=digest, source_lang=source_lang
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_spiegelgesprek_used(self):
        self.survey_id._check_spiegelgesprek_unlocked()

    def _prepare_statistics(self, user_input_lines):
        """Read and check all lines at once, when they are of a form of ours.

        Mirrors ``survey.question._prepare_statistics``, which reads lines by the
        thousand, and has rules checked for each of them and each question, in Python.
        """
        if not self.survey_id._filter_spiegelgesprek():
            return super()._prepare_statistics(user_input_lines)
        lines = user_input_lines.search_fetch(
            [("id", "in", user_input_lines.ids)], SHOWN
        )
        # sudo: the search has just left those that this user may read
        lines_sudo = lines.sudo()
        lines_sudo.user_input_id.fetch(["survey_id", "access_token"])
        return super()._prepare_statistics(lines_sudo)
