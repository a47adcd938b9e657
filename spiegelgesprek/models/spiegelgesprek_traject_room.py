# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from .spiegelgesprek_participant import STATES_HOLDING
from .spiegelgesprek_traject_counters import COORDINATOR
from .spiegelgesprek_traject_readiness import STATES_OFF


class SpiegelgesprekTraject(models.Model):
    """How many chairs and sandwiches: everybody in the room, in numbers."""

    _inherit = "spiegelgesprek.traject"

    room_count = fields.Integer(
        string="People in the room",
        compute="_compute_room",
        compute_sudo=True,
        groups=COORDINATOR,
        help="Clients, who comes along with them, listeners and who leads. For the "
        "room and the food.",
    )
    room_summary = fields.Char(
        string="Chairs and sandwiches",
        compute="_compute_room",
        compute_sudo=True,
        groups=COORDINATOR,
    )

    @api.depends(
        "participant_ids.state",
        "participant_ids.role_id",
        "participant_ids.has_companion",
        "participant_ids.companion_of_id",
    )
    @api.depends_context("lang")
    def _compute_room(self):
        counts = self._count_room()
        for traject in self:
            count = counts[traject._origin.id]
            traject.room_count = sum(count.values())
            traject.room_summary = self.env._(
                "%(total)s (clients %(clients)s, along with them %(along)s, "
                "listeners %(listeners)s, lead %(lead)s)",
                total=traject.room_count,
                clients=count["client"],
                along=count["inner"],
                listeners=count["outer"],
                lead=count["lead"],
            )

    def _count_room(self):
        """Return ``{traject id: {ring, or client: people who come}}``."""
        coming = Domain("state", "in", STATES_HOLDING)
        # who leads is often just written down
        coming |= Domain("ring", "=", "lead") & Domain("state", "not in", STATES_OFF)
        counts = defaultdict(lambda: defaultdict(int))
        for traject, ring, is_client, number in self.env[
            "spiegelgesprek.participant"
        ]._read_group(
            Domain("traject_id", "in", self.ids) & coming,
            ["traject_id", "ring", "is_client"],
            ["__count"],
        ):
            counts[traject.id]["client" if is_client else ring] += number
        for traject, number in self._count_unnamed():
            counts[traject.id]["inner"] += number
        return counts

    def _count_unnamed(self):
        """Return how many clients bring somebody who is not put down: no name is asked.

        :return: list of traject and number
        """
        participants = self.env["spiegelgesprek.participant"]
        coming = Domain("traject_id", "in", self.ids)
        coming &= Domain("state", "in", STATES_HOLDING)
        named = participants._read_group(
            coming & Domain("companion_of_id", "!=", False), ["companion_of_id"]
        )
        return participants._read_group(
            coming
            & Domain("is_client", "=", True)
            & Domain("has_companion", "=", True)
            & Domain("id", "not in", [client.id for (client,) in named]),
            ["traject_id"],
            ["__count"],
        )
