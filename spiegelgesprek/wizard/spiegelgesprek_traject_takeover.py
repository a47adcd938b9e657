# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class SpiegelgesprekTrajectTakeover(models.TransientModel):
    """A manager makes himself coordinator, and says why."""

    _name = "spiegelgesprek.traject.takeover"
    _description = "Take over a Traject"

    traject_id = fields.Many2one(
        "spiegelgesprek.traject", required=True, readonly=True, ondelete="cascade"
    )
    coordinator_id = fields.Many2one(related="traject_id.user_id")
    reason = fields.Text(
        required=True,
        help="The coordinator gets this message, and it stays in the log.",
    )

    def action_take_over(self):
        """Take over the traject."""
        self.ensure_one()
        self.traject_id._take_over(self.reason)
        return {"type": "ir.actions.act_window_close"}
