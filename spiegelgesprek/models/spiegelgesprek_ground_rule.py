# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from .spiegelgesprek_method_rule import RULE_RINGS


class SpiegelgesprekGroundRule(models.Model):
    """A ground rule (spelregel) of one traject, copied from the method.

    In all languages, because each person reads the rules in the own one.
    """

    _name = "spiegelgesprek.ground.rule"
    _description = "Ground Rule of a Traject"
    _inherit = "spiegelgesprek.method.copy"
    _order = "ring, sequence, id"
    _rec_name = "text"

    _copied_from = "method_rule_id"
    _copied_fields = ("sequence", "ring", "text")

    method_rule_id = fields.Many2one(
        "spiegelgesprek.method.rule",
        index="btree_not_null",
        ondelete="set null",
        help="The rule of the method that this one was copied from.",
    )
    ring = fields.Selection(RULE_RINGS, required=True, default="outer")
    text = fields.Text(required=True, translate=True)

    @api.model
    def _copy_lines(self, pairs):
        """Copy the other languages as well."""
        copies = super()._copy_lines(pairs)
        for lang, _name in self.env["res.lang"].get_installed():
            for (_traject, line), copy in zip(pairs, copies, strict=True):
                text = line.with_context(lang=lang).text
                if text != line.text:
                    copy.with_context(lang=lang).text = text
        return copies

    def action_offer_to_method(self):
        """Add what was made in a traject to its method.

        :raise AccessError: for who can't change the method
        """
        return self._offer_to_method()
