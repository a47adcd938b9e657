# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
from datetime import date

from odoo.tests import freeze_time, tagged

from .common import SpiegelgesprekCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-05-20 12:00:00")
class TestCard(SpiegelgesprekCommon):
    """What a card of the board says, to whom, and when."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.traject.write(
            {"client_min": 2, "client_max": 3, "client_reserve": 1, "step_ids": False}
        )
        cls._move("recruit")

    @classmethod
    def _move(cls, stage):
        cls.traject.stage_id = cls.env.ref(f"spiegelgesprek.stage_{stage}")

    def _get_lines(self, user=None):
        """Return the lines that a user reads, from the database, by their names."""
        self.env.flush_all()
        self.env.invalidate_all()
        traject = self.traject.with_user(user or self.coordinator)
        lines = json.loads(traject.with_context(lang="en_US").card_lines)
        return {line.pop("name"): line for line in lines}

    def test_clients(self):
        """How many of how many, with a bar, what is on its way, and what is short."""
        self._create_client(state="confirmed")
        self._create_client(state="withdrawn")
        line = {"text": "1 of 3", "share": 33, "note": "1 confirmed · 1 fallen off"}
        self.assertEqual(self._get_lines()["Clients"], {**line, "warning": "2 to find"})
        for _client in range(2):
            self._create_client(state="accepted")
        self.assertNotIn("warning", self._get_lines()["Clients"])
        for _client in range(2):
            self._create_client(state="accepted")
        line = self._get_lines()["Clients"]
        self.assertEqual(line["warning"], "More than fit")
        self.assertNotIn("late", line)

    def test_clients_are_for_who_may_count(self):
        """Others see the card without them, also right after somebody who may."""
        self._create_client(state="confirmed")
        for user in (self.facilitator, self.sponsor, self.listener, self.recruiter):
            if not self.traject.with_user(user).has_access("read"):
                continue
            with self.subTest(user=user.login):
                self.assertEqual(set(self._get_lines(user)), {"Listeners"})
                self.env.invalidate_all()
                self.assertIn(
                    "Clients", self.traject.with_user(self.manager).card_lines
                )
                lines = self.traject.with_user(user).card_lines
                self.assertNotIn("Clients", lines)

    def test_word_for_clients(self):
        self.traject.client_label_plural = "patients"
        self.assertIn("Patients", self._get_lines())

    def test_listeners(self):
        """Without a number of seats there is no bar."""
        self.outer.state = "accepted"
        seats = self.traject.seat_ids
        (seats - self.outer.seat_id).unlink()
        self.outer.seat_id.maximum = 4
        expected = {"text": "1 of 4", "share": 25}
        self.assertEqual(self._get_lines()["Listeners"], expected)
        self.outer.seat_id.maximum = 0
        self.assertEqual(self._get_lines()["Listeners"], {"text": "1"})

    def test_afterwards(self):
        """People are counted until the conversation, action points ever after."""
        self._move("follow_up")
        self.assertFalse(self._get_lines())
        self._create_action_point(date_deadline=date(2026, 6, 1))
        self.assertEqual(self._get_lines(), {"Action points": {"text": "0 of 1"}})
        self._create_action_point(date_deadline=date(2026, 5, 1))
        late = {"text": "0 of 2", "warning": "1 late", "late": True}
        self.assertEqual(self._get_lines(), {"Action points": late})

    def test_steps(self):
        """Steps only take room once one is late."""
        step = {"name": "Ask", "traject_id": self.traject.id}
        step = self.env["spiegelgesprek.step"].create(step)
        self.assertNotIn("Steps", self._get_lines())
        step.date_deadline = date(2026, 5, 19)
        late = {"text": "0 of 1", "warning": "1 late", "late": True}
        self.assertEqual(self._get_lines()["Steps"], late)
