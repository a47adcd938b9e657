# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class SpiegelgesprekParticipantLine(models.AbstractModel):
    """What is kept with one participant, and goes when he does.

    Traject and company are repeated on the line, because record rules ask for them.
    """

    _name = "spiegelgesprek.participant.line"
    _description = "Line of a Participant"
    _check_company_auto = True

    participant_id = fields.Many2one(
        "spiegelgesprek.participant", required=True, index=True, ondelete="cascade"
    )
    traject_id = fields.Many2one(
        related="participant_id.traject_id", store=True, index=True, precompute=True
    )
    company_id = fields.Many2one(
        related="traject_id.company_id", store=True, precompute=True
    )
