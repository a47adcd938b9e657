# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import QUIET, SpiegelgesprekCommon
from .web_client import WebView, count_queries

MODEL = "spiegelgesprek.%s"
NOW = datetime(2026, 5, 20, 12)
STATES = ("open", "in_progress", "done", "dropped")


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPerformance(SpiegelgesprekCommon):
    """The number of queries stays the same, however much there is to show."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stages = cls.env["spiegelgesprek.stage"].search([])
        cls.themes = cls.env["spiegelgesprek.theme"].create(
            [{"name": f"Theme {number}"} for number in range(4)]
        )
        cls.goals = cls.env["spiegelgesprek.goal"].create(
            [{"name": f"Goal {number}"} for number in range(3)]
        )
        cls.partners = cls.env["res.partner"].create(
            [{"name": f"Listener {number}"} for number in range(6)]
        )
        # the garbage of the bus is collected at random, see assertQueryCount
        cls.startClassPatcher(patch("random.random", lambda: 1))
        cls._add(1)

    @classmethod
    def _add(cls, number):
        """Add trajects to each stage, each with people, actions and an activity."""
        env = cls.env(context=dict(cls.env.context, **QUIET))
        users = cls.coordinator, cls.other
        trajects = env["spiegelgesprek.traject"].create(
            [
                {
                    "name": f"Traject {n}",
                    "method_id": cls.method.id,
                    "user_id": users[n % 2].id,
                    "sponsor_id": cls.sponsor.partner_id.id,
                    "stage_id": cls.stages[n % len(cls.stages)].id,
                    "theme_ids": cls.themes[n % 4].ids,
                    "date_conversation": NOW + timedelta(days=n),
                    "address_id": cls.partners[n % 6].id,
                }
                for n in range(number * len(cls.stages))
            ]
        )
        employee = {"role_id": cls.roles["employee"].id, "state": "accepted"}
        client = {"role_id": cls.roles["client"].id, "state": "accepted"}
        known = {"kind": "caseworker", "partner_id": cls.partners[0].id}
        client |= {
            "consent_ids": [Command.create({})],
            "tie_ids": [Command.create(known)],
        }
        env["spiegelgesprek.participant"].create(
            [
                {"traject_id": traject.id, **values}
                for traject in trajects
                for values in (
                    *({**employee, "partner_id": p.id} for p in cls.partners[:3]),
                    client,
                    client,
                )
            ]
        )
        env["spiegelgesprek.action.point"].create(
            [
                {
                    "traject_id": traject.id,
                    "name": state,
                    "state": state,
                    "result": "Result",
                    "user_id": cls.sponsor.id if traject.id % 2 else cls.coordinator.id,
                    "goal_id": cls.goals[traject.id % 3].id,
                    "date_deadline": date(2026, 5, 1),
                }
                for traject in trajects
                for state in STATES
            ]
        )
        for traject in trajects.filtered(lambda t: t.phase == "evaluate"):
            traject._make_cards("inner", 2)
            traject._make_cards("outer", 2)
        for traject in trajects:
            traject.with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_todo", date(2026, 5, 21)
            )

    def _get_view(self, model, kind, user, view=None):
        model = self.env[MODEL % model].with_user(user)
        context = {"lang": "en_US", "tz": "Europe/Amsterdam"}
        return WebView(model.with_context(**context), kind, view and self.env.ref(view))

    def _count(self, view):
        """Return queries, cards and columns of a second look."""
        shown = {}

        def show():
            # a page that isn't full: Odoo counts the rest of a full one
            shown.update(view.open(limit=500))

        count_queries(self.env, show)
        queries = count_queries(self.env, show)
        return queries, sum(map(len, shown.values())), len(shown)

    def _assert_constant(self, views):
        """Look at each view with few records and with many: the same queries.

        :return: how many queries and open columns each view has
        """
        few = [self._count(view) for view in views]
        self._add(6)
        many = [self._count(view) for view in views]
        for view, (queries, cards, _columns), (queries_more, cards_more, _) in zip(
            views, few, many, strict=True
        ):
            user = view.model.env.user.login
            with self.subTest(model=view.model._name, kind=view.kind, user=user):
                self.assertGreater(cards_more, cards)
                self.assertEqual(queries_more, queries)
        return [(queries, columns) for queries, _cards, columns in few]

    def test_traject_kanban(self):
        """Sixteen and one for each open column, the state of activities included."""
        users = (self.coordinator, self.manager, self.sponsor)
        views = [self._get_view("traject", "kanban", user) for user in users]
        for queries, columns in self._assert_constant(views):
            self.assertEqual(columns, 7)
            self.assertLessEqual(queries, 16 + columns)

    def test_traject_list(self):
        users = (self.coordinator, self.sponsor)
        views = [self._get_view("traject", "list", user) for user in users]
        for queries, _columns in self._assert_constant(views):
            self.assertLessEqual(queries, 18)

    def test_participants(self):
        views = [
            self._get_view("participant", kind, self.coordinator, view)
            for kind, view in (
                ("list", None),
                ("kanban", None),
                ("list", "spiegelgesprek.spiegelgesprek_client_view_list"),
                ("kanban", "spiegelgesprek.spiegelgesprek_client_view_kanban"),
            )
        ]
        counted = self._assert_constant(views)
        # of clients also agreement, whom they know, who else comes, the last mail
        limits = (12, 12, 16, 16)
        for (queries, columns), limit in zip(counted, limits, strict=True):
            self.assertLessEqual(queries, limit + columns)

    def test_action_points(self):
        views = [
            self._get_view("action.point", kind, user)
            for kind in ("list", "kanban")
            for user in (self.coordinator, self.sponsor)
        ]
        for queries, columns in self._assert_constant(views):
            self.assertLessEqual(queries, 16 + columns)

    def test_goals(self):
        view = self._get_view("goal", "list", self.coordinator)
        queries, _cards, _columns = self._count(view)
        self._add(3)
        self.env["spiegelgesprek.goal"].create([{"name": str(n)} for n in range(30)])
        self.assertEqual(self._count(view)[:2], (queries, 33))
        self.assertLessEqual(queries, 10)

    def _prepare_new(self):
        """Return the values of a traject of the size in the budget.

        Thirty steps of four people, nine kinds of listeners and five meetings of three
        or more; some steps are near enough to be an activity. Guide, rules and
        requirements of the first method, in two languages.
        """
        responsibles = ("coordinator", "facilitator", "assistant", "sponsor")
        roles = self.env["spiegelgesprek.role"].create(
            [{"name": f"Role {number}", "ring": "outer"} for number in range(9)]
        )
        self.env["res.lang"]._activate_lang("nl_NL")
        copied = self.method.copy_data()[0]
        method = self.env["spiegelgesprek.method"].create(
            {
                "name": "Large",
                "guide_item_ids": copied["guide_item_ids"],
                "rule_ids": copied["rule_ids"],
                "requirement_ids": copied["requirement_ids"],
                "seat_ids": [(0, 0, {"role_id": r.id, "maximum": 5}) for r in roles],
                "step_ids": [
                    (
                        0,
                        0,
                        {
                            "name": f"Step {number}",
                            "offset_days": number * 6 - 90,
                            "responsible": responsibles[number % 4],
                            "note": "<p>Small tasks</p>",
                        },
                    )
                    for number in range(30)
                ],
                "meeting_ids": [
                    (0, 0, {"name": kind, "kind": kind, "offset_days": days})
                    for kind, days in (
                        ("intake", -20),
                        ("premeeting", 0),
                        ("debrief", 10),
                        ("other", 40),
                    )
                ],
            }
        )
        for rule in method.rule_ids.with_context(lang="nl_NL"):
            rule.text = f"{rule.text} (nl)"
        lead = (
            (self.roles["facilitator"], self.facilitator),
            (self.roles["co_facilitator"], self.other),
            (self.roles["note_taker"], self.recruiter),
        )
        return {
            "name": "New",
            "method_id": method.id,
            "date_conversation": NOW + timedelta(days=60),
            "sponsor_id": self.sponsor.partner_id.id,
            "lead_participant_ids": [
                (0, 0, {"role_id": role.id, "partner_id": user.partner_id.id})
                for role, user in lead
            ],
        }

    def _create_trajects(self, number, values):
        trajects = self.env["spiegelgesprek.traject"].with_user(self.coordinator)
        trajects = trajects.create([dict(values) for _ in range(number)])
        # to the end, activities included
        self.cr.flush()
        return trajects.sudo()

    def test_create_traject(self):
        values = self._prepare_new()
        traject = self._create_trajects(1, values)
        self.assertEqual(len(traject.seat_ids), 9)
        self.assertEqual(len(traject.step_ids), 30)
        self.assertEqual(len(traject.step_ids.user_id), 4)
        self.assertEqual(len(traject.step_ids.activity_ids.user_id), 4)
        self.assertEqual(len(traject.meeting_ids), 5)
        self.assertEqual(len(traject.guide_item_ids), 10)
        self.assertEqual(len(traject.ground_rule_ids), 17)
        self.assertEqual(len(traject.requirement_ids), 12)
        # three at each, and who takes notes at those after the preparation
        self.assertEqual(len(traject.meeting_ids.attendee_ids), 5 * 3 + 3)
        queries = count_queries(self.env, lambda: self._create_trajects(1, values))
        self.assertLessEqual(queries, 60)

    def test_create_many_trajects(self):
        values = self._prepare_new()
        self._create_trajects(1, values)
        queries = count_queries(self.env, lambda: self._create_trajects(50, values))
        self.assertLessEqual(queries, 50 * 15)

    def test_step_job(self):
        """Each night only what is due is looked at, however much there is."""
        steps = self.env["spiegelgesprek.step"]
        steps.search([]).state = "done"
        due = self._create_due()

        def run():
            self.assertEqual(len(steps.search(steps._get_sync_domain())), 20)
            steps._cron_sync_activities()
            self.assertEqual(len(due.step_ids.activity_ids), 20)

        self.patch(self.env.registry["ir.cron"], "_commit_progress", lambda *a, **k: 1)
        run()
        due.step_ids.activity_ids.unlink()
        few = count_queries(self.env, run)
        due.step_ids.activity_ids.unlink()
        self._create_due(NOW + timedelta(days=300), 80)
        self.assertLessEqual(count_queries(self.env, run), 1.5 * few)

    def _create_due(self, date=NOW + timedelta(days=7), number=20):
        """Make trajects with a step a week ahead, of which nothing is known yet."""
        method = self.env["spiegelgesprek.method"].create(
            {"name": "One", "step_ids": [(0, 0, {"name": "x", "offset_days": -7})]}
        )
        env = self.env(context=dict(self.env.context, **QUIET))
        values = {
            "name": "Due",
            "method_id": method.id,
            "user_id": self.coordinator.id,
            "date_conversation": date,
        }
        trajects = env["spiegelgesprek.traject"].create(
            [dict(values) for _ in range(number)]
        )
        self.cr.flush()
        # as it is before the night in which the window opens
        trajects.step_ids.activity_ids.unlink()
        return trajects

    def test_states_in_batch(self):
        """To confirm everybody costs no more than a few."""
        people = self.env["spiegelgesprek.participant"].with_user(self.coordinator)
        people = people.search([("traject_id", "=", self.traject.id)])
        people.action_accept()
        few = count_queries(self.env, people.action_attend)
        self._create_many(30)
        people = people.search([("traject_id", "=", self.traject.id)])
        self.assertEqual(len(people), 33)
        people.action_accept()
        many = count_queries(self.env, people.action_attend)
        self.assertLessEqual(many, few)

    def _create_many(self, number):
        self.env["spiegelgesprek.participant"].create(
            [
                {"traject_id": self.traject.id, "role_id": self.roles["client"].id}
                for _ in range(number)
            ]
        )
