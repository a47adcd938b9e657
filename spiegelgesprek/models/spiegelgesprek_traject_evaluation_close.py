# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain

from .spiegelgesprek_traject_evaluation import PREFIX, TEXTS

TICKET = "spiegelgesprek.evaluation.ticket"


class SpiegelgesprekTraject(models.Model):
    """Closing a form: all answers open at once or never, and belong to nobody.

    There are two batches. What came in before closing is one; what comes in after it,
    on paper, is the other, and opens as a whole when the form ends, if it is as large
    as a first one must be. So no two looks at results differ by one person.
    """

    _inherit = "spiegelgesprek.traject"

    def _close_evaluation(self, ring):
        """Close the form of a ring; for one that isn't open nothing happens.

        :param str ring: ``inner`` or ``outer``
        :return: those trajects of which results opened
        """
        return self._settle_evaluation(ring, "open", "closed")

    def _end_evaluation(self, ring):
        """End a form that was closed: nothing comes in any more, also not on paper.

        :return: those trajects of which late answers opened
        """
        return self._settle_evaluation(ring, "closed", "ended")

    def _settle_evaluation(self, ring, before, after):
        opened = self.browse()
        # sudo: closing is done by the clock, for everybody at once
        for traject_sudo in self.sudo():
            if traject_sudo._get_evaluation(ring, "state") != before:
                continue
            if traject_sudo._settle_answers(ring, late=before == "closed"):
                opened |= self.browse(traject_sudo.id)
            if before == "open":
                traject_sudo._keep_asking_counts(ring)
            traject_sudo._forget_evaluation_mails(ring)
            traject_sudo._settle_tickets(ring, late=before == "closed")
            traject_sudo._forget_printing(ring)
            traject_sudo[f"{PREFIX[ring]}_evaluation_state"] = after
        return opened

    # ------------------------------------------------------------
    # ANSWERS
    # ------------------------------------------------------------

    def _settle_answers(self, ring, late):
        """Open what came in since the form opened or closed, or see that it stays shut.

        :return: whether it opened
        """
        self.ensure_one()
        prefix = PREFIX[ring]
        answers = self.env["survey.user_input"].search(
            Domain("traject_id", "=", self.id) & Domain("ring", "=", ring)
        )
        # what wasn't sent in isn't an answer
        unfinished = answers.filtered(lambda answer: answer.state != "done")
        unfinished.unlink()
        answers -= unfinished
        fresh = answers.filtered(lambda a: not (a.released or a.is_small_group))
        enough = self._is_enough(ring, len(fresh))
        if not late:
            self[f"{prefix}_evaluation_date"] = fields.Datetime.now()
        date = self[f"{prefix}_evaluation_date"]
        if not fresh:
            return False
        if enough:
            self[f"{prefix}_evaluation_released"] = True
            # together with those that are open already: none stands out as late
            opened = fresh | answers.filtered("released")
            opened._shuffle(date, released=True, is_facilitator_refused=None)
        elif late:
            # nobody will ever be shown these
            fresh.unlink()
        else:
            self._withhold(fresh)
            fresh._shuffle(date, is_small_group=True, is_facilitator_refused=None)
        return enough

    def _is_enough(self, ring, count):
        """Whether so many answers can open; what people were told counts."""
        self.ensure_one()
        if self._get_evaluation(ring, "mode") == "named":
            return count > 0
        return count >= self._get_minimum()

    @api.model
    def _withhold(self, answers):
        """Take out what people said that even the facilitator shouldn't read."""
        refused = answers.filtered("is_facilitator_refused")
        lines = refused.user_input_line_ids
        lines.filtered(lambda line: line.answer_type in TEXTS).unlink()

    # ------------------------------------------------------------
    # WHO ANSWERED
    # ------------------------------------------------------------

    def _settle_tickets(self, ring, late):
        """Keep two numbers of what tickets knew, and the tickets the mode allows."""
        self.ensure_one()
        tickets = self.env[TICKET]
        prefix = PREFIX[ring]
        domain = tickets._get_ring_domain(self, ring)
        if late:
            cards = tickets.search(domain & Domain("used", "=", True))
            asked = self._get_evaluation(ring, "asked")
            answered = self._get_evaluation(ring, "answered")
            answered += len(cards.filtered("code"))
        else:
            asked, answered = self._count_responses()[self.id, ring]
        # a card is another way for the same people
        self[f"{prefix}_evaluation_asked"] = max(asked, answered)
        self[f"{prefix}_evaluation_answered"] = answered
        tickets._settle(self, ring, late=late)

    def _forget_evaluation_mails(self, ring):
        """Delete mails with links of this ring: they join an address to a ticket."""
        self.ensure_one()
        tickets = self.env[TICKET]
        ids = tickets.search(tickets._get_ring_domain(self, ring)).ids
        domain = Domain("model", "=", TICKET) & Domain("res_id", "in", ids)
        # the mail itself goes with its message
        self.env["mail.message"].search(domain).unlink()

    def _forget_printing(self, ring):
        """Delete what was chosen to print letters and cards of this ring.

        It joins people to the codes of the cards that went along with their letters,
        and stays in the database until Odoo clears it.
        """
        self.ensure_one()
        domain = Domain("traject_id", "=", self.id) & Domain("ring", "=", ring)
        for model in ("spiegelgesprek.paper", "spiegelgesprek.evaluation.card"):
            self.env[model].search(domain).unlink()
