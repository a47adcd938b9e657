# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models

from .spiegelgesprek_traject_evening import AGREED

# Why somebody does not come, as the own page asks it; a recruiter knows more reasons.
PAGE_REASONS = ("no_interest", "no_time", "practical")


class SpiegelgesprekParticipant(models.Model):
    """The personal link of somebody who is invited, and the answers by it."""

    _name = "spiegelgesprek.participant"
    _inherit = ["spiegelgesprek.participant", "spiegelgesprek.token"]
    _token_paths = {
        "invitation_token": "/spiegelgesprek/uitnodiging",
        "facilitator_token": "/spiegelgesprek/gespreksleider",
    }

    invitation_token = fields.Char(
        compute="_compute_invitation_token",
        store=True,
        copy=False,
        index="btree_not_null",
        groups="base.group_system",
    )
    rules_date = fields.Datetime(
        string="Promised to keep the rules on",
        readonly=True,
        copy=False,
        help="When this listener ticked: I listen, and what I hear I don't use in "
        "anybody's case or file.",
    )

    @api.depends("state", "ring")
    def _compute_invitation_token(self):
        """Give who is asked a link, so that the portal can show it; clients only get
        one when it is sent."""
        for participant in self:
            asked = participant.state != "draft" and participant.ring != "inner"
            if asked and not participant.invitation_token:
                participant.invitation_token = self._new_token()
            else:
                participant.invitation_token = participant.invitation_token

    def _is_token_valid(self, field):
        """The page stays until the evaluation ends: it says thanks by then."""
        if field != "invitation_token":
            return super()._is_token_valid(field)
        self._fetch_page()
        until = self._get_invitation_expiry()
        return not until or fields.Datetime.now() < until

    def _get_invitation_expiry(self):
        """Return when the link stops working, in UTC; nothing as long as no date is."""
        self.ensure_one()
        traject = self.traject_id
        days = timedelta(days=traject.evaluation_days + 1)
        return traject.date_conversation and traject.date_conversation + days

    def action_renew_links(self):
        """Give these people a new link: one that went astray opens nothing any more."""
        self.check_access("write")
        self._rotate_tokens("invitation_token")
        self._log("link", "user")
        return True

    # ------------------------------------------------------------
    # WHAT THE PAGE IS ABOUT
    # ------------------------------------------------------------

    def _get_situation(self):
        """Return where this person stands, which decides what the page shows.

        :return: ``cancelled``, ``over``, ``refused``, ``coming``, ``waiting``,
            ``not_coming`` or ``asked``
        """
        self.ensure_one()
        if self.traject_id._is_stopped():
            return "cancelled"
        if not self.traject_id._is_ahead() or self.state in ("attended", "absent"):
            return "over"
        if self.state in AGREED:
            return "coming"
        if self.state == "waiting":
            return "waiting"
        if self.state in ("declined", "withdrawn"):
            return "refused" if self._is_seat_refused() else "not_coming"
        return "asked"

    def _is_seat_refused(self):
        """Whether it was the organisation that gave no seat; extend to know."""
        self.ensure_one()
        return False

    def _is_to_answer_again(self):
        """Whether this person agreed to another date than the one it is by now."""
        self.ensure_one()
        coming = self._get_situation() in ("coming", "waiting")
        return coming and self.answer_for != self.traject_id.date_conversation

    # ------------------------------------------------------------
    # ANSWERS
    # ------------------------------------------------------------

    def _answer(self, form):
        """Take over what somebody sent from the own page.

        What is not possible (any more) changes nothing; the page shows how it is.

        :param dict form: ``answer``, and what belongs to it; as anybody typed it
        :return: keys of what is wrong, empty when all is well
        """
        self.ensure_one()
        answers = {
            "accept": self._answer_yes,
            "decline": self._answer_no,
            "reason": self._answer_why,
            "preferences": self._answer_preferences,
        }
        answer = answers.get(form.get("answer"))
        return answer(form) if answer else []

    def _answer_yes(self, form):
        """Take a seat, or a place on the waiting list when all are taken."""
        again = self._is_to_answer_again()
        if self._get_situation() not in ("asked", "not_coming") and not again:
            return []
        if not self.traject_id._is_answering():
            return []
        if self.ring == "outer" and not self.rules_date:
            if not form.get("rules"):
                return ["rules"]
            self.rules_date = fields.Datetime.now()
            self._log("rules", "page")
        if again:
            self.answer_for = self.traject_id.date_conversation
            self._log("state", "page")
        else:
            state = "waiting" if self._is_full() else "accepted"
            self.write({"state": state, "answered_by": "page", "decline_reason": False})
        self._note_page_answer("yes")
        return []

    def _answer_no(self, form):
        """Give the seat back. A no always counts, until the conversation starts."""
        if self._get_situation() not in ("asked", "coming", "waiting"):
            return []
        state = "withdrawn" if self.state in AGREED else "declined"
        self.write({"state": state, "answered_by": "page"})
        self._note_page_answer("no")
        return []

    def _answer_why(self, form):
        """Keep why somebody does not come, from a list."""
        reason = form.get("reason")
        if self._get_situation() == "not_coming" and reason in PAGE_REASONS:
            self.decline_reason = reason
            self._log("reason", "page")
        return []

    def _is_full(self):
        """Whether all seats for the role of this person are taken."""
        self.ensure_one()
        return bool(self.seat_id) and self.seat_id._is_full()

    def _note_page_answer(self, answer):
        """Hook: somebody said yes or no on the own page."""
        self.ensure_one()

    def _is_call_needed(self):
        """Whether something has to be arranged by phone before this person comes."""
        self.ensure_one()
        return False

    def _mail_changed(self, previous):
        """Tell these people that date or place changed; they can answer again.

        Who waits for a seat hears that he still does, unless he comes in another role.

        :param datetime previous: when it would have been, in UTC; false when only
            the place changed
        :return: who gets a mail
        """
        told = self.sorted(lambda p: p.state == "waiting")._filter_once()
        waiting = told.filtered(lambda p: p.state == "waiting")
        return (told - waiting)._queue_mail(
            "spiegelgesprek.mail_template_changed", spiegelgesprek_previous=previous
        ) | waiting._queue_mail(
            "spiegelgesprek.mail_template_changed_waiting",
            spiegelgesprek_previous=previous,
        )
