# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who answered at all? Two worlds, in which other people did, end up the same.

Everything happens in both: people are mailed, mails come back, letters are printed,
who did not answer is reminded, somebody is deleted. After closing no table knows more
of who answered than of who did not.
"""

from collections import Counter
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import SQL

from .evaluation_common import EvaluationClockCommon

PEOPLE = "spiegelgesprek_participant"
# PostgreSQL's own, and what is made by chance
CHANCE = {"ctid", "xmin", "write_date", "create_date", "invitation_token"}


@tagged("post_install", "-at_install")
class TestEvaluationWorlds(EvaluationClockCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.posted = cls.clients[:2]
        cls.posted.write({"contact_channel": "post", "may_mail": False})
        # one of those who answer is deleted, in each world
        cls.deleted = cls.clients[4] | cls.clients[10]
        cls.worlds = (cls.clients[:7], cls.clients[7:14])
        cls._commit()

    def _live(self, people, letters=True):
        """Return what a copy of the database holds after closing, if these answered."""
        savepoint = self.env.cr.savepoint()
        self._run(1)
        self._return(self.clients[2:4] | self.clients[12:14])
        if letters:
            self._print_letters()
        self._use(people)
        self._run(4)
        self.deleted.with_user(self.coordinator).unlink()
        self._run(8)
        self.assertEqual(self.traject.client_evaluation_state, "closed")
        self.assertEqual(len(self._find_answers()), 7)
        self._commit()
        found = self._count_rows(), self._read_people(), self._read_numbers()
        savepoint.close(rollback=True)
        self.env.invalidate_all(flush=False)
        return found

    def _print_letters(self):
        template = self.clients._get_evaluation_template("inner")
        papers = self.env["spiegelgesprek.paper"].with_user(self.coordinator)
        papers.create(
            {
                "traject_id": self.traject.id,
                "ring": "inner",
                "template_id": template.id,
                "delivery": "hand",
                "participant_ids": self.posted.ids,
            }
        ).action_print()

    def _get_tables(self):
        self.env.cr.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        )
        return sorted(name for (name,) in self.env.cr.fetchall())

    def _count_rows(self):
        """Return how many rows of each table lead to each client."""
        self.env.cr.execute(
            "SELECT conrelid::regclass::text, attname FROM pg_constraint"
            " JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]"
            " WHERE contype = 'f' AND confrelid = %s::regclass",
            [PEOPLE],
        )
        paths = self.env.cr.fetchall()
        counts = Counter()
        for table, column in paths:
            self.env.cr.execute(
                SQL("SELECT %s FROM %s", *map(SQL.identifier, (column, table)))
            )
            counts.update((table, column, owner) for (owner,) in self.env.cr.fetchall())
        for table in self._get_tables():
            self.env.cr.execute(
                SQL(
                    "SELECT array_agg(line::text) FROM %s AS line"
                    " WHERE line::text ~ 'zwclient[0-9]+@'",
                    SQL.identifier(table),
                )
            )
            for text in self.env.cr.fetchone()[0] or ():
                for number, client in enumerate(self.clients):
                    if f"zwclient{number}@" in text:
                        counts[table, "text", client.id] += 1
        ours = self.clients.ids
        return Counter({key: n for key, n in counts.items() if key[2] in ours})

    def _read_people(self):
        """Return all that stands of clients themselves; PostgreSQL's own as rank."""
        self.env.cr.execute(
            SQL(
                "SELECT dense_rank() OVER (ORDER BY xmin::text::bigint) AS written, *"
                " FROM %s WHERE id IN %s",
                SQL.identifier(PEOPLE),
                tuple((self.clients - self.deleted).ids),
            )
        )
        return {
            row["id"]: {name: row[name] for name in row.keys() - CHANCE}
            for row in self.env.cr.dictfetchall()
        }

    def _read_numbers(self):
        names = [
            f"client_{name}"
            for name in ("response", "response_share", "asking", "returned_count")
        ]
        return self.traject.with_user(self.coordinator).read(names)

    def test_same(self):
        """With letters everybody is reminded, without them who did not answer."""
        self.maxDiff = None
        for letters in (True, False):
            one, other = (self._live(people, letters) for people in self.worlds)
            for number, (thing, same) in enumerate(zip(one, other, strict=True)):
                with self.subTest(letters=letters, number=number):
                    self.assertTrue(thing)
                    self.assertEqual(thing, same)

    def test_red_with_one_trace(self):
        """The test sees it when mails that reminded are kept."""
        trajects = self.registry["spiegelgesprek.traject"]
        with patch.object(trajects, "_forget_evaluation_mails", lambda *args: None):
            one, other = (self._live(people, False) for people in self.worlds)
        self.assertNotEqual(one[0], other[0])
