# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class SpiegelgesprekGoal(models.Model):
    """A goal of the annual plan: where a topic comes from and action points land."""

    _name = "spiegelgesprek.goal"
    _description = "Goal of the Annual Plan"
    _order = "year desc, name, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    year = fields.Integer(
        required=True,
        default=lambda self: fields.Date.context_today(self).year,
        aggregator=None,
    )
    active = fields.Boolean(default=True)
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        domain="[('share', '=', False)]",
        check_company=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )

    # What came of it
    traject_ids = fields.Many2many("spiegelgesprek.traject", string="Trajects")
    action_point_ids = fields.One2many("spiegelgesprek.action.point", "goal_id")
    action_count = fields.Integer(
        string="Action points", compute="_compute_action_counts"
    )
    action_done_count = fields.Integer(string="Done", compute="_compute_action_counts")
    action_overdue_count = fields.Integer(
        string="Overdue", compute="_compute_action_counts"
    )

    _year_digits = models.Constraint(
        "CHECK(year BETWEEN 1000 AND 9999)", "A year has four digits."
    )

    @api.depends("action_point_ids.state", "action_point_ids.date_deadline")
    @api.depends_context("tz")
    def _compute_action_counts(self):
        counts = self.env["spiegelgesprek.action.point"]._count_by("goal_id", self)
        for goal in self:
            total, done, overdue = counts[goal.id]
            goal.action_count = total
            goal.action_done_count = done
            goal.action_overdue_count = overdue

    @api.depends("name", "year")
    def _compute_display_name(self):
        for goal in self:
            goal.display_name = f"{goal.year}: {goal.name or ''}"

    def action_open_action_points(self):
        """Return the action points that landed in this goal."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "spiegelgesprek.spiegelgesprek_action_point_action"
        )
        action["domain"] = [("goal_id", "in", self.ids)]
        action["context"] = {"default_goal_id": self.id if len(self) == 1 else False}
        return action
