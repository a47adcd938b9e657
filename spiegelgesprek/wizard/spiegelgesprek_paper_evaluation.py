# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError

LINK = "object.mail_evaluation_link"


class SpiegelgesprekPaper(models.TransientModel):
    """Letters with the questions afterwards, for who can't be reached by mail.

    Where who answered may be known, a letter holds the own link. For an anonymous form
    as many cards follow the letters: they belong to nobody, and which goes into which
    envelope is chance.
    """

    _inherit = "spiegelgesprek.paper"

    is_evaluation = fields.Boolean(compute="_compute_is_evaluation")
    is_with_cards = fields.Boolean(
        compute="_compute_is_evaluation",
        help="The form is anonymous, so a card goes along with each letter.",
    )
    card_ids = fields.Many2many(
        "spiegelgesprek.evaluation.card",
        string="Cards",
        readonly=True,
        help="Made when the letters are printed.",
    )

    @api.depends("template_id", "traject_id", "ring")
    def _compute_is_evaluation(self):
        """Know a text that asks by the link to the questions in it."""
        for paper in self:
            asks = LINK in (paper.template_id.body_html or "")
            paper.is_evaluation = asks and bool(paper.traject_id)
            paper.is_with_cards = (
                paper.is_evaluation
                and paper.traject_id._get_evaluation(paper.ring, "mode") == "anonymous"
            )

    @api.depends("is_evaluation")
    def _compute_participant_ids(self):
        """Propose who was there and was not reached, where nobody was selected."""
        result = super()._compute_participant_ids()
        for paper in self.filtered("is_evaluation"):
            if not paper._get_selected():
                # sudo: who was mailed; below, only those whom this user sees
                people_sudo = paper.traject_id.sudo()._get_unreached(paper.ring)
                people = paper.participant_ids.browse(people_sudo.ids)
                paper.participant_ids = people._filtered_access("read")
        return result

    def _get_report_action(self, report_type):
        """Before letters with the questions are printed: note it, and make the cards.

        Looking at them first does neither.

        :raise UserError: when the questions are not open
        """
        self.ensure_one()
        if self.is_evaluation:
            self._check_evaluation_open()
        if not self.is_evaluation or report_type != "qweb-pdf":
            return super()._get_report_action(report_type)
        self.traject_id.check_access("write")
        people = self._get_people()
        people.evaluation_letter_date = self.traject_id._get_today()
        if self.is_with_cards:
            self._make_cards(people)
        # sudo: the to-do is the clock's
        self.traject_id.sudo()._sync_letter_activity()
        action = super()._get_report_action(report_type)
        # back to the form, which says who is left
        return {**action, "close_on_report_download": True}

    def _check_evaluation_open(self):
        if self.traject_id._get_evaluation(self.ring, "state") != "open":
            raise UserError(
                self.env._(
                    "The questions are not open. They open the day after the "
                    "conversation, and close by themselves."
                )
            )

    def _make_cards(self, people):
        """Make a card for each of these people, by language; printed again, others."""
        cards = self.env["spiegelgesprek.evaluation.card"]
        for lang, number in Counter(people.mapped("mail_lang")).items():
            cards |= cards.create(
                {
                    "traject_id": self.traject_id.id,
                    "ring": self.ring,
                    "number": number,
                    "lang": lang,
                }
            )
        for card in cards:
            card._make_cards()
        self.card_ids = cards

    def _get_cards_to_print(self):
        """Return the cards that follow the letters, if any, one record a language."""
        self.ensure_one()
        if not self.is_with_cards:
            return self.env["spiegelgesprek.evaluation.card"]
        return self.card_ids
