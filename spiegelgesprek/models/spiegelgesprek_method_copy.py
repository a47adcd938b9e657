# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class SpiegelgesprekMethodCopy(models.AbstractModel):
    """A line of a method, as the copy that one traject has of it.

    The copy is the traject's own: changing or deleting the line leaves it as it is.
    """

    _name = "spiegelgesprek.method.copy"
    _description = "Copy of a Line of a Method"
    _order = "sequence, id"
    _check_company_auto = True

    # Which field says from which line it was copied, and what is copied.
    _copied_from = None
    _copied_fields = ("sequence",)

    traject_id = fields.Many2one(
        "spiegelgesprek.traject", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        related="traject_id.company_id", store=True, precompute=True
    )

    def write(self, vals):
        result = super().write(vals)
        if "traject_id" in vals:
            # rules look before a write; look again at the traject they came to
            self.check_access("write")
        return result

    def _filter_missing(self, lines):
        """Return which lines of a method are not among these copies."""
        return lines - self[self._copied_from]

    @api.model
    def _copy_lines(self, pairs):
        """Copy lines of methods onto trajects, all in one go.

        :param list pairs: of a traject and a line
        """
        return self.create([self._prepare_copy_values(*pair) for pair in pairs])

    @api.model
    def _prepare_copy_values(self, traject, line):
        """Return the copy for a traject.

        What stands in one language here, is in that of the coordinator.
        """
        own = line.with_context(lang=traject.user_id.lang)
        values = {
            name: (line if self._fields[name].translate else own)[name]
            for name in self._copied_fields
        }
        if self._copied_from:
            values[self._copied_from] = line.id
        return {"traject_id": traject.id, **values}

    # ------------------------------------------------------------
    # LESSONS
    # ------------------------------------------------------------

    def _offer_to_method(self):
        """Let the method learn what was made here; other trajects stay as they are.

        :raise AccessError: for who can't change the method
        """
        self.check_access("read")
        lines = self.env[self._fields[self._copied_from].comodel_name]
        own = self.filtered(lambda copy: not copy[self._copied_from])
        made = lines.create([copy._prepare_line_values() for copy in own])
        # sudo: who keeps the methods need not be who writes in this traject
        for copy_sudo, line in zip(own.sudo(), made, strict=True):
            copy_sudo[self._copied_from] = line
        return True

    def _prepare_line_values(self):
        """Return the line of the method that this could be."""
        self.ensure_one()
        return {
            "method_id": self.traject_id.method_id.id,
            "source": self.env._("From %s", self.traject_id.code),
            **{name: self[name] for name in self._copied_fields},
        }
