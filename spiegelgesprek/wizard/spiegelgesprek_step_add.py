# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class SpiegelgesprekStepAdd(models.TransientModel):
    """Offer a traject the steps of its method that it lacks.

    They are new in the method, off by default, or were taken out of the traject.
    """

    _name = "spiegelgesprek.step.add"
    _description = "Add Steps from the Method"

    traject_id = fields.Many2one("spiegelgesprek.traject", required=True)
    available_line_ids = fields.Many2many(
        "spiegelgesprek.method.step", compute="_compute_available_line_ids"
    )
    line_ids = fields.Many2many(
        "spiegelgesprek.method.step",
        string="Steps",
        domain="[('id', 'in', available_line_ids)]",
    )

    @api.depends("traject_id")
    def _compute_available_line_ids(self):
        for wizard in self:
            traject = wizard.traject_id
            wizard.available_line_ids = traject and traject._get_missing_lines(
                traject.step_ids
            )

    def action_add(self):
        """Put the chosen steps in the plan of the traject; twice changes nothing."""
        self.ensure_one()
        self.invalidate_recordset(["available_line_ids"])
        traject = self.traject_id
        lines = self.line_ids & self.available_line_ids
        self.env["spiegelgesprek.step"].create(
            [
                {"traject_id": traject.id, **traject._prepare_step_values(line)}
                for line in lines
            ]
        )
        return {"type": "ir.actions.act_window_close"}
