# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


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

    @api.constrains("traject_id")
    def _check_traject_access(self):
        """Show the coordinator only of a traject that this manager may change."""
        # constraints run in sudo, this one asks what the user may
        self.sudo(False).traject_id.check_access("write")

    def action_take_over(self):
        """Take over the traject."""
        self.ensure_one()
        self.traject_id._take_over(self.reason)
        return {"type": "ir.actions.act_window_close"}
