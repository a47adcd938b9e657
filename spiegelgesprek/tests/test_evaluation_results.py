# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.http_routing.tests.common import MockRequest
from odoo.addons.survey.controllers.main import Survey

from ..controllers.survey import SpiegelgesprekSurvey
from .evaluation_common import EvaluationCommon
from .web_client import count_queries

LOGGERS = ("odoo.addons.base.models.ir_rule", "odoo.http")
WORD = "zwspecht"


@tagged("post_install", "-at_install")
class TestEvaluationResults(EvaluationCommon, HttpCase):
    """Odoo's own page of results: one traject, one ring, and who may read them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._attend(clients=6, listeners=5)
        cls.others = cls._create_traject(user_id=cls.other.id, name="Of others")
        cls._attend(clients=5, traject=cls.others)
        cls._create_contact_participant(
            "facilitator", cls.sponsor, traject_id=cls.others.id
        )
        cls.kinds = {
            cls.coordinator: {"inner", "outer"},
            cls.manager: {"inner", "outer", "others"},
            cls.facilitator: {"inner", "outer"},
            cls.sponsor: {"others"},
            cls.other: {"others"},
            cls.recruiter: set(),
            cls.listener: set(),
            cls.employee: set(),
        }
        for word, ring, traject in (
            ("inner", "inner", cls.traject),
            ("outer", "outer", cls.traject),
            ("others", "inner", cls.others),
        ):
            for ticket in cls._open(ring, traject)[:5]:
                cls._answer(ticket, **{"yield": f"{WORD}{word}", "safe": 2})
            traject._close_evaluation(ring)
        cls._commit()

    def _get_url(self, traject, ring, /, **params):
        survey = traject._get_survey(ring)
        params = {"traject_id": traject.id, "ring": ring, **params}
        query = "&".join(f"{name}={value}" for name, value in params.items())
        return f"/survey/results/{survey.id}?{query}"

    def _read_results(self, user, traject, ring, /, **params):
        self.authenticate(user.login, user.login)
        with mute_logger(*LOGGERS):
            response = self.url_open(self._get_url(traject, ring, **params))
        return response.text if response.status_code == 200 else ""

    def _find_words(self, text):
        return {w for w in ("inner", "outer", "others") if f"{WORD}{w}" in text}

    def test_one_traject_and_ring(self):
        for traject, ring, word in (
            (self.traject, "inner", "inner"),
            (self.traject, "outer", "outer"),
            (self.others, "inner", "others"),
        ):
            text = self._read_results(self.manager, traject, ring)
            self.assertEqual(self._find_words(text), {word})
            self.assertIn(traject.code, text)

    def test_each_kind_of_user(self):
        """The address is no secret: rules decide who sees what."""
        for user, words in self.kinds.items():
            for traject, ring, word in (
                (self.traject, "inner", "inner"),
                (self.traject, "outer", "outer"),
                (self.others, "inner", "others"),
            ):
                with self.subTest(user=user.login, of=word):
                    found = self._find_words(self._read_results(user, traject, ring))
                    self.assertEqual(found, {word} & words)

    def test_title_gives_nothing_away(self):
        for user in (self.recruiter, self.listener):
            text = self._read_results(user, self.others, "inner")
            self.assertNotIn(self.others.code, text)
            self.assertNotIn("Of others", text)

    def test_address_without_or_with_other_things(self):
        for params in (
            {"traject_id": ""},
            {"traject_id": "x"},
            {"traject_id": "-1"},
            {"traject_id": "9" * 30},
            {"ring": ""},
            {"ring": "lead"},
            {"ring": "outer"},
            {"ring": "inner%27%20OR%201=1"},
        ):
            with self.subTest(params):
                text = self._read_results(self.manager, self.traject, "inner", **params)
                self.assertEqual(self._find_words(text), set())

    def test_filters(self):
        """The page's own filters stay within what somebody may read."""
        foreign = self.lines.search([("value_text_box", "=", f"{WORD}others")], limit=1)
        text = self._read_results(
            self.coordinator, self.traject, "inner", filters=f"L,0,{foreign.id}"
        )
        self.assertEqual(self._find_words(text), set())
        own = self.lines.search([("value_text_box", "=", f"{WORD}inner")], limit=1)
        text = self._read_results(
            self.coordinator, self.traject, "inner", filters=f"L,0,{own.id}"
        )
        self.assertEqual(self._find_words(text), {"inner"})

    def test_before_it_opens(self):
        """Four answers, and somebody who types the address."""
        fresh = self._create_traject()
        self._attend(clients=4, traject=fresh)
        self._answer(self._open(traject=fresh), **{"yield": f"{WORD}inner"})
        for _closed in range(2):
            for user in (self.coordinator, self.manager):
                text = self._read_results(user, fresh, "inner")
                self.assertEqual(self._find_words(text), set())
                self.assertIn("No answers yet", text)
            fresh._close_evaluation("inner")
            self._commit()

    def test_print(self):
        """One answer on paper: for who may read it, not for who has its address."""
        answer = self._find_answers()[0]
        answer_url = answer.get_print_url()
        for user, words in self.kinds.items():
            self.authenticate(user.login, user.login)
            text = self.url_open(answer_url).text
            with self.subTest(user=user.login):
                self.assertEqual(self._find_words(text), {"inner"} & words)
        self.authenticate(None, None)
        self.assertEqual(self._find_words(self.url_open(answer_url).text), set())

    def test_buttons(self):
        for user in (self.coordinator, self.manager, self.facilitator):
            traject = self.traject.with_user(user)
            for action, ring in (
                (traject.action_open_client_results(), "inner"),
                (traject.action_open_listener_results(), "outer"),
            ):
                self.assertEqual(action["url"], self._get_url(self.traject, ring))

    def test_test_entries(self):
        """Trying out a form shows in no result, and tells who tried nothing."""
        self.authenticate(self.manager.login, self.manager.login)
        shown = self.url_open(f"/survey/test/{self.form.access_token}")
        self.assertIn(self.form.title, shown.text)
        entry = self.answers.search([("test_entry", "=", True)])
        self.assertEqual(entry.survey_id, self.form)
        self.assertFalse(entry.released)
        self.assertFalse(
            self.answers.with_user(self.manager).search([("id", "=", entry.id)])
        )

    # ------------------------------------------------------------
    # NUMBERS
    # ------------------------------------------------------------

    def test_nothing_counts_as_nothing(self):
        """Core counts all answers to the form when it is shown none of them."""
        statistics = self.form._prepare_statistics(self.lines)
        self.assertEqual(set(statistics.values()), {0})
        self.assertIn("count_all", statistics)
        self.assertEqual(set(self.form._prepare_statistics().values()), {0})
        lines = self._find_answers().user_input_line_ids
        self.assertEqual(self.form._prepare_statistics(lines)["count_all"], 5)

    def test_other_surveys_count_as_ever(self):
        survey = self._create_plain()
        self.assertEqual(survey._prepare_statistics(self.lines)["count_all"], 1)

    def _create_plain(self):
        """Make a survey of Odoo's own, the same as our form, with one answer."""
        survey = self.env["survey.survey"].create(
            {"title": "Plain", "questions_layout": "page_per_section"}
        )
        for question in self.form.question_and_page_ids:
            question.copy({"survey_id": survey.id})
        answer = survey._create_answer(user=self.manager)
        for question in survey.question_ids:
            value = "4" if question.question_type == "scale" else "Something"
            answer._save_lines(question, value)
        answer._mark_done()
        return survey

    def _multiply(self, answer, number):
        """Make so many more of an answer and its lines, in SQL."""
        self.env.flush_all()
        names = [
            name
            for name, field in answer._fields.items()
            if field.store and field.column_type and name not in ("id", "access_token")
        ]
        self.env.cr.execute(
            SQL(
                "INSERT INTO survey_user_input (access_token, %(names)s)"
                " SELECT gen_random_uuid()::text, %(names)s FROM survey_user_input,"
                " generate_series(1, %(number)s) WHERE id = %(id)s RETURNING id",
                names=SQL(", ").join(map(SQL.identifier, names)),
                number=number,
                id=answer.id,
            )
        )
        ids = [row[0] for row in self.env.cr.fetchall()]
        line_names = [
            name
            for name, field in self.lines._fields.items()
            if field.store and field.column_type and name not in ("id", "user_input_id")
        ]
        self.env.cr.execute(
            SQL(
                "INSERT INTO survey_user_input_line (user_input_id, %(names)s)"
                " SELECT n, %(names)s FROM survey_user_input_line, unnest(%(ids)s) AS n"
                " WHERE user_input_id = %(id)s",
                names=SQL(", ").join(map(SQL.identifier, line_names)),
                ids=ids,
                id=answer.id,
            )
        )
        # PostgreSQL learns by itself, but not within a transaction
        self.env.cr.execute("ANALYZE survey_user_input, survey_user_input_line")
        self.env.invalidate_all()

    def _count(self, controller, survey, user, **params):
        """Return how many queries the page takes, and how many answers it shows."""
        shown = {}
        env = self.env(user=user.id, su=False, context={"lang": "en_US"})
        # as it comes from the address: alone, so that it prefetches by itself
        survey = env["survey.survey"].browse(survey.id)

        def show():
            with MockRequest(env) as request:
                request.env = env
                lines, _filters = controller()._extract_filters_data(survey, params)
                shown["all"] = survey._prepare_statistics(lines)["count_all"]
                shown["data"] = survey.question_and_page_ids._prepare_statistics(lines)

        count_queries(self.env, show)
        return count_queries(self.env, show), shown["all"]

    def test_queries(self):
        """The same number for few and for many, and not above Odoo's own page."""
        officer = self._create_user(
            "officer", "base.group_user,survey.group_survey_user"
        )
        plain = self._create_plain()
        params = {"traject_id": str(self.traject.id), "ring": "inner"}
        answer = self._find_answers()[0]
        counts = {}
        for size in (60, 2000):
            self._multiply(answer, size - len(self._find_answers()))
            plain_answer = plain.user_input_ids[0]
            self._multiply(plain_answer, size - len(plain.user_input_ids))
            queries, shown = self._count(
                SpiegelgesprekSurvey, self.form, self.manager, **params
            )
            self.assertEqual(shown, size)
            of_odoo, shown = self._count(Survey, plain, officer)
            self.assertEqual(shown, size)
            counts[size] = queries, of_odoo
            self.assertLessEqual(queries, of_odoo)
        self.assertEqual(counts[60][0], counts[2000][0], counts)
