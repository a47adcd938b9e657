# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re
from datetime import datetime

from lxml import etree

from odoo.tests import Form, freeze_time, tagged

from .common import SpiegelgesprekCommon

DUTCH = {"client_label": "patiënt", "client_label_plural": "patiënten"}


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 12:00:00")
class TestClientLabel(SpiegelgesprekCommon):
    """A hospital speaks of patients, and so do the screens of its trajects."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env["res.lang"]._activate_lang("nl_NL")
        cls.amc = cls.env.ref("spiegelgesprek.method_amc")
        cls.amc.with_context(lang="nl_NL").write(DUTCH)
        cls.traject = cls._create_traject(
            method_id=cls.amc.id,
            sponsor_id=cls.sponsor.partner_id.id,
            date_conversation=datetime(2026, 6, 2, 12),
        )
        cls.own = cls.traject.with_user(cls.coordinator).with_context(lang="en_US")

    def _get_labels(self, record, lang):
        record = record.with_context(lang=lang)
        return record.client_label, record.client_label_plural

    # ------------------------------------------------------------
    # A COPY IN ALL LANGUAGES
    # ------------------------------------------------------------

    def test_shipped(self):
        for name, labels in {
            "jgb": ("client", "clients"),
            "jbwest": ("client", "clients"),
            "leersessie": ("client", "clients"),
            "werkplaats": ("resident", "residents"),
            "amc": ("patient", "patients"),
        }.items():
            method = self.env.ref(f"spiegelgesprek.method_{name}")
            self.assertEqual(self._get_labels(method, "en_US"), labels)

    def test_copied(self):
        """From the database, whatever the language of who makes the traject."""
        for lang in ("en_US", "nl_NL"):
            model = self.env["spiegelgesprek.traject"].with_user(self.coordinator)
            with Form(model.with_context(lang=lang)) as form:
                form.name = "New"
                form.method_id = self.amc
            traject = form.record
            traject.flush_recordset()
            traject.invalidate_recordset()
            with self.subTest(lang):
                english = self._get_labels(traject, "en_US")
                self.assertEqual(english, ("patient", "patients"))
                dutch = self._get_labels(traject, "nl_NL")
                self.assertEqual(dutch, tuple(DUTCH.values()))

    def test_own(self):
        """Later changes to the method don't reach a traject; its own words stay."""
        self.amc.with_user(self.manager).client_label_plural = "visitors"
        self.assertEqual(self._get_labels(self.own, "en_US"), ("patient", "patients"))
        self.own.client_label_plural = "guests"
        self.assertEqual(self.own.client_title, "Guests")
        self.assertEqual(self._get_labels(self.own, "nl_NL"), tuple(DUTCH.values()))
        given = self._create_traject(method_id=self.amc.id, client_label="pupil")
        self.assertEqual(given.client_label, "pupil")
        self.assertEqual(given.client_label_plural, "visitors")

    def test_other_method(self):
        werkplaats = self.env.ref("spiegelgesprek.method_werkplaats")
        werkplaats.with_context(lang="nl_NL").client_label_plural = "bewoners"
        self.own.method_id = werkplaats
        self.assertEqual(self.own.client_label, "resident")
        self.assertEqual(self.own.with_context(lang="nl_NL").client_title, "Bewoners")
        self.own.write({"method_id": self.amc.id, "client_label_plural": "people"})
        self.assertEqual(self._get_labels(self.own, "en_US"), ("patient", "people"))

    def test_without_a_word(self):
        self.own.client_label_plural = False
        self.assertEqual(self.own.client_title, "Clients")

    # ------------------------------------------------------------
    # TEXTS
    # ------------------------------------------------------------

    def _move_to(self, phase):
        stages = self.env["spiegelgesprek.stage"]
        self.traject.stage_id = stages.search([("phase", "=", phase)], limit=1)

    def test_readiness(self):
        self._move_to("run")
        said = ", ".join(self.own.gap_ids.mapped("gap_name"))
        self.assertIn("Too few patients,", said)
        self.assertIn("Too few patients confirmed", said)
        self.assertIn("Patients short: 6", self.own.go_summary)
        self.traject.client_min = 0
        self.assertIn("✓ Enough patients to go on", self.own.ready_summary)
        self.assertNotIn("client", self.own.ready_summary)

    def test_going_on_with_gaps(self):
        self._move_to("recruit")
        action = self.own.action_next_stage()
        wizard = self.env[action["res_model"]].with_env(self.own.env)
        self.assertIn("Too few patients", wizard.browse(action["res_id"]).gaps)

    def test_cards_of_several_methods(self):
        """Each card in its own words, from one look."""
        other = self._create_traject()
        trajects = self.own | other.with_env(self.own.env)
        self._move_to("recruit")
        other.stage_id = self.traject.stage_id
        (self.traject | other).write({"topic": "Contact", "guide_released": True})
        self.assertEqual(trajects.mapped("client_title"), ["Patients", "Clients"])
        asked = trajects._get_requirements()
        self.assertEqual(set(map(len, asked.values())), {11})
        for traject, word in zip(trajects, ("patients", "clients"), strict=True):
            self.assertEqual(traject._say_gaps()["clients"], f"Too few {word}")

    def test_client_screen(self):
        action = self.own.action_open_clients()
        self.assertEqual(action["display_name"], f"Patients of {self.traject.code}")
        self.assertIn("No patients yet", action["help"])
        self.assertNotIn("client", action["help"].lower())
        dutch = self.own.with_context(lang="nl_NL").action_open_clients()
        self.assertIn("Patiënten", dutch["display_name"])

    def test_wizards(self):
        wizards = self.env["spiegelgesprek.traject.postpone"].with_env(self.own.env)
        wizard = wizards.new({"traject_id": self.traject.id})
        self.assertEqual(wizard.client_count_label, "Patients who agreed")
        self.assertIn("patients are called", wizard.explanation)
        wizards = self.env["spiegelgesprek.traject.takeover"]
        wizard = wizards.with_user(self.manager).new({"traject_id": self.traject.id})
        wizard = wizard.with_context(lang="en_US")
        self.assertIn("see its patients.", wizard.explanation)

    def test_step_plan_on_paper(self):
        report = self.env["ir.actions.report"].with_env(self.own.env)
        html, _kind = report._render_qweb_html(
            "spiegelgesprek.report_step_plan", self.traject.ids
        )
        self.assertIn("Have professionals ask patients", html.decode())
        self.assertNotRegex(html.decode(), r"(?i)\bclients?\b")

    def test_screens_of_one_traject(self):
        """No screen of one traject says "client" on its own."""
        for xmlid in (
            "spiegelgesprek_traject_view_form",
            "spiegelgesprek_traject_view_kanban",
            "spiegelgesprek_traject_view_basics",
            "spiegelgesprek_traject_view_evening",
            "spiegelgesprek_traject_view_spares",
            "spiegelgesprek_traject_postpone_view_form",
            "spiegelgesprek_traject_takeover_view_form",
            "spiegelgesprek_traject_next_stage_view_form",
            "spiegelgesprek_method_add_view_form",
        ):
            view = self.env.ref(f"spiegelgesprek.{xmlid}")
            for user in (self.manager, self.sponsor):
                model = self.env[view.model].with_user(user).with_context(lang="en_US")
                if not model.has_access("read"):
                    continue
                arch = etree.fromstring(model.get_view(view.id, view.type)["arch"])
                with self.subTest(view=xmlid, user=user.login):
                    self.assertFalse(self._find_words(arch, model))

    def _find_words(self, arch, model):
        """Return what a view says of clients in fixed words, labels included."""
        found = []
        for node in arch.iter():
            texts = [node.text, node.tail]
            names = ("string", "placeholder", "confirm", "title", "aria-label")
            texts += [node.get(name) for name in names]
            found += [
                text for text in texts if re.search(r"(?i)\bclients?\b", text or "")
            ]
        return found
