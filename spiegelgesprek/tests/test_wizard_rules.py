# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SpiegelgesprekCommon


@tagged("post_install", "-at_install")
class TestWizardRules(SpiegelgesprekCommon):
    """What somebody is typing into a wizard is nobody else's, whatever his rights."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.all_groups = cls.env.ref("spiegelgesprek.spiegelgesprek_group_manager")
        # who may use every wizard, in every traject
        cls.coordinator.group_ids += cls.all_groups
        cls.other.group_ids += cls.all_groups
        cls._create_contact_participant("facilitator", cls.coordinator)

    @classmethod
    def _get_values(cls):
        """Return for each wizard, by model, what somebody types into it."""
        traject = {"traject_id": cls.traject.id}
        ring = {**traject, "ring": "inner"}
        text = cls.env["mail.template"].search(
            [("spiegelgesprek_paper", "=", "client_letter")], limit=1
        )
        role = cls.roles["employee"].id
        values = {
            "action.plan.export": {},
            "evaluation.card": ring,
            "evaluation.entry": {**traject, "code": "K7M4"},
            "evaluation.reading": ring,
            "invite": {**traject, "role_id": role, "addresses": "ann@canary.example"},
            "method.add": traject,
            "method.import": {"file": b"eA=="},
            "paper": {**traject, "template_id": text.id},
            "traject.next.stage": {
                **traject,
                "stage_id": cls.env.ref("spiegelgesprek.stage_ready").id,
                "reason": "Ill",
            },
            "traject.postpone": {
                **traject,
                "date_conversation": datetime(2040, 6, 9, 12),
                "reason": "Ill",
            },
            "traject.takeover": {**traject, "reason": "Ill"},
        }
        return {f"spiegelgesprek.{name}": typed for name, typed in values.items()}

    def test_all_wizards(self):
        """A new wizard is not forgotten here."""
        wizards = {
            model._name
            for model in self.env.values()
            if model._transient and model._name.startswith("spiegelgesprek.")
        }
        self.assertEqual(set(self._get_values()), wizards)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_of_somebody_else(self):
        for name, values in self._get_values().items():
            with self.subTest(name):
                own = self.env[name].with_user(self.coordinator).create(values)
                self.env.flush_all()
                self.env.invalidate_all()
                field = next(iter(values), "create_date")
                own.read([field])
                self.assertEqual(own.search([("id", "=", own.id)]), own)
                others = own.with_user(self.other)
                self.assertTrue(others.browse().has_access("read"))
                with self.assertRaises(AccessError):
                    others.read([field])
                with self.assertRaises(AccessError):
                    others.write(values)
                self.assertFalse(others.search([("id", "=", own.id)]))
