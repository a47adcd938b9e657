# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class SpiegelgesprekParticipant(models.Model):
    """Who leads attends the meetings in the calendar, as long as he leads."""

    _inherit = "spiegelgesprek.participant"

    @api.model_create_multi
    def create(self, vals_list):
        participants = super().create(vals_list)
        participants._plan_meetings()
        return participants

    def write(self, vals):
        touching = not vals.keys().isdisjoint({"partner_id", "role_id", "state"})
        if touching:
            self._plan_meetings()
        result = super().write(vals)
        if touching:
            self._plan_meetings()
        return result

    def unlink(self):
        self._plan_meetings()
        return super().unlink()

    def _plan_meetings(self):
        """Have the meetings follow who leads; nobody else is in the calendar."""
        lead = self.filtered(lambda p: p.ring == "lead")
        for traject, people in lead.grouped("traject_id").items():
            traject._plan_attendees(people.partner_id)
