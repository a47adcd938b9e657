# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .spiegelgesprek_traject_evaluation import TEXTS


class SpiegelgesprekTraject(models.Model):
    """Who reads answers: results once they are open, texts of a small group."""

    _inherit = "spiegelgesprek.traject"

    def _is_facilitator(self):
        """Whether the current user leads this conversation, and does not listen too."""
        self.ensure_one()
        # sudo: a question about the user himself
        own_sudo = self.sudo().lead_participant_ids.filtered(
            lambda p: p.partner_id == self.env.user.partner_id
        )
        return bool(own_sudo._filter_leading())

    def _get_open_answers(self, ring):
        """Return what people wrote in a group that was too small, for the facilitator.

        Texts by question, in an order that means nothing: which of them are of the
        same person can't be seen.

        :return: ``[(question, [text, ...]), ...]``; empty for anybody else
        """
        self.ensure_one()
        if not (self.env.su or self._is_facilitator()):
            return []
        answers = self.env["survey.user_input"]
        # sudo: no rule opens these answers to anybody; who asks was checked above
        lines_sudo = self.env["survey.user_input.line"].sudo()
        lines_sudo = lines_sudo.search(
            Domain("user_input_id.traject_id", "=", self.id)
            & Domain("user_input_id.ring", "=", ring)
            & Domain("user_input_id.is_small_group", "=", True)
            & Domain("answer_type", "in", TEXTS)
        )
        texts = {}
        for line_sudo in lines_sudo.browse(answers._get_random_order(lines_sudo.ids)):
            question = line_sudo.question_id
            texts.setdefault(question, []).append(line_sudo._get_answer_value())
        # sudo: as above
        questions_sudo = self.sudo()._get_survey(ring).question_ids
        return [(q.title, texts[q]) for q in questions_sudo if q in texts]

    def _get_name_finder(self):
        """Return a function that tells whether a text holds a name of somebody here.

        For who reads texts before they are used: it is a mark, not a filter.
        """
        self.ensure_one()
        # sudo: names are compared, not shown
        names = self.sudo().participant_ids._get_name_words()
        people = self.env["spiegelgesprek.participant"]
        known = {people._fold_word(name.capitalize()) for name in names}
        return lambda text: (
            not known.isdisjoint(map(people._fold_word, people._split_words(text)))
        )

    def action_read_open_answers(self):
        """Open what clients and listeners wrote in groups too small to show results."""
        self.ensure_one()
        ring = self.env.context.get("spiegelgesprek_ring", "inner")
        reading = self.env["spiegelgesprek.evaluation.reading"].create(
            {"traject_id": self.id, "ring": ring}
        )
        return reading._get_records_action(
            name=self.env._("What a Small Group Wrote"), target="new"
        )

    def action_open_client_results(self):
        """Open what clients answered, on Odoo's own page of results."""
        return self._open_results("inner")

    def action_open_listener_results(self):
        """Open what listeners answered, on Odoo's own page of results."""
        return self._open_results("outer")

    def _open_results(self, ring):
        self.ensure_one()
        self.check_access("read")
        if not self._get_evaluation(ring, "released"):
            raise UserError(self._say_why_shut(ring))
        self._check_answers_readable(ring)
        survey = self._get_survey(ring)
        return {
            "type": "ir.actions.act_url",
            "target": "new",
            "url": f"/survey/results/{survey.id}?traject_id={self.id}&ring={ring}",
        }

    def _check_answers_readable(self, *rings):
        """Say who reads answers, instead of showing somebody else an empty page."""
        answers = self.env["survey.user_input"]
        domain = Domain("traject_id", "=", self.id) & Domain("ring", "in", rings)
        if not answers.search_count(domain & Domain("released", "=", True), limit=1):
            raise UserError(
                self.env._(
                    "Answers are read by the coordinator of this traject, by managers "
                    "and by the facilitator; those of clients by nobody who listened. "
                    "What came of them stands under Insights."
                )
            )

    def _say_why_shut(self, ring):
        if self._get_evaluation(ring, "state") in ("draft", "open"):
            return self.env._(
                "Results open all at once, when the form closes. Until then you see "
                "how many answered."
            )
        return self.env._(
            "Fewer than %(number)s people answered, so there are no scores. What they "
            "wrote goes to the facilitator.",
            number=self.evaluation_minimum,
        )
