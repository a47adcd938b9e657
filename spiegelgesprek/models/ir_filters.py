# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import ast

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

    @api.constrains("domain", "model_id", "user_ids")
    def _check_private(self):
        """Keep searches for people to who made them: a search may hold a name."""
        for search in self:
            if search.user_ids != self.env.user and search._is_for_people():
                raise ValidationError(
                    self.env._(
                        "A search for people can't be shared: it may hold the name of "
                        "a client. Save it for yourself only."
                    )
                )

    def _is_for_people(self):
        """Whether this finds people, or something else by its people."""
        self.ensure_one()
        if self.model_id in _SHIELDED:
            return True
        try:
            domain = ast.parse((self.domain or "[]").strip(), mode="eval").body
        except SyntaxError:
            return False
        return self._leads_to_people(self.model_id, domain)

    def _leads_to_people(self, model_name, part):
        """Whether a part of a domain goes by people; it is read, never evaluated.

        :param str model_name: model that the part is about
        :param part: the part, as a syntax tree
        """
        parts = part.elts if isinstance(part, ast.List | ast.Tuple) else []
        path = parts[0] if len(parts) == 3 else None
        if not isinstance(path, ast.Constant) or path.value in ("&", "|"):
            # several parts, or two domains that are put together
            return any(
                self._leads_to_people(model_name, child)
                for child in parts or ast.iter_child_nodes(part)
            )
        for name in str(path.value).split("."):
            field = model_name in self.env and self.env[model_name]._fields.get(name)
            model_name = field.comodel_name if field and field.relational else None
            if model_name in _SHIELDED:
                return True
        return bool(model_name) and self._leads_to_people(model_name, parts[2])
