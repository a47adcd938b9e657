# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .spiegelgesprek_traject_evening import AGREED

# Who can speak for a minor, and for a represented adult.
_FOR_MINORS = ("parent_one", "parent_both", "guardian_person", "guardian_organisation")
_FOR_ADULTS = ("curator_mentor",)
# Each of these speaks for all representatives.
_FOR_ALL = (
    "parent_both",
    "guardian_person",
    "guardian_organisation",
    "curator_mentor",
)


class SpiegelgesprekParticipant(models.Model):
    """Whose yes is needed for what, and whether it is there.

    What is asked depends on the age band and on the table of the company. A client's
    own no always wins. Something missing warns; it stops a minor or a represented
    adult from having attended, and it keeps clients from the facilitator.
    """

    _inherit = "spiegelgesprek.participant"

    is_represented = fields.Boolean(
        string="Has a curator or mentor",
        help="For an adult: somebody else decides along. No reason is asked.",
    )
    consent_ids = fields.One2many("spiegelgesprek.consent", "participant_id")
    consent_missing = fields.Char(
        string="Still needed",
        compute="_compute_consent_missing",
        help="Whose yes to taking part is not there yet.",
    )
    has_own_yes = fields.Boolean(compute="_compute_consent_missing")
    # stored: a record rule and a query decide by it what a facilitator sees
    is_shared_with_facilitator = fields.Boolean(
        string="Known to the facilitator",
        compute="_compute_is_shared_with_facilitator",
        store=True,
        precompute=True,
        help="Agreed that the facilitator knows first name, alias and phone. It ends "
        "at once when that is withdrawn.",
    )

    # ------------------------------------------------------------
    # COMPUTES
    # ------------------------------------------------------------

    @api.depends(
        "ring",
        "is_client",
        "age_band",
        "is_represented",
        "consent_ids.purpose",
        "consent_ids.answer",
        "consent_ids.capacity",
        "consent_ids.given_by",
        "consent_ids.date_withdrawn",
        "company_id.spiegelgesprek_agree_0_11",
        "company_id.spiegelgesprek_agree_12_15",
        "company_id.spiegelgesprek_agree_16_17",
        "company_id.spiegelgesprek_agree_adult",
        "company_id.spiegelgesprek_agree_represented",
    )
    def _compute_is_shared_with_facilitator(self):
        for participant in self:
            participant.is_shared_with_facilitator = (
                participant.ring == "inner"
                and not participant._list_missing("share_with_facilitator")
            )

    @api.depends(
        "age_band",
        "is_represented",
        "relation",
        "state",
        "consent_ids.answer",
        "consent_ids.capacity",
        "consent_ids.date_withdrawn",
        "consent_ids.given_by_id",
        "consent_ids.purpose",
    )
    @api.depends_context("lang", "uid")
    def _compute_consent_missing(self):
        """Say it once somebody is willing: before that there is nothing to agree to."""
        for participant in self:
            own = participant._get_answers("take_part").get("self")
            participant.has_own_yes = own == {"yes"}
        coming = self.filtered(lambda p: p.is_client and p.state in AGREED)
        (self - coming).consent_missing = False
        for participant, missing in coming._get_missing_consents().items():
            participant.consent_missing = self._say_missing(missing)

    # ------------------------------------------------------------
    # WHAT IS ASKED, AND WHAT IS THERE
    # ------------------------------------------------------------

    def _has_consent(self, purpose):
        """Return whether all whom the company asks said yes, and the client not no.

        :param str purpose: a key of ``spiegelgesprek.consent.purpose``
        """
        self.ensure_one()
        return not self._get_missing_consents(purpose)[self]

    def _filter_consent(self, purpose):
        """Return those whose details may be used for this purpose."""
        missing = self._get_missing_consents(purpose)
        return self.filtered(lambda participant: not missing[participant])

    def _get_missing_consents(self, purpose="take_part"):
        """Return what is missing for a purpose, as ``{participant: [keys]}``.

        :param str purpose: a key of ``spiegelgesprek.consent.purpose``
        :return: for each participant keys of ``_say_missing``; none when all is there
        """
        missing = {}
        for participant in self:
            keys = participant._list_missing(purpose)
            if not participant._is_age_known():
                keys.append("age_band")
            if any(not c._is_impartial() for c in participant._get_guardians(purpose)):
                keys.append("impartial")
            missing[participant] = keys
        return missing

    @api.model
    def _say_missing(self, keys):
        """Return in words what is missing; it says nothing of who the client is."""
        say = {
            "refused": self.env._("said no"),
            "against": self.env._("a representative said no"),
            "age_band": self.env._("age group"),
            "self": self.env._("own yes"),
            "one": self.env._("yes of a representative"),
            "all": self.env._("yes of all representatives"),
            "impartial": self.env._("yes for the guardian by somebody without a part"),
        }
        return ", ".join(say[key] for key in keys)

    def _list_missing(self, purpose):
        """Return what the company asks for, and is not there."""
        self.ensure_one()
        answers = self._get_answers(purpose)
        own = answers.pop("self", set())
        if "no" in own:
            return ["refused"]
        asks_self, asked = self._get_asked()
        missing = []
        # who is the guardian can't speak in his own name alone
        guarded = asked and "yes" in answers.get("guardian_organisation", ())
        if (asks_self or guarded) and "yes" not in own:
            missing.append("self")
        if asked:
            missing += self._list_missing_representatives(purpose, answers, asked)
        return missing

    def _list_missing_representatives(self, purpose, answers, asked):
        """Return what is missing of who speaks for the client."""
        speaking = _FOR_ADULTS if self._is_adult() else _FOR_MINORS
        answers = {key: said for key, said in answers.items() if key in speaking}
        if any("no" in said for said in answers.values()):
            return ["against"]
        agreed = set(answers)
        if asked == "all" and agreed == {"parent_one"}:
            agreed = set() if self._count_parents(purpose) < 2 else agreed
        elif asked == "all":
            agreed &= set(_FOR_ALL)
        return [] if agreed else [asked]

    def _get_answers(self, purpose):
        """Return what stands of what was said, as ``{capacity: {answers}}``."""
        answers = defaultdict(set)
        for consent in self.consent_ids:
            if consent.purpose == purpose and not consent.date_withdrawn:
                answers[consent.capacity].add(consent.answer)
        return dict(answers)

    def _get_own_yes(self, purpose):
        """Return the agreements that these clients gave themselves, and that stand."""
        return self.consent_ids.filtered(
            lambda c: (
                c.purpose == purpose
                and c.capacity == "self"
                and c.answer == "yes"
                and not c.date_withdrawn
            )
        )

    def _get_guardians(self, purpose):
        """Return the agreements that an organisation gave as a guardian."""
        return self.consent_ids.filtered(
            lambda c: (
                c.purpose == purpose
                and c.capacity == "guardian_organisation"
                and c.answer == "yes"
                and not c.date_withdrawn
            )
        )

    def _count_parents(self, purpose):
        """Return how many parents said yes, each for himself."""
        parents = self.consent_ids.filtered(
            lambda c: (
                c.purpose == purpose
                and c.capacity == "parent_one"
                and not c.date_withdrawn
            )
        )
        return len({consent._get_voice() for consent in parents})

    def _get_asked(self):
        """Return whether the client is asked, and "one", "all" or no representative."""
        if not self.is_client:
            # who comes along speaks for himself
            return True, ""
        band = self.age_band or "adult"
        if self._is_adult() and self.is_represented:
            band = "represented"
        # sudo: the table binds everybody, few may read the settings
        company_sudo = self.company_id.sudo()
        asked = company_sudo[company_sudo._get_age_field(band)] or "self"
        return asked.startswith("self"), asked.removeprefix("self").removeprefix("_")

    def _is_adult(self):
        return self.age_band in (False, "adult")

    def _is_age_known(self):
        """Return whether the age band is known of whom it matters for."""
        return bool(self.age_band) or self.relation != "youngster"

    # ------------------------------------------------------------
    # HARD BLOCKS
    # ------------------------------------------------------------

    @api.constrains("state")
    def _check_attended(self):
        """Let nobody have attended without what the company asks for.

        An adult who decides for himself is there of his own will, so only his own no
        stands in the way.
        """
        attended = self.filtered(lambda p: p.is_client and p.state == "attended")
        missing = attended._get_missing_consents()
        lines = [
            f"{participant.display_name}: {self._say_missing(keys)}"
            for participant, keys in missing.items()
            if keys and (participant._is_protected() or "refused" in keys)
        ]
        if lines:
            raise ValidationError(
                self.env._(
                    "Agreement is still needed before this can be noted. Nothing was "
                    "changed.\n%s",
                    "\n".join(lines),
                )
            )

    def _is_protected(self):
        """Return whether somebody else decides along, or may have to."""
        if not self._is_adult():
            return True
        return self.is_represented or not self._is_age_known()

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys().isdisjoint({"state", "role_id", "age_band"}):
            self._stop_recording()
        return result

    @api.model_create_multi
    def create(self, vals_list):
        participants = super().create(vals_list)
        participants._stop_recording()
        return participants

    def _stop_recording(self):
        """Let no recording go on when somebody comes who did not agree to it."""
        inner = self.filtered(lambda participant: participant.ring == "inner")
        inner.traject_id._stop_recording()

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_agree_take_part(self):
        """Note that these clients themselves agree to take part."""
        return self._note_own_yes("take_part")

    def action_agree_share(self):
        """Note that these clients agree that the facilitator knows them."""
        return self._note_own_yes("share_with_facilitator")

    def _note_own_yes(self, purpose, **values):
        """Note an own yes, once: a second click adds nothing.

        :param str purpose: a key of ``spiegelgesprek.consent.purpose``
        :param values: what else is known of it, as the channel
        """
        self.check_access("write")
        silent = self.filtered(
            lambda p: p._get_answers(purpose).get("self", set()) != {"yes"}
        )
        self.env["spiegelgesprek.consent"].create(
            [
                {"participant_id": participant.id, "purpose": purpose, **values}
                for participant in silent
            ]
        )
        return True
