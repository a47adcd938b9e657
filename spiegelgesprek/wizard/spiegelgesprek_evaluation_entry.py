# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class SpiegelgesprekEvaluationEntry(models.TransientModel):
    """Typing in a card that came back on paper.

    By a coordinator who has no part in the traject: the card in his hand is the right
    to send it in, as it is for whoever opens its QR code.
    """

    _name = "spiegelgesprek.evaluation.entry"
    _description = "Type in a Card"

    traject_id = fields.Many2one(
        "spiegelgesprek.traject",
        readonly=True,
        ondelete="cascade",
        help="Only cards of this traject; else of any that the user knows of.",
    )
    code = fields.Char(
        required=True, help="As it stands on the card, for example K7M4 P2RX."
    )

    @api.constrains("traject_id")
    def _check_traject_access(self):
        """Open cards only of a traject that this user may see."""
        # constraints run in sudo, this one asks what the user may
        self.sudo(False).traject_id.check_access("read")

    @api.model_create_multi
    def create(self, vals_list):
        for _vals in vals_list:
            self._check_pace()
        return super().create(vals_list)

    def write(self, vals):
        for _entry in self if "code" in vals else ():
            self._check_pace()
        return super().write(vals)

    @api.model
    def _check_pace(self):
        """Let nobody guess codes by trying: each that is typed counts, right or wrong.

        Counted when it is saved, which is before it is looked up: an error there undoes
        what is written with it.
        """
        if not self.env["spiegelgesprek.post"]._is_allowed(typist=self.env.uid):
            raise UserError(
                self.env._(
                    "So many codes in a few minutes: please wait ten minutes, then go "
                    "on."
                )
            )

    def action_open(self):
        """Open the page of the card with this code.

        :raise UserError: when there is no such card, it was used, or who types it in
            has a part in the traject and could recognise a handwriting or a story
        """
        self.ensure_one()
        card_sudo = self._find_card()
        if not card_sudo:
            raise UserError(self._say_why_not())
        self._check_outsider(card_sudo.traject_id)
        return {
            "type": "ir.actions.act_url",
            "target": "new",
            "url": card_sudo._get_token_url("token"),
        }

    def _find_card(self, used=False):
        """Return the card with this code, of a traject that the user may see."""
        tickets = self.env["spiegelgesprek.evaluation.ticket"]
        card_sudo = tickets._find_card(self.traject_id, self.code, used)
        # not sudo: of a traject that nobody tells him of, no card either
        return card_sudo.filtered(lambda c: c.traject_id.sudo(False).has_access("read"))

    def _say_why_not(self):
        if self._find_card(used=True):
            return self.env._(
                "What is on this card was sent in already. There is nothing left to "
                "type in."
            )
        return self.env._(
            "No card has this code. Look at it once more: it has eight letters and "
            "digits, and never I, L, O, U, 0 or 1. If it is right, the form is over."
        )

    def _check_outsider(self, traject_sudo):
        """Refuse who was in the room, and who knows the clients from the help."""
        # traject_sudo: a question about the user himself
        if self.env.user.partner_id in traject_sudo.participant_ids.partner_id:
            raise UserError(
                self.env._(
                    "You were in the room, so you could recognise who wrote this. "
                    "Please ask somebody who wasn't there."
                )
            )
        if self.env.user in traject_sudo.recruiter_ids:
            raise UserError(
                self.env._(
                    "You asked clients for this conversation, so you could recognise "
                    "who wrote this. Please ask somebody who doesn't know them."
                )
            )
