# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta

from odoo.tests import freeze_time, tagged

from .common import SpiegelgesprekCommon
from .web_client import count_queries

NOW = datetime(2026, 5, 26, 12)
T = datetime(2026, 6, 2, 11, 30)
SHORT = "Not yet: Clients short: 1 · No place"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestGo(SpiegelgesprekCommon):
    """Go or no-go: a week ahead, the day before and two hours before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.traject.write(
            {
                "stage_id": cls.env.ref("spiegelgesprek.stage_recruit").id,
                "date_conversation": T,
                "client_min": 1,
            }
        )
        cls.place = cls.env["res.partner"].create({"name": "Hall"})
        cls.own = cls.traject.with_user(cls.coordinator)
        cls.cr.flush()

    def _get_go(self, user):
        """Return what a user sees: the line in the form, and the tile."""
        self.env.invalidate_all()
        traject = self.traject.with_user(user)
        tiles = {tile["key"]: tile["count"] for tile in traject.get_today_tiles()}
        return traject.go_summary, tiles.get("no_go")

    def test_three_moments(self):
        """From a week ahead it says what is short, in whatever stage it is still."""
        for before, expected in (
            (timedelta(days=8), (False, 0)),
            (timedelta(days=7), (SHORT, 1)),
            (timedelta(days=1), (SHORT, 1)),
            (timedelta(hours=2), (SHORT, 1)),
            (timedelta(minutes=-1), (False, 0)),
        ):
            with self.subTest(before), freeze_time(T - before):
                self.assertEqual(self._get_go(self.coordinator), expected)

    def test_arranged(self):
        self.client.state = "confirmed"
        self.traject.address_id = self.place
        self.assertEqual(self._get_go(self.coordinator), ("Go", 0))

    def test_own_number_of_days(self):
        """The method says when clients are called to confirm."""
        self.traject.confirm_days = 6
        self.assertEqual(self._get_go(self.coordinator), (False, 0))
        self.traject.confirm_days = 10
        with freeze_time(T - timedelta(days=10)):
            self.assertEqual(self._get_go(self.coordinator), (SHORT, 1))

    def test_others(self):
        """Numbers of clients are for who may count them; the tile is for its own.

        Who coordinates nothing has no such tile.
        """
        for user in (self.other, self.manager):
            self.assertEqual(self._get_go(user), (SHORT, 0))
        for user in (self.facilitator, self.recruiter):
            self.assertEqual(self._get_go(user), ("Not yet: No place", None))

    def test_over(self):
        """What was cancelled, or was held, is not asked for a go."""
        for stage in ("cancelled", "evaluate", "closed"):
            self.traject.stage_id = self.env.ref(f"spiegelgesprek.stage_{stage}")
            self.assertEqual(self._get_go(self.coordinator), (False, 0))

    def test_evening_from_the_day_before(self):
        """Also when the stage stayed behind; from the start it makes no sense."""
        for before, eve in (
            (timedelta(days=3), False),
            (timedelta(days=1, hours=6), True),
            (timedelta(hours=2), True),
            (timedelta(), False),
        ):
            with self.subTest(before), freeze_time(T - before):
                self.env.invalidate_all()
                self.assertEqual(self.own.is_eve, eve)
        self.traject.stage_id = self.env.ref("spiegelgesprek.stage_cancelled")
        with freeze_time(T - timedelta(hours=2)):
            self.env.invalidate_all()
            self.assertFalse(self.own.is_eve or self.own.is_ahead)

    def test_calls(self):
        """The tile next to it counts the conversations with somebody to call."""
        tiles = self.own.get_today_tiles()
        self.assertEqual([tile["key"] for tile in tiles[:2]], ["no_go", "calls"])
        self.assertEqual(tiles[1]["count"], 0)
        self.client.state = "accepted"
        self.env.invalidate_all()
        self.assertEqual(self.own.get_today_tiles()[1]["count"], 1)
        action = self.own.action_open_today_tile("calls")
        self.assertEqual(self.own.search(action["domain"]), self.own)
        other = self.traject.with_user(self.other)
        self.assertEqual(other.get_today_tiles()[1]["count"], 0)

    def test_queries_of_the_tile(self):
        """The same for many: what is near is looked up for all at once."""
        own = self.env["spiegelgesprek.traject"].with_user(self.coordinator)
        own.get_today_tiles()
        few = count_queries(self.env, own.get_today_tiles)
        for _number in range(10):
            self._create_traject(date_conversation=T)
        self.cr.flush()
        self.assertEqual(count_queries(self.env, own.get_today_tiles), few)
        (tile, *_rest) = own.get_today_tiles()
        self.assertEqual((tile["key"], tile["count"]), ("no_go", 11))
