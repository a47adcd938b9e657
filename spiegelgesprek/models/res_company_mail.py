# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    spiegelgesprek_reminder_days = fields.Integer(
        string="Reminder after (days)",
        default=7,
        help="Of a new traject: listeners who did not answer get one reminder after "
        "this number of days. 0: none.",
    )

    _spiegelgesprek_reminder_days_range = models.Constraint(
        "CHECK(spiegelgesprek_reminder_days >= 0)",
        "The number of days can't be below zero.",
    )
