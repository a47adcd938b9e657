# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class SpiegelgesprekParticipant(models.Model):
    """The personal page of somebody who is invited."""

    _name = "spiegelgesprek.participant"
    _inherit = ["spiegelgesprek.participant", "spiegelgesprek.token"]
    _token_paths = {"invitation_token": "/spiegelgesprek/uitnodiging"}

    invitation_token = fields.Char(
        copy=False, index="btree_not_null", groups="base.group_system"
    )
