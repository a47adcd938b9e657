# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class SpiegelgesprekParticipant(models.Model):
    """Who leads the conversation is independent of both rings.

    A tie warns and asks for a reason; it stops nobody. What is said of it names no
    listener.
    """

    _inherit = "spiegelgesprek.participant"

    is_facilitator = fields.Boolean(related="role_id.is_facilitator")
    independence_breach = fields.Text(
        string="Not independent",
        compute="_compute_independence_breach",
        compute_sudo=True,
        help="Ties of who leads with the listeners, the department or the coordinator.",
    )
    independence_reason = fields.Char(
        string="Why it is all right",
        copy=False,
        help="Why this person can lead all the same. Read by whoever sees who leads.",
    )
    independence_date = fields.Date(
        string="Independence stated on",
        compute="_compute_independence_date",
        store=True,
        readonly=False,
        copy=False,
        help="When this person stated to be independent of both rings.",
    )

    @api.depends(
        "is_facilitator",
        "partner_id.commercial_partner_id",
        "partner_id.parent_id",
        "partner_id.spiegelgesprek_origin",
        "traject_id.user_id.partner_id",
        "traject_id.department_id",
        "traject_id.outer_participant_ids.partner_id.commercial_partner_id",
        "traject_id.outer_participant_ids.partner_id.parent_id",
    )
    @api.depends_context("lang")
    def _compute_independence_breach(self):
        say = {
            "coordinator": self.env._("Coordinates this traject"),
            "listener": self.env._("Listens in this traject"),
            "department": self.env._("Belongs to the same department"),
            "organisation": self.env._(
                "Belongs to the same organisation, and is not known as trained inside"
            ),
        }
        for participant in self:
            ties = participant._get_ties()
            participant.independence_breach = "\n".join(say[tie] for tie in ties)

    def _get_ties(self):
        """Return what ties somebody who leads to this traject, as a list of keys.

        Colleagues who were trained inside lead for other departments of their own
        organisation, so for them only the department counts.
        """
        self.ensure_one()
        partner, traject = self.partner_id, self.traject_id
        if not (self.is_facilitator and partner):
            return []
        department, branch = traject.department_id, partner.parent_id
        listeners = traject.outer_participant_ids.partner_id
        around = (listeners - partner) | department
        ties = {
            "coordinator": partner == traject.user_id.partner_id,
            "listener": partner in listeners,
            # a contact right below the organisation has no department
            "department": branch
            and (
                branch == department or branch.parent_id and branch in around.parent_id
            ),
        }
        if not ties["department"] and partner.spiegelgesprek_origin != "inside":
            organisation = partner.commercial_partner_id
            ties["organisation"] = organisation in around.commercial_partner_id
        return [key for key, tied in ties.items() if tied]

    @api.depends("independence_reason")
    def _compute_independence_date(self):
        today = fields.Date.context_today(self)
        for participant in self:
            if participant.independence_reason and not participant.independence_date:
                participant.independence_date = today
