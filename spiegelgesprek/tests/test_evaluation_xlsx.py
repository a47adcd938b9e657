# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import io

from openpyxl import load_workbook

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .evaluation_open import LOGGERS, EvaluationOpenCommon
from .web_client import count_queries

XLSX = "spiegelgesprek.evaluation.xlsx"
ROUTE = "/spiegelgesprek/antwoorden"


@tagged("post_install", "-at_install")
class TestEvaluationXlsx(EvaluationOpenCommon, HttpCase):
    """Answers in Excel: one a row, with the rights of who asks for it."""

    def _export(self, user, traject=None):
        selection = {"traject_ids": (traject or self.traject).ids}
        name, content = self.env[XLSX].with_user(user)._export(selection)
        return name, load_workbook(io.BytesIO(content))

    def _get_logs(self):
        log = self.env["spiegelgesprek.access.log"]
        return log.search([("kind", "=", "answers_export")])

    def test_cells(self):
        """All questions of the form, in its order; a formula is what somebody wrote."""
        name, book = self._export(self.coordinator)
        self.assertEqual(name, f"Answers {self.traject.code.replace('/', '-')}.xlsx")
        self.assertEqual(book.sheetnames, ["Clients", "Listeners"])
        headings, *rows = book["Clients"].iter_rows()
        questions = self.form.question_ids.with_context(lang="en_US")
        self.assertEqual([c.value for c in headings], questions.mapped("title"))
        self.assertEqual(len(rows), 5)
        expected = {"yield": "=1+1", "safe": 4, "role_clear": 2, "recommend": 8}
        for row in rows:
            for cell, question in zip(row, questions, strict=True):
                value = expected.get(question.spiegelgesprek_key)
                self.assertEqual(cell.value, value)
                if value is not None:
                    kind = "s" if isinstance(value, str) else "n"
                    self.assertEqual(cell.data_type, kind)
        self.assertEqual(book["Listeners"].max_row, 6)

    def _get_column(self, book, name, number=0):
        return {row[number] for row in list(book[name].values)[1:]}

    def test_names(self):
        """Where the form said so beforehand, and of clients the neutral code alone."""
        named = self._create_traject(name="Named")
        named.write(
            {"client_evaluation_mode": "named", "listener_evaluation_mode": "named"}
        )
        people = self._attend(clients=5, listeners=5, traject=named)
        for ring in ("inner", "outer"):
            self._answer(self._open(ring, named))
            named._close_evaluation(ring)
        self._commit()
        for user in (self.coordinator, self.manager):
            _name, book = self._export(user, named)
            for name in ("Clients", "Listeners"):
                self.assertEqual(book[name]["A1"].value, "Answered by")
                self.assertEqual(book[name].freeze_panes, "B2")
            inner = {f"{named.code} · C{number}" for number in range(1, 6)}
            self.assertEqual(self._get_column(book, "Clients"), inner)
            outer = {f"{named.code} · {p.partner_id.name}" for p in people[5:]}
            self.assertEqual(self._get_column(book, "Listeners"), outer)
            self.assertNotIn("Zwclient", str(list(book["Clients"].values)))
            self.assertEqual(self._get_column(book, "Clients", 1), {"Being heard"})

    def test_no_names(self):
        """Confidential: who answered is known, not what."""
        confidential = self._create_traject(name="Confidential")
        confidential.client_evaluation_mode = "confidential"
        self._attend(clients=5, traject=confidential)
        self._answer(self._open("inner", confidential))
        confidential._close_evaluation("inner")
        for traject in (self.traject, confidential):
            _name, book = self._export(self.coordinator, traject)
            sheet = book["Clients"]
            titles = self.form.question_ids.with_context(lang="en_US").mapped("title")
            self.assertEqual([cell.value for cell in sheet[1]], titles)
            self.assertNotIn("C1", str(list(sheet.values)))

    def test_language(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        report = self.env[XLSX].with_user(self.coordinator).with_context(lang="nl_NL")
        _name, content = report._export({"traject_ids": self.traject.ids})
        sheet = load_workbook(io.BytesIO(content)).worksheets[0]
        titles = self.form.with_context(lang="nl_NL").question_ids.mapped("title")
        self.assertEqual([cell.value for cell in sheet[1]], titles)

    def test_choices(self):
        """What was chosen, in words."""
        answer = self._find_answers("outer")[0]
        question = answer.survey_id.question_ids.filtered("suggested_answer_ids")[0]
        line = answer.user_input_line_ids.filtered(lambda x: x.question_id == question)
        choice = question.suggested_answer_ids[0]
        line.write(
            {
                "skipped": False,
                "answer_type": "suggestion",
                "suggested_answer_id": choice.id,
            }
        )
        _name, book = self._export(self.coordinator)
        values = [cell for row in book["Listeners"].values for cell in row]
        self.assertEqual(values.count(choice.value), 1)

    def test_order_says_nothing(self):
        """Rows come in another order each time, so also in that of nobody's id."""
        for number, answer in enumerate(self._find_answers()):
            answer.user_input_line_ids.filtered("value_scale")[0].value_scale = number
        orders = set()
        for _time in range(20):
            _name, book = self._export(self.coordinator)
            orders.add(str(list(book["Clients"].values)))
        self.assertGreater(len(orders), 1)

    @mute_logger(*LOGGERS)
    def test_each_kind_of_user(self):
        for user, seen in self.kinds.items():
            for traject in (self.traject, self.others, self.small):
                rings = {ring for where, ring in seen if where == traject}
                labels = {"inner": "Clients", "outer": "Listeners"}
                with self.subTest(user=user.login, traject=traject.name):
                    if rings:
                        _name, book = self._export(user, traject)
                        self.assertEqual(
                            set(book.sheetnames), {labels[ring] for ring in rings}
                        )
                    else:
                        with self.assertRaises(UserError):
                            self._export(user, traject)

    def test_four_answers(self):
        """Nothing, also for who is bound by no rule."""
        with self.assertRaises(UserError):
            self._export(self.env.ref("base.user_root"), self.small)
        self.assertFalse(self._get_logs())

    def test_who_listened(self):
        """The coordinator who sat in the outer ring gets no sheet of clients."""
        self._create_contact_participant("employee", self.coordinator)
        _name, book = self._export(self.coordinator)
        self.assertEqual(book.sheetnames, ["Listeners"])

    def test_log(self):
        self._export(self.coordinator)
        log = self._get_logs()
        self.assertEqual(log.user_id, self.coordinator)
        self.assertEqual(log.traject_id, self.traject)
        self.assertEqual(log.description, "10 answers")

    def test_right_to_export(self):
        """A facilitator reads results, but needs Odoo's right to take them out."""
        self.facilitator.group_ids = [(3, self.env.ref("base.group_allow_export").id)]
        with self.assertRaises(AccessError):
            self.traject.with_user(self.facilitator).action_export_answers()

    def _post(self, payload):
        self.authenticate(self.coordinator.login, self.coordinator.login)
        data = {"payload": payload, "csrf_token": http.Request.csrf_token(self)}
        return self.url_open(ROUTE, data=data)

    def test_download(self):
        """From the button to the file."""
        action = self.traject.with_user(self.coordinator).action_export_answers()
        self.assertEqual(action["params"]["url"], ROUTE)
        response = self._post(action["params"]["payload"])
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        self.assertIn("Answers", response.headers["Content-Disposition"])
        self.assertTrue(load_workbook(io.BytesIO(response.content)).worksheets)
        self.assertEqual(self._get_logs().user_id, self.coordinator)

    def test_signature(self):
        """One of somebody else, for something else, or none: worth nothing."""
        selection = {"traject_ids": self.traject.ids}
        downloads = self.env["spiegelgesprek.evaluation.download"]
        plan = self.env["spiegelgesprek.action.plan.download"]
        for payload in (
            downloads.with_user(self.manager)._sign(selection),
            plan.with_user(self.coordinator)._sign(selection),
            str(self.traject.id),
            "",
        ):
            response = self._post(payload)
            self.assertEqual(response.status_code, 422)
            self.assertIn("has expired", response.json()["data"]["message"])
        self.assertFalse(self._get_logs())

    def test_queries(self):
        """The same number for 15 answers and for 65."""
        counts = set()
        for more in (10, 50):
            self._multiply(more)
            # what is cached for longer than a request
            self._export(self.coordinator)
            counts.add(count_queries(self.env, lambda: self._export(self.coordinator)))
        self.assertEqual(len(counts), 1, counts)
