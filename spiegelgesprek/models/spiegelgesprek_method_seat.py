# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class SpiegelgesprekMethodSeat(models.Model):
    _name = "spiegelgesprek.method.seat"
    _description = "Seats of a Role in a Method"
    _order = "sequence, id"
    _rec_name = "role_id"
    _check_company_auto = True

    method_id = fields.Many2one(
        "spiegelgesprek.method", required=True, index=True, ondelete="cascade"
    )
    role_id = fields.Many2one(
        "spiegelgesprek.role",
        required=True,
        ondelete="restrict",
        domain="[('ring', '=', 'outer')]",
        check_company=True,
    )
    sequence = fields.Integer(default=10)
    minimum = fields.Integer()
    maximum = fields.Integer(help="0: no limit.")
    company_id = fields.Many2one(related="method_id.company_id", store=True)

    _seat_range = models.Constraint(
        "CHECK(minimum >= 0 AND (maximum = 0 OR minimum <= maximum))",
        "The smallest number of seats can't be above the largest.",
    )
    _role_uniq = models.UniqueIndex(
        "(method_id, role_id)", "Each role has its seats in one line."
    )
