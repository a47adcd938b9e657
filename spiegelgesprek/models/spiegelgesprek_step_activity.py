# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import split_every

from .spiegelgesprek_stage import PHASES_ENDED

# How many steps the nightly job brings up to date before it commits.
SYNC_BATCH = 500

_logger = logging.getLogger(__name__)


class SpiegelgesprekStep(models.Model):
    """The activity that stands for a step while it is near."""

    _inherit = "spiegelgesprek.step"

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        steps._plan_sync()
        return steps

    def write(self, vals):
        result = super().write(vals)
        self._plan_sync()
        return result

    def _compute_field_value(self, field):
        """Sync the activities also when a date or a person changed by itself."""
        result = super()._compute_field_value(field)
        if field.name in ("date_activity", "date_deadline", "user_id"):
            self._plan_sync()
        return result

    def _plan_sync(self):
        """Bring the activities of these steps up to date, once, before the commit."""
        precommit = self.env.cr.precommit
        key = f"{self._name}.sync"
        if key not in precommit.data:
            precommit.data[key] = set()
            precommit.add(self.env[self._name]._sync_planned)
        precommit.data[key].update(self.filtered("id").ids)

    @api.model
    def _sync_planned(self):
        ids = self.env.cr.precommit.data.pop(f"{self._name}.sync", ())
        # sudo: whoever moves a date need not be allowed to touch others' tasks
        steps_sudo = self.sudo()
        # which are left, and their checklists, in one question
        steps_sudo.search_fetch([("id", "in", list(ids))])._sync_activity()

    def _sync_activity(self):
        """Give each open step that is near exactly one activity, and others none.

        In batch, without a mail and without a subscription (``quick_update``).
        """
        steps = self.with_context(
            mail_activity_quick_update=True, spiegelgesprek_step_sync=True
        )
        wanted = steps._filter_wanted()
        current = steps.activity_ids.grouped("step_id")
        done = steps.filtered(lambda step: step.state == "done")
        done.activity_ids.action_done()
        (steps - wanted - done).activity_ids.unlink()
        missing = []
        common = wanted and steps._prepare_common_activity_values()
        for step in wanted:
            values = {**common, **step._prepare_activity_values()}
            activity = current.get(step)
            if not activity:
                missing.append(values)
            elif changed := step._get_changed_values(activity, values):
                activity.write(changed)
        steps.env["mail.activity"].create(missing)

    def _filter_wanted(self):
        """Return the open steps inside their window whose responsible may read them."""
        today = fields.Date.context_today(self)
        near = self.filtered(
            lambda step: (
                step.state == "todo"
                and step.user_id.active
                and step.date_activity
                and step.date_activity <= today
                and step.traject_id._is_running()
            )
        )
        return near._filter_readable()

    def _filter_readable(self):
        """Return the steps whose responsible may read the traject."""
        readable = self.browse()
        for user, steps in self.grouped("user_id").items():
            # of the companies of that user, not of those that somebody has ticked now
            trajects = steps.traject_id.with_user(user).with_context(
                allowed_company_ids=user.company_ids.ids
            )
            ids = set(trajects._filtered_access("read").ids)
            readable |= steps.filtered(lambda step, ids=ids: step.traject_id.id in ids)
        return readable

    @api.model
    def _prepare_common_activity_values(self):
        return {
            "res_model_id": self.env["ir.model"]._get_id("spiegelgesprek.traject"),
            # cached, while a reference is looked up each time
            "activity_type_id": self.env["ir.model.data"]._xmlid_to_res_id(
                "mail.mail_activity_data_todo", raise_if_not_found=True
            ),
            "automated": True,
        }

    def _prepare_activity_values(self):
        self.ensure_one()
        return {
            "res_id": self.traject_id.id,
            "step_id": self.id,
            "summary": self.name,
            "note": self.note,
            "user_id": self.user_id.id,
            "date_deadline": self.date_deadline,
        }

    @api.model
    def _get_changed_values(self, activity, values):
        """Return which of these values the activity doesn't have yet."""
        current = activity._convert_to_write(
            {name: activity[name] for name in ("summary", "user_id", "date_deadline")}
        )
        return {name: values[name] for name in current if current[name] != values[name]}

    @api.model
    def _cron_sync_activities(self):
        """Each night: make activities for steps whose window opens, in batches.

        Also take them from who may no longer read the traject. Work that was done is
        kept when a later batch fails or time runs out.
        """
        # sudo: the job sees to everybody's steps
        steps_sudo = self.sudo()
        due = steps_sudo.search(steps_sudo._get_sync_domain())
        due |= steps_sudo._find_lost_steps()
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(due))
        for ids in split_every(SYNC_BATCH, due.ids):
            batch = steps_sudo.browse(ids).exists()
            try:
                batch._sync_activity()
            except Exception:
                self.env.cr.rollback()
                _logger.exception("No activities for the steps %s", ids)
            if not cron._commit_progress(len(ids)):
                break

    @api.model
    def _get_sync_domain(self):
        """Return the open steps without an activity that need one by now."""
        return (
            Domain("state", "=", "todo")
            & Domain("date_activity", "<=", fields.Date.context_today(self))
            & Domain("traject_id.active", "=", True)
            & Domain("traject_id.phase", "not in", PHASES_ENDED)
            & Domain("activity_ids", "=", False)
        )

    @api.model
    def _find_lost_steps(self):
        """Return the steps with an activity of who may no longer read the traject."""
        lost = self.browse()
        activities = self.env["mail.activity"]
        for (user,) in activities._read_group([("step_id", "!=", False)], ["user_id"]):
            trajects = self.env["spiegelgesprek.traject"].with_user(user)
            trajects = trajects.with_context(
                active_test=False, allowed_company_ids=user.company_ids.ids
            )
            own = Domain("step_id", "!=", False) & Domain("user_id", "=", user.id)
            if user and trajects.has_access("read"):
                own &= Domain("step_id.traject_id", "not in", trajects._search([]))
            lost |= activities.search(own).step_id
        return lost
