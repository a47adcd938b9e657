# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from .spiegelgesprek_traject_counters import COORDINATOR
from .spiegelgesprek_traject_readiness import STATES_OFF

# Who better not sits in one room with the client.
KINDS_APART = ("caseworker", "unwanted", "ex_partner", "parent_child")


class SpiegelgesprekParticipant(models.Model):
    """Whom a client would meet there, and better not meets.

    Computed with the rights of who asks: only the coordinator reads ties.
    """

    _inherit = "spiegelgesprek.participant"

    tie_ids = fields.One2many(
        "spiegelgesprek.participant.tie",
        "participant_id",
        string="Known people",
        groups=COORDINATOR,
    )
    tied_ids = fields.One2many(
        "spiegelgesprek.participant.tie",
        "other_participant_id",
        string="Known by",
        groups=COORDINATOR,
    )
    tie_warning = fields.Text(
        string="Look at",
        compute="_compute_tie_warning",
        groups=COORDINATOR,
        help="Somebody around this client listens, leads or sits in the inner ring "
        "too. Who gets no seat because of that hears no reason.",
    )

    @api.depends(
        "recruiter_id",
        "recruitment_id.partner_id",
        "state",
        "tie_ids.kind",
        "tie_ids.partner_id",
        "tie_ids.other_participant_id.state",
        "tied_ids.kind",
        "tied_ids.participant_id.state",
        "traject_id.participant_ids.partner_id",
        "traject_id.participant_ids.state",
    )
    @api.depends_context("lang", "uid")
    def _compute_tie_warning(self):
        for participant in self:
            participant.tie_warning = "\n".join(participant._list_tie_warnings())

    def _list_tie_warnings(self):
        """Return a line for each person whom this client better not meets there."""
        self.ensure_one()
        # ties are the coordinator's own, whatever else he may see of this client
        own = self.traject_id.user_id == self.env.user
        if not own or self.ring != "inner" or self.state in STATES_OFF:
            return []
        return [*self._list_staff_warnings(), *self._list_ring_warnings()]

    def _list_staff_warnings(self):
        kinds = {
            tie.partner_id: tie.kind
            for tie in self.tie_ids
            if tie.partner_id and tie.kind in KINDS_APART
        }
        kinds |= dict.fromkeys(self._get_recruiter_contacts(), "recruiter")
        return [
            self._say_warning(kinds[other.partner_id], other)
            # one question for both rings; clients have no contact
            for other in self.traject_id.participant_ids
            if other.partner_id in kinds and other.state not in STATES_OFF
        ]

    def _list_ring_warnings(self):
        others = {
            tie.other_participant_id: tie.kind
            for tie in self.tie_ids
            if tie.other_participant_id and tie.kind in KINDS_APART
        }
        # what one says of the other holds for both
        others |= {
            tie.participant_id: tie.kind
            for tie in self.tied_ids
            if tie.kind in KINDS_APART
        }
        return [
            self._say_warning(kind, other)
            for other, kind in others.items()
            if other.state not in STATES_OFF
        ]

    def _say_warning(self, kind, other):
        """Return who would be there; other clients by number, not by name."""
        kinds = self.env["spiegelgesprek.participant.tie"]._fields["kind"]
        say = dict(kinds._description_selection(self.env))
        say["recruiter"] = self.env._("Recruiter")
        words = {"kind": say[kind], "who": other.partner_id.name}
        if other.ring == "outer":
            return self.env._("%(who)s listens (%(kind)s)", **words)
        if other.ring == "lead":
            return self.env._("%(who)s leads (%(kind)s)", **words)
        words["who"] = f"C{other.number}"
        return self.env._("%(who)s in the inner ring (%(kind)s)", **words)

    def _get_recruiter_contacts(self):
        """Return the contacts of who asked this client, with or without a login."""
        return self.recruiter_id.partner_id | self.recruitment_id.partner_id
