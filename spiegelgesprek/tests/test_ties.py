# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .common import QUIET, SpiegelgesprekCommon

FORM = "spiegelgesprek.spiegelgesprek_client_view_form"


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 12:00:00")
class TestTies(SpiegelgesprekCommon):
    """Whom clients know: the coordinator is warned, and nobody else learns of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = cls.client.with_user(cls.coordinator)
        cls.second = cls._create_client(name="Second")
        cls.contact = cls.listener.partner_id

    def _get_warning(self, client=None, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        client = client or self.client
        return client.with_user(user or self.coordinator).tie_warning or ""

    # ------------------------------------------------------------
    # STAFF
    # ------------------------------------------------------------

    def test_staff_who_listens(self):
        """Each kind that matters; whoever declined or withdrew is not there."""
        for kind, word in (
            ("caseworker", "Caseworker"),
            ("unwanted", "Rather not meet"),
            ("ex_partner", "Ex-partner"),
            ("parent_child", "Parent or child"),
            ("knows", ""),
            ("other", ""),
        ):
            tie = self._create_tie(self.client, kind=kind, partner_id=self.contact.id)
            with self.subTest(kind):
                expected = f"{self.contact.name} listens ({word})" if word else ""
                self.assertEqual(self._get_warning(), expected)
                self.assertEqual(self._get_warning(self.second), "")
            tie.unlink()

    def test_states_of_the_listener(self):
        self._create_tie(self.client, partner_id=self.contact.id)
        for state, warned in (
            ("draft", True),
            ("invited", True),
            ("waiting", True),
            ("accepted", True),
            ("declined", False),
            ("withdrawn", False),
        ):
            self.outer.state = state
            with self.subTest(state):
                self.assertEqual(bool(self._get_warning()), warned)

    def test_recruiter_who_listens(self):
        """Nobody has to note that: it is known who asked the client."""
        self.assertEqual(self._get_warning(), "")
        self._create_contact_participant("employee", self.recruiter)
        warning = f"{self.recruiter.name} listens (Recruiter)"
        self.assertEqual(self._get_warning(), warning)

    def test_who_leads(self):
        self._create_tie(
            self.client, kind="unwanted", partner_id=self.facilitator.partner_id.id
        )
        self.assertEqual(
            self._get_warning(), f"{self.facilitator.name} leads (Rather not meet)"
        )

    # ------------------------------------------------------------
    # INNER RING
    # ------------------------------------------------------------

    def test_one_ring(self):
        """What one says of the other warns for both, by number and not by name."""
        self._create_tie(
            self.client, kind="ex_partner", other_participant_id=self.second.id
        )
        for client, other in (
            (self.client, self.second),
            (self.second, self.client),
        ):
            expected = f"C{other.number} in the inner ring (Ex-partner)"
            self.assertEqual(self._get_warning(client), expected)
        self.second.state = "withdrawn"
        self.assertEqual(self._get_warning(), "")
        self.assertEqual(self._get_warning(self.second), "")

    def test_who_it_is(self):
        others = self._create_traject(user_id=self.other.id)
        elsewhere = self._create_client(traject_id=others.id)
        for values in (
            {},
            {"other_participant_id": self.client.id},
            {"other_participant_id": self.outer.id},
            {"other_participant_id": elsewhere.id},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                self._create_tie(self.client, **values)
        with self.assertRaises(ValidationError):
            self._create_tie(self.outer, partner_id=self.contact.id)
        self._create_tie(self.client, description="The neighbour")

    # ------------------------------------------------------------
    # WHO IS WARNED
    # ------------------------------------------------------------

    def test_on_the_form_and_the_traject(self):
        with Form(self.own, FORM) as form, form.tie_ids.new() as line:
            line.kind = "caseworker"
            line.partner_id = self.contact
        self.assertTrue(self._get_warning())
        for user, summary in (
            (self.coordinator, "Better not in one room: look at 1 clients"),
            (self.other, False),
            (self.manager, False),
        ):
            traject = self.traject.with_user(user)
            traject.invalidate_recordset()
            self.assertEqual(traject.tie_summary, summary, user.login)

    def test_recruiter_is_not_warned(self):
        """Also when he has the group of coordinators: it may be about himself."""
        self.recruiter.group_ids += self.env.ref(
            "spiegelgesprek.spiegelgesprek_group_coordinator"
        )
        self._create_tie(
            self.client, kind="unwanted", partner_id=self.recruiter.partner_id.id
        )
        self._create_contact_participant("employee", self.recruiter)
        self.assertTrue(self._get_warning())
        self.assertEqual(self._get_warning(user=self.recruiter), "")
        self.assertFalse(self.client.with_user(self.recruiter).tie_ids)

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_nothing_on_the_contact(self):
        """No field, no count, no refusal to delete, no privacy lookup finds it."""
        contact = self.env["res.partner"].create(
            {"name": "Zwlijster", "email": "zwlijster@canary.example"}
        )
        tie = self._create_tie(self.client, partner_id=contact.id)
        comodels = {
            field.comodel_name for field in self.env["res.partner"]._fields.values()
        }
        self.assertNotIn(tie._name, comodels)
        with self.assertRaises(AccessError):
            tie.with_user(self.employee).search([("partner_id", "=", contact.id)])
        self._look_up(contact)
        contact.unlink()
        self.assertFalse(tie.exists())

    def _look_up(self, contact):
        """Ask Odoo's own app for all that refers to a contact, when it is there."""
        if "privacy.lookup.wizard" not in self.env:
            return
        wizard = self.env["privacy.lookup.wizard"].create(
            {"name": contact.name, "email": contact.email}
        )
        wizard.action_lookup()
        models = set(wizard.line_ids.mapped("res_model"))
        self.assertIn("res.partner", models)
        self.assertFalse({m for m in models if m.startswith("spiegelgesprek.")})

    def test_merged_contacts(self):
        """Merging a double keeps the warning."""
        double = self.env["res.partner"].create({"name": "Double"})
        self._create_tie(self.client, partner_id=double.id)
        self.assertEqual(self._get_warning(), "")
        merge = self.env["base.partner.merge.automatic.wizard"].with_context(**QUIET)
        merge.create({})._merge((self.contact | double).ids, self.contact)
        self.assertIn(self.contact.name, self._get_warning())
