# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class SpiegelgesprekEvaluationEntry(models.TransientModel):
    """Typing in a card that came back on paper."""

    _name = "spiegelgesprek.evaluation.entry"
    _description = "Type in a Card"

    traject_id = fields.Many2one(
        "spiegelgesprek.traject", required=True, readonly=True, ondelete="cascade"
    )
    code = fields.Char(
        required=True, help="As it stands on the card, for example K7M4."
    )

    @api.constrains("traject_id")
    def _check_traject_access(self):
        """Open cards only of a traject that this user may change."""
        # constraints run in sudo, this one asks what the user may
        self.sudo(False).traject_id.check_access("write")

    def action_open(self):
        """Open the page of the card with this code.

        :raise UserError: when there is no such card, it was used, or who types it in
            was in the room and could recognise a handwriting or a story
        """
        self.ensure_one()
        if self._is_from_the_room():
            raise UserError(
                self.env._(
                    "You were in the room, so you could recognise who wrote this. "
                    "Please ask somebody who wasn't there."
                )
            )
        tickets = self.env["spiegelgesprek.evaluation.ticket"]
        ticket_sudo = tickets._find_card(self.traject_id, self.code)
        if not ticket_sudo:
            raise UserError(
                self.env._(
                    "No open card has this code. Was it typed in already, or is the "
                    "form over?"
                )
            )
        return {
            "type": "ir.actions.act_url",
            "target": "new",
            "url": ticket_sudo._get_token_url("token"),
        }

    def _is_from_the_room(self):
        # sudo: a question about the user himself
        people_sudo = self.traject_id.sudo().participant_ids
        return self.env.user.partner_id in people_sudo.partner_id
