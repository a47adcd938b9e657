# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class SpiegelgesprekTraject(models.Model):
    """How far the method was followed: known when a traject is closed."""

    _inherit = "spiegelgesprek.traject"

    fidelity = fields.Float(
        string="Method followed",
        compute="_compute_fidelity",
        store=True,
        copy=False,
        aggregator="avg",
        help="Share of the steps of the method that were done, once the traject is "
        "closed. Steps of one's own don't count.",
    )
    left_step_ids = fields.One2many(
        "spiegelgesprek.step",
        "traject_id",
        string="Steps of the method that were not done",
        domain=[("method_step_id", "!=", False), ("state", "!=", "done")],
    )

    own_step_ids = fields.One2many(
        "spiegelgesprek.step",
        "traject_id",
        string="Steps of one's own",
        domain=[("method_step_id", "=", False)],
    )

    @api.depends("phase", "step_ids.state", "step_ids.method_step_id")
    def _compute_fidelity(self):
        """Count at the end only: until then it would change with each step."""
        closed = self.filtered(lambda traject: traject.phase == "closed")
        (self - closed).fidelity = 0
        for traject in closed:
            steps = traject.step_ids.filtered("method_step_id")
            done = steps.filtered(lambda step: step.state == "done")
            traject.fidelity = len(done) / len(steps) if steps else 0
