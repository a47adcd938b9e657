# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict
from datetime import datetime, timedelta

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
        groups="spiegelgesprek.spiegelgesprek_group_user",
    )

    step_summary = fields.Char(
        string="Steps done of all", compute="_compute_step_counts"
    )
    step_late_count = fields.Integer(
        string="Steps late", compute="_compute_step_counts"
    )

    @api.depends("step_ids.state", "step_ids.date_deadline")
    @api.depends_context("lang", "tz")
    def _compute_step_counts(self):
        """Count what is prescribed here, so without the steps that are not needed."""
        here = Domain("traject_id", "in", self.ids) & Domain("state", "!=", "skipped")
        counts = defaultdict(dict)
        for traject, state, count in self.env["spiegelgesprek.step"]._read_group(
            here, ["traject_id", "state"], ["__count"]
        ):
            counts[traject.id][state] = count
        late = dict(
            self.env["spiegelgesprek.step"]._read_group(
                here & Domain("is_late", "=", True), ["traject_id"], ["__count"]
            )
        )
        for traject in self:
            states = counts[traject._origin.id]
            traject.step_summary = self._count_of(
                states.get("done", 0), sum(states.values())
            )
            running = traject._is_running()
            traject.step_late_count = running and late.get(traject._origin, 0)

    @api.depends("method_id")
    def _compute_step_ids(self):
        """Take the steps of the method; keep what is done, or was added by hand."""
        for traject in self:
            kept = traject.step_ids.filtered(
                lambda step: step.state != "todo" or not step.method_step_id
            )
            lines = traject.method_id.step_ids - kept.method_step_id
            traject.step_ids = [
                *(Command.delete(step.id) for step in traject.step_ids - kept),
                *(
                    Command.create(traject._prepare_step_values(line))
                    for line in lines.filtered("is_default")
                ),
            ]

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

    def _get_responsible_users(self):
        """Return ``{responsible: user}`` for those roles that a user has here."""
        self.ensure_one()
        lead = self.lead_participant_ids.filtered(
            lambda p: p.state not in ("declined", "withdrawn")
        )
        facilitators = lead.filtered("role_id.is_facilitator")
        partners = {
            "sponsor": self.sponsor_id,
            "facilitator": facilitators.partner_id,
            "assistant": (lead - facilitators).partner_id,
        }
        return {
            key: partner.user_ids.filtered(lambda user: not user.share)[:1]
            for key, partner in partners.items()
        }

    def _is_running(self):
        self.ensure_one()
        return self.active and self.phase not in PHASES_ENDED

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys().isdisjoint({"active", "stage_id"}):
            self.step_ids._plan_sync()
            self._pause_meetings()
        return result

    def _pause_meetings(self):
        """Take coming meetings out of the calendar while cancelled, and put them back."""
        now = fields.Datetime.now()
        # sudo: a manager may cancel what a coordinator organises
        trajects_sudo = self.sudo().with_context(active_test=False, **QUIET_CALENDAR)
        coming = trajects_sudo.meeting_ids.filtered(lambda m: m.start > now)
        stopped = coming.filtered(
            lambda m: not m.traject_id.active or m.traject_id.phase == "cancelled"
        )
        stopped.filtered("active").active = False
        (coming - stopped).filtered(lambda m: not m.active).active = True

    # ------------------------------------------------------------
    # MEETINGS
    # ------------------------------------------------------------

    def _create_meetings(self):
        """Put the meetings of the method in the calendar, around the conversation.

        In one batch for all these trajects; only meetings that are still to come.
        """
        now = fields.Datetime.now()
        vals_list = [
            values
            for traject in self
            for line in traject.method_id.meeting_ids
            if (values := traject._prepare_meeting_values(line))["start"] > now
        ]
        self.env["calendar.event"].create(vals_list)

    def _prepare_meeting_values(self, line):
        """Return the meeting for a line of the method: neutral words, staff only."""
        start = self._get_meeting_start(line)
        return {
            **self._prepare_conversation_values(),
            "start": start,
            "stop": start + timedelta(minutes=line.minutes),
            "meeting_kind": line.kind,
        }

    def _get_meeting_start(self, line):
        """Return when a meeting of the method starts, in UTC.

        On the day itself that is so many minutes from the conversation; on another day
        it is an hour of the clock where the traject is, summer time or not.
        """
        if not line.offset_days:
            return self.date_conversation + timedelta(minutes=line.offset_minutes)
        day = self._get_local_date().date() + timedelta(days=line.offset_days)
        day = self._get_working_day(day, back=line.offset_days < 0)
        clock = datetime.combine(day, datetime.min.time()) + timedelta(hours=line.hour)
        return self._to_utc(clock)

    def _get_working_day(self, day, back):
        """Return this day, or the nearest before or after it that the company works."""
        margin = timedelta(days=31)
        closed = self.company_id._get_closed_days(day - margin, day + margin)
        step = timedelta(days=-1 if back else 1)
        while day.weekday() > 4 or day in closed[self.company_id]:
            day += step
        return day

    def _to_utc(self, clock):
        """Return a time of the clock where the traject is, as UTC without a zone."""
        local = pytz.timezone(self.date_tz).localize(clock)
        return local.astimezone(pytz.utc).replace(tzinfo=None)

    def _plan_follow(self, previous):
        """Let the other meetings follow the conversation, once, before the commit.

        :param datetime previous: when the conversation was, or False
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
        trajects_sudo = self.sudo().browse(moved).exists().with_context(**QUIET_CALENDAR)
        new_sudo = trajects_sudo.filtered(
            lambda t: t.date_conversation and not t._get_other_meetings()
        )
        new_sudo._create_meetings()
        for traject_sudo in trajects_sudo - new_sudo:
            traject_sudo._move_meetings(moved[traject_sudo.id])

    def _get_other_meetings(self):
        return self.meeting_ids.filtered(lambda m: m.meeting_kind != "conversation")

    def _move_meetings(self, previous):
        """Move what is still to come by as many days, at the same hour of the clock.

        Meetings on the day of the conversation keep their distance to it. Without a
        conversation nothing is left to meet for.
        """
        now = fields.Datetime.now()
        coming = self._get_other_meetings().filtered(lambda m: m.start > now)
        if not self.date_conversation:
            coming.unlink()
            return
        if not previous:
            return
        zone = pytz.timezone(self.date_tz)
        before = pytz.utc.localize(previous).astimezone(zone)
        days = self._get_local_date().date() - before.date()
        for meeting in coming:
            clock = pytz.utc.localize(meeting.start).astimezone(zone)
            if clock.date() == before.date():
                start = meeting.start + (self.date_conversation - previous)
            else:
                start = self._to_utc(clock.replace(tzinfo=None) + days)
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
