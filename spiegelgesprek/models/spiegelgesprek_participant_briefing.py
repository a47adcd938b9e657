# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain

from .spiegelgesprek_traject_counters import COORDINATOR


class SpiegelgesprekParticipant(models.Model):
    """The call in which a client hears what to expect, with its checklist."""

    _inherit = "spiegelgesprek.participant"

    briefing_date = fields.Date(
        string="Briefed on",
        copy=False,
        groups=COORDINATOR,
        help="When the client was told what to expect.",
    )
    brief_listeners = fields.Boolean(
        string="Knows about the listeners",
        copy=False,
        groups=COORDINATOR,
        help="Knows that people listen, who they are and that they don't react.",
    )
    brief_experience = fields.Boolean(
        string="Has experience with the topic", copy=False, groups=COORDINATOR
    )
    brief_own_case = fields.Boolean(
        string="Own case is not solved there",
        copy=False,
        groups=COORDINATOR,
        help="Knows that it is about learning, and where to go with the own case.",
    )
    brief_time = fields.Boolean(
        string="Knows that time is limited", copy=False, groups=COORDINATOR
    )
    brief_unwanted = fields.Boolean(
        string="Was asked whom to avoid",
        copy=False,
        groups=COORDINATOR,
        help="“Is there somebody in either ring you would rather not meet?” Note under "
        "“Known people” who it is.",
    )
    interpreter_language = fields.Char(
        string="Interpreter for",
        groups=COORDINATOR,
        help="The language that an interpreter is needed for.",
    )
    transport = fields.Char(
        groups=COORDINATOR, help="How the client comes, and what is needed for it."
    )

    @api.model
    def _get_briefed_domain(self):
        """Return who was told what to expect."""
        return Domain("briefing_date", "!=", False)

    def action_briefed(self):
        """Note that these clients were briefed today; who was before stays so."""
        self.check_access("write")
        today = fields.Date.context_today(self)
        self.filtered(lambda client: not client.briefing_date).briefing_date = today
        return True
