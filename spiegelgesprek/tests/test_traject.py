# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .common import SpiegelgesprekCommon


@tagged("post_install", "-at_install")
class TestTraject(SpiegelgesprekCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Traject = cls.env["spiegelgesprek.traject"]
        cls.stages = {
            name: cls.env.ref(f"spiegelgesprek.stage_{name}")
            for name in (
                "request",
                "setup",
                "recruit",
                "monitor",
                "closed",
                "cancelled",
            )
        }

    def _reset_numbering(self):
        """Start counting as on a new database."""
        sequences = self.env["ir.sequence"].search([("code", "=", self.Traject._name)])
        sequences.unlink()
        self.Traject.search([]).code = False
        self.env.flush_all()

    def _create_as(self, user, **values):
        Traject = self.Traject.with_user(user).with_context(tz="Europe/Amsterdam")
        return Traject.create(
            {
                "name": "As this user",
                "method_id": self.method.id,
                **values,
            }
        )

    # ------------------------------------------------------------
    # REFERENCE
    # ------------------------------------------------------------

    def test_code_per_year(self):
        self._reset_numbering()
        codes = []
        for now in ("2026-03-10 12:00", "2026-12-31 22:30", "2026-12-31 23:30"):
            with freeze_time(now):
                codes.append(self._create_as(self.coordinator).code)
        self.assertEqual(
            codes,
            ["SG/2026/0001", "SG/2026/0002", "SG/2027/0001"],
            "half past eleven in London is the new year in Amsterdam",
        )
        with freeze_time("2026-12-30 12:00"):
            self.assertEqual(self._create_as(self.manager).code, "SG/2026/0003")

    @freeze_time("2026-03-10 12:00:00")
    def test_code_per_company(self):
        self._reset_numbering()
        company = self.env["res.company"].create({"name": "Second organisation"})
        self.coordinator.company_ids |= company
        own = self._create_as(self.coordinator)
        other = self._create_as(self.coordinator, company_id=company.id)
        batch = self.Traject.with_user(self.coordinator).create(
            [
                {"name": "A", "method_id": self.method.id, "code": "CHOSEN"},
                {"name": "B", "method_id": self.method.id, "company_id": company.id},
            ]
        )
        self.assertEqual(own.code, "SG/2026/0001")
        self.assertEqual(other.code, "SG/2026/0001")
        self.assertEqual(batch.mapped("code"), ["SG/2026/0002", "SG/2026/0002"])
        self.assertEqual(own.display_name, "SG/2026/0001 As this user")

    def test_search_by_code(self):
        found = self.Traject.with_user(self.other).name_search(self.traject.code)
        self.assertEqual([row[0] for row in found], self.traject.ids)

    # ------------------------------------------------------------
    # STAGES
    # ------------------------------------------------------------

    def test_default_stage(self):
        traject = self._create_as(self.coordinator)
        self.assertEqual(traject.stage_id, self.stages["request"])
        self.assertEqual(traject.phase, "explore")
        self.assertEqual(traject.user_id, self.coordinator)

    def test_phase_follows_stage(self):
        traject = self.traject.with_user(self.coordinator)
        traject.stage_id = self.stages["recruit"]
        self.assertEqual(traject.phase, "recruit")
        self.stages["recruit"].phase = "run"
        found = self.Traject.search([("phase", "=", "run"), ("id", "=", traject.id)])
        self.assertEqual(found, traject, "stored, and follows the stage")

    def test_columns(self):
        """Each stage is a column, empty ones too, none of another company."""
        company = self.env["res.company"].create({"name": "Second organisation"})
        own, foreign, gone = self.env["spiegelgesprek.stage"].create(
            [
                {"name": "Own", "company_id": self.company.id},
                {"name": "Foreign", "company_id": company.id},
                {"name": "Gone", "active": False},
            ]
        )
        shown = self.env["spiegelgesprek.stage"].search(
            [("company_id", "in", [False, self.company.id])]
        )
        self.assertLessEqual(own, shown)
        self.assertFalse((foreign | gone) & shown)
        for user in (self.coordinator, self.env.user):
            Traject = self.Traject.with_user(user).with_context(
                read_group_expand=True, allowed_company_ids=self.company.ids
            )
            found = Traject.web_read_group(
                [("id", "=", self.traject.id)], ["stage_id"], []
            )
            columns = [group["stage_id"][0] for group in found["groups"]]
            counts = [group["__count"] for group in found["groups"]]
            with self.subTest(user=user.login):
                self.assertEqual(columns, shown.ids)
                self.assertEqual(sum(counts), 1)

    def test_stale(self):
        """After the days of its stage a traject is stale, until it moves on."""
        start = datetime(2026, 3, 10, 12)
        with freeze_time(start):
            traject = self._create_as(self.coordinator)
        cases = ((14, False, 0), (15, True, 15))
        for days, is_rotting, rotting_days in cases:
            now = start + timedelta(days=days)
            self.patch(self.cr, "now", lambda now=now: now)
            traject.invalidate_recordset(["is_rotting", "rotting_days"])
            with self.subTest(days=days):
                self.assertEqual(traject.is_rotting, is_rotting)
                self.assertEqual(traject.rotting_days, rotting_days)
        with freeze_time(now):
            traject.stage_id = self.stages["setup"]
        self.assertFalse(traject.is_rotting)
        with freeze_time(start):
            traject.stage_id = self.stages["monitor"]
        self.assertFalse(traject.is_rotting, "0 days: never")

    def test_stage_and_coordinator_are_tracked(self):
        traject = self._create_as(self.coordinator)
        self.cr.flush()
        traject.stage_id = self.stages["setup"]
        self.cr.flush()
        tracked = traject.message_ids.sudo().tracking_value_ids
        self.assertEqual(tracked.field_id.mapped("name"), ["stage_id"])

    # ------------------------------------------------------------
    # DUPLICATE, ARCHIVE, DELETE
    # ------------------------------------------------------------

    def test_duplicate(self):
        """The method's plan goes along; nothing of T, people, tokens or code."""
        self.traject.write(
            {
                "date_conversation": datetime(2026, 5, 12, 12),
                "stage_id": self.stages["recruit"].id,
                "topic": "Contact",
                "client_max": 11,
            }
        )
        self.traject.seat_ids[0].maximum = 4
        self._create_action_point(user_id=self.recruiter.id)
        double = self.traject.with_user(self.other).copy()
        self.assertEqual(double.name, "Contact with youngsters (copy)")
        self.assertEqual(double.method_id, self.method)
        self.assertEqual(double.topic, "Contact")
        self.assertEqual(double.sponsor_id, self.traject.sponsor_id)
        self.assertEqual((double.client_min, double.client_max), (6, 15))
        self.assertEqual(double.seat_ids.mapped("maximum"), [20, 5, 3])
        self.assertEqual(double.stage_id, self.stages["request"])
        self.assertEqual(double.user_id, self.other)
        self.assertNotEqual(double.code, self.traject.code)
        double = double.sudo()
        for name in (
            "conversation_id",
            "date_conversation",
            "participant_ids",
            "recruiter_ids",
            "action_point_ids",
            "activity_ids",
        ):
            self.assertFalse(double[name], name)
        self.assertEqual(double.message_partner_ids, self.other.partner_id)
        self.assertEqual(len(self.traject.seat_ids), 3)

    def test_archive(self):
        traject = self.traject.with_user(self.coordinator)
        traject.action_archive()
        self.assertNotIn(traject, self.Traject.search([]))
        self.assertEqual(len(traject.participant_ids), 3)
        with self.assertRaises(AccessError):
            self.traject.with_user(self.other).action_unarchive()
        traject.action_unarchive()
        self.assertIn(traject, self.Traject.search([]))

    def test_delete(self):
        empty = self._create_traject(date_conversation=datetime(2026, 5, 12, 12))
        with self.assertRaises(AccessError):
            empty.with_user(self.other).unlink()
        event = empty.conversation_id
        empty.with_user(self.coordinator).unlink()
        self.assertFalse(event.exists(), "the meeting would be nobody's")

    def test_delete_with_people(self):
        traject = self._create_traject()
        client = self._create_client(traject_id=traject.id)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "Archive"):
            # a manager doesn't see the client that is in the way
            traject.with_user(self.manager).unlink()
        client.unlink()
        point = self._create_action_point(traject_id=traject.id)
        with self.assertRaisesRegex(UserError, "Archive"):
            traject.with_user(self.coordinator).unlink()
        point.unlink()
        traject.with_user(self.coordinator).unlink()
        self.assertFalse(traject.exists())

    # ------------------------------------------------------------
    # METHOD
    # ------------------------------------------------------------

    def test_change_method(self):
        """Numbers and seats of the new method, but nobody loses a seat."""
        self.outer.state = "accepted"
        held = self.outer.seat_id
        traject = self.traject.with_user(self.coordinator)
        traject.method_id = self.env.ref("spiegelgesprek.method_werkplaats")
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(traject.debrief_days, 0)
        self.assertEqual(
            [(seat.role_id, seat.maximum) for seat in traject.seat_ids],
            [(self.roles["employee"], 20), (self.roles["chain_partner"], 0)],
        )
        self.assertEqual(self.outer.seat_id, held)
        self.assertEqual(held.taken, 1)

    def test_change_method_gives_seats(self):
        """Who was there without seats of his role gets one with the new method."""
        traject = self._create_traject(
            method_id=self.env.ref("spiegelgesprek.method_amc").id
        )
        partner = self._create_contact_participant(
            "chain_partner", traject_id=traject.id
        )
        self.assertFalse(partner.seat_id)
        partner.state = "accepted"
        traject.method_id = self.method
        self.assertEqual(partner.seat_id.role_id, self.roles["chain_partner"])
        self.assertEqual(partner.seat_id.taken, 1)

    def test_new_in_the_form(self):
        self.company.spiegelgesprek_method_id = self.method
        with Form(self.Traject.with_user(self.coordinator)) as form:
            self.assertEqual(form.method_id, self.method)
            form.name = "By hand"
            form.method_id = self.env.ref("spiegelgesprek.method_amc")
            self.assertEqual(form.minutes_conversation, 75)
        self.assertEqual(form.record.seat_ids.mapped("maximum"), [25])
        self.assertEqual(form.record.client_max, 12)

    def test_retention_maximum(self):
        self.company.spiegelgesprek_retention_months = 8
        traject = self.traject.with_user(self.coordinator)
        traject.retention_months = 8
        with self.assertRaisesRegex(ValidationError, "8 months"):
            traject.retention_months = 9
        with self.assertRaisesRegex(ValidationError, "8 months"):
            self._create_as(self.coordinator, retention_months=9)

    # ------------------------------------------------------------
    # COMPANIES, RIGHTS, ACTIONS
    # ------------------------------------------------------------

    def test_company_of_all_lines(self):
        company = self.env["res.company"].create({"name": "Second organisation"})
        goal = self.env["spiegelgesprek.goal"].create(
            {
                "name": "Elsewhere",
                "company_id": company.id,
            }
        )
        with self.assertRaises(UserError):
            self.traject.goal_ids = goal
        self.coordinator.company_ids |= company
        traject = self._create_traject(company_id=company.id)
        client = self._create_client(traject_id=traject.id)
        point = self._create_action_point(traject_id=traject.id)
        for record in (*traject.seat_ids, client, point):
            self.assertEqual(record.company_id, company, record._name)
        with self.assertRaises(UserError):
            point.goal_id = self.env["spiegelgesprek.goal"].create({"name": "Here"})

    def test_coordinator_only_from_the_group(self):
        allowed = self.env["res.users"].search(
            self.Traject._fields["user_id"].get_comodel_domain(self.Traject)
        )
        self.assertLessEqual(self.coordinator | self.other | self.manager, allowed)
        self.assertFalse((self.sponsor | self.employee) & allowed)

    def test_who_may_make_one(self):
        for user in (self.sponsor, self.facilitator, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._create_as(user)
        with self.assertRaises(AccessError):
            self.traject.with_user(self.other).name = "Mine now"

    def test_related_actions(self):
        traject = self.traject.with_user(self.coordinator)
        for name, model in (
            ("action_open_listeners", "spiegelgesprek.participant"),
            ("action_open_clients", "spiegelgesprek.participant"),
            ("action_open_action_points", "spiegelgesprek.action.point"),
        ):
            action = getattr(traject, name)()
            self.assertEqual(action["res_model"], model)
            self.assertEqual(action["context"]["default_traject_id"], traject.id)
        action = traject.action_open_clients()
        clients = self.env["spiegelgesprek.participant"].search(action["domain"])
        self.assertEqual(clients, self.client)
        self.assertIn(traject.code, action["display_name"])

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_listeners_are_added_in_lines(self):
        """The form adds people of the outer ring and the lead in their own lists."""
        partner = self.env["res.partner"].create({"name": "Another listener"})
        traject = self.traject.with_user(self.coordinator)
        traject.outer_participant_ids = [
            Command.create(
                {
                    "role_id": self.roles["employee"].id,
                    "partner_id": partner.id,
                }
            )
        ]
        self.assertEqual(
            traject.outer_participant_ids.partner_id, self.listener.partner_id | partner
        )
        self.assertEqual(traject.lead_participant_ids, self.lead)
