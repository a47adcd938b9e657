# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    spiegelgesprek_method_id = fields.Many2one(
        "spiegelgesprek.method",
        string="Default method",
        help="The method of a new traject.",
    )
    spiegelgesprek_retention_months = fields.Integer(
        string="Longest retention (months)",
        default=12,
        help="No traject may keep personal data of clients for longer after closing.",
    )
    spiegelgesprek_minimum_answers = fields.Integer(
        string="Fewest answers",
        default=5,
        help="Results of an evaluation show from this number of answers, so that "
        "nobody can be recognised. At least 3.",
    )
    spiegelgesprek_phone = fields.Char(
        string="Phone for questions",
        help="Shown to people whose personal link no longer works.",
    )
    spiegelgesprek_safety_text = fields.Text(
        string="Signals of unsafety",
        translate=True,
        help="What to do when a client tells something that can't wait. It is shown as "
        "a reminder; signals themselves are never kept here.",
    )
    spiegelgesprek_sender = fields.Char(
        string="Sender",
        help="Name and address that mails about mirror conversations come from. Choose "
        "neutral words: people around a client may see them.",
    )

    _spiegelgesprek_minimum_answers_range = models.Constraint(
        "CHECK(spiegelgesprek_minimum_answers >= 3)",
        "With fewer than 3 answers people can be recognised.",
    )
    _spiegelgesprek_retention_months_range = models.Constraint(
        "CHECK(spiegelgesprek_retention_months > 0)",
        "Personal data needs a retention of at least one month.",
    )
