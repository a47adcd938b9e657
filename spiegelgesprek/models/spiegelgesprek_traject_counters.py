# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict
from functools import cache

from odoo import api, fields, models
from odoo.fields import Domain

from .spiegelgesprek_participant import STATES_HOLDING
from .spiegelgesprek_stage import PHASES_BEFORE, PHASES_SEEKING

# Who was asked and isn't there (any more).
STATES_FALLEN = ("declined", "withdrawn", "absent")
COORDINATOR = "spiegelgesprek.spiegelgesprek_group_coordinator"


class SpiegelgesprekTraject(models.Model):
    """The numbers on cards and forms: one query for all cards, nothing stored.

    Numbers of clients are for who may have them; they say how many, never who.
    """

    _inherit = "spiegelgesprek.traject"

    # Inner ring
    client_wanted = fields.Integer(
        string="Clients wanted",
        compute="_compute_client_wanted",
        help="The minimum plus the reserve for those who fall off.",
    )
    client_count = fields.Integer(
        string="Clients",
        compute="_compute_client_count",
        compute_sudo=True,
        groups=COORDINATOR,
        help="Clients who agreed to come, confirmed or were there.",
    )
    client_short = fields.Integer(
        string="Clients to find",
        compute="_compute_client_count",
        compute_sudo=True,
        groups=COORDINATOR,
        help="How many are missing of all that are wanted, the reserve included. The "
        "conversation can go on from the minimum.",
    )
    client_confirmed_count = fields.Integer(
        string="Clients confirmed",
        compute="_compute_client_count",
        compute_sudo=True,
        groups=COORDINATOR,
    )
    client_way_summary = fields.Char(
        string="Clients confirmed and fallen off",
        compute="_compute_client_count",
        compute_sudo=True,
        groups=COORDINATOR,
        help="How many confirmed, and how many declined, withdrew or did not come.",
    )
    facilitator_count = fields.Integer(
        string="Facilitators",
        compute="_compute_client_count",
        compute_sudo=True,
    )
    is_client_short = fields.Boolean(
        string="Still looking for clients",
        compute="_compute_client_count",
        compute_sudo=True,
        search="_search_is_client_short",
        groups=COORDINATOR,
    )
    client_summary = fields.Char(
        string="Clients of wanted",
        compute="_compute_client_summary",
        help="How many clients agreed, for coordinators and the sponsor.",
    )

    # Outer ring
    listener_count = fields.Integer(
        string="Listeners", compute="_compute_listener_count"
    )
    listener_maximum = fields.Integer(
        string="Seats for listeners", compute="_compute_listener_count"
    )
    listener_minimum = fields.Integer(
        string="Listeners, at least", compute="_compute_listener_count"
    )
    listener_unasked_count = fields.Integer(
        string="Listeners not asked yet",
        compute="_compute_client_count",
        compute_sudo=True,
    )
    listener_summary = fields.Char(
        string="Listeners of seats", compute="_compute_listener_count"
    )

    # Afterwards
    action_count = fields.Integer(
        string="Action points", compute="_compute_action_counts"
    )
    action_done_count = fields.Integer(
        string="Action points done", compute="_compute_action_counts"
    )
    action_overdue_count = fields.Integer(
        string="Action points overdue", compute="_compute_action_counts"
    )
    action_summary = fields.Char(
        string="Action points done of all", compute="_compute_action_counts"
    )

    # Today
    next_activity_date = fields.Date(compute="_compute_next_activity_date")

    @api.model
    def _count_of(self, count, whole):
        """Say a number with its whole: ``7 of 11``, or just ``7`` without one."""
        if not whole:
            return str(count)
        return self.env._("%(count)s of %(whole)s", count=count, whole=whole)

    def _set_alike(self, rows):
        """Set computed fields, equal values at once.

        One by one this costs more than all queries of a board of cards together.

        :param rows: ``{traject: {field name: value}}``
        """
        alike = defaultdict(list)
        for traject, values in rows.items():
            traject_id = traject.id
            for item in values.items():
                alike[item].append(traject_id)
        for (name, value), ids in alike.items():
            self.browse(ids)[name] = value

    @api.depends("client_min", "client_reserve")
    def _compute_client_wanted(self):
        self._set_alike(
            {
                traject: {"client_wanted": traject.client_min + traject.client_reserve}
                for traject in self
            }
        )

    @api.model
    def _get_client_domain(self):
        states = (*STATES_HOLDING, *STATES_FALLEN)
        return Domain("is_client", "=", True) & Domain("state", "in", states)

    @api.depends(
        "participant_ids.state", "participant_ids.role_id", "client_wanted", "phase"
    )
    @api.depends_context("lang")
    def _compute_client_count(self):
        """Count clients and who leads in one go: cards show both."""
        counts, rows = self._count_inside(), {}
        say_way = cache(self._say_way)
        for traject in self:
            states = counts[traject._origin.id]
            count = sum(states[state] for state in STATES_HOLDING)
            seeking = traject.phase in PHASES_SEEKING
            short = max(traject.client_wanted - count, 0) if seeking else 0
            rows[traject] = {
                "client_count": count,
                "client_confirmed_count": count - states["accepted"],
                "client_way_summary": say_way(
                    count - states["accepted"],
                    sum(states[state] for state in STATES_FALLEN),
                ),
                "client_short": short,
                "is_client_short": bool(short),
                "facilitator_count": states["lead"],
                "listener_unasked_count": states["unasked"],
            }
        self._set_alike(rows)

    @api.model
    def _say_way(self, confirmed, fallen):
        """Say how many confirmed and fell off; nothing of what is nobody."""
        parts = (
            confirmed and self.env._("%s confirmed", confirmed),
            fallen and self.env._("%s fallen off", fallen),
        )
        return " · ".join(filter(None, parts))

    def _count_inside(self):
        """Return ``{traject id: {state: clients, "lead": leaders, "unasked": ...}}``.

        Of the listeners only those count whom nobody asked yet.
        """
        leaders = Domain("role_id.is_facilitator", "=", True)
        leaders &= Domain("state", "not in", ("declined", "withdrawn"))
        unasked = Domain("ring", "=", "outer") & Domain("state", "=", "draft")
        keys = {"lead": "lead", "outer": "unasked"}
        counts = defaultdict(lambda: defaultdict(int))
        for traject, ring, state, count in self.env[
            "spiegelgesprek.participant"
        ]._read_group(
            Domain("traject_id", "in", self.ids)
            & (self._get_client_domain() | leaders | unasked),
            ["traject_id", "ring", "state"],
            ["__count"],
        ):
            counts[traject.id][keys.get(ring, state)] += count
        return counts

    def _search_is_client_short(self, operator, value):
        if operator != "in":
            return NotImplemented
        self._check_field_access(self._fields["is_client_short"], "read")
        # sudo: counting clients, as the field itself does
        trajects_sudo = self.sudo().search([("phase", "in", PHASES_SEEKING)])
        return Domain("id", "in", trajects_sudo.filtered("is_client_short").ids)

    @api.depends("participant_ids.state", "client_wanted", "phase")
    @api.depends_context("uid", "lang")
    def _compute_client_summary(self):
        partner = self.env.user.partner_id
        coordinates = self.env.user.has_group(COORDINATOR)
        allowed = self.filtered(lambda t: coordinates or t.sponsor_id == partner)
        (self - allowed).client_summary = False
        count_of, rows = cache(self._count_of), {}
        # sudo: the sponsor may know how many, see the lines above
        for traject_sudo, traject in zip(allowed.sudo(), allowed, strict=True):
            wanted = traject.phase in PHASES_BEFORE and traject_sudo.client_wanted
            rows[traject] = {
                "client_summary": count_of(traject_sudo.client_count, wanted)
            }
        self._set_alike(rows)

    @api.depends("seat_ids.taken", "seat_ids.minimum", "seat_ids.maximum")
    @api.depends_context("lang")
    def _compute_listener_count(self):
        seats = self.env["spiegelgesprek.seat"]._read_group(
            [("traject_id", "in", self.ids)],
            ["traject_id"],
            ["taken:sum", "minimum:sum", "maximum:sum", "maximum:min"],
        )
        totals = {
            # one role without a limit, and there is no limit to all
            traject: (taken, minimum, lowest and maximum)
            for traject, taken, minimum, maximum, lowest in seats
        }
        count_of, rows = cache(self._count_of), {}
        for traject in self:
            count, minimum, maximum = totals.get(traject._origin, (0, 0, 0))
            rows[traject] = {
                "listener_count": count,
                "listener_minimum": minimum,
                "listener_maximum": maximum,
                "listener_summary": count_of(count, maximum),
            }
        self._set_alike(rows)

    @api.depends("action_point_ids.state", "action_point_ids.date_deadline")
    @api.depends_context("lang", "tz")
    def _compute_action_counts(self):
        counts = self.env["spiegelgesprek.action.point"]._count_by("traject_id", self)
        count_of, rows = cache(self._count_of), {}
        for traject in self:
            total, done, overdue = counts[traject._origin.id]
            rows[traject] = {
                "action_count": total,
                "action_done_count": done,
                "action_overdue_count": overdue,
                "action_summary": count_of(done, total),
            }
        self._set_alike(rows)

    @api.depends("activity_ids.date_deadline", "activity_ids.active")
    def _compute_next_activity_date(self):
        """Read the nearest date at once: Odoo's own activity widget costs the most."""
        dates = dict(
            self.env["mail.activity"]
            # sudo: dates of tasks on trajects that this user sees already
            .sudo()
            ._read_group(
                [("res_model", "=", self._name), ("res_id", "in", self.ids)],
                ["res_id"],
                ["date_deadline:min"],
            )
        )
        self._set_alike(
            {
                traject: {"next_activity_date": dates.get(traject.id, False)}
                for traject in self
            }
        )

    @api.depends("next_activity_date")
    @api.depends_context("tz")
    def _compute_activity_state(self):
        """Take the state from the nearest date; Odoo reads each activity for it."""
        say = cache(self._say_activity_state)
        today = fields.Date.context_today(self)
        self._set_alike(
            {
                traject: {"activity_state": say(traject.next_activity_date, today)}
                for traject in self
            }
        )

    @api.model
    def _say_activity_state(self, nearest, today):
        if not nearest:
            return False
        if nearest == today:
            return "today"
        return "overdue" if nearest < today else "planned"
