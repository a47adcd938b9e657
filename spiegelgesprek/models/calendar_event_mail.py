# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import vobject
from pytz import utc

from odoo import fields, models
from odoo.tools.misc import hmac


class CalendarEvent(models.Model):
    """Meetings of a traject in a calendar file that names nobody."""

    _inherit = "calendar.event"

    def unlink(self):
        # sudo: who may delete a meeting need not read who was told of it
        self.sudo().with_context(active_test=False).attendee_ids._tell_gone()
        return super().unlink()

    def _make_spiegelgesprek_ics(self, method):
        """Return these meetings as a calendar file, without attendees.

        Odoo's own holds the address of each of them.

        :param str method: ``PUBLISH``, or ``CANCEL`` to take them out again
        :rtype: bytes
        """
        calendar = vobject.iCalendar()
        calendar.add("prodid").value = "-//Agenda//NONSGML//EN"
        calendar.add("method").value = method
        for event in self:
            lines = calendar.add("vevent")
            for name, value in event._prepare_spiegelgesprek_ics(method).items():
                if value:
                    lines.add(name).value = value
        return calendar.serialize().encode()

    def _prepare_spiegelgesprek_ics(self, method):
        self.ensure_one()
        # sudo: the key of the database is for the software alone
        env_sudo = self.env(su=True)
        now = fields.Datetime.now()
        return {
            "uid": hmac(env_sudo, "spiegelgesprek.meeting", str(self.id))[:40],
            # minutes: whatever comes later replaces what came before
            "sequence": str(int(now.timestamp() // 60)),
            "dtstamp": utc.localize(now),
            "dtstart": utc.localize(self.start),
            "dtend": utc.localize(self.stop),
            "summary": self.name,
            "location": self.location,
            "status": "CANCELLED" if method == "CANCEL" else "CONFIRMED",
        }
