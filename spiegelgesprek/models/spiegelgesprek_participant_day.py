# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

PLACEHOLDERS = ("object.paper_number", "object.paper_afterwards")


class SpiegelgesprekParticipant(models.Model):
    """The form of the day, on paper: what a client answers by number in the room."""

    _inherit = "spiegelgesprek.participant"

    paper_number = fields.Char(
        string="Paper: number",
        compute="_compute_paper_number",
        help="By this number whoever types the form in finds the client. It names "
        "nobody.",
    )
    paper_afterwards = fields.Html(
        string="Paper: how to hear the outcome, and asking again",
        compute="_compute_paper_afterwards",
        sanitize=False,
        help="The two questions with boxes.",
    )

    @api.depends("number", "ring")
    def _compute_paper_number(self):
        for participant in self:
            inner = participant.ring == "inner" and participant.number
            participant.paper_number = inner and f"C{participant.number}"

    @api.depends("relation")
    @api.depends_context("lang")
    def _compute_paper_afterwards(self):
        for participant in self:
            participant.paper_afterwards = self.env["ir.qweb"]._render(
                "spiegelgesprek.paper_afterwards",
                {
                    "formal": participant.relation != "youngster",
                    "channels": self._get_choices("outcome_channel"),
                    "answers": self._get_choices("contact_again"),
                },
            )

    @api.model
    def _get_choices(self, name):
        """Return what can be chosen for a field, in the language of the paper."""
        return self._fields[name]._description_selection(self.env)

    @api.model
    def mail_allowed_qweb_expressions(self):
        """Allow what the form of the day says; it says nothing of anybody else."""
        return (*super().mail_allowed_qweb_expressions(), *PLACEHOLDERS)
