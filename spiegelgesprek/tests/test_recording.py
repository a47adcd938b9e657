# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from .common import SpiegelgesprekCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 12:00:00")
class TestRecording(SpiegelgesprekCommon):
    """Recording takes a yes of everybody in the inner ring who comes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.companion = cls._create_client(role_id=cls.roles["companion"].id)
        cls.spare = cls._create_client()
        (cls.client | cls.companion).action_accept()
        cls.own = cls.traject.with_user(cls.coordinator)
        cls.own.recording = True

    def _get_stage(self, phase):
        stages = self.env["spiegelgesprek.stage"]
        return stages.search([("phase", "=", phase)], limit=1)

    def _agree(self):
        """Note the yes of everybody who comes; return that of the companion."""
        self._create_consent(self.client, "recording")
        return self._create_consent(self.companion, "recording")

    def _go(self):
        self.own.stage_id = self._get_stage("run")

    def test_everybody_who_comes(self):
        self.assertFalse(self.own._is_recording_agreed())
        self._create_consent(self.client, "recording")
        self.assertFalse(self.own._is_recording_agreed())
        line = self._create_consent(self.companion, "recording")
        self.assertTrue(self.own._is_recording_agreed())
        line.action_withdraw()
        self.assertFalse(self.own._is_recording_agreed())

    def test_minor(self):
        """A parent along with the youngster, as for taking part."""
        self._agree()
        self.client.age_band = "12_15"
        self.assertFalse(self.own._is_recording_agreed())
        self._create_consent(
            self.client, "recording", capacity="parent_one", given_by="Vader"
        )
        self.assertTrue(self.own._is_recording_agreed())

    def test_before_it_is_a_plan(self):
        """While clients are looked for, nobody needs to have said anything."""
        self.own.stage_id = self._get_stage("recruit")
        self.assertTrue(self.own.recording)

    def test_no_conversation_recorded_without(self):
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self._go()
        self._agree()
        self._go()
        self.assertTrue(self.own.recording)

    def test_nobody_switches_it_on_without(self):
        self.own.recording = False
        self._go()
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self.own.recording = True
        self._agree()
        self.own.recording = True

    def test_withdrawn(self):
        """It is off at once, and whoever reads the traject sees why, not who."""
        line = self._agree()
        self._go()
        line.with_user(self.coordinator).action_withdraw()
        self.assertFalse(self.own.recording)
        message = self.traject.message_ids[0]
        self.assertIn("Recording was switched off", message.body)
        self.assertNotIn(f"C{self.companion.number}", message.body)
        self.assertFalse(message.notified_partner_ids)

    def test_said_no_later(self):
        self._agree()
        self._go()
        self._create_consent(self.client, "recording", answer="no")
        self.assertFalse(self.own.recording)

    def test_somebody_else_comes(self):
        self._agree()
        self._go()
        self.spare.with_user(self.coordinator).action_invite()
        self.assertTrue(self.own.recording)
        self.spare.with_user(self.coordinator).action_accept()
        self.assertFalse(self.own.recording)

    def test_listeners_change_nothing(self):
        self._agree()
        self._go()
        self.outer.with_user(self.coordinator).action_accept()
        self.assertTrue(self.own.recording)
