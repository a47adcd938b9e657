# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from .common import SpiegelgesprekCommon

FORM = "spiegelgesprek.spiegelgesprek_client_view_form"


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 12:00:00")
class TestAgreementWalk(SpiegelgesprekCommon):
    """People who don't fit the form, each walked through: from passing on to attending.

    The recruiter passes on by the own page, the rest is done by the coordinator in the
    screens.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client.unlink()
        cls.clients = cls.env["spiegelgesprek.participant"].with_user(cls.coordinator)
        cls.own = cls.traject.with_user(cls.coordinator)
        # sudo: as the page behind the recruiter's link
        cls.page_sudo = cls.traject.recruitment_ids.sudo()

    def _pass_on(self, name, **values):
        """Pass somebody on, as the recruiter; the coordinator hears a yes."""
        form = {
            "name": name,
            "phone": "06 1234 5678",
            "contact_channel": "phone",
            "is_contactable": "1",
            "nonce": name,
        }
        self.assertFalse(self.page_sudo._pass_on(form))
        action = self.own.action_open_clients()
        client = self.clients.search([*action["domain"], ("name", "=", name)])
        self.assertEqual(client.with_user(self.recruiter).name, name)
        self.assertEqual(client.state, "invited")
        with Form(client, FORM) as screen:
            for field, value in values.items():
                screen[field] = value
        client.action_accept()
        return client

    def _note(self, client, purpose="take_part", **values):
        with Form(client, FORM) as form, form.consent_ids.new() as line:
            line.purpose = purpose
            for name, value in values.items():
                line[name] = value
        self._renew()

    def _know(self, client, **values):
        with Form(client, FORM) as form, form.tie_ids.new() as line:
            for name, value in values.items():
                line[name] = value
        self._renew()

    def _renew(self):
        self.env.flush_all()
        self.env.invalidate_all()

    def _brief(self, client):
        with Form(client, FORM) as form:
            for name in ("listeners", "experience", "own_case", "time", "unwanted"):
                form[f"brief_{name}"] = True
        client.action_briefed()
        self.assertTrue(client.briefing_date)

    def _attend(self, client):
        client.action_confirm()
        self.assertEqual(client.state, "confirmed")
        with freeze_time("2026-06-02 14:00:00"):
            client.action_attend()
        self.assertEqual(client.state, "attended")
        self.assertFalse(client.consent_missing)

    def _assert_not_attending(self, client, *words):
        with self.assertRaises(ValidationError) as caught, self.env.cr.savepoint():
            client.action_attend()
        self.env.invalidate_all()
        for word in words:
            self.assertIn(word, str(caught.exception))
        self.assertNotIn(client.name, str(caught.exception))

    def test_youngster_whose_guardian_is_the_organisation(self):
        board = self.env["res.partner"].create({"name": "Board member"})
        client = self._pass_on(name="Noa", relation="youngster", age_band="12_15")
        self.assertEqual(client.consent_missing, "own yes, yes of a representative")
        guardian = {"capacity": "guardian_organisation"}
        for partner in (
            self.recruiter.partner_id,
            self.coordinator.partner_id,
            self.listener.partner_id,
        ):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self._note(client, **guardian, given_by_id=partner)
        self._note(client, **guardian, given_by_id=board, channel="mail")
        self.assertEqual(client.consent_missing, "own yes")
        client.action_confirm()
        self._assert_not_attending(client, "own yes")
        # the youngster hesitates, and decides
        self._note(client, answer="no")
        self._assert_not_attending(client, "said no")
        client.action_agree_take_part()
        self._brief(client)
        self._attend(client)
        given_by = client.consent_ids.filtered("given_by_id").given_by
        self.assertEqual(given_by, "Board member")

    def test_adult_with_a_mentor(self):
        client = self._pass_on(name="Bea", age_band="adult", is_represented=True)
        client.action_agree_take_part()
        client.action_agree_share()
        self.assertEqual(client.consent_missing, "yes of a representative")
        self._assert_not_attending(client, "yes of a representative")
        self.assertFalse(client.is_shared_with_facilitator)
        for purpose in ("take_part", "share_with_facilitator"):
            self._note(client, purpose, capacity="curator_mentor", given_by="Mentor")
        self.assertFalse(client.consent_missing)
        self.assertTrue(client.is_shared_with_facilitator)
        self._attend(client)

    def test_parent_without_e_mail(self):
        """Letters and calls only: nothing is mailed, and nobody becomes a contact."""
        mails = self.env["mail.mail"].search_count([])
        contacts = self.env["res.partner"].search_count([])
        client = self._pass_on(
            name="Karim",
            relation="parent",
            age_band="adult",
            address="Kade 1, Rotterdam",
            contact_channel="post",
            contact_caution="Not on Fridays",
        )
        self.assertTrue(client._may_contact("post"))
        for channel in ("mail", "text", "voicemail"):
            self.assertFalse(client._may_contact(channel), channel)
        with self.assertRaises(UserError):
            client.action_text_message()
        self._note(client, channel="phone")
        self._brief(client)
        self._attend(client)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self.assertEqual(self.env["res.partner"].search_count([]), contacts)

    def test_listener_who_is_the_caseworker(self):
        listener = self.outer.with_user(self.coordinator)
        listener.action_accept()
        client = self._pass_on(name="Ina", age_band="adult")
        client.action_agree_take_part()
        self.assertFalse(client.tie_warning)
        self._know(client, kind="caseworker", partner_id=self.listener.partner_id)
        self.assertEqual(
            client.tie_warning, f"{self.listener.name} listens (Caseworker)"
        )
        self.assertTrue(self.own.tie_summary)
        listener.action_refuse()
        self._renew()
        self.assertFalse(client.tie_warning)
        self.assertFalse(self.own.tie_summary)
        # what he hears is what everybody hears
        other = self._create_contact_participant("chain_partner")
        self.assertEqual(listener._get_refusal_text(), other._get_refusal_text())
        mine = self.outer.with_user(self.listener)
        self.assertEqual(mine.state, "declined")
        self._attend(client)

    def test_ex_partner_in_the_ring(self):
        first = self._pass_on(name="Jo", age_band="adult")
        second = self._pass_on(name="Ali", age_band="adult")
        (first | second).action_agree_take_part()
        self._know(first, kind="ex_partner", other_participant_id=second)
        for client, other in ((first, second), (second, first)):
            expected = f"C{other.number} in the inner ring (Ex-partner)"
            self.assertEqual(client.tie_warning, expected)
        # it warns: they talk about it, and one of them comes another time
        second.action_withdraw()
        self._renew()
        self.assertFalse(first.tie_warning)
        self.assertFalse(self.own.tie_summary)
        self._attend(first)
