# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .evaluation_open import LOGGERS, EvaluationOpenCommon
from .web_client import count_queries

COMPUTED = ("spiegelgesprek_text", "holds_name")


@tagged("post_install", "-at_install")
class TestEvaluationInsight(EvaluationOpenCommon):
    """From what people wrote to an insight that leads back to nobody."""

    def test_list(self):
        """One traject, texts alone, and only what is open."""
        action = self.traject.with_user(self.coordinator).action_open_written_answers()
        lines = self.lines.with_user(self.coordinator).search(action["domain"])
        self.assertEqual(
            sorted(lines.mapped("spiegelgesprek_text")),
            ["=1+1"] * 5 + ["Listening"] * 5,
        )
        with self.assertRaises(UserError):
            self.small.with_user(self.coordinator).action_open_written_answers()

    @mute_logger(*LOGGERS)
    def test_each_kind_of_user(self):
        for user, seen in self.kinds.items():
            lines = self._find_lines("=1+1", self.env.user).with_user(user)
            with self.subTest(user=user.login):
                if (self.traject, "inner") in seen:
                    action = lines[:2].action_spiegelgesprek_make_insight()
                    text = action["context"]["default_text"]
                    self.assertEqual(text, "=1+1\n\n=1+1")
                else:
                    with self.assertRaises(AccessError):
                        lines.action_spiegelgesprek_make_insight()

    def test_insight(self):
        """It holds the words and the traject, and no way back to an answer."""
        lines = self._find_lines("=1+1")[:1]
        context = lines.action_spiegelgesprek_make_insight()["context"]
        self.assertEqual(
            context,
            {
                "default_traject_id": self.traject.id,
                "default_text": "=1+1",
                "default_kind": False,
            },
        )
        insights = self.env["spiegelgesprek.insight"].with_user(self.coordinator)
        insight = insights.with_context(**context).create({"kind": "wish"})
        self.assertEqual(insight.text, "=1+1")
        self.assertEqual(insight.traject_id, self.traject)
        self.assertFalse(insight.released)
        for field in insight._fields.values():
            self.assertNotIn("survey", field.comodel_name or "", field.name)
        point = insight.action_make_action_point()["context"]
        self.assertEqual(point["default_insight_ids"], insight.ids)

    def test_one_conversation_at_a_time(self):
        lines = self._find_lines("=1+1", self.manager)
        lines |= self._find_lines("Theirs", self.manager)
        for wrong in (
            lines,
            lines.browse(),
            # a number is no text
            self._find_answers().user_input_line_ids.filtered("value_scale")[0],
        ):
            with self.assertRaises(UserError):
                wrong.with_user(self.manager).action_spiegelgesprek_make_insight()

    def test_names_are_marked(self):
        lines = self._find_lines("=1+1")
        self.assertFalse(any(lines.mapped("holds_name")))
        lines[:1].sudo().value_text_box = "Then zwclient0 said it"
        self.assertEqual(lines.filtered("holds_name"), lines[:1])

    @mute_logger(*LOGGERS)
    def test_who_reads_is_said(self):
        """Another coordinator gets no empty page, but hears who reads answers."""
        traject = self.traject.with_user(self.other)
        for action in (
            traject.action_open_written_answers,
            traject.action_compare_rings,
            traject.action_export_answers,
            traject.action_open_client_results,
            traject.action_open_listener_results,
        ):
            with self.assertRaisesRegex(UserError, "Answers are read by"):
                action()
        self._create_contact_participant("employee", self.coordinator)
        mine = self.traject.with_user(self.coordinator)
        with self.assertRaisesRegex(UserError, "by nobody who listened"):
            mine.action_open_client_results()
        self.assertTrue(mine.action_open_listener_results())

    def test_who_makes_action_points(self):
        """The button stands on cards of who may make one."""
        insight = self.env["spiegelgesprek.insight"].create(
            {"traject_id": self.traject.id, "text": "Waiting"}
        )
        for user in (self.coordinator, self.manager, self.other, self.facilitator):
            expected = user in (self.coordinator, self.manager)
            can = insight.with_user(user).can_make_action_point
            self.assertEqual(can, expected, user.login)

    def test_queries(self):
        def read():
            action = self.traject.with_user(
                self.coordinator
            ).action_open_written_answers()
            self.lines.with_user(self.coordinator).search_read(
                action["domain"], ["ring", "question_id", *COMPUTED]
            )

        read()
        few = count_queries(self.env, read)
        self._multiply(20)
        self.assertEqual(count_queries(self.env, read), few)

    def test_small_group(self):
        """The facilitator words it himself: nothing is filled in."""
        readings = self.env["spiegelgesprek.evaluation.reading"]
        self._create_contact_participant(
            "facilitator", self.sponsor, traject_id=self.small.id
        )
        reading = readings.with_user(self.sponsor).create(
            {"traject_id": self.small.id, "ring": "inner"}
        )
        self.assertIn("Secret", reading.content)
        context = reading.action_make_insight()["context"]
        self.assertEqual(context["default_text"], "")
        self.assertEqual(context["default_traject_id"], self.small.id)
        values = {"kind": "wish", "text": "Told by a few"}
        insights = self.env["spiegelgesprek.insight"].with_context(**context)
        self.assertTrue(insights.with_user(self.sponsor).create(values))
        with self.assertRaises(AccessError), mute_logger(*LOGGERS):
            insights.with_user(self.recruiter).create(values)
