# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .spiegelgesprek_traject_counters import COORDINATOR

# Why somebody does not take part: from a list, so that it says nothing of a person.
DECLINE_REASONS = [
    ("no_interest", "No need for it"),
    ("no_time", "No time, or not on that day"),
    ("listeners", "Not with people listening"),
    ("consequences", "Afraid of what follows"),
    ("too_heavy", "Too heavy now"),
    ("practical", "Travel, language or children"),
    ("unsaid", "Did not say why"),
]


class SpiegelgesprekParticipant(models.Model):
    """Who passed a client on, and why somebody does not take part."""

    _inherit = "spiegelgesprek.participant"

    recruitment_id = fields.Many2one(
        "spiegelgesprek.recruitment",
        string="Passed on by",
        compute="_compute_recruitment_id",
        inverse="_inverse_recruitment_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="set null",
        domain="[('traject_id', '=', traject_id)]",
        check_company=True,
        help="Who asked this client. Sees the client until the conversation, when this "
        "recruiter has a login.",
    )
    is_contactable = fields.Boolean(
        string="May be contacted",
        copy=False,
        help="The client said that the coordinator may get in touch. Without that, "
        "don't enter anybody.",
    )
    form_nonce = fields.Char(
        copy=False,
        index="btree_not_null",
        groups="base.group_system",
        help="Of the form by which this client was passed on: it counts once.",
    )
    decline_reason = fields.Selection(
        DECLINE_REASONS,
        string="Why not",
        copy=False,
        groups=COORDINATOR,
        help="A reason from a list. It stays when the rest is cleared, for the count.",
    )

    @api.depends("recruiter_id", "traject_id.recruitment_ids.user_id")
    def _compute_recruitment_id(self):
        """Find the numbers of this recruiter; who has no login is chosen by hand."""
        for participant in self:
            chosen, user = participant.recruitment_id, participant.recruiter_id
            if user and chosen.user_id != user:
                chosen = participant.traject_id.recruitment_ids.filtered(
                    lambda recruitment, user=user: recruitment.user_id == user
                )[:1]
            participant.recruitment_id = chosen

    def _inverse_recruitment_id(self):
        """Show the client to the recruiter who was chosen, and to no other one."""
        for participant in self:
            participant.recruiter_id = participant.recruitment_id.user_id

    @api.constrains("recruitment_id")
    def _check_recruitment(self):
        for participant in self.filtered("recruitment_id"):
            recruitment = participant.recruitment_id
            if (
                recruitment.traject_id != participant.traject_id
                or participant.ring != "inner"
            ):
                raise ValidationError(
                    self.env._(
                        "Choose somebody who recruits clients for this same traject."
                    )
                )

    # ------------------------------------------------------------
    # DOES THE GROUP FALL SHORT?
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        participants = super().create(vals_list)
        participants._plan_shortage()
        return participants

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys().isdisjoint({"state", "role_id"}):
            self._plan_shortage()
        return result

    def unlink(self):
        trajects = self.filtered("is_client").traject_id
        result = super().unlink()
        trajects._plan_shortage()
        return result

    def _plan_shortage(self):
        self.filtered("is_client").traject_id._plan_shortage()
