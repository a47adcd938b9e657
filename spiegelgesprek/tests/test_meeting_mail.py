# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta

from odoo.tests import freeze_time, tagged

from .mail_common import MailCommon

START = datetime(2026, 5, 1, 9)
MEETING = datetime(2026, 5, 20, 13)


@tagged("post_install", "-at_install")
@freeze_time(START)
class TestMeetingMail(MailCommon):
    """Staff hear of meetings from us; Odoo's own invitations never leave."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.staff = cls.facilitator.partner_id
        cls.staff.lang = "en_US"
        # who leads attends the meetings of the plan; here only those made by hand count
        meetings = cls.traject.sudo().meeting_ids - cls.traject.conversation_id
        meetings.partner_ids -= cls.staff

    def _create_meeting(self, **values):
        """Plan a meeting by hand, as the coordinator does in the calendar."""
        return (
            self.env["calendar.event"]
            .with_user(self.coordinator)
            .create(
                {
                    "name": self.traject.code,
                    "start": MEETING,
                    "stop": MEETING + timedelta(hours=1),
                    "location": "Room 3",
                    "partner_ids": [(6, 0, self.staff.ids)],
                    "traject_id": self.traject.id,
                    "meeting_kind": "intake",
                    **values,
                }
            )
        )

    def _tell(self):
        """Run the job, send the queue; return what left."""
        self._commit()
        self.env["calendar.attendee"]._cron_spiegelgesprek_meetings()
        return self._send_queue()

    def _get_ics(self, mail):
        return {
            part.get_filename(): part.get_content() for part in mail.iter_attachments()
        }

    def test_new_meeting(self):
        with self.mock_mail_gateway():
            meeting = self._create_meeting()
            self.assertFalse(self._new_mails)
        (mail,) = self._tell()
        self.assertEqual(mail["To"], self.staff.email_formatted)
        text = mail.get_body(("plain",)).get_content()
        self.assertIn("Wednesday 20 May 2026, 15:00", text)
        self.assertIn("Room 3", text)
        self.assertIn("new", text)
        self.assertNotIn("/calendar/", mail.as_string())
        ics = self._get_ics(mail)["publish.ics"]
        self.assertIn("METHOD:PUBLISH", ics)
        self.assertIn("DTSTART:20260520T130000Z", ics)
        self.assertNotIn("ATTENDEE", ics)
        self.assertNotIn("mailto", ics.lower())
        self.assertFalse(self._tell())
        self.assertIn(self.staff, meeting.partner_ids)

    def test_one_mail_for_many_moves(self):
        meeting = self._create_meeting()
        other = self._create_meeting(meeting_kind="debrief")
        first = self._get_ics(self._tell()[0])["publish.ics"]
        self.assertEqual(first.count("BEGIN:VEVENT"), 2)
        for hours in (1, 2, 3):
            meeting.write(
                {
                    "start": MEETING + timedelta(hours=hours),
                    "stop": MEETING + timedelta(hours=hours + 1),
                }
            )
            self._commit()
        with freeze_time(START + timedelta(hours=1)):
            (mail,) = self._tell()
        text = mail.get_body(("plain",)).get_content()
        self.assertIn("18:00", text)
        self.assertIn("changed", text)
        ics = self._get_ics(mail)["publish.ics"]
        self.assertEqual(ics.count("BEGIN:VEVENT"), 1)

        def pick(text, name):
            return next(x for x in text.splitlines() if x.startswith(name))

        self.assertIn(pick(ics, "UID"), first)
        self.assertGreater(pick(ics, "SEQUENCE"), pick(first, "SEQUENCE"))
        self.assertTrue(other.exists())

    def test_moved_and_back(self):
        """Nothing changed in the end: no mail."""
        meeting = self._create_meeting()
        self._tell()
        for start in (MEETING + timedelta(hours=1), MEETING):
            meeting.write({"start": start, "stop": start + timedelta(hours=1)})
            self._commit()
        self.assertFalse(self._tell())

    def test_cancelled(self):
        for cancel in (
            lambda meeting: meeting.unlink(),
            lambda meeting: meeting.write({"active": False}),
            lambda meeting: meeting.write({"partner_ids": [(3, self.staff.id)]}),
        ):
            meeting = self._create_meeting()
            self._tell()
            cancel(meeting)
            (mail,) = self._tell()
            self.assertIn("cancelled", mail.get_body(("plain",)).get_content())
            self.assertIn("METHOD:CANCEL", self._get_ics(mail)["cancel.ics"])
            self.assertFalse(self._tell())

    def test_put_back(self):
        meeting = self._create_meeting()
        self._tell()
        meeting.active = False
        self._tell()
        meeting.active = True
        (mail,) = self._tell()
        self.assertIn("new", mail.get_body(("plain",)).get_content())

    def test_never_told(self):
        """Planned and cancelled before anybody heard of it."""
        self._create_meeting().unlink()
        self.assertFalse(self._tell())

    def test_who_is_not_told(self):
        """Who planned it, meetings that are over, and the conversation itself."""
        self._create_meeting(partner_ids=[(6, 0, self.coordinator.partner_id.ids)])
        past = START - timedelta(days=1)
        self._create_meeting(start=past, stop=past + timedelta(hours=1))
        self.traject.conversation_id.partner_ids += self.staff
        self.assertFalse(self._tell())

    def test_plan_of_the_method(self):
        """Moving the conversation moves the meetings: one mail with all of them."""
        meetings = self.traject.sudo().meeting_ids - self.traject.conversation_id
        self.assertTrue(meetings)
        meetings.partner_ids += self.staff
        (mail,) = self._tell()
        text = mail.get_body(("plain",)).get_content()
        self.assertEqual(text.count(self.traject.code), len(meetings))
        self.traject.with_user(self.coordinator).date_conversation += timedelta(days=7)
        self.assertEqual(len(self._tell()), 1)
        self.traject.with_user(self.coordinator).date_conversation = False
        self.assertEqual(len(self._tell()), 1)

    def test_nothing_of_the_topic(self):
        self.traject.name = "Zwvinktopic"
        self._create_meeting()
        (mail,) = self._tell()
        self.assertNotIn("Zwvink", mail.as_string())

    def test_no_mail_of_odoo(self):
        """On every way that Odoo knows to mail who attends."""
        alarm = self.env["calendar.alarm"].create(
            {
                "name": "Mail",
                "alarm_type": "email",
                "duration": 1,
                "interval": "hours",
                "mail_template_id": self.env.ref(
                    "calendar.calendar_template_meeting_reminder"
                ).id,
            }
        )
        with self.mock_mail_gateway():
            meeting = self._create_meeting(alarm_ids=[(6, 0, alarm.ids)])
            later = MEETING + timedelta(days=1)
            meeting.write({"start": later, "stop": later + timedelta(hours=1)})
            meeting.partner_ids += self.sponsor.partner_id
            meeting.action_sendmail()
            meeting.attendee_ids._send_invitation_emails()
            self._commit()
            with freeze_time(later - timedelta(minutes=30)):
                self.env["calendar.alarm_manager"]._send_reminder()
            meeting.partner_ids -= self.sponsor.partner_id
            wizard = self.env["calendar.popover.delete.wizard"].with_user(
                self.coordinator
            )
            wizard.create(
                {"calendar_event_id": meeting.id}
            ).action_send_mail_and_delete()
            self.traject.date_conversation += timedelta(days=1)
            self._commit()
            self.assertFalse(self._new_mails)
            self.assertFalse(self._mails)
        self.assertFalse(meeting.exists())

    def test_other_meetings_are_odoos(self):
        """What is not ours stays as it was."""
        with self.mock_mail_gateway():
            event = self._create_meeting(traject_id=False, meeting_kind=False)
            self.assertEqual(len(self._new_mails), 1)
        self.assertFalse(event.sudo().attendee_ids.spiegelgesprek_is_due)
        self.assertFalse(self._tell())
