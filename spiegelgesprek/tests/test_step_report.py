# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime

from lxml import html

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import SpiegelgesprekCommon

T = datetime(2026, 6, 4, 11, 30)
REPORT = "spiegelgesprek.spiegelgesprek_step_plan_report"


@tagged("post_install", "-at_install")
@freeze_time("2026-05-01")
class TestStepReport(SpiegelgesprekCommon):
    """The step plan on paper, for somebody without a login."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.coordinator.lang = "en_US"
        cls.traject.date_conversation = T
        cls.traject.address_id = cls.env["res.partner"].create(
            {"name": "Community house", "city": "Schiedam"}
        )
        cls.steps = cls.traject.step_ids

    def _print(self, user, trajects=None):
        trajects = trajects or self.traject
        reports = self.env["ir.actions.report"].with_user(user)
        reports = reports.with_context(lang="en_US")
        content, _kind = reports._render_qweb_html(REPORT, trajects.ids)
        return html.fromstring(content)

    def test_dates_and_people(self):
        done, skipped = self.steps[0], self.steps[1]
        done.action_done()
        skipped.write({"state": "skipped", "skip_reason": "Not here"})
        page = self._print(self.coordinator)
        text = " ".join(page.text_content().split())
        self.assertIn(f"Step plan {self.traject.code}", text)
        self.assertIn("Thu 4 Jun 2026 · 13:30 · Schiedam", text)
        self.assertIn(self.company.name, text)
        self.assertIn("Thu 28 May 2026", text)
        for step in self.steps - skipped:
            self.assertIn(step.name, text)
        self.assertNotIn(skipped.name, text)
        self.assertEqual(text.count("✓"), 1)
        # each phase once, with the steps in it
        self.assertEqual(text.count("Follow up"), 1)

    def test_who_has_no_login(self):
        """Their name is on it, though the coordinator has the activity."""
        contact = self._create_contact_participant("note_taker").partner_id
        self.assertEqual(
            self.steps.filtered(lambda s: s.responsible == "assistant").user_id,
            self.coordinator,
        )
        text = self._print(self.coordinator).text_content()
        self.assertIn(contact.name, text)
        self.assertIn(self.facilitator.name, text)

    def test_nothing_of_clients(self):
        for user in (self.coordinator, self.manager, self.facilitator):
            content = html.tostring(self._print(user)).decode()
            for word in (
                self.client.name,
                self.client.alias,
                self.client.phone,
                "· C1",
                self.listener.name,
            ):
                self.assertNotIn(word, content)

    def test_only_who_may_read(self):
        for user in (self.employee, self.listener):
            with self.assertRaises(AccessError):
                self._print(user)

    def test_no_date(self):
        self.traject.date_conversation = False
        self.assertIn("not known yet", self._print(self.coordinator).text_content())

    def test_more_than_one(self):
        """In one document: a wkhtmltopdf without patches can't join several."""
        trajects = self.traject | self._create_traject()
        page = self._print(self.coordinator, trajects)
        self.assertEqual(len(page.xpath("//div[hasclass('page')]")), 2)
        self.assertEqual(len(page.xpath("//div[hasclass('article')]")), 1)

    def test_in_the_language_of_the_coordinator(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        self.coordinator.lang = "nl_NL"
        self.assertIn("do 4 jun 2026", self._print(self.manager).text_content())

    def test_pdf(self):
        reports = self.env["ir.actions.report"].with_user(self.coordinator)
        # no server to fetch the style from, here
        logger = "odoo.addons.base.models.ir_actions_report"
        with self.allow_pdf_render(), mute_logger(logger):
            content, kind = reports.with_context(
                force_report_rendering=True
            )._render_qweb_pdf(REPORT, self.traject.ids)
        self.assertEqual(kind, "pdf")
        self.assertTrue(content.startswith(b"%PDF"))
