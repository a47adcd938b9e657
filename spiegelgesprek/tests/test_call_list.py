# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import SpiegelgesprekCommon
from .web_client import count_queries

# A Tuesday at ten in the morning, a week before.
NOW = datetime(2026, 5, 26, 8)
DATE = datetime(2026, 6, 2, 13, 30)
LATER = datetime(2026, 6, 16, 13, 30)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestCallList(SpiegelgesprekCommon):
    """A week ahead everybody who agreed is called; when the date moves, again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        place = {"name": "The Hall", "street": "Long Lane 8", "city": "Rotterdam"}
        cls.coordinator.partner_id.phone = "010 555 01 23"
        cls.traject.write(
            {
                "date_conversation": DATE,
                "stage_id": cls.env.ref("spiegelgesprek.stage_ready").id,
                "address_id": cls.env["res.partner"].create(place).id,
            }
        )
        cls.client.state = "accepted"
        cls.second = cls._create_client(name="Second", state="accepted")
        cls.third = cls._create_client(name="Third", state="accepted")
        cls._create_client(name="Spare", state="invited")
        cls._create_client(name="Off", state="withdrawn")
        companion = cls.roles["companion"].id
        cls._create_client(name="Companion", role_id=companion, state="accepted")
        cls.clients = cls.client | cls.second | cls.third
        cls.own = cls.traject.with_user(cls.coordinator)
        cls._commit()

    def _call(self, client, outcome):
        self.env.invalidate_all()
        getattr(client.with_user(self.coordinator), f"action_call_{outcome}")()
        self.env.flush_all()
        self.env.invalidate_all()

    def _get_todo(self):
        self.env.invalidate_all()
        return self.own.call_now_ids + self.own.call_rest_ids

    # ------------------------------------------------------------
    # WHO IS CALLED
    # ------------------------------------------------------------

    def test_who_agreed(self):
        """Clients who agreed, one on top; who agrees late comes after."""
        self.assertEqual(self.own.call_now_ids, self.client)
        self.assertEqual(self.own.call_rest_ids, self.second | self.third)
        self.assertEqual(self.own.call_summary, "0 of 3 spoken")
        late = self._create_client(name="Late", state="accepted")
        self.assertEqual(self._get_todo()[-1:], late)

    def test_one_tap(self):
        """Noted, and the next one is on top."""
        for minute, (outcome, state) in enumerate(
            (
                ("comes", "confirmed"),
                ("not_coming", "withdrawn"),
                ("doubts", "accepted"),
            )
        ):
            with freeze_time(NOW + timedelta(minutes=minute)):
                client = self.own.call_now_ids.sudo()
                self._call(client, outcome)
                self.assertEqual((client.call_outcome, client.state), (outcome, state))
                self.assertEqual(client.call_date, NOW + timedelta(minutes=minute))
                self.assertEqual(self.own.call_last_ids, client)
        self.assertFalse(self.own.call_now_ids)
        self.assertEqual(self.own.call_rest_ids, self.third)
        self.assertEqual(self.own.call_summary, "2 of 3 spoken")
        self.assertEqual(self.own.called_client_ids, self.second + self.client)

    def test_not_reached(self):
        """Later today, or tomorrow at ten; then on the list again."""
        self._call(self.client, "later")
        self._call(self.second, "tomorrow")
        self.assertEqual(self.client.call_next, NOW + timedelta(hours=3))
        self.assertEqual(self.second.call_next, datetime(2026, 5, 27, 8))
        self.assertEqual(self.own.call_now_ids, self.third)
        self.assertEqual(self.own.call_rest_ids, self.client | self.second)
        self._call(self.third, "comes")
        with freeze_time(NOW + timedelta(hours=4)):
            self.assertEqual(self._get_todo()[0], self.client)
            self.assertEqual(self.own.call_now_ids, self.client)
            self._call(self.client, "later")
        self.assertEqual(self.client.call_tries, 2)
        self.assertEqual({*self.clients.mapped("state")}, {"accepted", "confirmed"})

    def test_tomorrow_after_the_clock_changed(self):
        with freeze_time(datetime(2026, 10, 24, 10)):
            self._call(self.client, "tomorrow")
        self.assertEqual(self.client.call_next, datetime(2026, 10, 25, 9))

    def test_second_tap(self):
        """The same tap twice is one call, and undo still brings back the start."""
        for _tap in range(2):
            self._call(self.client, "later")
            self._call(self.second, "comes")
        self.assertEqual(self.client.call_tries, 1)
        self._call(self.second, "undo")
        self.assertEqual(self.second.state, "accepted")

    def test_undo(self):
        for outcome in ("comes", "doubts", "not_coming", "later"):
            with self.subTest(outcome):
                self._call(self.client, "tomorrow")
                names = (
                    "state",
                    "call_outcome",
                    "call_next",
                    "call_date",
                    "call_tries",
                )
                before = self.client.read(names)
                with freeze_time(NOW + timedelta(minutes=5)):
                    self._call(self.client, outcome)
                    self.assertNotEqual(self.client.read(names), before)
                    self._call(self.client, "undo")
                    self.assertEqual(self.client.read(names), before)
                    self._call(self.client, "undo")
                    self.assertEqual(self.client.read(names), before)

    def test_nobody_else_has_calls(self):
        """Who did not agree, or listens, is left alone by these buttons."""
        others = self.traject.participant_ids - self.clients
        states = others.mapped("state")
        self._call(others, "comes")
        self.assertEqual(others.mapped("state"), states)
        self.assertFalse(any(others.mapped("call_outcome")))

    def test_time_to_call(self):
        """From a week before, until everybody was spoken."""
        self.assertTrue(self.own.is_call_time)
        with freeze_time(NOW - timedelta(days=1)):
            self.env.invalidate_all()
            self.assertFalse(self.own.is_call_time)
        for client in self.clients:
            self._call(client, "comes")
        self.assertFalse(self.own.is_call_time)

    # ------------------------------------------------------------
    # WHAT TO SAY
    # ------------------------------------------------------------

    def test_script(self):
        """Where and when, in the time of the place."""
        script = self.client.with_user(self.coordinator).call_script
        for words in ("Tuesday 2 June", "15:30", "15:00", "The Hall, Long Lane 8"):
            self.assertIn(words, script)

    def test_voicemail_is_neutral(self):
        """Who calls, and a number: nothing of what it is about, nor who is called."""
        self.client.may_voicemail = True
        voicemail = self.client.with_user(self.coordinator).voicemail_script
        self.assertEqual(
            voicemail,
            "Good day, this is User coordinator. "
            "Would you call me back at 010 555 01 23?",
        )
        self.coordinator.partner_id.phone = False
        self.env.invalidate_all()
        voicemail = self.client.with_user(self.coordinator).voicemail_script
        self.assertIn("I will call you again", voicemail)

    def test_no_voicemail(self):
        """As long as the client did not say that it is all right."""
        self.client.may_voicemail = False
        self.assertFalse(self.client.with_user(self.coordinator).voicemail_script)

    def test_no_date(self):
        self.traject.date_conversation = False
        self.env.invalidate_all()
        script = self.client.with_user(self.coordinator).call_script
        self.assertIn("no date yet", script)

    # ------------------------------------------------------------
    # THE DATE MOVES
    # ------------------------------------------------------------

    def _move_in_form(self):
        self.own.date_conversation = LATER

    def _move_in_calendar(self):
        event = self.traject.conversation_id.with_user(self.coordinator)
        event.write({"start": LATER, "stop": LATER + timedelta(hours=2)})

    def _move_by_postponing(self):
        self.own._postpone(LATER, "Too few people")

    def _move_by_manager(self):
        self.traject.with_user(self.manager).date_conversation = LATER

    def test_moved(self):
        """In whatever way: everybody who agreed is called again, with the new date."""
        self._call(self.client, "comes")
        self._call(self.second, "not_coming")
        self._call(self.third, "tomorrow")
        (self.outer | self.lead).state = "confirmed"
        for move in (
            self._move_in_form,
            self._move_in_calendar,
            self._move_by_postponing,
            self._move_by_manager,
        ):
            savepoint = self.cr.savepoint()
            with self.subTest(move.__name__):
                self.env.invalidate_all()
                move()
                self._commit()
                self.assertEqual(self._get_todo(), self.client | self.third)
                self.assertEqual(self.second.state, "withdrawn")
                self.assertFalse(self.client.call_outcome)
                self.assertEqual(self.own.call_summary, "0 of 2 spoken")
                self.assertTrue(self.own.is_call_time)
                script = self.client.with_user(self.coordinator).call_script
                self.assertIn("was moved. It is now on Tuesday 16 June", script)
                self.assertEqual({self.outer.state, self.lead.state}, {"accepted"})
            savepoint.close(rollback=True)
            self.env.invalidate_all(flush=False)

    def test_told_the_new_date(self):
        """Who was not reached still has to hear it; who was, knows."""
        self._move_in_form()
        self._commit()
        self._call(self.client, "later")
        self._call(self.second, "doubts")
        self.assertTrue(self.client.call_is_moved)
        self.assertFalse(self.second.call_is_moved)

    def test_moved_and_back(self):
        """In one and the same click: nothing moved."""
        self._call(self.client, "comes")
        self._move_in_form()
        self.own.date_conversation = DATE
        self._commit()
        self.assertEqual(self.client.state, "confirmed")

    def test_corrected_afterwards(self):
        self._call(self.client, "comes")
        self.traject.stage_id = self.env.ref("spiegelgesprek.stage_evaluate")
        self.own.date_conversation = DATE - timedelta(days=14)
        self._commit()
        self.assertEqual(self.client.state, "confirmed")

    # ------------------------------------------------------------
    # WHO MAY
    # ------------------------------------------------------------

    def test_opened_by_the_coordinator(self):
        action = self.own.action_open_calls()
        self.assertEqual(action["res_id"], self.traject.id)
        log = self.env["spiegelgesprek.access.log"].search([], limit=1)
        self.assertEqual(
            (log.user_id, log.kind, log.traject_id),
            (self.coordinator, "clients", self.traject),
        )

    def test_who_may_not(self):
        for user in (
            self.other,
            self.manager,
            self.facilitator,
            self.recruiter,
            self.sponsor,
        ):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self.traject.with_user(user).action_open_calls()
                with self.assertRaises(AccessError):
                    self.client.with_user(user).action_call_comes()
                with self.assertRaises(AccessError):
                    self.client.with_user(user).action_call_undo()
        self.assertEqual(self.client.state, "accepted")

    def test_who_listens_calls_nobody(self):
        self._create_contact_participant("employee", self.coordinator)
        self.assertFalse(self._get_todo())
        with self.assertRaises(AccessError):
            self.client.with_user(self.coordinator).action_call_comes()

    def test_postponing_leads_to_the_calls(self):
        wizards = self.env["spiegelgesprek.traject.postpone"]
        values = {
            "traject_id": self.traject.id,
            "date_conversation": LATER,
            "reason": "Ill",
        }
        calls = wizards.with_user(self.coordinator).create(values).action_open_calls()
        self.assertEqual(calls["res_model"], "spiegelgesprek.traject")
        clients = wizards.with_user(self.manager).create(values).action_open_calls()
        self.assertEqual(clients["res_model"], "spiegelgesprek.participant")

    # ------------------------------------------------------------
    # COST
    # ------------------------------------------------------------

    def test_queries(self):
        """The list costs the same with three people and with thirty."""
        shown = {
            name: {"fields": {part: {} for part in ("name", "phone", "call_script")}}
            for name in ("call_now_ids", "call_rest_ids", "called_client_ids")
        }
        shown["call_summary"] = {}
        counts = []
        with patch("random.random", lambda: 1):
            for _size in range(2):
                own = self.own.with_env(self.own.env)
                count_queries(own.env, lambda own=own: own.web_read(shown))
                counts.append(
                    count_queries(own.env, lambda own=own: own.web_read(shown))
                )
                for number in range(27):
                    state = "accepted" if number % 2 else "confirmed"
                    client = self._create_client(state=state)
                    client.call_outcome = "comes" if number % 2 == 0 else False
                self._commit()
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[0], 25)
