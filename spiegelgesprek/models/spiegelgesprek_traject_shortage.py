# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import split_every

from .spiegelgesprek_stage import PHASES_SEEKING

# How many trajects the nightly job looks at before what was done is kept.
SHORTAGE_BATCH = 200

_logger = logging.getLogger(__name__)


class SpiegelgesprekTraject(models.Model):
    """One activity for the coordinator while the group falls short, never two.

    It comes when the conversation is near enough that it matters, and goes by itself.
    Its words hold no number: who reads the tasks of a traject may not count clients.
    """

    _inherit = "spiegelgesprek.traject"

    shortage_activity_id = fields.Many2one(
        "mail.activity", copy=False, ondelete="set null", groups="base.group_system"
    )
    shortage_noted = fields.Integer(
        copy=False,
        groups="base.group_system",
        help="How many clients were short when the coordinator was last told. Who "
        "ticked the activity is told again when it gets worse.",
    )

    date_shortage = fields.Date(
        string="Near from",
        compute="_compute_date_shortage",
        store=True,
        index="btree_not_null",
        groups="base.group_system",
        help="From this day a group that falls short is an activity: as long before "
        "everybody is called as for a step.",
    )

    @api.depends("date_conversation", "date_tz", "confirm_days", "window_days")
    def _compute_date_shortage(self):
        for traject in self:
            called = traject._get_call_date()
            window = timedelta(days=traject.window_days)
            traject.date_shortage = called and called - window

    def _get_call_date(self):
        """Return from when everybody is called, so by when the group must be there."""
        self.ensure_one()
        local = self._get_local_date()
        return local and local.date() - timedelta(days=self.confirm_days)

    def _is_shortage_near(self):
        """Whether it is time to worry, and not too late."""
        self.ensure_one()
        today = fields.Date.context_today(self.with_context(tz=self.date_tz))
        near = self.date_shortage and self.date_shortage <= today
        return near and self.date_conversation > fields.Datetime.now()

    def _sync_shortage(self):
        """Give each traject that falls short its one activity, and others none."""
        quiet = self.with_context(mail_activity_quick_update=True)
        for traject in quiet:
            near = traject.active and traject._is_shortage_near()
            short = traject.client_short if near else 0
            activity = traject.shortage_activity_id
            if not short:
                # what was done by hand stays as done
                activity.filtered("active").unlink()
            elif not activity.active and short > traject.shortage_noted:
                traject.shortage_activity_id = traject.env["mail.activity"].create(
                    traject._prepare_shortage_values()
                )
            if traject.shortage_noted != short:
                traject.shortage_noted = short

    def _prepare_shortage_values(self):
        self.ensure_one()
        lang = self.user_id.lang
        return {
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
            "summary": self.with_context(lang=lang).env._("Find more people"),
            "user_id": self.user_id.id,
            "date_deadline": max(
                self._get_call_date(), fields.Date.context_today(self)
            ),
            "automated": True,
        }

    # ------------------------------------------------------------
    # WHEN
    # ------------------------------------------------------------

    @api.model
    def _get_shortage_fields(self):
        """Return the fields of a traject on which this depends, next to the date."""
        return {
            "active",
            "client_min",
            "client_reserve",
            "stage_id",
        }

    def write(self, vals):
        result = super().write(vals)
        if not self._get_shortage_fields().isdisjoint(vals):
            self._plan_shortage()
        return result

    def _compute_field_value(self, field):
        """Look again when the conversation moved, in whatever way."""
        result = super()._compute_field_value(field)
        if field.name == "date_shortage":
            self._plan_shortage()
        return result

    def _plan_shortage(self):
        """Look at these trajects once, before the commit."""
        precommit = self.env.cr.precommit
        key = f"{self._name}.shortage"
        if key not in precommit.data:
            precommit.data[key] = set()
            precommit.add(self.env["spiegelgesprek.traject"]._sync_shortage_planned)
        precommit.data[key].update(self.filtered("id").ids)

    @api.model
    def _sync_shortage_planned(self):
        ids = self.env.cr.precommit.data.pop(f"{self._name}.shortage", ())
        # sudo: whoever notes an answer need not be allowed to plan for others
        trajects_sudo = self.sudo().browse(ids).exists()
        trajects_sudo._filter_shortage()._sync_shortage()

    def _filter_shortage(self):
        """Return those that may need an activity, or have one that may go."""
        return self.filtered(
            lambda traject: (
                traject.shortage_noted
                or (traject.phase in PHASES_SEEKING and traject._is_shortage_near())
            )
        )

    @api.model
    def _cron_sync_shortage(self):
        """Each night: tell coordinators whose conversation came near, in batches."""
        # sudo: the job sees to everybody's trajects
        trajects_sudo = self.sudo().with_context(active_test=False)
        looked = trajects_sudo.search(trajects_sudo._get_shortage_domain())
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(looked))
        for ids in split_every(SHORTAGE_BATCH, looked.ids):
            try:
                trajects_sudo.browse(ids).exists()._sync_shortage()
            except Exception:
                self.env.cr.rollback()
                _logger.exception("Not looked whether clients are short: %s", ids)
            if not cron._commit_progress(len(ids)):
                break

    @api.model
    def _get_shortage_domain(self):
        """Return what the job looks at: before the conversation, or told before."""
        return Domain("shortage_noted", "!=", 0) | (
            Domain("active", "=", True)
            & Domain("phase", "in", PHASES_SEEKING)
            & Domain("date_shortage", "<=", fields.Date.context_today(self))
            & Domain("date_conversation", ">", fields.Datetime.now())
        )
