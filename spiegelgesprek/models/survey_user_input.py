# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .survey_survey import RINGS, TYPE

# Of which conversation an answer is, and who reads it
KEPT = (
    "traject_id",
    "ring",
    "released",
    "participant_id",
    "is_small_group",
    "is_facilitator_refused",
)


def check_kept(records, vals, names=KEPT):
    """Let the software alone say of which conversation an answer is, and who reads it.

    Users of Odoo's survey app write answers to surveys of their own. Those would count
    as answers of a ring, and open results that are too few.

    :raise AccessError: when somebody fills one of these in, or as a default
    """
    if records.env.su:
        return
    context = records.env.context
    if any(name in vals or context.get(f"default_{name}") for name in names):
        raise AccessError(
            records.env._(
                "Answers to mirror conversations come in by a personal link or a card "
                "only, and open by themselves."
            )
        )


class SurveyUserInput(models.Model):
    """An answer to a form of ours: of a traject and a ring, and of nobody.

    How an answer loses what would tell whose it is, is in
    ``survey_user_input_anonymous.py``.
    """

    _inherit = "survey.user_input"

    traject_id = fields.Many2one(
        "spiegelgesprek.traject",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        copy=False,
    )
    ring = fields.Selection(RINGS, readonly=True, copy=False)
    released = fields.Boolean(
        readonly=True,
        copy=False,
        help="Open to who may read results. Set for all answers of a ring at once, "
        "when the form closes and enough people answered.",
    )
    participant_id = fields.Many2one(
        "spiegelgesprek.participant",
        string="Answered by",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
        help="Only where the form said beforehand that answers carry a name.",
    )
    is_small_group = fields.Boolean(
        readonly=True,
        copy=False,
        help="Too few people answered: no scores, and texts for the facilitator alone.",
    )
    is_facilitator_refused = fields.Boolean(
        string="Not for the facilitator",
        readonly=True,
        copy=False,
        help="When too few people answer, leave these texts out altogether.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            check_kept(self, vals)
        answers = super().create(vals_list)
        answers._filter_spiegelgesprek()._check_spiegelgesprek_ticket()
        return answers

    def write(self, vals):
        check_kept(self, vals)
        return super().write(vals)

    def _filter_spiegelgesprek(self):
        return self.filtered(lambda answer: answer.survey_id.survey_type == TYPE)

    def _check_spiegelgesprek_ticket(self):
        """Let answers come from a ticket only: invitations of Odoo hold a person."""
        if any(not (a.test_entry or (a.traject_id and a.ring)) for a in self):
            raise UserError(
                self.env._("This form opens by a personal link or a card only.")
            )

    def _mark_done(self):
        """Cut the answer loose from its ticket, and from all that tells whose it is."""
        result = super()._mark_done()
        answers = self._filter_spiegelgesprek().filtered("traject_id")
        if answers:
            tickets = self.env["spiegelgesprek.evaluation.ticket"]
            tickets._use(answers)
            answers._plan_forgetting()
        return result

    def _notify_new_participation_subscribers(self):
        """Tell nobody that somebody answered: the message would keep the moment."""
        ours = self._filter_spiegelgesprek()
        return super(
            SurveyUserInput, self - ours
        )._notify_new_participation_subscribers()
