# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError
from odoo.service.model import get_public_method
from odoo.tests import TransactionCase

MODULE = "odoo.addons.spiegelgesprek."
# What everybody with a login can call over RPC, on any ids, with any arguments. A
# method comes on this list after somebody has asked: does it check the rights of who
# calls? Odoo's own methods, which we extend, do so themselves.
OURS = {
    ("res.partner", "action_open_spiegelgesprek"),
    ("spiegelgesprek.action.plan.export", "action_export"),
    ("spiegelgesprek.action.point", "action_export_action_plan"),
    ("spiegelgesprek.goal", "action_open_action_points"),
    ("spiegelgesprek.insight", "action_make_action_point"),
    ("spiegelgesprek.insight", "action_release"),
    ("spiegelgesprek.insight", "action_take_back"),
    ("spiegelgesprek.method", "action_export_xml"),
    ("spiegelgesprek.method.import", "action_import"),
    ("spiegelgesprek.method.requirement", "action_arrange"),
    ("spiegelgesprek.participant", "action_absent"),
    ("spiegelgesprek.participant", "action_accept"),
    ("spiegelgesprek.participant", "action_attend"),
    ("spiegelgesprek.participant", "action_confirm"),
    ("spiegelgesprek.participant", "action_decline"),
    ("spiegelgesprek.participant", "action_invite"),
    ("spiegelgesprek.participant", "action_open_clients"),
    ("spiegelgesprek.participant", "action_wait"),
    ("spiegelgesprek.participant", "action_withdraw"),
    ("spiegelgesprek.step", "action_done"),
    ("spiegelgesprek.step", "action_offer_to_method"),
    ("spiegelgesprek.step", "action_todo"),
    ("spiegelgesprek.step.add", "action_add"),
    ("spiegelgesprek.traject", "action_export_action_plan"),
    ("spiegelgesprek.traject", "action_go_small"),
    ("spiegelgesprek.traject", "action_next_stage"),
    ("spiegelgesprek.traject", "action_open_action_points"),
    ("spiegelgesprek.traject", "action_open_calendar"),
    ("spiegelgesprek.traject", "action_open_clients"),
    ("spiegelgesprek.traject", "action_open_evening"),
    ("spiegelgesprek.traject", "action_open_insights"),
    ("spiegelgesprek.traject", "action_open_listeners"),
    ("spiegelgesprek.traject", "action_open_spares"),
    ("spiegelgesprek.traject", "action_open_steps"),
    ("spiegelgesprek.traject", "action_restore_conversation"),
    ("spiegelgesprek.traject.next.stage", "action_go_on"),
    ("spiegelgesprek.traject.postpone", "action_open_clients"),
    ("spiegelgesprek.traject.postpone", "action_open_listeners"),
    ("spiegelgesprek.traject.postpone", "action_postpone"),
    ("spiegelgesprek.traject.takeover", "action_take_over"),
}
EXTENDED = {
    ("mail.activity", "create"),
    ("mail.activity", "write"),
    ("spiegelgesprek.action.point", "create"),
    ("spiegelgesprek.action.point", "message_subscribe"),
    ("spiegelgesprek.action.point", "write"),
    ("spiegelgesprek.insight", "create"),
    ("spiegelgesprek.insight", "write"),
    ("spiegelgesprek.method", "copy_data"),
    ("spiegelgesprek.method.requirement", "create"),
    ("spiegelgesprek.method.requirement", "unlink"),
    ("spiegelgesprek.method.requirement", "write"),
    ("spiegelgesprek.participant", "create"),
    ("spiegelgesprek.participant", "write"),
    ("spiegelgesprek.quiet.thread", "message_subscribe"),
    ("spiegelgesprek.seat", "write"),
    ("spiegelgesprek.step", "create"),
    ("spiegelgesprek.step", "write"),
    ("spiegelgesprek.traject", "copy_data"),
    ("spiegelgesprek.traject", "create"),
    ("spiegelgesprek.traject", "message_subscribe"),
    ("spiegelgesprek.traject", "unlink"),
    ("spiegelgesprek.traject", "write"),
}


class TestPublicMethods(TransactionCase):
    def test_allow_list(self):
        """A new method starts with an underscore, or is put on the list above."""
        found = self._find_public_methods()
        # each model with a chatter has it: test_shield_of_odoo.py tries who may call it
        found -= {pair for pair in found if pair[1] == "message_process"}
        self.assertEqual(found, OURS | EXTENDED)

    def _find_public_methods(self):
        """Return all methods written in this addon that RPC would call."""
        found = set()
        for model_name in self.registry:
            model = self.env[model_name]
            for base in type(model).mro():
                if base.__module__.startswith(MODULE):
                    found |= {
                        (model_name, name)
                        for name in vars(base)
                        if self._is_public(model, name)
                    }
        return found

    def _is_public(self, model, name):
        try:
            return callable(get_public_method(model, name))
        except (AccessError, AttributeError):
            return False
