# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date, datetime

from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, tagged

from .common import GROUP, SpiegelgesprekCommon
from .web_client import count_queries

COORDINATES = "Coordinates this traject"
LISTENS = "Listens in this traject"
DEPARTMENT = "Belongs to the same department"
ORGANISATION = "Belongs to the same organisation, and is not known as trained inside"
POOL = {
    "is_spiegelgesprek_facilitator": True,
    "spiegelgesprek_origin": "hired",
    "spiegelgesprek_training_date": "2024-05-01",
    "spiegelgesprek_confidentiality_date": "2025-01-15",
}


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 12:00:00")
class TestFacilitator(SpiegelgesprekCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Partner = cls.env["res.partner"]
        cls.organisation, cls.elsewhere = Partner.create(
            [
                {"name": "Organisation", "is_company": True},
                {"name": "Elsewhere", "is_company": True},
            ]
        )
        cls.team, cls.team_2 = Partner.create(
            [
                {"name": name, "parent_id": cls.organisation.id}
                for name in ("Team North", "Team South")
            ]
        )
        cls.leader = cls.lead.partner_id
        cls.traject.department_id = cls.team
        cls.listener.partner_id.parent_id = cls.team
        cls.own_lead = cls.lead.with_user(cls.coordinator)

    def _get_breach(self):
        self.env.flush_all()
        self.env.invalidate_all()
        open_there = self.traject.with_user(self.coordinator).is_independence_open
        breach = self.own_lead.independence_breach
        self.assertEqual(
            open_there, bool(breach) and not self.own_lead.independence_reason
        )
        return breach or ""

    # ------------------------------------------------------------
    # INDEPENDENCE
    # ------------------------------------------------------------

    def test_independent(self):
        self.assertEqual(self._get_breach(), "")
        self.leader.parent_id = self.elsewhere
        self.assertEqual(self._get_breach(), "")

    def test_same_organisation(self):
        """A colleague, unless trained inside and of another department."""
        self.leader.parent_id = self.team_2
        self.assertEqual(self._get_breach(), ORGANISATION)
        self.leader.spiegelgesprek_origin = "inside"
        self.assertEqual(self._get_breach(), "")
        self.leader.spiegelgesprek_origin = "hired"
        self.assertEqual(self._get_breach(), ORGANISATION)

    def test_same_department(self):
        """Also for who was trained inside: of the traject, or of a listener."""
        self.leader.write(
            {"parent_id": self.team.id, "spiegelgesprek_origin": "inside"}
        )
        self.assertEqual(self._get_breach(), DEPARTMENT)
        self.traject.department_id = False
        self.assertEqual(self._get_breach(), DEPARTMENT)
        self.listener.partner_id.parent_id = self.team_2
        self.assertEqual(self._get_breach(), "")

    def test_right_below_the_organisation(self):
        """Without a department nobody shares one."""
        self.leader.write(
            {"parent_id": self.organisation.id, "spiegelgesprek_origin": "inside"}
        )
        self.listener.partner_id.parent_id = self.organisation
        self.assertEqual(self._get_breach(), "")
        self.traject.department_id = self.organisation
        self.assertEqual(self._get_breach(), DEPARTMENT)

    def test_coordinator(self):
        self.lead.partner_id = self.coordinator.partner_id
        self.assertEqual(self._get_breach(), COORDINATES)
        self.traject.user_id = self.other
        self.own_lead = self.lead.with_user(self.other)
        self.assertEqual(self._get_breach(), "")

    def test_listens_here(self):
        row = self._create_contact_participant("chain_partner", self.facilitator)
        self.assertEqual(self._get_breach(), LISTENS)
        row.unlink()
        self.assertEqual(self._get_breach(), "")

    def test_only_who_leads(self):
        """Assistants and note takers have no ties to explain."""
        self.leader.parent_id = self.team
        self.lead.role_id = self.roles["note_taker"]
        self.assertEqual(self._get_breach(), "")
        self.lead.role_id = self.roles["co_facilitator"]
        self.assertTrue(self._get_breach())

    def test_who_withdrew(self):
        self.leader.parent_id = self.team
        self.assertTrue(self.traject.is_independence_open)
        self.lead.state = "withdrawn"
        self.assertFalse(self.traject.is_independence_open)

    def test_reason(self):
        """A tie stops nobody; the reason stands with its date, and is not a gap."""
        self.traject.stage_id = self.env.ref("spiegelgesprek.stage_setup")
        self.leader.parent_id = self.team
        traject = self.traject.with_user(self.coordinator)
        self.assertIn("independent", traject.gap_ids.mapped("kind"))
        self.own_lead.action_accept()
        self.own_lead.independence_reason = "Left the team two years ago"
        self.assertEqual(self.lead.independence_date, date(2026, 3, 10))
        self.assertTrue(self._get_breach())
        self.assertNotIn("independent", traject.gap_ids.mapped("kind"))
        self.own_lead.independence_date = date(2026, 3, 1)
        self.own_lead.independence_reason = "Left the team long ago"
        self.assertEqual(self.lead.independence_date, date(2026, 3, 1))

    def test_form_warns(self):
        """As soon as somebody is chosen, before anything is saved."""
        self.leader.parent_id = self.team
        self.lead.unlink()
        Participant = self.env["spiegelgesprek.participant"]
        form = Form(
            Participant.with_user(self.coordinator).with_context(
                default_traject_id=self.traject.id
            )
        )
        form.role_id = self.roles["facilitator"]
        form.partner_id = self.leader
        self.assertEqual(form.independence_breach, DEPARTMENT)
        form.independence_reason = "Only the office is shared"
        self.assertEqual(form.save().independence_date, date(2026, 3, 10))

    def test_names_nobody(self):
        """What is said of a tie holds no name of a listener or department."""
        self.leader.parent_id = self.team
        self._create_contact_participant("chain_partner", self.facilitator)
        breach = self._get_breach()
        self.assertEqual(breach, f"{LISTENS}\n{DEPARTMENT}")
        for name in (self.team.name, self.listener.name):
            self.assertNotIn(name, breach)

    def test_who_may_not_read(self):
        names = ["independence_breach", "independence_reason"]
        stranger = self._create_user("stranger", GROUP % "user")
        for user in (stranger, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.lead.with_user(user).read(names)
        with self.assertRaises(AccessError):
            self.lead.with_user(self.facilitator).write({"independence_reason": "No"})

    # ------------------------------------------------------------
    # THE POOL
    # ------------------------------------------------------------

    def test_pool(self):
        user = self._create_user(
            "contacts", f"base.group_partner_manager,{GROUP % 'coordinator'}"
        )
        leader = self.team.with_user(user).create({"name": "Leader"})
        leader.write(POOL)
        action = self.env.ref("spiegelgesprek.spiegelgesprek_facilitator_action")
        found = leader.search(
            [("is_spiegelgesprek_facilitator", "=", True), ("id", "=", leader.id)]
        )
        self.assertEqual(found, leader)
        self.assertIn("is_spiegelgesprek_facilitator", action.domain)

    def test_pool_is_for_users_of_the_app(self):
        self.leader.write(POOL)
        partner = self.leader.with_user(self.employee)
        for name in (*POOL, "spiegelgesprek_sector_ids", "spiegelgesprek_led_count"):
            self.assertNotIn(name, partner.fields_get())
            with self.assertRaises(AccessError):
                partner.read([name])
            with self.assertRaises(AccessError):
                partner.search([(name, "!=", False)])

    def test_led(self):
        """Held, led, and not cancelled; twice in one traject is one conversation."""
        held = self._add_conversation("accepted", datetime(2026, 3, 9, 12))
        self._create_contact_participant(
            "co_facilitator", self.facilitator, traject_id=held.id, state="attended"
        )
        for state, day, values in (
            ("withdrawn", datetime(2026, 3, 9, 12), {}),
            ("accepted", datetime(2026, 3, 11, 12), {}),
            ("accepted", False, {}),
            (
                "accepted",
                datetime(2026, 3, 8, 12),
                {"stage_id": self.env.ref("spiegelgesprek.stage_cancelled").id},
            ),
        ):
            self._add_conversation(state, day, **values)
        leader = self.leader.with_user(self.coordinator)
        self.assertEqual(leader.spiegelgesprek_led_count, 1)
        self.lead.state = "attended"
        self.traject.date_conversation = datetime(2026, 3, 2, 12)
        self.env.invalidate_all()
        self.assertEqual(leader.spiegelgesprek_led_count, 2)

    def _add_conversation(self, state, day, **values):
        traject = self._create_traject(date_conversation=day, **values)
        self._create_contact_participant(
            "facilitator", self.facilitator, traject_id=traject.id, state=state
        )
        return traject

    def test_queries(self):
        """One query counts for all contacts."""
        partners = self.env["res.partner"].create([{"name": str(n)} for n in range(40)])
        partners = partners.with_user(self.coordinator)

        def count(records):
            return count_queries(
                self.env, lambda: records.mapped("spiegelgesprek_led_count")
            )

        count(partners)
        self.assertEqual(count(partners[:2]), count(partners))
