# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import ValidationError

# What holds names of clients.
_SHIELDED = (
    "spiegelgesprek.client.card",
    "spiegelgesprek.consent",
    "spiegelgesprek.participant",
    "spiegelgesprek.participant.tie",
)


class IrFilters(models.Model):
    _inherit = "ir.filters"

    @api.constrains("model_id", "user_ids")
    def _check_private(self):
        """Keep searches for people to who made them: a search may hold a name."""
        for search in self:
            people = search.model_id in _SHIELDED
            if people and search.user_ids != self.env.user:
                raise ValidationError(
                    self.env._(
                        "A search for people can't be shared: it may hold the name of "
                        "a client. Save it for yourself only."
                    )
                )
