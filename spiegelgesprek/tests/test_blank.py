# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..models import spiegelgesprek_participant_blank as blank
from .common import SpiegelgesprekCommon

NOW = datetime(2026, 5, 4, 9)
WORDS = ("name", "alias", "email", "phone", "address", "contact_caution")
LOGGER = "odoo.addons.spiegelgesprek.models.spiegelgesprek_participant_blank"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestBlank(SpiegelgesprekCommon):
    """Who declines or withdraws is forgotten within a fortnight."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bird = cls._create_client(
            **{name: f"zwijsvogel{name.replace('_', '')}" for name in WORDS},
            relation="parent",
            age_band="adult",
            contact_channel="phone",
            lang="en_US",
            recruiter_id=cls.recruiter.id,
        )
        cls.own = cls.bird.with_user(cls.coordinator)

    def _run_job(self, days=0):
        # what fell off did so before the night of the job
        self.env.flush_all()
        with freeze_time(NOW + timedelta(days=days)):
            jobs = self.env.registry["ir.cron"]
            with patch.object(jobs, "_commit_progress", lambda *a, **k: 1):
                self.env["spiegelgesprek.participant"]._cron_blank()
        self.env.flush_all()
        self.env.invalidate_all()

    def _leave_traces(self):
        """Do what leaves words of a client all over Odoo, also by hand."""
        self.own.action_invite()
        self.own.action_accept()
        self.own.write(
            {"transport": "zwijsvogel by taxi", "diet": "zwijsvogel eats no fish"}
        )
        # as it comes in: by the software
        self.env["spiegelgesprek.mail"].create(
            {
                "participant_id": self.bird.id,
                "kind": "reply",
                "body": "zwijsvogel wrote back",
            }
        )
        self._create_consent(
            self.bird, capacity="parent_one", given_by="zwijsvogel senior"
        )
        self._create_tie(self.bird, description="zwijsvogel's neighbour")
        self._create_tie(self.client, other_participant_id=self.bird.id)
        model, here = self.bird._name, self.bird.id
        self.env["ir.attachment"].with_user(self.coordinator).create(
            {
                "name": "zwijsvogel.txt",
                "raw": b"zwijsvogel",
                "res_model": model,
                "res_id": here,
            }
        )
        message = self.env["mail.message"].create(
            {"model": model, "res_id": here, "body": "zwijsvogel called back"}
        )
        self.env["mail.mail"].create(
            {
                "mail_message_id": message.id,
                "email_to": "zwijsvogel@canary.example",
                "state": "exception",
                "auto_delete": False,
            }
        )
        # as an import does, with a column of ids
        self.env["ir.model.data"].create(
            {
                "module": "__import__",
                "name": "zwijsvogel",
                "model": model,
                "res_id": here,
            }
        )
        field = self.env["ir.model.fields"]._get(model, "name")
        self.env["mail.tracking.value"].create(
            {
                "field_id": field.id,
                "mail_message_id": message.id,
                "new_value_char": "zwijsvogel",
            }
        )

    # ------------------------------------------------------------
    # WHAT IS LEFT
    # ------------------------------------------------------------

    def test_nothing_is_left(self):
        """In no table of the database: not in messages, mails, tracking or files."""
        self._leave_traces()
        self.assertGreater(len(self._find_tables("zwijsvogel")), 4)
        self.own.action_withdraw()
        self._run_job(days=14)
        self.assertFalse(self._find_tables("zwijsvogel"))

    def test_what_stays(self):
        """Number, role, state and reason: what is counted."""
        self.own.write({"state": "declined", "decline_reason": "listeners"})
        number, recruitment = self.bird.number, self.bird.recruitment_id
        self._run_job(days=14)
        for name in self.bird._get_identity_fields():
            self.assertFalse(self.bird[name], name)
        self.assertEqual(self.bird.date_blanked, date(2026, 5, 18))
        self.assertEqual(
            (self.bird.number, self.bird.state, self.bird.decline_reason),
            (number, "declined", "listeners"),
        )
        self.assertEqual(self.bird.recruitment_id, recruitment)
        self.assertEqual(recruitment.passed_on, 2)
        code = self.traject.code
        self.assertEqual(self.bird.display_name, f"{code} · C{number}")
        self.assertEqual(self.traject.with_user(self.other).meter_off, 1)

    def test_recruiter_sees_no_empty_line(self):
        """That it was cleared would tell the recruiter what the client said."""
        self.own.action_decline()
        self._run_job(days=14)
        seen = self.bird.with_user(self.recruiter)
        self.assertFalse(seen.search([("id", "=", self.bird.id)]))

    def test_every_field_of_a_client_is_thought_of(self):
        """A new field that says something of a person is cleared, or stands here."""
        stays = {
            "id",
            "traject_id",
            "number",
            "role_id",
            "ring",
            "is_client",
            "seat_id",
            "state",
            "company_id",
            "partner_id",
            "create_uid",
            "create_date",
            "write_uid",
            "write_date",
            # counted
            "recruitment_id",
            "companion_of_id",
            "is_contactable",
            "decline_reason",
            "date_off",
            "date_blanked",
            # of the software itself
            "form_nonce",
            "appointment_sequence",
            "answered_by",
            "answer_date",
            "answer_for",
            "call_outcome",
            "call_date",
            "call_next",
            "call_tries",
            "call_is_moved",
            "call_before",
            # of who leads or listens, and what an agreement comes to
            "is_refused",
            "rules_date",
            "waiting_number",
            "waiting_since",
            "is_shared_with_facilitator",
            "independence_reason",
            "independence_date",
            "facilitator_token",
        }
        stored = {
            name
            for name, field in self.bird._fields.items()
            if field.store and field.column_type
        }
        self.assertEqual(stored - stays, {*self.bird._get_identity_fields()})

    # ------------------------------------------------------------
    # WHEN
    # ------------------------------------------------------------

    def test_within_a_fortnight(self):
        self.own.action_withdraw()
        self._run_job(days=12)
        self.assertTrue(self.bird.name)
        self._run_job(days=13)
        self.assertFalse(self.bird.name)

    def test_comes_after_all(self):
        """The clock starts again with each time that somebody falls off."""
        self.own.action_withdraw()
        self.env.flush_all()
        with freeze_time(NOW + timedelta(days=10)):
            self.own.action_accept()
            self.env.flush_all()
        self._run_job(days=20)
        self.assertTrue(self.bird.name)
        with freeze_time(NOW + timedelta(days=20)):
            self.own.action_withdraw()
            self.env.flush_all()
        self._run_job(days=32)
        self.assertTrue(self.bird.name)
        self._run_job(days=33)
        self.assertFalse(self.bird.name)

    def test_filled_in_again(self):
        self.own.action_withdraw()
        self._run_job(days=14)
        self.own.name = "zwijsvogel"
        self.assertFalse(self.bird.date_blanked)
        self._run_job(days=15)
        self.assertFalse(self.bird.name)

    def test_catches_up(self):
        """After a month without the job, and again: once."""
        self.own.action_withdraw()
        self._run_job(days=45)
        self._run_job(days=46)
        self.assertEqual(self.bird.date_blanked, date(2026, 6, 18))

    def test_others_stay(self):
        """Listeners, who leads and clients who come are not touched; who came along
        and fell off is."""
        companion = self._create_client(role_id=self.roles["companion"].id)
        (self.outer | self.lead | companion).state = "withdrawn"
        self.bird.state = "accepted"
        self._run_job(days=60)
        self.assertFalse(companion.name)
        self.assertTrue(self.bird.name)
        self.assertEqual(self.outer.partner_id, self.listener.partner_id)
        self.assertFalse((self.outer | self.lead).filtered("date_blanked"))

    @mute_logger(LOGGER)
    def test_one_that_fails(self):
        """Keeps nobody else's data."""
        (self.bird | self.client).state = "declined"
        model = self.env.registry["spiegelgesprek.participant"]
        original = model._unlink_traces

        def unlink(participants):
            if self.client in participants:
                raise ValueError
            return original(participants)

        with patch.object(model, "_unlink_traces", unlink):
            self._run_job(days=14)
        self.assertFalse(self.bird.name)
        self.assertTrue(self.client.name)
        self._run_job(days=15)
        self.assertFalse(self.client.name)

    def test_in_batches(self):
        clients = self.client | self.bird | self._create_client()
        clients.state = "declined"
        with patch.object(blank, "BLANK_BATCH", 2):
            self._run_job(days=14)
        self.assertFalse(any(clients.mapped("name")))
