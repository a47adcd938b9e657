# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

MEETING_KINDS = [
    ("intake", "Intake"),
    ("premeeting", "Pre-meeting"),
    ("conversation", "Conversation"),
    ("debrief", "Debrief"),
    ("other", "Other"),
]


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
        MEETING_KINDS,
        copy=False,
        groups="spiegelgesprek.spiegelgesprek_group_coordinator",
    )

    @api.constrains("recurrency", "recurrence_id", "traject_id")
    def _check_recurrence(self):
        """A traject has one conversation, so its meetings don't repeat."""
        # sudo: the link is hidden from who may not see it
        if any(event.recurrency and event.sudo().traject_id for event in self):
            raise ValidationError(
                self.env._(
                    "A meeting of a mirror conversation can't repeat. Make a new "
                    "traject for a next conversation."
                )
            )

    @api.constrains("start", "traject_id")
    def _check_year(self):
        """Refuse a mistake in typing before a plan is made from it."""
        # sudo: the link is hidden from who may not see it
        for event in self.sudo().filtered("traject_id"):
            event.traject_id._check_year(event.start)

    def _skip_send_mail_status_update(self):
        """Mail nobody when a meeting of ours moves, also by hand in the calendar."""
        # sudo: the link is hidden from who may not see it
        if self.sudo().traject_id:
            return True
        return super()._skip_send_mail_status_update()

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
