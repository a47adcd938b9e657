# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged
from odoo.tools import file_open

from odoo.addons.spiegelgesprek.hooks import uninstall_hook

from ..models.survey_survey import TYPE
from .evaluation_common import TICKET, EvaluationCommon

WORD = "zwspecht"
# Fields that say who answered, who reads, or how anonymous it is
PRIVATE = {
    "spiegelgesprek.traject": (
        "client_evaluation_mode",
        "listener_evaluation_mode",
        "client_evaluation_state",
        "evaluation_minimum",
        "client_response",
    ),
    TICKET: ("participant_id", "code", "used", "answer_token"),
    "survey.user_input": (
        "released",
        "participant_id",
        "is_small_group",
        "is_facilitator_refused",
    ),
    "survey.user_input.line": ("released",),
    "survey.survey": ("spiegelgesprek_ring", "is_spiegelgesprek_locked"),
}


@tagged("post_install", "-at_install")
class TestEvaluationRemoval(EvaluationCommon):
    """What becomes of answers in a copy of the database, and without the addon."""

    def _let_answer(self):
        self._attend(clients=6)
        self.traject.client_evaluation_mode = "named"
        tickets = self._open()
        self._answer(tickets[:5], **{"yield": WORD})
        self._begin(tickets[5])

    def test_neutralize(self):
        """A copy to try things out holds no texts of clients, and not who answered."""
        self._let_answer()
        foreign = self.env["survey.survey"].create({"title": "Other"})
        question = self.env["survey.question"].create(
            {"survey_id": foreign.id, "title": "What?", "question_type": "text_box"}
        )
        other = foreign._create_answer()
        other._save_lines(question, "Of another survey")
        self.env.flush_all()
        with file_open("spiegelgesprek/data/neutralize.sql") as script:
            self.env.cr.execute(script.read())
        self.env.invalidate_all()
        self.env.cr.execute(
            "SELECT line::text FROM survey_user_input_line AS line"
            " UNION ALL SELECT answer::text FROM survey_user_input AS answer"
        )
        text = str(self.env.cr.fetchall())
        self.assertNotIn(WORD, text)
        self.assertIn("Of another survey", text)
        self.assertEqual(len(self._find_answers()), 6)
        self.assertFalse(self._find_answers().participant_id)
        self.assertFalse(self.tickets.search([]))

    def test_uninstall_hook(self):
        """Forms and answers go: without our type, everybody in Surveys could read."""
        self._let_answer()
        self.traject._close_evaluation("inner")
        self.traject._end_evaluation("inner")
        surveys = self.env["survey.survey"].with_context(active_test=False)
        self.form.active = False
        foreign = surveys.create({"title": "Other"})
        kept = foreign._create_answer()
        total = surveys.search_count([])
        ours = surveys.search([("survey_type", "=", TYPE)])
        questions = ours.question_and_page_ids
        lines = self._find_answers().user_input_line_ids
        self.assertTrue(ours and questions and lines)
        uninstall_hook(self.env)
        self.env.invalidate_all()
        for records in (ours, questions, lines, self._find_answers()):
            self.assertFalse(records.exists())
        self.assertEqual(surveys.search_count([]), total - len(ours))
        self.assertTrue(kept.exists())

    def test_help_of_private_fields(self):
        for model, names in PRIVATE.items():
            for name in names:
                with self.subTest(model=model, field=name):
                    self.assertTrue(self.env[model]._fields[name].help)
