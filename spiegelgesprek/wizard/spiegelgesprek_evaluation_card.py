# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.survey_survey import RINGS

MOST = 60


class SpiegelgesprekEvaluationCard(models.TransientModel):
    """Cards on paper: the questions, a code and a QR code, for nobody in particular."""

    _name = "spiegelgesprek.evaluation.card"
    _description = "Cards on Paper"

    traject_id = fields.Many2one(
        "spiegelgesprek.traject", required=True, readonly=True, ondelete="cascade"
    )
    ring = fields.Selection(RINGS, required=True, default="inner")
    number = fields.Integer(
        required=True,
        default=15,
        help="Some more than there are people: cards get lost, and nobody should have "
        "to take the last one.",
    )
    lang = fields.Selection(
        lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        required=True,
        default=lambda self: (
            self.env.lang or self.env["res.lang"].get_installed()[0][0]
        ),
    )
    # by code and not by id: tickets are written anew whenever one is used
    codes = fields.Char(readonly=True, groups="base.group_system")

    @api.constrains("traject_id")
    def _check_traject_access(self):
        """Make cards only for a traject that this user may change."""
        # constraints run in sudo, this one asks what the user may
        self.sudo(False).traject_id.check_access("write")

    def action_print(self):
        """Make the cards and print them; printing again makes other ones."""
        self._make_cards()
        report = self.env.ref("spiegelgesprek.spiegelgesprek_evaluation_card_report")
        return report.report_action(self, config=False)

    def _make_cards(self):
        """Make as many cards as were asked for."""
        self.ensure_one()
        if not 0 < self.number <= MOST:
            raise UserError(
                self.env._("Print between 1 and %(most)s cards at a time.", most=MOST)
            )
        if not self.traject_id.date_conversation:
            raise UserError(
                self.env._(
                    "Fill in the date of the conversation first: cards can be sent in "
                    "until some days after it."
                )
            )
        # sudo: cards belong to nobody, and who prints them reads them on paper only
        self_sudo = self.sudo()
        cards_sudo = self.traject_id._make_cards(self.ring, self.number)
        self_sudo.codes = ",".join(cards_sudo.mapped("code"))

    def _get_cards(self):
        """Return what stands on each card: its code and the link as a QR code."""
        self.ensure_one()
        self.env["spiegelgesprek.papers"]._check_who_prints()
        self.traject_id.check_access("write")
        tickets = self.env["spiegelgesprek.evaluation.ticket"]
        # sudo: as above
        codes = (self.sudo().codes or "").split(",")
        # by code: an order that says nothing; sudo: as above
        tickets_sudo = tickets.sudo().search([("code", "in", codes)], order="code")
        return [
            {
                "code": f"{ticket_sudo.code[:4]} {ticket_sudo.code[4:]}",
                "qr": ticket_sudo._get_token_qr("token"),
            }
            for ticket_sudo in tickets_sudo
        ]

    def _get_survey(self):
        """Return the questions that are printed, in the language of the cards."""
        # sudo: the form is on paper for everybody
        traject_sudo = self.traject_id.sudo()
        return traject_sudo._get_survey(self.ring).with_context(lang=self.lang)
