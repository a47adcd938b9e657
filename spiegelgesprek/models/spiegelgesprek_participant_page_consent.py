# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

TAKE_PART = "take_part"


class SpiegelgesprekParticipant(models.Model):
    """A yes on the own page is the own agreement to take part, and a no ends it.

    It is the client's own voice only. Whoever else is asked is called: the page says
    so, and not whom or why.
    """

    _inherit = "spiegelgesprek.participant"

    @api.model
    def _get_page_fields(self, field):
        names = super()._get_page_fields(field)
        more = ["age_band", "is_represented"] if field == "invitation_token" else []
        return names + more

    def _note_page_answer(self, answer):
        """Note what somebody in the inner ring said himself; once, however often."""
        super()._note_page_answer(answer)
        if self.ring != "inner":
            return
        # the day on which it was said is that of the conversation's place
        person = self.with_context(tz=self.traject_id.date_tz)
        if answer == "yes":
            # not whoever is logged in here: nobody noted it but the person himself
            person._note_own_yes(TAKE_PART, channel="page", noted_by=False)
        else:
            person._get_own_yes(TAKE_PART).action_withdraw()

    def _is_call_needed(self):
        """Whether somebody's yes is still to be asked for, by phone.

        Whether who agrees for a guardian has a part here is not the client's affair.
        """
        asked = self.ring == "inner" and (
            self._list_missing(TAKE_PART) or not self._is_age_known()
        )
        return bool(asked) or super()._is_call_needed()
