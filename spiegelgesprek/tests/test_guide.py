# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, tagged

from .common import SpiegelgesprekCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 12:00:00")
class TestGuide(SpiegelgesprekCommon):
    """The guide: made by who coordinates and who leads, read once it is released."""

    def _get_items(self, user):
        self.env.invalidate_all()
        items = self.env["spiegelgesprek.guide.item"].with_user(user)
        return items.search([("traject_id", "=", self.traject.id)])

    def _get_readers(self):
        users = {
            "coordinator": self.coordinator,
            "other": self.other,
            "manager": self.manager,
            "facilitator": self.facilitator,
            "recruiter": self.recruiter,
            "sponsor": self.sponsor,
            "listener": self.listener,
        }
        return {name for name, user in users.items() if self._get_items(user)}

    def test_release(self):
        always = {"coordinator", "other", "manager", "facilitator"}
        self.assertEqual(self._get_readers(), always)
        self.traject.with_user(self.facilitator).action_release_guide()
        self.assertTrue(self.traject.guide_released)
        self.assertEqual(self._get_readers(), always | {"recruiter", "sponsor"})
        self.traject.with_user(self.coordinator).action_retract_guide()
        self.assertEqual(self._get_readers(), always)

    def test_release_is_in_the_log(self):
        """Who released it stands in the chatter, once."""
        self.env.flush_all()
        self.cr.precommit.run()
        for _twice in range(2):
            self.traject.with_user(self.facilitator).action_release_guide()
            self.env.flush_all()
            self.cr.precommit.run()
        tracked = self.traject.message_ids.sudo().tracking_value_ids
        tracked = tracked.filtered(lambda t: t.field_id.name == "guide_released")
        self.assertEqual(len(tracked), 1)
        author = tracked.mail_message_id.author_id
        self.assertEqual(author, self.facilitator.partner_id)

    def test_who_releases(self):
        for user in (self.other, self.manager, self.sponsor, self.recruiter):
            traject = self.traject.with_user(user)
            with self.subTest(user=user.login):
                self.assertFalse(traject.is_guide_writer)
                with self.assertRaises(AccessError):
                    traject.action_release_guide()
        with self.assertRaises(AccessError):
            self.traject.with_user(self.listener).action_release_guide()
        self.assertFalse(self.traject.guide_released)

    def test_who_led(self):
        """Who withdrew writes and reads no more; who takes notes reads at the end."""
        note_taker = self._create_user(
            "notes", "spiegelgesprek.spiegelgesprek_group_user"
        )
        self._create_contact_participant("note_taker", note_taker)
        self.assertFalse(self._get_items(note_taker))
        self.assertFalse(self.traject.with_user(note_taker).is_guide_writer)
        self.traject.guide_released = True
        self.assertTrue(self._get_items(note_taker))
        self.lead.state = "withdrawn"
        self.assertFalse(self._get_items(self.facilitator))

    def test_facilitator_makes_it(self):
        """In the list of the guide: the traject itself is not his to change."""
        traject = self.traject.with_user(self.facilitator)
        self.assertTrue(traject.is_guide_writer)
        action = traject.action_open_guide()
        items = self.env["spiegelgesprek.guide.item"].with_user(self.facilitator)
        items = items.with_context(**action["context"])
        found = items.search(action["domain"])
        self.assertEqual(len(found), 10)
        new = items.create(
            {"block": "Open start", "text": "What helped?", "minutes": 5}
        )
        self.assertEqual(new.traject_id, self.traject)
        self.assertEqual(traject.guide_summary, "95 of 90 min.")
        found[:2].unlink()
        self.assertEqual(traject.guide_summary, "80 of 90 min.")
        with self.assertRaises(AccessError):
            traject.name = "Mine"

    def test_form(self):
        """The tab is for writing or for reading, as the rules have it."""
        for user, writes in (
            (self.coordinator, True),
            (self.manager, False),
            (self.facilitator, True),
            (self.sponsor, False),
        ):
            view = Form(self.traject.with_user(user))._view
            readonly = view["modifiers"]["guide_item_ids"]["readonly"]
            with self.subTest(user=user.login):
                self.assertEqual(readonly, "not is_guide_writer")
                traject = self.traject.with_user(user)
                self.assertEqual(traject.is_guide_writer, writes)
