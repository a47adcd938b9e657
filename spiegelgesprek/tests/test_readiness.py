# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import SpiegelgesprekCommon
from .web_client import count_queries

NOW = datetime(2026, 3, 10, 12)
DATE = datetime(2026, 6, 2, 12)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestReadiness(SpiegelgesprekCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stages = {
            stage.phase: stage for stage in cls.env["spiegelgesprek.stage"].search([])
        }
        cls.place = cls.env["res.partner"].create({"name": "Hall", "city": "Delft"})
        cls.goal = cls.env["spiegelgesprek.goal"].create(
            {"name": "Fewer changes", "year": 2026}
        )
        cls.own = cls.traject.with_user(cls.coordinator)
        cls.env["bus.bus"].search([]).unlink()
        cls._commit()

    def _get_gaps(self, user=None):
        """Return what a user sees to be open, from the database."""
        self.env.flush_all()
        self.env.invalidate_all()
        traject = self.traject.with_user(user or self.coordinator)
        return traject.gap_ids.mapped("kind")

    def _fill(self):
        """Arrange all that the method asks for."""
        self.traject.write(
            {
                "topic": "Contact",
                "goal_ids": self.goal.ids,
                "date_conversation": DATE,
                "address_id": self.place.id,
                "client_min": 1,
                "guide_released": True,
            }
        )
        self.outer.state = "accepted"
        self.client.state = "confirmed"

    def _get_note(self):
        """Return the text of the newest message on the traject."""
        self._commit()
        return self.traject.message_ids.sorted("id")[-1:].body or ""

    # ------------------------------------------------------------
    # THE DATA
    # ------------------------------------------------------------

    def test_five_methods(self):
        """Each shipped method asks all that there is, and says where it comes from."""
        kinds = self.env["spiegelgesprek.method.requirement"]._fields["kind"]
        for name in ("jgb", "jbwest", "leersessie", "werkplaats", "amc"):
            method = self.env.ref(f"spiegelgesprek.method_{name}")
            with self.subTest(method=name):
                lines = method.requirement_ids
                self.assertEqual({*lines.mapped("kind")}, {*kinds.get_values(self.env)})
                self.assertTrue(all(lines.mapped("source")))
                on = method.step_ids.filtered("is_default")
                self.assertTrue(12 <= len(on) <= 15)
                looks = method.step_ids.filtered(lambda s: "no-go" in str(s.note))
                self.assertEqual(looks.sorted("id").mapped("offset_days")[:2], [-7, 0])
                extra = [
                    self.env.ref(f"spiegelgesprek.method_{name}_step_gonogo_{when}")
                    for when in ("week", "day", "hours")
                ]
                self.assertEqual([s.offset_days for s in extra], [-7, -1, 0])
                self.assertFalse(any(step.is_default for step in extra))

    def test_every_kind_has_a_check(self):
        kinds = self.env["spiegelgesprek.method.requirement"]._fields["kind"]
        for kind in kinds.get_values(self.env):
            self.assertIsInstance(self.traject._is_arranged(kind), bool)

    def test_copy_of_a_method(self):
        copy = self.method.copy()
        self.assertEqual(len(copy.requirement_ids), len(self.method.requirement_ids))

    # ------------------------------------------------------------
    # GAPS
    # ------------------------------------------------------------

    def test_gaps_grow_with_the_phase(self):
        self.traject.sponsor_id = False
        prepare = ["sponsor", "topic", "goal", "date", "place"]
        recruit = [*prepare, "clients", "listeners", "told", "guide"]
        for phase, expected in (
            ("explore", ["sponsor"]),
            ("prepare", prepare),
            ("recruit", recruit),
            ("run", [*recruit, "confirmed"]),
            ("evaluate", []),
            ("closed", []),
            ("cancelled", []),
        ):
            self.traject.stage_id = self.stages[phase]
            with self.subTest(phase=phase):
                self.assertEqual(self._get_gaps(), expected)

    def test_each_gap_closes(self):
        """One thing at a time, what is arranged is no longer asked."""
        self.traject.stage_id = self.stages["run"]
        self.lead.unlink()
        self.traject.client_min = 1
        waiting = self._create_contact_participant("employee")
        for kind, arrange in (
            ("topic", lambda: self.own.write({"topic": "Contact"})),
            ("goal", lambda: self.own.write({"goal_ids": self.goal.ids})),
            ("date", lambda: self.own.write({"date_conversation": DATE})),
            ("place", lambda: self.own.write({"address_id": self.place.id})),
            ("facilitator", lambda: self._create_contact_participant("facilitator")),
            ("listeners", self.outer.action_accept),
            ("told", waiting.action_invite),
            ("guide", self.own.action_release_guide),
            ("clients", self.client.action_accept),
            ("confirmed", self.client.action_confirm),
        ):
            with self.subTest(kind=kind):
                self.assertIn(kind, self._get_gaps())
                arrange()
                self.assertNotIn(kind, self._get_gaps())
        self.assertEqual(self._get_gaps(), [])
        self.assertIn("✓ Place known", self.own.ready_summary)

    def test_enough_and_more_to_find(self):
        """From the minimum it can go on; up to the reserve people are still looked for.

        Both stand on one screen, so their words may not contradict each other.
        """
        self._fill()
        self.traject.write({"client_reserve": 2, "stage_id": self.stages["recruit"].id})
        self.assertEqual(self.own.client_short, 2)
        self.assertIn("✓ Enough clients to go on", self.own.ready_summary)
        self.assertEqual(self.own._fields["client_short"].string, "Clients to find")
        self.traject.client_min = 2
        self.assertEqual(self.own.client_short, 3)
        self.assertIn("Too few clients", self.own.gap_summary)

    def test_facilitator_who_withdrew(self):
        self.traject.stage_id = self.stages["prepare"]
        self.assertNotIn("facilitator", self._get_gaps())
        self.assertIn("✓ Facilitator independent", self.own.ready_summary)
        self.lead.action_withdraw()
        self.assertIn("facilitator", self._get_gaps())
        self.assertNotIn("independent", self.own.ready_summary)

    def test_as_many_facilitators_as_asked(self):
        self._fill()
        self.traject.write(
            {"stage_id": self.stages["run"].id, "client_min": 1, "facilitator_min": 2}
        )
        self.assertEqual(self._get_gaps(), ["facilitator"])
        self.assertEqual(self.own.go_summary, "Not yet: Too few facilitators")
        self._create_contact_participant("co_facilitator")
        self.assertEqual(self._get_gaps(), [])

    def test_minimum_of_listeners(self):
        self._fill()
        self.traject.stage_id = self.stages["recruit"]
        self.assertEqual(self._get_gaps(), [])
        self.traject.seat_ids[0].minimum = 2
        self.assertEqual(self._get_gaps(), ["listeners"])

    def test_without_requirements(self):
        self.traject.requirement_ids.unlink()
        self.traject.stage_id = self.stages["run"]
        self.assertEqual(self._get_gaps(), [])
        self.assertFalse(self.own.ready_summary)

    def test_summary(self):
        """At most two gaps, and how many more."""
        self.traject.stage_id = self.stages["prepare"]
        self.assertEqual(
            self.own.gap_summary,
            "No topic · No goal linked · +2",
        )
        self._fill()
        self.traject.topic = "  "
        self.env.invalidate_all()
        self.assertEqual(self.own.gap_summary, "No topic")

    def test_who_may_count_clients(self):
        """Others see what is open, but never whether there are enough clients."""
        self.traject.stage_id = self.stages["run"]
        for user in (self.coordinator, self.other, self.manager, self.sponsor):
            with self.subTest(user=user.login):
                self.assertLess({"clients", "confirmed"}, set(self._get_gaps(user)))
        for user in (self.recruiter, self.facilitator):
            with self.subTest(user=user.login):
                gaps = self._get_gaps(user)
                self.assertIn("place", gaps)
                self.assertFalse({"clients", "confirmed"} & set(gaps))

    # ------------------------------------------------------------
    # GO OR NO-GO
    # ------------------------------------------------------------

    def test_go(self):
        self.assertFalse(self.own.go_summary)
        self._fill()
        self.traject.write({"stage_id": self.stages["run"].id, "client_min": 3})
        self.assertEqual(self.own.go_summary, "Not yet: Clients short: 2")
        self.traject.address_id = False
        self.assertEqual(self.own.go_summary, "Not yet: Clients short: 2 · No place")
        self.assertEqual(
            self.traject.with_user(self.facilitator).go_summary, "Not yet: No place"
        )
        self.assertFalse(self.own.is_go)
        self.traject.write({"address_id": self.place.id, "client_min": 1})
        self.assertEqual((self.own.go_summary, self.own.is_go), ("Go", True))

    # ------------------------------------------------------------
    # THE NEXT STAGE
    # ------------------------------------------------------------

    def test_next_stage_without_gaps(self):
        self._fill()
        self._commit()
        for phase in ("prepare", "recruit", "run"):
            self.own.action_next_stage()
            self.assertEqual(self.traject.phase, phase)
            self.assertNotIn("Went on", self._get_note())

    def test_next_stage_asks_for_a_reason(self):
        self._fill()
        self.traject.stage_id = self.stages["prepare"]
        self.traject.address_id = False
        self._commit()
        action = self.own.action_next_stage()
        self.assertEqual(self.traject.phase, "prepare")
        wizard = self.env[action["res_model"]].with_user(self.coordinator)
        wizard = wizard.browse(action["res_id"])
        self.assertEqual(wizard.gaps, "No place")
        with self.assertRaisesRegex(UserError, "Say why"):
            wizard.action_go_on()
        wizard.reason = "The school promised a room"
        wizard.action_go_on()
        self.assertEqual(self.traject.phase, "recruit")
        note = self._get_note()
        self.assertIn("takes: No place.", note)
        self.assertIn("The school promised a room", note)
        message = self.traject.message_ids.sorted("id")[-1:]
        self.assertEqual(message.author_id, self.coordinator.partner_id)
        self.assertFalse(self._get_warnings())

    def test_drag_warns_and_logs(self):
        self.traject.stage_id = self.stages["prepare"]
        self._commit()
        self.own.stage_id = self.stages["run"]
        self.assertEqual(self.traject.phase, "run")
        note = self._get_note()
        self.assertIn("No topic", note)
        self.assertIn("something that coordinators see", note)
        self.assertNotIn("too few clients", note.lower())
        (warning,) = self._get_warnings()
        self.assertIn("Too few clients", warning)

    def test_arranged_in_the_same_click(self):
        """A form saves what was filled in together with the stage."""
        self._fill()
        self.traject.write({"stage_id": self.stages["prepare"].id, "address_id": False})
        self._commit()
        self.own.write(
            {"stage_id": self.stages["recruit"].id, "address_id": self.place.id}
        )
        self.assertNotIn("Went on", self._get_note())
        self.assertFalse(self._get_warnings())

    def test_no_warning_back_or_out(self):
        """Going back, or cancelling, asks for nothing."""
        self.traject.stage_id = self.stages["run"]
        self._commit()
        self.env["bus.bus"].search([]).unlink()
        for phase in ("recruit", "explore", "cancelled", "explore"):
            self.own.stage_id = self.stages[phase]
            self.assertNotIn("Went on", self._get_note())
        self.assertFalse(self._get_warnings())

    def _get_warnings(self):
        self._commit()
        return (
            self.env["bus.bus"]
            .search([("message", "like", "simple_notification")])
            .mapped("message")
        )

    def test_who_may_not(self):
        for user in (self.other, self.facilitator, self.sponsor):
            traject = self.traject.with_user(user)
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    traject.action_next_stage()
                with self.assertRaises(AccessError):
                    self.env["spiegelgesprek.traject.next.stage"].with_user(
                        user
                    ).create(
                        {"traject_id": traject.id, "stage_id": self.stages["run"].id}
                    )
        self.assertEqual(self.traject.phase, "explore")

    # ------------------------------------------------------------
    # WHERE TO ARRANGE IT
    # ------------------------------------------------------------

    def _get_arrange_role(self, kind):
        """Return the role that somebody new has who is added from this gap."""
        line = self.traject.requirement_ids.filtered(lambda r: r.kind == kind)
        context = line.with_user(self.coordinator).action_arrange()["context"]
        return self.env["spiegelgesprek.role"].browse(context["default_role_id"])

    def test_arrange(self):
        self.traject.stage_id = self.stages["run"]
        models = {"clients": 0, "listeners": 0, "place": 0, "guide": 0}
        for line in self.traject.requirement_ids.with_user(self.coordinator):
            action = line.action_arrange()
            self.assertEqual(action["type"], "ir.actions.act_window")
            if line.kind in models:
                models[line.kind] = action["res_model"]
        self.assertEqual(
            models,
            {
                "clients": "spiegelgesprek.participant",
                "listeners": "spiegelgesprek.participant",
                "place": "spiegelgesprek.traject",
                "guide": "spiegelgesprek.guide.item",
            },
        )
        self.assertEqual(
            self._get_arrange_role("facilitator"), self.roles["facilitator"]
        )
        self.assertEqual(self._get_arrange_role("listeners"), self.roles["employee"])
        self.traject.seat_ids[0].maximum = self.traject.seat_ids[0].minimum = 1
        self.outer.state = "accepted"
        self.assertEqual(
            self._get_arrange_role("listeners"), self.roles["chain_partner"]
        )
        log = self.env["spiegelgesprek.access.log"].search(
            [("user_id", "=", self.coordinator.id), ("kind", "=", "clients")]
        )
        self.assertTrue(log, "That clients were opened is logged.")

    def test_arrange_for_a_stranger(self):
        line = self.traject.requirement_ids[0].with_user(self.listener)
        with self.assertRaises(AccessError):
            line.action_arrange()

    # ------------------------------------------------------------
    # QUERIES
    # ------------------------------------------------------------

    def test_queries(self):
        """Three for all cards, besides the numbers that cards show anyway."""
        self._create_trajects(20)
        few = self._count_queries()
        self._create_trajects(180)
        self.assertEqual(self._count_queries(), few)
        self.assertLessEqual(few, 3)

    def _create_trajects(self, number):
        self.env["spiegelgesprek.traject"].create(
            [
                {
                    "name": f"Traject {n}",
                    "method_id": self.method.id,
                    "user_id": self.coordinator.id,
                    "stage_id": self.stages["run"].id,
                    "goal_ids": self.goal.ids,
                    "date_conversation": NOW + timedelta(days=n),
                }
                for n in range(number)
            ]
        )
        self._commit()

    def _count_queries(self):
        """Return how many queries the gaps add to a list with the usual numbers."""
        names = ["phase", "conversation_summary", "listener_summary", "client_summary"]
        trajects = self.traject.with_user(self.coordinator)
        totals = []
        for fields in (names, [*names, "gap_summary"]):
            for _again in range(2):
                total = count_queries(
                    self.env, lambda names=fields: trajects.search_read([], names)
                )
            totals.append(total)
        return totals[1] - totals[0]
