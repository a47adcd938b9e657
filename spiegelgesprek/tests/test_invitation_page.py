# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from lxml import html

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from ..models.spiegelgesprek_post import LIMITS
from .public_pages import DATE, LATER, NOW, PublicPagesCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestInvitationPage(PublicPagesCommon):
    # ------------------------------------------------------------
    # WHAT STANDS THERE
    # ------------------------------------------------------------

    def test_listener(self):
        """What it is, when, where, who leads, the role, and two equal buttons."""
        response = self._open(self.outer)
        self.assertEqual(response.status_code, 200)
        text = self._text(response)
        for words in (
            "Are you coming?",
            "You sit around them and only listen",
            "What helped, and what did not",
            "Tuesday 16 June 2026 3:30",
            "5:00",
            "Care house Mill Street 4 3011 AB Rotterdam",
            "Who leads User facilitator",
            "Invitation from User coordinator, ",
            "Only listen: no comment, no reaction.",
            "I listen, and what I hear I don't use in anybody's case or file.",
            "Answer before Monday 15 June 2026",
            "Call 010 123 45 67",
        ):
            self.assertIn(words, text)
        self.assertEqual(self._buttons(response), ["accept", "decline"])
        page = html.fromstring(response.content)
        styles = {button.get("class") for button in page.iter("button")}
        self.assertEqual(styles, {None})
        route = page.xpath("//a[contains(@href, 'openstreetmap')]")[0]
        self.assertIn("Mill+Street+4%2C+3011+AB+Rotterdam", route.get("href"))
        self.assertEqual(len(page.xpath("//ul/li")), 3)

    def test_lead(self):
        text = self._text(self._open(self.lead))
        self.assertIn("You're asked to help as: Facilitator", text)
        self.assertNotIn("I listen", text)

    def test_client(self):
        """Other words, and nothing that says who it is: no name, alias or role."""
        response = self._open(self.client)
        text = self._text(response)
        for words in ("Will you be there?", "you tell what is good", "Good to know"):
            self.assertIn(words, text)
        self.assertIn("You are welcome from 3:00", text)
        title = html.fromstring(response.content).findtext(".//title")
        self.assertEqual(title.strip(), "Appointment")
        for words in (
            *("Quirinia", "Kanariepiet", "canary.example", "98765432", "zilvervink"),
            *(self.traject.name, self.traject.topic, self.traject.code),
            *(self.listener.name, "client", "Client"),
        ):
            self.assertNotIn(words, response.text)

    def test_youngster(self):
        self.client.relation = "youngster"
        text = self._text(self._open(self.client))
        self.assertIn("Are you coming?", text)
        self.assertIn("You can come in from", text)
        self.assertIn("You can skip a question, and you can stop.", text)

    def test_companion(self):
        companion = self._create_client(role_id=self.roles["companion"].id)
        text = self._text(self._open(companion))
        self.assertIn("You come along with somebody", text)
        self.assertNotIn("Kanariepiet", text)

    def test_nobody_else(self):
        """No page shows another listener, or a client."""
        second = self._create_listener(2, state="accepted")
        for participant in self.people:
            text = self._open(participant).text
            for word in (second.partner_id.name, "canary.example", "Quirinia"):
                self.assertNotIn(word, text)

    def test_language(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        self.listener.partner_id.lang = self.client.lang = "nl_NL"
        for participant in (self.outer, self.client):
            response = self._open(participant)
            self.assertIn('lang="nl-NL"', response.text)
            self.assertIn("dinsdag 16 juni 2026", response.text)
            chosen = self._open(participant, "?lang=en_US")
            self.assertIn("Tuesday 16 June 2026", chosen.text)

    def test_chosen_language_stays(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        path = self._path(self.outer) + "?lang=nl_NL"
        response = self.url_open(path, data={"answer": "accept", "rules": "1"})
        self.assertTrue(response.url.endswith("?lang=nl_NL"))
        self.assertIn('lang="nl-NL"', response.text)

    def test_without_date_or_place(self):
        self.traject.write({"date_conversation": False, "address_id": False})
        response = self._accept(self.outer)
        self.assertEqual(self.outer.state, "accepted")
        text = self._text(response)
        self.assertIn("The date follows.", text)
        self.assertIn("The place follows.", text)
        self.assertNotIn("my calendar", text)

    def test_method_without_rules(self):
        self.traject.method_id = self.method.copy({"rule_ids": False})
        for participant, words in (
            (self.outer, "There's nothing to defend"),
            (self.lead, "everybody can speak freely"),
            (self.client, "You decide yourself what you tell"),
        ):
            self.assertIn(words, self._text(self._open(participant)))

    def test_headers(self):
        headers = self._open(self.outer).headers
        self.assertEqual(headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(headers["Cache-Control"], "no-store")
        self.assertIn("noindex", headers["X-Robots-Tag"])
        self.assertNotIn("Set-Cookie", headers)

    # ------------------------------------------------------------
    # ANSWERS
    # ------------------------------------------------------------

    def test_accept(self):
        response = self._accept(self.outer)
        self.assertEqual(self._heading(response), "You're coming")
        self.assertIn("Put it in my calendar", self._text(response))
        self.assertRecordValues(
            self.outer,
            [
                {
                    "state": "accepted",
                    "answered_by": "page",
                    "answer_date": NOW,
                    "answer_for": DATE,
                    "rules_date": NOW,
                }
            ],
        )
        self.assertEqual(self.outer.seat_id.taken, 1)

    def test_accept_without_the_tick(self):
        """Nothing is kept, and the page says what is missing."""
        response = self._send(self.outer, "accept")
        self.assertEqual(response.status_code, 422)
        page = html.fromstring(response.content)
        box = page.xpath("//input[@name='rules']")[0]
        self.assertEqual(box.get("aria-invalid"), "true")
        alert = page.get_element_by_id(box.get("aria-describedby"))
        self.assertIn("tick this first", alert.text_content())
        self.assertEqual(self.outer.state, "invited")
        self.assertFalse(self.outer.rules_date)

    def test_tick_is_asked_once(self):
        self._accept(self.outer)
        self._send(self.outer, "decline")
        response = self._send(self.outer, "accept")
        self.assertEqual(self.outer.state, "accepted")
        self.assertNotIn("I listen", self._text(response))

    def test_no_tick_for_others(self):
        for participant in (self.lead, self.client):
            self._send(participant, "accept")
            self.assertEqual(participant.state, "accepted")
            self.assertFalse(participant.rules_date)

    def test_decline(self):
        """A no needs no tick; why is asked afterwards, and need not be told."""
        response = self._send(self.outer, "decline")
        self.assertEqual(self.outer.state, "declined")
        self.assertEqual(self._heading(response), "You're not coming")
        self.assertNotIn("Did not say why", self._text(response))
        self.assertFalse(self.outer.decline_reason)
        response = self._send(self.outer, "reason", reason="no_time")
        self.assertEqual(self.outer.decline_reason, "no_time")
        self.assertIn("Saved.", self._text(response))
        self._send(self.outer, "reason", reason="made up")
        self.assertEqual(self.outer.decline_reason, "no_time")

    def test_change_of_mind(self):
        self._send(self.outer, "decline")
        self._send(self.outer, "reason", reason="no_time")
        self._accept(self.outer)
        self.assertEqual(self.outer.state, "accepted")
        self.assertFalse(self.outer.decline_reason)
        self._send(self.outer, "decline")
        self.assertEqual(self.outer.state, "withdrawn")
        self.assertEqual(self.outer.seat_id.taken, 0)

    def test_client_says_no(self):
        """The own no wins, whatever was known before."""
        for state in ("invited", "accepted", "confirmed"):
            self.client.state = state
            response = self._send(self.client, "decline")
            self.assertEqual(self._heading(response), "You are not coming")
            self.assertIn(self.client.state, ("declined", "withdrawn"))

    def test_twice(self):
        """The same button pressed again changes nothing, and logs nothing."""
        for answer, state in (("accept", "accepted"), ("decline", "withdrawn")):
            for _press in range(2):
                self._send(self.outer, answer, rules="1")
                self.assertEqual(self.outer.state, state)
        logged = self.outer.log_ids.filtered(lambda line: line.source == "page")
        self.assertEqual(
            logged.sorted("id").mapped(lambda line: (line.kind, line.state)),
            [("rules", "invited"), ("state", "accepted"), ("state", "withdrawn")],
        )

    def test_unknown_answers(self):
        for form in ({"answer": "nonsense"}, {"other": "1"}, {"answer": "preferences"}):
            response = self.url_open(self._path(self.outer), data=form)
            self.assertEqual(response.status_code, 200)
        self.env.invalidate_all()
        self.assertEqual(self.outer.state, "invited")

    def test_who_is_logged_in_is_not_logged(self):
        """Somebody's link, opened in a browser with a login: still his own answer."""
        self.authenticate(self.coordinator.login, self.coordinator.login)
        self._accept(self.outer)
        line = self.outer.log_ids[0]
        self.assertEqual((line.source, line.user_id.ids), ("page", []))
        self.assertEqual(self.outer.state, "accepted")

    def test_wishes(self):
        self._accept(self.outer)
        response = self._send(
            self.outer, "preferences", diet=" no  nuts ", access_needs="x" * 300
        )
        self.assertIn("Saved.", self._text(response))
        self.assertIn('value="no nuts"', response.text)
        self.assertEqual(self.outer.diet, "no nuts")
        self.assertEqual(len(self.outer.access_needs), 200)
        self.assertFalse(self.outer.has_companion)
        self._send(self.outer, "preferences", has_companion="1", camera="on")
        self.assertFalse(self.outer.diet)
        self.assertFalse(self.outer.has_companion, "Only clients bring somebody.")
        self.assertFalse(self.outer.camera, "Only online there is a camera.")

    def test_wishes_of_a_client_online(self):
        self.traject.write({"is_online": True, "online_url": "https://meet.example/x"})
        response = self._open(self.client)
        self.assertNotIn("meet.example", response.text)
        response = self._send(self.client, "accept")
        self.assertIn("https://meet.example/x", response.text)
        self._send(self.client, "preferences", has_companion="1", camera="off")
        self.assertTrue(self.client.has_companion)
        self.assertEqual(self.client.camera, "off")
        self._send(self.client, "preferences", camera="upside down")
        self.assertFalse(self.client.camera)

    def test_wishes_are_for_the_coordinator(self):
        self.outer.diet = "no nuts"
        self.assertEqual(self.outer.with_user(self.coordinator).diet, "no nuts")
        for user in (self.sponsor, self.facilitator, self.listener):
            with self.assertRaises(AccessError):
                self.outer.with_user(user).read(["diet"])
            with self.assertRaises(AccessError):
                self.outer.with_user(user).search([("diet", "ilike", "nuts")])

    def test_wishes_without_a_keyboard(self):
        """What no form sends is no error either."""
        self._accept(self.outer)
        response = self._send(self.outer, "preferences", diet="no\0 nuts\u200b")
        self.assertEqual(response.status_code, 200)
        self.assertEqual(self.outer.diet, "no nuts")
        files = {"answer": ("a", b"accept"), "diet": ("b", b"nuts")}
        response = self.url_open(self._path(self.outer), files=files)
        self.assertEqual(response.status_code, 200)

    def test_wishes_are_escaped(self):
        self._accept(self.outer)
        response = self._send(self.outer, "preferences", diet='"><script>1</script>')
        self.assertNotIn("<script>", response.text)

    # ------------------------------------------------------------
    # WHEN
    # ------------------------------------------------------------

    def test_closed(self):
        """From a day before nobody comes by the page any more; a no still counts."""
        accepted = self._create_listener(2)
        self._accept(accepted)
        with freeze_time(DATE - timedelta(hours=23)):
            response = self._open(self.outer)
            self.assertIn("The answer was due by Monday 15 June", self._text(response))
            self.assertEqual(self._buttons(response), ["decline"])
            self._accept(self.outer)
            self.assertEqual(self.outer.state, "invited")
            response = self._send(accepted, "preferences", diet="late")
            self.assertFalse(accepted.diet)
            self.assertIn("Call us", self._text(response))
            self._send(accepted, "decline")
            self.assertEqual(accepted.state, "withdrawn")
            self.assertEqual(self._buttons(self._open(accepted)), ["reason"])
        self.traject.answer_hours = 0
        with freeze_time(DATE - timedelta(minutes=1)):
            self._accept(self.outer)
            self.assertEqual(self.outer.state, "accepted")

    def test_over(self):
        """After it began the page says thanks, until the evaluation ends."""
        self._accept(self.outer)
        with freeze_time(DATE + timedelta(minutes=1)):
            response = self._send(self.outer, "decline")
            self.assertEqual(self._heading(response), "Thanks")
            self.assertEqual(self._buttons(response), [])
            self.assertEqual(self.outer.state, "accepted")
        days = timedelta(days=self.traject.evaluation_days + 1)
        with freeze_time(DATE + days - timedelta(minutes=1)):
            self.assertEqual(self._open(self.outer).status_code, 200)
        with freeze_time(DATE + days):
            self.assertEqual(self._open(self.outer).status_code, 404)

    def test_cancelled(self):
        stage = self.env.ref("spiegelgesprek.stage_cancelled")
        for values in ({"stage_id": stage.id}, {"active": False}):
            self.traject.write({"active": True, **values})
            for participant in self.people:
                response = self._accept(participant)
                self.assertIn("cancelled", self._heading(response))
                self.assertEqual(self._buttons(response), [])
                self.assertEqual(participant.state, "invited")

    def test_moved(self):
        """Who agreed to another date is asked again, and sees both dates."""
        self._accept(self.outer)
        self.traject.date_conversation = LATER
        self._commit()
        response = self._open(self.outer)
        self.assertEqual(self._heading(response), "Can you come on the new date?")
        text = self._text(response)
        self.assertIn("It was on Tuesday 16 June 2026.", text)
        self.assertIn("Tuesday 30 June 2026", text)
        self.assertEqual(self._buttons(response), ["accept", "decline"])
        self.assertEqual(self.outer.seat_id.taken, 1, "The place is kept.")
        response = self._send(self.outer, "accept")
        self.assertEqual(self._heading(response), "You're coming")
        self.assertEqual((self.outer.state, self.outer.answer_for), ("accepted", LATER))
        self.traject.date_conversation = DATE
        self._commit()
        self._send(self.outer, "decline")
        self.assertEqual(self.outer.state, "withdrawn")

    # ------------------------------------------------------------
    # LIMITS AND RIGHTS
    # ------------------------------------------------------------

    def test_too_many_posts(self):
        posts = self.env["spiegelgesprek.post"]
        for _n in range(LIMITS["token"]):
            posts._is_allowed(token=self.outer._get_token("invitation_token"))
        response = self._accept(self.outer)
        self.assertEqual(response.status_code, 429)
        self.assertEqual(self.outer.state, "invited")

    def test_new_link(self):
        """Only who coordinates makes one; the old one opens nothing, the log knows."""
        path = self._path(self.outer)
        for user in (self.other, self.manager, self.sponsor, self.listener):
            with self.assertRaises(AccessError):
                self.outer.with_user(user).action_renew_links()
        self.outer.with_user(self.coordinator).action_renew_links()
        self._commit()
        self.assertEqual(self.url_open(path).status_code, 404)
        self.assertEqual(self._open(self.outer).status_code, 200)
        line = self.outer.log_ids[0]
        self.assertEqual(
            (line.kind, line.source, line.user_id), ("link", "user", self.coordinator)
        )

    def test_who_has_a_link(self):
        """Listeners and who leads from when they are asked; clients when it is sent."""
        new = self._create_listener(3, state="draft")
        client = self._create_client(state="accepted")
        self.assertFalse(new.invitation_token)
        self.assertFalse(client.invitation_token)
        new.with_user(self.coordinator).action_invite()
        self.assertTrue(new.invitation_token)
        token = new.invitation_token
        new.with_user(self.coordinator).action_accept()
        self.assertEqual(new.invitation_token, token)
