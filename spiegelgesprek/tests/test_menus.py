# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from .common import GROUP, SpiegelgesprekCommon

# What everybody with a login of ours sees: any of them may lead, find people, listen or
# own an action point, in one traject or another.
EVERYBODY = [
    "Trajects",
    "Steps",
    "My Recruiting",
    "Insights",
    "Action Points",
    "Action Points/My Action Points",
    "Action Points/All Action Points",
]
COORDINATOR = [
    "Trajects",
    "Steps",
    "People",
    "People/Clients",
    "People/Listeners",
    "People/Facilitators",
    "My Recruiting",
    "Insights",
    "Action Points",
    "Action Points/My Action Points",
    "Action Points/All Action Points",
    "Action Points/Annual Plan",
    "Action Points/Action Plan in Excel",
    "Reporting",
    "Reporting/Evaluation",
    "Reporting/Evaluation/Results",
    "Reporting/Evaluation/Type In a Card",
    "Reporting/Methods Followed",
    "Reporting/Steps Left Out",
    "Configuration",
    "Configuration/Methods",
    "Configuration/Forms Afterwards",
    "Configuration/Themes",
    "Configuration/Target Groups",
    "Configuration/Access Log",
]
MANAGER = [
    *COORDINATOR,
    "Configuration/Letters and Mails",
    "Configuration/Import a Method",
    "Configuration/Stages",
    "Configuration/Roles",
]


@tagged("post_install", "-at_install")
class TestMenus(SpiegelgesprekCommon):
    """Each kind of user: the menus in which something can stand for him."""

    def _get_menus(self, user):
        """Return the menus of our app as this user's screen shows them."""
        menus = self.env["ir.ui.menu"].with_user(user).with_context(lang="en_US")
        loaded = menus.load_menus(False)
        root = self.env.ref("spiegelgesprek.spiegelgesprek_menu_root").id
        return self._list_below(loaded, root) if root in loaded else []

    def _list_below(self, loaded, menu_id, path=()):
        names = []
        for child in loaded[menu_id]["children"]:
            child_path = (*path, loaded[child]["name"])
            names.append("/".join(child_path))
            names += self._list_below(loaded, child, child_path)
        return names

    def test_who_sees_which(self):
        system = self._create_user("system", f"{GROUP % 'manager'},base.group_system")
        for user, expected in (
            (self.facilitator, EVERYBODY),
            (self.recruiter, EVERYBODY),
            (self.sponsor, EVERYBODY),
            (self.listener, EVERYBODY),
            (self.coordinator, COORDINATOR),
            (self.other, COORDINATOR),
            (self.manager, MANAGER),
            (system, [*MANAGER, "Configuration/Settings"]),
            (self.employee, []),
        ):
            with self.subTest(user=user.login):
                self.assertCountEqual(self._get_menus(user), expected)

    def test_order(self):
        """As in Odoo's own apps: the work first, then reporting and configuration."""
        top = [name for name in self._get_menus(self.manager) if "/" not in name]
        self.assertEqual(top, [name for name in COORDINATOR if "/" not in name])

    # ------------------------------------------------------------
    # WHAT STANDS THERE
    # ------------------------------------------------------------

    def test_steps(self):
        """At first: what one does himself, and what others do in his trajects."""
        steps = self.env["spiegelgesprek.step"]
        for user in (self.facilitator, self.other, self.coordinator):
            steps |= steps.create(
                {
                    "traject_id": self.traject.id,
                    "name": f"Of {user.login}",
                    "user_id": user.id,
                }
            )
        for user, shown in (
            (self.facilitator, steps[0]),
            (self.coordinator, steps),
            (self.sponsor, steps[:0]),
        ):
            with self.subTest(user=user.login):
                domain = self._get_default_domain(user)
                found = steps.with_user(user).search(domain)
                self.assertEqual(found.sudo() & steps, shown)

    def _get_default_domain(self, user):
        """Return what the first screen of steps asks: filters side by side are "or"."""
        action = self.env.ref("spiegelgesprek.spiegelgesprek_step_action")
        context = safe_eval(action.context)
        arch = self.env["spiegelgesprek.step"].get_view(view_type="search")["arch"]
        domains, groups = [], [[]]
        for node in etree.fromstring(arch):
            if node.tag == "separator":
                groups.append([])
            elif context.get(f"search_default_{node.get('name')}"):
                groups[-1].append(safe_eval(node.get("domain"), {"uid": user.id}))
        for group in filter(None, groups):
            domains += ["|"] * (len(group) - 1) + [leaf for d in group for leaf in d]
        return domains

    def test_recruiter_finds_clients(self):
        """By the own line: whom he passed on, and that it was opened is logged."""
        line = self.traject.recruitment_ids
        self._create_client(name="Of somebody else")
        action = line.with_user(self.recruiter).action_open_clients()
        people = self.env[action["res_model"]].with_user(self.recruiter)
        self.assertEqual(people.search(action["domain"]).sudo(), self.client)
        log = self.env["spiegelgesprek.access.log"].search([])
        self.assertEqual((log.user_id, log.kind), (self.recruiter, "clients"))
        for user in (self.facilitator, self.listener, self.sponsor, self.employee):
            with (
                self.subTest(user=user.login),
                self.assertRaises(AccessError),
                mute_logger("odoo.addons.base.models.ir_rule", "odoo.models"),
            ):
                line.with_user(user).action_open_clients()
        self.assertEqual(self.env["spiegelgesprek.access.log"].search_count([]), 1)

    def test_no_button_that_is_refused(self):
        """Who only reads people gets no buttons to change their state."""
        for kind, buttons in (("list", "./button"), ("form", "./header/button")):
            view = f"spiegelgesprek.spiegelgesprek_client_view_{kind}"
            view_id = self.env.ref(view).id
            for user, expected in ((self.recruiter, False), (self.coordinator, True)):
                arch = self.client.with_user(user).get_view(view_id, kind)["arch"]
                names = {
                    node.get("name")
                    for node in etree.fromstring(arch).iterfind(buttons)
                }
                with self.subTest(kind, user=user.login):
                    self.assertEqual("action_accept" in names, expected)
                    self.assertEqual("action_withdraw" in names, expected)

    def test_board(self):
        """Each stage for who coordinates or has no part; for others those of theirs."""
        trajects = self.env["spiegelgesprek.traject"]
        stages = self.env["spiegelgesprek.stage"].search_count([])
        for user, columns in (
            (self.coordinator, stages),
            (self.facilitator, 1),
            (self.listener, stages),
        ):
            own = trajects.with_user(user).with_context(read_group_expand=True)
            with self.subTest(user=user.login):
                groups = own.formatted_read_group([], ["stage_id"], ["__count"])
                self.assertEqual(len(groups), columns)
        for user, words in (
            (self.listener, "No trajects for you here"),
            (self.coordinator, "Choose a method and a date"),
        ):
            action = self.env.ref("spiegelgesprek.spiegelgesprek_traject_action")
            own = action.with_user(user).with_context(lang="en_US").sudo()
            with self.subTest(user=user.login):
                self.assertIn(words, own._get_action_dict()["help"])
