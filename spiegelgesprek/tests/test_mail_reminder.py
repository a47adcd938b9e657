# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta
from unittest.mock import patch

from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .mail_common import MailCommon

START = datetime(2026, 5, 1, 9)
EMPLOYEE = "spiegelgesprek.mail_template_invitation_employee"


@tagged("post_install", "-at_install")
@freeze_time(START)
class TestMailReminder(MailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.traject.reminder_days = 5
        cls.anna = cls._create_listener("Anna Bos", lang="nl_NL")
        cls.invited = cls.outer | cls.anna

    def setUp(self):
        super().setUp()
        own = self._own(self.invited)
        own._queue_mail(EMPLOYEE, kind="invitation")
        own.action_invite()
        self._send_queue()

    def _remind(self, days):
        """Run the job so many days after the invitation; return who gets a mail."""
        before = self._get_lines(self.invited)
        with freeze_time(START + timedelta(days=days)):
            self.env["spiegelgesprek.participant"]._cron_remind()
        self.env.flush_all()
        lines = self._get_lines(self.invited) - before
        self.assertLessEqual({*lines.mapped("kind")}, {"reminder"})
        self.env.invalidate_all()
        return lines.participant_id

    def test_one_reminder(self):
        self.assertFalse(self._remind(4))
        self.assertEqual(self._remind(5), self.invited)
        for days in (5, 6, 20):
            self.assertFalse(self._remind(days))
        mails = self._send_queue()
        self.assertEqual(len(mails), 2)
        self.assertEqual(mails[0]["Subject"], "Will you let us know?")

    def test_missed_days(self):
        self.assertEqual(self._remind(12), self.invited)

    def test_who_answered(self):
        for state in ("accepted", "declined", "waiting", "withdrawn"):
            with self.subTest(state=state):
                self.outer.state = state
                self.assertNotIn(self.outer, self._get_due(6))
        self.assertIn(self.anna, self._get_due(6))

    def _get_due(self, days):
        people = self.env["spiegelgesprek.participant"]
        self.env.flush_all()
        with freeze_time(START + timedelta(days=days)):
            return people.search(people._get_reminder_domain())

    def test_when_nobody_is_reminded(self):
        """None wanted, the conversation is over or off, or the link is closed."""
        for values in (
            {"reminder_days": 0},
            {"stage_id": self.env.ref("spiegelgesprek.stage_cancelled").id},
            {"active": False},
            {"date_conversation": START + timedelta(days=3)},
            {"date_conversation": False},
        ):
            with self.subTest(values=values):
                with self.env.cr.savepoint() as savepoint:
                    self.traject.write(values)
                    self.assertFalse(self._get_due(6))
                    savepoint.rollback()
                self.env.invalidate_all()
        with patch.object(
            self.env.registry["spiegelgesprek.participant"],
            "_is_token_valid",
            lambda *args: False,
        ):
            self.assertFalse(self._remind(6))

    def test_answers_are_closed(self):
        """Who can't answer any more is not asked to."""
        self.traject.date_conversation = START + timedelta(days=6, hours=12)
        self.traject.answer_hours = 24
        self.assertFalse(self._remind(6))
        self.traject.answer_hours = 1
        self.assertEqual(self._remind(6), self.invited)

    def test_invitation_that_did_not_arrive(self):
        """Who was not reached is not reminded; the failure is on the screen."""
        late = self._create_listener("Late", state="invited")
        self._own(late)._queue_mail(EMPLOYEE, kind="invitation")
        self.assertNotIn(late, self._get_due(6))
        self._get_lines(late)._return("5.1.1")
        self.assertNotIn(late, self._get_due(6))

    def test_who_was_asked_by_phone(self):
        asked = self._create_listener("Asked", state="invited")
        self.assertNotIn(asked, self._get_due(30))

    def test_clients_are_called(self):
        own = self._own(self.client)
        own._queue_mail("spiegelgesprek.mail_template_invitation_client", "invitation")
        own.action_invite()
        self._send_queue()
        self.assertNotIn(self.client, self._get_due(6))

    @mute_logger(
        "odoo.addons.spiegelgesprek.models.spiegelgesprek_participant_reminder"
    )
    def test_one_that_fails(self):
        """It holds up nobody else, and is tried again the next day."""
        create_mails = type(self.outer)._create_mails

        def fail(people, *args):
            if self.outer in people:
                raise ValueError(people)
            return create_mails(people, *args)

        model = self.env.registry["spiegelgesprek.participant"]
        with patch.object(model, "_create_mails", fail):
            self.assertEqual(self._remind(6), self.anna)
        self.assertEqual(self._remind(7), self.outer)

    def test_default_of_the_company(self):
        self.company.spiegelgesprek_reminder_days = 9
        traject = self._create_traject()
        self.assertEqual(traject.reminder_days, 9)
        self.company.spiegelgesprek_reminder_days = 3
        self.assertEqual(traject.reminder_days, 9)

    def test_setting(self):
        admin = self._create_user("admin", "base.group_system")
        group = "spiegelgesprek.spiegelgesprek_group_manager"
        admin.group_ids += self.env.ref(group)
        settings = self.env["res.config.settings"].with_user(admin)
        with Form(settings) as form:
            form.spiegelgesprek_reminder_days = 2
        form.save().execute()
        self.assertEqual(self.company.spiegelgesprek_reminder_days, 2)
