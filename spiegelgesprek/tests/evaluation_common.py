# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
from datetime import datetime, timedelta

from odoo.tests import freeze_time

from .common import SpiegelgesprekCommon

PAGE = "/spiegelgesprek/evaluatie/"
TICKET = "spiegelgesprek.evaluation.ticket"
# Half past three in the afternoon, in Amsterdam
T = datetime(2026, 6, 2, 13, 30)
# Links of this one don't run out
FAR_AHEAD = datetime(2099, 6, 2, 13, 30)
CLIENTS, LISTENERS = 15, 28


class EvaluationCommon(SpiegelgesprekCommon):
    """A traject that was held, with people who were there, and ways to answer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tickets = cls.env[TICKET]
        cls.answers = cls.env["survey.user_input"]
        cls.lines = cls.env["survey.user_input.line"]
        cls.public = cls.env.ref("base.public_user")
        cls.form = cls.traject.client_survey_id

    @classmethod
    def _attend(cls, clients=0, listeners=0, traject=None):
        """Let people be there: clients of whom nothing but a name is known."""
        traject = traject or cls.traject
        role = cls.roles["client"]
        people = cls.env["spiegelgesprek.participant"]
        for number in range(clients):
            people |= people.create(
                {
                    "traject_id": traject.id,
                    "role_id": role.id,
                    "name": f"Zwclient{number}",
                    "email": f"zwclient{number}@canary.example",
                    "state": "attended",
                }
            )
        for number in range(listeners):
            partner = cls.env["res.partner"].create({"name": f"Zwlistener{number}"})
            people |= people.create(
                {
                    "traject_id": traject.id,
                    "role_id": cls.roles["employee"].id,
                    "partner_id": partner.id,
                    "state": "attended",
                }
            )
        return people

    @classmethod
    def _open(cls, ring="inner", traject=None):
        """Open a form; return its tickets in the order of the people they are for."""
        tickets = (traject or cls.traject)._open_evaluation(ring)
        return tickets.sorted("participant_id")

    @classmethod
    def _begin(cls, ticket, user=None, **options):
        """Begin to answer, as the page does for whoever opens the link."""
        ticket = ticket.with_user(user or cls.public).sudo()
        return ticket._start(**options)

    @classmethod
    def _send(cls, answer, **values):
        """Send in an answer: by key of the question, as Odoo's own page saves it."""
        questions = answer.survey_id.question_ids
        for question in questions:
            value = values.get(question.spiegelgesprek_key)
            if question.suggested_answer_ids:
                choices = question.suggested_answer_ids
                value = choices.filtered(lambda c, v=value: c.value == v).id or ""
            answer._save_lines(question, str(value or ""))
        answer._mark_done()
        # Odoo's page writes this as the very last thing
        answer.last_displayed_page_id = answer.survey_id.page_ids[-1]
        cls._commit()

    @classmethod
    def _answer(cls, tickets, **values):
        """Let each of these people answer, all the same unless given otherwise."""
        values = {"yield": "Being heard", "safe": 4, "recommend": 8, **values}
        for ticket in tickets:
            cls._send(cls._begin(ticket), **values)

    def _find_answers(self, ring="inner", traject=None):
        traject = traject or self.traject
        return self.answers.search(
            [("traject_id", "=", traject.id), ("ring", "=", ring)]
        )


class EvaluationClockCommon(EvaluationCommon):
    """A traject of which the conversation is at ``T``, and a job that can be run."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time(T - timedelta(days=1)):
            cls.traject.participant_ids.unlink()
            cls.traject.write(
                {
                    "date_conversation": T,
                    "stage_id": cls.env.ref("spiegelgesprek.stage_evaluate").id,
                }
            )
            cls.clients = cls._attend(clients=CLIENTS)
            cls.clients.contact_channel = "mail"
            cls.listeners = cls._attend(listeners=LISTENERS)
            for number, partner in enumerate(cls.listeners.partner_id):
                partner.email = f"zwlistener{number}@canary.example"
            cls.traject.seat_ids.maximum = 0
            cls._commit()

    def _run(self, days, hour=10):
        """Let the job run so many days after the conversation; note what it mailed."""
        moment = datetime(2026, 6, 2, hour) + timedelta(days=days)
        mails = self.env["mail.mail"]
        before = mails.search([]).ids
        with freeze_time(moment), self.enter_registry_test_mode():
            self.env.ref("spiegelgesprek.ir_cron_evaluate").method_direct_trigger()
        self._commit()
        return mails.search([("id", "not in", before)], order="id")

    def _get_addresses(self, mails):
        return sorted(mails.mapped("email_to"))

    def _use(self, people):
        tickets = self.tickets.search([("participant_id", "in", people.ids)])
        self._answer(tickets)

    def _return(self, people):
        """Let the mails that asked these people come back."""
        # sudo: what the mail server reports
        lines = self.env["spiegelgesprek.mail"].sudo()
        lines = lines.search(
            [("participant_id", "in", people.ids), ("kind", "=", "evaluation")]
        )
        self.assertEqual(lines.participant_id, people)
        for line in lines:
            line._return("5.1.1")
        self._commit()


class EvaluationHttp(EvaluationCommon):
    """The way through the pages, as a browser goes it; for an ``HttpCase``."""

    def _get(self, ticket, **options):
        self.env.flush_all()
        return self.url_open(PAGE + ticket.token, **options)

    def _start(self, ticket, query="", **data):
        """Press the button before the first question."""
        self.env.flush_all()
        url = f"{PAGE}{ticket.token}{query}"
        data = {"mode": "anonymous", **data}
        return self.url_open(url, data=data, allow_redirects=False)

    def _get_started(self, ticket):
        self.env.invalidate_all()
        return ticket.sudo()._get_answer()

    def _call(self, route, answer, **params):
        """Do what Odoo's script does on the pages with questions."""
        survey = answer.survey_id
        response = self.url_open(
            f"/survey/{route}/{survey.access_token}/{answer.access_token}",
            data=json.dumps({"params": params}),
            headers={"Content-Type": "application/json"},
        )
        return response.json()["result"]

    def _fill_in(self, answer, page, **values):
        """Send one page of the form."""
        questions = {q.spiegelgesprek_key: str(q.id) for q in page.question_ids}
        params = {
            questions[key]: value for key, value in values.items() if key in questions
        }
        return self._call(
            "submit", answer, page_id=page.id, token=answer.access_token, **params
        )

    def _answer_by_http(self, ticket, query="", **values):
        """Answer from the first page to the last, and return what is shown then."""
        self._start(ticket, query)
        answer = self._get_started(ticket)
        for page in answer.survey_id.page_ids:
            shown = self._fill_in(answer, page, **values)
        self.env.invalidate_all()
        return shown[1]
