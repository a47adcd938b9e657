# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from .spiegelgesprek_method_step import OFFSET_LIMIT, RESPONSIBLES
from .spiegelgesprek_stage import PHASES

STATES = [
    ("todo", "To do"),
    ("done", "Done"),
    ("skipped", "Not needed"),
]


class SpiegelgesprekStep(models.Model):
    """One line of the step plan (draaiboek) of a traject.

    The step is the truth; an activity stands for it while it is near: see
    ``spiegelgesprek_step_activity.py``, and ``mail_activity.py`` for the ways back.
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
    phase = fields.Selection(
        PHASES,
        required=True,
        default="prepare",
        index=True,
        group_expand="_expand_phases",
    )
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
    date_activity = fields.Date(
        string="Near from",
        compute="_compute_date_activity",
        store=True,
        index=True,
        help="From this day the step is an activity of who does it.",
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

    @api.model
    def _expand_phases(self, phases, domain):
        """Show the phases that occur in the order in which they come."""
        return [phase for phase, _label in PHASES if phase in phases]

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """Sort phases as they come, not by their letters."""
        if field_name == "phase":
            phases = [phase for phase, _label in PHASES]
            phase = self._field_to_sql(alias, field_name, query)
            return SQL("array_position(%s, %s::text) %s", phases, phase, direction)
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

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
        """Keep what was moved by hand as a shift from the planned date.

        Who empties the date goes back to what was planned.
        """
        deadlines = {step: step.date_deadline for step in self}
        for step, planned in self._get_planned_dates().items():
            if not planned:
                continue
            if deadlines[step]:
                step.shift = (deadlines[step] - planned).days
            else:
                step.write({"shift": 0, "date_deadline": planned})

    def _get_planned_dates(self):
        """Return ``{step: date}`` from the date of the conversation, without shifts.

        Dates are days in the time zone of the traject. Before the conversation they
        go back to a day on which the company works. No conversation: no date.
        """
        dates = {}
        for step in self:
            # in a form that takes a step out, it has no traject for a moment
            local = step.traject_id and step.traject_id._get_local_date()
            dates[step] = local and local.date() + timedelta(days=step.offset_days)
        before = self.filtered(lambda step: dates[step] and step.offset_days < 0)
        workdays = before.company_id._get_workdays([dates[step] for step in before])
        for step in before:
            dates[step] = workdays(step.company_id, dates[step], back=True)
        return dates

    @api.depends("date_deadline", "traject_id.window_days")
    def _compute_date_activity(self):
        for step in self:
            deadline, window = step.date_deadline, step.traject_id.window_days
            step.date_activity = deadline and deadline - timedelta(days=window)

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

    @api.onchange("skip_reason")
    def _onchange_skip_reason(self):
        """Who says why a step is not needed, switches it off with that."""
        if self.skip_reason and self.state == "todo":
            self.state = "skipped"
        elif not self.skip_reason and self.state == "skipped":
            self.state = "todo"

    # ------------------------------------------------------------
    # WHO
    # ------------------------------------------------------------

    @api.model
    def _get_user_group(self):
        return self.env.ref("spiegelgesprek.spiegelgesprek_group_user")

    @api.depends(
        "responsible",
        "assigned_user_id.active",
        "traject_id.user_id.active",
        "traject_id.sponsor_id.user_ids.active",
        "traject_id.lead_participant_ids.partner_id.user_ids.active",
        "traject_id.lead_participant_ids.role_id.is_facilitator",
        "traject_id.lead_participant_ids.state",
        "state",
    )
    def _compute_user_id(self):
        """Take who was chosen, else who has the role, else the coordinator.

        Only people with a login count; what is done keeps who did it.
        """
        open_steps = self.filtered(
            lambda step: step.state == "todo" or not step.user_id
        )
        for step in self - open_steps:
            step.user_id = step.user_id
        trajects = open_steps.traject_id
        # the logins of all these people in one go
        people = trajects.sponsor_id | trajects.lead_participant_ids.partner_id
        people.user_ids.mapped("share")
        for traject, steps in open_steps.grouped("traject_id").items():
            users = traject._get_responsible_users() if traject else {}
            for step in steps:
                step.user_id = (
                    step.assigned_user_id.filtered("active")
                    or users.get(step.responsible)
                    or traject.user_id
                )

    def _inverse_user_id(self):
        """Remember who was chosen by hand, unless that one has the role anyway."""
        for step in self:
            chosen = step.user_id
            if not step.assigned_user_id and chosen == step._get_planned_user():
                continue
            step.assigned_user_id = chosen

    def _get_planned_user(self):
        """Return who has the role of this step, else the coordinator."""
        self.ensure_one()
        # sudo: who leads may be hidden from who does a step
        traject_sudo = self.sudo().traject_id
        users = traject_sudo._get_responsible_users()
        return users.get(self.responsible) or traject_sudo.user_id

    def _get_responsible_name(self):
        """Return who does this on paper: also somebody who has no login."""
        self.ensure_one()
        people = self.traject_id._get_responsible_partners().get(self.responsible)
        if (
            self.user_id == self.traject_id.user_id
            and people
            and not self.assigned_user_id
        ):
            return ", ".join(people.mapped("name"))
        return self.user_id.name

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    def write(self, vals):
        self._check_owner_write(vals)
        result = super().write(vals)
        if "traject_id" in vals:
            # rules look before a write; look again at the traject they came to
            self.check_access("write")
        return result

    @api.model
    def _get_owner_fields(self):
        """Return the fields that who does a step may change without further rights."""
        return {"state", "note", "skip_reason", "date_deadline", "shift"}

    def _check_owner_write(self, vals):
        """Let who does a step report on it, not hand it on or take it elsewhere."""
        beyond = vals.keys() - self._get_owner_fields()
        if self.env.su or not beyond or self.traject_id.has_access("write"):
            return
        raise AccessError(
            self.env._(
                "You can tick this step, shift it and change its checklist. The rest "
                "is for the coordinator."
            )
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

    def action_offer_to_method(self):
        """Let the method learn from this traject; other trajects stay as they are.

        A step of one's own becomes a step of the method that can be switched on; one
        that was not done is from now on off by default.

        :raise AccessError: for who can't change the method
        """
        lines = self.env["spiegelgesprek.method.step"]
        lines.check_access("write")
        self.check_access("read")
        left = self.filtered(lambda step: step.method_step_id and step.state != "done")
        left.method_step_id.is_default = False
        own = self.filtered(lambda step: not step.method_step_id)
        lines.create(
            [
                step._prepare_line_values()
                for step in own
                if step.name not in step.traject_id.method_id.step_ids.mapped("name")
            ]
        )
        return True

    def _prepare_line_values(self):
        """Return the step of the method that this step could be."""
        self.ensure_one()
        return {
            "method_id": self.traject_id.method_id.id,
            "name": self.name,
            "sequence": self.sequence,
            "phase": self.phase,
            "offset_days": self.offset_days + self.shift,
            "responsible": self.responsible,
            "note": self.note,
            "is_default": False,
            "source": self.env._("From %s", self.traject_id.code),
        }
