# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from .spiegelgesprek_method_step import OFFSET_LIMIT, RESPONSIBLES
from .spiegelgesprek_stage import PHASES, PHASES_ENDED

STATES = [
    ("todo", "To do"),
    ("done", "Done"),
    ("skipped", "Not needed"),
]


class SpiegelgesprekStep(models.Model):
    """One line of the step plan (draaiboek) of a traject.

    The step is the truth; an activity stands for it while it is near. See
    ``mail_activity.py`` for the three ways back, and ``_sync_activity`` here.
    """

    _name = "spiegelgesprek.step"
    _description = "Step of a Traject"
    _order = "date_deadline, offset_days, sequence, id"
    _check_company_auto = True

    traject_id = fields.Many2one(
        "spiegelgesprek.traject", required=True, index=True, ondelete="cascade"
    )
    method_step_id = fields.Many2one(
        "spiegelgesprek.method.step",
        index="btree_not_null",
        ondelete="set null",
        help="The line of the method that this step was copied from.",
    )
    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    phase = fields.Selection(PHASES, required=True, default="prepare", index=True)
    note = fields.Html(
        string="Checklist", help="The small tasks inside. No names of clients."
    )
    company_id = fields.Many2one(
        related="traject_id.company_id", store=True, precompute=True
    )

    # When
    offset_days = fields.Integer(string="Days from the conversation")
    shift = fields.Integer(
        string="Shifted (days)",
        help="Moved by hand. Kept when the date of the conversation moves.",
    )
    date_deadline = fields.Date(
        string="Deadline",
        compute="_compute_date_deadline",
        inverse="_inverse_date_deadline",
        store=True,
        index=True,
    )
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")

    # Who
    responsible = fields.Selection(
        RESPONSIBLES, string="Role", required=True, default="coordinator"
    )
    assigned_user_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        help="Chosen by hand. Kept when somebody else gets the role.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        compute="_compute_user_id",
        inverse="_inverse_user_id",
        store=True,
        index="btree_not_null",
        domain=lambda self: [("all_group_ids", "in", self._get_user_group().ids)],
        check_company=True,
    )

    # How far
    state = fields.Selection(
        STATES, required=True, default="todo", index=True, group_expand=True
    )
    skip_reason = fields.Char(help="Why this step is not needed in this traject.")
    date_done = fields.Date(compute="_compute_date_done", store=True)
    activity_ids = fields.One2many("mail.activity", "step_id")

    _offset_range = models.Constraint(
        f"CHECK(offset_days BETWEEN -{OFFSET_LIMIT} AND {OFFSET_LIMIT}"
        f" AND shift BETWEEN -{OFFSET_LIMIT} AND {OFFSET_LIMIT})",
        "A step lies at most two years from the conversation.",
    )
    _skip_reason_given = models.Constraint(
        "CHECK(state <> 'skipped' OR btrim(COALESCE(skip_reason, '')) <> '')",
        "Say why this step is not needed.",
    )

    # ------------------------------------------------------------
    # WHEN
    # ------------------------------------------------------------

    @api.depends(
        "traject_id.date_conversation",
        "traject_id.date_tz",
        "offset_days",
        "shift",
        "state",
    )
    def _compute_date_deadline(self):
        """Plan what is open; what is done or not needed keeps the date it had."""
        open_steps = self.filtered(
            lambda step: step.state == "todo" or not step.date_deadline
        )
        for step in self - open_steps:
            step.date_deadline = step.date_deadline
        planned = open_steps._get_planned_dates()
        for step in open_steps:
            date = planned[step]
            step.date_deadline = date and date + timedelta(days=step.shift)

    def _inverse_date_deadline(self):
        """Keep what was moved by hand as a shift from the planned date."""
        deadlines = {step: step.date_deadline for step in self}
        for step, planned in self._get_planned_dates().items():
            if planned and deadlines[step]:
                step.shift = (deadlines[step] - planned).days

    def _get_planned_dates(self):
        """Return ``{step: date}`` from the date of the conversation, without shifts.

        Dates are days in the time zone of the traject. Before the conversation they
        go back to a day on which the company works. No conversation: no date.
        """
        dates = {}
        for step in self:
            local = step.traject_id._get_local_date()
            dates[step] = local and local.date() + timedelta(days=step.offset_days)
        before = self.filtered(lambda step: dates[step] and step.offset_days < 0)
        if before:
            closed = before.company_id._get_closed_days(
                min(dates[step] for step in before) - timedelta(days=31),
                max(dates[step] for step in before),
            )
            for step in before:
                while dates[step].weekday() > 4 or dates[step] in closed[step.company_id]:
                    dates[step] -= timedelta(days=1)
        return dates

    @api.depends("state", "date_deadline")
    @api.depends_context("tz")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for step in self:
            deadline = step.date_deadline
            step.is_late = step.state == "todo" and bool(deadline) and deadline < today

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        late = Domain("state", "=", "todo") & Domain("date_deadline", "<", today)
        return late if True in value else ~late

    @api.depends("state")
    def _compute_date_done(self):
        today = fields.Date.context_today(self)
        for step in self:
            step.date_done = step.state == "done" and (step.date_done or today)

    # ------------------------------------------------------------
    # WHO
    # ------------------------------------------------------------

    @api.model
    def _get_user_group(self):
        return self.env.ref("spiegelgesprek.spiegelgesprek_group_user")

    @api.depends(
        "responsible",
        "assigned_user_id.active",
        "traject_id.user_id",
        "traject_id.sponsor_id.user_ids.active",
        "traject_id.lead_participant_ids.partner_id.user_ids.active",
        "state",
    )
    def _compute_user_id(self):
        """Take who was chosen, else who has the role, else the coordinator.

        Only people with a login count; what is done keeps who did it.
        """
        open_steps = self.filtered(lambda step: step.state == "todo")
        for step in self - open_steps:
            step.user_id = step.user_id
        for traject, steps in open_steps.grouped("traject_id").items():
            users = traject._get_responsible_users()
            for step in steps:
                step.user_id = (
                    step.assigned_user_id.filtered("active")
                    or users.get(step.responsible)
                    or traject.user_id
                )

    def _inverse_user_id(self):
        for step in self:
            step.assigned_user_id = step.user_id

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        steps._plan_sync()
        return steps

    def write(self, vals):
        result = super().write(vals)
        if "traject_id" in vals:
            # rules look before a write; look again at the traject they came to
            self.check_access("write")
        self._plan_sync()
        return result

    def _compute_field_value(self, field):
        """Sync the activities also when a date or a person changed by itself."""
        super()._compute_field_value(field)
        if field.name in ("date_deadline", "user_id"):
            self._plan_sync()

    # ------------------------------------------------------------
    # ACTIVITIES
    # ------------------------------------------------------------

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
        self.sudo().browse(ids).exists()._sync_activity()

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
        for step in wanted:
            values = step._prepare_activity_values()
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
                and step.user_id
                and step.date_deadline
                and step.traject_id._is_running()
                and (step.date_deadline - today).days <= step.traject_id.window_days
            )
        )
        wanted = self.browse()
        for user, steps in near.grouped("user_id").items():
            trajects = steps.traject_id.with_user(user)._filtered_access("read")
            wanted |= steps.filtered(lambda step, ids=trajects.ids: step.traject_id.id in ids)
        return wanted

    def _prepare_activity_values(self):
        self.ensure_one()
        return {
            "res_model_id": self.env["ir.model"]._get_id("spiegelgesprek.traject"),
            "res_id": self.traject_id.id,
            "step_id": self.id,
            "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
            "automated": True,
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
        """Each night: make activities for steps whose window opens, in one go."""
        # sudo: the job sees to everybody's steps
        self.sudo().search(self._get_sync_domain())._sync_activity()

    @api.model
    def _get_sync_domain(self):
        """Return the open steps without an activity that may need one by now."""
        last = fields.Date.context_today(self) + timedelta(days=OFFSET_LIMIT)
        return (
            Domain("state", "=", "todo")
            & Domain("date_deadline", "<=", last)
            & Domain("traject_id.active", "=", True)
            & Domain("phase", "not in", PHASES_ENDED)
            & Domain("activity_ids", "=", False)
        )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_done(self):
        """Note that these steps are done; a second click changes nothing."""
        self.filtered(lambda step: step.state != "done").state = "done"
        return True

    def action_todo(self):
        """Open these steps again."""
        self.filtered(lambda step: step.state != "todo").write(
            {"state": "todo", "skip_reason": False}
        )
        return True
