# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from .spiegelgesprek_plan import PLAN_DEFAULTS


class SpiegelgesprekTraject(models.Model):
    """One mirror conversation, from request to closing.

    Its meeting in the calendar is in ``spiegelgesprek_traject_conversation.py``, the
    numbers on cards and forms in ``spiegelgesprek_traject_counters.py``.
    """

    _name = "spiegelgesprek.traject"
    _description = "Traject"
    _inherit = [
        "spiegelgesprek.plan",
        "spiegelgesprek.quiet.thread",
        "mail.tracking.duration.mixin",
    ]
    _order = "date_conversation desc, id desc"
    _rec_names_search = ["name", "code"]
    _track_duration_field = "stage_id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    code = fields.Char(string="Reference", readonly=True, copy=False)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    color = fields.Integer(aggregator=None)

    # What it is about
    method_id = fields.Many2one(
        "spiegelgesprek.method",
        required=True,
        ondelete="restrict",
        default=lambda self: self._default_method_id(),
        check_company=True,
        tracking=True,
        help="The traject takes over the numbers and seats of the method. Later "
        "changes to the method leave this traject as it is.",
    )
    topic = fields.Text(help="What clients are asked about. No names of clients.")
    theme_ids = fields.Many2many(
        "spiegelgesprek.theme", string="Themes", check_company=True
    )
    target_group_ids = fields.Many2many(
        "spiegelgesprek.target.group", string="Target groups", check_company=True
    )
    goal_ids = fields.Many2many(
        "spiegelgesprek.goal", string="Annual plan goals", check_company=True
    )

    # Where it stands
    stage_id = fields.Many2one(
        "spiegelgesprek.stage",
        required=True,
        ondelete="restrict",
        index=True,
        copy=False,
        default=lambda self: self._default_stage_id(),
        group_expand="_expand_columns",
        check_company=True,
        tracking=True,
    )
    phase = fields.Selection(related="stage_id.phase", store=True, index=True)
    date_last_stage_update = fields.Datetime(
        compute="_compute_date_last_stage_update", store=True, precompute=True
    )

    # Who, besides clients
    user_id = fields.Many2one(
        "res.users",
        string="Coordinator",
        required=True,
        index=True,
        copy=False,
        default=lambda self: self.env.user,
        domain=lambda self: [
            ("all_group_ids", "in", self._get_coordinator_group().ids)
        ],
        check_company=True,
        tracking=True,
        help="Sees the clients of this traject. Other coordinators and managers see "
        "numbers only.",
    )
    sponsor_id = fields.Many2one(
        "res.partner",
        check_company=True,
        tracking=True,
        help="Who commissions the conversation and owns what comes out of it.",
    )
    department_id = fields.Many2one(
        "res.partner",
        check_company=True,
        index="btree_not_null",
        help="Whose work clients tell about.",
    )
    partner_org_ids = fields.Many2many(
        "res.partner",
        "spiegelgesprek_traject_partner_org_rel",
        string="Chain partners",
        check_company=True,
        help="Organisations that work with the same people. They listen: their "
        "professionals have seats of their own.",
    )
    co_organiser_ids = fields.Many2many(
        "res.partner",
        "spiegelgesprek_traject_co_organiser_rel",
        string="Co-organisers",
        check_company=True,
        help="Bodies that organise the conversation together with us, such as an "
        "association of patients. Who organises need not listen.",
    )
    recruiter_ids = fields.Many2many(
        "res.users",
        "spiegelgesprek_traject_recruiter_rel",
        string="Recruiters",
        copy=False,
        domain="[('share', '=', False)]",
        check_company=True,
        help="Professionals who ask clients. Each sees only the clients he asked.",
    )

    # What belongs to it; nothing of this goes along to a duplicate
    seat_ids = fields.One2many(
        "spiegelgesprek.seat",
        "traject_id",
        string="Seats",
        compute="_compute_seat_ids",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
    )
    participant_ids = fields.One2many(
        "spiegelgesprek.participant",
        "traject_id",
        groups="spiegelgesprek.spiegelgesprek_group_coordinator",
    )
    outer_participant_ids = fields.One2many(
        "spiegelgesprek.participant",
        "traject_id",
        string="People who listen",
        domain=[("ring", "=", "outer")],
    )
    lead_participant_ids = fields.One2many(
        "spiegelgesprek.participant",
        "traject_id",
        string="Lead",
        domain=[("ring", "=", "lead")],
    )
    action_point_ids = fields.One2many("spiegelgesprek.action.point", "traject_id")

    _code_uniq = models.UniqueIndex(
        "(company_id, code) WHERE code IS NOT NULL", "This reference exists already."
    )

    # ------------------------------------------------------------
    # DEFAULTS
    # ------------------------------------------------------------

    @api.model
    def _default_method_id(self):
        # sudo: the default is the company's, the user only takes it
        return self.env.company.sudo().spiegelgesprek_method_id

    @api.model
    def _default_stage_id(self):
        return self._expand_stages(self.env["spiegelgesprek.stage"], [])[:1]

    @api.model
    def _get_coordinator_group(self):
        return self.env.ref("spiegelgesprek.spiegelgesprek_group_coordinator")

    @api.model
    def _expand_stages(self, stages, domain):
        """Show each stage of these companies as a column, also an empty one."""
        # with their fields: each is looked at right away
        return stages.search_fetch(
            [("company_id", "in", [False, *self.env.companies.ids])]
        )

    # ------------------------------------------------------------
    # COMPUTES AND CONSTRAINTS
    # ------------------------------------------------------------

    @api.depends("code", "name")
    def _compute_display_name(self):
        for traject in self:
            parts = [traject.code, traject.name]
            traject.display_name = " ".join(filter(None, parts))

    @api.depends("stage_id")
    def _compute_date_last_stage_update(self):
        self.date_last_stage_update = fields.Datetime.now()

    @api.depends("method_id")
    def _compute_plan(self):
        """Copy the numbers of the method; later changes to it don't reach here."""
        # in all languages: its words are copied as well
        self.method_id.with_context(prefetch_langs=True).fetch()
        without = self.filtered(lambda traject: not traject.method_id)
        for traject in self - without:
            traject.update({name: traject.method_id[name] for name in PLAN_DEFAULTS})
        return super(SpiegelgesprekTraject, without)._compute_plan()

    @api.depends("method_id")
    def _compute_seat_ids(self):
        """Take the seats of the method, and keep those that somebody has already."""
        lines = self.method_id._fetch_lines("seat_ids")
        for traject in self:
            kept = traject.seat_ids.filtered("participant_ids")
            traject.seat_ids = [
                *(Command.delete(seat.id) for seat in traject.seat_ids - kept),
                *(
                    Command.create(self._prepare_seat_values(line))
                    for line in lines[traject.method_id._origin]
                    if line.role_id not in kept.role_id
                ),
            ]

    @api.model
    def _prepare_seat_values(self, line):
        """Return the seats of a traject for a line of its method."""
        return {
            "role_id": line.role_id.id,
            "sequence": line.sequence,
            "minimum": line.minimum,
            "maximum": line.maximum,
        }

    @api.constrains("retention_months", "company_id")
    def _check_retention(self):
        for traject in self:
            # sudo: everyone is bound by the maximum, few may read the settings
            maximum = traject.company_id.sudo().spiegelgesprek_retention_months
            if traject.retention_months > maximum:
                raise ValidationError(
                    self.env._(
                        "Personal data of clients may be kept for %(maximum)s months "
                        "at most in %(company)s. Choose a shorter retention.",
                        maximum=maximum,
                        company=traject.company_id.name,
                    )
                )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            company_id = vals.get("company_id") or self.env.company.id
            vals["code"] = self._next_code(company_id)
        return super().create(vals_list)

    def write(self, vals):
        if vals.get("user_id") == self.env.uid:
            self._check_coordinator_change()
        result = super().write(vals)
        if not vals.keys().isdisjoint({"active", "stage_id"}):
            self.action_point_ids._sync_activity()
        return result

    def copy_data(self, default=None):
        """Duplicate with the numbers of the method, not with those changed here."""
        default = default or {}
        vals_list = super().copy_data(default)
        for traject, vals in zip(self, vals_list, strict=True):
            for name in PLAN_DEFAULTS.keys() - default.keys():
                del vals[name]
            if "name" not in default:
                vals["name"] = self.env._("%s (copy)", traject.name)
        return vals_list

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # sudo: clients count, also for who can't see them
        trajects_sudo = self.sudo()
        if trajects_sudo.participant_ids or trajects_sudo.action_point_ids:
            raise UserError(
                self.env._(
                    "A traject with people or action points can't be deleted. "
                    "Archive it instead."
                )
            )

    @api.model
    def _next_code(self, company_id):
        """Return the next reference of a company in this year: ``SG/2026/0001``."""
        # sudo: whoever may make a traject needs a number, not the sequences
        sequences_sudo = self.env["ir.sequence"].sudo()
        sequence_sudo = sequences_sudo.search_fetch(
            [("code", "=", self._name), ("company_id", "=", company_id)], limit=1
        ) or sequences_sudo.create(self._prepare_sequence_values(company_id))
        today = fields.Date.context_today(self)
        return sequence_sudo.next_by_id(sequence_date=today)

    @api.model
    def _prepare_sequence_values(self, company_id):
        return {
            "name": self.env._("Reference of mirror conversations"),
            "code": self._name,
            "company_id": company_id,
            "prefix": "SG/%(range_year)s/",
            "padding": 4,
            "use_date_range": True,
        }

    # ------------------------------------------------------------
    # TAKING OVER
    # ------------------------------------------------------------

    def _check_coordinator_change(self):
        """Let nobody make himself coordinator, and so see clients, without a reason."""
        others = self.filtered(lambda traject: traject.user_id != self.env.user)
        if others and not self.env.su:
            raise UserError(
                self.env._(
                    "Use “Take over” to become the coordinator of a traject: it asks "
                    "for a reason and tells the coordinator."
                )
            )

    def _take_over(self, reason):
        """Make the current manager coordinator, seen by the sitting one and the log.

        :param str reason: why, in the manager's words
        :raise AccessError: for who can't change these trajects
        :raise UserError: without a reason
        """
        self.check_access("write")
        if not reason or not reason.strip():
            raise UserError(self.env._("Say why you take over this traject."))
        for traject in self:
            traject.message_post(
                body=self.env._(
                    "%(user)s takes over from %(coordinator)s: %(reason)s",
                    user=self.env.user.name,
                    coordinator=traject.user_id.name,
                    reason=reason,
                ),
                partner_ids=traject.user_id.partner_id.ids,
            )
        self.env["spiegelgesprek.access.log"]._record("takeover", self, reason)
        # sudo: the only way past _check_coordinator_change
        self.sudo().user_id = self.env.user

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_open_clients(self):
        """Open the clients of this traject; who can see any, or add them, is logged."""
        self.ensure_one()
        self._log_clients_opened()
        participants = self.env["spiegelgesprek.participant"]
        return self._name_clients(participants._get_clients_action(self))

    def _log_clients_opened(self):
        """Log a screen with clients, unless this user sees none and can add none."""
        participants = self.env["spiegelgesprek.participant"]
        clients = [("traject_id", "=", self.id), ("ring", "=", "inner")]
        own = self.user_id == self.env.user
        if own or participants.search_count(clients, limit=1):
            participants._log_clients("clients", self)

    def action_open_listeners(self):
        """Open listeners and lead of this traject; clients have their own screen."""
        self.ensure_one()
        action = self._get_related_action(
            "spiegelgesprek.spiegelgesprek_participant_action"
        )
        action["domain"] += [("ring", "in", ("outer", "lead"))]
        return action

    def action_open_action_points(self):
        """Open the action points of this traject."""
        self.ensure_one()
        return self._get_related_action(
            "spiegelgesprek.spiegelgesprek_action_point_action"
        )

    def _get_related_action(self, xmlid):
        """Return an action limited to this traject, new records included."""
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        action["domain"] = [("traject_id", "=", self.id)]
        action["context"] = {"default_traject_id": self.id}
        return action
