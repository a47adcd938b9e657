# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

# What texts on paper may hold, next to what each mail can say of its reader.
PLACEHOLDERS = (
    "object.company_id.name",
    "object.company_id.spiegelgesprek_phone",
    "object.paper_agreement",
    "object.role_id.name",
    "object.traject_id.minutes_conversation",
    "object.traject_id.paper_client",
    "object.traject_id.paper_clients",
    "object.traject_id.paper_contact",
    "object.traject_id.paper_day",
    "object.traject_id.paper_end",
    "object.traject_id.paper_group_size",
    "object.traject_id.paper_lead",
    "object.traject_id.paper_legal_basis",
    "object.traject_id.paper_lines",
    "object.traject_id.paper_listener_count",
    "object.traject_id.paper_listener_limit",
    "object.traject_id.paper_place",
    "object.traject_id.paper_questions",
    "object.traject_id.paper_recording",
    "object.traject_id.paper_retention",
    "object.traject_id.paper_rules_inner",
    "object.traject_id.paper_rules_outer",
    "object.traject_id.paper_start",
    "object.traject_id.paper_welcome",
    "object.traject_id.topic",
)


class SpiegelgesprekParticipant(models.Model):
    """What letters need beyond mails: the address, the agreement, and more words."""

    _inherit = "spiegelgesprek.participant"

    paper_agreement = fields.Html(
        string="Paper: agreement",
        compute="_compute_paper_agreement",
        sanitize=False,
        help="What can be agreed to, with boxes and a place to sign.",
    )

    @api.depends("traject_id")
    @api.depends_context("lang")
    def _compute_paper_agreement(self):
        for participant in self:
            participant.paper_agreement = self.env["ir.qweb"]._render(
                "spiegelgesprek.paper_agreement",
                {"is_recorded": participant.traject_id._is_paper_recorded()},
            )

    @api.model
    def mail_allowed_qweb_expressions(self):
        """Allow what papers say too; none of it is about anybody but the reader."""
        return (*super().mail_allowed_qweb_expressions(), *PLACEHOLDERS)

    # ------------------------------------------------------------
    # ON PAPER
    # ------------------------------------------------------------

    def _get_paper_address(self):
        """Return name and address of one person as lines; none without an address."""
        self.ensure_one()
        if self.ring != "inner":
            return self.partner_id._get_paper_address()
        address = self.address or ""
        # on one line it was typed with commas
        parts = address.splitlines() if "\n" in address.strip() else address.split(",")
        lines = [part.strip() for part in parts if part.strip()]
        return [self.name or self.alias or "", *lines] if lines else []
