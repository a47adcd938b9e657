# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class SpiegelgesprekTrajectNextStage(models.TransientModel):
    """Go on although something is open, and say why."""

    _name = "spiegelgesprek.traject.next.stage"
    _description = "Go on with Gaps"

    traject_id = fields.Many2one(
        "spiegelgesprek.traject", required=True, readonly=True, ondelete="cascade"
    )
    stage_id = fields.Many2one(
        "spiegelgesprek.stage", required=True, readonly=True, ondelete="cascade"
    )
    gaps = fields.Char(string="Still to arrange", compute="_compute_gaps")
    reason = fields.Text(help="It stays in the chatter. No names of clients.")

    @api.depends("traject_id", "stage_id")
    def _compute_gaps(self):
        for wizard in self:
            traject = wizard.traject_id
            say = traject._say_gaps()
            gaps = traject._find_entry_gaps(wizard.stage_id).get(traject, ())
            wizard.gaps = ", ".join(say[kind] for kind in gaps)

    @api.constrains("traject_id")
    def _check_traject_access(self):
        """Show gaps only of a traject that this user may change."""
        # constraints run in sudo, this one asks what the user may
        self.sudo(False).traject_id.check_access("write")

    def action_go_on(self):
        """Enter the stage; the reason stands with it in the chatter."""
        self.ensure_one()
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why you go on while this is open."))
        traject = self.traject_id.with_context(spiegelgesprek_gap_reason=reason)
        traject.stage_id = self.stage_id
        return {"type": "ir.actions.act_window_close"}
