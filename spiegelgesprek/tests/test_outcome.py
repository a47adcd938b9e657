# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta
from unittest.mock import patch

from lxml import html

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged

from .public_browser import PublicBrowserCommon
from .public_pages import DATE, LATER, NOW

BUDGET = 15
OURS = ("outcome_channel", "contact_again", "contact_again_by")
AFTER = DATE + timedelta(days=1)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestOutcome(PublicBrowserCommon):
    """How a client wants to hear the outcome, and whether he may be asked again."""

    def _ask(self, participant=None, **form):
        return self._send(participant or self.client, "afterwards", **form)

    def _get_said(self, participant=None):
        """Return what stands among the agreements: answer, how, and noted by whom."""
        lines = (participant or self.client).consent_ids.filtered(
            lambda c: c.purpose == "contact_again" and not c.date_withdrawn
        )
        return [(c.answer, c.capacity, c.channel, c.noted_by) for c in lines]

    def _get_checked(self, response):
        page = html.fromstring(response.content)
        return [
            (box.get("name"), box.get("value"))
            for box in page.xpath("//input[@type='radio'][@checked]")
        ]

    # ------------------------------------------------------------
    # ON THE OWN PAGE
    # ------------------------------------------------------------

    def test_after_saying_to_come(self):
        self.assertNotIn("afterwards", self._buttons(self._open(self.client)))
        response = self._send(self.client, "accept")
        self.assertIn("afterwards", self._buttons(response))
        self.assertIn("How do you want to hear what we do with it?", response.text)
        self.assertEqual(self._get_checked(response), [], "Nothing is chosen for them.")
        response = self._ask(outcome="post", again="yes")
        self.assertIn("Saved.", self._text(response))
        self.assertEqual(
            self._get_checked(response), [("outcome", "post"), ("again", "yes")]
        )
        self.assertEqual(self.client.outcome_channel, "post")
        nobody = self.env["res.users"]
        self.assertEqual(self._get_said(), [("yes", "self", "page", nobody)])
        # it is no leave to write letters about anything else
        self.assertFalse(self.client.may_post)

    def test_after_the_conversation(self):
        """Until the page closes, and thanks with it."""
        self.client.state = "attended"
        with freeze_time(AFTER):
            response = self._open(self.client)
            self.assertEqual(self._heading(response), "Thank you")
            self.assertEqual(self._buttons(response), ["afterwards"])
            response = self._ask(outcome="phone", again="no")
            self.assertEqual(self._heading(response), "Thank you")
            self.assertIn("Saved.", self._text(response))
        self.assertEqual(self.client.outcome_channel, "phone")
        self.assertEqual([said[0] for said in self._get_said()], ["no"])
        days = timedelta(days=self.traject.evaluation_days + 1)
        with freeze_time(DATE + days):
            self.assertEqual(self._ask(outcome="mail").status_code, 404)
        self.assertEqual(self.client.outcome_channel, "phone")

    def test_not_of_others(self):
        """Not of listeners, who leads, companions, and who stayed away."""
        companion = self._create_client(role_id=self.roles["companion"].id)
        people = self.outer | self.lead | companion | self.client
        for states, now in (
            (("accepted",), NOW),
            (("attended",), AFTER),
        ):
            for participant in people - self.client:
                participant.state = states[0]
                with freeze_time(now):
                    response = self._ask(participant, outcome="mail", again="yes")
                self.assertNotIn("afterwards", self._buttons(response))
                self.assertFalse(participant.outcome_channel)
        for state in ("absent", "declined", "withdrawn", "invited"):
            self.client.state = state
            with freeze_time(AFTER):
                response = self._ask(outcome="mail", again="yes")
            self.assertNotIn("afterwards", self._buttons(response), state)
            self.assertFalse(self.client.outcome_channel)
        self.assertFalse(people.consent_ids)

    def test_not_while_another_date_is_asked(self):
        self._send(self.client, "accept")
        self.traject.date_conversation = LATER
        self._commit()
        self.assertNotIn("afterwards", self._buttons(self._open(self.client)))

    def test_cancelled(self):
        self.client.state = "accepted"
        self.traject.stage_id = self.env.ref("spiegelgesprek.stage_cancelled")
        response = self._ask(outcome="mail", again="yes")
        self.assertNotIn("afterwards", self._buttons(response))
        self.assertFalse(self.client.outcome_channel)

    def test_change_of_mind(self):
        """The last word counts, what was said stays, the same again adds nothing."""
        self.client.state = "accepted"
        for _press in range(2):
            self._ask(outcome="mail", again="yes")
        lines = self.client.consent_ids
        self.assertEqual(len(lines), 1)
        self._ask(again="no")
        self.assertEqual([said[0] for said in self._get_said()], ["no"])
        self.assertTrue(lines.date_withdrawn)
        self.assertEqual(len(self.client.consent_ids), 2)
        self.assertEqual(
            self.client.outcome_channel, "mail", "What is left open stays."
        )
        logged = self.client.log_ids.filtered(lambda line: line.kind == "preferences")
        self.assertEqual(logged.mapped("source"), ["page"])

    def test_nonsense(self):
        self.client.state = "accepted"
        for form in ({}, {"outcome": "pigeon", "again": "maybe"}, {"again": ""}):
            self.assertEqual(self._ask(**form).status_code, 200)
        self.assertFalse(self.client.outcome_channel)
        self.assertFalse(self.client.consent_ids)

    def test_looking_changes_nothing(self):
        self.client.state = "accepted"
        for query in ("?answer=afterwards&outcome=mail&again=yes", "?saved=1"):
            self._open(self.client, query)
        self.env.invalidate_all()
        self.assertFalse(self.client.outcome_channel)
        self.assertFalse(self.client.consent_ids)

    def test_logged_in_as_somebody(self):
        """In the browser of a colleague: said by the client, noted by nobody."""
        self.client.state = "accepted"
        self.authenticate(self.coordinator.login, self.coordinator.login)
        self._ask(again="yes")
        self.assertNotEqual(self._get_said()[0][3], self.coordinator)

    def test_who_speaks_for_a_child(self):
        """A child's own yes is not that of the parents, which is still missing."""
        self.client.write({"state": "accepted", "age_band": "0_11"})
        self._ask(again="yes")
        self.assertFalse(self.client._has_consent("contact_again"))
        self._create_consent(self.client, "contact_again", capacity="parent_one")
        self.assertTrue(self.client._has_consent("contact_again"))
        self._ask(again="no")
        self.assertFalse(self.client._has_consent("contact_again"), "The own no wins.")
        self.assertEqual(len(self._get_said()), 2, "The word of a parent stays.")

    def test_youngster(self):
        self.client.write({"relation": "youngster", "state": "accepted"})
        text = self._text(self._open(self.client))
        self.assertIn("How'd you like to hear what we do with it?", text)

    def test_queries(self):
        """The two questions cost a page no more than a page may."""
        self.startPatcher(patch("random.random", lambda: 1))
        for state, now in (("accepted", NOW), ("attended", AFTER)):
            self.client.state = state
            with freeze_time(now):
                self._ask(outcome="mail", again="yes")
                before = self.cr.sql_log_count
                self.assertEqual(self._open(self.client).status_code, 200)
                self.assertLessEqual(self.cr.sql_log_count - before, BUDGET)

    def test_usable(self):
        youngster = self._create_client(relation="youngster", state="accepted")
        self.client.state = "attended"
        paths = [(self._path(youngster), NOW), (self._path(self.client), AFTER)]
        with self._browse() as page:
            for path, now in paths:
                with freeze_time(now):
                    page.open(path)
                    self.assertUsable(page)
                    page.check("input[name=outcome][value=phone]")
                    page.check("input[name=again][value=no]")
                    page.submit("button[value=afterwards]")
                    self.assertIn("Saved.", page.text())
        for participant in youngster | self.client:
            self.assertEqual(participant.outcome_channel, "phone")
            self.assertEqual(participant.contact_again, "no")

    # ------------------------------------------------------------
    # TYPED IN
    # ------------------------------------------------------------

    def test_typed_in(self):
        """From the form of the day: on paper, unless it says otherwise."""
        view = "spiegelgesprek.spiegelgesprek_client_view_form"
        with Form(self.client.with_user(self.coordinator), view) as form:
            form.outcome_channel = "mail"
            form.contact_again = "yes"
            self.assertEqual(form.contact_again_by, "form")
        self.assertEqual(self._get_said(), [("yes", "self", "form", self.coordinator)])
        with Form(self.client.with_user(self.coordinator), view) as form:
            form.contact_again = "no"
            form.contact_again_by = "phone"
        self.assertEqual(self._get_said(), [("no", "self", "phone", self.coordinator)])
        self.assertEqual(self.client.outcome_channel, "mail")

    def test_one_of_the_two(self):
        """Writing one keeps the other as it stands; nothing ends what was said."""
        client = self.client.with_user(self.coordinator)
        client.write({"contact_again": "yes", "contact_again_by": "phone"})
        self._commit()
        client.write({"contact_again": "no"})
        self.assertEqual(self._get_said()[0][::2], ("no", "phone"))
        self._commit()
        client.write({"contact_again_by": "form"})
        self.assertEqual(self._get_said()[0][::2], ("no", "form"))
        self._commit()
        client.write({"contact_again": False})
        self.assertEqual(self._get_said(), [])
        self.assertEqual(len(client.consent_ids), 3)

    def test_coordinator_only(self):
        client = self.client
        client.write({"outcome_channel": "post", "contact_again": "yes"})
        self.assertEqual(client.with_user(self.coordinator).outcome_channel, "post")
        for user in (self.recruiter, self.facilitator, self.sponsor, self.employee):
            for name in OURS:
                case = self.subTest(user=user.login, field=name)
                with case, self.assertRaises(AccessError):
                    client.with_user(user).read([name])
        for user in (self.other, self.manager):
            with self.assertRaises(AccessError):
                client.with_user(user).read(["outcome_channel"])
            with self.assertRaises(AccessError):
                client.with_user(user).write({"contact_again": "no"})

    def test_forgotten(self):
        self.client.write({"outcome_channel": "post", "contact_again": "yes"})
        self.client._blank_identity()
        self.assertFalse(self.client.outcome_channel)
        self.assertTrue(self.client.consent_ids, "That somebody agreed is a count.")

    # ------------------------------------------------------------
    # ON PAPER
    # ------------------------------------------------------------

    def _choose(self, people, user=None):
        template = self.env.ref("spiegelgesprek.mail_template_day_form")
        papers = self.env["spiegelgesprek.paper"].with_user(user or self.coordinator)
        return papers.create(
            {
                "template_id": template.id,
                "ring": "inner",
                "participant_ids": [Command.set(people.ids)],
            }
        )

    def _print(self, paper):
        report = "spiegelgesprek.spiegelgesprek_letter_report"
        reports = self.env["ir.actions.report"].with_user(self.coordinator)
        content, _kind = reports._render_qweb_html(report, paper.ids)
        page = html.fromstring(content)
        return [
            " ".join(node.text_content().split())
            for node in page.xpath("//div[hasclass('sg_page')]")
        ]

    def test_form_of_the_day(self):
        """One for each number, in the words of the reader; no name, and logged."""
        second = self._create_client(relation="youngster", lang="en_US")
        logs = self.env["spiegelgesprek.access.log"]
        before = logs.search([])
        paper = self._choose(self.client | second)
        self.assertEqual(paper.delivery, "hand", "Nobody needs an address in the room.")
        pages = self._print(paper)
        self.assertEqual(len(pages), 2)
        for participant, page in zip(self.client | second, pages, strict=True):
            self.assertIn(f"Number: C{participant.number} ", page)
            for word in ("Quirinia", "Kanariepiet", "canary.example", "98765432"):
                self.assertNotIn(word, page)
            for label in ("By e-mail", "By letter", "By phone", "Rather not", "Yes"):
                self.assertIn(label, page)
            self.assertNotIn(self.traject.name, page)
        self.assertIn("How do you want to hear", pages[0])
        self.assertIn("How'd you like to hear", pages[1])
        log = logs.search([]) - before
        self.assertEqual(log.mapped("kind"), ["clients_print"])
        self.assertEqual(log.user_id, self.coordinator)

    def test_other_papers_go_by_post(self):
        papers = self.env["spiegelgesprek.paper"].with_user(self.coordinator)
        self.assertEqual(papers.new({}).delivery, "post")
        template = self.env.ref("spiegelgesprek.mail_template_information_client")
        values = {"template_id": template.id, "ring": "inner"}
        self.assertEqual(papers.create(values).delivery, "post")
        values["delivery"] = "hand"
        self.assertEqual(papers.create(values).delivery, "hand")
