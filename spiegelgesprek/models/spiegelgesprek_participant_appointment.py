# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import vobject
from pytz import utc

from odoo import api, fields, models
from odoo.tools import email_normalize
from odoo.tools.misc import hmac

STATUS = {
    "draft": "TENTATIVE",
    "invited": "TENTATIVE",
    "waiting": "TENTATIVE",
    "declined": "CANCELLED",
    "withdrawn": "CANCELLED",
}


class SpiegelgesprekParticipant(models.Model):
    """The conversation for one's own calendar: an ``.ics`` that names nobody.

    A calendar may be seen by colleagues or at home, so it says no more than needed:
    for clients not even that it is a conversation.
    """

    _inherit = "spiegelgesprek.participant"

    appointment_sequence = fields.Integer(readonly=True, copy=False)
    is_before_day = fields.Boolean(
        compute="_compute_is_before_day",
        help="It is not the day of the conversation yet, so nobody was there or stayed "
        "away.",
    )

    @api.depends("traject_id.date_conversation", "traject_id.date_tz")
    def _compute_is_before_day(self):
        for traject, people in self.grouped("traject_id").items():
            day = traject.date_conversation and traject._get_local_date().date()
            people.is_before_day = not day or traject._get_today() < day

    def write(self, vals):
        """Whoever comes, or not any more, has a newer version of the appointment."""
        before = {p: p._get_status() for p in self} if "state" in vals else {}
        result = super().write(vals)
        for participant, status in before.items():
            if participant._get_status() != status:
                participant.appointment_sequence += 1
        return result

    def _get_status(self):
        self.ensure_one()
        stopped = self.traject_id._is_stopped()
        return "CANCELLED" if stopped else STATUS.get(self.state, "CONFIRMED")

    def _make_ics(self):
        """Return the appointment as a calendar file; nothing without a date.

        ``PUBLISH`` adds it without asking for an answer: that is given on the page.

        :rtype: bytes
        """
        self.ensure_one()
        if not self.traject_id.date_conversation:
            return b""
        calendar = vobject.iCalendar()
        calendar.add("prodid").value = "-//Agenda//NONSGML//EN"
        calendar.add("method").value = "PUBLISH"
        event = calendar.add("vevent")
        for name, value in self._prepare_ics_values().items():
            if value:
                event.add(name).value = value
        return calendar.serialize().encode()

    def _prepare_ics_values(self):
        """Return the lines of the appointment, by their names in the standard."""
        traject = self.traject_id
        sequence = traject.appointment_sequence + self.appointment_sequence
        return {
            "uid": self._get_ics_uid(),
            "sequence": str(sequence),
            "dtstamp": utc.localize(fields.Datetime.now()),
            "dtstart": traject._to_local(traject._get_start(self.ring)),
            "dtend": traject._to_local(traject.date_end),
            "summary": self._get_page_title(),
            "location": self._get_ics_location(),
            "organizer": self._get_ics_organizer(),
            "status": self._get_status(),
            "class": "PRIVATE",
        }

    def _get_ics_uid(self):
        """Return what tells a calendar which appointment it is; it tells nobody else.

        The same for all versions, also when the link was made anew.
        """
        # sudo: the key of the database is for the software alone
        return hmac(self.env(su=True), "spiegelgesprek.appointment", str(self.id))[:40]

    def _get_ics_location(self):
        traject = self.traject_id
        if traject.is_online:
            return self.env._("Online")
        # the name of a place may tell the kind of care
        return ", ".join(traject._get_place_lines(with_name=self.ring != "inner"))

    def _get_ics_organizer(self):
        """Return the address that mails come from; for clients no organisation."""
        # sudo: mails show it to everybody
        sender = self.company_id.sudo().spiegelgesprek_sender
        address = self.ring != "inner" and email_normalize(sender or "")
        return address and f"mailto:{address}"
