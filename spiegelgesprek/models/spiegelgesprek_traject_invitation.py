# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models

from .spiegelgesprek_traject_counters import COORDINATOR
from .spiegelgesprek_traject_evening import AGREED


class SpiegelgesprekTraject(models.Model):
    """Until when people answer, and what they hear when date or place changes."""

    _inherit = "spiegelgesprek.traject"

    answer_hours = fields.Integer(
        string="Answers close (hours before)",
        default=24,
        help="Until when people can say on their own page that they come, or change "
        "their wishes. That they don't come after all can be said until it starts.",
    )
    answer_until = fields.Datetime(
        string="Answers close", compute="_compute_answer_until"
    )
    is_online = fields.Boolean(
        string="Online",
        help="The conversation is held in a video meeting instead of at a place.",
    )
    online_url = fields.Char(
        string="Link of the video meeting",
        copy=False,
        groups=COORDINATOR,
        help="Shown on the own page of everybody who comes. It starts with https://.",
    )
    appointment_sequence = fields.Integer(
        string="Changes of date and place",
        readonly=True,
        copy=False,
        help="Tells calendars which version of an appointment is the newest.",
    )

    _answer_hours_positive = models.Constraint(
        "CHECK(answer_hours >= 0)", "The number of hours can't be negative."
    )
    _online_url_safe = models.Constraint(
        "CHECK(online_url ~ '^https://[^[:space:]\"<>]+$')",
        "A link to a video meeting starts with https://.",
    )

    @api.depends("date_conversation", "answer_hours")
    def _compute_answer_until(self):
        for traject in self:
            start = traject.date_conversation
            traject.answer_until = start and start - timedelta(
                hours=traject.answer_hours
            )

    def _is_ahead(self):
        """Whether the conversation is still to come; without a date it is."""
        self.ensure_one()
        start = self.date_conversation
        return self._is_running() and (not start or start > fields.Datetime.now())

    def _is_answering(self):
        """Whether people can still say on their own page that they come."""
        self.ensure_one()
        until = self.answer_until
        return self._is_ahead() and (not until or until > fields.Datetime.now())

    # ------------------------------------------------------------
    # WHEN DATE OR PLACE CHANGES
    # ------------------------------------------------------------

    @api.model
    def _get_appointment_fields(self):
        """Return the fields that make an appointment another one."""
        return ["date_conversation", "address_id", "is_online", "online_url"]

    def write(self, vals):
        fields_changed = {*self._get_appointment_fields(), "active", "stage_id"}
        if not fields_changed.isdisjoint(vals):
            self._plan_tell()
        return super().write(vals)

    def _plan_follow(self, previous):
        self._plan_tell(previous)
        return super()._plan_follow(previous)

    def _plan_tell(self, previous=None):
        """Tell whom it concerns what changed, once, before the commit.

        :param datetime previous: when the conversation was, if it moved already
        """
        precommit = self.env.cr.precommit
        key = f"{self._name}.told"
        if key not in precommit.data:
            precommit.data[key] = {}
            precommit.add(self.env[self._name]._tell_planned)
        # sudo: who may move the meeting need not read each of these fields
        for traject_sudo in self.sudo():
            before = traject_sudo._get_appointment()
            if previous:
                before["date_conversation"] = previous
            precommit.data[key].setdefault(traject_sudo.id, before)

    def _get_appointment(self):
        """Return what people keep in their calendars, to see whether it changed."""
        self.ensure_one()
        appointment = {name: self[name] for name in self._get_appointment_fields()}
        return {**appointment, "stopped": self._is_stopped()}

    @api.model
    def _tell_planned(self):
        planned = self.env.cr.precommit.data.pop(f"{self._name}.told", {})
        # sudo: whoever moves the conversation tells all who come
        for traject_sudo in self.sudo().browse(list(planned)).exists():
            traject_sudo._tell(planned[traject_sudo.id])

    def _tell_now(self):
        """Tell whom it concerns at once, and not again before the commit.

        :return: who is mailed
        """
        self.ensure_one()
        planned = self.env.cr.precommit.data.get(f"{self._name}.told", {})
        before = planned.pop(self.id, None)
        # sudo: as before the commit
        return self.sudo()._tell(before or self.sudo()._get_appointment())

    def _tell(self, before):
        """Tell whom it concerns when the appointment isn't any more what it was.

        :param dict before: what it was
        :return: who is mailed
        """
        self.ensure_one()
        people, after = self._get_concerned(), self._get_appointment()
        if before == after:
            return people.browse()
        self.appointment_sequence += 1
        restarted = before["stopped"] != after["stopped"]
        if restarted or not self._is_ahead():
            return people.browse()
        previous, date = before["date_conversation"], after["date_conversation"]
        if not date:
            # when a date is known again, all are asked again
            people.answer_for = False
        elif not previous:
            people = people.filtered(lambda p: p.answer_for != date)
        return people._mail_changed(previous != date and previous)

    def _get_concerned(self):
        """Return listeners and who leads who come, or wait for a seat.

        Clients are called.
        """
        people = self.outer_participant_ids | self.lead_participant_ids
        return people.filtered(lambda p: p.state in (*AGREED, "waiting"))
