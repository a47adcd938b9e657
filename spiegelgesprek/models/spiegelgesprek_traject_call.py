# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict
from datetime import timedelta

from babel.dates import format_date

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import babel_locale_parse

from .spiegelgesprek_participant_call import STATES_CALLED
from .spiegelgesprek_stage import PHASES_BEFORE
from .spiegelgesprek_traject_counters import COORDINATOR

# Who agreed and did not confirm yet, early or late.
TO_CALL = Domain("is_client", "=", True) & Domain("state", "=", "accepted")
# How long the last call stands on top, to take it back.
UNDO = timedelta(hours=1)
_LISTED = {
    "comodel_name": "spiegelgesprek.participant",
    "compute": "_compute_call_ids",
    "groups": COORDINATOR,
}


class SpiegelgesprekTraject(models.Model):
    """The call list: a week ahead everybody who agreed is asked once more.

    Whoever agrees late is on it by that, and everybody is again when the date moves.
    """

    _inherit = "spiegelgesprek.traject"

    call_last_ids = fields.Many2many(string="Just now", **_LISTED)
    call_now_ids = fields.Many2many(string="To call now", **_LISTED)
    call_rest_ids = fields.Many2many(string="To call after that", **_LISTED)
    called_client_ids = fields.Many2many(string="Spoken", **_LISTED)
    call_summary = fields.Char(
        string="Spoken of all",
        compute="_compute_call_summary",
        compute_sudo=True,
        groups=COORDINATOR,
    )
    is_call_time = fields.Boolean(
        compute="_compute_call_summary", compute_sudo=True, groups=COORDINATOR
    )

    @api.depends("participant_ids.state", "participant_ids.call_date")
    @api.depends_context("uid")
    def _compute_call_ids(self):
        """Find who is next, who comes after, and whom that user spoke.

        With the rights of the user: who sees no clients has nobody to call.
        """
        now = fields.Datetime.now()
        for traject in self:
            people = self.env["spiegelgesprek.participant"].search(
                Domain("traject_id", "=", traject._origin.id)
                & Domain("is_client", "=", True)
                & (TO_CALL | Domain("call_outcome", "!=", False))
            )
            todo = people.filtered_domain(TO_CALL)
            later = todo.filtered(lambda p: p.call_next and p.call_next > now)
            due, later = todo - later, later.sorted("call_next")
            called = people.filtered("call_date").sorted(
                # quick fingers make two calls in one second
                lambda p: (p.call_date, p.write_date),
                reverse=True,
            )
            traject.call_now_ids = due[:1]
            traject.call_rest_ids = due[1:] + later
            traject.called_client_ids = called.filtered(
                lambda p: p.call_outcome in ("comes", "not_coming")
            )
            traject.call_last_ids = called[:1].filtered(
                lambda p: p.call_date > now - UNDO
            )

    @api.depends(
        "participant_ids.state",
        "participant_ids.role_id",
        "participant_ids.call_outcome",
        "participant_ids.call_is_moved",
        "date_conversation",
        "confirm_days",
        "phase",
    )
    @api.depends_context("lang")
    def _compute_call_summary(self):
        """Say how many were spoken, and whether it is time to call."""
        total, spoken, moved = (defaultdict(int) for _number in range(3))
        for traject, state, outcome, is_moved, count in self.env[
            "spiegelgesprek.participant"
        ]._read_group(
            Domain("traject_id", "in", self.ids)
            & Domain("is_client", "=", True)
            & (
                Domain("state", "in", STATES_CALLED)
                | Domain("call_outcome", "=", "not_coming")
            ),
            ["traject_id", "state", "call_outcome", "call_is_moved"],
            ["__count"],
        ):
            total[traject.id] += count
            reached = state == "confirmed" or outcome == "not_coming"
            spoken[traject.id] += count if reached else 0
            moved[traject.id] += count if is_moved else 0
        for traject in self:
            key = traject._origin.id
            traject.call_summary = self.env._(
                "%(spoken)s of %(total)s spoken", spoken=spoken[key], total=total[key]
            )
            traject.is_call_time = spoken[key] < total[key] and (
                bool(moved[key]) or traject._is_call_near()
            )

    @api.model
    def _get_coordinator_tiles(self):
        """Say for how many conversations clients wait for a call."""
        calling = self._find_coming().filtered("is_call_time")
        tile = {
            "key": "calls",
            "name": self.env._("Call lists open"),
            "is_late": False,
            "model": self._name,
            "domain": Domain("id", "in", calling.ids),
            "action": "spiegelgesprek.spiegelgesprek_traject_action",
        }
        return [*super()._get_coordinator_tiles(), tile]

    def _is_call_near(self):
        """Whether the conversation is within the days in which people are called."""
        self.ensure_one()
        called = self._get_call_date()
        today = fields.Date.context_today(self.with_context(tz=self.date_tz))
        return bool(called) and called <= today <= self._get_local_date().date()

    # ------------------------------------------------------------
    # WHAT TO SAY
    # ------------------------------------------------------------

    def _say_call(self):
        """Return what to say: to who knows the date, and to who knows another one."""
        self.ensure_one()
        local = self._get_local_date()
        if not local:
            undated = self.env._("There is no date yet. Call when there is one.")
            return undated, undated
        coffee = local - timedelta(minutes=self.minutes_premeeting)
        place = self.address_id
        words = {
            "day": self._say_long_day(local.date()),
            "time": f"{local:%H:%M}",
            "coffee": f"{coffee:%H:%M}",
            "place": ", ".join(filter(None, (place.name, place.street, place.city)))
            or self.env._("still to be announced"),
        }
        place_and_time = self.env._(
            "The place is %(place)s. It starts at %(time)s; from %(coffee)s there is "
            "coffee together.",
            **words,
        )
        known = self.env._(
            "The conversation is on %(day)s. Does it still suit?", **words
        )
        moved = self.env._(
            "The conversation was moved. It is now on %(day)s. Does that suit?", **words
        )
        return f"{known} {place_and_time}", f"{moved} {place_and_time}"

    @api.model
    def _say_long_day(self, day):
        """Write a date in full, as it is said on the telephone."""
        locale = babel_locale_parse(self.env.lang or "en_US")
        return format_date(day, "EEEE d MMMM", locale)

    def _say_voicemail(self):
        """Return words that anybody may hear: who calls, and the number.

        Others may hear a voicemail: nothing says what it is about.
        """
        self.ensure_one()
        caller = self.user_id.sudo()  # sudo: the own name and number of a colleague
        phone = caller.partner_id.phone or self.company_id.spiegelgesprek_phone
        if not phone:
            return self.env._(
                "Good day, this is %(caller)s. I will call you again.",
                caller=caller.name,
            )
        return self.env._(
            "Good day, this is %(caller)s. Would you call me back at %(phone)s?",
            caller=caller.name,
            phone=phone,
        )

    # ------------------------------------------------------------
    # THE DATE MOVES
    # ------------------------------------------------------------

    def _move_meetings(self, previous):
        """Have everybody asked again, in whatever way the conversation moved."""
        result = super()._move_meetings(previous)
        if self.date_conversation != previous and self.phase in PHASES_BEFORE:
            self._unconfirm()
        return result

    def _unconfirm(self):
        """Put who agreed on the call list from the start, with the new date."""
        result = super()._unconfirm()
        # sudo: also clients whom who moves the date can't see
        inner_sudo = self.sudo().participant_ids.filtered(lambda p: p.ring == "inner")
        inner_sudo.write(inner_sudo._prepare_call_reset())
        agreed = inner_sudo.filtered(lambda p: p.state in STATES_CALLED)
        agreed.call_is_moved = True
        return result

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_open_calls(self):
        """Open the call list of one's own traject; that it was opened is logged."""
        self.ensure_one()
        self.check_access("write")
        if self.user_id != self.env.user:
            raise AccessError(
                self.env._("Only the coordinator of this traject calls its clients.")
            )
        return self._open_evening_screen(
            "spiegelgesprek.spiegelgesprek_traject_view_calls", self.env._("Call List")
        )
