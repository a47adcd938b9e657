# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re
from datetime import date

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .common import SpiegelgesprekCommon

FORM = "spiegelgesprek.spiegelgesprek_client_view_form"
# Parts of words that would tell somebody who reads or hears along.
TELLING = (
    "cli[eë]nt",
    "patient",
    "pati[eë]nt",
    "jeugd",
    "youth",
    "kind",
    "child",
    "gezin",
    "famil",
    "voogd",
    "guardian",
    "bescherm",
    "protect",
    "zorg",
    r"\bcare",
    "hulp",
    "help",
    "therap",
    "behandel",
    "treat",
    "psych",
    "spiegel",
    "mirror",
    "gesprek",
    "conversation",
    "professional",
)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 12:00:00")
class TestSafeContact(SpiegelgesprekCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = cls.client.with_user(cls.coordinator)
        cls.coordinator.phone = "010 765 43 21"

    # ------------------------------------------------------------
    # WHAT IS ALLOWED
    # ------------------------------------------------------------

    def test_nothing_until_said(self):
        for channel in ("mail", "post", "text", "voicemail"):
            self.assertFalse(self.own._may_contact(channel), channel)
            self.assertTrue(self.outer._may_contact(channel), channel)
        self.assertTrue(self.own._may_contact("phone"))

    def test_what_was_chosen_is_allowed(self):
        """Choosing a way allows it; choosing another takes nothing back."""
        form = Form(self.own, FORM)
        form.contact_channel = "text"
        self.assertTrue(form.may_text)
        form.contact_channel = "mail"
        form.save()
        self.assertTrue(self.own._may_contact("text"))
        self.assertTrue(self.own._may_contact("mail"))
        self.assertFalse(self.own._may_contact("post"))
        self.own.may_mail = False
        self.assertFalse(self.own._may_contact("mail"))
        letters = self._create_client(contact_channel="post")
        self.assertTrue(letters.may_post)
        self.assertFalse(letters.may_voicemail)

    # ------------------------------------------------------------
    # WORDS TO COPY
    # ------------------------------------------------------------

    def test_text_message(self):
        with self.assertRaises(UserError):
            self.own.action_text_message()
        self.own.may_text = True
        self.assertFalse(self.own.text_message)
        action = self.own.action_text_message()
        self.assertEqual(action["res_id"], self.own.id)
        self.assertNotIn(self.client.name, str(action))
        link = self.own._get_token_url("invitation_token")
        self.assertTrue(self.own.text_message.endswith(f" {link}"))
        self.env.invalidate_all()
        shown = self.own.web_read({"text_message": {}, "phone": {}})[0]
        self.assertIn(link, shown["text_message"])

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_link_for_the_coordinator_only(self):
        """Who only reads the client makes no link."""
        self.client.may_text = True
        for user in (self.recruiter, self.manager):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.client.with_user(user).action_text_message()
        self.assertFalse(self.client.invitation_token)

    def test_own_words_of_the_company(self):
        self.company.write(
            {
                "spiegelgesprek_text_message": "Hi, see",
                "spiegelgesprek_voicemail": "Please call Ann",
                "spiegelgesprek_refusal_text": "Not this time",
            }
        )
        self.own.write({"may_text": True, "may_voicemail": True})
        self.own.action_text_message()
        self.assertTrue(self.own.text_message.startswith("Hi, see http"))
        self.assertEqual(self.own.voicemail_script, "Please call Ann")
        self.assertEqual(self.outer._get_refusal_text(), "Not this time")

    def test_words_tell_nothing(self):
        """Our own words name no client, no help and no organisation, in no language."""
        self.env["res.lang"]._activate_lang("nl_NL")
        self.company.name = "Zilvermeeuw"
        for lang in ("en_US", "nl_NL"):
            self.client.write({"may_text": True, "may_voicemail": True, "lang": lang})
            self.listener.lang = lang
            self.own.action_text_message()
            link = self.own._get_token_url("invitation_token")
            words = {
                "text": self.own.text_message.replace(link, ""),
                "voicemail": self.own.voicemail_script,
                "refusal": self.outer._get_refusal_text(),
            }
            for name, text in words.items():
                with self.subTest(name, lang=lang):
                    self.assertGreater(len(text), 20)
                    for telling in (*TELLING, "zilvermeeuw", self.client.name):
                        self.assertIsNone(re.search(telling, text, re.IGNORECASE))
            self.assertIn(self.coordinator.name, words["voicemail"])
            self.assertIn("010 765 43 21", words["voicemail"])

    # ------------------------------------------------------------
    # BRIEFING CALL
    # ------------------------------------------------------------

    def test_briefing(self):
        with Form(self.own, FORM) as form:
            form.brief_listeners = True
            form.interpreter_language = "Tigrinya"
            form.has_companion = True
        self.own.action_briefed()
        self.assertEqual(self.own.briefing_date, date(2026, 3, 10))
        with freeze_time("2026-03-12"):
            self.own.action_briefed()
        self.assertEqual(self.own.briefing_date, date(2026, 3, 10))
        self.assertTrue(self.own.brief_listeners)
        self.assertTrue(self.own.has_companion)

    def test_companion_stands_with_the_briefing(self):
        """Asked in that call: in one place on the form, and not with the wishes too."""
        arch = self.own.get_view(self.env.ref(FORM).id, "form")["arch"]
        places = etree.fromstring(arch).xpath(
            "//field[@name='has_companion']/ancestor::page/@name"
        )
        self.assertEqual(places, ["briefing"])

    def test_words_before_there_is_a_traject(self):
        """A new form is filled in from top to bottom."""
        new = self.own.new({"ring": "inner", "may_voicemail": True})
        self.assertFalse(new.voicemail_script)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_briefing_is_the_coordinators(self):
        """The recruiter sees the client, and not what the client told later."""
        for user in (self.recruiter, self.manager):
            client = self.client.with_user(user)
            with self.assertRaises(AccessError):
                client.action_briefed()
        names = ("briefing_date", "brief_unwanted", "interpreter_language", "transport")
        known = self.client.with_user(self.recruiter).fields_get()
        self.assertFalse(set(names) & set(known))
        self.assertIn("phone", known)

    # ------------------------------------------------------------
    # NO SEAT FOR A LISTENER
    # ------------------------------------------------------------

    def test_no_seat(self):
        listener = self.outer.with_user(self.coordinator)
        listener.action_accept()
        seat = listener.seat_id
        taken = seat.taken
        listener.action_refuse()
        self.assertEqual(listener.state, "declined")
        self.assertTrue(listener.is_refused)
        self.assertEqual(seat.taken, taken - 1)
        self.assertFalse(listener._refuse_neutrally())
        listener.state = "invited"
        self.assertFalse(listener.is_refused)

    def test_no_seat_is_mailed_once(self):
        """Who was asked hears it, in neutral words; who was only put down does not."""
        template = self.env.ref("spiegelgesprek.mail_template_no_seat")
        for state, told in (("draft", 0), ("invited", 1), ("waiting", 1)):
            listener = self._create_contact_participant(
                "chain_partner", self.employee, state=state
            )
            with self.subTest(state):
                own = listener.with_user(self.coordinator)
                own.action_refuse()
                own.action_refuse()
                lines = listener.mail_ids.filtered(lambda m: m.template_id == template)
                self.assertEqual(len(lines), told)
            listener.unlink()

    def test_no_seat_is_for_listeners(self):
        people = (self.client | self.lead).with_user(self.coordinator)
        people.action_refuse()
        self.assertEqual(set(people.mapped("state")), {"draft"})

    def test_listener_sees_no_reason(self):
        """By RPC too: declined, as by himself, and nothing of who or why."""
        self._create_tie(
            self.client, kind="unwanted", partner_id=self.listener.partner_id.id
        )
        self.outer.with_user(self.coordinator).action_refuse()
        self.env.invalidate_all()
        mine = self.outer.with_user(self.listener)
        self.assertEqual(mine.state, "declined")
        self.assertFalse(
            {"is_refused", "tie_warning", "tie_ids"} & set(mine.fields_get())
        )
        with self.assertRaises(AccessError):
            mine.read(["is_refused"])
