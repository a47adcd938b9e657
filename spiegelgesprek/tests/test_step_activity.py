# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import SpiegelgesprekCommon

NOW = datetime(2026, 5, 1, 9)
T = datetime(2026, 6, 4, 11, 30)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestStepActivity(SpiegelgesprekCommon):
    """The step is the truth; its activity follows it, and three things come back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.traject.date_conversation = T
        cls.cr.flush()
        steps = cls.traject.step_ids.grouped("offset_days")
        cls.guide, cls.confirm, cls.listeners = steps[-28], steps[-7], steps[-42]
        cls.own = cls.guide.with_user(cls.facilitator)

    def _get_activity(self, step):
        self.cr.flush()
        self.env.invalidate_all()
        step.activity_ids.ensure_one()
        return step.activity_ids

    # ------------------------------------------------------------
    # THERE
    # ------------------------------------------------------------

    def test_window(self):
        """Three weeks ahead, or what the traject says."""
        self.assertRecordValues(
            self._get_activity(self.guide),
            [
                {
                    "summary": self.guide.name,
                    "user_id": self.facilitator.id,
                    "date_deadline": date(2026, 5, 7),
                    "res_model": "spiegelgesprek.traject",
                    "res_id": self.traject.id,
                }
            ],
        )
        self.assertTrue(self.listeners.activity_ids, "what is late too")
        self.assertFalse(self.confirm.activity_ids)
        self.traject.window_days = 27
        self.assertTrue(self._get_activity(self.confirm))
        self.traject.window_days = 26
        self.cr.flush()
        self.assertFalse(self.confirm.activity_ids)

    def test_quiet(self):
        """No mail and nobody subscribed."""
        followers = self.traject.message_partner_ids
        with patch.object(type(self.env["mail.mail"]), "create") as create:
            self.traject.window_days = 300
            self.guide.date_deadline = date(2026, 5, 11)
            # Odoo's own notice of an assignment is something else
            quiet = self.traject.with_context(mail_auto_subscribe_no_notify=True)
            quiet.user_id = self.other
            self.cr.flush()
        create.assert_not_called()
        self.assertTrue(self.confirm.activity_ids)
        self.assertLessEqual(
            self.traject.message_partner_ids, followers | self.other.partner_id
        )

    def test_only_who_may_read(self):
        self.guide.user_id = self.employee
        self.listeners.user_id = self.recruiter
        self.cr.flush()
        self.assertFalse(self.guide.activity_ids)
        self.assertEqual(self._get_activity(self.listeners).user_id, self.recruiter)
        self.traject.recruiter_ids = False
        self.cr.flush()
        self.assertFalse(self.listeners.activity_ids)
        self.assertEqual(self.listeners.user_id, self.recruiter)

    def test_facilitator_leaves(self):
        activity = self._get_activity(self.guide)
        self.lead.state = "withdrawn"
        self.assertEqual(self._get_activity(self.guide), activity)
        self.assertEqual(activity.user_id, self.coordinator)

    def test_other_company_ticked(self):
        """Whoever moves a date has other companies ticked than who has the step."""
        second = self.env["res.company"].create({"name": "Second"})
        self.manager.company_ids |= second
        both = self.company | second
        self.traject.with_user(self.manager).with_context(
            allowed_company_ids=both.ids
        ).date_conversation = T + timedelta(days=1)
        self.assertEqual(self._get_activity(self.guide).date_deadline, date(2026, 5, 8))

    # ------------------------------------------------------------
    # BACK TO THE STEP
    # ------------------------------------------------------------

    def test_done(self):
        activity = self._get_activity(self.guide).with_user(self.facilitator)
        activity.action_feedback(feedback="Settled")
        self.assertEqual(self.guide.state, "done")
        self.assertEqual(self.guide.date_done, NOW.date())
        self.cr.flush()
        self.assertFalse(self.guide.activity_ids)
        self.guide.action_todo()
        again = self._get_activity(self.guide)
        self.assertNotEqual(again, activity)
        # what was done is history: changing it changes nothing
        activity.sudo().write({"date_deadline": date(2026, 1, 1)})
        self.assertEqual(self.guide.date_deadline, date(2026, 5, 7))

    def test_step_done(self):
        activity = self._get_activity(self.guide)
        self.own.action_done()
        self.cr.flush()
        self.assertFalse(activity.active)
        self.assertEqual(activity.state, "done")

    def test_moved(self):
        activity = self._get_activity(self.guide).with_user(self.facilitator)
        activity.date_deadline = date(2026, 5, 12)
        self.assertEqual(
            (self.guide.shift, self.guide.date_deadline), (5, date(2026, 5, 12))
        )
        self.traject.date_conversation = T + timedelta(days=7)
        activity = self._get_activity(self.guide)
        self.assertEqual(activity.date_deadline, date(2026, 5, 19))

    def test_reassigned(self):
        activity = self._get_activity(self.guide).with_user(self.coordinator)
        activity.user_id = self.recruiter
        self.assertEqual(self.guide.user_id, self.recruiter)
        self.assertEqual(self._get_activity(self.guide).user_id, self.recruiter)
        self.lead.state = "withdrawn"
        self.assertEqual(self.guide.user_id, self.recruiter, "kept by hand")

    def test_deleted(self):
        before = self.guide.read()
        self._get_activity(self.guide).with_user(self.facilitator).unlink()
        self.env.invalidate_all()
        after = self.guide.read()
        for values in (*before, *after):
            del values["activity_ids"]
        self.assertEqual(after, before)

    def test_archived_user(self):
        """His steps go to the coordinator, and come back when he does."""
        for archive in (
            lambda: self.facilitator.action_archive(),
            lambda: self.facilitator.write({"active": False}),
        ):
            archive()
            self.assertEqual(self.guide.user_id, self.coordinator)
            self.assertEqual(self._get_activity(self.guide).user_id, self.coordinator)
            self.facilitator.active = True
            self.assertEqual(self._get_activity(self.guide).user_id, self.facilitator)
        self.guide.user_id = self.recruiter
        self.recruiter.action_archive()
        self.assertEqual(self.guide.user_id, self.facilitator)

    def test_archived_coordinator(self):
        """Nobody to hand it to: no activity until the traject has another."""
        self.coordinator.action_archive()
        self.env["spiegelgesprek.step"].search([])._plan_sync()
        self.cr.flush()
        self.assertFalse(self.listeners.activity_ids)
        self.traject.user_id = self.other
        self.assertEqual(self._get_activity(self.listeners).user_id, self.other)

    # ------------------------------------------------------------
    # NO WAY ROUND
    # ------------------------------------------------------------

    def test_nobody_hangs_an_activity_on_a_step(self):
        """Else who has no right to a step would tick it by an activity of his own."""
        own = self._create_traject(user_id=self.other.id)
        values = {
            "res_model_id": self.env["ir.model"]._get_id(own._name),
            "res_id": own.id,
            "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
            "user_id": self.other.id,
        }
        activities = self.env["mail.activity"].with_user(self.other)
        mine = activities.create(values)
        for sync in (False, True):
            theirs = activities.with_context(spiegelgesprek_step_sync=sync)
            with self.assertRaises(AccessError), self.cr.savepoint():
                theirs.create({**values, "step_id": self.confirm.id})
            with self.assertRaises(AccessError), self.cr.savepoint():
                theirs.with_context(default_step_id=self.confirm.id).create(values)
            with self.assertRaises(AccessError), self.cr.savepoint():
                mine.with_env(theirs.env).step_id = self.confirm
        self.assertEqual(self.confirm.state, "todo")

    def test_not_readable_for_others(self):
        activity = self._get_activity(self.guide)
        with self.assertRaises(AccessError):
            activity.with_user(self.employee).read(["summary"])

    # ------------------------------------------------------------
    # EACH NIGHT
    # ------------------------------------------------------------

    def _run_job(self):
        self.cr.flush()
        with self.enter_registry_test_mode():
            self.env.ref(
                "spiegelgesprek.ir_cron_sync_activities"
            ).method_direct_trigger()
        self.env.invalidate_all()

    def test_each_night(self):
        self.assertFalse(self.confirm.activity_ids)
        with freeze_time("2026-05-07 01:00"):
            self._run_job()
            activity = self.confirm.activity_ids
            self.assertEqual(len(activity), 1)
            self._run_job()
            self.assertEqual(self.confirm.activity_ids, activity)

    def test_each_night_takes_back(self):
        """Who lost his group since has nothing left."""
        self._get_activity(self.guide)
        group = self.env.ref("spiegelgesprek.spiegelgesprek_group_user")
        self.facilitator.group_ids -= group
        self._run_job()
        self.assertFalse(self.guide.activity_ids)
        self.facilitator.group_ids += group
        self._run_job()
        self.assertTrue(self.guide.activity_ids)

    def test_one_failure_does_not_stop_the_job(self):
        model = self.env.registry["spiegelgesprek.step"]
        sync, calls = model._sync_activity, []

        def fail_first(steps):
            calls.append(len(steps))
            if len(calls) == 1:
                raise ValueError("broken")
            return sync(steps)

        self.traject.step_ids.activity_ids.unlink()
        path = "odoo.addons.spiegelgesprek.models.spiegelgesprek_step_activity"
        with (
            patch.object(model, "_sync_activity", fail_first),
            patch(f"{path}.SYNC_BATCH", 1),
            mute_logger(path),
        ):
            self._run_job()
        self.assertGreater(len(calls), 2)
        self.assertEqual(len(self.traject.step_ids.activity_ids), len(calls) - 1)
