# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import split_every

from .spiegelgesprek_action_point import STATES_OPEN
from .spiegelgesprek_stage import PHASES_ENDED

# How many people get their mail before what was done is kept.
DIGEST_BATCH = 50

_logger = logging.getLogger(__name__)


class ResUsers(models.Model):
    """One mail a week with what there is to do, instead of a mail for each step."""

    _inherit = "res.users"

    spiegelgesprek_digest = fields.Boolean(
        string="Mail of the week",
        default=True,
        help="Each Monday: my steps of mirror conversations of this week, and what is "
        "late. Nothing to do: no mail.",
    )
    spiegelgesprek_digest_date = fields.Date(
        string="Week of the last mail", groups="base.group_system", copy=False
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return super().SELF_READABLE_FIELDS + ["spiegelgesprek_digest"]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return super().SELF_WRITEABLE_FIELDS + ["spiegelgesprek_digest"]

    @api.model
    def _cron_spiegelgesprek_digest(self):
        """Each Monday: queue one mail for everybody with something to do.

        Again in the same week mails nobody who had one; what was queued before a
        failure stays.
        """
        today = fields.Date.context_today(self)
        monday = today - timedelta(days=today.weekday())
        # sudo: the job sees to everybody's work
        all_sudo = self.sudo()
        digests = all_sudo._prepare_digests(monday)
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(digests))
        for ids in split_every(DIGEST_BATCH, digests):
            users_sudo = all_sudo.browse(ids)
            try:
                users_sudo._send_digest(digests, monday)
            except Exception:
                self.env.cr.rollback()
                _logger.exception("No mail of the week for the users %s", ids)
            if not cron._commit_progress(len(ids)):
                break

    def _send_digest(self, digests, monday):
        """Queue the mails of these users, and note that they had one this week."""
        template = self.env.ref("spiegelgesprek.mail_template_digest")
        template.with_context(spiegelgesprek_digests=digests).send_mail_batch(
            self.ids,
            # on no document: colleagues may read what hangs on a user
            email_values={"model": False, "res_id": False},
        )
        self.spiegelgesprek_digest_date = monday

    @api.model
    def _prepare_digests(self, monday):
        """Return what everybody has to do in this week, of who wants to hear it.

        :return: ``{user id: {"late": [...], "week": [...], "points": [...]}}``, with
            of each line code, name, date and path
        """
        wanted = Domain(
            [
                ("user_id.active", "=", True),
                ("user_id.spiegelgesprek_digest", "=", True),
                ("user_id.company_id.spiegelgesprek_digest", "=", True),
                ("user_id.partner_id.email", "!=", False),
                "|",
                ("user_id.spiegelgesprek_digest_date", "=", False),
                ("user_id.spiegelgesprek_digest_date", "<", monday),
                ("traject_id.active", "=", True),
            ]
        )
        digests = defaultdict(lambda: {"late": [], "week": [], "points": []})
        today = fields.Date.context_today(self)
        steps = self.env["spiegelgesprek.step"].search(
            wanted
            & Domain("state", "=", "todo")
            & Domain("date_deadline", "<", monday + timedelta(days=7))
            & Domain("phase", "!=", False)
            & Domain("traject_id.phase", "not in", PHASES_ENDED)
        )
        for step in steps._filter_readable():
            part = "late" if step.date_deadline < today else "week"
            digests[step.user_id.id][part].append(self._prepare_digest_line(step))
        points = self.env["spiegelgesprek.action.point"].search(
            wanted
            & Domain("state", "in", STATES_OPEN)
            & Domain("date_deadline", "<", today)
            & Domain("traject_id.phase", "!=", "cancelled")
        )
        for point in points:
            if point.user_id.has_group("spiegelgesprek.spiegelgesprek_group_user"):
                line = self._prepare_digest_line(point)
                digests[point.user_id.id]["points"].append(line)
        return dict(digests)

    @api.model
    def _prepare_digest_line(self, record):
        """Return what a mail says of a step or point; the code, never the topic."""
        path = f"{record.get_base_url()}/odoo/{record._name}/{record.id}"
        return record.traject_id.code, record.name, record.date_deadline, path
