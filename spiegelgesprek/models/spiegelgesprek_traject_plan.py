# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict
from datetime import datetime, timedelta
from functools import cache

import pytz

from odoo import api, fields, models
from odoo.fields import Command, Domain

from .spiegelgesprek_stage import PHASES_ENDED
from .spiegelgesprek_traject_conversation import QUIET_CALENDAR


class SpiegelgesprekTraject(models.Model):
    """The step plan and the meetings of a traject, copied from its method."""

    _inherit = "spiegelgesprek.traject"

    step_ids = fields.One2many(
        "spiegelgesprek.step",
        "traject_id",
        string="Steps",
        compute="_compute_step_ids",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
    )
    meeting_ids = fields.One2many(
        "calendar.event",
        "traject_id",
        string="Meetings",
        groups="spiegelgesprek.spiegelgesprek_group_coordinator",
    )

    step_summary = fields.Char(
        string="Steps done of all", compute="_compute_step_counts"
    )
    step_late_count = fields.Integer(
        string="Steps late", compute="_compute_step_counts"
    )

    @api.depends("step_ids.state", "step_ids.date_deadline", "active", "phase")
    @api.depends_context("lang", "tz")
    def _compute_step_counts(self):
        """Count what is prescribed here, so without the steps that are not needed."""
        today = fields.Date.context_today(self)
        counts, late = defaultdict(dict), defaultdict(int)
        for traject, state, dates in self.env["spiegelgesprek.step"]._read_group(
            Domain("traject_id", "in", self.ids) & Domain("state", "!=", "skipped"),
            ["traject_id", "state"],
            ["date_deadline:array_agg"],
        ):
            counts[traject.id][state] = len(dates)
            if state == "todo":
                late[traject.id] = sum(bool(day) and day < today for day in dates)
        count_of, rows = cache(self._count_of), {}
        for traject in self:
            states = counts[traject._origin.id]
            running = traject._is_running()
            rows[traject] = {
                "step_summary": count_of(states.get("done", 0), sum(states.values())),
                "step_late_count": late[traject._origin.id] if running else 0,
            }
        self._set_alike(rows)

    @api.depends("method_id")
    def _compute_step_ids(self):
        """Take the steps of the method; keep what is done, or was added by hand."""
        by_method = self.method_id._fetch_lines("step_ids")
        for traject in self:
            kept = traject.step_ids.filtered(
                lambda step: step.state != "todo" or not step.method_step_id
            )
            lines = by_method[traject.method_id._origin]
            lines = traject._filter_missing_lines(kept, lines).filtered("is_default")
            traject.step_ids = [
                *(Command.delete(step.id) for step in traject.step_ids - kept),
                *(Command.create(traject._prepare_step_values(line)) for line in lines),
            ]

    def _get_missing_lines(self, steps):
        """Return the steps of the method that aren't among these."""
        self.ensure_one()
        return self._filter_missing_lines(steps, self.method_id.step_ids)

    def _filter_missing_lines(self, steps, lines):
        """Return which of these steps of a method aren't among the steps.

        A step of another method counts when it has the same name: what was done once
        need not be done again.
        """
        names = set(steps.mapped("name"))
        lines -= steps.method_step_id
        return lines.with_context(lang=self.user_id.lang).filtered(
            lambda line: line.name not in names
        )

    def _prepare_step_values(self, line):
        """Return the step of a traject for a line of its method."""
        line = line.with_context(lang=self.user_id.lang)
        return {
            "method_step_id": line.id,
            "name": line.name,
            "sequence": line.sequence,
            "phase": line.phase,
            "offset_days": line.offset_days,
            "responsible": line.responsible,
            "note": line.note,
        }

    def _get_responsible_partners(self):
        """Return ``{responsible: people}`` for those roles that somebody has here."""
        self.ensure_one()
        lead = self.lead_participant_ids.filtered(
            lambda p: p.state not in ("declined", "withdrawn")
        )
        facilitators = lead.filtered("role_id.is_facilitator")
        return {
            "sponsor": self.sponsor_id,
            "facilitator": facilitators.partner_id,
            "assistant": (lead - facilitators).partner_id,
        }

    def _get_responsible_users(self):
        """Return ``{responsible: user}`` for those roles that a user has here."""
        return {
            key: partners.user_ids.filtered(lambda user: not user.share)[:1]
            for key, partners in self._get_responsible_partners().items()
        }

    def _is_running(self):
        self.ensure_one()
        return self.active and self.phase not in PHASES_ENDED

    @api.onchange("date_conversation")
    def _onchange_date_conversation(self):
        """Warn for a date in the past: it may be right, when it is noted afterwards."""
        date = self.date_conversation
        if (
            date
            and date < fields.Datetime.now()
            and date != self._origin.date_conversation
        ):
            title = self.env._("This date is in the past")
            message = self.env._("The steps that are still open will be late.")
            return {"warning": {"title": title, "message": message}}
        return None

    @api.onchange("method_id")
    def _onchange_method_id(self):
        """Warn for a method in which nobody listens."""
        if self.method_id and not self.method_id.seat_ids:
            title = self.env._("This method has no seats")
            message = self.env._("Add seats for listeners in the tab “Listeners”.")
            return {"warning": {"title": title, "message": message}}
        return None

    @api.model
    def _get_access_fields(self):
        """Return the fields that decide who may read a traject, and if it runs."""
        return {"active", "stage_id", "user_id", "sponsor_id", "recruiter_ids"}

    def write(self, vals):
        if "date_conversation" in vals:
            for traject in self.filtered("date_conversation"):
                traject._plan_follow(traject.date_conversation)
        result = super().write(vals)
        if not self._get_access_fields().isdisjoint(vals):
            self.step_ids._plan_sync()
        if not vals.keys().isdisjoint({"active", "stage_id"}):
            self._pause_meetings()
        return result

    def _pause_meetings(self):
        """Take coming meetings out of the calendar while cancelled, then back in."""
        now = fields.Datetime.now()
        # sudo: a manager may cancel what a coordinator organises
        trajects_sudo = self.sudo().with_context(active_test=False, **QUIET_CALENDAR)
        coming = trajects_sudo.meeting_ids.filtered(lambda m: m.start > now)
        stopped = coming.filtered(lambda m: m.traject_id._is_stopped())
        stopped.filtered("active").active = False
        (coming - stopped).filtered(lambda m: not m.active).active = True

    def _is_stopped(self):
        self.ensure_one()
        return not self.active or self.phase == "cancelled"

    # ------------------------------------------------------------
    # MEETINGS
    # ------------------------------------------------------------

    def _plan_meetings(self):
        """Return which meetings of their methods these trajects lack, and when.

        Only meetings that are still to come.

        :return: list of a traject, a line of its method, and a start in UTC
        """
        now = fields.Datetime.now()
        by_method = self.method_id._fetch_lines("meeting_ids")
        lines = [
            (traject, line)
            for traject in self.filtered("date_conversation")
            for line in traject._filter_missing_meetings(by_method[traject.method_id])
        ]
        workdays = self.company_id._get_workdays(
            traject._get_local_date().date() + timedelta(days=line.offset_days)
            for traject, line in lines
        )
        return [
            (traject, line, start)
            for traject, line in lines
            if (start := traject._get_meeting_start(line, workdays)) > now
        ]

    @api.model
    def _prepare_meetings(self, planned):
        """Return the values of meetings, in neutral words and with staff only.

        :param list planned: see ``_plan_meetings``
        """
        return [
            {
                **traject._prepare_conversation_values(line.kind),
                "start": start,
                "stop": start + timedelta(minutes=line.minutes),
                "duration": line.minutes / 60,
                "active": not traject._is_stopped(),
            }
            for traject, line, start in planned
        ]

    def _filter_missing_meetings(self, lines):
        """Return those meetings of a method of which the traject has no such kind."""
        kinds = set(self._get_other_meetings().mapped("meeting_kind"))
        return lines.filtered(lambda line: line.kind not in kinds)

    def _get_meeting_start(self, line, workdays):
        """Return when a meeting of the method starts, in UTC.

        On the day itself that is so many minutes from the conversation; on another day
        it is an hour of the clock where the traject is, summer time or not.

        :param workdays: finds a day on which the company works
        """
        if not line.offset_days:
            return self.date_conversation + timedelta(minutes=line.offset_minutes)
        day = self._get_local_date().date() + timedelta(days=line.offset_days)
        day = workdays(self.company_id, day, back=line.offset_days < 0)
        clock = datetime.combine(day, datetime.min.time()) + timedelta(hours=line.hour)
        return self._to_utc(clock)

    def _to_utc(self, clock):
        """Return a time of the clock where the traject is, as UTC without a zone."""
        local = pytz.timezone(self.date_tz).localize(clock)
        return local.astimezone(pytz.utc).replace(tzinfo=None)

    def _plan_follow(self, previous):
        """Let the other meetings follow the conversation, once, before the commit.

        :param datetime previous: when the conversation was
        """
        precommit = self.env.cr.precommit
        key = f"{self._name}.moved"
        if key not in precommit.data:
            precommit.data[key] = {}
            precommit.add(self.env[self._name]._follow_planned)
        precommit.data[key].setdefault(self.id, previous)

    @api.model
    def _follow_planned(self):
        moved = self.env.cr.precommit.data.pop(f"{self._name}.moved", {})
        # sudo: whoever moves the conversation moves the meetings of others with it
        trajects_sudo = self.sudo().browse(moved).exists()
        for traject_sudo in trajects_sudo.with_context(**QUIET_CALENDAR):
            traject_sudo._move_meetings(moved[traject_sudo.id])

    def _get_other_meetings(self):
        meetings = self.with_context(active_test=False).meeting_ids
        return meetings.filtered(lambda m: m.meeting_kind != "conversation")

    def _move_meetings(self, previous):
        """Move what is still to come by as many days, at the same hour of the clock.

        Meetings on the day of the conversation keep their distance to it, others go to
        a day on which the company works. Without a conversation nothing is left to
        meet for.
        """
        now = fields.Datetime.now()
        coming = self._get_other_meetings().filtered(lambda m: m.start > now)
        if not self.date_conversation:
            coming.unlink()
            return
        if self.date_conversation == previous or not coming:
            return
        zone = pytz.timezone(self.date_tz)
        before = pytz.utc.localize(previous).astimezone(zone).date()
        after = self._get_local_date().date()
        clocks = {m: pytz.utc.localize(m.start).astimezone(zone) for m in coming}
        days = {m: clock.date() + (after - before) for m, clock in clocks.items()}
        workdays = self.company_id._get_workdays(days.values())
        for meeting, clock in clocks.items():
            if clock.date() == before:
                start = meeting.start + (self.date_conversation - previous)
            else:
                day = workdays(
                    self.company_id, days[meeting], back=days[meeting] < after
                )
                start = self._to_utc(datetime.combine(day, clock.time()))
            length = meeting.stop - meeting.start
            meeting.write({"start": start, "stop": start + length})

    def _track_get_default_log_message(self, tracked_fields):
        """Say in one message, with the new date, what moved along."""
        if "date_conversation" not in tracked_fields or not self.date_conversation:
            return super()._track_get_default_log_message(tracked_fields)
        steps = self.step_ids.filtered(lambda step: step.state == "todo")
        return self.env._(
            "The plan follows: %(open)s open steps, of which %(late)s are in the past.",
            open=len(steps),
            late=len(steps.filtered("is_late")),
        )

    def action_open_steps(self):
        """Open the step plan of this traject."""
        self.ensure_one()
        return self._get_related_action("spiegelgesprek.spiegelgesprek_step_action")
