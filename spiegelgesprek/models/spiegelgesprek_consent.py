# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from itertools import pairwise

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .spiegelgesprek_traject_readiness import STATES_OFF

PURPOSES = [
    ("take_part", "Takes part"),
    ("share_with_facilitator", "Known to the facilitator"),
    ("contact_again", "May be contacted again"),
    ("recording", "Recording"),
    ("quote", "Quotes"),
]
CAPACITIES = [
    ("self", "Self"),
    ("parent_one", "One parent"),
    ("parent_both", "Both parents"),
    ("guardian_person", "Guardian, a person"),
    ("guardian_organisation", "Guardian, an organisation"),
    ("curator_mentor", "Curator or mentor"),
]
# What is said once stays: it can only come to an end.
_CHANGEABLE = {"date_withdrawn"}


class SpiegelgesprekConsent(models.Model):
    """What somebody in the inner ring, or who speaks for them, said yes or no to.

    One line for one purpose and one voice. The last word of a voice counts; earlier
    ones end when it comes. Nothing is changed or deleted: it shows who said what and
    until when. Who sees the client sees this, and nobody else.
    """

    _name = "spiegelgesprek.consent"
    _inherit = "spiegelgesprek.participant.line"
    _description = "Consent"
    _order = "participant_id, date desc, id desc"
    _rec_name = "participant_id"

    participant_id = fields.Many2one(domain=[("ring", "=", "inner")])

    # What was said
    purpose = fields.Selection(
        PURPOSES,
        required=True,
        default="take_part",
        help="What the answer is about. Each purpose is asked for apart.",
    )
    answer = fields.Selection(
        [("yes", "Yes"), ("no", "No")], required=True, default="yes"
    )
    date = fields.Date(
        string="Said on",
        required=True,
        default=fields.Date.context_today,
    )
    date_withdrawn = fields.Date(
        string="Ended on",
        help="Withdrawn, or followed by another answer. From then on it doesn't count.",
    )

    # Who said it
    capacity = fields.Selection(
        CAPACITIES,
        string="By",
        required=True,
        default="self",
        help="As whom the answer was given: the client, or who speaks for the client.",
    )
    given_by_id = fields.Many2one(
        "res.partner",
        string="For the organisation",
        # set null: that a contact can't be deleted would tell that he stands here
        ondelete="set null",
        help="When an organisation is the guardian: who agrees for it. Not who "
        "recruits, coordinates or listens in this traject.",
    )
    given_by = fields.Char(
        string="Name",
        compute="_compute_given_by",
        store=True,
        readonly=False,
        precompute=True,
        help="Who speaks for the client. Not needed for the client's own answer. "
        "Seen by who sees the client.",
    )
    channel = fields.Selection(
        [
            ("phone", "By phone"),
            ("spoken", "Face to face"),
            ("form", "On paper"),
            ("mail", "By mail"),
            ("text", "By text message"),
            ("page", "On the own page"),
        ],
        string="How",
        required=True,
        default="phone",
        help="An oral answer counts like one on paper.",
    )
    noted_by = fields.Many2one(
        "res.users",
        readonly=True,
        default=lambda self: self.env.user,
        help="Who wrote this down. Nobody when the client did so himself, by the own "
        "page.",
    )

    _period = models.Constraint(
        "CHECK(date_withdrawn IS NULL OR date_withdrawn >= date)",
        "An answer can't end before it was given.",
    )

    @api.depends("given_by_id")
    def _compute_given_by(self):
        for consent in self.filtered("given_by_id"):
            consent.given_by = consent.given_by_id.name

    # ------------------------------------------------------------
    # CONSTRAINTS
    # ------------------------------------------------------------

    @api.constrains("participant_id")
    def _check_ring(self):
        if any(consent.participant_id.ring != "inner" for consent in self):
            raise ValidationError(
                self.env._("Agreement is asked of the inner ring only.")
            )

    @api.constrains("date", "date_withdrawn")
    def _check_dates(self):
        today = fields.Date.context_today(self)
        for consent in self:
            if max(consent.date, consent.date_withdrawn or consent.date) > today:
                raise ValidationError(
                    self.env._("Note what was said, not what will be said later.")
                )

    @api.constrains("capacity", "given_by_id")
    def _check_guardian(self):
        """Let nobody who has an interest agree in the name of the organisation."""
        for consent in self.filtered(lambda c: c.capacity == "guardian_organisation"):
            if not consent.given_by_id:
                raise ValidationError(
                    self.env._(
                        "Say who agrees for the organisation that is the guardian: "
                        "choose a contact under “For the organisation”."
                    )
                )
            if not consent._is_impartial():
                raise ValidationError(
                    self.env._(
                        "Who recruits, coordinates or listens in this traject can't "
                        "agree for the guardian. Ask somebody else of the organisation."
                    )
                )

    def _is_impartial(self):
        """Return whether who agrees for an organisation has no other part here."""
        self.ensure_one()
        # sudo: people count whom this user doesn't see here, such as a recruiter
        self_sudo = self.sudo()
        traject_sudo = self_sudo.traject_id
        listeners_sudo = traject_sudo.outer_participant_ids.filtered(
            lambda p: p.state not in STATES_OFF
        )
        involved = (
            traject_sudo.user_id.partner_id
            | traject_sudo.recruiter_ids.partner_id
            | traject_sudo.recruitment_ids.partner_id
            | self_sudo.participant_id._get_recruiter_contacts()
            | listeners_sudo.partner_id
        )
        return bool(self.given_by_id) and self.given_by_id not in involved

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [dict(vals, noted_by=self.env.uid) for vals in vals_list]
        consents = super().create(vals_list)
        consents._end_earlier()
        consents.traject_id._stop_recording()
        return consents

    def write(self, vals):
        changes = set(vals) - _CHANGEABLE
        if changes and not self.env.su:
            raise UserError(
                self.env._(
                    "What was said stays as it was noted. Withdraw it, and note what "
                    "is true now."
                )
            )
        if not vals.get("date_withdrawn", True) and any(self.mapped("date_withdrawn")):
            raise UserError(
                self.env._("What was withdrawn stays so. Note a new agreement instead.")
            )
        result = super().write(vals)
        self.traject_id._stop_recording()
        return result

    def _end_earlier(self):
        """End what the same voice said before on the same purpose."""
        voices = self.search(
            [
                ("participant_id", "in", self.participant_id.ids),
                ("date_withdrawn", "=", False),
            ],
            order="date, id",
        ).grouped(lambda consent: consent._get_voice())
        for lines in voices.values():
            for earlier, later in pairwise(lines):
                earlier.date_withdrawn = later.date

    def _get_voice(self):
        """Return who speaks about what; a later word of this voice replaces it."""
        name = (self.given_by or "").strip().casefold()
        # a client has one voice, whatever name was noted
        name = name if self.capacity != "self" else ""
        return self.participant_id, self.purpose, self.capacity, name

    def _blank_voices(self):
        """Forget who spoke for a client; that somebody did stays, for the count."""
        self.write({"given_by": False, "given_by_id": False})

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_withdraw(self):
        """Note that these agreements are withdrawn, from this moment on."""
        standing = self.filtered(lambda consent: not consent.date_withdrawn)
        standing.write({"date_withdrawn": fields.Date.context_today(self)})
        return True
