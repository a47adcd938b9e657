# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import SpiegelgesprekCommon

PREFIX = "spiegelgesprek_"


@tagged("post_install", "-at_install")
class TestSettings(SpiegelgesprekCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager.group_ids |= cls.env.ref("base.group_system")
        cls.Settings = cls.env["res.config.settings"].with_user(cls.manager)

    def test_defaults(self):
        company = self.env["res.company"].create({"name": "Second organisation"})
        self.assertRecordValues(
            company,
            [
                {
                    "spiegelgesprek_minimum_answers": 5,
                    "spiegelgesprek_retention_months": 12,
                    "spiegelgesprek_method_id": False,
                    "spiegelgesprek_phone": False,
                }
            ],
        )

    def test_saved_on_the_company(self):
        other = self.env["res.company"].create({"name": "Second organisation"})
        values = {
            "method_id": self.method,
            "retention_months": 9,
            "minimum_answers": 4,
            "phone": "010 000 00 00",
            "safety_text": "Call the duty officer",
            "sender": "Conversations <talk@organisation.example>",
        }
        with Form(self.Settings) as form:
            for name, value in values.items():
                form[PREFIX + name] = value
        form.record.execute()
        self.env.flush_all()
        self.env.invalidate_all()
        for name, value in values.items():
            self.assertEqual(self.company[PREFIX + name], value, name)
        self.assertEqual(other.spiegelgesprek_minimum_answers, 5)
        shown = self.Settings.create({})
        self.assertEqual(shown.spiegelgesprek_sender, values["sender"])

    def test_default_method(self):
        self.company.spiegelgesprek_method_id = self.method
        traject = self.env["spiegelgesprek.traject"].with_user(self.coordinator)
        self.assertEqual(traject.create({"name": "New"}).method_id, self.method)

    @mute_logger("odoo.sql_db")
    def test_limits(self):
        for name, refused in (
            ("minimum_answers", (2, 0, -1)),
            ("retention_months", (0,)),
        ):
            for value in refused:
                with (
                    self.subTest(name=name, value=value),
                    self.assertRaises(CheckViolation),
                    self.cr.savepoint(),
                ):
                    self.Settings.create({PREFIX + name: value}).execute()
                    self.env.flush_all()
        self.Settings.create({PREFIX + "minimum_answers": 3}).execute()
        self.assertEqual(self.company.spiegelgesprek_minimum_answers, 3)

    def test_only_administrators(self):
        with self.assertRaises(AccessError):
            self.env["res.config.settings"].with_user(self.coordinator).create({})
        with self.assertRaises(AccessError):
            self.company.with_user(self.other).spiegelgesprek_minimum_answers = 3
