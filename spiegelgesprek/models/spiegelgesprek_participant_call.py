# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models

from .spiegelgesprek_traject_counters import COORDINATOR

# Who agreed to come is called; who was there need not be any more.
STATES_CALLED = ("accepted", "confirmed")
LATER = timedelta(hours=3)
MORNING = time(10)
# A second tap so soon after the first is the same tap.
DOUBLE_TAP = timedelta(seconds=10)
# What a call changes, and so what undo brings back.
CALL_FIELDS = (
    "state",
    "call_outcome",
    "call_date",
    "call_next",
    "call_tries",
    "call_is_moved",
)


class SpiegelgesprekParticipant(models.Model):
    """The call to a client, a week ahead: does it still suit?"""

    _inherit = "spiegelgesprek.participant"

    call_outcome = fields.Selection(
        [
            ("comes", "Comes"),
            ("doubts", "Doubts"),
            ("not_coming", "Does not come"),
            ("not_reached", "Not reached"),
        ],
        string="Last call",
        copy=False,
        groups=COORDINATOR,
    )
    call_date = fields.Datetime(string="Called on", copy=False, groups=COORDINATOR)
    call_next = fields.Datetime(string="Next try", copy=False, groups=COORDINATOR)
    call_tries = fields.Integer(
        string="Not reached (times)", copy=False, groups=COORDINATOR
    )
    call_is_moved = fields.Boolean(
        string="Knows the old date",
        copy=False,
        groups=COORDINATOR,
        help="The conversation was moved after this client agreed: the new date has to "
        "be told.",
    )
    call_before = fields.Json(copy=False, groups="base.group_system")
    call_script = fields.Text(
        string="What to say", compute="_compute_call_script", groups=COORDINATOR
    )

    # ------------------------------------------------------------
    # WHAT TO SAY
    # ------------------------------------------------------------

    @api.depends(
        "call_is_moved",
        "traject_id.date_conversation",
        "traject_id.date_tz",
        "traject_id.minutes_premeeting",
        "traject_id.address_id",
    )
    @api.depends_context("lang")
    def _compute_call_script(self):
        """Say when and where."""
        scripts = {traject: traject._say_call() for traject in self.traject_id}
        for participant in self:
            known, moved = scripts[participant.traject_id]
            participant.call_script = moved if participant.call_is_moved else known

    # ------------------------------------------------------------
    # WHAT CAME OF IT
    # ------------------------------------------------------------

    def action_call_comes(self):
        """Note that these clients confirm that they come."""
        return self._note_call("comes", state="confirmed")

    def action_call_doubts(self):
        """Note that these clients doubt; they are on the list again tomorrow."""
        return self._note_call("doubts", state="accepted", next_try="morning")

    def action_call_not_coming(self):
        """Note that these clients don't come after all."""
        return self._note_call("not_coming", state="withdrawn")

    def action_call_later(self):
        """Note that nobody answered; try again in a few hours."""
        return self._note_call("not_reached", next_try="later")

    def action_call_tomorrow(self):
        """Note that nobody answered; try again tomorrow morning."""
        return self._note_call("not_reached", next_try="morning")

    def action_call_undo(self):
        """Take the last call of these clients back: all is as it was before."""
        self.check_access("write")
        for participant in self:
            # sudo: what was there before is the software's own note
            before = participant.sudo().call_before
            if before:
                participant._write_call(before)
        return True

    def _note_call(self, outcome, state=None, next_try=None):
        """Note the outcome of a call to each of these clients.

        :param str outcome: key of the field ``call_outcome``
        :param str state: what the client becomes, when that changes
        :param str next_try: ``later`` or ``morning``, when there is to be one
        """
        self.check_access("write")
        for participant in self:
            if participant._is_call_due(outcome):
                participant._write_call(
                    participant._prepare_call_values(outcome, state, next_try),
                    before=participant._prepare_call_before(),
                )
        return True

    def _is_call_due(self, outcome):
        """Whether this is a call to somebody who agreed, and no second tap."""
        self.ensure_one()
        again = self.call_outcome == outcome and self.call_date
        return (
            self.is_client
            and self.state in STATES_CALLED
            and not (again and again > fields.Datetime.now() - DOUBLE_TAP)
        )

    def _prepare_call_values(self, outcome, state, next_try):
        """Return what a call changes; who was reached knows the date by now."""
        self.ensure_one()
        missed = outcome == "not_reached"
        return {
            "state": state or self.state,
            "call_outcome": outcome,
            "call_date": fields.Datetime.now(),
            "call_next": next_try and self._get_next_try(next_try),
            "call_tries": self.call_tries + 1 if missed else 0,
            "call_is_moved": self.call_is_moved and missed,
        }

    def _get_next_try(self, next_try):
        """Return when to call again, in UTC: in a few hours, or tomorrow morning."""
        self.ensure_one()
        now = fields.Datetime.now()
        if next_try == "later":
            return now + LATER
        zone = pytz.timezone(self.traject_id.date_tz)
        today = pytz.utc.localize(now).astimezone(zone).date()
        morning = datetime.combine(today + timedelta(days=1), MORNING)
        return self.traject_id._to_utc(morning)

    def _prepare_call_before(self):
        """Return what undo needs, in a form that JSON can hold."""
        self.ensure_one()
        return {
            name: fields.Datetime.to_string(self[name])
            if self._fields[name].type == "datetime"
            else self[name]
            for name in CALL_FIELDS
        }

    def _write_call(self, values, before=False):
        self.write(values)
        # sudo: nobody writes this by hand
        self.sudo().call_before = before

    @api.model
    def _prepare_call_reset(self):
        """Return the values of who is to be called from the start."""
        return {
            "call_outcome": False,
            "call_date": False,
            "call_next": False,
            "call_tries": 0,
            "call_before": False,
        }
