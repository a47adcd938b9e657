# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import Counter
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .evaluation_common import CLIENTS, LISTENERS, EvaluationClockCommon, T

LOGGER = "odoo.addons.spiegelgesprek.models.spiegelgesprek_traject_evaluation_clock"


@tagged("post_install", "-at_install")
class TestEvaluationClock(EvaluationClockCommon):
    def test_ten_days(self):
        """Each is asked once and reminded at most once, whatever days were missed."""
        self.assertFalse(self._run(0, hour=20))
        asked = self._run(1)
        self.assertEqual(len(asked), CLIENTS + LISTENERS)
        self.assertEqual(len(set(asked.mapped("email_to"))), CLIENTS + LISTENERS)
        for mail in asked:
            self.assertEqual(mail.body_html.count("/spiegelgesprek/evaluatie/"), 1)
        links = {mail.body_html.split("/evaluatie/")[1][:32] for mail in asked}
        self.assertEqual(len(links), CLIENTS + LISTENERS)
        self.assertFalse(self._run(1))
        self._use(self.clients[:6] | self.listeners[:20])
        # days 2 to 4 are missed
        reminded = self._run(5)
        self.assertEqual(len(reminded), CLIENTS - 6 + LISTENERS - 20)
        late = (self.clients[6:] | self.listeners[20:]).mapped(
            lambda p: p._get_mail_address()
        )
        self.assertEqual(self._get_addresses(reminded), sorted(late))
        for day in (5, 6):
            self.assertFalse(self._run(day))
        self.assertFalse(self._run(8))
        self.assertEqual(self.traject.client_evaluation_state, "closed")
        self.assertTrue(self.traject.client_evaluation_released)
        self.assertFalse(self._run(12))
        self.assertEqual(self.traject.client_evaluation_state, "ended")

    def test_each_day_twice(self):
        """Days 0 to 10, each run twice, days 2 to 4 missed: asked once, reminded once.

        Some answer by their ticket before, some come back; those are listed.
        """
        gone = self.clients[0] | self.listeners[:2]
        answered = self.clients[3:9] | self.listeners[5:25]
        invited, reminded = Counter(), Counter()
        for day in (0, 1, 5, 6, 7, 8, 9, 10):
            for hour in (7, 11):
                mails = self._run(day, hour).mapped("email_to")
                (invited if day < 5 else reminded).update(mails)
            if day == 1:
                self._return(gone)
                self._use(answered)
        addresses = {p._get_mail_address() for p in self.clients | self.listeners}
        self.assertEqual(invited, Counter(addresses))
        asked_again = (self.clients | self.listeners) - answered
        addresses = {person._get_mail_address() for person in asked_again}
        self.assertEqual(reminded, Counter(addresses))
        self.assertEqual(self.traject.client_evaluation_returned, 1)
        self.assertEqual(self.traject.listener_evaluation_returned, 2)

    def test_reminders_leave_no_line(self):
        """Who did not answer can't be read from what was mailed."""
        self._run(1)
        lines = self.env["spiegelgesprek.mail"].search([("kind", "=", "evaluation")])
        self.assertEqual(len(lines), CLIENTS + LISTENERS)
        self._use(self.clients[:6])
        self._run(4)
        self.assertEqual(lines.search([("kind", "=", "evaluation")]), lines)
        self._run(8)
        # closed: nothing joins a person to a link any more
        self.assertFalse(lines.exists())
        self.assertFalse(
            self.env["mail.mail"].search([("body_html", "like", "/evaluatie/")])
        )

    def test_cards_were_used(self):
        """Where cards may have come back, everybody gets the same friendly reminder."""
        self._run(1)
        self.traject._make_cards("inner", 5)
        self._use(self.clients[:6] | self.listeners)
        self.assertEqual(len(self._run(4)), CLIENTS)

    def test_corrected(self):
        """Who turns out not to have been there is not reminded."""
        self._run(1)
        self.clients[0].state = "absent"
        self.listeners[0].state = "withdrawn"
        self.assertEqual(len(self._run(4)), CLIENTS - 1 + LISTENERS - 1)

    def test_noted_late(self):
        """Who is noted as having been there later is asked as well, once."""
        late = self.clients[-1]
        late.state = "confirmed"
        self.assertEqual(len(self._run(1)), CLIENTS + LISTENERS - 1)
        late.state = "attended"
        self.assertEqual(self._run(2).mapped("email_to"), [late.email])
        self.assertFalse(self._run(2, hour=11))

    def test_job_missed_all_week(self):
        """Also then people get some days, and a reminder before it closes."""
        self.assertEqual(len(self._run(9)), CLIENTS + LISTENERS)
        self.assertFalse(self._run(10))
        self.assertEqual(len(self._run(11)), CLIENTS + LISTENERS)
        self.assertEqual(self.traject.client_evaluation_state, "open")
        self._run(13)
        self.assertEqual(self.traject.client_evaluation_state, "closed")

    def test_who_gets_nothing(self):
        """Absent, withdrawn, no mail wanted: nothing. Cancelled: nobody."""
        self.clients[0].state = "absent"
        self.clients[1].state = "withdrawn"
        self.clients[2].write({"contact_channel": "post", "may_mail": False})
        self.clients[3].email = False
        self.assertEqual(len(self._run(1)), CLIENTS - 4 + LISTENERS)
        tickets = self.tickets.search([("participant_id", "in", self.clients.ids)])
        self.assertEqual(len(tickets), CLIENTS - 2)

    def test_cancelled(self):
        self.traject.stage_id = self.env.ref("spiegelgesprek.stage_cancelled")
        self.assertFalse(self._run(1))
        self.assertFalse(self.tickets.search([]))

    def test_closes_whatever_becomes_of_the_traject(self):
        """What tells who answered never stays, nor what came in late."""
        stages = self.env["spiegelgesprek.stage"]
        self._run(1)
        self._use(self.clients[:6])
        for values in (
            {"stage_id": stages.search([("phase", "=", "prepare")], limit=1).id},
            {"stage_id": stages.search([("phase", "=", "monitor")], limit=1).id},
            {"stage_id": stages.search([("phase", "=", "cancelled")], limit=1).id},
            {"active": False},
            {},
        ):
            savepoint = self.env.cr.savepoint()
            self.traject.write(values)
            with self.subTest(values):
                days = (2, 8, 50) if values else (60, 61)
                for number, day in enumerate(days):
                    self.assertFalse(self._run(day))
                    if not number and values:
                        self.assertEqual(self.traject.client_evaluation_state, "open")
                self.assertFalse(self.tickets.search([]))
                self.assertTrue(self.traject.client_evaluation_released)
                self.assertEqual(self.traject.client_evaluation_state, "ended")
                self.assertFalse(self.traject.response_activity_id)
            savepoint.close(rollback=True)
            self.env.invalidate_all(flush=False)

    def test_date_of_who_was_asked(self):
        """The date that a form closes by is not taken away, from wherever."""
        self._run(1)
        own = self.traject.with_user(self.coordinator)
        meeting = self.traject.conversation_id
        later = T + timedelta(days=30)
        with freeze_time(T + timedelta(days=2)):
            for state in ("open", "closed", "ended"):
                self.traject.sudo().client_evaluation_state = state
                with self.subTest(state), self.assertRaises(ValidationError):
                    own.date_conversation = later
                    self._commit()
                with self.subTest(state), self.assertRaises(ValidationError):
                    meeting.write({"start": later, "stop": later + timedelta(hours=2)})
                    self._commit()
                if state != "ended":
                    with self.subTest(state), self.assertRaises(ValidationError):
                        own.date_conversation = False
            # a mistake in the hour is no other conversation
            own.date_conversation = T + timedelta(days=1)
            self._commit()
        self.assertEqual(self.traject.date_conversation, T + timedelta(days=1))

    def test_date_with_cards(self):
        """Cards lie ready and it is postponed: as ever, with a date to close by."""
        cards = self.env["spiegelgesprek.evaluation.card"].with_user(self.coordinator)
        own = self.traject.with_user(self.coordinator)
        with freeze_time(T - timedelta(hours=20)):
            cards = cards.create({"traject_id": self.traject.id, "number": 3})
            cards.action_print()
            with self.assertRaises(ValidationError):
                own.date_conversation = False
            own._postpone(T + timedelta(days=30), "Nobody can come")
            self._commit()
        self.assertFalse(self._run(8))
        self.assertEqual(self.traject.client_evaluation_state, "open")
        self._run(38)
        self.assertEqual(self.traject.client_evaluation_state, "closed")

    def test_cards_without_a_date(self):
        with freeze_time(T - timedelta(hours=20)):
            self.traject.date_conversation = False
        cards = self.env["spiegelgesprek.evaluation.card"].with_user(self.coordinator)
        with self.assertRaises(UserError):
            cards.create({"traject_id": self.traject.id}).action_print()
        self.assertEqual(self.traject.client_evaluation_state, "draft")

    def test_numbers_keep_no_form_open(self):
        self._run(1)
        self.traject.write({"evaluation_days": 9999, "debrief_days": 9999})
        self._run(89)
        self.assertEqual(self.traject.client_evaluation_state, "open")
        self._run(91)
        self.assertEqual(self.traject.client_evaluation_state, "closed")
        self._run(91)
        self.assertEqual(self.traject.client_evaluation_state, "ended")

    def test_what_fails_keeps_no_form_open(self):
        """A ring that can't be asked, and a to-do that can't be made."""
        self.traject.client_evaluation_state = "open"
        self.clients.state = "absent"
        model = type(self.traject)

        def fail(traject, *args):
            raise ValueError("Broken")

        with (
            patch.object(model, "_send_evaluation", fail),
            patch.object(model, "_sync_clock_activities", fail),
            mute_logger(LOGGER),
        ):
            self.assertFalse(self._run(8))
        self.assertEqual(self.traject.client_evaluation_state, "closed")
        self.assertEqual(self.traject.listener_evaluation_state, "draft")

    def test_one_that_fails_stops_no_other(self):
        other = self._create_traject(
            date_conversation=T, stage_id=self.traject.stage_id.id
        )
        self._attend(clients=1, traject=other).contact_channel = "mail"
        self._commit()
        run = type(other)._run_clock

        def fail(traject):
            if traject.id == self.traject.id:
                raise ValueError("Broken")
            return run(traject)

        with patch.object(type(other), "_run_clock", fail), mute_logger(LOGGER):
            self.assertEqual(len(self._run(1)), 1)
        self.assertEqual(len(self._run(1)), CLIENTS + LISTENERS)

    def test_attendance(self):
        """By noon one activity; noting everybody in one go ends it."""
        people = self.clients | self.listeners
        self.clients.state = "confirmed"
        self.listeners.state = "accepted"
        self._run(1, hour=8)
        self.assertFalse(self.traject.attendance_activity_id)
        self._run(1, hour=11)
        self._run(1, hour=12)
        activity = self.traject.attendance_activity_id
        self.assertEqual(activity.user_id, self.coordinator)
        self.assertFalse(self.tickets.search([]))
        with self.assertRaises(AccessError):
            self.traject.with_user(self.other).action_all_attended()
        self.traject.with_user(self.coordinator).action_all_attended()
        self._commit()
        self.assertEqual(set(people.mapped("state")), {"attended"})
        self._run(1, hour=13)
        self.assertFalse(activity.exists())

    def test_few_answers(self):
        """Under half on day 5: one activity, which goes when the form closes."""
        self._run(1)
        self._use(self.clients | self.listeners[:5])
        self._run(4)
        self.assertFalse(self.traject.response_activity_id)
        self._run(5)
        activity = self.traject.response_activity_id
        self.assertTrue(activity)
        self._run(6)
        self.assertEqual(self.traject.response_activity_id, activity)
        self._run(8)
        self.assertFalse(activity.exists())

    def test_few_answers_without_a_reminder(self):
        """Not on the day itself that people are asked."""
        self.traject.evaluation_remind_days = 0
        for day in (1, 4):
            self._run(day)
            self.assertFalse(self.traject.response_activity_id)
        self._run(5)
        self.assertTrue(self.traject.response_activity_id)

    def test_few_answers_when_asked_late(self):
        for day in (6, 8):
            self._run(day)
            self.assertFalse(self.traject.response_activity_id)
        self._run(9)
        self.assertTrue(self.traject.response_activity_id)

    def test_link_is_for_the_software(self):
        """A coordinator can't try links to see who answered an anonymous form."""
        self._run(1)
        own = self.clients.with_user(self.coordinator)
        self.assertFalse(any(own.mapped("mail_evaluation_link")))
        self.traject.client_evaluation_mode = "confidential"
        own.invalidate_recordset(["mail_evaluation_link"])
        self.assertTrue(all(own.mapped("mail_evaluation_link")))

    def test_sent_anew(self):
        """A mail that came back can be sent again, with the link in it."""
        self._run(1)
        client = self.clients[0]
        self.env["mail.mail"].search([]).write({"state": "exception"})
        self._commit()
        before = self.env["mail.mail"].search([]).ids
        with freeze_time(T + timedelta(days=1, hours=2)):
            client.with_user(self.coordinator).action_send_anew()
        mail = self.env["mail.mail"].search([("id", "not in", before)])
        self.assertEqual(mail.body_html.count("/spiegelgesprek/evaluatie/"), 1)
