# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import split_every

from .spiegelgesprek_stage import PHASES_ENDED

# How many people get their reminder before what was done is kept.
BATCH = 50

_logger = logging.getLogger(__name__)


class SpiegelgesprekParticipant(models.Model):
    """One reminder, never two, to who was asked by mail and did not answer."""

    _inherit = "spiegelgesprek.participant"

    @api.model
    def _cron_remind(self):
        """Each day: remind who is due, also those of days that were missed.

        Who had a reminder is left alone, so that doing it again changes nothing; what
        was queued before a failure stays.
        """
        # sudo: the job reminds for everybody
        all_sudo = self.sudo()
        due_sudo = all_sudo.search(all_sudo._get_reminder_domain())
        due_sudo = due_sudo.filtered(
            lambda p: (
                p.traject_id._is_answering() and p._is_token_valid("invitation_token")
            )
        )
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(due_sudo))
        for ids in split_every(BATCH, due_sudo.ids):
            all_sudo.browse(ids)._remind()
            if not cron._commit_progress(len(ids)):
                break

    def _remind(self):
        """Queue the reminders of these people; when that fails, of each who can."""
        try:
            with self.env.cr.savepoint():
                self._queue_mail(
                    "spiegelgesprek.mail_template_reminder", kind="reminder"
                )
        except Exception:
            if len(self) == 1:
                _logger.exception("No reminder for %s", self)
                return
            for participant in self:
                participant._remind()

    @api.model
    def _get_reminder_domain(self):
        """Return who is due: invited long enough ago, and never reminded."""
        now = fields.Datetime.now()
        open_trajects = Domain(
            [
                ("active", "=", True),
                ("phase", "not in", PHASES_ENDED),
                ("date_conversation", ">", now),
                ("reminder_days", ">", 0),
            ]
        )
        waits = self.env["spiegelgesprek.traject"]._read_group(
            open_trajects, ["reminder_days"]
        )
        invited = Domain("kind", "=", "invitation") & Domain("state", "=", "sent")
        due = Domain.OR(
            Domain("traject_id.reminder_days", "=", days)
            & Domain(
                "mail_ids",
                "any",
                invited & Domain("date_sent", "<=", now - timedelta(days=days)),
            )
            for (days,) in waits
        )
        return (
            due
            & Domain("state", "=", "invited")
            & Domain("ring", "in", ("outer", "lead"))
            & Domain("traject_id", "any", open_trajects)
            & Domain("mail_ids", "not any", [("kind", "=", "reminder")])
        )
