# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from unittest.mock import patch

from odoo.tests import freeze_time, tagged

from .public_pages import NOW, PublicPagesCommon

BUDGET = 15


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPublicPerformance(PublicPagesCommon):
    """A page takes as many queries for a small group as for a large one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # the garbage of the bus is collected at random, see assertQueryCount
        cls.startClassPatcher(patch("random.random", lambda: 1))
        cls.traject.seat_ids.maximum = 0
        # who leads alone is read already on the own page
        cls._create_contact_participant("co_facilitator", state="accepted")

    def _count(self, path):
        """Return how many queries a page takes once it was opened before."""
        self.url_open(path)
        before = self.cr.sql_log_count
        response = self.url_open(path)
        self.assertEqual(response.status_code, 200)
        return self.cr.sql_log_count - before

    def _grow(self, number):
        for n in range(number):
            self._create_listener(n, state="accepted" if n % 2 else "waiting")
            self._create_client(state="accepted")
        for _n in range(3):
            self._create_contact_participant("co_facilitator", state="accepted")
        self._commit()

    def test_queries(self):
        waiting = self._create_listener("waiting", state="waiting")
        coming = self._create_listener("coming", state="accepted")
        guarded = self._create_client(state="accepted", age_band="12_15")
        for capacity in ("self", "guardian_organisation"):
            guardian = capacity != "self" and self.employee.partner_id.id
            self._create_consent(guarded, capacity=capacity, given_by_id=guardian)
        paths = {
            participant: self._path(participant)
            for participant in self.people | waiting | coming | guarded
        }
        few = {person: self._count(path) for person, path in paths.items()}
        self._grow(40)
        many = {person: self._count(path) for person, path in paths.items()}
        self.assertEqual(many, few)
        self.assertLessEqual(max(few.values()), BUDGET, few)

    def test_queries_of_the_file(self):
        path = f"{self._path(self.outer)}/agenda.ics"
        self.assertLessEqual(self._count(path), BUDGET)
