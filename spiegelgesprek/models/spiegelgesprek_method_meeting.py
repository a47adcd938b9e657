# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from .calendar_event import MEETING_KINDS


class SpiegelgesprekMethodMeeting(models.Model):
    """A meeting next to the conversation: intake, pre-meeting, debrief.

    On the day itself it is planned in minutes from the start of the conversation, on
    other days at an hour of the clock.
    """

    _name = "spiegelgesprek.method.meeting"
    _description = "Meeting in a Method"
    _order = "offset_days, offset_minutes, id"
    _check_company_auto = True

    method_id = fields.Many2one(
        "spiegelgesprek.method", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [kind for kind in MEETING_KINDS if kind[0] != "conversation"],
        required=True,
        default="other",
    )
    offset_days = fields.Integer(string="Days from the conversation")
    offset_minutes = fields.Integer(
        string="Minutes from its start",
        help="On the day itself. Negative: before the conversation.",
    )
    hour = fields.Float(
        default=10.0, help="On other days: the hour, in the time zone of the traject."
    )
    minutes = fields.Integer(string="Length (minutes)", default=60, required=True)
    source = fields.Char(
        translate=True, help="Where this comes from, or that it is our own default."
    )
    company_id = fields.Many2one(related="method_id.company_id", store=True)

    _planning_range = models.Constraint(
        "CHECK(offset_days BETWEEN -730 AND 730 AND hour >= 0 AND hour < 24"
        " AND minutes > 0 AND offset_minutes BETWEEN -720 AND 720)",
        "A meeting has a length, an hour of the day, and lies at most two years away.",
    )
