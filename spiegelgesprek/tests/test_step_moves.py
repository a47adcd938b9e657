# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta

from odoo.exceptions import ValidationError
from odoo.tests import Form, freeze_time, tagged

from .common import SpiegelgesprekCommon

NOW = datetime(2026, 4, 14, 9)
T = datetime(2026, 6, 4, 11, 30)
DAYS = timedelta(days=14)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestStepMoves(SpiegelgesprekCommon):
    """When the date moves, what is open moves along, in whatever way it moves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.traject.date_conversation = T
        cls.own = cls.traject.with_user(cls.coordinator)
        steps = cls.traject.step_ids.grouped("offset_days")
        cls.done, cls.skipped = steps[-63][:2]
        cls.shifted, cls.open, cls.soon = steps[-7], steps[-28], steps[-42]
        cls.done.action_done()
        cls.skipped.write({"state": "skipped", "skip_reason": "Not here"})
        cls.shifted.date_deadline += timedelta(days=-2)
        cls.cr.flush()
        cls.meetings = cls.traject._get_other_meetings().grouped("meeting_kind")

    def setUp(self):
        super().setUp()
        self.mails = []
        create = self.env.registry["mail.mail"].create

        def note(records, vals_list):
            self.mails.extend(vals_list)
            return create(records, vals_list)

        self.patch(self.env.registry["mail.mail"], "create", note)

    # ------------------------------------------------------------
    # FOUR WAYS
    # ------------------------------------------------------------

    def _move_in_form(self, moment):
        with Form(self.own) as form:
            form.date_conversation = moment

    def _move_traject(self, moment):
        self.own.date_conversation = moment

    def _move_event(self, moment):
        """As the calendar does after a drag."""
        event = self.traject.conversation_id.with_user(self.manager)
        event.with_context(tz="Europe/Amsterdam").write(
            {"start": moment, "stop": moment + timedelta(minutes=90)}
        )

    def _move_by_sync(self, moment):
        """As the modules do that synchronise with Outlook and Google."""
        self.traject.conversation_id.with_context(dont_notify=True).write(
            {
                "start": moment,
                "stop": moment + timedelta(minutes=90),
                "name": "Renamed elsewhere",
                "privacy": "confidential",
            }
        )

    def test_forwards_and_backwards(self):
        moves = (
            self._move_in_form,
            self._move_traject,
            self._move_event,
            self._move_by_sync,
        )
        for move in moves:
            for days in (DAYS, -DAYS):
                savepoint = self.cr.savepoint()
                with self.subTest(move.__name__, days=days.days):
                    self._check_move(move, days)
                savepoint.close(rollback=True)
                self.env.invalidate_all(flush=False)

    def _check_move(self, move, days):
        before = {step: step.date_deadline for step in self.traject.step_ids}
        starts = {m: m.start for m in self.traject._get_other_meetings()}
        messages = self.traject.message_ids
        move(T + days)
        self.cr.flush()
        self.env.invalidate_all()
        self.assertEqual(self.traject.date_conversation, T + days)
        for step, deadline in before.items():
            moved = timedelta() if step in self.done | self.skipped else days
            self.assertEqual(step.date_deadline, deadline + moved, step.name)
        self.assertEqual(self.shifted.shift, -2)
        self.assertEqual(sum(abs(step.shift) for step in self.traject.step_ids), 2)
        self.assertEqual(self.soon.is_late, days < timedelta())
        self.assertFalse(self.open.is_late)
        for meeting, start in starts.items():
            self.assertEqual(meeting.start, start + days, meeting.meeting_kind)
        for activity in self.traject.step_ids.activity_ids:
            self.assertEqual(activity.date_deadline, activity.step_id.date_deadline)
        new = self.traject.message_ids - messages
        self.assertEqual(len(new), 1, "one message says what moved")
        self.assertIn("The plan follows", new.body)
        self.assertFalse(self.mails, "nobody is mailed")

    def test_meetings_avoid_weekends(self):
        """Pre-meeting with the conversation, the debrief to a working day."""
        self.own.date_conversation = T + timedelta(days=5)
        self.cr.flush()
        self.assertEqual(
            self.meetings["debrief"].start, datetime(2026, 6, 22, 8), "not on Saturday"
        )
        self.assertEqual(
            self.meetings["premeeting"].start,
            T + timedelta(days=5) - timedelta(minutes=30),
        )

    def test_meetings_keep_the_hour(self):
        """Also over the change to winter time."""
        self.own.date_conversation = datetime(2026, 11, 5, 12, 30)
        self.cr.flush()
        self.assertEqual(self.meetings["debrief"].start, datetime(2026, 11, 16, 9))
        self.assertEqual(self.meetings["premeeting"].start, datetime(2026, 11, 5, 12))

    def test_past_meetings_stay(self):
        with freeze_time("2026-06-10"):
            self.own.date_conversation = datetime(2026, 6, 18, 11, 30)
            self.cr.flush()
            self.assertEqual(
                self.meetings["premeeting"].start, T - timedelta(minutes=30)
            )

    def test_undone_comes_to_its_place(self):
        """Opened again after a move, it stands where it would have moved to."""
        before = self.done.date_deadline
        self.own.date_conversation = T + DAYS
        self.assertEqual(self.done.date_deadline, before)
        self.done.action_todo()
        self.assertEqual(self.done.date_deadline, before + DAYS)

    def test_emptied_deadline(self):
        """Who empties the date goes back to the plan."""
        self.shifted.date_deadline = False
        self.assertEqual(self.shifted.shift, 0)
        self.assertEqual(str(self.shifted.date_deadline), "2026-05-28")

    # ------------------------------------------------------------
    # GONE, CANCELLED, BACK
    # ------------------------------------------------------------

    def test_date_cleared(self):
        done, activities = self.done.date_deadline, self.open.activity_ids
        with freeze_time("2026-05-01"):
            self.env["spiegelgesprek.step"].search([])._sync_activity()
            activities = self.traject.step_ids.activity_ids
            self.assertTrue(activities)
            self.own.date_conversation = False
            self.cr.flush()
            self.env.invalidate_all()
            self.assertFalse(self.traject._get_other_meetings())
            self.assertFalse(activities.exists())
            self.assertFalse(self.open.date_deadline)
            self.assertFalse(self.open.date_activity)
            self.assertEqual(self.done.date_deadline, done)
            self.own.date_conversation = T
            self.cr.flush()
            self.assertEqual(len(self.traject._get_other_meetings()), 2)
            self.assertEqual(str(self.shifted.date_deadline), "2026-05-26")
            self.assertEqual(self.shifted.shift, -2)
            self.assertTrue(self.traject.step_ids.activity_ids)

    def _get_calendar(self):
        return self.env["calendar.event"].search([("traject_id", "=", self.traject.id)])

    def test_cancelled_and_reopened(self):
        cancelled = self.env.ref("spiegelgesprek.stage_cancelled")
        stage, events = self.traject.stage_id, self._get_calendar()
        open_steps = self.traject.step_ids.filtered("activity_ids")
        self.assertTrue(open_steps)
        self.assertEqual(len(events), 3)
        for stop, restart in (
            ({"stage_id": cancelled.id}, {"stage_id": stage.id}),
            ({"active": False}, {"active": True}),
        ):
            with self.subTest(stop):
                self.own.write(stop)
                self.cr.flush()
                self.assertFalse(self.traject.step_ids.activity_ids)
                self.assertFalse(self._get_calendar())
                self.assertFalse(self.traject.is_conversation_missing)
                # moved meanwhile: nothing comes back too early
                self.own.date_conversation = T + DAYS
                self.cr.flush()
                self.assertFalse(self._get_calendar())
                self.own.date_conversation = T
                self.own.write(restart)
                self.cr.flush()
                self.assertEqual(self._get_calendar(), events)
                self.assertEqual(
                    self.traject.step_ids.filtered("activity_ids"), open_steps
                )
                self.assertEqual(self.open.state, "todo")
        self.assertFalse(self.mails)

    def test_date_while_cancelled(self):
        traject = self._create_traject(
            stage_id=self.env.ref("spiegelgesprek.stage_cancelled").id
        )
        traject.date_conversation = T
        self.cr.flush()
        self.assertFalse(traject.step_ids.activity_ids)
        self.assertFalse(traject._get_other_meetings().filtered("active"))
        traject.stage_id = self.traject.stage_id
        self.cr.flush()
        self.assertEqual(len(traject.meeting_ids.filtered("active")), 3)

    def test_conversation_deleted_in_the_calendar(self):
        """The date stays; a new date takes the other meetings along all the same."""
        self.traject.conversation_id.unlink()
        self.assertTrue(self.traject.is_conversation_missing)
        self.assertEqual(str(self.open.date_deadline), "2026-05-07")
        self.own.date_conversation = T + DAYS
        self.cr.flush()
        self.assertFalse(self.traject.is_conversation_missing)
        self.assertEqual(self.meetings["debrief"].start, datetime(2026, 6, 29, 8))
        self.assertEqual(len(self._get_calendar()), 3)

    def test_conversation_archived_by_a_sync(self):
        """A calendar elsewhere archives instead of deleting: flagged all the same."""
        event = self.traject.conversation_id
        event.active = False
        self.assertTrue(self.traject.is_conversation_missing)
        self.assertEqual(self.traject.date_conversation, T)
        self.own.action_restore_conversation()
        self.assertTrue(event.active)
        self.assertFalse(self.traject.is_conversation_missing)

    def test_traject_deleted(self):
        traject = self._create_traject(date_conversation=T)
        self.cr.flush()
        events = traject.with_context(active_test=False).meeting_ids
        self.assertEqual(len(events), 3)
        traject.with_user(self.manager).unlink()
        self.assertFalse(events.exists())

    def test_coordinator_hands_over(self):
        self.own.user_id = self.other
        self.assertEqual(self.traject.meeting_ids.user_id, self.other)
        self.assertEqual(
            self.traject.meeting_ids.partner_ids,
            (self.other | self.facilitator).partner_id,
        )

    def test_no_recurrence(self):
        with self.assertRaisesRegex(ValidationError, "can't repeat"):
            self.traject.conversation_id.write(
                {
                    "recurrency": True,
                    "rrule_type": "weekly",
                    "interval": 1,
                    "end_type": "count",
                    "count": 3,
                    "thu": True,
                }
            )

    def test_end_before_start(self):
        with self.assertRaises(ValidationError):
            self.traject.conversation_id.stop = T - timedelta(hours=2)

    def test_late(self):
        """Found by search as it is shown, also for steps without a date."""
        with freeze_time("2026-05-08"):
            self.env.invalidate_all()
            steps = self.env["spiegelgesprek.step"]
            here = [("traject_id", "=", self.traject.id)]
            undated = steps.create(
                {"traject_id": self._create_traject().id, "name": "x"}
            )
            late = steps.search([*here, ("is_late", "=", True)])
            self.assertIn(self.open, late)
            self.assertEqual(late, self.traject.step_ids.filtered("is_late"))
            self.assertNotIn(self.done, late)
            rest = steps.search([*here, ("is_late", "=", False)])
            self.assertEqual(rest, self.traject.step_ids - late)
            self.assertIn(undated, steps.search([("is_late", "=", False)]))
            self.assertEqual(self.traject.step_late_count, len(late))
