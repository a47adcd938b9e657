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
    explanation = fields.Char(compute="_compute_explanation")
    reason = fields.Text(
        required=True,
        help="The coordinator gets this message, and it stays in the log.",
    )

    @api.depends("traject_id.client_label_plural")
    @api.depends_context("lang")
    def _compute_explanation(self):
        for wizard in self:
            wizard.explanation = self.env._(
                "You become the coordinator of this traject and see its %(clients)s. "
                "The coordinator gets a message with your reason, and it stays in the "
                "log.",
                clients=wizard.traject_id._get_client_words()["clients"],
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
