# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .evaluation_open import LOGGERS, EvaluationOpenCommon
from .web_client import count_queries

REPORT = "spiegelgesprek.evaluation.report"


@tagged("post_install", "-at_install")
class TestEvaluationReport(EvaluationOpenCommon):
    """Both rings side by side, over trajects; what isn't open isn't there."""

    @mute_logger(*LOGGERS)
    def test_each_kind_of_user(self):
        for user, seen in self.kinds.items():
            with self.subTest(user=user.login):
                report = self.env[REPORT].with_user(user)
                if not seen:
                    try:
                        self.assertFalse(report.search([]))
                    except AccessError:
                        self.assertEqual(user, self.employee)
                    continue
                rows = report._read_group([], ["traject_id", "ring"])
                self.assertEqual({(t.sudo(False), r) for t, r in rows}, seen)

    def test_too_few_are_left_out(self):
        """Also for who is bound by no rule."""
        groups = self.env[REPORT]._read_group([], ["traject_id"])
        shown = {traject for (traject,) in groups}
        self.assertIn(self.traject, shown)
        self.assertNotIn(self.small, shown)
        self.assertEqual(self.small.client_evaluation_state, "closed")

    def test_side_by_side(self):
        """The shared question in one row, in one wording; numbers on one scale."""
        rows = (
            self.env[REPORT]
            .with_user(self.coordinator)
            ._read_group(
                [("traject_id", "=", self.traject.id), ("key", "=", "role_clear")],
                ["question_id", "ring"],
                ["value:avg", "score:avg", "__count"],
            )
        )
        self.assertEqual(
            [(ring, *numbers) for _question, ring, *numbers in rows],
            [("inner", 2, 25, 5), ("outer", 5, 100, 5)],
        )
        (question,) = {row[0] for row in rows}
        self.assertEqual(question.spiegelgesprek_key, "role_clear")

    def test_over_trajects(self):
        """By method, theme and year, for a manager."""
        theme = self.env["spiegelgesprek.theme"].create({"name": "Zwtheme"})
        self.others.theme_ids = theme
        self.others.date_conversation = "2025-12-31 23:30:00"
        self.others.date_tz = "Europe/Amsterdam"
        self.env.flush_all()
        report = self.env[REPORT].with_user(self.manager)
        domain = [("key", "=", "safe")]
        for groupby, expected in (
            ("method_id", {self.method: (5 * 4 + 5 * 1) / 10}),
            ("theme_ids", {theme: 1, theme.browse(): 4}),
        ):
            found = report._read_group(domain, [groupby], ["value:avg"])
            self.assertEqual({k.sudo(): v for k, v in found}, expected)
        domain = [("traject_id", "=", self.others.id)]
        (row,) = report._read_group(domain, ["date:year"], ["__count"])
        self.assertEqual(row[0].year, 2026, "the year where it was held")

    def test_fields_to_group_by(self):
        shown = self.env[REPORT].with_user(self.manager).fields_get()
        for name in ("traject_id", "method_id", "theme_ids", "date", "ring"):
            self.assertTrue(shown[name]["groupable"], name)

    def test_queries(self):
        report = self.env[REPORT].with_user(self.manager)

        def show():
            report.formatted_read_group([], ["question_id", "ring"], ["value:avg"])

        show()
        few = count_queries(self.env, show)
        self._multiply(20)
        self.assertEqual(count_queries(self.env, show), few)
