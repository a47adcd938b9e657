# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL

from .survey_survey import RINGS, TYPE


class SpiegelgesprekEvaluationReport(models.Model):
    """Numbers that both rings gave, to compare: rings, methods, themes and years.

    Holds what is released and nothing else, so a traject with too few answers isn't in
    it. A row is one number on one question; rows of the same person can't be joined.
    """

    _name = "spiegelgesprek.evaluation.report"
    _description = "Results of Evaluations"
    _auto = False
    _rec_name = "question_id"
    _order = "traject_id, question_id, ring, id"
    _check_company_auto = True
    _depends = {
        "survey.survey": ["survey_type"],
        "survey.question": ["spiegelgesprek_key", "scale_min", "scale_max"],
        "survey.user_input.line": [
            "answer_type",
            "question_id",
            "released",
            "ring",
            "traject_id",
            "value_numerical_box",
            "value_scale",
        ],
        "spiegelgesprek.traject": [
            "company_id",
            "date_conversation",
            "date_tz",
            "method_id",
        ],
    }

    # Of which conversation
    traject_id = fields.Many2one("spiegelgesprek.traject", readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    method_id = fields.Many2one("spiegelgesprek.method", readonly=True)
    theme_ids = fields.Many2many(related="traject_id.theme_ids", string="Themes")
    date = fields.Date(string="Conversation on", readonly=True)

    # What was asked, and of whom
    ring = fields.Selection(RINGS, readonly=True)
    key = fields.Char(string="Compare as", readonly=True)
    question_id = fields.Many2one(
        "survey.question",
        readonly=True,
        help="Questions that are compared stand together, in the words of the oldest.",
    )

    # What was answered
    value = fields.Float(
        string="Average answer",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
        help="The number that people chose, on the scale of the question.",
    )
    score = fields.Float(
        string="Average out of 100",
        readonly=True,
        aggregator="avg",
        digits=(16, 0),
        help="The same on a scale from 0 to 100, to compare questions of which one "
        "goes to 5 and the other to 10.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT line.id,
                   line.traject_id,
                   line.ring,
                   traject.company_id,
                   traject.method_id,
                   (traject.date_conversation AT TIME ZONE 'UTC'
                       AT TIME ZONE traject.date_tz)::date AS date,
                   question.spiegelgesprek_key AS key,
                   COALESCE(same.question_id, question.id) AS question_id,
                   answer.value,
                   CASE WHEN line.answer_type = 'scale'
                        THEN 100.0 * (answer.value - question.scale_min)
                             / NULLIF(question.scale_max - question.scale_min, 0)
                   END AS score
              FROM survey_user_input_line AS line
              JOIN spiegelgesprek_traject AS traject ON traject.id = line.traject_id
              JOIN survey_question AS question ON question.id = line.question_id
              LEFT JOIN (
                       SELECT asked.spiegelgesprek_key, MIN(asked.id) AS question_id
                         FROM survey_question AS asked
                         JOIN survey_survey AS form ON form.id = asked.survey_id
                        WHERE form.survey_type = %(type)s
                        GROUP BY asked.spiegelgesprek_key
                   ) AS same
                ON same.spiegelgesprek_key = question.spiegelgesprek_key
             CROSS JOIN LATERAL (
                       SELECT CASE WHEN line.answer_type = 'scale'
                                   THEN line.value_scale
                                   ELSE line.value_numerical_box
                              END::float AS value
                   ) AS answer
             WHERE line.released
               AND line.answer_type IN ('scale', 'numerical_box')
            """,
            type=TYPE,
        )
