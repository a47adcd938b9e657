# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date, datetime
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import SpiegelgesprekCommon
from .web_client import WebView, count_queries

# A Wednesday; the week ends on Sunday the tenth.
NOW = datetime(2026, 5, 6, 9)
T = datetime(2026, 6, 4, 11, 30)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestToday(SpiegelgesprekCommon):
    """What must I do today: the tiles over the cards, and own trajects first."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.trajects = cls.env["spiegelgesprek.traject"]
        method = cls.env["spiegelgesprek.method"].create({"name": "No steps"})
        cls.traject.write({"method_id": method.id, "date_conversation": T})
        cls.step = cls._create_step(date(2026, 5, 5), user_id=cls.facilitator.id)
        cls.cr.flush()

    @classmethod
    def _create_step(cls, deadline, **values):
        steps = cls.env["spiegelgesprek.step"]
        step = steps.create({"traject_id": cls.traject.id, "name": "Step", **values})
        step.date_deadline = deadline
        return step

    def _count(self, user):
        tiles = self.trajects.with_user(user).get_today_tiles()
        return {tile["key"]: tile["count"] for tile in tiles}

    def _get_shown(self, user, key):
        """Return the records in the list behind a tile."""
        action = self.trajects.with_user(user).action_open_today_tile(key)
        model = self.env[action["res_model"]].with_user(user)
        return model.search(action["domain"]).sudo()

    def test_steps(self):
        """Late is what lies before today; this week is from today up to Sunday."""
        today = self._create_step(date(2026, 5, 6))
        sunday = self._create_step(date(2026, 5, 10))
        self._create_step(date(2026, 5, 11))
        self._create_step(date(2026, 5, 4)).action_done()
        counts = {
            "no_go": 0,
            "calls": 0,
            "late_steps": 1,
            "steps": 2,
            "late_action_points": 0,
        }
        self.assertEqual(self._count(self.coordinator), counts)
        self.assertEqual(self._get_shown(self.coordinator, "late_steps"), self.step)
        self.assertEqual(self._get_shown(self.coordinator, "steps"), today | sunday)

    def test_ended(self):
        """Nothing waits in a traject that was cancelled or archived."""
        self._create_action_point(date_deadline=date(2026, 5, 1))
        waits = {
            "no_go": 0,
            "calls": 0,
            "late_steps": 1,
            "steps": 0,
            "late_action_points": 1,
        }
        self.assertEqual(self._count(self.coordinator), waits)
        stage = self.traject.stage_id
        cancelled = self.env.ref("spiegelgesprek.stage_cancelled")
        nothing = dict.fromkeys(waits, 0)
        self.traject.stage_id = cancelled
        self.assertEqual(self._count(self.coordinator), nothing)
        self.traject.stage_id = stage
        self.traject.active = False
        self.assertEqual(self._count(self.coordinator), nothing)
        self.traject.active = True
        self.traject.stage_id = self.env.ref("spiegelgesprek.stage_closed")
        still = {**nothing, "late_action_points": 1}
        self.assertEqual(self._count(self.coordinator), still)

    def test_whose(self):
        """One's own and those in one's own trajects, never those of others."""
        self._create_action_point(
            user_id=self.listener.id, date_deadline=date(2026, 5, 1)
        )
        for user, late, points in (
            (self.coordinator, 1, 1),
            (self.facilitator, 1, 0),
            (self.listener, 0, 1),
            (self.other, 0, 0),
            (self.manager, 0, 0),
            (self.sponsor, 0, 0),
        ):
            with self.subTest(user=user.login):
                counts = self._count(user)
                self.assertEqual(counts["late_steps"], late)
                self.assertEqual(counts["late_action_points"], points)
                self.assertEqual(len(self._get_shown(user, "late_steps")), late)
                self.assertEqual(
                    len(self._get_shown(user, "late_action_points")), points
                )

    def test_tiles_of_who_coordinates(self):
        """What only waits for a coordinator shows to nobody else, not even as zero."""
        others = {"late_steps", "steps", "late_action_points"}
        for user, keys in (
            (self.coordinator, {"no_go", "calls", *others}),
            (self.manager, {"no_go", "calls", *others}),
            (self.facilitator, others),
            (self.listener, others),
        ):
            with self.subTest(user=user.login):
                self.assertEqual({*self._count(user)}, keys)

    def test_without_rights(self):
        """An employee gets no tile at all, and no list behind one."""
        trajects = self.trajects.with_user(self.employee)
        self.assertEqual(trajects.get_today_tiles(), [])
        self.assertFalse(trajects.action_open_today_tile("late_steps"))
        with self.assertRaises(AccessError):
            trajects.env["spiegelgesprek.step"].search_count([])

    def test_unknown_tile(self):
        own = self.trajects.with_user(self.coordinator)
        self.assertFalse(own.action_open_today_tile("gone"))

    def test_one_place_to_add_a_tile(self):
        tile = {
            "key": "clients",
            "name": "Clients",
            "is_late": False,
            "model": "spiegelgesprek.participant",
            "domain": [("traject_id", "=", self.traject.id), ("ring", "=", "inner")],
            "action": "spiegelgesprek.spiegelgesprek_participant_action",
        }
        model = self.env.registry["spiegelgesprek.traject"]
        original = model._get_today_tiles
        with patch.object(
            model, "_get_today_tiles", lambda self: [*original(self), tile]
        ):
            self.assertEqual(self._count(self.coordinator)["clients"], 1)
            self.assertEqual(self._count(self.other)["clients"], 0)
            self.assertEqual(self._get_shown(self.coordinator, "clients"), self.client)

    def test_queries(self):
        """One for each tile and what the rights cost, however much there is."""
        own = self.trajects.with_user(self.coordinator)
        own.get_today_tiles()
        few = count_queries(self.env, own.get_today_tiles)
        for _number in range(20):
            self._create_step(date(2026, 5, 5))
        self.assertEqual(count_queries(self.env, own.get_today_tiles), few)
        self.assertLessEqual(few, 14)

    def test_steps_on_a_phone(self):
        """Cards instead of a list, with the same few queries for many."""
        action = self.trajects.with_user(self.facilitator).action_open_today_tile(
            "late_steps"
        )
        self.assertIn("kanban", action["view_mode"].split(","))
        steps = self.env["spiegelgesprek.step"].with_user(self.facilitator)
        view = WebView(steps.with_context(lang="en_US"), "kanban")
        (shown,) = view.open(action["domain"])[None]
        self.assertEqual(shown["id"], self.step.id)
        self.step.with_user(self.facilitator).action_done()
        self.assertEqual(self._count(self.facilitator)["late_steps"], 0)
        few = count_queries(self.env, lambda: view.open([]))
        for _number in range(20):
            self._create_step(date(2026, 5, 5), user_id=self.facilitator.id)
        self.assertEqual(count_queries(self.env, lambda: view.open([])), few)

    # ------------------------------------------------------------
    # OWN FIRST
    # ------------------------------------------------------------

    def test_own_trajects_first(self):
        """Own ones by date, then those of others by date."""
        others = {"user_id": self.other.id}
        other_first = self._create_traject(
            date_conversation=datetime(2026, 5, 20, 12), **others
        )
        other_last = self._create_traject(
            date_conversation=datetime(2026, 8, 6, 12), **others
        )
        own_later = self._create_traject(date_conversation=datetime(2026, 7, 2, 12))
        everything = self.traject | own_later | other_first | other_last
        own = self.trajects.with_user(self.coordinator)
        view = WebView(own.with_context(lang="en_US"), "kanban")
        domain = [("id", "in", everything.ids)]
        (shown,) = filter(None, view.open(domain).values())
        self.assertEqual(
            [record["id"] for record in shown],
            [self.traject.id, own_later.id, other_first.id, other_last.id],
        )
        mine = own.search([*domain, ("is_mine", "=", True)])
        self.assertEqual(mine, own.browse((self.traject | own_later).ids))
        self.assertTrue(all(mine.mapped("is_mine")))
        rest = own.search([*domain, ("is_mine", "=", False)])
        self.assertEqual(rest, own.browse((other_first | other_last).ids))
        self.assertFalse(any(rest.mapped("is_mine")))
