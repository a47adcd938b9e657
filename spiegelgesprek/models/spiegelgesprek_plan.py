# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

QUESTION_MODES = [
    ("none", "No questions"),
    ("clarify", "Only to understand"),
    ("share", "Listeners share their own experience"),
    ("dialogue", "Dialogue"),
]
SEATINGS = [
    ("ask", "Ask the inner ring"),
    ("around", "Around the inner ring"),
    ("half_circle", "Around a half circle"),
    ("behind", "Behind them, out of sight"),
    ("visible", "In sight, also on a screen"),
]
# What we fill in where a source is silent.
PLAN_DEFAULTS = {
    "client_min": 6,
    "client_max": 12,
    "client_reserve": 5,
    "question_mode": "clarify",
    "seating": "ask",
    "recording": False,
    "facilitator_min": 1,
    "minutes_premeeting": 30,
    "minutes_conversation": 90,
    "minutes_questions": 10,
    "minutes_aftertalk": 30,
    "preparation_weeks": 13,
    "confirm_days": 7,
    "evaluation_days": 7,
    "debrief_days": 10,
    "retention_months": 6,
    "window_days": 21,
}
_COPIED = {
    "compute": "_compute_plan",
    "store": True,
    "readonly": False,
    "precompute": True,
}


class SpiegelgesprekPlan(models.AbstractModel):
    """The numbers of a method, which each traject has as a copy of its own."""

    _name = "spiegelgesprek.plan"
    _description = "Numbers of a Mirror Conversation"

    # Inner ring
    client_min = fields.Integer(string="Clients, at least", **_COPIED)
    client_max = fields.Integer(string="Clients, at most", **_COPIED)
    client_reserve = fields.Integer(
        string="Reserve",
        help="Clients to find on top of the minimum, because some fall off.",
        **_COPIED,
    )
    question_mode = fields.Selection(
        QUESTION_MODES,
        help="What listeners may say after the conversation.",
        **_COPIED,
    )
    seating = fields.Selection(
        SEATINGS,
        string="Listeners sit",
        help="Where the listeners sit. Some people tell more when they don't see them, "
        "others want to see who listens: so it is best to ask.",
        **_COPIED,
    )
    recording = fields.Boolean(
        string="Sound is recorded",
        help="Off unless the method asks for it. Record nothing before everybody in "
        "both rings said yes to it: one no is enough to leave it.",
        **_COPIED,
    )

    # Lead
    facilitator_min = fields.Integer(
        string="Facilitators, at least",
        help="How many lead the conversation: one, or two who divide the roles.",
        **_COPIED,
    )

    # Minutes
    minutes_premeeting = fields.Integer(
        string="Pre-meeting (minutes)",
        help="Clients and facilitator among themselves, just before.",
        **_COPIED,
    )
    minutes_conversation = fields.Integer(
        string="Conversation (minutes)",
        help="As it stands in the calendar, question time included.",
        **_COPIED,
    )
    minutes_questions = fields.Integer(
        string="Question time (minutes)",
        help="The last part of the conversation, for questions from the listeners.",
        **_COPIED,
    )
    minutes_aftertalk = fields.Integer(
        string="After-talk (minutes)",
        help="Informal, after the conversation.",
        **_COPIED,
    )

    # Planning
    preparation_weeks = fields.Integer(string="Preparation (weeks)", **_COPIED)
    confirm_days = fields.Integer(
        string="Confirm (days before)",
        help="When clients are contacted again to confirm that they come.",
        **_COPIED,
    )
    evaluation_days = fields.Integer(
        string="Evaluation (days after)",
        help="Within how many days both rings are asked for feedback.",
        **_COPIED,
    )
    debrief_days = fields.Integer(
        string="Debrief (days after)", help="0: on the same day.", **_COPIED
    )
    retention_months = fields.Integer(
        string="Retention (months)",
        help="How long personal data of clients is kept after closing.",
        **_COPIED,
    )

    window_days = fields.Integer(
        string="Window (days)",
        help="How long before its deadline a step becomes an activity of who does it.",
        **_COPIED,
    )

    _client_range = models.Constraint(
        "CHECK(client_min >= 0 AND client_min <= client_max AND client_reserve >= 0)",
        "The smallest number of clients can't be above the largest.",
    )
    _facilitator_range = models.Constraint(
        "CHECK(facilitator_min BETWEEN 1 AND 2)",
        "One or two facilitators lead a conversation.",
    )
    _minutes_range = models.Constraint(
        "CHECK(minutes_premeeting >= 0 AND minutes_conversation > 0"
        " AND minutes_questions BETWEEN 0 AND minutes_conversation"
        " AND minutes_aftertalk >= 0)",
        "Minutes can't be negative, and question time is part of the conversation.",
    )
    _planning_range = models.Constraint(
        "CHECK(preparation_weeks >= 0 AND confirm_days >= 0 AND evaluation_days >= 0"
        " AND debrief_days >= 0 AND retention_months >= 0 AND window_days >= 0)",
        "Weeks, days and months can't be negative.",
    )

    def _compute_plan(self):
        """Fill in our defaults; a traject takes the numbers of its method."""
        for record in self:
            record.update(PLAN_DEFAULTS)
