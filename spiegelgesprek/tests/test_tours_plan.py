# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .common import GROUP
from .test_tours import SpiegelgesprekTourCommon

NAME = "Tour of the step plan"
# The days of next month on which the conversation stands, one after the other.
DAYS = (14, 22, 12)
SHIFT = 3


@tagged("post_install", "-at_install")
class TestToursPlan(SpiegelgesprekTourCommon):
    """Pick a method, set the date, tick two steps, drag: the plan moves along."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.planner = cls._create_user("tour_planner", GROUP % "coordinator")
        # the day of who ticks: around midnight it is another one in UTC
        zone = cls.env["spiegelgesprek.traject"].with_context(tz=cls.planner.tz)
        cls.today = fields.Date.context_today(zone)
        month = cls.today.replace(day=1) + relativedelta(months=1)
        cls.dates = [month.replace(day=day) for day in DAYS]
        # in four days after the first drag, long ago after the second
        soon = cls.today + timedelta(days=4) - cls.dates[1]
        method = cls.method.copy({"name": "Tour method", "sequence": 0})
        method.step_ids = [
            Command.create({"name": "Soon", "offset_days": soon.days}),
        ]
        cls.company.resource_calendar_id.tz = "Europe/Amsterdam"
        # the clients can't be called a week ahead: nobody works then
        cls.closed = cls._get_workday(cls.dates[1] - timedelta(days=7))
        cls.env["resource.calendar.leaves"].create(
            {
                "name": "Closed",
                "company_id": cls.company.id,
                "calendar_id": cls.company.resource_calendar_id.id,
                "date_from": datetime.combine(cls.closed, time(6)),
                "date_to": datetime.combine(cls.closed, time(16)),
            }
        )

    @classmethod
    def _get_workday(cls, day, closed=(), back=True):
        while day.weekday() > 4 or day in closed:
            day += timedelta(days=-1 if back else 1)
        return day

    def setUp(self):
        super().setUp()
        self.mails = []
        mails = self.env.registry["mail.mail"]
        create, send = mails.create, mails.send

        def note_create(records, vals_list):
            self.mails.append(vals_list)
            return create(records, vals_list)

        def note_send(records, *args, **kwargs):
            self.mails.append(records.ids)
            return send(records, *args, **kwargs)

        self.patch(mails, "create", note_create)
        self.patch(mails, "send", note_send)

    def _start(self, tour):
        self.start_tour("/odoo", tour, login=self.planner.login, timeout=180)
        self.env.invalidate_all()
        self.assertFalse(self.mails, "nobody is mailed in the click")
        return self.env["spiegelgesprek.traject"].search([("name", "=", NAME)])

    def test_plan(self):
        traject = self._start("spiegelgesprek_plan")
        self.assertEqual(traject.user_id, self.planner)
        self.assertEqual(traject.method_id.name, "Tour method")
        self._check_done(traject)
        self._check_dates(traject, self.dates[1])
        soon = traject.step_ids.filtered(lambda step: step.name == "Soon")
        self.assertFalse(soon.is_late)
        debrief = self._check_meetings(traject, self._get_debrief(self.dates[:2]))

        self._start("spiegelgesprek_plan_back")
        self._check_done(traject)
        self._check_dates(traject, self.dates[2])
        self.assertTrue(soon.is_late)
        again = self._check_meetings(traject, self._get_debrief(self.dates))
        self.assertEqual(again, debrief, "moved, not made anew")
        moves = traject.message_ids.filtered(lambda m: "The plan follows" in m.body)
        self.assertEqual(len(moves), 2)

    def _check_done(self, traject):
        """Two, through their activities, with the date they had when they were done."""
        done = traject.step_ids.filtered(lambda step: step.state == "done")
        self.assertEqual(len(done), 2)
        for step in done:
            self.assertEqual(step.method_step_id.offset_days, -63)
            self.assertEqual(step.date_deadline, self._plan(step, self.dates[0]))
            self.assertEqual(step.date_done, self.today)
            self.assertFalse(step.activity_ids, "no activity is left")
        said = traject.message_ids.filtered("mail_activity_type_id")
        self.assertEqual(len(said), 2, "they were ticked as activities")

    def _check_dates(self, traject, conversation):
        """Open steps follow, with their shift; the past is flagged, and found so."""
        self.assertEqual(traject._get_local_date().date(), conversation)
        todo = traject.step_ids.filtered(lambda step: step.state == "todo")
        self.assertEqual(len(todo), len(traject.step_ids) - 2)
        shifted = todo.filtered("shift")
        self.assertEqual(shifted.name, "Ask both rings for feedback")
        self.assertEqual(shifted.shift, SHIFT)
        for step in todo:
            planned = self._plan(step, conversation) + timedelta(days=step.shift)
            with self.subTest(step.name, conversation=conversation):
                self.assertEqual(step.date_deadline, planned)
                self.assertEqual(step.is_late, planned < self.today)
            for activity in step.activity_ids:
                self.assertEqual(activity.date_deadline, planned)
        late = todo.search([("is_late", "=", True), ("traject_id", "=", traject.id)])
        self.assertEqual(late, todo.filtered("is_late"))
        self.assertEqual(traject.step_late_count, len(late))

    def _plan(self, step, conversation):
        """Return the day of a step; before the conversation it is a working day."""
        day = conversation + timedelta(days=step.offset_days)
        return self._get_workday(day, {self.closed}) if step.offset_days < 0 else day

    def _get_debrief(self, dates):
        """Return the day of the debrief after the conversation was on these dates."""
        day = self._get_workday(
            dates[0] + timedelta(days=10), {self.closed}, back=False
        )
        for before, after in zip(dates, dates[1:], strict=False):
            moved = day + (after - before)
            day = self._get_workday(moved, {self.closed}, back=moved < after)
        return day

    def _check_meetings(self, traject, day):
        """The debrief on a working day at ten, the pre-meeting half an hour before."""
        meetings = traject.meeting_ids.grouped("meeting_kind")
        self.assertEqual(set(meetings), {"conversation", "premeeting", "debrief"})
        event = meetings["conversation"]
        self.assertEqual(event.start, traject.date_conversation)
        self.assertEqual(event.stop - event.start, timedelta(minutes=90))
        self.assertEqual(
            meetings["premeeting"].start, event.start - timedelta(minutes=30)
        )
        debrief = meetings["debrief"]
        self.assertEqual(
            traject._to_utc(datetime.combine(day, time(10))), debrief.start
        )
        self.assertEqual(event.partner_ids, self.planner.partner_id)
        return debrief
