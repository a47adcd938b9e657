# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime

from odoo.tests import tagged

from odoo.addons.spiegelgesprek.hooks import uninstall_hook

from .common import SpiegelgesprekCommon

PREFIX = "spiegelgesprek."
# Models of everybody: a row without a company is for all companies.
SHARED = (
    "method",
    "method.guide.item",
    "method.meeting",
    "method.requirement",
    "method.rule",
    "method.seat",
    "method.step",
    "role",
    "stage",
    "theme",
    "target.group",
)
# Models of the software alone: of no company, and read by nobody.
CLOSED = ("post",)
# Counters of the software: hashes for an hour, opened to nobody, of no company.
TECHNICAL = ("post",)
# Fields that say who somebody is or how he is reached, and those that shield.
PRIVACY = {
    "participant": (
        "partner_id",
        "name",
        "alias",
        "email",
        "phone",
        "address",
        "age_band",
        "contact_caution",
        "recruiter_id",
        "diet",
        "access_needs",
        "camera",
        "has_companion",
    ),
    "role": ("ring", "is_client", "is_facilitator", "sees_clients"),
    "traject": (
        "topic",
        "user_id",
        "recruiter_ids",
        "retention_months",
        "client_count",
    ),
    "action.point": ("description",),
}


@tagged("post_install", "-at_install")
class TestDataIntegrity(SpiegelgesprekCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.models = {
            name: cls.env[name]
            for name in cls.env.registry
            if name.startswith(PREFIX)
            and name.removeprefix(PREFIX) not in CLOSED
            and not cls.env[name]._abstract
        }
        cls.regular = {
            name: model for name, model in cls.models.items() if not model._transient
        }

    def test_models_are_found(self):
        self.assertGreaterEqual(len(self.regular), 12)

    def test_company(self):
        """Each record is of a company, or of all: the rules stand on that."""
        for name, model in self.regular.items():
            if name.removeprefix(PREFIX) in TECHNICAL:
                continue
            with self.subTest(model=name):
                field = model._fields.get("company_id")
                self.assertTrue(field and field.store)
                self.assertTrue(model._check_company_auto)
                shared = name.removeprefix(PREFIX) in SHARED
                required = field.required or field.related == "traject_id.company_id"
                self.assertNotEqual(shared, required)
                rules = self.env["ir.rule"].search(
                    [("model_id.model", "=", name), ("groups", "=", False)]
                )
                self.assertIn("company_ids", str(rules.mapped("domain_force")))

    def test_access_rows(self):
        """Rights are given to groups of ours, and to nobody else."""
        ours = self.env["res.groups"].search(
            [
                (
                    "privilege_id",
                    "=",
                    self.env.ref("spiegelgesprek.spiegelgesprek_privilege").id,
                )
            ]
        )
        for name in self.models:
            rows = self.env["ir.model.access"].search([("model_id.model", "=", name)])
            with self.subTest(model=name):
                self.assertTrue(rows)
                self.assertLessEqual(rows.group_id, ours)
                self.assertTrue(all(row.group_id for row in rows))

    def test_closed(self):
        """What is of the software alone is given to nobody."""
        for name in CLOSED:
            rows = self.env["ir.model.access"].search(
                [("model_id.model", "=", PREFIX + name)]
            )
            self.assertTrue(rows)
            for right in ("read", "write", "create", "unlink"):
                self.assertFalse(any(rows.mapped(f"perm_{right}")))

    def test_technical_models_are_shut(self):
        """What needs no company is open to nobody, whatever his groups."""
        for name in TECHNICAL:
            for user in (self.manager, self.coordinator, self.employee):
                for operation in ("read", "write", "create", "unlink"):
                    model = self.env[PREFIX + name].with_user(user)
                    self.assertFalse(model.has_access(operation), (name, operation))

    def test_descriptions(self):
        for name, model in self.models.items():
            self.assertNotEqual(model._description, name)
            self.assertIn("id", model._order, "paging needs an order without ties")

    def test_active(self):
        for name in ("method", "stage", "role", "theme", "goal", "traject"):
            self.assertIn("active", self.env[PREFIX + name]._fields, name)

    def test_help_of_private_fields(self):
        for model, names in PRIVACY.items():
            for name in names:
                with self.subTest(model=model, field=name):
                    self.assertTrue(self.env[PREFIX + model]._fields[name].help)

    def test_copy_carries_nobody(self):
        for model, names in (
            ("traject", ("conversation_id", "date_conversation", "participant_ids")),
            ("participant", ("state", "number")),
        ):
            for name in names:
                self.assertFalse(self.env[PREFIX + model]._fields[name].copy, name)

    def test_views(self):
        """Every view loads, for every group that may read its model."""
        views = self.env["ir.ui.view"].search(
            [("model", "in", list(self.models)), ("type", "!=", "qweb")]
        )
        self.assertGreater(len(views), 20)
        for user in (self.sponsor, self.coordinator, self.manager):
            for view in views:
                model = self.env[view.model].with_user(user)
                if not model.has_access("read"):
                    continue
                with self.subTest(user=user.login, view=view.xml_id):
                    loaded = model.get_views([(view.id, view.type)])
                    self.assertIn(view.type, loaded["views"])

    def test_actions(self):
        """Each menu of ours opens, for everyone who sees it."""
        menus = self.env["ir.ui.menu"].search([("action", "!=", False)])
        menus = menus.filtered(
            lambda menu: menu.get_external_id()[menu.id].startswith(PREFIX)
        )
        self.assertGreaterEqual(len(menus), 6)
        for user in (self.sponsor, self.coordinator, self.manager):
            visible = menus.with_user(user)._filter_visible_menus()
            self.assertTrue(visible)
            for menu in visible:
                action = menu.sudo().action
                if action._name != "ir.actions.act_window":
                    continue
                with self.subTest(user=user.login, menu=menu.complete_name):
                    model = self.env[action.res_model].with_user(user)
                    self.assertTrue(model.get_views(action.views)["views"])
        self.assertFalse(menus.with_user(self.employee)._filter_visible_menus())

    def test_uninstall_hook(self):
        """No meeting and no sequence of ours stays behind; all others do."""
        values = {"start": datetime(2026, 5, 12, 12), "stop": datetime(2026, 5, 12, 13)}
        Event = self.env["calendar.event"]
        foreign = Event.create({"name": "Of somebody else", **values})
        self.traject.date_conversation = values["start"]
        own = self.traject.conversation_id | Event.create(
            {
                "name": "Intake",
                "meeting_kind": "intake",
                "active": False,
                **values,
            }
        )
        sequences = self.env["ir.sequence"].search([("code", "=", self.traject._name)])
        self.assertTrue(sequences)
        total = self.env["ir.sequence"].search_count([])
        mails = self.env["mail.mail"].search_count([])
        uninstall_hook(self.env)
        self.assertFalse(own.exists())
        self.assertTrue(foreign.exists())
        self.assertFalse(sequences.exists())
        self.assertEqual(
            self.env["ir.sequence"].search_count([]), total - len(sequences)
        )
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
