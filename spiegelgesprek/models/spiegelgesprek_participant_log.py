# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from .spiegelgesprek_participant import STATES

SOURCES = [
    ("page", "Own page"),
    ("user", "An employee"),
    ("system", "By itself"),
]


class SpiegelgesprekParticipantLog(models.Model):
    """What happened to one participant, and how. Written by the addon only.

    No chatter: that would show to others who is in the inner ring. It says nothing of
    who the participant is, and stays when that is forgotten.
    """

    _name = "spiegelgesprek.participant.log"
    _inherit = "spiegelgesprek.participant.line"
    _description = "History of a Participant"
    _order = "id desc"
    _rec_name = "kind"

    ring = fields.Selection(related="participant_id.ring", store=True, precompute=True)
    date = fields.Datetime(
        required=True, default=lambda self: fields.Datetime.now(), readonly=True
    )
    kind = fields.Selection(
        [
            ("state", "State"),
            ("rules", "Promised to keep the rules"),
            ("preferences", "Wishes changed"),
            ("reason", "Said why not"),
            ("link", "New link"),
        ],
        string="What",
        required=True,
        readonly=True,
    )
    state = fields.Selection(STATES, string="State after it", readonly=True)
    source = fields.Selection(
        SOURCES,
        string="How",
        required=True,
        readonly=True,
        help="On the personal page, by an employee, or by itself: who was first in "
        "line got a free seat.",
    )
    user_id = fields.Many2one(
        "res.users", string="By", readonly=True, ondelete="set null"
    )
