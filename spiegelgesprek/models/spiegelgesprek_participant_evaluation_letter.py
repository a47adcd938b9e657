# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain

from .spiegelgesprek_participant_evaluation import KIND
from .spiegelgesprek_traject_counters import COORDINATOR

STATES_REACHED = ("queued", "sent")
STATES_RETURNED = ("failed", "bounced")


class SpiegelgesprekParticipant(models.Model):
    """Who is asked by letter: who has no mail, and whose mail did not arrive."""

    _inherit = "spiegelgesprek.participant"

    evaluation_letter_date = fields.Date(
        string="Letter with questions printed on",
        readonly=True,
        copy=False,
        groups=COORDINATOR,
        help="That somebody was asked; nothing of whether he answered. Gone when the "
        "form closes.",
    )

    @api.model
    def _get_identity_fields(self):
        return [*super()._get_identity_fields(), "evaluation_letter_date"]

    def _get_evaluation_mail_states(self):
        """Return how the last mail that asked fared; one query.

        :rtype: ``{participant id: state}``, without who was not mailed
        """
        # sudo: whether people were reached, for numbers and for letters
        lines_sudo = self.env["spiegelgesprek.mail"].sudo()
        lines_sudo = lines_sudo.search_fetch(
            Domain("participant_id", "in", self.ids) & Domain("kind", "=", KIND),
            ["participant_id", "state"],
            order="id",
        )
        return {line.participant_id.id: line.state for line in lines_sudo}

    def _filter_returned(self, mail_states):
        return self.filtered(lambda p: mail_states.get(p.id) in STATES_RETURNED)

    def _filter_unreached(self, mail_states):
        """Return who needs a letter; whom the clock will still mail does not."""
        return self.filtered(
            lambda p: (
                mail_states.get(p.id) not in STATES_REACHED
                and not p.evaluation_letter_date
                and (p.id in mail_states or not p._can_be_mailed())
            )
        )

    def _forget_evaluation_mails(self):
        self.evaluation_letter_date = False
        return super()._forget_evaluation_mails()

    # ------------------------------------------------------------
    # WHAT THE LETTER SAYS
    # ------------------------------------------------------------

    @api.depends_context("lang", "su", "uid", "spiegelgesprek_letter")
    def _compute_mail_evaluation_link(self):
        """On paper, for an anonymous form, speak of the card instead of a link."""
        super()._compute_mail_evaluation_link()
        if not self.env.context.get("spiegelgesprek_letter"):
            return
        for participant in self._filtered_access("write"):
            if participant._is_asked_by_card():
                participant.mail_evaluation_link = participant._say_evaluation_card()

    def _is_asked_by_card(self):
        """Whether the questions to somebody are anonymous, so that no link is his."""
        self.ensure_one()
        ring = "inner" if self.ring == "inner" else "outer"
        return self.traject_id._get_evaluation(ring, "mode") == "anonymous"

    @api.model
    def _say_evaluation_card(self):
        return Markup("%s<br/>%s") % (
            self.env._(
                "With this letter comes a paper with the questions. Write on it and "
                "send it back, or point the camera of your phone at the square on it."
            ),
            self.env._("Your name is not on that paper. Please don't write it there."),
        )
