# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from .spiegelgesprek_participant import STATES_HOLDING


class SpiegelgesprekSeat(models.Model):
    """The seats of one role in one traject.

    ``taken`` is stored on purpose. Two people who take the last seat at the same
    moment both write this row; PostgreSQL lets one through and Odoo runs the other
    again, on what is true by then. Locking before counting would let both pass.
    """

    _name = "spiegelgesprek.seat"
    _description = "Seats of a Role"
    _order = "sequence, id"
    _rec_name = "role_id"
    _check_company_auto = True

    traject_id = fields.Many2one(
        "spiegelgesprek.traject", required=True, index=True, ondelete="cascade"
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
    participant_ids = fields.One2many("spiegelgesprek.participant", "seat_id")
    taken = fields.Integer(
        compute="_compute_taken",
        store=True,
        help="Seats held by who agreed to come, confirmed or was there. "
        "An invitation holds no seat.",
    )
    company_id = fields.Many2one(
        related="traject_id.company_id", store=True, precompute=True
    )

    _seat_range = models.Constraint(
        "CHECK(minimum >= 0 AND (maximum = 0 OR minimum <= maximum))",
        "The smallest number of seats can't be above the largest.",
    )
    _role_uniq = models.UniqueIndex(
        "(traject_id, role_id)", "Each role has its seats in one line."
    )

    @api.depends("participant_ids.state")
    def _compute_taken(self):
        counts = dict(
            self.env["spiegelgesprek.participant"]._read_group(
                [("seat_id", "in", self.ids), ("state", "in", STATES_HOLDING)],
                ["seat_id"],
                ["__count"],
            )
        )
        for seat in self:
            seat.taken = counts.get(seat._origin, 0)

    def write(self, vals):
        result = super().write(vals)
        if "traject_id" in vals:
            # rules look before a write; look again at the traject they came to
            self.check_access("write")
        return result

    def _is_overbooked(self):
        """Return whether more people hold a seat than there are seats."""
        self.ensure_one()
        return bool(self.maximum) and self.taken > self.maximum
