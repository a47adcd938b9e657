# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import file_open

from .common import SpiegelgesprekCommon

CANARIES = (
    "Quirinia",
    "Kanariepiet",
    "canary.example",
    "98765432",
    "Vogeldorp",
    "zilvervink",
)


class TestNeutralize(SpiegelgesprekCommon):
    """A copy of the database, made to try things out, knows no clients."""

    def _neutralize(self):
        self.env.flush_all()
        with file_open("spiegelgesprek/data/neutralize.sql") as script:
            self.env.cr.execute(script.read())
        self.env.invalidate_all()

    def _get_lines(self):
        """Return what the database holds, as text, by id of the participant."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT id, line::text FROM spiegelgesprek_participant AS line"
        )
        return dict(self.env.cr.fetchall())

    def test_nothing_of_a_client_is_left(self):
        self.client.write(
            {
                "lang": "en_US",
                "relation": "parent",
                "age_band": "16_17",
                "contact_channel": "phone",
            }
        )
        before = self._get_lines()[self.client.id]
        for canary in CANARIES:
            self.assertIn(canary, before)
        self._neutralize()
        after = self._get_lines()[self.client.id]
        for canary in CANARIES:
            self.assertNotIn(canary, after)
        for name in ("lang", "relation", "age_band", "contact_channel", "recruiter_id"):
            self.assertFalse(self.client[name], name)

    def test_every_field_of_a_client_is_thought_of(self):
        """A new field of participants is blanked, or is put on this list."""
        harmless = {
            "traject_id",
            "role_id",
            "seat_id",
            "company_id",
            "partner_id",
            "number",
            "ring",
            "is_client",
            "state",
            "is_refused",
            "is_shared_with_facilitator",
            "answered_by",
            "answer_date",
            "answer_for",
            "appointment_sequence",
            "rules_date",
            "waiting_number",
            "waiting_since",
            "create_uid",
            "create_date",
            "write_uid",
            "write_date",
        }
        with file_open("spiegelgesprek/data/neutralize.sql") as script:
            sql = script.read()
        for name, field in self.client._fields.items():
            if field.store and field.column_type and name not in harmless | {"id"}:
                with self.subTest(name):
                    self.assertRegex(sql, rf"\b{name} = NULL")

    def test_agreement_and_known_people(self):
        """That somebody agreed stays; who spoke for whom, and who knows whom, not."""
        contact = self.listener.partner_id.id
        line = self._create_consent(
            self.client,
            capacity="guardian_organisation",
            given_by_id=self.sponsor.partner_id.id,
            given_by="Zwlijster",
        )
        tie = self._create_tie(self.client, partner_id=contact)
        self._neutralize()
        self.assertFalse(line.given_by)
        self.assertFalse(line.given_by_id)
        self.assertEqual(line.purpose, "take_part")
        self.assertFalse(tie.exists())

    def test_every_field_of_an_agreement_is_thought_of(self):
        """A new field is blanked, or is put on this list; known people go whole."""
        harmless = {
            "participant_id",
            "traject_id",
            "company_id",
            "purpose",
            "answer",
            "capacity",
            "channel",
            "date",
            "date_withdrawn",
            "noted_by",
        }
        with file_open("spiegelgesprek/data/neutralize.sql") as script:
            sql = script.read()
        consent = sql.split("UPDATE spiegelgesprek_consent")[1].split(";")[0]
        for name, field in self.env["spiegelgesprek.consent"]._fields.items():
            if not field.store or name in {*harmless, *models.MAGIC_COLUMNS}:
                continue
            with self.subTest(name):
                self.assertRegex(consent, rf"\b{name} = NULL")

    def test_companions_too(self):
        companion = self._create_client(role_id=self.roles["companion"].id)
        self._neutralize()
        for canary in CANARIES:
            self.assertNotIn(canary, self._get_lines()[companion.id])

    def test_others_stay(self):
        ids = (self.outer | self.lead).ids
        before = self._get_lines()
        self._neutralize()
        after = self._get_lines()
        for participant_id in ids:
            self.assertEqual(after[participant_id], before[participant_id])
        self.assertEqual(self.outer.partner_id, self.listener.partner_id)

    def test_links_of_others_are_closed(self):
        """A link of the copy would open the page where the copy was made."""
        self.outer.state = "invited"
        self.assertTrue(self.outer.invitation_token)
        self._neutralize()
        self.assertFalse(self.outer.invitation_token)

    def test_mails_that_wait(self):
        """To nobody from a copy: an address of a client, or a link that still works."""
        self.client.write({"state": "attended", "contact_channel": "mail"})
        self.lead.state = "accepted"
        ticket = self.traject.sudo()._open_evaluation("inner")[:1]
        self.client._mail_evaluation()
        self.client._mail_evaluation_reminder(ticket)
        self.lead.action_mail_facilitator_link()
        links = [ticket.token, self.lead.facilitator_token]
        self._neutralize()
        self.env.cr.execute(
            "SELECT state, concat(email_to, body_html, headers) FROM mail_mail"
        )
        for state, text in self.env.cr.fetchall():
            for canary in (*CANARIES, *links):
                self.assertNotIn(canary, text)
            if not text:
                self.assertEqual(state, "cancel")

    def test_every_token_is_thought_of(self):
        """Of all our models: emptied, or gone with the whole line."""
        with file_open("spiegelgesprek/data/neutralize.sql") as script:
            sql = script.read()
        found = []
        for model in self.env.registry.values():
            if not model._name.startswith("spiegelgesprek.") or model._transient:
                continue
            for name, field in model._fields.items():
                if field.store and "token" in name and field.type == "char":
                    found.append(name)
                    with self.subTest(model=model._name, field=name):
                        gone = f"DELETE FROM {model._table};" in sql
                        part = sql.partition(f"UPDATE {model._table}\n   SET {name}")
                        self.assertTrue(gone or part[2].startswith(" = NULL;"))
        self.assertGreaterEqual(len(found), 4)

    def test_counts_stay(self):
        self.client.action_accept()
        self._neutralize()
        self.assertEqual(self.traject.client_count, 1)
