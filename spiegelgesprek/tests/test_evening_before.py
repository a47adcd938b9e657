# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import SpiegelgesprekCommon

# The first of June at six, a Monday evening; the conversation is the day after.
NOW = datetime(2026, 6, 1, 16)
DATE = datetime(2026, 6, 2, 13, 30)
LATER = datetime(2026, 6, 16, 13, 30)
REASON = "Too few people can come"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestEveningBefore(SpiegelgesprekCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for lang in ("nl_NL", "en_US"):
            cls.env["res.lang"]._activate_lang(lang)
        cls.traject.write(
            {
                "date_conversation": DATE,
                "stage_id": cls.env.ref("spiegelgesprek.stage_ready").id,
                "client_min": 3,
                "address_id": cls.env["res.partner"]
                .create({"name": "Hall", "phone": "010 1"})
                .id,
            }
        )
        cls.listener.lang = "en_US"
        cls.client.state = "confirmed"
        cls.clients = cls.client | cls.client.union(
            *(
                cls._create_client(name=f"Client {n}", state=state)
                for n, state in enumerate(("confirmed", "accepted"))
            )
        )
        cls.spare = cls._create_client(name="Spare", state="invited")
        cls.outer.state = "confirmed"
        cls.lead.state = "confirmed"
        cls.listeners = cls.outer | cls.outer.union(
            *(
                cls._create_listener(n, lang)
                for n, lang in enumerate(("nl_NL", "en_US"))
            )
        )
        cls.facilitator.lang = "en_US"
        cls.mailed = cls.listeners | cls.lead
        cls.template = cls.env.ref("spiegelgesprek.mail_template_changed")
        cls.template.with_context(lang="en_US").subject = "A new date"
        cls.template.with_context(lang="nl_NL").subject = "Een nieuwe datum"
        cls.own = cls.traject.with_user(cls.coordinator)
        cls._commit()

    @classmethod
    def _create_listener(cls, number, lang, **values):
        partner = cls.env["res.partner"].create(
            {
                "name": f"Listener {number}",
                "email": f"listener{number}@canary.example",
                "lang": lang,
            }
        )
        return cls._create_contact_participant(
            "employee", **{"partner_id": partner.id, "state": "accepted", **values}
        )

    def _get_mails(self):
        lines = self.traject.participant_ids.mail_ids.sudo()
        return lines.sorted("id").mail_mail_id

    def _postpone(self, user=None, date=LATER):
        wizard = (
            self.env["spiegelgesprek.traject.postpone"]
            .with_user(user or self.coordinator)
            .create(
                {
                    "traject_id": self.traject.id,
                    "date_conversation": date,
                    "reason": REASON,
                }
            )
        )
        wizard.action_postpone()
        self._commit()
        self.env.invalidate_all()
        return wizard

    # ------------------------------------------------------------
    # WHO STILL COMES
    # ------------------------------------------------------------

    def test_live_count(self):
        self.assertEqual(self.own.evening_summary, "3 of 3 come, minimum 3")
        self.assertFalse(self.own.is_below_minimum)
        self.assertEqual(self.own.coming_client_ids, self.clients)
        self.client.with_user(self.coordinator).action_withdraw()
        self.env.invalidate_all()
        self.assertEqual(self.own.evening_summary, "2 of 3 come, minimum 3")
        self.assertTrue(self.own.is_below_minimum)
        self.assertNotIn(self.client, self.own.coming_client_ids)

    def test_open_is_logged(self):
        for action in (self.own.action_open_evening(), self.own.action_open_spares()):
            self.assertEqual(action["res_id"], self.traject.id)
        log = self.env["spiegelgesprek.access.log"].search(
            [("user_id", "=", self.coordinator.id)]
        )
        self.assertEqual(log.mapped("kind"), ["clients", "clients"])
        self.assertEqual(log.traject_id, self.traject)

    def test_spares(self):
        self.assertEqual(self.own.spare_client_ids, self.spare)
        self.spare.with_user(self.coordinator).action_accept()
        self.env.invalidate_all()
        self.assertFalse(self.own.spare_client_ids)
        self.assertEqual(self.own.evening_summary, "4 of 4 come, minimum 3")

    def test_screens_show_nobody_to_others(self):
        """A manager counts; other coordinators may not even open it."""
        manager = self.traject.with_user(self.manager)
        manager.action_open_evening()
        self.assertFalse(manager.coming_client_ids)
        self.assertFalse(manager.spare_client_ids)
        self.assertEqual(manager.evening_summary, "3 of 3 come, minimum 3")
        for user in (self.other, self.facilitator, self.recruiter, self.sponsor):
            traject = self.traject.with_user(user)
            for name in (
                "action_open_evening",
                "action_open_spares",
                "action_go_small",
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    getattr(traject, name)()
        for user in (self.facilitator, self.recruiter, self.sponsor):
            for name in ("coming_client_ids", "evening_summary", "is_small_accepted"):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    self.traject.with_user(user).read([name])

    def test_who_listens_sees_no_client(self):
        self._create_contact_participant("employee", self.coordinator)
        self.assertFalse(self.own.coming_client_ids)

    # ------------------------------------------------------------
    # GOING ON SMALL
    # ------------------------------------------------------------

    def test_go_small(self):
        self.clients[:2].action_withdraw()
        self.assertEqual(self.own.go_summary, "Not yet: Clients short: 2")
        messages = len(self.traject.message_ids)
        for _click in range(2):
            self.own.action_go_small()
            self._commit()
        self.assertEqual(self.own.go_summary, "Go")
        self.assertFalse({"clients", "confirmed"} & {*self.own.gap_ids.mapped("kind")})
        self.assertEqual(len(self.traject.message_ids), messages + 1)
        self._postpone()
        self.assertFalse(self.traject.is_small_accepted)

    # ------------------------------------------------------------
    # POSTPONING
    # ------------------------------------------------------------

    def test_plan_follows(self):
        before = {step: step.offset_days + step.shift for step in self.traject.step_ids}
        done = self.traject.step_ids.filtered(lambda s: s.offset_days == -7)
        done.action_done()
        deadline = done.date_deadline
        self._postpone()
        self.assertEqual(self.traject.date_conversation, LATER)
        self.assertEqual(self.traject.conversation_id.start, LATER)
        self.assertEqual(done.date_deadline, deadline)
        for step in self.traject.step_ids.filtered(lambda s: s.offset_days > 0):
            expected = LATER.date() + timedelta(days=before[step])
            self.assertEqual(step.date_deadline, expected)

    def test_who_is_asked_again(self):
        """Who confirmed agrees still; all others are as they were."""
        withdrawn = self._create_client(state="withdrawn")
        self._postpone()
        self.assertEqual({*self.clients.mapped("state")}, {"accepted"})
        self.assertEqual({*self.listeners.mapped("state")}, {"accepted"})
        self.assertEqual(self.lead.state, "accepted")
        self.assertEqual(self.spare.state, "invited")
        self.assertEqual(withdrawn.state, "withdrawn")

    def test_one_mail_each(self):
        """To listeners and who leads, as far as they agreed, in their own language."""
        self._create_listener(7, "nl_NL", state="invited")
        self._create_listener(8, "nl_NL", state="declined")
        nowhere = self._create_listener(9, "nl_NL")
        nowhere.partner_id.email = False
        self._create_contact_participant(
            "chain_partner",
            partner_id=self.listeners[1].partner_id.id,
            state="accepted",
        )
        wizard = self._postpone()
        mails = self._get_mails()
        self.assertEqual(mails.mapped("state"), ["outgoing"] * 4)
        self.assertEqual(
            mails.mapped("email_to"),
            [p.partner_id.email_formatted for p in self.mailed],
        )
        self.assertEqual(
            mails.mapped("subject"),
            ["A new date", "Een nieuwe datum", "A new date", "A new date"],
        )
        self.assertEqual((wizard.mail_count, wizard.unmailed_count), (4, 1))
        self.assertFalse(mails.recipient_ids)
        self.assertFalse(mails.notified_partner_ids)

    def test_mail_names_nobody_else(self):
        """The right days in the words of the reader; no topic, reason or person."""
        self._postpone()
        secrets = {
            *self.clients.mapped("name"),
            *self.listeners.partner_id.mapped("name"),
            self.traject.name,
            self.facilitator.name,
            REASON,
        }
        for mail, participant in zip(self._get_mails(), self.mailed, strict=True):
            body = str(mail.body_html)
            own = participant.partner_id.name
            self.assertIn(own, body)
            for secret in secrets - {own}:
                self.assertNotIn(secret, body)
                self.assertNotIn(secret, mail.subject)
        self.assertIn(
            "Tuesday 16 June 2026, 15:30", str(self._get_mails()[2].body_html)
        )
        self.assertIn("dinsdag 2 juni 2026", str(self._get_mails()[1].body_html))

    def test_one_note(self):
        """One message: date, reason and what follows; no client in it."""
        messages = self.traject.message_ids
        self._postpone()
        note = self.traject.message_ids - messages
        self.assertEqual(len(note), 1)
        self.assertIn(REASON, note.body)
        self.assertIn("4 people", note.body)
        self.assertIn("plan follows", note.body)
        self.assertEqual(note.tracking_value_ids.field_id.name, "date_conversation")
        self.assertFalse(note.notified_partner_ids)

    def test_second_click(self):
        wizard = self._postpone()
        count, messages = len(self._get_mails()), len(self.traject.message_ids)
        self.client.state = "confirmed"
        wizard.action_postpone()
        self._commit()
        self.assertEqual(len(self._get_mails()), count)
        self.assertEqual(len(self.traject.message_ids), messages)
        self.assertEqual(self.client.state, "confirmed")
        with self.assertRaisesRegex(UserError, "already"):
            self._postpone()
        self.assertEqual(len(self._get_mails()), count)

    def test_date_in_the_past(self):
        for date in (NOW - timedelta(days=1), NOW):
            with self.subTest(date=date), self.assertRaisesRegex(UserError, "to come"):
                self._postpone(date=date)
        self.assertEqual(self.traject.date_conversation, DATE)
        self.assertFalse(self._get_mails())

    def test_result(self):
        """Who is left to call, with the phone of the place."""
        wizard = self._postpone()
        self.assertEqual((wizard.client_count, wizard.address_phone), (3, "010 1"))
        action = wizard.action_open_clients()
        found = self.clients.with_user(self.coordinator).search(action["domain"])
        self.assertLessEqual(self.clients, found)
        self.assertEqual(
            wizard.action_open_listeners()["domain"],
            [("traject_id", "=", self.traject.id), ("ring", "in", ("outer", "lead"))],
        )

    def test_manager_postpones(self):
        """Also clients whom he can't see are asked again."""
        self._postpone(self.manager)
        self.assertEqual({*self.clients.mapped("state")}, {"accepted"})
        self.assertEqual(len(self._get_mails()), 4)

    def test_who_may_not(self):
        for user in (self.other, self.facilitator, self.sponsor, self.listener):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._postpone(user)
        self.assertEqual(self.traject.date_conversation, DATE)
        self.assertFalse(self._get_mails())
