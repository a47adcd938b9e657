# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from datetime import datetime, time, timedelta

from pytz import timezone, utc

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .spiegelgesprek_evaluation_ticket import LINK_AFTER
from .spiegelgesprek_traject_counters import COORDINATOR
from .spiegelgesprek_traject_evaluation import PREFIX

# Nobody is mailed at night. By noon who was there should be known.
HOUR_MAILS, HOUR_NOON = 8, 12
# However late the job comes by, people have so many days to answer, and so many before
# they are reminded.
LEAST_DAYS, LEAST_DAYS_BEFORE_REMINDER = 4, 2
USUAL_REMINDER = 4
# Longer ago nobody is asked any more, for example after an import.
LONGEST = timedelta(days=45)
PHASES_AFTER = ("run", "evaluate", "follow_up")

_logger = logging.getLogger(__name__)


class SpiegelgesprekTraject(models.Model):
    """The clock of the evaluation: asked the day after, reminded once, closed in time.

    The job looks at what the clock says and at what was done, so a missed day is made
    up for and a second run does nothing. Days are those of the traject's time zone.
    """

    _inherit = "spiegelgesprek.traject"

    evaluation_send_days = fields.Integer(
        string="Ask (days after)",
        default=1,
        help="How many days after the conversation people are asked for an answer.",
    )
    evaluation_remind_days = fields.Integer(
        string="Remind (days after)",
        default=USUAL_REMINDER,
        help="Who did not answer by then is reminded, once. 0: nobody is.",
    )
    client_evaluation_sent = fields.Date(
        string="Clients asked on", readonly=True, copy=False, groups=COORDINATOR
    )
    listener_evaluation_sent = fields.Date(
        string="Listeners asked on", readonly=True, copy=False, groups=COORDINATOR
    )
    client_evaluation_reminded = fields.Date(
        string="Clients reminded on", readonly=True, copy=False, groups=COORDINATOR
    )
    listener_evaluation_reminded = fields.Date(
        string="Listeners reminded on", readonly=True, copy=False, groups=COORDINATOR
    )

    _evaluation_clock_range = models.Constraint(
        "CHECK(evaluation_send_days >= 0 AND evaluation_remind_days >= 0)",
        "Days after the conversation can't be negative.",
    )

    @api.constrains("date_conversation")
    def _check_date_of_evaluation(self):
        """Keep the date that forms close by, from wherever it is moved."""
        for traject in self:
            if not traject.date_conversation and traject._is_evaluating():
                raise ValidationError(
                    self.env._(
                        "People can answer what the conversation brought. Their form "
                        "closes some days after it, so it needs a date: keep this one "
                        "until there is another."
                    )
                )
            if traject._is_ahead_of_evaluation():
                raise ValidationError(
                    self.env._(
                        "People were asked already what this conversation brought, so "
                        "it can't be held later on. Make a new traject for another "
                        "conversation."
                    )
                )

    # ------------------------------------------------------------
    # THE JOB
    # ------------------------------------------------------------

    @api.model
    def _cron_evaluate(self):
        """Do what the clock says for each traject; one that fails stops no other."""
        # sudo: the job sees to everybody's trajects
        due_sudo = self.sudo().search(self._get_clock_domain())
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(due_sudo))
        for traject_sudo in due_sudo:
            try:
                traject_sudo._run_clock()
            except Exception:
                self.env.cr.rollback()
                _logger.exception("No evaluation for %s", traject_sudo.id)
            if not cron._commit_progress(1):
                break

    @api.model
    def _get_clock_domain(self):
        """Return what was held and is not evaluated to the end.

        A form that is open closes whatever became of the traject: as long as it
        doesn't, it is known who answered.
        """
        now = fields.Datetime.now()
        asking = (
            Domain("phase", "in", PHASES_AFTER)
            & Domain("active", "=", True)
            & Domain("date_conversation", ">", now - LONGEST)
        )
        return Domain("date_conversation", "<", now) & Domain.OR(
            Domain(f"{prefix}_evaluation_state", "in", ("open", "closed"))
            | (Domain(f"{prefix}_evaluation_state", "=", "draft") & asking)
            for prefix in PREFIX.values()
        )

    def _is_evaluating(self):
        """Whether answers to one of the forms can still come in."""
        self.ensure_one()
        states = {self._get_evaluation(ring, "state") for ring in PREFIX}
        return not states.isdisjoint({"open", "closed"})

    def _is_ahead_of_evaluation(self):
        """Whether it is still to be held, though people were asked about it."""
        self.ensure_one()
        date = self.date_conversation
        return bool(date and date > fields.Datetime.now()) and any(
            self._get_evaluation(ring, "sent")
            or self._get_evaluation(ring, "state") in ("closed", "ended")
            for ring in PREFIX
        )

    def _is_asking(self):
        """Whether people are still asked and reminded, and the coordinator told."""
        self.ensure_one()
        recent = self.date_conversation > fields.Datetime.now() - LONGEST
        return self.active and self.phase in PHASES_AFTER and recent

    def _run_clock(self):
        """Do each thing apart: what fails keeps no form open."""
        self.ensure_one()
        for ring in PREFIX:
            self._run_clock_apart(self._run_clock_of_ring, ring)
        if self._is_asking():
            self._run_clock_apart(self._sync_clock_activities)

    def _run_clock_apart(self, run, *args):
        try:
            with self.env.cr.savepoint():
                run(*args)
        except Exception:
            _logger.exception("No evaluation for %s: %s", self.id, run.__name__)

    def _run_clock_of_ring(self, ring):
        """Ask, remind, close and end, as far as it is time for it."""
        state = self._get_evaluation(ring, "state")
        end_day = min(self.debrief_days, LINK_AFTER.days)
        if state in ("draft", "open") and not self._is_time(self._get_close_day(ring)):
            if self._is_asking() and self._is_time(self.evaluation_send_days):
                self._send_evaluation(ring)
            if self._is_asking() and self._is_time(self._get_reminder_day(ring)):
                self._remind_evaluation(ring)
        elif state == "open":
            self._close_evaluation(ring)
        elif state == "closed" and self._is_time(end_day):
            self._end_evaluation(ring)

    # ------------------------------------------------------------
    # WHAT THE CLOCK SAYS
    # ------------------------------------------------------------

    def _get_day(self, days, hour=HOUR_MAILS):
        """Return a moment so many days after the conversation, in UTC.

        :param int days: days of the traject's time zone
        :param int hour: what the clock stands at there
        """
        self.ensure_one()
        zone = timezone(self.date_tz)
        day = self._get_local_date().date() + timedelta(days=days)
        local = zone.localize(datetime.combine(day, time(hour)))
        return local.astimezone(utc).replace(tzinfo=None)

    def _is_time(self, days, hour=HOUR_MAILS):
        """Whether it is so many days after the conversation; never when not known."""
        return days is not None and self._get_day(days, hour) <= fields.Datetime.now()

    def _get_sent_day(self, ring):
        """Return how many days after the conversation a ring was asked, if it was."""
        self.ensure_one()
        sent = self._get_evaluation(ring, "sent")
        return (sent - self._get_local_date().date()).days if sent else None

    def _get_close_day(self, ring):
        """Return on which day a form closes: as planned, or later when asked late.

        At the latest when links stop working, whatever numbers were filled in.
        """
        sent = self._get_sent_day(ring)
        least = LEAST_DAYS + (self.evaluation_send_days if sent is None else sent)
        planned = max(self.evaluation_days, least)
        if sent is None and self._get_evaluation(ring, "state") == "draft":
            # nobody was asked yet: who was there may still be noted
            return LONGEST.days
        return min(planned, LINK_AFTER.days)

    def _get_reminder_day(self, ring):
        """Return on which day people are reminded; nothing when they were, or won't."""
        sent = self._get_sent_day(ring)
        if (
            not self.evaluation_remind_days
            or sent is None
            or self._get_evaluation(ring, "reminded")
        ):
            return None
        return max(self.evaluation_remind_days, sent + LEAST_DAYS_BEFORE_REMINDER)

    def _get_low_day(self, ring):
        """Return from which day few answers are too few; nothing when none was asked.

        The day after the reminder, also where nobody is reminded.
        """
        sent = self._get_sent_day(ring)
        if sent is None:
            return None
        remind = self.evaluation_remind_days or USUAL_REMINDER
        return max(remind, sent + LEAST_DAYS_BEFORE_REMINDER) + 1

    # ------------------------------------------------------------
    # ASKING AND REMINDING
    # ------------------------------------------------------------

    def _send_evaluation(self, ring):
        """Ask who was there, each once; also who was noted since the last time."""
        self.ensure_one()
        if not self._get_evaluated(ring) or not self._get_survey(ring):
            return
        tickets_sudo = self._open_evaluation(ring)
        tickets_sudo.participant_id._mail_evaluation()
        if not self._get_evaluation(ring, "sent"):
            self[f"{PREFIX[ring]}_evaluation_sent"] = self._get_today()

    def _remind_evaluation(self, ring):
        """Remind who did not answer, once; where cards were used, everybody.

        For what came in on a card nobody knows whose it was. Nobody who turned out
        not to have been there.
        """
        self.ensure_one()
        tickets = self.env["spiegelgesprek.evaluation.ticket"]
        domain = tickets._get_ring_domain(self, ring)
        if tickets.search_count(domain & Domain("code", "!=", False), limit=1):
            asked = tickets.search(domain & Domain("participant_id", "!=", False))
        else:
            asked = tickets._get_waiting(self, ring)
        people = asked.participant_id.filtered(lambda p: p.state == "attended")
        if people:
            people._mail_evaluation_reminder(asked[0])
        self[f"{PREFIX[ring]}_evaluation_reminded"] = self._get_today()

    def _get_today(self):
        self.ensure_one()
        return fields.Date.context_today(self.with_context(tz=self.date_tz))

    def _forget_evaluation_mails(self, ring):
        """Delete the mails too that went by way of the participants."""
        result = super()._forget_evaluation_mails(ring)
        inner = ring == "inner"
        people = self.participant_ids.filtered(lambda p: (p.ring == "inner") == inner)
        people._forget_evaluation_mails()
        return result
