# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    traject_id = fields.Many2one(
        "spiegelgesprek.traject",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="spiegelgesprek.spiegelgesprek_group_coordinator",
        help="Only for coordinators: its name tells the topic.",
    )
    meeting_kind = fields.Selection(
        [
            ("intake", "Intake"),
            ("premeeting", "Pre-meeting"),
            ("conversation", "Conversation"),
            ("debrief", "Debrief"),
            ("other", "Other"),
        ],
        copy=False,
        groups="spiegelgesprek.spiegelgesprek_group_coordinator",
    )

    @api.constrains("traject_id")
    def _check_traject(self):
        """Rules look before a write; look again at the traject a meeting came to."""
        # constraints run as sudo, but it is the user who has to be allowed
        self.traject_id.sudo(False).check_access("write")

    def _compute_is_highlighted(self):
        super()._compute_is_highlighted()
        if self.env.context.get("active_model") != "spiegelgesprek.traject":
            return
        # sudo: the field is hidden from most users; a colour tells them nothing
        for event in self.sudo():
            if event.traject_id.id == self.env.context.get("active_id"):
                event.is_highlighted = True
