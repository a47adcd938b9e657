# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import format_datetime


class CalendarAttendee(models.Model):
    """Whoever attends a meeting of ours answers for himself, and moves nothing.

    Odoo asks for the right to change the meeting, and mails those who follow it. Ours
    are moved by few, and are quiet: who does not come is noted on the traject.
    """

    _inherit = "calendar.attendee"

    def write(self, vals):
        if vals.keys() == {"state"} and self._is_own_of_traject():
            # sudo: the own answer and no more, as just looked up
            return super(CalendarAttendee, self.sudo()).write(vals)
        return super().write(vals)

    def do_accept(self):
        if self._is_own_of_traject():
            return self.write({"state": "accepted"})
        return super().do_accept()

    def do_decline(self):
        if not self._is_own_of_traject():
            return super().do_decline()
        self._note_absence()
        return self.write({"state": "declined"})

    def _is_own_of_traject(self):
        """Return whether this is the user's own attendance at meetings of ours."""
        # sudo: the link to a traject is hidden from who may not see it
        events_sudo = self.sudo().event_id
        own = self.partner_id == self.env.user.partner_id
        return own and all(event_sudo.traject_id for event_sudo in events_sudo)

    def _note_absence(self):
        """Log on the traject who does not come to which meeting; nobody is mailed."""
        # sudo: who attends need not be able to write on the traject
        events_sudo = self.sudo().event_id
        kinds = events_sudo._fields["meeting_kind"]._description_selection(self.env)
        for event_sudo in events_sudo:
            traject_sudo = event_sudo.traject_id
            traject_sudo._message_log(
                body=self.env._(
                    "%(user)s does not come to: %(meeting)s, %(date)s",
                    user=self.env.user.name,
                    meeting=dict(kinds).get(event_sudo.meeting_kind, ""),
                    date=format_datetime(
                        self.env, event_sudo.start, tz=traject_sudo.date_tz
                    ),
                ),
                author_id=self.env.user.partner_id.id,
            )
