# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError


class SpiegelgesprekMethod(models.Model):
    """A variant of the method: the template from which a traject is made."""

    _name = "spiegelgesprek.method"
    _description = "Method"
    _inherit = "spiegelgesprek.plan"
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    version = fields.Char(default="1.0", copy=False)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: for all companies.")
    client_label = fields.Char(
        required=True,
        translate=True,
        default=lambda self: self.env._("client"),
        help="What the organisation calls somebody in the inner ring: client, "
        "patient, resident, pupil, parent. The screens of a traject use this word.",
    )
    client_label_plural = fields.Char(
        string="Client label, several",
        required=True,
        translate=True,
        default=lambda self: self.env._("clients"),
        help="The same word for more than one: clients, patients, residents.",
    )
    seat_ids = fields.One2many("spiegelgesprek.method.seat", "method_id", copy=True)
    step_ids = fields.One2many("spiegelgesprek.method.step", "method_id", copy=True)
    meeting_ids = fields.One2many(
        "spiegelgesprek.method.meeting", "method_id", copy=True
    )
    guide_item_ids = fields.One2many(
        "spiegelgesprek.method.guide.item", "method_id", copy=True
    )
    rule_ids = fields.One2many("spiegelgesprek.method.rule", "method_id", copy=True)
    requirement_ids = fields.One2many(
        "spiegelgesprek.method.requirement", "method_id", copy=True
    )
    source_note = fields.Text(
        string="Sources",
        translate=True,
        help="Where each number comes from, and which are our own default because the "
        "source is silent.",
    )

    def _fetch_lines(self, name):
        """Read the lines of one kind of these methods in one question.

        :param str name: of the field with the lines
        :return: ``{method: lines}``, in all languages, in their order
        """
        field = self._fields[name]
        model = self.env[field.comodel_name].with_context(prefetch_langs=True)
        lines = model.search_fetch([(field.inverse_name, "in", self.ids)])
        lines = lines.with_env(self.env)
        return defaultdict(lines.browse, lines.grouped(field.inverse_name))

    @api.depends("name", "version")
    def _compute_display_name(self):
        for method in self:
            parts = [method.name, method.version]
            method.display_name = " ".join(filter(None, parts))

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for method, vals in zip(self, vals_list, strict=True):
            if "name" not in (default or {}):
                vals["name"] = self.env._("%s (copy)", method.name)
        return vals_list

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shipped(self):
        """Shipped methods are archived, so that an update doesn't bring them back."""
        shipped = f"{self._module}."
        if any(xmlid.startswith(shipped) for xmlid in self.get_external_id().values()):
            raise UserError(
                self.env._(
                    "This method came with the software. "
                    "You can archive it, not delete it."
                )
            )
