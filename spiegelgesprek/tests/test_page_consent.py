# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re
from datetime import date

from odoo.tests import freeze_time, tagged

from .public_pages import LATER, NOW, PublicPagesCommon

PARENT = {"capacity": "parent_one", "given_by": "Moeder"}
CALL = r"We(’|')ll call you first|We call you first"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPageConsent(PublicPagesCommon):
    """What a client answers on the own page is the own agreement, or the end of it."""

    def _get_lines(self, participant=None):
        """Return what is noted, as (answer, when it ended), the oldest first."""
        participant = participant or self.client
        return [
            (line.answer, line.date_withdrawn)
            for line in participant.consent_ids.sorted("id")
        ]

    def _is_called(self, response):
        return bool(re.search(CALL, self._text(response)))

    # ------------------------------------------------------------
    # YES
    # ------------------------------------------------------------

    def test_yes(self):
        response = self._send(self.client, "accept")
        line = self.client.consent_ids
        self.assertRecordValues(
            line,
            [
                {
                    "purpose": "take_part",
                    "answer": "yes",
                    "capacity": "self",
                    "channel": "page",
                    "date_withdrawn": False,
                    "noted_by": False,
                    "given_by": False,
                }
            ],
        )
        self.assertEqual(line.date, date(2026, 6, 1))
        self.assertFalse(self.client.consent_missing)
        self.assertIn("glad that you want to come", self._text(response))
        self.assertFalse(self._is_called(response))

    def test_confirmed(self):
        """Who was called already isn't told to wait for a call."""
        self._send(self.client, "accept")
        waits = "We call you a few days before"
        self.assertIn(waits, self._text(self._open(self.client)))
        self.client.state = "confirmed"
        self._commit()
        text = self._text(self._open(self.client))
        self.assertNotIn(waits, text)
        self.assertIn("Everything is arranged", text)
        self.client.write({"age_band": "12_15", "relation": "youngster"})
        self._commit()
        self.assertNotIn("arranged", self._text(self._open(self.client)))

    def test_yes_once(self):
        """Twice the same button, and again for another date: one line."""
        self._send(self.client, "accept")
        self._send(self.client, "accept")
        self.traject.date_conversation = LATER
        self._commit()
        self.assertEqual(
            self._heading(self._open(self.client))[:18], "Will you be there "
        )
        self._send(self.client, "accept")
        self.assertEqual(self.client.answer_for, LATER)
        self.assertEqual(self._get_lines(), [("yes", False)])

    def test_yes_that_was_noted_before(self):
        self._create_consent(self.client)
        self._send(self.client, "accept")
        self.assertEqual(self.client.consent_ids.mapped("channel"), ["phone"])

    def test_yes_after_a_no(self):
        """The last word of a client counts, whoever noted the one before."""
        self._create_consent(self.client, answer="no")
        self._send(self.client, "accept")
        today = date(2026, 6, 1)
        self.assertEqual(self._get_lines(), [("no", today), ("yes", False)])

    def test_nobody_else_noted_it(self):
        """Somebody's link, opened in a browser with a login: still his own word."""
        self.authenticate(self.coordinator.login, self.coordinator.login)
        self._send(self.client, "accept")
        self.assertFalse(self.client.consent_ids.noted_by)

    def test_day_of_the_place(self):
        """At half past midnight it is another day than for the server."""
        with freeze_time("2026-06-01 22:30:00"):
            self._send(self.client, "accept")
            self.assertEqual(self.client.consent_ids.date, date(2026, 6, 2))
            self._send(self.client, "decline")
            self.assertEqual(self._get_lines(), [("yes", date(2026, 6, 2))])

    def test_who_comes_along(self):
        companion = self._create_client(
            role_id=self.roles["companion"].id, state="invited", lang="en_US"
        )
        self._send(companion, "accept")
        self.assertEqual(self._get_lines(companion), [("yes", False)])

    def test_others_are_not_asked(self):
        for participant in (self.outer, self.lead):
            self._accept(participant)
            self.assertEqual(participant.state, "accepted")
            self.assertFalse(participant.consent_ids)
            self.assertFalse(self._is_called(self._open(participant)))

    # ------------------------------------------------------------
    # NO
    # ------------------------------------------------------------

    def test_no(self):
        """It ends a yes at once, however that was given; the next yes is a new line."""
        today = date(2026, 6, 1)
        for channel in ("phone", "page"):
            self.client.consent_ids.sudo().unlink()
            self.client.state = "invited"
            with self.subTest(channel):
                if channel == "phone":
                    self._create_consent(self.client)
                else:
                    self._send(self.client, "accept")
                self._send(self.client, "decline")
                self.assertEqual(self._get_lines(), [("yes", today)])
                self._send(self.client, "accept")
                self.assertEqual(self._get_lines(), [("yes", today), ("yes", False)])

    def test_no_ends_nothing_else(self):
        """Not what others said, and not what is about something else."""
        parent = self._create_consent(self.client, **PARENT)
        share = self._create_consent(self.client, "share_with_facilitator")
        self._send(self.client, "accept")
        self._send(self.client, "decline")
        self.assertFalse((parent | share).filtered("date_withdrawn"))

    def test_no_without_a_yes(self):
        self._send(self.client, "decline")
        self.assertEqual(self.client.state, "declined")
        self.assertFalse(self.client.consent_ids)

    # ------------------------------------------------------------
    # WHO ELSE IS ASKED
    # ------------------------------------------------------------

    def test_whoever_else_is_asked(self):
        """The own yes counts, the other one is still missing; the page says little."""
        for values, other in (
            ({"age_band": "12_15", "relation": "youngster"}, PARENT),
            ({"age_band": "0_11", "relation": "youngster"}, PARENT),
            (
                {"age_band": "adult", "is_represented": True},
                {"capacity": "curator_mentor", "given_by": "Mentor"},
            ),
        ):
            client = self._create_client(state="invited", lang="en_US", **values)
            with self.subTest(values):
                response = self._send(client, "accept")
                self.assertEqual(self._get_lines(client), [("yes", False)])
                self.assertIn("representative", client.consent_missing)
                self.assertTrue(self._is_called(response))
                telling = r"parent|mentor|guardian|agree|consent|years|represent"
                self.assertIsNone(re.search(telling, self._text(response)))
                self._create_consent(client, **other)
                if client.consent_missing:
                    self._create_consent(client, **{**other, "given_by": "Vader"})
                self._commit()
                self.assertFalse(client.consent_missing)
                self.assertFalse(self._is_called(self._open(client)))

    def test_agreed_by_phone_but_not_noted(self):
        """Who comes, and whose own yes stands nowhere, is called."""
        self.client.state = "accepted"
        self._commit()
        self.assertTrue(self._is_called(self._open(self.client)))
        self._create_consent(self.client)
        self._commit()
        self.assertFalse(self._is_called(self._open(self.client)))

    def test_age_unknown(self):
        client = self._create_client(
            state="invited", relation="youngster", lang="en_US"
        )
        self.assertTrue(self._is_called(self._send(client, "accept")))
