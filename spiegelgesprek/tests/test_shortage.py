# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..models import spiegelgesprek_traject_shortage as shortage
from .common import SpiegelgesprekCommon
from .web_client import count_queries

# Three weeks before: the first activity is due a week before the conversation.
NOW = datetime(2026, 6, 1, 10)
DATE = datetime(2026, 6, 22, 13, 30)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestShortage(SpiegelgesprekCommon):
    """One activity while the group falls short: not none, and not two."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.traject.write(
            {
                "stage_id": cls.env.ref("spiegelgesprek.stage_recruit").id,
                "client_min": 1,
                "client_reserve": 1,
            }
        )
        cls.traject.step_ids.unlink()
        cls.second = cls._create_client()
        cls.clients = cls.client | cls.second
        cls._commit()

    def _get_activities(self, traject=None):
        self._commit()
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", "spiegelgesprek.traject"),
                ("res_id", "in", (traject or self.traject).ids),
            ]
        )

    def _run_job(self):
        jobs = self.env.registry["ir.cron"]
        with patch.object(jobs, "_commit_progress", lambda *a, **k: 1):
            self.env["spiegelgesprek.traject"]._cron_sync_shortage()

    def test_one(self):
        """For the coordinator, by the week in which people are called."""
        self.assertFalse(self._get_activities())
        self.traject.date_conversation = DATE
        activity = self._get_activities()
        self.assertEqual(activity.user_id, self.coordinator)
        self.assertEqual(activity.date_deadline, date(2026, 6, 15))
        self.client.with_user(self.coordinator).action_accept()
        self._run_job()
        self._run_job()
        self.assertEqual(self._get_activities(), activity)

    def test_says_no_number(self):
        """Recruiters and listeners may read tasks of a traject, not count clients."""
        followers = self.traject.message_partner_ids
        self.traject.date_conversation = DATE
        activity = self._get_activities()
        words = f"{activity.summary} {activity.note or ''} {activity.res_name}"
        self.assertNotRegex(words.replace(self.traject.code, ""), r"\d")
        self.assertEqual(self.traject.message_partner_ids, followers)

    def test_goes_by_itself(self):
        self.traject.date_conversation = DATE
        self.assertTrue(self._get_activities())
        self.clients.with_user(self.coordinator).action_accept()
        self.assertFalse(self._get_activities())
        self.client.with_user(self.coordinator).action_withdraw()
        self.assertEqual(len(self._get_activities()), 1)

    def test_ticked(self):
        """Who ticked it is told again only when it gets worse."""
        self.client.state = "accepted"
        self.traject.date_conversation = DATE
        self._get_activities().with_user(self.coordinator).action_done()
        self._run_job()
        self.assertFalse(self._get_activities())
        self.client.with_user(self.coordinator).action_withdraw()
        self.assertEqual(len(self._get_activities()), 1)

    def test_deleted_client(self):
        self.clients.state = "accepted"
        self.traject.date_conversation = DATE
        self.assertFalse(self._get_activities())
        self.second.with_user(self.coordinator).unlink()
        self.assertEqual(len(self._get_activities()), 1)

    def test_changed_plan(self):
        self.traject.date_conversation = DATE
        own = self.traject.with_user(self.coordinator)
        own.write({"client_min": 0, "client_reserve": 0})
        self.assertFalse(self._get_activities())
        own.client_min = 2
        self.assertEqual(len(self._get_activities()), 1)
        own.stage_id = self.env.ref("spiegelgesprek.stage_cancelled")
        self.assertFalse(self._get_activities())

    def test_night_before_it_is_near(self):
        """Far ahead every group is short: the job tells when it matters."""
        self.traject.date_conversation = DATE + timedelta(days=14)
        self.assertFalse(self._get_activities())
        with freeze_time(NOW + timedelta(days=6)):
            self._run_job()
            self.assertFalse(self._get_activities())
        with freeze_time(NOW + timedelta(days=7)):
            self._run_job()
            self._run_job()
            self.assertEqual(len(self._get_activities()), 1)

    def test_queries_of_the_job(self):
        """Each night only what is near is looked at, however much there is."""
        self.traject.date_conversation = DATE
        self._commit()
        self._run_job()
        few = count_queries(self.env, self._run_job)
        for _number in range(20):
            self._create_traject(
                stage_id=self.traject.stage_id.id,
                date_conversation=DATE + timedelta(days=60),
            )
        self._commit()
        self._run_job()
        self.assertEqual(count_queries(self.env, self._run_job), few)

    def test_moved_in_the_calendar(self):
        self.traject.date_conversation = DATE
        event = self.traject.conversation_id.with_user(self.coordinator)
        self.assertTrue(self._get_activities())
        start = DATE + timedelta(days=60)
        event.write({"start": start, "stop": start + timedelta(hours=2)})
        self.assertFalse(self._get_activities())

    def test_after_the_conversation(self):
        self.traject.date_conversation = DATE
        self.assertTrue(self._get_activities())
        with freeze_time(DATE + timedelta(hours=1)):
            self._run_job()
            self.assertFalse(self._get_activities())

    @mute_logger("odoo.addons.spiegelgesprek.models.spiegelgesprek_traject_shortage")
    def test_one_that_fails(self):
        """Something is wrong with one: all others are looked at."""
        other = self._create_traject(
            user_id=self.other.id, stage_id=self.traject.stage_id.id
        )
        both = self.traject | other
        both.date_conversation = DATE
        self._get_activities(both).unlink()
        both.shortage_noted = 0
        self.env.flush_all()
        model = self.env.registry["spiegelgesprek.traject"]
        original = model._sync_shortage

        def sync(trajects):
            if self.traject in trajects:
                raise ValueError
            return original(trajects)

        with (
            patch.object(model, "_sync_shortage", sync),
            patch.object(shortage, "SHORTAGE_BATCH", 1),
            patch.object(self.env.cr, "rollback"),
        ):
            self._run_job()
        self.assertEqual(self._get_activities(both).user_id, self.other)
