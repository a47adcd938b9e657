# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from .spiegelgesprek_traject_conversation import QUIET_CALENDAR

# What a traject has as a copy of its own: its field, and that of the method.
COPIES = {
    "guide_item_ids": "guide_item_ids",
    "ground_rule_ids": "rule_ids",
    "requirement_ids": "requirement_ids",
}


class SpiegelgesprekTraject(models.Model):
    """Guide, ground rules and requirements, copied from the method.

    They are copied when a traject is saved, so that a new form stays light. Later
    changes to the method don't reach here; "Add from the Method" offers what is new.
    """

    _inherit = "spiegelgesprek.traject"

    guide_item_ids = fields.One2many(
        "spiegelgesprek.guide.item", "traject_id", string="Conversation guide"
    )
    ground_rule_ids = fields.One2many(
        "spiegelgesprek.ground.rule", "traject_id", string="Ground rules"
    )
    requirement_ids = fields.One2many(
        "spiegelgesprek.requirement", "traject_id", string="What must be there"
    )

    own_guide_item_ids = fields.One2many(
        "spiegelgesprek.guide.item",
        "traject_id",
        string="Items of one's own in the guide",
        domain=[("method_item_id", "=", False)],
    )
    own_rule_ids = fields.One2many(
        "spiegelgesprek.ground.rule",
        "traject_id",
        string="Ground rules of one's own",
        domain=[("method_rule_id", "=", False)],
    )

    @api.model_create_multi
    def create(self, vals_list):
        trajects = super().create(vals_list)
        trajects._copy_from_method()
        return trajects

    def write(self, vals):
        changed = self.filtered(
            lambda t: "method_id" in vals and t.method_id.id != vals["method_id"]
        )
        result = super().write(vals)
        if changed:
            changed._drop_copies(vals)
            changed._copy_from_method()
        return result

    def _drop_copies(self, vals):
        """Make room for those of another method; what was added by hand stays.

        So does a guide that people have read.

        :param dict vals: what was written together with the method
        """
        # sudo: who may choose another method need not be who writes the guide
        trajects_sudo = self.sudo()
        trajects_sudo.write(dict.fromkeys(self._get_label_names() - vals.keys(), False))
        unread_sudo = trajects_sudo.filtered(lambda t: not t._is_guide_read())
        unread_sudo.guide_item_ids.filtered("method_item_id").unlink()
        trajects_sudo.ground_rule_ids.filtered("method_rule_id").unlink()
        trajects_sudo.requirement_ids.unlink()

    def _copy_from_method(self):
        """Give each traject its own copies of what its method has."""
        # sudo: copies belong to making a traject, whoever may do that
        trajects_sudo = self.sudo()
        trajects_sudo._copy_labels()
        for name, source in COPIES.items():
            wanting_sudo = trajects_sudo
            if name == "guide_item_ids":
                wanting_sudo = trajects_sudo.filtered(lambda t: not t._is_guide_read())
            wanting_sudo._copy_lines(name, source)

    def _is_guide_read(self):
        self.ensure_one()
        return self.guide_released and self.guide_item_ids

    def _copy_lines(self, name, source):
        """Copy lines of one kind that these trajects don't have yet.

        :param str name: field of the traject
        :param str source: field of the method
        """
        lines = self.method_id._fetch_lines(source)
        pairs = [
            (traject, line)
            for traject in self
            for line in traject[name]._filter_missing(lines[traject.method_id])
        ]
        return self.env[self._fields[name].comodel_name]._copy_lines(pairs)

    # ------------------------------------------------------------
    # WHAT IS NEW IN THE METHOD
    # ------------------------------------------------------------

    def _find_new_lines(self):
        """Return what the method has and this traject doesn't.

        :return: ``{field of the method: lines}``
        """
        self.ensure_one()
        method = self.method_id
        meetings = method.meeting_ids.browse()
        for _traject, line, _start in self._plan_meetings():
            meetings |= line
        taken = self.seat_ids.role_id
        new = {
            "step_ids": self._get_missing_lines(self.step_ids),
            "seat_ids": method.seat_ids.filtered(lambda s: s.role_id not in taken),
            "meeting_ids": meetings,
        }
        for name, source in COPIES.items():
            new[source] = self[name]._filter_missing(method[source])
        if not self.is_guide_writer:
            new["guide_item_ids"] = method.guide_item_ids.browse()
        return new

    def _add_lines(self, chosen):
        """Take over from the method what was chosen and isn't here yet.

        :param dict chosen: see ``_find_new_lines``
        """
        new = self._find_new_lines()
        lines = {kind: chosen[kind] & new[kind] for kind in new}
        self.env["spiegelgesprek.step"].create(
            [
                {"traject_id": self.id, **self._prepare_step_values(line)}
                for line in lines["step_ids"]
            ]
        )
        self.env["spiegelgesprek.seat"].create(
            [
                {"traject_id": self.id, **self._prepare_seat_values(line)}
                for line in lines["seat_ids"]
            ]
        )
        for name, source in COPIES.items():
            copies = self.env[self._fields[name].comodel_name]
            copies._copy_lines([(self, line) for line in lines[source]])
        planned = self._plan_meetings()
        # sudo: a manager may plan what a coordinator organises
        events_sudo = self.env["calendar.event"].sudo()
        events_sudo.with_context(**QUIET_CALENDAR).create(
            self._prepare_meetings(
                [plan for plan in planned if plan[1] in lines["meeting_ids"]]
            )
        )
