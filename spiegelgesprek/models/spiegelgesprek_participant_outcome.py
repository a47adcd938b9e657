# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from .spiegelgesprek_participant import STATES_HOLDING
from .spiegelgesprek_traject_counters import COORDINATOR

OUTCOME_CHANNELS = [
    ("mail", "By e-mail"),
    ("post", "By letter"),
    ("phone", "By phone"),
    ("not", "Rather not"),
]
ANSWERS = [("yes", "Yes"), ("no", "No")]
PURPOSE = "contact_again"


class SpiegelgesprekParticipant(models.Model):
    """Two questions that no anonymous form can ask, because they identify.

    How a client wants to hear the outcome, and whether he may be asked again. They
    stand on the client's own page and on the form of the day, on paper. The second
    is an agreement like the others: it is noted as one, and this is a way to it.
    """

    _inherit = "spiegelgesprek.participant"

    outcome_channel = fields.Selection(
        OUTCOME_CHANNELS,
        string="Hears the outcome",
        copy=False,
        groups=COORDINATOR,
        help="How this client wants to hear what is done with it. Chosen for this "
        "alone: it allows no other mail or letter. Seen by the coordinator only.",
    )
    contact_again = fields.Selection(
        ANSWERS,
        string="May be asked again",
        compute="_compute_contact_again",
        inverse="_inverse_contact_again",
        groups=COORDINATOR,
        help="What the client said, as it stands among the agreements. A change here "
        "is noted there; what was said before ends.",
    )
    contact_again_by = fields.Selection(
        lambda self: self._get_consent_channels(),
        string="How it was said",
        compute="_compute_contact_again_by",
        inverse="_inverse_contact_again",
        groups=COORDINATOR,
        help="How the client said whether he may be asked again.",
    )

    @api.model
    def _get_consent_channels(self):
        channel = self.env["spiegelgesprek.consent"]._fields["channel"]
        return channel._description_selection(self.env)

    @api.depends(
        "consent_ids.answer",
        "consent_ids.capacity",
        "consent_ids.date_withdrawn",
        "consent_ids.purpose",
    )
    def _compute_contact_again(self):
        for participant in self:
            participant.contact_again = participant._get_own_word(PURPOSE).answer

    # apart: whoever writes one of the two keeps the other as it stands
    @api.depends("consent_ids.channel", "consent_ids.date_withdrawn")
    def _compute_contact_again_by(self):
        for participant in self:
            said = participant._get_own_word(PURPOSE)
            # most clients say it on the form of the day
            participant.contact_again_by = said.channel or "form"

    def _inverse_contact_again(self):
        for participant in self:
            answer = participant.contact_again
            participant._say_again(answer, participant.contact_again_by or "form")

    def _get_own_word(self, purpose):
        """Return what the client himself said last on a purpose, if it stands."""
        self.ensure_one()
        own = self.consent_ids.filtered(
            lambda c: (
                c.purpose == purpose and c.capacity == "self" and not c.date_withdrawn
            )
        )
        return own.sorted(lambda c: (c.date, c.id))[-1:]

    def _say_again(self, answer, channel, **values):
        """Note whether a client may be asked again; the same said again adds nothing.

        :param str answer: ``yes``, ``no``, or nothing: then what was said ends
        :param str channel: how it was said, as of ``spiegelgesprek.consent``
        :param values: what else the agreement says
        """
        self.ensure_one()
        said = self._get_own_word(PURPOSE)
        if not answer:
            said.action_withdraw()
        elif (said.answer, said.channel) != (answer, channel):
            self.env["spiegelgesprek.consent"].create(
                {
                    "participant_id": self.id,
                    "purpose": PURPOSE,
                    "answer": answer,
                    "channel": channel,
                    **values,
                }
            )

    # ------------------------------------------------------------
    # ON THE OWN PAGE
    # ------------------------------------------------------------

    @api.model
    def _get_page_fields(self, field):
        names = super()._get_page_fields(field)
        return [*names, "outcome_channel"] if field == "invitation_token" else names

    def _prepare_page_values(self):
        asks = self._is_asked_afterwards()
        return {
            **super()._prepare_page_values(),
            "asks_afterwards": asks,
            "outcome_channel": asks and self.outcome_channel,
            "contact_again": asks and self._get_own_word(PURPOSE).answer,
        }

    def _is_asked_afterwards(self):
        """Whether the own page asks how somebody wants to hear the outcome.

        From when he comes until the page closes; not of who stayed away.
        """
        self.ensure_one()
        situation = self._get_situation()
        held = situation == "over" and self.state in STATES_HOLDING
        return self.is_client and (situation == "coming" or held)

    def _answer(self, form):
        if form.get("answer") == "afterwards":
            return self._answer_afterwards(form)
        return super()._answer(form)

    def _answer_afterwards(self, form):
        """Keep what somebody chose of the two questions; what he left open stays."""
        if not self._is_asked_afterwards():
            return []
        channel, answer = form.get("outcome"), form.get("again")
        if channel in dict(OUTCOME_CHANNELS) and channel != self.outcome_channel:
            self.outcome_channel = channel
            self._log("preferences", "page")
        if answer in dict(ANSWERS):
            said = self._get_own_word(PURPOSE)
            if said.answer != answer:
                # noted by nobody's login, also where somebody is logged in
                self._say_again(answer, "page", noted_by=False)
        return []

    # ------------------------------------------------------------
    # WHAT IS FORGOTTEN
    # ------------------------------------------------------------

    @api.model
    def _get_identity_fields(self):
        return [*super()._get_identity_fields(), "outcome_channel"]
