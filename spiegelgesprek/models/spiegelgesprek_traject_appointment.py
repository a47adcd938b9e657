# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from babel.dates import format_date, format_time
from pytz import timezone, utc
from werkzeug.urls import url_encode

from odoo import api, fields, models
from odoo.tools import babel_locale_parse

ROUTE = "https://www.openstreetmap.org/search"


class SpiegelgesprekTraject(models.Model):
    """When and where, as people outside read it."""

    _inherit = "spiegelgesprek.traject"

    date_end = fields.Datetime(
        string="End",
        compute="_compute_date_end",
        store=True,
        copy=False,
        help="When the conversation ends, as it stands in the calendar.",
    )

    @api.depends("conversation_id.stop", "date_conversation", "minutes_conversation")
    def _compute_date_end(self):
        for traject in self:
            start, stop = traject.date_conversation, traject.conversation_id.stop
            if start and not (stop and stop > start):
                stop = start + timedelta(minutes=traject.minutes_conversation)
            traject.date_end = start and stop

    def _get_start(self, ring=None):
        """Return when somebody is expected, in UTC; clients meet before it starts.

        :param str ring: whose appointment it is
        """
        self.ensure_one()
        early = self.minutes_premeeting if ring == "inner" else 0
        return self.date_conversation and (
            self.date_conversation - timedelta(minutes=early)
        )

    def _to_local(self, moment):
        """Return a moment in UTC as the clock stands where the traject is."""
        self.ensure_one()
        return utc.localize(moment).astimezone(timezone(self.date_tz))

    def _say_date(self, moment=None):
        """Write a day in full, in the language of the reader."""
        moment = moment or self.date_conversation
        return moment and format_date(
            self._to_local(moment).date(), "EEEE d MMMM y", self._get_locale()
        )

    def _say_time(self, moment):
        """Write the time of the clock where the traject is."""
        return moment and format_time(
            self._to_local(moment).time(), "short", locale=self._get_locale()
        )

    def _get_locale(self):
        return babel_locale_parse(self.env.lang or "en_US")

    def _get_place_lines(self, with_name=True):
        """Return the lines of the address where it is held.

        :param bool with_name: whose place it is too; that may tell the kind of care
        """
        self.ensure_one()
        place = self.address_id
        town = " ".join(filter(None, [place.zip, place.city]))
        name = with_name and place.name
        return [line for line in (name, place.street, place.street2, town) if line]

    def _get_route_url(self):
        """Return a link to a map that shows the place; nothing without an address."""
        self.ensure_one()
        place = self.address_id
        if not place.street or not (place.zip or place.city):
            return False
        return f"{ROUTE}?{url_encode({'query': self._get_address_text()})}"

    def _get_address_text(self):
        return ", ".join(self._get_place_lines(with_name=False))
