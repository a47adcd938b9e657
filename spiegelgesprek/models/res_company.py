# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from pytz import timezone, utc

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    spiegelgesprek_method_id = fields.Many2one(
        "spiegelgesprek.method",
        string="Default method",
        help="The method of a new traject.",
    )
    spiegelgesprek_retention_months = fields.Integer(
        string="Longest retention (months)",
        default=12,
        help="No traject may keep personal data of clients for longer after closing.",
    )
    spiegelgesprek_minimum_answers = fields.Integer(
        string="Fewest answers",
        default=5,
        help="Results of an evaluation show from this number of answers, so that "
        "nobody can be recognised. At least 3.",
    )
    spiegelgesprek_phone = fields.Char(
        string="Phone for questions",
        help="Shown to people whose personal link no longer works.",
    )
    spiegelgesprek_safety_text = fields.Text(
        string="Signals of unsafety",
        translate=True,
        help="What to do when a client tells something that can't wait. It is shown as "
        "a reminder; signals themselves are never kept here.",
    )
    spiegelgesprek_sender = fields.Char(
        string="Sender",
        help="Name and address that mails about mirror conversations come from. Choose "
        "neutral words: people around a client may see them.",
    )

    spiegelgesprek_digest = fields.Boolean(
        string="Mail of the week",
        default=True,
        help="Each Monday one mail to everybody with steps to do or late.",
    )

    _spiegelgesprek_minimum_answers_range = models.Constraint(
        "CHECK(spiegelgesprek_minimum_answers >= 3)",
        "With fewer than 3 answers people can be recognised.",
    )
    _spiegelgesprek_retention_months_range = models.Constraint(
        "CHECK(spiegelgesprek_retention_months > 0)",
        "Personal data needs a retention of at least one month.",
    )

    def _get_closed_days(self, start, end):
        """Return on which days these companies don't work, weekends aside.

        :param date start: first day that matters
        :param date end: last day that matters
        :return: ``{company: {date, ...}}``, from the days off for everybody in the
            working hours of the company; one query
        """
        # sudo: days off of the company are no secret, the rest of that model may be
        leaves_sudo = self.env["resource.calendar.leaves"].sudo()
        leaves_sudo = leaves_sudo.search_fetch(
            [
                ("resource_id", "=", False),
                ("company_id", "in", [False, *self.ids]),
                ("date_from", "<=", end + timedelta(days=1)),
                ("date_to", ">=", start - timedelta(days=1)),
            ],
            ["company_id", "calendar_id", "date_from", "date_to"],
        )
        closed = {}
        for company in self:
            hours = company.resource_calendar_id
            tz = timezone(hours.tz or company.partner_id.tz or "UTC")
            closed[company] = {
                day
                for leave_sudo in leaves_sudo
                if leave_sudo.company_id in (company, company.browse())
                and leave_sudo.calendar_id in (hours, hours.browse())
                for day in self._get_days_off(leave_sudo, tz)
            }
        return closed

    def _get_workdays(self, days):
        """Return a function that finds a day on which a company works; one query.

        :param days: around which days will be asked
        :return: ``function(company, date, back)``, the day itself or the nearest
            working day before it (``back``) or after it
        """
        margin = timedelta(days=31)
        days = list(days)
        closed = days and self._get_closed_days(min(days) - margin, max(days) + margin)

        def find(company, day, back):
            step = timedelta(days=-1 if back else 1)
            while day.weekday() > 4 or day in closed[company]:
                day += step
            return day

        return find

    def _get_days_off(self, leave, tz):
        """Return the days that a day off touches, as the clock stands in this zone."""
        first, last = (
            utc.localize(moment).astimezone(tz).date()
            for moment in (leave.date_from, leave.date_to)
        )
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]
