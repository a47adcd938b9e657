# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

import vobject
from pytz import timezone, utc

from odoo.tests import freeze_time, tagged

from .public_pages import DATE, LATER, NOW, PublicPagesCommon

ZONE = timezone("Europe/Amsterdam")


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestAppointment(PublicPagesCommon):
    """The file for one's own calendar."""

    def _download(self, participant):
        response = self._open(participant, "/agenda.ics")
        self.assertEqual(response.status_code, 200)
        return response

    def _read(self, participant):
        """Return what a calendar gets: the event, and the version of it."""
        calendar = vobject.readOne(self._download(participant).text)
        self.assertEqual(calendar.method.value, "PUBLISH")
        events = calendar.vevent_list
        self.assertEqual(len(events), 1)
        return events[0]

    def test_listener(self):
        self._accept(self.outer)
        self.env.company.spiegelgesprek_sender = "Quality <quality@house.example>"
        response = self._download(self.outer)
        self.assertIn("text/calendar", response.headers["Content-Type"])
        self.assertIn("agenda.ics", response.headers["Content-Disposition"])
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        event = self._read(self.outer)
        self.assertEqual(event.summary.value, "Mirror conversation")
        self.assertEqual(event.status.value, "CONFIRMED")
        self.assertEqual(event.organizer.value, "mailto:quality@house.example")
        place = "Care house, Mill Street 4, 3011 AB Rotterdam"
        self.assertEqual(event.location.value, place)
        for name in ("attendee", "description", "url"):
            self.assertNotIn(name, event.contents)
        for word in (self.traject.name, self.traject.code, self.listener.name):
            self.assertNotIn(word, response.text)

    def test_day_itself(self):
        """Who was there is noted from that day on, as the clock stands there."""
        person = self.outer.with_user(self.coordinator)
        for now, before in (
            ("2026-06-15 21:59:00", True),
            ("2026-06-15 22:01:00", False),
            ("2026-06-20 12:00:00", False),
        ):
            with self.subTest(now), freeze_time(now):
                person.invalidate_recordset(["is_before_day"])
                self.assertEqual(person.is_before_day, before)

    def test_time_zone(self):
        """The hour of the clock where it is held, in summer and in winter."""
        self._accept(self.outer)
        text = self._download(self.outer).text
        self.assertIn("DTSTART;TZID=Europe/Amsterdam:20260616T153000", text)
        self.assertIn("TZID:Europe/Amsterdam", text)
        event = self._read(self.outer)
        self.assertEqual(event.dtstart.value, utc.localize(DATE))
        self.assertEqual(event.dtend.value - event.dtstart.value, timedelta(minutes=90))
        self.traject.date_conversation = "2026-12-01 14:30:00"
        self._commit()
        event = self._read(self.outer)
        self.assertEqual(event.dtstart.value.astimezone(ZONE).hour, 15)

    def test_client(self):
        """No word of what it is: not of whom, not of whose place, not of the kind."""
        self.env.company.spiegelgesprek_sender = "Quality <quality@house.example>"
        self._send(self.client, "accept")
        event = self._read(self.client)
        self.assertEqual(event.summary.value, "Appointment")
        self.assertEqual(event.location.value, "Mill Street 4, 3011 AB Rotterdam")
        start = event.dtstart.value
        self.assertEqual(start, utc.localize(DATE) - timedelta(minutes=30))
        text = self._download(self.client).text
        for word in (
            *("Quirinia", "Kanariepiet", "Care house", "house.example", "irror"),
            *(self.traject.name, self.traject.code, self.env.company.name),
            *("client", "spiegelgesprek", "Spiegelgesprek", "ATTENDEE", "ORGANIZER"),
        ):
            self.assertNotIn(word, text)

    def test_one_appointment_in_all_versions(self):
        """The same mark, and a higher number whenever something changes."""
        self._accept(self.outer)
        marks, numbers, states = set(), [], []

        def look():
            self._commit()
            event = self._read(self.outer)
            marks.add(event.uid.value)
            numbers.append(int(event.sequence.value))
            states.append(event.status.value)

        look()
        self.traject.date_conversation = LATER
        look()
        self.traject.address_id = self.place.copy({"street": "Elsewhere 1"})
        look()
        self._send(self.outer, "decline")
        look()
        self._accept(self.outer)
        look()
        self.traject.stage_id = self.env.ref("spiegelgesprek.stage_cancelled")
        look()
        self.traject.stage_id = self.env.ref("spiegelgesprek.stage_ready")
        look()
        self.outer.action_renew_links()
        look()
        self.assertEqual(len(marks), 1)
        self.assertEqual(numbers[-1], numbers.pop())
        self.assertEqual(numbers, sorted(set(numbers)))
        self.assertEqual(
            states,
            ["CONFIRMED"] * 3
            + ["CANCELLED", "CONFIRMED", "CANCELLED", "CONFIRMED", "CONFIRMED"],
        )

    def test_nothing_changed(self):
        self._accept(self.outer)
        number = self._read(self.outer).sequence.value
        self.traject.name = "Another name"
        self.traject.date_conversation = DATE
        self.outer.action_confirm()
        self._commit()
        self.assertEqual(self._read(self.outer).sequence.value, number)

    def test_uid_tells_nothing(self):
        second = self._create_listener(2)
        marks = {self._read(p).uid.value for p in (self.outer, second, self.client)}
        self.assertEqual(len(marks), 3)
        for mark in marks:
            self.assertRegex(mark, r"^[0-9a-f]{40}$")

    def test_not_answered_yet(self):
        self.assertEqual(self._read(self.outer).status.value, "TENTATIVE")

    def test_without_a_date(self):
        self.traject.date_conversation = False
        response = self._open(self.outer, "/agenda.ics")
        self.assertEqual(response.status_code, 404)

    def test_online(self):
        self.traject.write({"is_online": True, "online_url": "https://meet.example/x"})
        self._accept(self.outer)
        text = self._download(self.outer).text
        self.assertIn("LOCATION:Online", text)
        self.assertNotIn("meet.example", text)

    def test_meeting_that_takes_longer(self):
        self.traject.conversation_id.stop = DATE + timedelta(minutes=120)
        self._commit()
        event = self._read(self.outer)
        length = event.dtend.value - event.dtstart.value
        self.assertEqual(length, timedelta(minutes=120))
