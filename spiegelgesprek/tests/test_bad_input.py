# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta

from odoo import fields
from odoo.tests import Form, HttpCase, tagged
from odoo.tools import mute_logger

from .common import SpiegelgesprekCommon


@tagged("post_install", "-at_install")
class TestBadInput(SpiegelgesprekCommon, HttpCase):
    """What people type by mistake gets a message that says so, and changes nothing.

    Asked as the web client asks it, so each message is what is on the screen.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.traject.date_conversation = fields.Datetime.now() + timedelta(days=60)
        cls.method = cls.method.copy({"name": "Own method"})
        cls.cr.flush()

    def _call(self, record, method, *args):
        """Return what a call of the web client gives, or the message of its error."""
        response = self.opener.post(
            f"{self.base_url()}/web/dataset/call_kw/{record._name}/{method}",
            json={
                "params": {
                    "model": record._name,
                    "method": method,
                    "args": [record.ids, *args],
                    "kwargs": {},
                }
            },
        ).json()
        if "error" in response:
            return response["error"]["data"]["message"]
        return response["result"]

    @mute_logger("odoo.sql_db", "odoo.http")
    def _check_refused(self, user, record, values, message):
        before = record.read(list(values))
        self.authenticate(user.login, user.login)
        with self.subTest(record._name, values=values):
            answer = self._call(record, "web_save", values, {})
            self.assertIsInstance(answer, str, "it was not refused")
            self.assertIn(message, answer)
            self.env.invalidate_all()
            self.assertEqual(record.read(list(values)), before)

    def test_traject(self):
        for values, message in (
            ({"client_min": 13, "client_max": 12}, "can't be above the largest"),
            ({"client_min": -1}, "can't be above the largest"),
            ({"minutes_conversation": 0}, "Minutes can't be negative"),
            ({"minutes_questions": 500}, "question time is part of the conversation"),
            ({"debrief_days": -1}, "days and months can't be negative"),
            ({"date_conversation": "9999-12-31 23:30:00"}, "Check the year"),
            ({"date_conversation": "0026-06-04 11:30:00"}, "Check the year"),
            ({"date_conversation": "2126-06-04 11:30:00"}, "Check the year"),
        ):
            self._check_refused(self.coordinator, self.traject, values, message)

    def test_step(self):
        step = self.traject.step_ids[0]
        for values, message in (
            ({"offset_days": 731}, "at most two years"),
            ({"offset_days": -731}, "at most two years"),
            ({"date_deadline": "2031-01-01"}, "at most two years"),
            ({"state": "skipped"}, "Say why this step is not needed"),
            ({"state": "skipped", "skip_reason": "  "}, "Say why this step"),
        ):
            self._check_refused(self.coordinator, step, values, message)

    def test_seat(self):
        values = {"minimum": 21, "maximum": 20}
        seat = self.traject.seat_ids[0]
        message = "can't be above the largest"
        self._check_refused(self.coordinator, seat, values, message)

    def test_method(self):
        step, meeting = self.method.step_ids[0], self.method.meeting_ids[0]
        for record, values, message in (
            (self.method, {"client_min": 99}, "can't be above the largest"),
            (self.method.seat_ids[0], {"minimum": 21}, "can't be above the largest"),
            (step, {"offset_days": -731}, "at most two years"),
            (meeting, {"offset_days": 731}, "at most two years"),
            (meeting, {"minutes": 0}, "A meeting has a length"),
            (meeting, {"hour": 24}, "an hour of the day"),
        ):
            self._check_refused(self.manager, record, values, message)

    def test_event(self):
        event = self.traject.conversation_id
        stop = fields.Datetime.to_string(event.start - timedelta(hours=2))
        weekly = {
            "recurrency": True,
            "rrule_type": "weekly",
            "interval": 1,
            "end_type": "count",
            "count": 3,
            "mon": True,
        }
        year = {"start": "9999-12-31 23:00:00", "stop": "9999-12-31 23:30:00"}
        for values, message in (
            ({"stop": stop}, "cannot be earlier than"),
            (weekly, "can't repeat"),
            (year, "Check the year"),
        ):
            self._check_refused(self.coordinator, event, values, message)

    def test_typed_year_in_a_new_form(self):
        """The form stays usable while somebody is typing."""
        trajects = self.env["spiegelgesprek.traject"].with_user(self.coordinator)
        form = Form(trajects)
        form.name = "New"
        form.method_id = self.method
        form.date_conversation = datetime(9999, 12, 31, 23, 30)
        form.date_conversation = datetime(2099, 6, 4, 11, 30)
        self.assertTrue(form.save().step_ids[0].date_deadline)
