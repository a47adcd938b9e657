# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SpiegelgesprekParticipant(models.Model):
    """Who comes along with a client: a chair and a sandwich, but not counted as one."""

    _inherit = "spiegelgesprek.participant"

    companion_of_id = fields.Many2one(
        "spiegelgesprek.participant",
        string="Comes along with",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        domain="[('traject_id', '=', traject_id), ('is_client', '=', True)]",
        help="The client whom this companion or interpreter comes along with.",
    )

    @api.constrains("companion_of_id", "role_id", "traject_id")
    def _check_companion(self):
        for participant in self.filtered("companion_of_id"):
            client = participant.companion_of_id
            if (
                participant.ring != "inner"
                or participant.is_client
                or not client.is_client
                or client.traject_id != participant.traject_id
            ):
                raise ValidationError(
                    self.env._(
                        "Companions and interpreters come along with a client of the "
                        "same traject; nobody else does."
                    )
                )
