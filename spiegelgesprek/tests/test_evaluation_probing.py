# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .evaluation_open import LOGGERS, EvaluationOpenCommon

OURS = {
    "traject_id": 0,
    "ring": "inner",
    "released": True,
    "is_small_group": True,
    "is_facilitator_refused": True,
    "participant_id": 0,
}


@tagged("post_install", "-at_install")
class TestEvaluationProbing(EvaluationOpenCommon):
    """Users of Odoo's survey app have rights on answers; on ours they get no hold."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.surveys = cls._create_user(
            "surveys", "base.group_user,survey.group_survey_manager"
        )
        cls.own = (
            cls.env["survey.survey"].with_user(cls.surveys).create({"title": "Own"})
        )
        cls.question = (
            cls.env["survey.question"]
            .with_user(cls.surveys)
            .create(
                {
                    "survey_id": cls.own.id,
                    "title": "Who?",
                    "question_type": "text_box",
                }
            )
        )
        cls.values = {
            **OURS,
            "traject_id": cls.traject.id,
            "participant_id": cls.traject.participant_ids[0].id,
        }

    @mute_logger(*LOGGERS)
    def test_answers_of_another_survey(self):
        """An answer to something else can't be counted as one of a traject."""
        answers = self.answers.with_user(self.surveys)
        answer = answers.create({"survey_id": self.own.id})
        for name, value in self.values.items():
            with self.subTest(name):
                with self.assertRaises(AccessError):
                    answers.create({"survey_id": self.own.id, name: value})
                with self.assertRaises(AccessError):
                    answer.write({name: value})

    @mute_logger(*LOGGERS)
    def test_lines_of_another_survey(self):
        answer = self.answers.with_user(self.surveys).create({"survey_id": self.own.id})
        values = {
            "user_input_id": answer.id,
            "question_id": self.question.id,
            "answer_type": "text_box",
            "value_text_box": "Something",
        }
        lines = self.lines.with_user(self.surveys)
        line = lines.create(values)
        for name in ("traject_id", "ring", "released"):
            with self.subTest(name):
                with self.assertRaises(AccessError):
                    lines.create({**values, name: self.values[name]})
                with self.assertRaises(AccessError):
                    line.write({name: self.values[name]})
        self.assertFalse(line.traject_id)

    @mute_logger(*LOGGERS)
    def test_guess_names(self):
        """Nobody types a name into a form to hear whether somebody is called so."""
        name = self.traject.participant_ids.filtered("is_client")[0].name
        values = {
            "question_id": self.question.id,
            "answer_type": "text_box",
            "traject_id": self.traject.id,
            "released": True,
            "value_text_box": f"It is {name.capitalize()}",
        }
        asked = {"holds_name": {}, "spiegelgesprek_text": {}}
        for user in (self.surveys, *self.kinds):
            lines = self.lines.with_user(user)
            with self.subTest(user=user.login):
                try:
                    said = lines.onchange(values, list(values), asked)["value"]
                except AccessError:
                    continue
                self.assertFalse(said.get("holds_name"))
                answer = {"user_input_line_ids": [(0, 0, values)]}
                answer["traject_id"] = self.traject.id
                nested = {"user_input_line_ids": {"fields": asked}}
                said = self.answers.with_user(user).onchange(
                    answer, list(answer), nested
                )
                self.assertNotIn("'holds_name': True", str(said))
