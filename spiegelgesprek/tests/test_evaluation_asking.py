# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime

from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .evaluation_common import CLIENTS, EvaluationClockCommon
from .web_client import count_queries

LETTER = "spiegelgesprek.spiegelgesprek_letter_report"
OPEN = datetime(2026, 6, 3, 14)


@tagged("post_install", "-at_install")
class TestEvaluationAsking(EvaluationClockCommon):
    """How people were asked, and letters for those whom no mail reaches."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("nl_NL")
        cls.own = cls.traject.with_user(cls.coordinator)
        cls.posted = cls.clients[:3]
        cls.posted.write(
            {
                "contact_channel": "post",
                "may_post": True,
                "may_mail": False,
                "address": "Kade 1, Delft",
            }
        )
        cls.posted[0].lang = "nl_NL"
        cls.posted[1:].lang = "en_US"

    def _open_letters(self, user=None, ring="inner"):
        """Press the button of the form, and fill in nothing."""
        traject = self.traject.with_user(user or self.coordinator)
        traject = traject.with_context(spiegelgesprek_ring=ring)
        action = traject.action_print_evaluation_letters()
        papers = self.env[action["res_model"]].with_user(user or self.coordinator)
        return Form(papers.with_context(**action["context"]))

    def _print(self, paper):
        """Return the pages of letters, and those of cards."""
        content, _kind = (
            self.env["ir.actions.report"]
            .with_user(paper.env.user)
            ._render_qweb_html(LETTER, paper.ids)
        )
        page = html.fromstring(content)
        letters = page.xpath("//div[hasclass('sg_page')]")
        cards = page.xpath("//div[hasclass('page')][not(hasclass('sg_page'))]")
        return letters, cards

    def _get_returned(self, user, ring):
        traject = self.traject.with_user(user)
        traject = traject.with_context(spiegelgesprek_ring=ring)
        action = traject.action_open_returned_evaluation()
        people = self.env["spiegelgesprek.participant"].with_user(user)
        return people.search(action["domain"]).sudo()

    # ------------------------------------------------------------
    # NUMBERS
    # ------------------------------------------------------------

    def test_how_people_were_asked(self):
        """By mail, in vain, by letter; at closing the lines go and numbers stay."""
        self.assertEqual(self.own.client_asking, "")
        self.assertEqual(self.own.client_unreached_count, 0, "not asked yet")
        self._run(1)
        self.assertEqual(self.own.client_asking, f"{CLIENTS - 3} by mail")
        self.assertEqual(self.own.client_unreached_count, 3)
        self._return(self.clients[3:5] | self.listeners[0])
        self.assertEqual(self.own.client_returned_count, 2)
        self.assertEqual(self.own.client_unreached_count, 5)
        self.assertEqual(self.own.listener_asking, "28 by mail · 1 did not arrive")
        with freeze_time(OPEN):
            self._open_letters().save().action_print()
        self._commit()
        said = "12 by mail · 2 did not arrive · 3 by letter"
        self.assertEqual(self.own.client_asking, said)
        self._run(8)
        self.assertEqual(self.traject.client_evaluation_state, "closed")
        self.assertFalse(self.env["spiegelgesprek.mail"].search([]))
        self.assertFalse(any(self.clients.mapped("evaluation_letter_date")))
        self.assertEqual(self.own.client_asking, said)
        self.assertEqual(self.own.client_unreached_count, 0)

    def test_sent_anew_reaches(self):
        """What counts is the last mail."""
        self._run(1)
        client = self.clients[4]
        self._return(client)
        self.assertEqual(self.own.client_returned_count, 1)
        with freeze_time(OPEN):
            client.with_user(self.coordinator).action_send_anew()
        self._commit()
        self.assertEqual(self.own.client_returned_count, 0)
        self.assertEqual(self.own.client_asking, "12 by mail")

    def test_another_address(self):
        """A mail that was taken back reached nobody, and the clock sends no other."""
        self._run(1)
        self.clients[5].email = "other@canary.example"
        self._commit()
        self.assertIn(self.clients[5], self.traject._get_unreached("inner"))
        self.assertFalse(self._run(2))

    def test_whom_the_clock_will_mail(self):
        """Noted an hour ago: the next run mails, so no letter."""
        self.clients[6].state = "confirmed"
        self._run(1)
        self.clients[6].state = "attended"
        self.assertNotIn(self.clients[6], self.traject._get_unreached("inner"))

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_who_sees_numbers(self):
        self._run(1)
        for user in (self.coordinator, self.other, self.manager):
            self.assertEqual(self.traject.with_user(user).client_unreached_count, 3)
        for user in (self.sponsor, self.facilitator, self.recruiter):
            for name in ("client_asking", "client_evaluation_mailed"):
                with (
                    self.subTest(name, user=user.login),
                    self.assertRaises(AccessError),
                ):
                    self.traject.with_user(user).read([name])
            # of listeners everybody sees how many, before and after
            self.assertEqual(
                self.traject.with_user(user).listener_response, "0 of 28 (0%)"
            )

    def test_not_by_hand(self):
        with self.assertRaises(UserError):
            self.own.client_evaluation_mailed = 1

    def test_same_queries_for_more_people(self):
        """Nothing is looked up for each person."""
        self._run(1)
        names = ["client_asking", "client_unreached_count", "client_response"]
        self.own.read(names)
        few = count_queries(self.env, lambda: self.own.read(names))
        self._attend(clients=20).contact_channel = "mail"
        self._run(1)
        self.assertEqual(self.own.client_asking, f"{CLIENTS - 3 + 20} by mail")
        self.assertEqual(count_queries(self.env, lambda: self.own.read(names)), few)

    # ------------------------------------------------------------
    # WHO IS TO BE REACHED
    # ------------------------------------------------------------

    def test_returned_are_listed(self):
        self._run(1)
        self._return(self.clients[3:5] | self.listeners[:2])
        logged = self.env["spiegelgesprek.access.log"].search_count([])
        self.assertEqual(
            self._get_returned(self.coordinator, "inner"), self.clients[3:5]
        )
        self.assertEqual(
            self._get_returned(self.coordinator, "outer"), self.listeners[:2]
        )
        self.assertEqual(
            self.env["spiegelgesprek.access.log"].search_count([]), logged + 1
        )
        self.assertFalse(self._get_returned(self.other, "inner"))

    def test_activity(self):
        """One, until letters are printed; again when a mail comes back later."""
        self._run(1)
        activity = self.traject.letter_activity_id
        self.assertEqual(activity.user_id, self.coordinator)
        self._run(1, hour=11)
        self.assertEqual(self.traject.letter_activity_id, activity)
        self.assertNotIn("Zwclient", str(activity.read()))
        with freeze_time(OPEN):
            self._open_letters().save().action_print()
        self._commit()
        self.assertFalse(activity.exists())
        self._return(self.clients[7])
        self._run(2)
        self.assertTrue(self.traject.letter_activity_id)
        self._run(8)
        self.assertFalse(self.traject.letter_activity_id)

    # ------------------------------------------------------------
    # LETTERS
    # ------------------------------------------------------------

    @freeze_time(OPEN)
    def test_letters_with_cards(self):
        """Anonymous: nobody's link, and a card for each in the language of each."""
        self._run(1)
        paper = self._open_letters().save()
        self.assertEqual(paper.participant_ids.sudo(), self.posted)
        self.assertTrue(paper.is_with_cards)
        paper.action_preview()
        self.assertFalse(self.tickets.search([("code", "!=", False)]))
        self.assertFalse(any(self.posted.mapped("evaluation_letter_date")))
        paper.action_print()
        letters, cards = self._print(paper)
        self.assertEqual((len(letters), len(cards)), (3, 3))
        made = self.tickets.search([("code", "!=", False)])
        self.assertEqual(len(made), 3)
        self.assertFalse(made.participant_id)
        self.assertEqual(paper.card_ids.mapped("number"), [1, 2])
        own = self.tickets.search([("participant_id", "in", self.posted.ids)])
        text = "".join(letter.text_content() for letter in letters)
        for letter in letters:
            self.assertFalse(letter.xpath(".//img[starts-with(@src, 'data:image')]"))
        for ticket in made | own:
            self.assertNotIn(ticket.token, text)
        self.assertIn("With this letter comes a paper", text)
        words = "".join(card.text_content() for card in cards)
        for ticket in made:
            self.assertIn(f"{ticket.code[:4]} {ticket.code[4:]}", words)
        self.assertNotIn("Zwclient", words)
        self.assertNotIn(self.traject.code, words)

    @freeze_time(OPEN)
    def test_letters_with_a_link(self):
        """Confidential: each letter has the link of who it is for, as text and code."""
        self.traject.client_evaluation_mode = "confidential"
        self._run(1)
        paper = self._open_letters().save()
        self.assertFalse(paper.is_with_cards)
        paper.action_print()
        letters, cards = self._print(paper)
        self.assertFalse(cards)
        self.assertFalse(self.tickets.search([("code", "!=", False)]))
        for letter, person in zip(letters, self.posted, strict=True):
            ticket = self.tickets.search([("participant_id", "=", person.id)])
            self.assertIn(ticket.token, letter.text_content())
            (picture,) = letter.xpath(".//img[starts-with(@src, 'data:image')]")
            self.assertEqual(picture.get("class"), "sg_qr")
            self.assertIn(person.name, letter.text_content())

    @freeze_time(OPEN)
    def test_letters_to_listeners(self):
        self._run(1)
        partner = self.listeners[0].partner_id
        partner.write({"street": "Plein 1", "zip": "3311", "city": "Dordrecht"})
        self._return(self.listeners[0])
        paper = self._open_letters(ring="outer").save()
        paper.action_print()
        letters, cards = self._print(paper)
        self.assertEqual((len(letters), len(cards)), (1, 1))
        self.assertIn("Plein 1", letters[0].text_content())

    @freeze_time(OPEN)
    def test_left_out_stay_to_do(self):
        """Who can't get post either is said, and stays to be called."""
        self.posted[2].may_post = False
        self._run(1)
        paper = self._open_letters().save()
        self.assertIn(self.posted[2].display_name, paper.left_out)
        paper.action_print()
        self._commit()
        self.assertEqual(self.traject._get_unreached("inner"), self.posted[2])
        self.assertEqual(len(self.tickets.search([("code", "!=", False)])), 2)

    @freeze_time(OPEN)
    def test_not_open(self):
        paper = self._open_letters()
        paper.participant_ids.set(self.posted)
        paper = paper.save()
        for name in ("action_print", "action_preview"):
            with self.subTest(name), self.assertRaisesRegex(UserError, "not open"):
                getattr(paper, name)()
        self.assertFalse(self.tickets.search([]))

    @freeze_time(OPEN)
    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_letters_of_others(self):
        """Another coordinator has no button; by a way around it he finds nobody."""
        self._run(1)
        for user in (self.other, self.recruiter, self.facilitator, self.sponsor):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._open_letters(user=user)
        paper = self.env["spiegelgesprek.paper"].with_user(self.other)
        text = self.env.ref("spiegelgesprek.mail_template_evaluation_client")
        paper = paper.create(
            {"traject_id": self.traject.id, "ring": "inner", "template_id": text.id}
        )
        self.assertFalse(paper.participant_ids.sudo())
        with self.assertRaises(UserError):
            paper.action_print()
