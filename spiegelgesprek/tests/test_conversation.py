# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta

from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, tagged

from .common import SpiegelgesprekCommon

T = datetime(2026, 5, 12, 12)
LATER = datetime(2026, 5, 19, 8, 30)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 12:00:00")
class TestConversation(SpiegelgesprekCommon):
    """The conversation stands in Odoo's calendar, and both move each other."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.traject.write(
            {
                "name": "Divorce of parents",
                "topic": "What helped the children",
                "address_id": cls.env["res.partner"].create(
                    {
                        "name": "Community house",
                        "city": "Schiedam",
                    }
                ),
            }
        )
        cls.own = cls.traject.with_user(cls.coordinator)

    def _get_event(self):
        return self.traject.conversation_id

    def _find_conversations(self):
        return self.env["calendar.event"].search(
            [
                ("traject_id", "=", self.traject.id),
                ("meeting_kind", "=", "conversation"),
            ]
        )

    def _get_words(self, record):
        """Return all text of a record, in one string."""
        names = [
            name
            for name, field in record._fields.items()
            if field.type in ("char", "text", "html")
        ]
        return " ".join(str(record[name]) for name in names if record[name])

    # ------------------------------------------------------------
    # MAKING IT
    # ------------------------------------------------------------

    def test_date_makes_one_event(self):
        self.own.date_conversation = T
        event = self._get_event()
        self.assertEqual(self._find_conversations(), event)
        self.assertRecordValues(
            event,
            [
                {
                    "name": self.traject.code,
                    "start": T,
                    "stop": T + timedelta(minutes=90),
                    "user_id": self.coordinator.id,
                    "meeting_kind": "conversation",
                    "privacy": "confidential",
                    "show_as": "busy",
                    "description": False,
                    "location": False,
                    "recurrency": False,
                    "allday": False,
                }
            ],
        )
        staff = (self.coordinator | self.facilitator).partner_id
        self.assertEqual(event.partner_ids, staff)
        self.assertEqual(event.attendee_ids.partner_id, staff)

    def test_event_tells_nothing(self):
        """No word of topic, client, place or listeners is anywhere in the calendar."""
        self.own.date_conversation = T
        event = self._get_event().sudo()
        self.own.date_conversation = LATER
        self.cr.precommit.run()
        words = " ".join(
            self._get_words(record)
            for record in (event, *event.attendee_ids, *event.message_ids)
        )
        self.assertIn(self.traject.code, words)
        for word in (
            self.traject.name,
            self.traject.topic,
            self.traject.address_id.name,
            self.client.name,
            self.client.alias,
            self.client.phone,
            self.listener.name,
            self.sponsor.name,
        ):
            self.assertNotIn(word, words)

    def test_quiet(self):
        """No mail, no new follower and no activity but those of steps."""
        self.own.date_conversation = T
        self.cr.flush()
        mails, followers = self._catch_mails(), self.traject.message_partner_ids
        double = self._create_traject(user_id=self.other.id, date_conversation=T)
        for date in (LATER, False, T):
            self.own.date_conversation = date
        self.traject.with_user(self.manager).date_conversation = LATER
        double.with_user(self.manager).date_conversation = LATER
        # Odoo's own notice of an assignment is something else
        self.own.with_context(mail_auto_subscribe_no_notify=True).user_id = self.other
        double.with_user(self.manager).unlink()
        self.cr.flush()
        self.assertFalse(mails)
        self.assertFalse(
            self.env["mail.activity"].search(
                [
                    ("res_model", "in", (self.traject._name, "calendar.event")),
                    ("step_id", "=", False),
                ]
            )
        )
        self.assertFalse(
            self.env["mail.notification"].search(
                [
                    ("mail_message_id.model", "=", "calendar.event"),
                    (
                        "res_partner_id",
                        "in",
                        (self.coordinator | self.other).partner_id.ids,
                    ),
                ]
            )
        )
        self.assertLessEqual(
            self.traject.message_partner_ids, followers | self.other.partner_id
        )

    def _catch_mails(self):
        """Return a list that fills with each mail that is made, sent at once or not."""
        mails = []
        Mail = self.env.registry["mail.mail"]
        create = Mail.create

        def note(records, vals_list):
            mails.extend(vals_list)
            return create(records, vals_list)

        self.patch(Mail, "create", note)
        return mails

    def test_in_the_form(self):
        """As a coordinator types it; leaving the form makes the one meeting."""
        with Form(self.own) as form:
            form.date_conversation = T
        self.assertEqual(self._get_event().start, T)
        with Form(self.own) as form:
            form.date_conversation = LATER
        self.assertEqual(self._get_event().start, LATER)
        self.assertEqual(self._find_conversations(), self._get_event())

    def test_made_together(self):
        """Several trajects at once, with and without a date."""
        values = {"name": "One of three", "method_id": self.method.id}
        trajects = (
            self.env["spiegelgesprek.traject"]
            .with_user(self.coordinator)
            .create(
                [
                    {**values, "date_conversation": T},
                    values,
                    {**values, "date_conversation": LATER, "minutes_conversation": 120},
                ]
            )
        )
        events = trajects.mapped("conversation_id")
        self.assertEqual(events.mapped("start"), [T, LATER])
        self.assertEqual(events.mapped("duration"), [1.5, 2.0])
        self.assertEqual(events.mapped("name"), [trajects[0].code, trajects[2].code])
        self.assertFalse(trajects[1].date_conversation)

    # ------------------------------------------------------------
    # MOVING IT
    # ------------------------------------------------------------

    def test_date_moves_event(self):
        self.own.date_conversation = T
        event = self._get_event()
        self.own.date_conversation = LATER
        self.assertEqual(self._get_event(), event)
        self.assertEqual(event.start, LATER)
        self.assertEqual(event.stop, LATER + timedelta(minutes=90))

    def test_event_moves_date(self):
        """A drag by who may move the traject, or a synchronisation."""
        self.own.date_conversation = T
        event = self._get_event()
        with self.assertRaises(AccessError):
            event.with_user(self.employee).start = LATER
        event.with_user(self.manager).write(
            {
                "start": LATER,
                "stop": LATER + timedelta(hours=1),
            }
        )
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.traject.date_conversation, LATER)
        self.assertEqual(event.stop, LATER + timedelta(hours=1))
        # as the modules do that synchronise with other calendars
        event.with_context(dont_notify=True, no_calendar_sync=True).write(
            {
                "start": T,
                "stop": T + timedelta(hours=2),
                "name": "Renamed elsewhere",
            }
        )
        found = self.env["spiegelgesprek.traject"].search(
            [("date_conversation", "=", T), ("id", "=", self.traject.id)]
        )
        self.assertEqual(found, self.traject)

    def test_keeps_the_length_it_got(self):
        self.own.date_conversation = T
        self._get_event().stop = T + timedelta(hours=4)
        self.own.date_conversation = LATER
        self.assertEqual(self._get_event().stop, LATER + timedelta(hours=4))

    def test_no_loop(self):
        """One move is one write of each: neither answers the other."""
        self.own.date_conversation = T
        self.env.flush_all()
        event, writes = self._get_event(), []
        Event = self.env.registry["calendar.event"]
        write = Event.write

        def count(records, vals):
            writes.append(dict(vals))
            return write(records, vals)

        self.patch(Event, "write", count)
        event.with_user(self.coordinator).write(
            {
                "start": LATER,
                "stop": LATER + timedelta(hours=1),
            }
        )
        self.env.flush_all()
        self.assertEqual(self.traject.date_conversation, LATER)
        self.assertEqual(len(writes), 1)
        self.own.date_conversation = T
        self.env.flush_all()
        self.assertEqual(len(writes), 2)
        self.own.date_conversation = T
        self.env.flush_all()
        self.assertEqual(len(writes), 2, "the same date again moves nothing")

    def test_move_is_tracked(self):
        self.own.date_conversation = T
        self.cr.flush()
        self._get_event().with_user(self.manager).start = LATER
        self.cr.flush()
        self.traject.invalidate_recordset(["message_ids"])
        tracked = self.traject.message_ids[0].sudo().tracking_value_ids
        self.assertEqual(tracked.field_id.name, "date_conversation")
        self.assertEqual(tracked.new_value_datetime, LATER)

    def test_manager_moves(self):
        self.own.date_conversation = T
        self.traject.with_user(self.manager).date_conversation = LATER
        self.assertEqual(self._get_event().start, LATER)
        self.assertEqual(self._get_event().user_id, self.coordinator)

    def test_others_do_not_move(self):
        self.own.date_conversation = T
        for user in (self.other, self.sponsor, self.facilitator):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.traject.with_user(user).date_conversation = LATER
        self.assertEqual(self._get_event().start, T)

    def test_coordinator_changes(self):
        self.own.date_conversation = T
        event = self._get_event()
        self.own.user_id = self.other
        self.assertEqual(event.user_id, self.other)
        staff = (self.other | self.facilitator).partner_id
        self.assertEqual(event.partner_ids, staff)
        self.assertEqual(event.attendee_ids.partner_id, staff)
        self.assertEqual(event.start, T)

    # ------------------------------------------------------------
    # WITHOUT IT
    # ------------------------------------------------------------

    def test_date_cleared(self):
        self.own.date_conversation = T
        event = self._get_event()
        self.own.date_conversation = False
        self.assertFalse(event.exists())
        self.assertFalse(self.own.is_conversation_missing)
        self.own.flush_recordset()
        self.own.invalidate_recordset()
        self.assertFalse(self.own.date_conversation)

    def test_event_deleted(self):
        """The date stays, the traject is flagged, and a button makes it anew."""
        self.own.date_conversation = T
        self.assertFalse(self.own.is_conversation_missing)
        self._get_event().with_user(self.coordinator).unlink()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.own.date_conversation, T)
        self.assertFalse(self.own.conversation_id)
        self.assertTrue(self.own.is_conversation_missing)
        with self.assertRaises(AccessError):
            self.traject.with_user(self.other).action_restore_conversation()
        self.own.action_restore_conversation()
        event = self._get_event()
        self.assertEqual((event.start, event.name), (T, self.traject.code))
        self.assertFalse(self.own.is_conversation_missing)
        self.own.action_restore_conversation()
        self.assertEqual(self._get_event(), event, "a second click changes nothing")

    def test_date_after_deletion(self):
        """A new date after the meeting was deleted makes a new meeting."""
        self.own.date_conversation = T
        self._get_event().unlink()
        self.own.date_conversation = LATER
        self.assertEqual(self._get_event().start, LATER)

    def test_copies_are_no_conversation(self):
        self.own.date_conversation = T
        event = self._get_event()
        copy = event.copy()
        self.assertFalse(copy.traject_id)
        self.assertFalse(copy.meeting_kind)
        self.assertNotIn("traject_id", event.copy_data()[0])
        self.assertFalse(self.own.copy().conversation_id)
        copy.start = LATER
        self.assertEqual(self.own.date_conversation, T)

    # ------------------------------------------------------------
    # TIME ZONE
    # ------------------------------------------------------------

    def test_time_zone(self):
        self.assertEqual(self.own.date_tz, "Europe/Amsterdam")
        self.coordinator.tz = "Europe/Lisbon"
        self.assertEqual(self._create_traject().date_tz, "Europe/Lisbon")
        self.coordinator.tz = False
        self.company.partner_id.tz = "Europe/London"
        self.assertEqual(self._create_traject().date_tz, "Europe/London")
        self.company.partner_id.tz = False
        self.assertEqual(self._create_traject().date_tz, "Europe/Amsterdam")

    def test_summary_in_the_zone_of_the_traject(self):
        """Also around midnight and in the night that the clock changes."""
        self.env["res.lang"]._activate_lang("en_US")
        cases = (
            (datetime(2026, 5, 11, 22, 30), "Tue 12 May 2026 · 00:30 · Schiedam"),
            (datetime(2026, 3, 28, 23, 30), "Sun 29 Mar 2026 · 00:30 · Schiedam"),
            (datetime(2026, 3, 29, 0, 30), "Sun 29 Mar 2026 · 01:30 · Schiedam"),
            (datetime(2026, 3, 29, 1, 30), "Sun 29 Mar 2026 · 03:30 · Schiedam"),
            (datetime(2026, 10, 25, 0, 30), "Sun 25 Oct 2026 · 02:30 · Schiedam"),
            (datetime(2026, 10, 25, 1, 30), "Sun 25 Oct 2026 · 02:30 · Schiedam"),
            (False, "Schiedam"),
        )
        for start, summary in cases:
            self.own.date_conversation = start
            for zone in ("Europe/Amsterdam", "America/New_York", False):
                reader = self.own.with_context(tz=zone, lang="en_US")
                with self.subTest(start=start, zone=zone):
                    self.assertEqual(reader.conversation_summary, summary)

    def test_countdown(self):
        """Days in the time zone of the traject, where it is half past midnight."""
        self.env["res.lang"]._activate_lang("en_US")
        cases = (
            (False, False),
            (datetime(2026, 3, 10, 22, 30), False),
            (datetime(2026, 3, 10, 23, 0), "today"),
            (datetime(2026, 3, 11, 22, 30), "today"),
            (datetime(2026, 3, 11, 23, 0), "tomorrow"),
            (datetime(2026, 3, 12, 23, 0), "in 2 days"),
            (datetime(2026, 4, 11, 12), "in 31 days"),
        )
        for start, countdown in cases:
            self.own.date_conversation = start
            for zone in ("Europe/Amsterdam", "America/New_York", False):
                reader = self.own.with_context(tz=zone, lang="en_US")
                now = freeze_time("2026-03-10 23:30:00")
                with self.subTest(start=start, zone=zone), now:
                    self.assertEqual(reader.conversation_countdown, countdown)

    def test_clock_changes_during_the_conversation(self):
        """It takes as long as it takes, whatever the clock does."""
        self.own.date_conversation = datetime(2026, 3, 29, 0, 30)
        event = self._get_event()
        self.assertEqual(event.stop - event.start, timedelta(minutes=90))
        self.own.date_conversation = datetime(2026, 10, 25, 0, 30)
        self.assertEqual(event.stop - event.start, timedelta(minutes=90))

    # ------------------------------------------------------------
    # IN THE CALENDAR
    # ------------------------------------------------------------

    def test_open_calendar(self):
        self.own.date_conversation = T
        action = self.own.action_open_calendar()
        self.assertEqual(action["res_model"], "calendar.event")
        self.assertEqual(action["context"]["initial_date"], "2026-05-12 12:00:00")
        elsewhere = self.env["calendar.event"].create(
            {
                "name": "Something else",
                "start": T,
                "stop": LATER,
            }
        )
        events = (self._get_event() | elsewhere).with_user(self.employee)
        events = events.with_context(**action["context"])
        self.assertEqual(events.mapped("is_highlighted"), [True, False])
        self.own.date_conversation = False
        action = self.own.action_open_calendar()
        self.assertEqual(action["context"]["initial_date"], "2026-03-10 12:00:00")

    def test_link_is_not_for_employees(self):
        """Whoever reads the calendar can't get from a code to a topic."""
        self.own.date_conversation = T
        event = self._get_event().with_user(self.employee)
        self.assertEqual(event.name, self.traject.code)
        for name in ("traject_id", "meeting_kind"):
            with self.assertRaises(AccessError):
                event.read([name])
            with self.assertRaises(AccessError):
                event.search([(name, "!=", False)])
