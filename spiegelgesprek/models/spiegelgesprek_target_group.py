# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class SpiegelgesprekTargetGroup(models.Model):
    _name = "spiegelgesprek.target.group"
    _description = "Target Group"
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    color = fields.Integer()
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: for all companies.")

    _name_uniq = models.UniqueIndex(
        "(name, COALESCE(company_id, 0))", "This name exists already."
    )
