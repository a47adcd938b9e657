# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError

from .spiegelgesprek_participant import STATES_HOLDING
from .spiegelgesprek_participant_recruiting import DECLINE_REASONS
from .spiegelgesprek_traject_counters import COORDINATOR, STATES_FALLEN


class SpiegelgesprekRecruitment(models.Model):
    """What one recruiter did for one traject, in numbers.

    Who said no is a number with a reason, never a name. Who agreed to be contacted is
    a participant, behind the shield. What the recruiter's page does is in
    ``spiegelgesprek_recruitment_page.py``.
    """

    _name = "spiegelgesprek.recruitment"
    _description = "Recruiting by One Person"
    _inherit = "spiegelgesprek.token"
    _order = "traject_id, id"
    _check_company_auto = True
    _token_paths = {"page_token": "/spiegelgesprek/werving"}

    traject_id = fields.Many2one(
        "spiegelgesprek.traject", required=True, index=True, ondelete="cascade"
    )
    traject_code = fields.Char(related="traject_id.code", string="Reference")
    company_id = fields.Many2one(
        related="traject_id.company_id", store=True, precompute=True
    )

    # Who asks
    partner_id = fields.Many2one(
        "res.partner",
        string="Recruiter",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        help="The professional who asks clients. Never a client.",
    )
    name = fields.Char(related="partner_id.name")
    user_id = fields.Many2one(
        "res.users",
        string="Login",
        compute="_compute_user_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        help="A recruiter without a login reports by a personal link.",
    )

    # In numbers
    wanted = fields.Integer(help="How many clients this recruiter is asked to find.")
    asked = fields.Integer(
        compute="_compute_asked",
        store=True,
        readonly=False,
        help="How many clients were asked. At least those who declined and those who "
        "were passed on.",
    )
    declined = fields.Integer(
        compute="_compute_declined",
        store=True,
        help="How many said no. Nowhere is noted who.",
    )
    declined_no_interest = fields.Integer(string="No need for it")
    declined_no_time = fields.Integer(string="No time, or not on that day")
    declined_listeners = fields.Integer(string="Not with people listening")
    declined_consequences = fields.Integer(string="Afraid of what follows")
    declined_too_heavy = fields.Integer(string="Too heavy now")
    declined_practical = fields.Integer(string="Travel, language or children")
    declined_unsaid = fields.Integer(string="Did not say why")
    participant_ids = fields.One2many(
        "spiegelgesprek.participant",
        "recruitment_id",
        string="Clients passed on",
        groups=COORDINATOR,
    )
    passed_on = fields.Integer(
        compute="_compute_passed_on",
        compute_sudo=True,
        help="Clients who said that the coordinator may get in touch.",
    )
    coming = fields.Integer(
        compute="_compute_passed_on",
        compute_sudo=True,
        groups=COORDINATOR,
        help="Of those passed on: who agreed to come. A number for the coordinator.",
    )
    fallen_off = fields.Integer(
        compute="_compute_passed_on",
        compute_sudo=True,
        groups=COORDINATOR,
        help="Of those passed on: who declined, withdrew or did not come. A number for "
        "the coordinator.",
    )

    # The page by link
    page_token = fields.Char(
        copy=False, index="btree_not_null", groups="base.group_system"
    )
    page_url = fields.Char(
        string="Personal link",
        compute="_compute_page_url",
        groups=COORDINATOR,
        help="For this recruiter alone: whoever has it can report numbers and pass on "
        "clients in this name.",
    )
    date_reported = fields.Datetime(string="Last report", readonly=True, copy=False)

    _partner_uniq = models.UniqueIndex(
        "(traject_id, partner_id)", "This recruiter is on the list already."
    )
    _numbers_positive = models.Constraint(
        "CHECK(wanted >= 0 AND asked >= 0 AND declined_no_interest >= 0"
        " AND declined_no_time >= 0 AND declined_listeners >= 0"
        " AND declined_consequences >= 0 AND declined_too_heavy >= 0"
        " AND declined_practical >= 0 AND declined_unsaid >= 0)",
        "Numbers can't be negative.",
    )

    # ------------------------------------------------------------
    # COMPUTES
    # ------------------------------------------------------------

    @api.depends("partner_id")
    def _compute_user_id(self):
        for recruitment in self:
            users = recruitment.partner_id.user_ids
            recruitment.user_id = users.filtered(lambda user: not user.share)[:1]

    @api.model
    def _get_reason_fields(self):
        """Return the field that counts each reason, by key of the reason."""
        return {key: f"declined_{key}" for key, _label in DECLINE_REASONS}

    @api.depends(lambda self: self._get_reason_fields().values())
    def _compute_declined(self):
        names = self._get_reason_fields().values()
        for recruitment in self:
            recruitment.declined = sum(recruitment[name] for name in names)

    @api.depends("declined", "participant_ids")
    def _compute_asked(self):
        """Keep what was reported, unless more answers are known than that."""
        for recruitment in self:
            # without those who are only just being made
            passed_on = recruitment.participant_ids.filtered("id")
            known = recruitment.declined + len(passed_on)
            recruitment.asked = max(recruitment.asked, known)

    @api.depends("participant_ids.state")
    def _compute_passed_on(self):
        """Count in one query; how it ended is for who coordinates."""
        counts = defaultdict(lambda: defaultdict(int))
        for recruitment, state, count in self.env[
            "spiegelgesprek.participant"
        ]._read_group(
            [("recruitment_id", "in", self.ids)],
            ["recruitment_id", "state"],
            ["__count"],
        ):
            counts[recruitment.id][state] = count
        for recruitment in self:
            states = counts[recruitment._origin.id]
            recruitment.passed_on = sum(states.values())
            recruitment.coming = sum(states[state] for state in STATES_HOLDING)
            recruitment.fallen_off = sum(states[state] for state in STATES_FALLEN)

    @api.depends_context("uid")
    @api.depends("traject_id.user_id", "page_token")
    def _compute_page_url(self):
        """Show the link to the coordinator of the traject, who hands it out."""
        own = self.filtered(lambda r: r.traject_id.user_id == self.env.user)
        # sudo: whether there is a link; making one is not for who reads
        own = own.sudo().filtered("page_token").sudo(False)
        (self - own).page_url = False
        for recruitment in own:
            recruitment.page_url = recruitment._get_token_url("page_token")

    def action_open_clients(self):
        """Open the clients of this traject whom the user sees; that is logged."""
        self.ensure_one()
        self.check_access("read")
        return self.traject_id.action_open_clients()

    # ------------------------------------------------------------
    # CRUD: IN STEP WITH THE RECRUITERS OF THE TRAJECT
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        recruitments = super().create(vals_list)
        for recruitment in recruitments:
            # made here: reading the link may not write
            recruitment._get_token("page_token")
        recruitments._add_to_traject()
        return recruitments

    def write(self, vals):
        self._check_recruiter_write(vals)
        partner_id = vals.get("partner_id")
        handed_over = self.filtered(
            lambda r: partner_id and r.partner_id.id != partner_id
        )
        result = super().write(vals)
        if handed_over:
            # who passes on by the old link would do so in the name of the new one,
            # who would see those clients
            handed_over._rotate_tokens("page_token")
        if not vals.keys().isdisjoint({"traject_id", "partner_id"}):
            # rules look before a write; look again at the traject they came to
            self.check_access("write")
            self._add_to_traject()
        return result

    def unlink(self):
        left = [(recruitment.traject_id, recruitment.user_id) for recruitment in self]
        result = super().unlink()
        for traject, user in left:
            if user in traject.recruiter_ids:
                traject.recruiter_ids -= user
        return result

    def _add_to_traject(self):
        """Let recruiters with a login see the traject that they recruit for."""
        for recruitment in self.filtered("user_id"):
            if recruitment.user_id not in recruitment.traject_id.recruiter_ids:
                recruitment.traject_id.recruiter_ids += recruitment.user_id

    @api.model
    def _get_recruiter_fields(self):
        """Return the fields that a recruiter may change: the own numbers."""
        return {"asked", *self._get_reason_fields().values()}

    def _check_recruiter_write(self, vals):
        """Let a recruiter report numbers, not what is wanted or for whom they are."""
        beyond = vals.keys() - self._get_recruiter_fields()
        if self.env.su or not beyond or self.traject_id.has_access("write"):
            return
        raise AccessError(
            self.env._(
                "You can report how many clients you asked and what they said. The "
                "rest is for the coordinator."
            )
        )
