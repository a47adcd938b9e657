# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import HttpCase, tagged

from ..models.spiegelgesprek_post import LIMITS
from .evaluation_common import PAGE, EvaluationHttp
from .web_client import count_queries


@tagged("post_install", "-at_install")
class TestEvaluationPage(EvaluationHttp, HttpCase):
    """The page before the questions, and the way through Odoo's own pages."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls._attend(clients=3, listeners=2)
        cls.ticket, cls.second, cls.third = cls._open()
        cls.listening = cls._open("outer")

    def _read_database(self):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT xmin, ctid, * FROM spiegelgesprek_evaluation_ticket ORDER BY id"
        )
        tickets = self.env.cr.fetchall()
        self.env.cr.execute("SELECT xmin, ctid, * FROM survey_user_input ORDER BY id")
        return tickets, self.env.cr.fetchall()

    # ------------------------------------------------------------
    # THE PAGE BEFORE THE FIRST QUESTION
    # ------------------------------------------------------------

    def test_page_says_what_it_is(self):
        """Each ring in its own words; without a script; and nobody's name in it."""
        for ticket, words in (
            (self.ticket, "No name, no date and no language"),
            (self.listening[0], "no name, date or language"),
        ):
            response = self._get(ticket)
            self.assertEqual(response.status_code, 200)
            text = " ".join(response.text.split())
            self.assertIn(words, text)
            self.assertRegex(text, r"\b5\b")
            self.assertNotIn("<script", text)
            for secret in ("Zwclient", "Zwlistener", self.traject.code, "C1"):
                self.assertNotIn(secret, text)
            self.assertEqual(response.headers["Referrer-Policy"], "no-referrer")
            self.assertIn("no-store", response.headers["Cache-Control"])

    def test_modes(self):
        """The mode is said before the first question."""
        for mode, words in (
            ("anonymous", "Nobody can see which answers are yours"),
            ("confidential", "sees that you answered, but not what"),
            ("named", "Your name goes along with your answers"),
        ):
            self.traject.client_evaluation_mode = mode
            text = " ".join(self._get(self.ticket).text.split())
            self.assertIn(words, text)
            self.assertIn(f'value="{mode}"', text)
            # small groups: not where readers know who said what anyway
            self.assertEqual('name="refuse"' in text, mode != "named")

    def test_told_something_else_by_now(self):
        """Who read "anonymous" doesn't find himself in a form with names."""
        self.traject.client_evaluation_mode = "named"
        response = self._start(self.ticket, mode="anonymous")
        self.assertEqual(response.status_code, 200)
        self.assertIn("Your name goes along", response.text)
        self.assertFalse(self._get_started(self.ticket))

    def test_looking_changes_nothing(self):
        """Mail scanners open all links, twice."""
        before = self._read_database()
        for ticket in (self.ticket, self.second, self.listening[0]):
            for method in ("GET", "HEAD"):
                for _time in range(2):
                    response = self._get(ticket, method=method)
                    self.assertEqual(response.status_code, 200)
        self.assertEqual(self._read_database(), before)

    def test_links_that_open_nothing(self):
        """Wrong, and closed: one page, whatever the reason."""
        wrong = self.url_open(PAGE + "x" * 32)
        self.assertEqual(wrong.status_code, 404)
        self._answer_by_http(self.second)
        tokens = [t.token for t in (self.ticket, self.second)]
        self.traject._close_evaluation("inner")
        self.env.flush_all()
        for token in tokens:
            for data in (None, {"mode": "anonymous"}):
                response = self.url_open(PAGE + token, data=data)
                self.assertEqual(response.status_code, 404)
                self.assertEqual(
                    response.text.split("<main")[1], wrong.text.split("<main")[1]
                )

    def test_limit(self):
        for _time in range(LIMITS["token"]):
            self.env["spiegelgesprek.post"]._is_allowed(token=self.ticket.token)
        self.assertEqual(self._start(self.ticket).status_code, 429)
        self.assertFalse(self._get_started(self.ticket))

    def test_language(self):
        """Of whom the link was made for; who chooses another gets that one."""
        self.env["res.lang"]._activate_lang("nl_NL")
        self.people[0].lang = "nl_NL"
        self.assertIn('lang="nl-NL"', self._get(self.ticket).text)
        self._start(self.ticket)
        self.assertEqual(self._get_started(self.ticket).lang_id.code, "nl_NL")
        self._start(self.second, query="?lang=nl_NL")
        self.assertEqual(self._get_started(self.second).lang_id.code, "nl_NL")

    def test_queries(self):
        """A public page: at most 15 queries."""
        self._get(self.ticket)

        def show():
            tickets = self.env[self.ticket._name].with_user(self.public)
            ticket = tickets._find_by_token("token", self.ticket.token)
            pages = self.env["spiegelgesprek.public.page"].with_user(self.public)
            pages._render_page(
                "spiegelgesprek.evaluation_page",
                ticket._prepare_page_values(),
                company=ticket.company_id,
                lang=ticket._get_lang(),
            )

        self.assertLessEqual(count_queries(self.env, show), 15)

    # ------------------------------------------------------------
    # THE WAY THROUGH
    # ------------------------------------------------------------

    def _assert_answered(self, ticket, text):
        self.env.invalidate_all()
        self.assertTrue(ticket.used)
        answer = self._find_answers(ticket.ring).filtered(
            lambda a: text in a.user_input_line_ids.mapped("value_text_box")
        )
        self.assertEqual(len(answer), 1)
        self.assertEqual(answer.state, "done")
        self.assertFalse(answer.partner_id)
        self.assertFalse(answer.create_uid | answer.user_input_line_ids.create_uid)
        return answer

    def test_public(self):
        response = self._start(self.ticket)
        self.assertEqual(response.status_code, 303)
        shown = self.url_open(response.headers["Location"])
        self.assertIn("What it brought", shown.text)
        done = self._answer_by_http(self.ticket, **{"yield": "Zwone", "safe": "5"})
        self.assertIn("Thank you", done["survey_content"])
        # neither once more, nor to look at what was just cut loose
        self.assertNotIn("/survey/retry", done["survey_content"])
        self.assertNotIn("/survey/print", done["survey_content"])
        self._assert_answered(self.ticket, "Zwone")

    def test_logged_in_as_somebody_else(self):
        """On a colleague's computer, or in a browser where one is logged in."""
        for number, (ticket, login) in enumerate(
            (
                (self.ticket, "sg_listener"),
                (self.second, "sg_manager"),
                (self.listening[0], "sg_employee"),
            )
        ):
            self.authenticate(login, login)
            done = self._answer_by_http(ticket, **{"yield": f"Zw{number}"})
            self.assertIn("survey_content", done)
            self._assert_answered(ticket, f"Zw{number}")

    def test_cookies_refused(self):
        """A browser that sends no cookie back goes the same way."""
        self._get(self.ticket)
        forget = self.opener.cookies.clear
        forget()
        self._start(self.ticket)
        answer = self._get_started(self.ticket)
        for page in self.form.page_ids:
            forget()
            shown = self.url_open(answer.get_start_url())
            self.assertIn(page.title, shown.text)
            forget()
            self._fill_in(answer, page, **{"yield": "Zwnocookie"})
        self._assert_answered(self.ticket, "Zwnocookie")

    def test_second_device_half_way(self):
        """The first page on a phone, the link again at home, and on from there."""
        self._start(self.ticket)
        answer = self._get_started(self.ticket)
        first, last = self.form.page_ids
        self._fill_in(answer, first, **{"yield": "Zwphone"})
        self.authenticate(None, None)
        self.opener.cookies.clear()
        self.assertIn("Go on with the questions", self._get(self.ticket).text)
        response = self._start(self.ticket)
        self.assertEqual(self._get_started(self.ticket), answer)
        shown = self.url_open(response.headers["Location"])
        self.assertIn(last.title, shown.text)
        self._fill_in(answer, last, recommend="9")
        self._assert_answered(self.ticket, "Zwphone")

    def test_two_people_at_one_computer(self):
        """The second doesn't go on with the answer of the first."""
        self._answer_by_http(self.ticket, **{"yield": "Zwfirst"})
        self._answer_by_http(self.second, **{"yield": "Zwsecond"})
        self._assert_answered(self.ticket, "Zwfirst")
        self._assert_answered(self.second, "Zwsecond")

    def test_back_after_sending(self):
        """The old address of the answer opens nothing any more, also no print."""
        self._start(self.ticket)
        answer = self._get_started(self.ticket)
        survey, token = self.form.access_token, answer.access_token
        self._answer_by_http(self.ticket, **{"yield": "Zwsecret"})
        for url in (
            f"/survey/{survey}/{token}",
            f"/survey/start/{survey}?answer_token={token}",
            f"/survey/print/{survey}?answer_token={token}",
        ):
            response = self.url_open(url)
            self.assertIn("can't be opened again", response.text)
            self.assertNotIn("Zwsecret", response.text)
        self.assertIn("Thank you", self._get(self.ticket).text)
        self.assertIn("Thank you", self._start(self.ticket).text)
        self.assertEqual(len(self._find_answers()), 1)

    def test_no_way_in_without_a_link(self):
        """The address of the form itself, and answering once more."""
        survey = self.form.access_token
        for url in (f"/survey/start/{survey}", f"/survey/print/{survey}"):
            response = self.url_open(url)
            self.assertNotIn("What it brought", response.text)
        self._start(self.ticket)
        token = self._get_started(self.ticket).access_token
        self.url_open(f"/survey/retry/{survey}/{token}")
        self.assertEqual(len(self._find_answers()), 1)

    def test_refusing(self):
        self._start(self.ticket, refuse="1")
        self.assertTrue(self._get_started(self.ticket).is_facilitator_refused)
        self._start(self.second)
        self.assertFalse(self._get_started(self.second).is_facilitator_refused)

    def test_late_card(self):
        card = self.traject._make_cards("inner", 1)
        self.traject._close_evaluation("inner")
        self.assertIn(
            "5 more people answer late", " ".join(self._get(card).text.split())
        )
        self._answer_by_http(card, **{"yield": "Zwlate"})
        self._assert_answered(card, "Zwlate")
