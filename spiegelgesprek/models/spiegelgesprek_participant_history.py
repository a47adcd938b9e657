# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from .spiegelgesprek_participant_log import SOURCES


class SpiegelgesprekParticipant(models.Model):
    """When somebody last answered, how, and what went before."""

    _inherit = "spiegelgesprek.participant"

    answered_by = fields.Selection(
        SOURCES,
        string="Noted by",
        readonly=True,
        copy=False,
        help="How the state came about: on the personal page, by an employee, or by "
        "itself from the waiting list.",
    )
    answer_date = fields.Datetime(
        string="Answered on", readonly=True, copy=False, help="When the state changed."
    )
    answer_for = fields.Datetime(
        string="Answered for",
        readonly=True,
        copy=False,
        help="The date of the conversation at that time. When it moved since, the "
        "personal page asks again.",
    )
    log_ids = fields.One2many(
        "spiegelgesprek.participant.log",
        "participant_id",
        string="History",
        groups="spiegelgesprek.spiegelgesprek_group_coordinator",
    )

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [
            {"answered_by": "user", **vals}
            if vals.get("state", "draft") != "draft"
            else vals
            for vals in vals_list
        ]
        participants = super().create(vals_list)
        participants.filtered(lambda p: p.state != "draft")._note_states()
        return participants

    def write(self, vals):
        if "state" not in vals:
            return super().write(vals)
        changed = self.filtered(lambda p: p.state != vals["state"])
        result = super().write({"answered_by": "user", **vals})
        changed._note_states()
        return result

    def _note_states(self):
        """Keep when these states came about, and for which date."""
        now = fields.Datetime.now()
        for traject in self.traject_id:
            here = self.filtered(lambda p, traject=traject: p.traject_id == traject)
            values = {"answer_date": now, "answer_for": traject.date_conversation}
            here.write(values)
        self._log("state")

    def _log(self, kind, source=None):
        """Add a line to the history of these participants.

        :param str kind: key of the field of that name in the history
        :param str source: how; as their state came about when left out
        """
        # sudo: nobody writes history but the software
        self.env["spiegelgesprek.participant.log"].sudo().create(
            [
                participant._prepare_log_values(kind, source or participant.answered_by)
                for participant in self
            ]
        )

    def _prepare_log_values(self, kind, source):
        self.ensure_one()
        return {
            "participant_id": self.id,
            "kind": kind,
            "state": self.state,
            "source": source or "user",
            "user_id": self.env.uid if source == "user" else False,
        }
