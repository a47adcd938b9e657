# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re
import time
from datetime import datetime, timedelta
from unittest.mock import patch
from urllib.parse import urlsplit

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL, mute_logger

from .evaluation_common import TICKET, EvaluationCommon
from .evaluation_open import EvaluationOpenCommon
from .public_browser import PublicBrowserCommon
from .test_tours import SpiegelgesprekTourCommon

# The day after the conversation
NEXT_DAY = datetime(2026, 6, 17, 10)
CODE = "K7M4P2RX"
BUTTON = "form button[type=submit]"
NEXT = ".o_survey_form_content button[type=submit]:not(.disabled)"
SURE = ".modal .modal-footer .btn-primary"
FADING = 0.8
START = "Nobody can see which answers are yours"
LAST_PAGE = "How it went for you"
DONE = "What you told helps us"
# What would tell whose an answer is; of an answer that was sent in all of it is empty
TRACES = (
    *("partner_id", "participant_id", "email", "nickname", "lang_id"),
    *("create_uid", "write_uid", "create_date", "write_date"),
    *("start_datetime", "end_datetime", "invite_token"),
)


class EvaluationBrowserCommon(
    EvaluationCommon, SpiegelgesprekTourCommon, PublicBrowserCommon
):
    """Answering in a browser: the page before the questions, and Odoo's own pages."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.traject.stage_id = cls.env.ref("spiegelgesprek.stage_evaluate")
        cls.client.state = "attended"
        cls.questions = {
            question.spiegelgesprek_key: question for question in cls.form.question_ids
        }
        cls._commit()

    def _write(self, page, key, text):
        page.fill(f"textarea[name='{self.questions[key].id}']", text)

    def _score(self, page, key, value):
        field = f"input[name='{self.questions[key].id}'][value='{value}']"
        page.click(f"label:has({field})")

    def _send_page(self, page, text):
        # Odoo's script enables it when it is ready
        page.wait_until(NEXT)
        page.click(NEXT)
        page.wait_for(text)
        # and scrolls and fades in what comes
        time.sleep(FADING)

    def _finish(self, page):
        """Send the last page in, and say yes to the question whether to."""
        page.wait_until(NEXT)
        page.click(NEXT)
        page.wait_until(SURE)
        # in our own words: Odoo's say "survey"
        page.wait_for("Send your answers?")
        time.sleep(FADING)
        page.click(SURE)
        page.wait_for(DONE)

    def _answer_in(self, page, text):
        """Answer from the page before the questions to the last one."""
        page.submit(BUTTON)
        page.wait_for("What it brought")
        self._write(page, "yield", text)
        self._send_page(page, LAST_PAGE)
        self._score(page, "safe", 4)
        self._finish(page)

    def assertAnswered(self, ticket, **values):
        """Assert that the ticket is used, and one answer is there, of nobody."""
        self.env.flush_all()
        answer = self._find_answers()
        self.assertEqual(len(answer), 1)
        self.env.cr.execute(
            SQL(
                "SELECT state, %s FROM survey_user_input WHERE id = %s",
                SQL(", ").join(map(SQL.identifier, TRACES)),
                answer.id,
            )
        )
        self.assertEqual(self.env.cr.fetchall(), [("done", *[None] * len(TRACES))])
        lines = answer.user_input_line_ids.filtered(lambda line: not line.skipped)
        self.assertEqual(
            {
                line.question_id.spiegelgesprek_key: line._get_answer_value()
                for line in lines
            },
            values,
        )
        self.assertFalse(answer.user_input_line_ids.create_uid)
        ticket.invalidate_recordset()
        self.assertTrue(ticket.used)
        self.assertFalse(ticket.sudo().answer_token)


@tagged("post_install", "-at_install")
@freeze_time(NEXT_DAY)
class TestEvaluationBrowser(EvaluationBrowserCommon):
    """A client answers on a phone, wherever and in whatever browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.traject.participant_ids.filtered(lambda p: p.ring == "outer").unlink()
        cls.client.write({"contact_channel": "mail", "may_mail": True})
        cls._commit()

    def setUp(self):
        super().setUp()
        self.traject._run_clock()
        self.ticket = self.tickets.search([("participant_id", "=", self.client.id)])
        mails = self.env["mail.mail"].search([("email_to", "like", "quirinia@")])
        links = re.findall(r'href="([^"]+/evaluatie/[^"]+)"', str(mails.body_html))
        self.assertEqual(len(set(links)), 1)
        self.path = urlsplit(links[0]).path
        self._commit()

    def test_leave_and_come_back(self):
        """On a phone, away half-way, on from the same mail elsewhere, and once only."""
        with self._browse(scripts=True) as page:
            page.open(self.path)
            self.assertEqual(page.heading(), "How was the conversation for you?")
            self.assertIn(START, page.text())
            self.assertUsable(page)
            page.submit(BUTTON)
            page.wait_for("What it brought")
            self._write(page, "yield", "Zwheard")
            self._send_page(page, LAST_PAGE)
            self._score(page, "safe", 2)
            # somewhere without scripts: what they still fetch would be cut off
            page.open("/spiegelgesprek/static/description/icon.png")
        self.assertFalse(self.ticket.used)
        with self._browse(scripts=True) as page:
            page.open(self.path)
            self.assertIn("Go on with the questions", page.text())
            page.submit(BUTTON)
            page.wait_for(LAST_PAGE)
            self._score(page, "recommend", 9)
            self._finish(page)
            self.assertNotIn("Zwheard", page.text())
            page.open(self.path)
            self.assertEqual(page.heading(), "Thank you!")
            self.assertFalse(page.evaluate("document.forms.length"))
        # what was not sent stayed behind
        self.assertAnswered(self.ticket, **{"yield": "Zwheard", "recommend": 9})

    def test_logged_in_as_somebody_else(self):
        """On a computer where somebody is logged in, it isn't his answer."""
        with self._browse(scripts=True) as page:
            page.log_in(self.employee)
            page.open(self.path)
            self._answer_in(page, "Zwborrowed")
        self.assertAnswered(self.ticket, **{"yield": "Zwborrowed", "safe": 4})

    def test_cookies_refused(self):
        """Nothing is kept in the browser from one page to the next."""
        with self._browse(scripts=True) as page:
            page.open(self.path)
            page.refuse_cookies()
            page.submit(BUTTON)
            page.wait_for("What it brought")
            page.refuse_cookies()
            self._write(page, "yield", "Zwnocookie")
            self._send_page(page, LAST_PAGE)
            page.refuse_cookies()
            self._score(page, "safe", 3)
            self._finish(page)
        self.assertAnswered(self.ticket, **{"yield": "Zwnocookie", "safe": 3})


@tagged("post_install", "-at_install")
class TestEvaluationCardTour(EvaluationBrowserCommon):
    """A card on paper is typed in by a coordinator who has no part in the traject."""

    browser_size = "1366x768"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.traject.date_conversation = fields.Datetime.now() - timedelta(days=1)
        cls._commit()

    def test_card(self):
        with patch.object(self.registry[TICKET], "_new_code", lambda tickets: CODE):
            card = self.traject._make_cards("inner", 1)
        self._commit()
        # a wrong code is typed in as well
        with mute_logger("odoo.http"):
            self.start_tour("/odoo", "spiegelgesprek_card", login=self.other.login)
        entry = self.env["spiegelgesprek.evaluation.entry"].with_user(self.other)
        entry = entry.create({"code": CODE})
        with self._browse(scripts=True) as page:
            page.log_in(self.other)
            page.open(urlsplit(entry.action_open()["url"]).path)
            self._answer_in(page, "Zwpaper")
        self.assertAnswered(card, **{"yield": "Zwpaper", "safe": 4})
        with self.assertRaisesRegex(UserError, "sent in already"):
            entry.action_open()


@tagged("post_install", "-at_install")
class TestEvaluationInsightTour(EvaluationOpenCommon, SpiegelgesprekTourCommon):
    """From what somebody wrote to an insight, and from there to an action point."""

    def test_insight(self):
        line = self._find_lines("=1+1", self.env.user)[0]
        line.value_text_box = "Nobody called me back"
        before = self._read_answers()
        self.start_tour("/odoo", "spiegelgesprek_insight", login=self.coordinator.login)
        self.env.invalidate_all()
        insight = self.traject.insight_ids
        self.assertRecordValues(
            insight,
            [
                {
                    "text": "Clients wait long for an answer",
                    "kind": "improvement",
                    "released": False,
                    "create_uid": self.coordinator.id,
                }
            ],
        )
        self.assertRecordValues(
            insight.action_point_ids,
            [
                {
                    "name": "Call back within two days",
                    "traject_id": self.traject.id,
                    "insight_ids": insight.ids,
                    "create_uid": self.coordinator.id,
                }
            ],
        )
        self.assertEqual(self.traject.action_point_ids, insight.action_point_ids)
        # nothing says of which answer it was made
        self.assertEqual(self._read_answers(), before)

    def _read_answers(self):
        self.env.flush_all()
        self.env.cr.execute("SELECT xmin, * FROM survey_user_input_line ORDER BY id")
        return self.env.cr.fetchall()
