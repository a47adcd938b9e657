# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

STATES = [
    ("open", "Open"),
    ("in_progress", "In progress"),
    ("done", "Done"),
    ("dropped", "Dropped"),
]
STATES_OPEN = ("open", "in_progress")


class SpiegelgesprekActionPoint(models.Model):
    """What the organisation commits to after a mirror conversation."""

    _name = "spiegelgesprek.action.point"
    _description = "Action Point"
    _inherit = "spiegelgesprek.quiet.thread"
    _order = "date_deadline, sequence, id"
    _check_company_auto = True

    name = fields.Char(string="Action point", required=True, tracking=True)
    sequence = fields.Integer(default=10)
    traject_id = fields.Many2one(
        "spiegelgesprek.traject", required=True, index=True, ondelete="cascade"
    )
    description = fields.Text(
        help="No names of clients, and nothing that points to one."
    )
    level = fields.Selection(
        [
            ("self", "Own work"),
            ("team", "Team"),
            ("organisation", "Organisation"),
            ("chain", "Chain"),
        ],
        required=True,
        default="team",
        help="Who can bring this about: oneself, the team, the whole organisation or "
        "together with partners.",
    )
    company_id = fields.Many2one(
        related="traject_id.company_id", store=True, precompute=True
    )

    # Who, when
    user_id = fields.Many2one(
        "res.users",
        string="Owner (colleague)",
        index="btree_not_null",
        tracking=True,
        domain=lambda self: [("all_group_ids", "in", self._get_owner_group().ids)],
        check_company=True,
        help="Gets an activity. Only users of this app can be chosen; for others "
        "choose the contact.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Owner (contact)",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        check_company=True,
        tracking=True,
    )
    escalation_partner_id = fields.Many2one(
        "res.partner",
        string="Escalate to",
        check_company=True,
        help="Who is told when this stays undone.",
    )
    date_deadline = fields.Date(string="Deadline", index=True, tracking=True)

    can_plan = fields.Boolean(
        compute="_compute_can_plan",
        help="Whether the user may change more than what an owner reports.",
    )

    # How far
    state = fields.Selection(
        STATES,
        required=True,
        default="open",
        index=True,
        tracking=True,
        copy=False,
        group_expand=True,
    )
    is_overdue = fields.Boolean(
        compute="_compute_is_overdue", search="_search_is_overdue"
    )
    result = fields.Text(
        copy=False, tracking=True, help="What was done. Needed to mark this done."
    )
    effect = fields.Text(copy=False, help="What people notice of it, later on.")

    # Where it belongs
    goal_id = fields.Many2one(
        "spiegelgesprek.goal",
        string="Annual plan goal",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    theme_ids = fields.Many2many(related="traject_id.theme_ids")

    _done_result = models.Constraint(
        "CHECK(state <> 'done' OR btrim(COALESCE(result, '')) <> '')",
        "Write down the result before you mark an action point done.",
    )

    @api.model
    def _get_owner_group(self):
        return self.env.ref("spiegelgesprek.spiegelgesprek_group_user")

    @api.depends("user_id")
    def _compute_partner_id(self):
        for point in self:
            point.partner_id = point.user_id.partner_id or point.partner_id

    @api.depends("traject_id.sponsor_id", "traject_id.user_id")
    @api.depends_context("uid")
    def _compute_can_plan(self):
        planned = self._filter_planned()
        planned.can_plan = True
        (self - planned).can_plan = False

    def _filter_planned(self):
        """Return the points that the user may plan: by the traject, or as sponsor."""
        trajects = self.traject_id._filtered_access("write")
        partner = self.env.user.partner_id
        return self.filtered(
            lambda point: (
                point.traject_id in trajects
                # sudo: who owns a point may not see its traject
                or point.sudo().traject_id.sponsor_id == partner
            )
        )

    @api.depends("state", "date_deadline")
    @api.depends_context("tz")
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for point in self:
            point.is_overdue = (
                point.state in STATES_OPEN
                and bool(point.date_deadline)
                and point.date_deadline < today
            )

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._get_overdue_domain()

    @api.model
    def _get_overdue_domain(self):
        """Return the domain of open points past their deadline, in the user's zone."""
        today = fields.Date.context_today(self)
        return Domain("state", "in", STATES_OPEN) & Domain("date_deadline", "<", today)

    @api.model
    def _count_by(self, field_name, records):
        """Count the points of each record.

        :param str field_name: many2one of this model, to ``records``
        :return: ``{record id: (all but dropped, done, overdue)}``, zeros when none
        """
        today = fields.Date.context_today(self)
        counts = defaultdict(lambda: (0, 0, 0))
        for record, state, dates in self._read_group(
            Domain(field_name, "in", records.ids) & Domain("state", "!=", "dropped"),
            [field_name, "state"],
            ["date_deadline:array_agg"],
        ):
            total, done, overdue = counts[record.id]
            late = sum(bool(day) and day < today for day in dates)
            counts[record.id] = (
                total + len(dates),
                done + (len(dates) if state == "done" else 0),
                overdue + (late if state in STATES_OPEN else 0),
            )
        return counts

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        points = super().create(vals_list)
        points._sync_activity()
        return points

    def write(self, vals):
        self._check_owner_write(vals)
        result = super().write(vals)
        if "traject_id" in vals:
            # rules look before a write; look again at the traject they came to
            self.check_access("write")
        if self._get_activity_fields() & set(vals):
            self._sync_activity()
        return result

    @api.model
    def _get_owner_fields(self):
        """Return the fields that an owner without further rights may change."""
        return {"state", "result", "effect", "message_follower_ids", "activity_ids"}

    def _check_owner_write(self, vals):
        """Let an owner report on a point, not hand it on or move it."""
        if self.env.su or self._get_owner_fields().issuperset(vals):
            return
        if self - self._filter_planned():
            raise AccessError(
                self.env._("As the owner you can change state, result and effect.")
            )

    def _message_auto_subscribe_followers(self, updated_values, default_subtype_ids):
        """Subscribe nobody and mail nobody: the owner gets an activity instead."""
        return []

    # ------------------------------------------------------------
    # ACTIVITY OF THE OWNER
    # ------------------------------------------------------------

    @api.model
    def _get_activity_fields(self):
        return {"user_id", "date_deadline", "state", "name"}

    def _prepare_activity_values(self):
        self.ensure_one()
        return {
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
            "automated": True,
            "summary": self.name,
            "user_id": self.user_id.id,
            "date_deadline": self.date_deadline,
        }

    def _sync_activity(self):
        """Give each open point of an owner with a login exactly one activity.

        In batch, without a mail and without a subscription (``quick_update``).
        """
        # sudo: whoever changes a point need not be allowed to touch its owner's tasks
        points = self.sudo().with_context(mail_activity_quick_update=True)
        wanted = points.filtered(
            lambda p: (
                p.state in STATES_OPEN
                and p.user_id
                and p.date_deadline
                and p.traject_id.active
                and p.traject_id.phase != "cancelled"
            )
        )
        existing = points.activity_ids.filtered("automated").grouped("res_id")
        done = points.filtered(lambda p: p.state == "done")
        done.activity_ids.filtered("automated").action_done()
        (points - wanted - done).activity_ids.filtered("automated").unlink()
        missing = []
        for point in wanted:
            values = point._prepare_activity_values()
            activity = existing.get(point.id)
            if not activity:
                missing.append(values)
            elif changed := self._get_changed_values(activity, values):
                activity.write(changed)
        points.env["mail.activity"].create(missing)

    @api.model
    def _get_changed_values(self, activity, values):
        """Return which of these values the activity doesn't have yet."""
        current = activity[:1]._convert_to_write(
            {name: activity[:1][name] for name in self._get_synced_values()}
        )
        return {name: values[name] for name in current if current[name] != values[name]}

    @api.model
    def _get_synced_values(self):
        return ("summary", "user_id", "date_deadline")

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_export_action_plan(self):
        """Download these action points as an Excel file."""
        downloads = self.env["spiegelgesprek.action.plan.download"]
        return downloads._get_action({"point_ids": self.ids})
