# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re
from datetime import datetime

from lxml import html

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..models.mail_template_paper import BLANK, RINGS
from ..models.spiegelgesprek_participant_paper import PLACEHOLDERS
from .common import SpiegelgesprekCommon

T = datetime(2026, 6, 4, 11, 30)
OURS = (
    "agreement_client",
    "information_client",
    "information_listener",
    "information_youngster",
    "listening_sheet",
    "script_recruiter",
)


@tagged("post_install", "-at_install")
@freeze_time("2026-05-01")
class TestPaperTexts(SpiegelgesprekCommon):
    """What the texts say, and who may change them."""

    @classmethod
    def _create_client(cls, **values):
        """Here all clients said that letters at home are safe."""
        return super()._create_client(**{"may_post": True, **values})

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.texts = {
            name: cls.env.ref(f"spiegelgesprek.mail_template_{name}") for name in OURS
        }
        cls.client.lang = "en_US"
        cls.traject.date_conversation = T
        cls.lead.state = "accepted"

    def _read(self, text, participant=None):
        """Return a text as one person of the coordinator reads it."""
        participant = (participant or self.client).with_user(self.coordinator)
        participant = participant.with_context(lang="en_US")
        text = text.with_user(self.coordinator)
        self.env.invalidate_all()
        body = text._render_paper(participant, "en_US")[participant]
        return " ".join(html.fromstring(body).text_content().split())

    # ------------------------------------------------------------
    # WHAT THEY SAY
    # ------------------------------------------------------------

    def test_all_have_a_kind(self):
        kinds = {text.spiegelgesprek_paper for text in self.texts.values()}
        self.assertFalse(kinds - {*RINGS, *BLANK})
        selection = self.texts["script_recruiter"]._fields["spiegelgesprek_paper"]
        self.assertEqual({key for key, _label in selection.selection}, {*RINGS, *BLANK})

    def test_filled_in(self):
        self.traject.topic = "How the plan is made"
        for name in ("information_client", "information_youngster"):
            text = self._read(self.texts[name])
            for words in (
                "6 to 15",
                "Thursday 4 June 2026",
                "13:00",
                "13:30",
                "15:00",
                "User facilitator",
                "User coordinator",
                "6 months",
                "Nothing is recorded",
            ):
                self.assertIn(words, text, name)
        text = self._read(self.texts["information_client"])
        self.assertIn("How the plan is made", text)
        listener = self._read(self.texts["information_listener"], self.outer)
        for words in ("90 minutes", "Be there from start to end", "User facilitator"):
            self.assertIn(words, listener)

    def test_order_of_the_information_for_listeners(self):
        """As seed 000 has it."""
        body = html.fromstring(self.texts["information_listener"].body_html)
        titles = [title.text_content() for title in body.iter("h2")]
        self.assertEqual(
            titles[:6],
            [
                "Blind spots",
                "What it is",
                "Why",
                "What it looks like",
                "Your role",
                "Rules",
            ],
        )

    def test_while_nothing_is_known(self):
        """Before there is a date and somebody who leads, a text says so."""
        self.traject.date_conversation = False
        self.lead.state = "declined"
        text = self._read(self.texts["information_client"])
        self.assertIn("Day you will hear this from us", text)
        self.assertIn("led by an independent facilitator", text)
        self.assertNotIn("False", text)

    def test_no_legal_basis_of_ours(self):
        """It is a choice of the organisation, in its own words."""
        for text in self.texts.values():
            words = html.fromstring(text.body_html).text_content()
            self.assertNotRegex(words, re.compile("legal|consent|GDPR|AVG", re.I))
        words = "On the ground of our own task."
        self.patch(type(self.traject), "_get_paper_legal_basis", lambda _traject: words)
        for name in ("information_client", "information_youngster"):
            self.assertIn(words, self._read(self.texts[name]))

    def test_words_of_the_method(self):
        self.method.client_label = "neighbour"
        if "client_label_plural" in self.method._fields:
            self.method.client_label_plural = "neighbour"
        traject = self._create_traject(question_mode="none", client_min=3)
        client = self._create_client(traject_id=traject.id)
        text = self._read(self.texts["information_client"], client)
        self.assertIn("3 to 15 neighbour", text)
        self.assertIn("They say nothing, and ask nothing.", text)

    def test_how_many_listen(self):
        """In words, so that a role without a limit leaves no number behind."""
        text = self.texts["information_client"]
        seats = self.traject.seat_ids
        seats.maximum = 4
        told = f"sit at most {4 * len(seats)} people who listen"
        self.assertIn(told, self._read(text))
        seats[:1].maximum = 0
        self.assertIn("circle sit people who listen", self._read(text))
        seats.unlink()
        self.assertIn("circle sit people who listen", self._read(text))

    def test_how_listeners_may_ask(self):
        said = set()
        modes = self.traject._fields["question_mode"].get_values(self.env)
        for mode in modes:
            self.traject.question_mode = mode
            said.add(self.traject.paper_questions)
        self.assertEqual(len(said - {False, ""}), len(modes))

    def test_agreement_asks_for_each_purpose(self):
        """A recording is asked about only when one is planned."""
        body = self.client.paper_agreement
        asked = html.fromstring(body).xpath("//tr/@data-purpose")
        known = ["take_part", "share_with_facilitator", "contact_again", "quote"]
        self.assertEqual(asked, known)
        self.patch(type(self.traject), "_is_paper_recorded", lambda _traject: True)
        self.env.invalidate_all()
        body = self.client.paper_agreement
        asked = html.fromstring(body).xpath("//tr/@data-purpose")
        self.assertEqual(asked, [*known[:3], "recording", "quote"])
        if "spiegelgesprek.consent" in self.env:
            purpose = self.env["spiegelgesprek.consent"]._fields["purpose"]
            self.assertEqual(set(asked), set(purpose.get_values(self.env)))

    def test_as_a_mail(self):
        """The same text goes by mail: to one person, from a neutral sender."""
        self.company.spiegelgesprek_sender = "Talks <talk@organisation.example>"
        text = self.texts["information_client"].with_user(self.coordinator)
        # sudo: the queue is read by nobody
        mails = text.send_mail_batch([self.client.id]).sudo()
        self.assertEqual(mails.email_to, "quirinia@canary.example")
        self.assertEqual(mails.email_from, "Talks <talk@organisation.example>")
        self.assertEqual(mails.subject, "Information about our appointment")
        self.assertFalse(mails.recipient_ids)
        self.assertTrue(mails.auto_delete)

    def test_links_only_where_one_can_click(self):
        text = self.texts["information_client"]
        text.body_html = (
            "<p>Hello</p>"
            "<p t-if=\"not ctx.get('spiegelgesprek_letter')\">Click here</p>"
        )
        self.assertEqual(self._read(text), "Hello")
        text = text.with_user(self.coordinator)
        # sudo: the queue is read by nobody
        mails = text.send_mail_batch([self.client.id]).sudo()
        self.assertIn("Click here", mails.body_html)

    # ------------------------------------------------------------
    # WHO CHANGES THEM
    # ------------------------------------------------------------

    def test_texts_hold_no_code(self):
        """Only placeholders, so that who edits texts needs no right to write code."""
        model = "spiegelgesprek.participant"
        for name, text in self.texts.items():
            with self.subTest(name):
                self.assertFalse(text._has_unsafe_expression())
                used = re.findall(r't-out="([^"]+)"', text.body_html)
                self.assertFalse(set(used) - set(PLACEHOLDERS))
        self.assertIn(
            "object.mail_name", self.env[model].mail_allowed_qweb_expressions()
        )

    def test_placeholders_exist(self):
        for placeholder in PLACEHOLDERS:
            record = self.client
            for name in placeholder.split(".")[1:]:
                self.assertIn(name, record._fields)
                record = record[name]

    def test_manager_changes_words(self):
        text = self.texts["information_client"].with_user(self.manager)
        text.body_html = '<p>Hello <t t-out="object.mail_name">you</t></p>'
        self.assertEqual(self._read(text), "Hello Quirinia Zandloper")

    def test_edited_as_a_mail(self):
        """Sizes for a screen, which the editor of mails adds, don't end up on paper."""
        text = self.texts["information_client"].with_user(self.manager)
        text.body_html = (
            '<h1 style="font-size:28px;color:red">Hello</h1>'
            '<p style="font-size:14px">to <t t-out="object.mail_name">you</t></p>'
        )
        self.assertEqual(self._read(text), "Helloto Quirinia Zandloper")
        body = text._render_paper(self.client, "en_US")[self.client]
        self.assertIn("<h1>Hello</h1>", body)
        self.assertIn("<p>to Quirinia Zandloper</p>", body)

    def test_manager_writes_no_code(self):
        """Code would be run with the rights of who sends or prints the text."""
        text = self.texts["information_client"].with_user(self.manager)
        for code in (
            "object.env['res.users'].search([])",
            "object.sudo().traject_id.participant_ids",
            "object.address",
        ):
            with self.subTest(code), self.assertRaises(AccessError):
                text.body_html = f'<p><t t-out="{code}"/></p>'

    def test_manager_does_not_change_to_whom_it_goes(self):
        text = self.texts["information_client"].with_user(self.manager)
        theirs = self.env["res.partner"]._name
        own = text.create(
            {"name": "Own", "model_id": self.env["ir.model"]._get_id(theirs)}
        )
        for record, values in (
            (text, {"email_to": "manager@spiegelgesprek.example"}),
            (text, {"email_cc": "manager@spiegelgesprek.example"}),
            (text, {"partner_to": str(self.manager.partner_id.id)}),
            (text, {"reply_to": "manager@spiegelgesprek.example"}),
            (text, {"subject": "New", "email_from": "manager@spiegelgesprek.example"}),
            (own, {"model_id": text.model_id.id}),
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                record.write(values)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_nobody_else(self):
        """Not even who may edit all other mail templates."""
        editor = self.env.ref("mail.group_mail_template_editor")
        text = self.texts["information_client"]
        new = {"name": "New", "model_id": text.model_id.id}
        for user in (self.coordinator, self.recruiter, self.employee):
            user.group_ids += editor
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    text.with_user(user).name = "Mine"
                with self.assertRaises(AccessError):
                    text.with_user(user).unlink()
                with self.assertRaises(AccessError):
                    text.with_user(user).create(dict(new))

    def test_other_templates_stay_as_they_were(self):
        values = {
            "name": "Own",
            "model_id": self.env["ir.model"]._get_id("res.partner"),
        }
        own = self.env["mail.template"].with_user(self.employee).create(values)
        own.email_to = "somebody@spiegelgesprek.example"
        own.unlink()

    def test_administrator_changes_everything(self):
        self.manager.group_ids += self.env.ref("base.group_system")
        text = self.texts["information_client"].with_user(self.manager)
        text.email_cc = "archive@spiegelgesprek.example"
        self.assertEqual(text.email_cc, "archive@spiegelgesprek.example")

    def test_archived_for_who_does_not_need_it(self):
        text = self.texts["information_youngster"].with_user(self.manager)
        text.active = False
        chosen = self.env["spiegelgesprek.papers"]._get_templates("client_sheet")
        self.assertEqual(chosen, self.texts["information_client"])

    def test_another_text_of_the_organisation(self):
        """A manager adds one by himself; it is printed like ours."""
        text = (
            self.texts["information_client"]
            .with_user(self.manager)
            .create(
                {
                    "name": "Parking",
                    "model_id": self.texts["information_client"].model_id.id,
                    "spiegelgesprek_paper": "client_letter",
                    "body_html": "<p>Park behind the house.</p>",
                }
            )
        )
        paper = (
            self.env["spiegelgesprek.paper"]
            .with_user(self.coordinator)
            .create(
                {
                    "template_id": text.id,
                    "ring": "inner",
                    "participant_ids": [Command.set(self.client.ids)],
                }
            )
        )
        pages = (
            self.env["report.spiegelgesprek.report_letter"]
            .with_user(self.coordinator)
            ._get_report_values(paper.ids)["pages"]
        )
        self.assertIn("Park behind the house", pages[0]["body"])
