# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whose answer is it? Somebody with a full copy of the database tries to find out.

He knows who answered in which order and in which language, and three of the texts.
What he doesn't have is the log of the web server, nor a copy of the database from
before the form closed.
"""

from collections import defaultdict
from unittest.mock import patch

from odoo.tests import HttpCase, tagged
from odoo.tools import SQL

from .evaluation_common import FAR_AHEAD, TICKET, EvaluationHttp

ANSWERS = "survey_user_input"
LINES = "survey_user_input_line"
TICKETS = "spiegelgesprek_evaluation_ticket"
CARDS = "spiegelgesprek_evaluation_card"
CLIENTS = 12
KNOWN = (1, 4, 10)
# As often the form closes, each time shuffled anew. Of nine answers chance finds one:
# the mean of so many times stays under two, but for once in a billion.
TIMES = 40
CHANCE = 2
# No order in them that somebody could guess
WORDS = [
    "merel",
    "kauw",
    "wulp",
    "specht",
    "ijsvogel",
    "uil",
    "mees",
    "roek",
    "gans",
    "zwaan",
    "vink",
    "reiger",
]
# What somebody answered, and what a row points at
CONTENT = {"id", "user_input_id", "question_id", "question_sequence", "access_token"}
CONTENT |= {"answer_type", "skipped", "value_text_box", "suggested_answer_id"}
CONTENT |= {"value_scale"}


@tagged("post_install", "-at_install")
class TestEvaluationAttack(EvaluationHttp, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("nl_NL")
        cls.people = cls._attend(clients=CLIENTS)
        cls.ring = cls._open()

    def setUp(self):
        super().setUp()
        # known to who attacks: the order in which people answered
        self.order = [self.ring[(5 * n + 3) % CLIENTS] for n in range(CLIENTS)]

    def _let_answer(self):
        """Each of them in turn; each request is a transaction of its own."""
        self._send_mails()
        self.seen = []
        for number, ticket in enumerate(self.order):
            query = "?lang=nl_NL" if number % 2 else "?lang=en_US"
            self._start(ticket, query)
            answer = self._get_started(ticket)
            self.seen += [answer.access_token, ticket.token]
            self._answer_by_http(
                ticket, query, **{"yield": f"Zw{WORDS[number]}", "safe": "4"}
            )
        self.assertTrue(all(self.ring.mapped("used")))

    def _send_mails(self):
        self.env["mail.mail"].create(
            [
                {
                    "model": TICKET,
                    "res_id": ticket.id,
                    "email_to": ticket.participant_id.email,
                    "body_html": f"<p>{ticket._get_token_url('token')}</p>",
                }
                for ticket in self.ring
            ]
        )

    # ------------------------------------------------------------
    # THE COPY OF THE DATABASE
    # ------------------------------------------------------------

    def _dump(self, table):
        """Return all rows of a table, with what PostgreSQL itself keeps of them."""
        self.env.cr.execute(
            SQL("SELECT ctid, xmin, xmax, cmin, * FROM %s", SQL.identifier(table))
        )
        rows = self.env.cr.dictfetchall()
        for row in rows:
            row["ctid"] = tuple(map(int, row["ctid"].strip("()").split(",")))
            for name in ("xmin", "xmax", "cmin"):
                row[name] = int(row[name])
        return rows

    def _dump_everything(self):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        )
        return {name: self._dump(name) for (name,) in self.env.cr.fetchall()}

    def _read_features(self):
        """Return ``{feature: {word: value}}``: all that differs between answers."""
        relation = self.answers._fields["predefined_question_ids"]
        tables = {
            ANSWERS: "id",
            LINES: "user_input_id",
            relation.relation: relation.column1,
        }
        rows = {name: self._dump(name) for name in tables}
        words = {
            row["user_input_id"]: row["value_text_box"]
            for row in rows[LINES]
            if (row["value_text_box"] or "").startswith("Zw")
        }
        features = defaultdict(lambda: defaultdict(list))
        for table, owner in tables.items():
            for row in rows[table]:
                if row[owner] not in words:
                    continue
                for column, value in row.items():
                    feature = f"{table}.{column}"
                    if value is not None and not column.startswith("value_text"):
                        features[feature][words[row[owner]]].append(value)
        return {
            name: {word: min(found) for word, found in values.items()}
            for name, values in features.items()
            if len({str(min(found)) for found in values.values()}) > 1
        }

    def _guess(self, values):
        """Return how many answers somebody finds who sorts them by these values.

        The three that he knows say which way round it is, and are taken out.
        """
        texts = [f"Zw{word}" for word in WORDS]
        known = {texts[number] for number in KNOWN}
        truth = [text for text in texts if text not in known]
        found = sorted((text for text in values if text not in known), key=values.get)
        return [
            sum(a == b for a, b in zip(guess, truth, strict=False))
            for guess in (found, found[::-1])
        ]

    def _measure(self):
        """Return the best mean that each feature reaches, over many closings."""
        rights = defaultdict(lambda: [0, 0])
        for _time in range(TIMES):
            savepoint = self.env.cr.savepoint()
            self.traject._close_evaluation("inner")
            self.env.flush_all()
            for feature, values in self._read_features().items():
                for way, count in enumerate(self._guess(values)):
                    rights[feature][way] += count
            savepoint.close(rollback=True)
            self.env.invalidate_all(flush=False)
        self.assertIn(f"{ANSWERS}.id", rights, "The test looks in the right place.")
        self.assertIn(f"{LINES}.ctid", rights)
        return {name: max(ways) / TIMES for name, ways in rights.items()}

    # ------------------------------------------------------------
    # THE ATTACK
    # ------------------------------------------------------------

    def test_no_better_than_chance(self):
        self._let_answer()
        for feature, mean in self._measure().items():
            with self.subTest(feature):
                self.assertLess(mean, CHANCE)

    def test_nothing_else_differs(self):
        """No date, user, language, late mark: what isn't an answer is the same."""
        self._let_answer()
        self.traject._close_evaluation("inner")
        self.env.flush_all()
        ids = self._find_answers().ids
        self.assertEqual(len(ids), CLIENTS)
        for table, owner in ((ANSWERS, "id"), (LINES, "user_input_id")):
            rows = [row for row in self._dump(table) if row[owner] in ids]
            for column in rows[0].keys() - CONTENT - {"ctid"}:
                with self.subTest(table=table, column=column):
                    self.assertEqual(len({str(row[column]) for row in rows}), 1)

    def test_no_trail_elsewhere(self):
        """Nowhere in the database is a link, a ticket, a mail or a message left."""
        self._let_answer()
        old_ids = self._find_answers().ids
        tickets = self.ring.ids
        self.traject._close_evaluation("inner")
        everything = self._dump_everything()
        self.assertGreater(len(everything), 300)
        self.assertFalse(everything[TICKETS])
        for table, rows in everything.items():
            for row in rows:
                text = str(list(row.values()))
                for token in self.seen:
                    self.assertNotIn(token, text, table)
                self.assertNotIn("/spiegelgesprek/evaluatie/", text, table)
                model = row.get("res_model") or row.get("model")
                if model in (TICKET, "survey.user_input", "survey.user_input.line"):
                    self.assertNotIn(row.get("res_id"), [*old_ids, *tickets], table)
                    new = self._find_answers().ids
                    self.assertNotIn(row.get("res_id"), new or [None], table)

    def test_no_trail_of_cards(self):
        """A card that went along with a letter leads to nobody, also when it is late.

        Somebody printed one letter only, so what was printed knows whose card it is.
        """
        self.traject.date_conversation = FAR_AHEAD
        self._answer(self.ring[1:])
        coordinator = self.coordinator
        self.people[0].address = "Kade 1, Delft"
        template = self.people._get_evaluation_template("inner")
        papers = self.env["spiegelgesprek.paper"].with_user(coordinator)
        paper = papers.create(
            {
                "traject_id": self.traject.id,
                "ring": "inner",
                "template_id": template.id,
                "delivery": "hand",
                "participant_ids": self.people[0].ids,
            }
        )
        paper.action_print()
        (code,) = paper.sudo().card_ids.mapped("codes")
        everything = self._dump_everything()
        self.assertEqual(self._find_in(everything, code), {CARDS, TICKETS})
        for step, tables in (("_close_evaluation", {TICKETS}), ("_end_evaluation", ())):
            if step == "_end_evaluation":
                self._answer(self.tickets.search([("code", "=", code)]))
            getattr(self.traject, step)("inner")
            everything = self._dump_everything()
            with self.subTest(step):
                self.assertEqual(self._find_in(everything, code), set(tables))
                self.assertFalse(everything["spiegelgesprek_paper"])
                self.assertFalse(everything[CARDS])

    def _find_in(self, everything, word):
        """Return in which tables of a copy a word stands."""
        return {
            table
            for table, rows in everything.items()
            if any(word in str(value) for row in rows for value in row.values())
        }

    # ------------------------------------------------------------
    # THE TEST SEES IT WHEN SOMETHING COMES BACK
    # ------------------------------------------------------------

    def _assert_found(self, feature):
        means = self._measure()
        self.assertEqual(means[feature], CLIENTS - len(KNOWN), means)

    def test_red_with_one_timestamp(self):
        answers = self.registry["survey.user_input"]
        original = answers._get_trace_fields

        def all_but_one(self, model_name):
            names = original(self, model_name)
            if model_name == "survey.user_input.line":
                names.remove("create_date")
            return names

        with patch.object(answers, "_get_trace_fields", all_but_one):
            self._let_answer()
            self._assert_found(f"{LINES}.create_date")

    def test_red_without_shuffling(self):
        answers = self.registry["survey.user_input"]
        with patch.object(answers, "_get_random_order", lambda self, ids: sorted(ids)):
            self._let_answer()
            for feature in ("id", "ctid"):
                self._assert_found(f"{ANSWERS}.{feature}")
