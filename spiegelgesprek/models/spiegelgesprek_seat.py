# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import api, fields, models

from .spiegelgesprek_participant import STATES_HOLDING


class SpiegelgesprekSeat(models.Model):
    """The seats of one role in one traject.

    ``taken`` and ``waiting`` are stored on purpose. Two people who take the last seat
    at the same moment both write this row; PostgreSQL lets one through and Odoo runs
    the other again, on what is true by then. Locking before counting would let both
    pass. So it is with somebody who waits while somebody else gives a seat back.
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
        precompute=True,
        help="Seats held by who agreed to come, confirmed or was there. "
        "An invitation holds no seat.",
    )
    waiting = fields.Integer(
        string="Waiting list",
        compute="_compute_taken",
        store=True,
        precompute=True,
        help="Who agreed when all seats were taken. A free seat goes to the first one.",
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
        counts = defaultdict(lambda: defaultdict(int))
        # a seat that is just being made is free: no need to ask
        if ids := self.ids:
            people = self.env["spiegelgesprek.participant"]
            for seat, state, count in people._read_group(
                [("seat_id", "in", ids), ("state", "in", (*STATES_HOLDING, "waiting"))],
                ["seat_id", "state"],
                ["__count"],
            ):
                counts[seat.id][state] = count
        freed = self.browse()
        for seat in self:
            states, before = counts[seat._origin.id], seat.taken
            seat.taken = sum(states[state] for state in STATES_HOLDING)
            seat.waiting = states["waiting"]
            if seat.taken < before:
                freed |= seat
        freed._plan_promotion()

    def write(self, vals):
        result = super().write(vals)
        if "traject_id" in vals:
            # rules look before a write; look again at the traject they came to
            self.check_access("write")
        if "maximum" in vals:
            self._plan_promotion()
        return result

    def _is_overbooked(self):
        """Return whether more people hold a seat than there are seats."""
        self.ensure_one()
        return bool(self.maximum) and self.taken > self.maximum

    def _is_full(self):
        """Return whether nobody can be promised a seat any more."""
        self.ensure_one()
        return bool(self.maximum) and self.taken >= self.maximum

    def _plan_promotion(self):
        """Give free seats to who waits for them, once, before the commit."""
        free = self.filtered(lambda seat: seat.waiting and not seat._is_full())
        if not free:
            return
        precommit = self.env.cr.precommit
        key = f"{self._name}.free"
        if key not in precommit.data:
            precommit.data[key] = set()
            precommit.add(self.env[self._name]._promote_planned)
        precommit.data[key].update(free._origin.ids)

    @api.model
    def _promote_planned(self):
        """Promote who is first in line for each seat that became free."""
        free_ids = self.env.cr.precommit.data.pop(f"{self._name}.free", ())
        # sudo: whoever gives a seat back need not see who gets it
        self.sudo().browse(free_ids).exists()._promote_waiting()

    def _promote_waiting(self):
        """Give free seats to the first in line, who get a mail and may decline.

        Not once the conversation is over or cancelled: nobody can come any more. And
        not to who was put on the list just now: that would undo it at once.
        """
        first = self.env["spiegelgesprek.participant"]
        new = first._get_new_waiting()
        for seat in self.filtered(lambda s: s.waiting and s.traject_id._is_ahead()):
            line = seat.participant_ids.filtered(lambda p: p.state == "waiting") - new
            line = line.sorted("waiting_number")
            free = seat.maximum - seat.taken if seat.maximum else len(line)
            first |= line[: max(free, 0)]
        first._promote()
