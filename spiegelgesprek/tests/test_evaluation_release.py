# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .curious import CuriousUser
from .evaluation_common import EvaluationCommon

READING = "spiegelgesprek.evaluation.reading"
LOGGERS = ("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
MODELS = (
    "survey.user_input",
    "survey.user_input.line",
    "survey.survey",
    "survey.question",
    "survey.question.answer",
    "spiegelgesprek.traject",
    "spiegelgesprek.evaluation.ticket",
    READING,
)
WORD = "zwspecht"


@tagged("post_install", "-at_install")
@freeze_time("2026-06-10 12:00:00")
class TestEvaluationRelease(EvaluationCommon):
    """Four answers: nothing. Five: all at once. The sixth, late: nothing changes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls._attend(clients=12)
        cls.tickets_of = cls._open()
        cls.kinds = (
            cls.coordinator,
            cls.other,
            cls.manager,
            cls.facilitator,
            cls.recruiter,
            cls.sponsor,
            cls.listener,
            cls.employee,
            cls._create_user("surveys", "base.group_user,survey.group_survey_manager"),
            cls.public,
        )
        cls.readers = {cls.coordinator, cls.manager, cls.facilitator}

    def _answer_as(self, tickets, start=0):
        """Let people answer, each with a word of their own."""
        for number, ticket in enumerate(tickets, start):
            self._answer(ticket, **{"yield": f"{WORD}{number}", "safe": number % 5 + 1})

    def _close(self):
        opened = self.traject._close_evaluation("inner")
        self._commit()
        return opened

    @mute_logger(*LOGGERS, "odoo.models", "odoo.sql_db")
    def _see(self, user):
        """Return which words a user finds, whatever he asks Odoo for."""
        curious = CuriousUser(self.env, user)
        text = ""
        for name in MODELS:
            text += "".join(answer for _where, answer in curious.read_model(name))
        model = curious.env["survey.user_input.line"]
        for method, args in (
            ("search_read", ([], ["value_text_box", "display_name"])),
            ("name_search", (WORD,)),
            ("formatted_read_group", ([], ["value_text_box"], ["__count"])),
            ("read", (["value_text_box"],)),
            ("export_data", (["value_text_box", "user_input_id/id"],)),
        ):
            records = model
            if method in ("read", "export_data"):
                records = self.lines.search([]).with_env(curious.env)
            text += "".join(
                answer for _w, answer in curious.ask(records, method, *args)
            )
        found = {f"{WORD}{n}" for n in range(20) if f'{WORD}{n}"' in text}
        for path in (
            "user_input_line_ids.value_text_box",
            "user_input_ids.user_input_line_ids.value_text_box",
        ):
            start = (
                "survey.survey"
                if path.startswith("user_input_ids")
                else "survey.user_input"
            )
            domain = [(path, "ilike", WORD)]
            for _where, count in curious.ask(
                curious.env[start], "search_count", domain
            ):
                if int(count):
                    found.add(f"{start} knows")
        return found

    def assertSeen(self, words, readers):
        for user in self.kinds:
            with self.subTest(user=user.login):
                found = self._see(user)
                if user in readers:
                    self.assertLessEqual(words, found)
                    self.assertLessEqual({w for w in found if " " not in w}, words)
                else:
                    self.assertEqual(found, set())

    def _get_scores(self):
        lines = self.lines.with_user(self.manager).search(
            [("answer_type", "=", "scale"), ("user_input_id.ring", "=", "inner")]
        )
        return len(lines)

    def test_before_closing(self):
        self._answer_as(self.tickets_of[:6])
        self.assertSeen(set(), set())
        with self.assertRaises(UserError):
            self.traject.with_user(self.coordinator).action_open_client_results()

    def test_four(self):
        """No score and no text, for anybody but the facilitator."""
        self._answer_as(self.tickets_of[:4])
        self.assertFalse(self._close())
        self.assertSeen(set(), set())
        self.assertEqual(self._get_scores(), 0)
        self.assertFalse(self.traject.client_evaluation_released)
        with self.assertRaises(UserError) as caught:
            self.traject.with_user(self.coordinator).action_open_client_results()
        self.assertIn("Fewer than 5", caught.exception.args[0])
        read = self._read(self.facilitator)
        self.assertEqual(read.count(WORD), 4)
        # texts alone: not what somebody scored
        self.assertNotIn("safe", read)

    def test_five(self):
        """All at once."""
        self._answer_as(self.tickets_of[:5])
        self.assertEqual(self._close(), self.traject)
        words = {f"{WORD}{n}" for n in range(5)}
        self.assertSeen(words, self.readers)
        # two scales each: safe and recommend
        self.assertEqual(self._get_scores(), 10)
        self.assertFalse(self._read_open())

    def test_sixth_late(self):
        """The sixth, late, on paper: nothing changes, now and when the form ends."""
        card = self.traject._make_cards("inner", 1)
        self._answer_as(self.tickets_of[:5])
        self._close()
        before = self._dump()
        self._answer_as(card, start=7)
        words = {f"{WORD}{n}" for n in range(5)}
        self.assertSeen(words, self.readers)
        self.assertEqual(self._dump(), before)
        self.assertFalse(self.traject._end_evaluation("inner"))
        self._commit()
        self.assertSeen(words, self.readers)
        self.assertEqual(self._dump(), before)
        self.env.cr.execute(
            "SELECT count(*) FROM survey_user_input_line WHERE value_text_box = %s",
            [f"{WORD}7"],
        )
        self.assertEqual(self.env.cr.fetchone(), (0,), "It will never be shown.")

    def _dump(self):
        """Return all that a reader of results can tell, in no order."""
        lines = self.lines.with_user(self.manager).search([])
        fields = ["value_text_box", "value_scale", "question_id", "create_date"]
        rows = lines.read(fields, load=False)
        return sorted(json.dumps({n: r[n] for n in fields}, default=str) for r in rows)

    def test_second_batch(self):
        """Five who are late: open when the form ends, and none stands out as late."""
        cards = self.traject._make_cards("inner", 6)
        self._answer_as(self.tickets_of[:5])
        self._close()
        first = self._find_answers().ids
        with freeze_time("2026-06-20 12:00:00"):
            self._answer_as(cards[:5], start=5)
            self.assertEqual(self.traject._end_evaluation("inner"), self.traject)
        self._commit()
        self.assertSeen({f"{WORD}{n}" for n in range(10)}, self.readers)
        answers = self._find_answers()
        self.assertEqual(len({a.create_date for a in answers}), 1)
        # all are written anew together, so that no id and no row stands out as late
        self.assertFalse(set(answers.ids) & set(first))
        self.env.cr.execute(
            "SELECT count(DISTINCT xmin::text) FROM survey_user_input"
            " WHERE id = ANY(%s)",
            [answers.ids],
        )
        self.assertEqual(self.env.cr.fetchone(), (1,))
        self.assertFalse(self.tickets.search([("traject_id", "=", self.traject.id)]))

    def test_small_group_and_late(self):
        """Four in time and four late are never eight."""
        cards = self.traject._make_cards("inner", 4)
        self._answer_as(self.tickets_of[:4])
        self._close()
        self._answer_as(cards, start=4)
        self.assertEqual(self._read(self.facilitator).count(WORD), 4)
        self.assertFalse(self.traject._end_evaluation("inner"))
        self._commit()
        self.assertSeen(set(), set())
        self.assertEqual(self._read(self.facilitator).count(WORD), 4)

    def test_closing_twice(self):
        """A second run changes nothing: not even who is counted."""
        self._answer_as(self.tickets_of[:5])
        self._close()
        ids, date = self._find_answers().ids, self.traject.client_evaluation_date
        with freeze_time("2026-06-17 12:00:00"):
            self.assertFalse(self._close())
        self.assertEqual(self._find_answers().ids, ids)
        self.assertEqual(self.traject.client_evaluation_date, date)
        self.assertEqual(self.traject.client_evaluation_answered, 5)
        self.assertFalse(self.traject._end_evaluation("outer"))

    def test_closed_link(self):
        """After closing no link of a person opens, and a half answer is gone."""
        card = self.traject._make_cards("inner", 1)
        self._answer_as(self.tickets_of[:5])
        self._begin(self.tickets_of[6])
        tokens = self.tickets_of.mapped("token")
        self._close()
        for token in tokens:
            self.assertFalse(self.tickets._find_by_token("token", token))
        late = card.token
        self.assertTrue(self.tickets._find_by_token("token", late))
        self.assertEqual(len(self._find_answers()), 5)
        self.traject._end_evaluation("inner")
        self.assertFalse(self.tickets._find_by_token("token", late))

    def test_stricter_setting(self):
        self.company.spiegelgesprek_minimum_answers = 7
        self._answer_as(self.tickets_of[:6])
        self.assertFalse(self._close())

    def test_looser_setting(self):
        """People were told five."""
        self.company.spiegelgesprek_minimum_answers = 3
        self._answer_as(self.tickets_of[:4])
        self.assertFalse(self._close())

    def test_who_listens_reads_no_clients(self):
        """Not as coordinator, not as manager."""
        self._answer_as(self.tickets_of[:5])
        self._close()
        for user in (self.coordinator, self.manager):
            self._create_contact_participant("employee", user)
            self.assertEqual(self._see(user), set())

    def test_rules_of_others(self):
        """Another app that opens all answers to everybody opens none of ours."""
        for model in (self.answers, self.lines):
            self.env["ir.model.access"].create(
                {
                    "name": "All",
                    "model_id": self.env["ir.model"]._get_id(model._name),
                    "group_id": self.env.ref("base.group_user").id,
                    "perm_read": True,
                }
            )
            self.env["ir.rule"].create(
                {
                    "name": "All",
                    "model_id": self.env["ir.model"]._get_id(model._name),
                    "groups": [(4, self.env.ref("base.group_user").id)],
                    "domain_force": "[(1, '=', 1)]",
                }
            )
        self._answer_as(self.tickets_of[:4])
        self._close()
        self.assertSeen(set(), set())

    def test_refusals_quote_nobody(self):
        """In debug mode Odoo names what it refuses: for a line that is the text."""
        self._answer_as(self.tickets_of[:2])
        line = self._find_answers().user_input_line_ids.filtered("value_text_box")[0]
        debug = patch.object(
            self.registry["res.users"], "has_group", lambda *_args: True
        )
        for user in (self.manager, self.kinds[-2], self.coordinator):
            for record in (line, line.user_input_id):
                self.env.flush_all()
                self.env.invalidate_all()
                with debug, self.assertRaises(AccessError) as refused:
                    record.with_user(user).read(["survey_id"])
                text = str(refused.exception)
                self.assertNotIn(WORD, text)
                self.assertNotIn(self.form.title, text)

    # ------------------------------------------------------------
    # WHAT A SMALL GROUP WROTE
    # ------------------------------------------------------------

    def _read(self, user):
        action = self.traject.with_user(user).action_read_open_answers()
        reading = self.env[READING].with_user(user).browse(action["res_id"])
        return str(reading.content)

    def _read_open(self):
        return self.traject.with_user(self.facilitator)._get_open_answers("inner")

    def test_refused(self):
        """Who doesn't want that is left out, and nothing of it is kept."""
        for number, ticket in enumerate(self.tickets_of[:3]):
            answer = self._begin(ticket, refuse_facilitator=number == 1)
            self._send(answer, **{"yield": f"{WORD}{number}", "safe": 3})
        self._close()
        read = self._read(self.facilitator)
        self.assertIn(f"{WORD}0", read)
        self.assertNotIn(f"{WORD}1", read)
        self.env.cr.execute(
            "SELECT count(*) FROM survey_user_input_line WHERE value_text_box = %s",
            [f"{WORD}1"],
        )
        self.assertEqual(self.env.cr.fetchone(), (0,))
        self.assertFalse(any(self._find_answers().mapped("is_facilitator_refused")))

    def test_refusing_is_about_small_groups(self):
        """In a group that is large enough a refusal is forgotten."""
        for ticket in self.tickets_of[:5]:
            self._send(self._begin(ticket, refuse_facilitator=True), **{"yield": WORD})
        self._close()
        self.assertFalse(any(self._find_answers().mapped("is_facilitator_refused")))
        self.assertEqual(len(self._find_answers().filtered("released")), 5)

    @mute_logger(*LOGGERS)
    def test_facilitator_alone(self):
        self._answer_as(self.tickets_of[:3])
        self._close()
        for user in self.kinds:
            if user in (self.facilitator, self.public):
                continue
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._read(user)
        self.lead.state = "declined"
        with self.assertRaises(AccessError):
            self._read(self.facilitator)

    def test_reading_is_logged(self):
        self._answer_as(self.tickets_of[:3])
        self._close()
        self._read(self.facilitator)
        log = self.env["spiegelgesprek.access.log"].search([], limit=1)
        self.assertEqual(log.user_id, self.facilitator)
        self.assertEqual(log.kind, "open_answers")
        # a form that isn't saved, and so isn't logged, shows nothing
        fresh = self.env[READING].with_user(self.facilitator)
        fresh = fresh.new({"traject_id": self.traject.id, "ring": "inner"})
        self.assertFalse(fresh.content)

    def test_names_are_marked(self):
        self._answer(self.tickets_of[0], **{"yield": "Ask ZWCLIENT3, he knows"})
        self._answer(self.tickets_of[1], **{"yield": "Nobody in it"})
        self._close()
        read = self._read(self.facilitator)
        self.assertEqual(read.count("A name?"), 1)

    def test_nothing_to_read(self):
        self._close()
        self.assertIn("Nobody wrote", self._read(self.facilitator))
