# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

PHASES = [
    ("explore", "Explore"),
    ("prepare", "Prepare"),
    ("recruit", "Recruit"),
    ("run", "Run"),
    ("evaluate", "Evaluate"),
    ("follow_up", "Follow up"),
    ("monitor", "Monitor"),
    ("closed", "Closed"),
    ("cancelled", "Cancelled"),
]
# Before the conversation, and while clients are looked for.
PHASES_BEFORE = ("explore", "prepare", "recruit", "run")
PHASES_SEEKING = ("prepare", "recruit", "run")
PHASES_ENDED = ("closed", "cancelled")


class SpiegelgesprekStage(models.Model):
    _name = "spiegelgesprek.stage"
    _description = "Stage of a Traject"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    fold = fields.Boolean(string="Folded in Kanban")
    active = fields.Boolean(default=True)
    phase = fields.Selection(
        PHASES,
        required=True,
        default="prepare",
        help="What the software does in this stage depends on the phase, never on the "
        "name. Stages can be renamed and several stages may share a phase.",
    )
    rotting_threshold_days = fields.Integer(
        string="Days to stale",
        help="A traject that stays longer in this stage is marked stale. 0: never.",
    )
    company_id = fields.Many2one("res.company", help="Empty: for all companies.")

    _rotting_threshold_days_positive = models.Constraint(
        "CHECK(rotting_threshold_days >= 0)",
        "The number of days can't be negative.",
    )
