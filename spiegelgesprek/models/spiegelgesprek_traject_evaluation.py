# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .spiegelgesprek_traject_counters import COORDINATOR
from .survey_survey import TYPE

MODES = [
    ("anonymous", "Anonymous"),
    ("confidential", "Confidential"),
    ("named", "With name"),
]
STATES = [
    ("draft", "Not started"),
    ("open", "Open"),
    ("closed", "Closed"),
    ("ended", "Ended"),
]
# What people write in their own words
TEXTS = ("text_box", "char_box")
# What fields of a ring are called
PREFIX = {"inner": "client", "outer": "listener"}
SURVEYS = {"inner": "client_survey_id", "outer": "listener_survey_id"}
# What only opening and closing may change
KEPT = (
    "state",
    "date",
    "asked",
    "answered",
    "mailed",
    "returned",
    "lettered",
    "released",
    "sent",
    "reminded",
)
HELP_MODE = (
    "Anonymous: once closed, nobody can find out whose an answer is. Confidential: who "
    "answered is known, not what. With name: readers see who said what. People are "
    "told before the first question; after the first answer this can't change."
)


def _survey_field(ring, label):
    return fields.Many2one(
        "survey.survey",
        string=label,
        domain=[("survey_type", "=", TYPE), ("spiegelgesprek_ring", "=", ring)],
        compute="_compute_surveys",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        ondelete="restrict",
        tracking=True,
        help="Taken over from the method; after the first answer this can't change.",
    )


def _state_field(label):
    return fields.Selection(
        STATES,
        string=label,
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        help="Closed: results are open, if enough people answered. Cards on paper can "
        "still be typed in. Ended: nothing comes in any more.",
    )


class SpiegelgesprekTraject(models.Model):
    """Both rings tell afterwards what it brought: with which form, and how anonymous.

    Closing, and what becomes of answers then, is in
    ``spiegelgesprek_traject_evaluation_close.py``; how many answered in
    ``spiegelgesprek_traject_evaluation_response.py``.
    """

    _inherit = "spiegelgesprek.traject"

    # With which form
    client_survey_id = _survey_field("inner", "Questions to clients")
    listener_survey_id = _survey_field("outer", "Questions to listeners")

    # How anonymous
    client_evaluation_mode = fields.Selection(
        MODES,
        string="Answers of clients",
        default="anonymous",
        required=True,
        copy=False,
        tracking=True,
        help=HELP_MODE,
    )
    listener_evaluation_mode = fields.Selection(
        MODES,
        string="Answers of listeners",
        default="anonymous",
        required=True,
        copy=False,
        tracking=True,
        help=HELP_MODE,
    )
    evaluation_minimum = fields.Integer(
        string="Fewest answers",
        compute="_compute_evaluation_minimum",
        store=True,
        precompute=True,
        help="Results of a ring open from this number of answers. It is what people "
        "were told, so a later change of the setting can only make it more.",
    )

    # Where it stands
    client_evaluation_state = _state_field("Form of clients")
    listener_evaluation_state = _state_field("Form of listeners")
    client_evaluation_date = fields.Datetime(readonly=True, copy=False)
    listener_evaluation_date = fields.Datetime(readonly=True, copy=False)
    client_evaluation_asked = fields.Integer(
        readonly=True, copy=False, groups=COORDINATOR
    )
    listener_evaluation_asked = fields.Integer(readonly=True, copy=False)
    client_evaluation_answered = fields.Integer(
        readonly=True, copy=False, groups=COORDINATOR
    )
    listener_evaluation_answered = fields.Integer(readonly=True, copy=False)
    client_evaluation_released = fields.Boolean(
        string="Results of clients are open", readonly=True, copy=False
    )
    listener_evaluation_released = fields.Boolean(
        string="Results of listeners are open", readonly=True, copy=False
    )

    _evaluation_minimum_range = models.Constraint(
        "CHECK(evaluation_minimum >= 3)",
        "With fewer than 3 answers people can be recognised.",
    )

    @api.depends("method_id")
    def _compute_surveys(self):
        """Take the forms of the method; later changes to it don't reach here."""
        for traject in self:
            for name in SURVEYS.values():
                traject[name] = traject.method_id[name]

    @api.depends("company_id")
    def _compute_evaluation_minimum(self):
        for traject in self:
            # sudo: everyone is bound by the number, few may read the settings
            company_sudo = traject.company_id.sudo()
            number = company_sudo.spiegelgesprek_minimum_answers
            traject.evaluation_minimum = max(number, 3)

    # ------------------------------------------------------------
    # BY RING
    # ------------------------------------------------------------

    def _get_evaluation(self, ring, name):
        """Return what a field about the form of a ring says, for example its state."""
        self.ensure_one()
        return self[f"{PREFIX[ring]}_evaluation_{name}"]

    def _get_minimum(self):
        """Return how many answers it takes: what people were told, or more."""
        self.ensure_one()
        # sudo: as in _compute_evaluation_minimum
        company_sudo = self.company_id.sudo()
        return max(self.evaluation_minimum, company_sudo.spiegelgesprek_minimum_answers)

    def _get_survey(self, ring):
        self.ensure_one()
        return self[SURVEYS[ring]]

    def _get_evaluated(self, ring):
        """Return who is asked: the clients, or the listeners, who were there."""
        attended = self.participant_ids.filtered(lambda p: p.state == "attended")
        if ring == "inner":
            return attended.filtered("is_client")
        # who had two roles is one person
        return attended.filtered(lambda p: p.ring == ring)._filter_once()

    def _is_evaluation_answered(self, ring):
        """Whether somebody began to answer: from then on all stays as it was told."""
        self.ensure_one()
        # sudo: an answer locks the form, also for who may not read it
        answers_sudo = self.env["survey.user_input"].sudo()
        domain = Domain("traject_id", "=", self.id) & Domain("ring", "=", ring)
        return bool(
            self._get_evaluation(ring, "state") in ("closed", "ended")
            or answers_sudo.search_count(domain, limit=1)
        )

    @api.model
    def _has_open_survey(self, surveys):
        """Whether somebody, anywhere, can answer one of these forms now."""
        domain = Domain.OR(
            Domain(SURVEYS[ring], "in", surveys.ids)
            & Domain(f"{prefix}_evaluation_state", "in", ("open", "closed"))
            for ring, prefix in PREFIX.items()
        )
        # sudo: also for who may not read that traject
        return bool(self.sudo().search_count(domain, limit=1))

    # ------------------------------------------------------------
    # WHAT STAYS AS IT WAS TOLD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_evaluation_kept(vals)
            self._check_evaluation_surveys(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_evaluation_kept(vals)
        self._check_evaluation_surveys(vals)
        self._check_evaluation_told(vals)
        return super().write(vals)

    @api.model
    def _check_evaluation_kept(self, vals):
        """Let only opening and closing say that a form is open, closed or released."""
        kept = {f"{prefix}_evaluation_{n}" for prefix in PREFIX.values() for n in KEPT}
        # people were told this number
        kept.add("evaluation_minimum")
        if not self.env.su and not kept.isdisjoint(vals):
            raise UserError(
                self.env._("Whether a form is open can't be filled in by hand.")
            )

    @api.model
    def _check_evaluation_surveys(self, vals):
        """Check forms that somebody chose; those of the method were checked there."""
        surveys = self.env["survey.survey"]
        for ring, name in SURVEYS.items():
            if vals.get(name):
                surveys.browse(vals[name])._check_spiegelgesprek_ring(ring)

    def _check_evaluation_told(self, vals):
        """Keep form and mode after the first answer: people were told before.

        And questions as long as a form is open: links would open nothing.
        """
        for ring, prefix in PREFIX.items():
            emptied = not vals.get(SURVEYS[ring], True)
            if emptied and any(
                traject._get_evaluation(ring, "state") == "open" for traject in self
            ):
                raise UserError(
                    self.env._(
                        "People can answer these questions now. Choose other ones, or "
                        "wait until the form closes."
                    )
                )
            names = {SURVEYS[ring], f"{prefix}_evaluation_mode"} & vals.keys()
            if any(
                self._get_told(traject, name) != (vals[name] or False)
                and traject._is_evaluation_answered(ring)
                for name in names
                for traject in self
            ):
                raise UserError(
                    self.env._(
                        "Somebody answered already. People were told beforehand what "
                        "is asked and how anonymous it is, so that stays."
                    )
                )

    @api.model
    def _get_told(self, traject, name):
        value = traject[name]
        return value.id if isinstance(value, models.BaseModel) else value

    # ------------------------------------------------------------
    # OPENING
    # ------------------------------------------------------------

    def _open_evaluation(self, ring):
        """Make a ticket for everybody of a ring who was there, and open the form.

        Called again it makes tickets for who was noted since; nobody gets a second one.

        :return: the new tickets, in sudo, to send out
        """
        tickets_sudo = self.env["spiegelgesprek.evaluation.ticket"].sudo()  # returned
        # sudo: whoever starts this, all who were there are asked
        for traject_sudo in self.sudo():
            if traject_sudo._get_evaluation(ring, "state") not in ("draft", "open"):
                continue
            if not traject_sudo._get_survey(ring):
                raise UserError(
                    self.env._(
                        "There are no questions for this ring. Choose a form first."
                    )
                )
            participants_sudo = traject_sudo._get_evaluated(ring)
            tickets_sudo |= tickets_sudo._make(traject_sudo, ring, participants_sudo)
            traject_sudo[f"{PREFIX[ring]}_evaluation_state"] = "open"
        return tickets_sudo

    def _make_cards(self, ring, number):
        """Make cards on paper for a ring; they belong to nobody.

        :param int number: how many
        :return: the new tickets, in sudo, to print them
        :raise UserError: when the form isn't anonymous, or is over
        """
        self.ensure_one()
        self.check_access("write")
        if self._get_evaluation(ring, "mode") != "anonymous":
            raise UserError(
                self.env._(
                    "Cards on paper belong to nobody, so they are for anonymous forms."
                )
            )
        if self._get_evaluation(ring, "state") == "ended":
            raise UserError(self.env._("This form has ended."))
        # sudo: see _open_evaluation
        traject_sudo = self.sudo()
        if not traject_sudo._get_survey(ring):
            raise UserError(
                self.env._("There are no questions for this ring. Choose a form first.")
            )
        if traject_sudo._get_evaluation(ring, "state") == "draft":
            traject_sudo[f"{PREFIX[ring]}_evaluation_state"] = "open"
        tickets = self.env["spiegelgesprek.evaluation.ticket"]
        return tickets._make(traject_sudo, ring, cards=number)
