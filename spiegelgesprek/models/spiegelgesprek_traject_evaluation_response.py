# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict
from functools import cache
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain

from .spiegelgesprek_traject_counters import COORDINATOR
from .spiegelgesprek_traject_evaluation import PREFIX

# Of fewer people a percentage says more than is known
FEWEST_FOR_PERCENT = 10
HELP_RESPONSE = "How many answered of how many were asked; never who."


class Response(NamedTuple):
    asked: int = 0
    answered: int = 0


class SpiegelgesprekTraject(models.Model):
    """How many answered, for form and card: one query for both rings of all."""

    _inherit = "spiegelgesprek.traject"

    client_response = fields.Char(
        string="Clients who answered",
        compute="_compute_response",
        compute_sudo=True,
        groups=COORDINATOR,
        help=HELP_RESPONSE,
    )
    listener_response = fields.Char(
        string="Listeners who answered",
        compute="_compute_response",
        compute_sudo=True,
        help=HELP_RESPONSE,
    )
    client_response_share = fields.Integer(
        string="Share of clients who answered",
        compute="_compute_response",
        compute_sudo=True,
        groups=COORDINATOR,
        help="For the length of a bar, of 100.",
    )
    listener_response_share = fields.Integer(
        string="Share of listeners who answered",
        compute="_compute_response",
        compute_sudo=True,
        help="For the length of a bar, of 100.",
    )

    @api.depends(
        "client_evaluation_state",
        "client_evaluation_asked",
        "client_evaluation_answered",
        "listener_evaluation_state",
        "listener_evaluation_asked",
        "listener_evaluation_answered",
    )
    @api.depends_context("lang", "uid")
    def _compute_response(self):
        """Count both rings at once, or the outer one for who may not know of clients.

        For him numbers of clients would be read apart, and shown to nobody.
        """
        user = self.env.user
        both = user._is_superuser() or user.has_group(COORDINATOR)
        rings = tuple(PREFIX) if both else ("outer",)
        self.client_response, self.client_response_share = False, 0
        self.listener_response, self.listener_response_share = False, 0
        # most cards of a board are of before the conversation: nothing to count
        asking = self.filtered(lambda t: t._is_anybody_asked())
        responses, rows = asking._count_responses(rings), defaultdict(dict)
        say = cache(self._say_response)
        for traject in asking:
            for ring in rings:
                prefix = PREFIX[ring]
                started = traject._get_evaluation(ring, "state") != "draft"
                asked, answered = responses[traject._origin.id, ring]
                rows[traject] |= {
                    f"{prefix}_response": started and say(asked, answered),
                    f"{prefix}_response_share": 100 * answered // (asked or 1),
                }
        asking._set_alike(rows)

    def _is_anybody_asked(self):
        """Whether the form of a ring was ever opened."""
        states = {self.client_evaluation_state, self.listener_evaluation_state}
        return states != {"draft"}

    @api.model
    def _say_response(self, asked, answered):
        """Say a response with its whole, and as a percentage where that says something.

        :param int asked: how many people were asked
        :param int answered: how many of them answered
        """
        text = self._count_of(answered, asked)
        if asked < FEWEST_FOR_PERCENT:
            return text
        return self.env._(
            "%(count)s (%(share)s%%)", count=text, share=round(100 * answered / asked)
        )

    def _count_responses(self, rings=tuple(PREFIX)):
        """Return how many people of rings were asked and answered.

        Before a form closes these are its tickets, afterwards the two numbers that are
        left of them. Who was there has a ticket; a card on paper is another way for
        the same people, so nobody is asked twice.

        :rtype: ``{(traject id, ring): Response}``, zeros for what is not there
        """
        counts = defaultdict(Response)
        opened = self.browse()
        for traject in self:
            for ring in rings:
                if traject._get_evaluation(ring, "state") == "open":
                    opened |= traject
                else:
                    counts[traject._origin.id, ring] = Response(
                        traject._get_evaluation(ring, "asked"),
                        traject._get_evaluation(ring, "answered"),
                    )
        for key, response in opened._count_tickets().items():
            counts.setdefault(key, response)
        return counts

    def _count_tickets(self):
        """Return what the tickets of these trajects say; one query, none for nobody."""
        if not self:
            return {}
        tickets = self.env["spiegelgesprek.evaluation.ticket"]
        counts = defaultdict(Response)
        # sudo: numbers of tickets, which nobody reads one by one
        for traject, ring, used, count, personal in tickets.sudo()._read_group(
            Domain("traject_id", "in", self._origin.ids),
            ["traject_id", "ring", "used"],
            ["__count", "participant_id:count"],
        ):
            asked, answered = counts[traject.id, ring]
            counts[traject.id, ring] = Response(
                asked + personal, answered + (count if used else 0)
            )
        return {
            key: Response(max(asked, answered), answered)
            for key, (asked, answered) in counts.items()
        }
