# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, new_test_user
from odoo.tools import mute_logger

from .common import QUIET, SpiegelgesprekCommon

MAIL = """\
From: Somebody <somebody@spiegelgesprek.example>
To: nobody@spiegelgesprek.example
Subject: Let me in
Message-Id: <shield@spiegelgesprek.example>

Hello
"""


@freeze_time("2026-03-10 12:00:00")
class TestShieldOfOdoo(SpiegelgesprekCommon):
    """Ways around the shield that lead through Odoo's own screens and methods."""

    def test_mail_fed_in_by_hand(self):
        """Odoo would write these values with all rights, for anybody."""
        take = [(1, self.client.id, {"recruiter_id": self.listener.id})]
        values = {"name": "X", "method_id": self.method.id, "participant_ids": take}
        portal = new_test_user(self.env, "sg_mail", "base.group_portal", context=QUIET)
        for user in (self.listener, self.other, self.manager, self.employee, portal):
            threads = self.env["mail.thread"].with_user(user)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                threads.message_process("spiegelgesprek.traject", MAIL, values)
        self.assertEqual(self.client.recruiter_id, self.recruiter)

    def test_mail_that_odoo_fetches(self):
        """Fetching mail goes on: as the system, and as an administrator."""
        admin = self._create_user("admin", "base.group_system")
        for threads, number in (
            (self.env["mail.thread"], 1),
            (self.env["mail.thread"].with_user(admin), 2),
        ):
            mail = MAIL.replace("shield@", f"shield{number}@")
            thread_id = threads.message_process("res.partner", mail)
            self.assertTrue(self.env["res.partner"].browse(thread_id).exists())

    def test_import_of_others(self):
        """A file with clients is read by nobody but who imports it."""
        imports = self.env["base_import.import"]
        own = imports.with_user(self.coordinator).create(
            {"res_model": "spiegelgesprek.participant", "file": b"Quirinia"}
        )
        for user in (self.other, self.manager, self.listener, self.employee):
            with self.subTest(user=user.login):
                theirs = imports.with_user(user)
                self.assertFalse(theirs.search([("id", "=", own.id)]))
                with self.assertRaises(AccessError):
                    theirs.browse(own.id).read(["file"])
                with self.assertRaises(AccessError):
                    theirs.browse(own.id).file = b"recruiter_id"
        self.assertTrue(own.read(["file"]))

    def _debug_mode(self):
        """Give everybody the group that the debug mode gives."""
        users = self.registry["res.users"]
        return patch.object(users, "has_group", lambda *_args: True)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_refusal_names_nobody(self):
        """In debug mode Odoo lists the records that were refused, by name."""
        self.traject.name = "Secret topic"
        outer = self._create_contact_participant("employee")
        outer.partner_id.name = "Hidden listener"
        others = self._create_traject(user_id=self.other.id, name="Secret topic")
        theirs = self._create_client(traject_id=others.id)
        for record in (self.client, others, theirs):
            with self._debug_mode(), self.assertRaises(AccessError) as refused:
                record.with_user(self.facilitator).read(["company_id"])
            text = str(refused.exception)
            self.assertNotIn("Secret topic", text)
            self.assertNotIn(others.code, text)
            self.assertNotIn(self.traject.code, text)

    def test_searches_for_people_stay_private(self):
        coordinator = self.coordinator
        values = {
            "name": "Her",
            "model_id": "spiegelgesprek.participant",
            "domain": "[('name', 'ilike', 'Quirinia')]",
        }
        searches = self.env["ir.filters"].with_user(coordinator)
        both = [(6, 0, (coordinator | self.other).ids)]
        for users in ([], both):
            with self.subTest(users=users), self.assertRaises(ValidationError):
                searches.create(dict(values, user_ids=users))
        own = searches.create(dict(values, user_ids=[(6, 0, coordinator.ids)]))
        with self.assertRaises(ValidationError):
            own.user_ids = both
        searches.create(
            {"name": "Ours", "model_id": "spiegelgesprek.traject", "domain": "[]"}
        )

    def test_searches_by_people_stay_private(self):
        """Also of something else, on the way through its people."""
        searches = self.env["ir.filters"].with_user(self.coordinator)
        point, traject = "spiegelgesprek.action.point", "spiegelgesprek.traject"
        by_name = "('participant_ids.name', 'ilike', 'Quirinia')"
        nested = "('participant_ids', 'any', [('name', 'ilike', 'Quirinia')])"
        for model, domain in (
            (traject, f"[{by_name}]"),
            (traject, f"['|', ('name', '=', 'A'), {by_name}]"),
            (traject, f"[('name', '=', 'A')] + [{nested}]"),
            (traject, "[('participant_ids', 'ilike', 'Quirinia')]"),
            (point, f"['!', ('traject_id', 'any', [{nested}])]"),
            ("calendar.event", f"[('traject_id', 'any', ['&', {nested}, {by_name}])]"),
        ):
            values = {"name": "Her", "model_id": model, "domain": domain}
            with self.subTest(domain), self.assertRaises(ValidationError):
                searches.create(values)
            searches.create(dict(values, user_ids=[(6, 0, self.coordinator.ids)]))
        shared = searches.create(
            {
                "name": "Mine",
                "model_id": traject,
                "domain": "['|', ('user_id', '=', uid), ('seat_ids.maximum', '>', 2)]",
            }
        )
        with self.assertRaises(ValidationError):
            shared.domain = f"[{by_name}]"

    def test_screen_of_listeners_shows_no_clients(self):
        action = self.traject.with_user(self.coordinator).action_open_listeners()
        people = self.env["spiegelgesprek.participant"].search(action["domain"])
        self.assertEqual(people, self.outer | self.lead)

    def test_calendar_tells_no_topics(self):
        self.traject.date_conversation = "2026-06-02 12:00:00"
        event = self.traject.conversation_id
        for user in (self.listener, self.facilitator, self.employee):
            with self.subTest(user=user.login):
                events = event.with_user(user)
                with self.assertRaises(AccessError):
                    events.read(["traject_id"])
                with self.assertRaises(AccessError):
                    events.search([("traject_id.name", "ilike", "youngsters")])

    def test_no_meeting_is_planted_on_a_traject(self):
        for user in (self.other, self.coordinator):
            event = (
                self.env["calendar.event"]
                .with_user(user)
                .create(
                    {
                        "name": "Mine",
                        "start": "2026-06-02 12:00:00",
                        "stop": "2026-06-02 13:00:00",
                    }
                )
            )
            if user == self.coordinator:
                event.traject_id = self.traject
            else:
                with self.assertRaises(AccessError):
                    event.traject_id = self.traject
        self.assertEqual(event.traject_id, self.traject)

    def test_log_accuses_nobody_who_saw_nothing(self):
        logs = self.env["spiegelgesprek.access.log"]
        for user in (self.other, self.sponsor, self.facilitator):
            self.traject.with_user(user).action_open_clients()
        self.assertFalse(logs.search([]))
        self.traject.with_user(self.recruiter).action_open_clients()
        self.assertEqual(logs.search([]).user_id, self.recruiter)

    def test_numbers_tell_no_count_of_clients(self):
        """Neither the number of a listener, nor asking for ids one by one."""
        for _number in range(3):
            self._create_client()
        late = self._create_contact_participant("note_taker")
        self.assertEqual(late.number, 3)
        trajects = self.env["spiegelgesprek.traject"].with_user(self.facilitator)
        with self.assertRaises(AccessError):
            trajects.search([("participant_ids", "in", self.client.ids)])
        for name in ("outer_participant_ids", "lead_participant_ids"):
            self.assertFalse(trajects.search([(name, "in", self.client.ids)]), name)
