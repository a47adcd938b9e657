# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL, mute_logger

from ..models.spiegelgesprek_post import LIMITS, WINDOW
from .evaluation_common import FAR_AHEAD, TICKET, EvaluationCommon

CARD = "spiegelgesprek.evaluation.card"
ENTRY = "spiegelgesprek.evaluation.entry"


@tagged("post_install", "-at_install")
class TestEvaluationTicket(EvaluationCommon):
    """The right to answer once: who gets it, and what it knows and forgets."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # cards are printed when there is a date
        cls.traject.date_conversation = FAR_AHEAD
        cls.people = cls._attend(clients=4, listeners=2)

    def _read_system_columns(self):
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "SELECT id, xmin, ctid FROM spiegelgesprek_evaluation_ticket"
                " WHERE traject_id = %s AND ring = 'inner' ORDER BY id",
                self.traject.id,
            )
        )
        return self.env.cr.fetchall()

    # ------------------------------------------------------------
    # WHO GETS ONE
    # ------------------------------------------------------------

    def test_everybody_who_was_there(self):
        """One each; absent people and companions none."""
        for role, state in (
            ("client", "absent"),
            ("client", "withdrawn"),
            ("companion", "attended"),
            ("interpreter", "attended"),
        ):
            self._create_client(role_id=self.roles[role].id, state=state)
        inner = self._open()
        outer = self._open("outer")
        clients, listeners = self.people[:4], self.people[4:]
        self.assertEqual(inner.participant_id, clients)
        self.assertEqual(outer.participant_id, listeners)
        self.assertEqual(len({t.token for t in inner | outer}), 6)
        self.assertEqual(self.traject.client_evaluation_state, "open")
        # again, with somebody who was noted later
        self.assertFalse(self._open())
        late = self._attend(clients=1)
        self.assertEqual(self._open().participant_id, late)

    def test_random_order(self):
        """Tickets are made in an order that says nothing."""
        orders = {tuple(self._make_and_read_order()) for _time in range(8)}
        self.assertGreater(len(orders), 2)

    def _make_and_read_order(self):
        savepoint = self.env.cr.savepoint()
        order = self.traject._open_evaluation("inner").sorted("id").participant_id.ids
        savepoint.close(rollback=True)
        self.env.invalidate_all(flush=False)
        return order

    def test_no_questions(self):
        self.traject.client_survey_id = False
        with self.assertRaises(UserError):
            self._open()
        self.assertFalse(self.tickets.search([]))

    def test_no_dates(self):
        self.env.cr.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = 'spiegelgesprek_evaluation_ticket'"
        )
        names = {name for (name,) in self.env.cr.fetchall()}
        self.assertFalse(
            {"create_date", "write_date", "create_uid", "write_uid"} & names
        )

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_nobody_reads_tickets(self):
        self._open()
        for user in (self.coordinator, self.manager, self.facilitator, self.employee):
            with self.assertRaises(AccessError):
                self.env[TICKET].with_user(user).search([])

    # ------------------------------------------------------------
    # ANSWERING ONCE
    # ------------------------------------------------------------

    def test_go_on_elsewhere(self):
        """Half-way on a phone, the rest on another device: one answer."""
        ticket = self._open()[0]
        answer = self._begin(ticket, lang="en_US")
        answer._save_lines(self.form.question_ids[0], "Begun on the phone")
        again = self._begin(ticket, user=self.listener)
        self.assertEqual(again, answer)
        self._send(again, **{"yield": "Sent from home"})
        self.assertEqual(len(self._find_answers()), 1)
        line = answer.user_input_line_ids.filtered("value_text_box")
        self.assertEqual(line.value_text_box, "Sent from home")

    def test_once(self):
        tickets = self._open()
        self._answer(tickets[0])
        self.assertEqual(tickets.filtered("used"), tickets[0])
        self.assertFalse(tickets[0].answer_token)
        with self.assertRaises(UserError):
            self._begin(tickets[0])
        self.assertEqual(len(self._find_answers()), 1)

    def test_deleted_person(self):
        """Who deletes people can't see by the number of answers who answered."""
        tickets = self._open()
        self._answer(tickets[:2])
        halfway = self._begin(tickets[3])
        tokens = tickets.mapped("token")
        said = []
        for person in self.people[:4]:
            savepoint = self.env.cr.savepoint()
            person.with_user(self.coordinator).unlink()
            self._commit()
            own = self.traject.with_user(self.coordinator)
            said.append((own.client_response, own.client_response_share))
            if person == self.people[0]:
                self.assertFalse(self.tickets._find_by_token("token", tokens[0]))
                left = {(t.participant_id, t.used) for t in self.tickets.search([])}
                self.assertIn((person.browse(), True), left)
                self._compare_system_columns()
            if person == self.people[3]:
                self.assertFalse(halfway.exists())
            savepoint.close(rollback=True)
            self.env.invalidate_all(flush=False)
        self.assertEqual(set(said), {("2 of 3", 66)})

    def test_mails_of_a_deleted_person(self):
        """Reminders hang on one ticket of the ring; closing still finds them."""
        clients = self.people[:4]
        clients.contact_channel = "mail"
        tickets = self._open()
        clients._mail_evaluation_reminder(tickets[0])
        mails = self.env["mail.mail"].search([("model", "=", TICKET)])
        self.assertEqual(len(mails), 4)
        self.people[0].with_user(self.coordinator).unlink()
        self.assertIn(mails.mail_message_id.mapped("res_id")[0], tickets[1:].ids)
        self.traject._close_evaluation("inner")
        self.assertFalse(mails.exists())
        self.assertFalse(self.env["mail.message"].search([("model", "=", TICKET)]))

    def _compare_system_columns(self):
        self.assertEqual(
            len({xmin for _id, xmin, _c in self._read_system_columns()}), 1
        )

    def test_deleted_answer(self):
        """What was half-way is gone: the ticket starts anew."""
        ticket = self._open()[0]
        self._begin(ticket).unlink()
        self.assertTrue(self._begin(ticket))

    def test_nothing_of_who_answers(self):
        """Not of who is logged in, nor of the language, nor when, nor where to."""
        messages = self.form.message_ids
        ticket = self._open()[0]
        self.env["res.lang"]._activate_lang("nl_NL")
        answer = self._begin(ticket, user=self.listener, lang="nl_NL")
        self.assertEqual(answer.lang_id.code, "nl_NL")
        token = answer.access_token
        self._send(answer, **{"yield": "Zwtext"})
        for record in (answer, answer.user_input_line_ids):
            fields = answer._get_trace_fields(record._name)
            self.assertEqual(len(set(fields)), 14 if record == answer else 4)
            for name in fields:
                self.assertFalse(any(r[name] for r in record), name)
        self.assertNotEqual(answer.access_token, token)
        self.assertFalse(answer.participant_id)
        self.assertFalse(answer.message_ids)
        self.assertFalse(answer.message_follower_ids)
        self.assertEqual(self.form.message_ids, messages)

    def test_followers_are_not_told(self):
        """A message for who follows the form would keep the moment."""
        subtype = self.env.ref("survey.mt_survey_survey_user_input_completed")
        self.form.message_subscribe(self.manager.partner_id.ids, subtype.ids)
        answer = self._begin(self._open()[0])
        self._send(answer)
        self.assertFalse(answer.message_ids)

    def test_written_together(self):
        """After each answer none of all tickets of a ring was written by itself."""
        tickets = self._open()
        before = self._read_system_columns()
        for step in (
            lambda: self._answer(tickets[2]),
            lambda: self._begin(tickets[3]) and self._answer(tickets[1]),
            lambda: self._answer(tickets[0]),
        ):
            with self.env.cr.savepoint():
                step()
            after = self._read_system_columns()
            self.assertEqual(len({xmin for _id, xmin, _ctid in after}), 1)
            self.assertNotEqual(before[0][1], after[0][1])
            self.assertEqual([row[0] for row in before], [row[0] for row in after])
            before = after

    def test_place_means_nothing(self):
        """The one that changed stands anywhere among the others."""
        ticket = self._open()[1]
        places = set()
        for number in range(25):
            ticket._write_together(answer_token=f"half-way {number}")
            rows = sorted(
                (*map(int, ctid.strip("()").split(",")), ticket_id)
                for ticket_id, _xmin, ctid in self._read_system_columns()
            )
            ids = [row[-1] for row in rows]
            places.add(ids.index(ticket.id))
        # by chance one place stays empty 3 times in a thousand
        self.assertGreaterEqual(len(places), 3)

    def test_written_alone_would_tell(self):
        """The test above sees it when one ticket is written by itself."""
        tickets = self._open()
        with self.env.cr.savepoint():
            tickets[1].used = True
            self.env.flush_all()
        self.assertGreater(len({row[1] for row in self._read_system_columns()}), 1)

    # ------------------------------------------------------------
    # MODES
    # ------------------------------------------------------------

    def test_named(self):
        """Where people were told so, the answer carries who gave it."""
        self.traject.client_evaluation_mode = "named"
        tickets = self._open()
        self._answer(tickets[:2])
        self.assertEqual(self._find_answers().participant_id, self.people[:2])
        self.traject._close_evaluation("inner")
        answers = self._find_answers()
        self.assertEqual(answers.participant_id, self.people[:2])
        # the name of a client stays hidden from who reads
        self.assertTrue(all(answers.mapped("released")))
        shown = answers.with_user(self.manager).read(["participant_id"])
        self.assertNotIn("Zwclient", str(shown))

    def test_confidential(self):
        """Who answered is known, before and after; what, is not."""
        self.traject.client_evaluation_mode = "confidential"
        tickets = self._open()
        self._answer(tickets[:3])
        self.assertFalse(self._find_answers().participant_id)
        self.traject._close_evaluation("inner")
        left = self.tickets.search([("traject_id", "=", self.traject.id)])
        self.assertEqual(left.filtered("used").participant_id, self.people[:3])
        self.assertFalse(any(left.mapped("answer_token")))

    def test_whom_to_remind(self):
        tickets = self._open()
        self._answer(tickets[0])
        self._begin(tickets[1])
        waiting = self.tickets._get_waiting(self.traject, "inner")
        self.assertEqual(waiting, tickets[1:])

    # ------------------------------------------------------------
    # CARDS
    # ------------------------------------------------------------

    def _print_cards(self, **values):
        wizard = self.env[CARD].with_user(self.coordinator)
        wizard = wizard.create({"traject_id": self.traject.id, **values})
        action = wizard.action_print()
        self.assertEqual(action["type"], "ir.actions.report")
        return wizard

    def _type_in(self, code, user=None):
        entry = self.env[ENTRY].with_user(user or self.coordinator)
        return entry.create({"traject_id": self.traject.id, "code": code}).action_open()

    def test_cards(self):
        cards = self._print_cards(number=6)._get_cards()
        tickets = self.tickets.search([("traject_id", "=", self.traject.id)])
        self.assertEqual(len(tickets), 6)
        self.assertFalse(tickets.participant_id)
        self.assertEqual(len({card["code"] for card in cards}), 6)
        card = cards[0]
        self.assertTrue(card["qr"].startswith("data:image/png;base64,"))
        for code in (card["code"], card["code"].lower().replace(" ", "-")):
            url = self._type_in(code)["url"]
            self.assertTrue(url.startswith(self.traject.get_base_url()))
        ticket = self.tickets._find_card(self.traject, card["code"])
        self.assertTrue(url.endswith(ticket.token))
        self._answer(ticket)
        with self.assertRaises(UserError):
            self._type_in(card["code"])

    def test_wrong_code(self):
        self._print_cards(number=2)
        self._open()
        for code in ("AAAA AAAA", "-", "False", "%"):
            with self.subTest(code), self.assertRaises(UserError):
                self._type_in(code)

    def test_codes_are_not_guessed(self):
        """So many in ten minutes, typed anew or over; others can go on."""
        code = self._print_cards(number=1)._get_cards()[0]["code"]
        entries = self.env[ENTRY].with_user(self.coordinator)
        with (
            freeze_time("2026-06-02 14:00:00") as clock,
            patch.dict(LIMITS, {"typist": 3}),
        ):
            entry = entries.create({"code": "AAAA AAAA"})
            with self.assertRaisesRegex(UserError, "No card has this code"):
                entry.action_open()
            entry.code = "BBBB BBBB"
            with self.assertRaisesRegex(UserError, "wait ten minutes"):
                entries.create([{"code": code}, {"code": code}])
            with self.assertRaisesRegex(UserError, "wait ten minutes"):
                entry.code = code
            entry.traject_id = self.traject
            self.assertTrue(self._type_in(code, user=self.manager))
            clock.tick(WINDOW + timedelta(seconds=1))
            self.assertTrue(self._type_in(code))

    def test_cards_on_paper_read(self):
        """The card says what it is, and nothing of whose it is."""
        wizard = self._print_cards(number=2)
        reports = self.env["ir.actions.report"].with_user(self.coordinator)
        html, _type = reports._render_qweb_html(
            "spiegelgesprek.report_evaluation_card", wizard.ids
        )
        text = html.decode()
        for card in wizard._get_cards():
            self.assertIn(card["code"], text)
        self.assertIn(self.form.question_ids[0].title, text)
        self.assertNotIn(self.traject.code, text)
        self.assertNotIn("Zwclient", text)

    def test_cards_are_anonymous(self):
        self.traject.client_evaluation_mode = "confidential"
        with self.assertRaises(UserError):
            self._print_cards(number=2)

    def test_number_of_cards(self):
        for number in (0, -1, 61):
            with self.subTest(number), self.assertRaises(UserError):
                self._print_cards(number=number)

    def test_who_types_in_was_not_there(self):
        card = self._print_cards(number=2)._get_cards()[0]
        self._create_contact_participant("note_taker", self.coordinator)
        with self.assertRaises(UserError) as caught:
            self._type_in(card["code"])
        self.assertIn("room", caught.exception.args[0])
        self.assertTrue(self._type_in(card["code"], user=self.manager))

    def test_who_types_in_has_no_part(self):
        """The card is enough, without its traject; but not for who knows clients."""
        card = self._print_cards(number=2)._get_cards()[0]
        entry = self.env[ENTRY].with_user(self.other).create({"code": card["code"]})
        url = entry.action_open()["url"]
        ticket = self.tickets._find_card(self.traject, card["code"])
        self.assertTrue(url.endswith(ticket.token))
        # opened from another traject it is another card's pile
        entry.traject_id = self._create_traject(name="Another")
        with self.assertRaisesRegex(UserError, "No card has this code"):
            entry.action_open()
        entry.traject_id = False
        self.traject.recruiter_ids += self.other
        with self.assertRaisesRegex(UserError, "who doesn't know them"):
            entry.action_open()
        self.traject.recruiter_ids -= self.other
        self._answer(ticket)
        with self.assertRaisesRegex(UserError, "sent in already"):
            entry.action_open()

    def test_card_of_another_company(self):
        """It says no more than of a card that isn't there."""
        card = self._print_cards(number=2)._get_cards()[0]
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.other.write({"company_ids": company.ids, "company_id": company.id})
        entry = self.env[ENTRY].with_user(self.other).create({"code": card["code"]})
        with self.assertRaisesRegex(UserError, "No card has this code"):
            entry.action_open()

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_cards_of_others(self):
        for model in (CARD, ENTRY):
            for user in (self.other, self.facilitator):
                if (model, user) == (ENTRY, self.other):
                    continue  # see test_who_types_in_has_no_part
                with self.subTest(model, user=user.login):
                    values = {"traject_id": self.traject.id}
                    if model == ENTRY:
                        values["code"] = "AAAA"
                    with self.assertRaises(AccessError):
                        self.env[model].with_user(user).create(values)

    def test_response(self):
        """How many people, never who; a card is another way for the same people."""
        traject = self.traject.with_user(self.coordinator)
        self.assertFalse(traject.client_response)
        tickets = self._open()
        self._print_cards(number=6)
        cards = self.tickets.search([("code", "!=", False)])
        self._answer(tickets[:2] | cards[0])
        self._commit()
        self.assertEqual(traject.client_response, "3 of 4")
        self.assertEqual(traject.client_response_share, 75)
        traject.stage_id = self.env.ref("spiegelgesprek.stage_evaluate")
        (line,) = json.loads(traject.with_context(lang="en_US").card_lines)
        expected = {"name": "Clients", "text": "3 of 4 answered", "share": 75}
        self.assertEqual(line, expected)
        self.assertFalse(traject.listener_response)
        self.traject._close_evaluation("inner")
        self._commit()
        self.assertEqual(traject.client_response, "3 of 4")
        # late ones: also more of them than were asked, when one answers in both ways
        self._answer(self.tickets.search([("used", "=", False)])[:2])
        self.traject._end_evaluation("inner")
        self._commit()
        self.assertEqual(traject.client_response, "5 of 5")

    def test_response_by_cards_alone(self):
        """In the room, before anybody was asked: who came back is who was asked."""
        self._print_cards(number=6)
        self._answer(self.tickets.search([])[:3])
        self._commit()
        self.assertEqual(self.traject.client_response, "3 of 3")

    def test_response_percentage(self):
        """Never of fewer than ten people."""
        self._attend(clients=5)
        tickets = self._open()
        self._answer(tickets[:3])
        self._commit()
        self.assertEqual(self.traject.client_response, "3 of 9")
        self._attend(clients=1)
        self._open()
        self._commit()
        self.assertEqual(self.traject.client_response, "3 of 10 (30%)")

    def test_one_ticket_for_two_roles(self):
        """Also when the second role is noted later."""
        contact = self.people[4].partner_id
        self._create_contact_participant(
            "chain_partner", partner_id=contact.id, state="attended"
        )
        self.assertEqual(len(self._open("outer")), 2)
        self._create_contact_participant(
            "client_council", partner_id=contact.id, state="attended"
        )
        self.people[4].state = "absent"
        self.assertFalse(self._open("outer"))
