# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class SpiegelgesprekParticipant(models.Model):
    """The waiting list of listeners: who answered first is first in line."""

    _inherit = "spiegelgesprek.participant"

    waiting_since = fields.Datetime(
        compute="_compute_waiting_number", store=True, copy=False
    )
    waiting_number = fields.Integer(
        string="Place on the waiting list",
        compute="_compute_waiting_number",
        store=True,
        copy=False,
        aggregator=None,
        help="The order in which people came on the waiting list. Numbers of who left "
        "it aren't given out again before it is empty.",
    )

    @api.depends("state")
    def _compute_waiting_number(self):
        """Number who comes on the list; a clock would not tell two in one second."""
        waiting = self.filtered(lambda p: p.state == "waiting")
        (self - waiting).waiting_since = False
        (self - waiting).waiting_number = 0
        new = waiting.filtered(lambda p: not p.waiting_number)
        last = dict(
            self._read_group(
                [("traject_id", "in", new.traject_id.ids), ("id", "not in", new.ids)],
                ["traject_id"],
                ["waiting_number:max"],
            )
        )
        for participant in new:
            traject = participant.traject_id
            last[traject] = (last.get(traject) or 0) + 1
            participant.waiting_number = last[traject]
            participant.waiting_since = fields.Datetime.now()
        new._keep_new_waiting()
        kept = waiting - new
        for participant in kept:
            participant.waiting_number = participant.waiting_number
            participant.waiting_since = participant.waiting_since

    def _keep_new_waiting(self):
        """Remember until the commit that these people came on the list just now."""
        precommit = self.env.cr.precommit
        key = f"{self._name}.waiting"
        if self and key not in precommit.data:
            precommit.data[key] = set()
            # the data go once all callbacks ran, so there has to be one
            precommit.add(lambda: None)
        precommit.data.get(key, set()).update(self.ids)

    @api.model
    def _get_new_waiting(self):
        """Return who came on the list since the transaction began."""
        new_ids = self.env.cr.precommit.data.get(f"{self._name}.waiting", ())
        return self.browse(new_ids)

    def _get_waiting_before(self):
        """Return how many people are ahead on the waiting list of the same seat."""
        self.ensure_one()
        return self.search_count(
            [
                ("seat_id", "=", self.seat_id.id),
                ("state", "=", "waiting"),
                ("waiting_number", "<", self.waiting_number),
            ]
        )

    def _promote(self):
        """Give these people the seat that came free, and tell them by mail."""
        if self:
            self.write({"state": "accepted", "answered_by": "system"})
            self._mail_promoted()

    def _mail_promoted(self):
        """Tell these people that a seat came free, and that they may decline."""
        return self._queue_mail("spiegelgesprek.mail_template_promoted")
