# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date, datetime
from unittest.mock import patch

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import SpiegelgesprekCommon

# A Monday, in the week of two steps of the coordinator and one of the facilitator.
MONDAY = datetime(2026, 5, 4, 5)
T = datetime(2026, 6, 4, 11, 30)


@tagged("post_install", "-at_install")
@freeze_time(MONDAY)
class TestStepDigest(SpiegelgesprekCommon):
    """One mail a person and week, and none to who has nothing to do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["spiegelgesprek.step"].search([]).state = "done"
        cls.env["spiegelgesprek.action.point"].search([]).unlink()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env["res.lang"]._activate_lang("nl_NL")
        cls.coordinator.lang = cls.facilitator.lang = "en_US"
        cls.traject.step_ids.state = "todo"
        cls.traject.date_conversation = T
        cls.cr.flush()
        steps = cls.traject.step_ids.grouped("offset_days")
        cls.late, cls.week, cls.later = steps[-42], steps[-28], steps[-7]
        (steps[-84] | steps[-63]).state = "done"

    def _run_job(self):
        """Return the mails of one run, by address."""
        mails = self.env["mail.mail"].search([])
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("spiegelgesprek.ir_cron_digest").method_direct_trigger()
        self.env.invalidate_all()
        new = self.env["mail.mail"].search([]) - mails
        by_address = new.grouped("email_to")
        self.assertEqual(len(by_address), len(new), "one a person")
        return {
            user: mail
            for address, mail in by_address.items()
            for user in self.env["res.users"].search([])
            if user.email and user.email in address
        }

    def test_one_mail_a_person(self):
        mails = self._run_job()
        self.assertEqual(set(mails), {self.coordinator, self.facilitator})
        mail = mails[self.coordinator]
        self.assertEqual(mail.state, "outgoing", "in the queue")
        self.assertEqual(mail.subject, "Your steps of this week")
        self.assertFalse(mail.model, "on no document that colleagues can read")
        self.assertIn(self.late.name, mail.body_html)
        self.assertIn(self.traject.code, mail.body_html)
        self.assertIn("Late", mail.body_html)
        self.assertNotIn("This week", mail.body_html)
        self.assertNotIn(self.later.name, mail.body_html)
        self.assertNotIn(self.traject.name, mail.body_html)
        self.assertIn(self.week.name, mails[self.facilitator].body_html)
        self.assertIn("This week", mails[self.facilitator].body_html)

    def test_again_in_the_same_week(self):
        self.assertTrue(self._run_job())
        self.assertFalse(self._run_job())
        with freeze_time("2026-05-10 22:00"):
            self.assertFalse(self._run_job())
        with freeze_time("2026-05-11 05:00"):
            self.assertTrue(self._run_job())

    def test_nothing_to_do(self):
        self.traject.step_ids.state = "done"
        self.assertFalse(self._run_job())

    def test_action_points(self):
        self.traject.step_ids.state = "done"
        self._create_action_point(
            user_id=self.sponsor.id, date_deadline=date(2026, 5, 1), name="Late one"
        )
        self._create_action_point(
            user_id=self.other.id, date_deadline=date(2026, 5, 8), name="In time"
        )
        self._create_action_point(
            user_id=self.recruiter.id,
            date_deadline=date(2026, 5, 1),
            state="done",
            result="Did it",
        )
        mails = self._run_job()
        self.assertEqual(set(mails), {self.sponsor})
        self.assertIn("Late one", mails[self.sponsor].body_html)

    def test_switched_off(self):
        self.coordinator.with_user(self.coordinator).spiegelgesprek_digest = False
        self.assertEqual(set(self._run_job()), {self.facilitator})
        self.company.spiegelgesprek_digest = False
        with freeze_time("2026-05-11 05:00"):
            self.assertFalse(self._run_job())

    def test_not_for_whom(self):
        """Ended, archived, without a right to read, without an address: no mail."""
        for model, values in (
            (self.traject, {"active": False}),
            (
                self.traject,
                {"stage_id": self.env.ref("spiegelgesprek.stage_cancelled").id},
            ),
            (self.traject.step_ids, {"user_id": self.employee.id}),
            ((self.coordinator | self.facilitator).partner_id, {"email": False}),
        ):
            savepoint = self.cr.savepoint()
            with self.subTest(values):
                model.write(values)
                self.assertFalse(self.env["res.users"]._prepare_digests(MONDAY.date()))
            savepoint.close(rollback=True)
            self.env.invalidate_all(flush=False)

    def test_in_the_language_of_the_person(self):
        self.env.ref("spiegelgesprek.mail_template_digest").with_context(
            lang="nl_NL"
        ).subject = "Uw stappen van deze week"
        self.coordinator.lang = "nl_NL"
        mails = self._run_job()
        self.assertEqual(mails[self.coordinator].subject, "Uw stappen van deze week")
        self.assertEqual(mails[self.facilitator].subject, "Your steps of this week")

    def test_failure_keeps_what_was_done(self):
        model = self.env.registry["res.users"]
        send, calls = model._send_digest, []

        def fail_first(users, *args):
            calls.append(users)
            if len(calls) == 1:
                raise ValueError("broken")
            return send(users, *args)

        path = "odoo.addons.spiegelgesprek.models.res_users"
        with (
            patch.object(model, "_send_digest", fail_first),
            patch(f"{path}.DIGEST_BATCH", 1),
            mute_logger(path),
        ):
            self.assertEqual(len(self._run_job()), 1)
        self.assertEqual(len(self._run_job()), 1, "who had none gets it after all")

    def test_on_monday(self):
        job = self.env.ref("spiegelgesprek.ir_cron_digest")
        self.assertEqual(job.nextcall.weekday(), 0)
        self.assertEqual((job.interval_number, job.interval_type), (1, "weeks"))
