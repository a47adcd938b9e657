# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from functools import cache

from odoo import api, fields, models

from .spiegelgesprek_method_requirement import KINDS_OF_CLIENTS
from .spiegelgesprek_stage import PHASES, PHASES_BEFORE
from .spiegelgesprek_traject_counters import COORDINATOR

_ORDER = [phase for phase, _label in PHASES]
# What must be there to go, whatever the method says.
GO_KINDS = ("date", "clients", "facilitator", "place")
STATES_OFF = ("declined", "withdrawn")


class SpiegelgesprekTraject(models.Model):
    """Is this traject ready to go on? What is asked of it, phase by phase.

    A gap warns and is logged; it never stops anybody. Gaps that tell how many clients
    there are show to who may count clients.
    """

    _inherit = "spiegelgesprek.traject"

    gap_ids = fields.Many2many(
        "spiegelgesprek.requirement",
        string="Still to arrange",
        compute="_compute_gap_ids",
    )
    gap_summary = fields.Char(string="Gaps", compute="_compute_readiness")
    ready_summary = fields.Char(string="Arranged", compute="_compute_readiness")
    go_summary = fields.Char(string="Go or no-go", compute="_compute_go_summary")
    is_go = fields.Boolean(compute="_compute_go_summary")
    # stored: cards ask for it, and goals themselves would cost two questions more
    has_goal = fields.Boolean(
        compute="_compute_has_goal", store=True, precompute=True, copy=False
    )
    is_small_accepted = fields.Boolean(
        string="Goes on with a small group",
        copy=False,
        tracking=True,
        groups=COORDINATOR,
        help="It was decided to go on with fewer clients than the minimum.",
    )

    # ------------------------------------------------------------
    # COMPUTES
    # ------------------------------------------------------------

    @api.depends("goal_ids.active")
    def _compute_has_goal(self):
        """Look also at goals of last year."""
        for traject in self.with_context(active_test=False):
            traject.has_goal = bool(traject.goal_ids)

    @api.depends("gap_summary")
    @api.depends_context("uid")
    def _compute_gap_ids(self):
        gaps = self._find_gaps(self._get_requirements())
        for traject in self:
            traject.gap_ids = list(gaps[traject].values())

    @api.depends(
        "requirement_ids.kind",
        "requirement_ids.phase",
        "phase",
        "date_conversation",
        "topic",
        "has_goal",
        "sponsor_id",
        "address_id",
        "client_count",
        "facilitator_count",
        "facilitator_min",
        "guide_released",
        "is_independence_open",
        "is_small_accepted",
        "client_label_plural",
        "client_min",
        "listener_count",
        "listener_unasked_count",
    )
    @api.depends_context("uid", "lang")
    def _compute_readiness(self):
        """Compare with what is asked, up to the phase that the traject is in."""
        asked = self._get_requirements()
        gaps = self._find_gaps(asked)
        requirements = self.env["spiegelgesprek.requirement"]
        say, say_gaps = cache(requirements._say_kinds), cache(requirements._say_gaps)
        rows = {}
        for traject in self:
            clients = traject._get_client_words()["clients"]
            words = [say_gaps(clients)[kind] for kind in gaps[traject]]
            ready = " · ".join(
                f"✓ {say(clients)[kind]}"
                for kind in asked[traject]
                if kind not in gaps[traject]
                # nobody leads, so nobody is independent either
                and (kind != "independent" or traject.facilitator_count)
            )
            rows[traject] = {
                "gap_summary": self._sum_up(words),
                "ready_summary": ready,
            }
        self._set_alike(rows)

    @api.model
    def _sum_up(self, words, limit=2):
        """Say the first of these, and how many more there are."""
        shown = words[:limit]
        if more := len(words) - len(shown):
            shown.append(f"+{more}")
        return " · ".join(shown)

    @api.depends(
        "phase",
        "date_conversation",
        "address_id",
        "client_count",
        "facilitator_count",
        "facilitator_min",
        "client_label_plural",
        "client_min",
        "is_small_accepted",
    )
    @api.depends_context("uid", "lang")
    def _compute_go_summary(self):
        """Say whether the conversation can be held, once all is prepared."""
        running = self._filter_go_asked()
        (self - running).update({"go_summary": False, "is_go": False})
        if not running:
            return
        counting = running._filter_counting()
        for traject in running:
            kinds = [
                kind
                for kind in GO_KINDS
                if (kind not in KINDS_OF_CLIENTS or traject in counting)
                and not traject._is_arranged(kind)
            ]
            traject.is_go = not kinds
            traject.go_summary = traject._say_go(kinds)

    def _filter_go_asked(self):
        """Return the trajects of which people want to know whether they can be held."""
        return self.filtered(lambda traject: traject.phase == "run")

    def _say_go(self, kinds):
        """Return the line "go", or what is short."""
        if not kinds:
            return self.env._("Go")
        words = self._say_gaps()
        if "clients" in kinds:
            words["clients"] = self.env._(
                "%(Clients)s short: %(number)s",
                # sudo: the number is said only where this kind is among those to say
                number=self.client_min - self.sudo().client_count,
                **self._get_client_words(),
            )
        return self.env._("Not yet: %s", " · ".join(words[kind] for kind in kinds))

    # ------------------------------------------------------------
    # GAPS
    # ------------------------------------------------------------

    def _filter_counting(self):
        """Return those trajects of which this user may know how many clients come."""
        if self.env.su or self.env.user.has_group(COORDINATOR):
            return self
        partner = self.env.user.partner_id
        return self.filtered(lambda traject: traject.sponsor_id == partner)

    def _get_requirements(self, phase=None):
        """Return ``{traject: {kind: id of the requirement}}``, up to a phase.

        :param str phase: the last phase that counts; the one of the traject if left out
        """
        counting = self._filter_counting()
        asking = self.filtered(lambda t: phase or t.phase in PHASES_BEFORE)
        asked = {traject: {} for traject in self}
        # sudo: who may see a traject may know what is asked of it
        lines_sudo = self.env["spiegelgesprek.requirement"].sudo()
        lines_sudo = lines_sudo.search_fetch(
            [("traject_id", "in", asking.ids)], ["traject_id", "kind", "phase"]
        )
        by_traject = lines_sudo.grouped("traject_id")
        for traject in asking:
            last = _ORDER.index(phase or traject.phase)
            asked[traject] = {
                line.kind: line.id
                for line in by_traject.get(traject._origin, ())
                if _ORDER.index(line.phase) <= last
                and (line.kind not in KINDS_OF_CLIENTS or traject in counting)
            }
        return asked

    def _find_gaps(self, asked):
        """Return of the same what is not there yet.

        :param dict asked: see ``_get_requirements``
        """
        return {
            traject: {
                kind: requirement_id
                for kind, requirement_id in lines.items()
                if not traject._is_arranged(kind)
            }
            for traject, lines in asked.items()
        }

    def _say_gaps(self):
        """Return ``{kind: what is missing}``, in the words of this traject."""
        clients = self._get_client_words()["clients"]
        return self.env["spiegelgesprek.requirement"]._say_gaps(clients)

    def _is_arranged(self, kind):
        """Return whether one thing is there; each kind has its check."""
        self.ensure_one()
        return bool(getattr(self, f"_has_{kind}")())

    def _has_date(self):
        return self.date_conversation

    def _has_topic(self):
        return (self.topic or "").strip()

    def _has_goal(self):
        return self.has_goal

    def _has_sponsor(self):
        return self.sponsor_id

    def _has_place(self):
        return self.address_id

    def _has_facilitator(self):
        return self.facilitator_count >= self.facilitator_min

    def _has_independent(self):
        return not self.is_independence_open

    def _has_listeners(self):
        return self.listener_count >= max(self.listener_minimum, 1)

    def _has_told(self):
        return self.listener_count and not self.listener_unasked_count

    def _has_guide(self):
        return self.guide_released

    def _has_clients(self):
        # sudo: who may not count clients doesn't get to see the answer
        traject_sudo = self.sudo()
        enough = traject_sudo.client_count >= self.client_min
        return enough or traject_sudo.is_small_accepted

    def _has_confirmed(self):
        # sudo: as above
        traject_sudo = self.sudo()
        enough = traject_sudo.client_confirmed_count >= self.client_min
        return enough or traject_sudo.is_small_accepted

    # ------------------------------------------------------------
    # THE NEXT STAGE
    # ------------------------------------------------------------

    def write(self, vals):
        stage = self.env["spiegelgesprek.stage"].browse(vals.get("stage_id"))
        entering = self._filter_entering(stage)
        result = super().write(vals)
        if entering:
            # asked afterwards: what is missing may have come in the same click
            entering._note_gaps(entering._find_entry_gaps(stage))
        return result

    def _filter_entering(self, stage):
        """Return those trajects that go on to a later phase with this stage."""
        if not stage or stage.phase == "cancelled":
            return self.browse()
        entered = _ORDER.index(stage.phase)
        return self.filtered(
            lambda traject: (
                traject.phase in PHASES_BEFORE and _ORDER.index(traject.phase) < entered
            )
        )

    def _find_entry_gaps(self, stage):
        """Return ``{traject: {kind: id}}`` of what this stage should find arranged."""
        before = _ORDER[_ORDER.index(stage.phase) - 1]
        gaps = self._find_gaps(self._get_requirements(before))
        return {traject: lines for traject, lines in gaps.items() if lines}

    def _note_gaps(self, gaps):
        """Log what is still open; warn who gave no reason, such as by a drag."""
        for traject, kinds in gaps.items():
            traject._track_set_log_message(traject._prepare_gap_note(kinds))
        if gaps and "spiegelgesprek_gap_reason" not in self.env.context:
            self._warn_of_gaps(gaps)

    def _prepare_gap_note(self, gaps):
        """Return what the chatter says, and so what all who read it may know."""
        say = self._say_gaps()
        words = [say[kind] for kind in gaps if kind not in KINDS_OF_CLIENTS]
        if len(words) < len(gaps):
            words.append(self.env._("something that coordinators see"))
        lines = [self.env._("Went on without all that it takes: %s.", ", ".join(words))]
        if reason := self.env.context.get("spiegelgesprek_gap_reason"):
            lines.append(self.env._("Reason: %s", reason))
        return " ".join(lines)

    def _warn_of_gaps(self, gaps):
        """Tell who dragged the card what is still open."""
        words = [
            f"{traject.code}: {', '.join(traject._say_gaps()[kind] for kind in kinds)}"
            for traject, kinds in gaps.items()
        ]
        self.env.user._bus_send(
            "simple_notification",
            {
                "type": "warning",
                "title": self.env._("Still to arrange"),
                "message": self._sum_up(words, limit=5),
            },
        )

    def _get_next_stage(self):
        """Return the stage after this one, or none after the last."""
        self.ensure_one()
        stages = self._expand_stages(self.env["spiegelgesprek.stage"], [])
        stages = stages.filtered(
            lambda stage: (
                stage.phase != "cancelled"
                and stage.company_id in (stage.company_id.browse(), self.company_id)
            )
        )
        later = stages.filtered(
            lambda stage: (
                (stage.sequence, stage.id) > (self.stage_id.sequence, self.stage_id.id)
            )
        )
        return later[:1]

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_next_stage(self):
        """Go on to the next stage; ask for a reason when something is still open."""
        self.ensure_one()
        self.check_access("write")
        stage = self._get_next_stage()
        if self._filter_entering(stage) and self._find_entry_gaps(stage):
            wizard = self.env["spiegelgesprek.traject.next.stage"].create(
                {"traject_id": self.id, "stage_id": stage.id}
            )
            return wizard._get_records_action(target="new", name=stage.name)
        if stage:
            self.stage_id = stage
        return True

    def _get_lead_role(self):
        """Return the role that a new facilitator gets unless another is chosen."""
        self.ensure_one()
        companies = (False, self.company_id.id)
        return self.env["spiegelgesprek.role"].search(
            [("is_facilitator", "=", True), ("company_id", "in", companies)], limit=1
        )

    def _get_arrange_action(self, kind):
        """Return where a gap can be closed."""
        self.ensure_one()
        if kind in KINDS_OF_CLIENTS:
            return self.action_open_clients()
        if kind == "guide":
            return self.action_open_guide()
        if kind in ("facilitator", "independent", "listeners", "told"):
            action = self.action_open_listeners()
            ring = "outer" if kind in ("listeners", "told") else "lead"
            action["domain"] = [("traject_id", "=", self.id), ("ring", "=", ring)]
            role = (
                self._get_role_to_fill() if ring == "outer" else self._get_lead_role()
            )
            action["context"]["default_role_id"] = role.id
            return action
        return self._get_records_action(
            target="new",
            name=self.env._("Still to arrange"),
            views=[
                (
                    self.env.ref(
                        "spiegelgesprek.spiegelgesprek_traject_view_basics"
                    ).id,
                    "form",
                )
            ],
        )
