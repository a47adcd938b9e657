# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta
from functools import cache

from babel.dates import format_date
from pytz import timezone

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import babel_locale_parse

from odoo.addons.base.models.res_partner import _tz_get

DEFAULT_TZ = "Europe/Amsterdam"
# Other years are a mistake in typing, and near the last one dates run out.
YEARS = range(2000, 2101)
# Nobody is mailed by the calendar, and no contact is written into a description.
QUIET_CALENDAR = {
    "mail_create_nolog": True,
    "no_mail_to_attendees": True,
    "dont_notify": True,
    "skip_contact_description": True,
    "skip_attendee_notification": True,
}


class SpiegelgesprekTraject(models.Model):
    """The conversation of a traject in Odoo's calendar.

    The date is computed from the meeting and writes back to it. So the form, a drag
    in the calendar and a synchronisation all move it, and none runs in a circle.
    """

    _inherit = "spiegelgesprek.traject"

    conversation_id = fields.Many2one(
        "calendar.event",
        string="Meeting",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    date_conversation = fields.Datetime(
        string="Conversation",
        compute="_compute_date_conversation",
        inverse="_inverse_date_conversation",
        store=True,
        copy=False,
        index=True,
        tracking=True,
        help="Start of the conversation. It stands in the calendar and follows it.",
    )
    is_conversation_missing = fields.Boolean(
        compute="_compute_is_conversation_missing",
        help="The meeting was deleted from the calendar; the date is still known.",
    )
    conversation_summary = fields.Char(compute="_compute_conversation_summary")
    conversation_countdown = fields.Char(compute="_compute_conversation_summary")
    date_tz = fields.Selection(
        _tz_get,
        string="Time zone",
        required=True,
        compute="_compute_date_tz",
        store=True,
        readonly=False,
        precompute=True,
        help="The time zone of letters and pages for people outside.",
    )
    address_id = fields.Many2one("res.partner", string="Place", check_company=True)

    @api.depends("conversation_id.start")
    def _compute_date_conversation(self):
        """Follow the meeting; when it was deleted, keep the date that was agreed."""
        for traject in self:
            previous = traject.date_conversation
            traject.date_conversation = traject.conversation_id.start or previous
            if previous and traject.date_conversation != previous:
                traject._plan_follow(previous)

    @api.constrains("conversation_id")
    def _check_conversation(self):
        """Refuse a meeting of others: the date would move or delete it in sudo."""
        for traject in self.filtered("conversation_id"):
            # sudo: the link is hidden from who may not see it
            if traject.conversation_id.sudo().traject_id != traject:
                raise ValidationError(
                    self.env._("Choose a date: the meeting comes into the calendar.")
                )

    @api.model
    def _check_year(self, date):
        if date and date.year not in YEARS:
            raise ValidationError(
                self.env._(
                    "A conversation in the year %s? Check the year. Nothing was "
                    "changed.",
                    date.year,
                )
            )

    def _inverse_date_conversation(self):
        """Make, move or remove the meetings, so that they stand at the date."""
        for traject in self:
            self._check_year(traject.date_conversation)
        # sudo: a manager may move the conversation that a coordinator organises
        trajects_sudo = self.sudo().with_context(**QUIET_CALENDAR)
        dated_sudo = trajects_sudo.filtered("date_conversation")
        for traject_sudo in (trajects_sudo - dated_sudo).filtered("conversation_id"):
            traject_sudo._plan_follow(traject_sudo.conversation_id.start)
            traject_sudo.conversation_id.unlink()
        for traject_sudo in dated_sudo.filtered("conversation_id"):
            traject_sudo._move_conversation()
        dated_sudo._create_conversations()

    def _move_conversation(self):
        """Bring the meeting to the date; it keeps the length it has by now."""
        event, start = self.conversation_id, self.date_conversation
        if event.start != start:
            self._plan_follow(event.start)
            event.write({"start": start, "stop": start + (event.stop - event.start)})

    def _create_conversations(self):
        """Put those trajects that have no conversation yet in the calendar.

        The other meetings of their methods come with it, all in one batch.
        """
        missing = self.filtered(lambda traject: not traject.conversation_id)
        if not missing:
            return
        vals_list = [traject._prepare_conversation_values() for traject in missing]
        events = self.env["calendar.event"].create(
            [*vals_list, *self._prepare_meetings(missing._plan_meetings())]
        )
        for traject, event in zip(missing, events[: len(missing)], strict=True):
            traject.conversation_id = event
        missing._forget_attendees()

    def _prepare_conversation_values(self, kind="conversation"):
        """Return the values of a meeting: neutral words and staff only."""
        self.ensure_one()
        partners = self._get_meeting_partners(kind)
        start = self.date_conversation
        return {
            "name": self.code,
            "start": start,
            "stop": start + timedelta(minutes=self.minutes_conversation),
            "duration": self.minutes_conversation / 60,
            "user_id": self.user_id.id,
            "partner_ids": [fields.Command.set(partners.ids)],
            "privacy": "confidential",
            "show_as": "busy",
            "traject_id": self.id,
            "meeting_kind": kind,
        }

    @api.depends("conversation_id.active", "date_conversation", "active", "phase")
    def _compute_is_conversation_missing(self):
        for traject in self:
            # sudo: who may see the traject may know that its meeting is gone
            is_there = traject.conversation_id.sudo().active or traject._is_stopped()
            traject.is_conversation_missing = bool(
                traject.date_conversation and not (traject.conversation_id and is_there)
            )

    @api.depends("user_id", "company_id")
    def _compute_date_tz(self):
        # sudo: the time zone of a colleague is not secret, his user record may be
        trajects_sudo = self.sudo()
        # both contacts are read in one question
        (trajects_sudo.user_id.partner_id | trajects_sudo.company_id.partner_id).fetch()
        for traject, traject_sudo in zip(self, trajects_sudo, strict=True):
            user_tz = traject_sudo.user_id.tz
            company_tz = traject_sudo.company_id.partner_id.tz
            traject.date_tz = user_tz or company_tz or DEFAULT_TZ

    @api.depends("date_conversation", "date_tz", "address_id.city")
    @api.depends_context("lang")
    def _compute_conversation_summary(self):
        """Say when and where in one line, in the time zone of the traject."""
        # each day is said once: many cards share a few
        say_day, count_down = cache(self._say_day), cache(self._count_down)
        rows = {}
        for traject in self:
            parts = [traject.address_id.city]
            local = traject._get_local_date()
            if local:
                parts = [say_day(local.date()), f"{local:%H:%M}", *parts]
            rows[traject] = {
                "conversation_summary": " · ".join(filter(None, parts)),
                "conversation_countdown": local
                and count_down(local.date(), traject.date_tz),
            }
        self._set_alike(rows)

    @api.model
    def _say_day(self, day):
        """Write a date as people say it, in the language of the user."""
        # not Odoo's format_date: that reads user, company and its contact each time
        return format_date(
            day, "EEE d MMM y", babel_locale_parse(self.env.lang or "en_US")
        )

    def _get_local_date(self):
        """Return the date of the conversation in the time zone of the traject.

        None without a date, and for one that a form shows but can't be saved.
        """
        self.ensure_one()
        if not self.date_conversation or self.date_conversation.year not in YEARS:
            return None
        # the quickest way there is: each card asks
        return timezone(self.date_tz).fromutc(self.date_conversation)

    @api.model
    def _count_down(self, day, zone):
        """Say how many days are left in a time zone; nothing once the day is over."""
        today = fields.Date.context_today(self.with_context(tz=zone))
        days = (day - today).days
        if days < 0:
            return False
        if days < 2:
            return self.env._("tomorrow") if days else self.env._("today")
        return self.env._("in %s days", days)

    def write(self, vals):
        coordinators = {traject: traject.user_id for traject in self}
        result = super().write(vals)
        if "user_id" in vals:
            self._hand_over_meetings(coordinators)
            self._hand_over_activities(coordinators)
        return result

    def _hand_over_activities(self, coordinators):
        """Give what the coordinator still had to do to the one that comes after."""
        # sudo: they are on the list of somebody else
        for traject_sudo in self.sudo().with_context(mail_activity_quick_update=True):
            before = coordinators[traject_sudo]
            todo = traject_sudo.activity_ids.filtered(
                lambda activity, before=before: activity.user_id == before
            )
            if traject_sudo.user_id != before:
                todo.user_id = traject_sudo.user_id

    def unlink(self):
        # sudo: a manager may delete what a coordinator organises
        trajects_sudo = self.sudo().with_context(active_test=False, **QUIET_CALENDAR)
        meetings_sudo = trajects_sudo.conversation_id | trajects_sudo.meeting_ids
        result = super().unlink()
        meetings_sudo.unlink()
        return result

    def _hand_over_meetings(self, coordinators):
        """Give the meetings to the coordinator that the traject has now.

        :param dict coordinators: who it was, by traject
        """
        # sudo: the meetings are of the coordinator that was
        trajects_sudo = self.sudo().with_context(active_test=False, **QUIET_CALENDAR)
        for traject_sudo in trajects_sudo:
            before = coordinators[traject_sudo]
            meetings_sudo = traject_sudo.conversation_id | traject_sudo.meeting_ids
            meetings_sudo.user_id = traject_sudo.user_id
            traject_sudo._sync_attendees((before | traject_sudo.user_id).partner_id)

    def action_restore_conversation(self):
        """Put the conversation in the calendar again after it was deleted there."""
        self.check_access("write")
        self._inverse_date_conversation()
        # sudo: a manager may restore what a coordinator organises
        meetings_sudo = self.sudo().conversation_id.with_context(**QUIET_CALENDAR)
        meetings_sudo.filtered(lambda meeting: not meeting.active).active = True
        return True

    def action_open_calendar(self):
        """Open Odoo's calendar at the date of the conversation."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "calendar.action_calendar_event"
        )
        start = self.date_conversation or fields.Datetime.now()
        action["context"] = {
            "initial_date": fields.Datetime.to_string(start),
            "active_model": self._name,
            "active_id": self.id,
        }
        return action
