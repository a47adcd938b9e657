# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

# Where the lines of the method stand in this wizard: those that are new, those chosen.
KINDS = {
    "step_ids": ("new_step_ids", "step_ids"),
    "meeting_ids": ("new_meeting_ids", "meeting_ids"),
    "seat_ids": ("new_seat_ids", "seat_ids"),
    "guide_item_ids": ("new_guide_item_ids", "guide_item_ids"),
    "rule_ids": ("new_rule_ids", "rule_ids"),
    "requirement_ids": ("new_requirement_ids", "requirement_ids"),
}


def _new(model):
    return fields.Many2many(f"spiegelgesprek.method.{model}", compute="_compute_new")


def _chosen(model, name, string):
    return fields.Many2many(
        f"spiegelgesprek.method.{model}",
        f"spiegelgesprek_method_add_{name}_rel",
        string=string,
        domain=f"[('id', 'in', new_{name}_ids)]",
    )


class SpiegelgesprekMethodAdd(models.TransientModel):
    """Offer a traject what its method has and it lacks.

    That is new in the method, off by default, or was taken out of the traject.
    """

    _name = "spiegelgesprek.method.add"
    _description = "Add from the Method"

    traject_id = fields.Many2one("spiegelgesprek.traject", required=True)
    has_new = fields.Boolean(compute="_compute_new")
    new_step_ids = _new("step")
    new_meeting_ids = _new("meeting")
    new_seat_ids = _new("seat")
    new_guide_item_ids = _new("guide.item")
    new_rule_ids = _new("rule")
    new_requirement_ids = _new("requirement")
    step_ids = _chosen("step", "step", "Steps")
    meeting_ids = _chosen("meeting", "meeting", "Meetings")
    seat_ids = _chosen("seat", "seat", "Seats")
    guide_item_ids = _chosen("guide.item", "guide_item", "Conversation guide")
    rule_ids = _chosen("rule", "rule", "Ground rules")
    requirement_ids = _chosen("requirement", "requirement", "What must be there")

    @api.depends("traject_id")
    def _compute_new(self):
        for wizard in self:
            lines = wizard.traject_id and wizard.traject_id._find_new_lines()
            wizard.has_new = any(lines.values()) if lines else False
            for kind, (new, _chosen) in KINDS.items():
                wizard[new] = lines[kind] if lines else False

    def action_add(self):
        """Give the traject what was chosen; twice changes nothing."""
        self.ensure_one()
        self.traject_id.check_access("write")
        self.traject_id._add_lines(
            {kind: self[chosen] for kind, (_new, chosen) in KINDS.items()}
        )
        return {"type": "ir.actions.act_window_close"}
