# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import secrets
from datetime import timedelta
from random import SystemRandom

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .survey_survey import RINGS

# No letters or digits that people mix up
CODE_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
CODE_LENGTH = 8
# A link opens nothing so long after the conversation, also when nobody closed the form.
LINK_AFTER = timedelta(days=90)
# Nothing of Odoo's own trail: no follower, no message, no log of changes
TRACELESS = {
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "tracking_disable": True,
}


class SpiegelgesprekEvaluationTicket(models.Model):
    """The right to answer a form once. Holds no answer and no dates.

    All tickets of a ring are made together in random order, and written together
    whenever one of them is used, so that a row doesn't tell when its owner answered.
    Until an answer is sent in, the ticket knows its link, so that somebody can go on
    elsewhere. Then that is wiped out: a ticket is used, and nothing says for what.
    """

    _name = "spiegelgesprek.evaluation.ticket"
    _description = "Right to Answer an Evaluation"
    _inherit = "spiegelgesprek.token"
    _order = "id"
    _rec_name = "traject_id"
    _log_access = False
    _check_company_auto = True
    _token_paths = {"token": "/spiegelgesprek/evaluatie"}

    traject_id = fields.Many2one(
        "spiegelgesprek.traject",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="traject_id.company_id", store=True, precompute=True
    )
    ring = fields.Selection(RINGS, required=True)
    participant_id = fields.Many2one(
        "spiegelgesprek.participant",
        index="btree_not_null",
        ondelete="set null",
        help="Whom the link was made for; nobody for a card on paper. For an anonymous "
        "form this is gone when it closes: it serves to mail and to remind.",
    )
    code = fields.Char(
        copy=False,
        index="btree_not_null",
        help="On cards of paper, for who types them in. Cards belong to nobody.",
    )
    used = fields.Boolean(
        copy=False, help="An answer was sent in with this ticket; not which one."
    )
    token = fields.Char(copy=False, index="btree_not_null", groups="base.group_system")
    answer_token = fields.Char(
        copy=False,
        index="btree_not_null",
        groups="base.group_system",
        help="The link to an answer that isn't sent in yet, to go on with it.",
    )

    _code_uniq = models.UniqueIndex(
        "(code) WHERE code IS NOT NULL", "This code is on another card already."
    )

    def _is_token_valid(self, field):
        """A link works while the form is open; a card on paper also comes in late."""
        self.ensure_one()
        date = self.traject_id.date_conversation
        if date and fields.Datetime.now() > date + LINK_AFTER:
            return False
        state = self.traject_id._get_evaluation(self.ring, "state")
        return state == "open" or (state == "closed" and bool(self.code))

    # ------------------------------------------------------------
    # MAKING THEM
    # ------------------------------------------------------------

    @api.model
    def _make(self, traject, ring, participants=(), cards=0):
        """Make tickets in one batch, in random order.

        :param participants: for whom; who has one already keeps it
        :param int cards: how many cards that belong to nobody
        :return: the new tickets, in sudo
        """
        # sudo: nobody but the software writes or reads tickets
        self_sudo = self.sudo()
        common = {"traject_id": traject.id, "ring": ring}
        having = self_sudo.search(self._get_ring_domain(traject, ring)).participant_id
        contacts = having.partner_id
        vals_list = [
            {**common, "participant_id": participant.id}
            for participant in participants
            if participant not in having and participant.partner_id not in contacts
        ]
        vals_list += [{**common, "code": self._new_code()} for _card in range(cards)]
        for vals in vals_list:
            vals["token"] = self._new_token()
        SystemRandom().shuffle(vals_list)
        return self_sudo.create(vals_list)

    @api.model
    def _new_code(self):
        return "".join(secrets.choice(CODE_LETTERS) for _place in range(CODE_LENGTH))

    @api.model
    def _get_ring_domain(self, traject, ring):
        return Domain("traject_id", "=", traject.id) & Domain("ring", "=", ring)

    @api.model
    def _get_waiting(self, traject, ring):
        """Return the tickets of people who didn't answer yet, to remind them.

        For the job that reminds, in sudo. For an anonymous form nobody else may know.
        """
        # sudo: as above
        return self.sudo().search(
            self._get_ring_domain(traject, ring)
            & Domain("participant_id", "!=", False)
            & Domain("used", "=", False)
        )

    @api.model
    def _find_card(self, traject, code, used=False):
        """Return the card with this code, however it was typed.

        :param traject: of which traject; of any when empty
        :param bool used: one that was sent in, instead of one that wasn't
        """
        # sudo: as above
        tickets_sudo = self.sudo()
        letters = "".join(filter(str.isalnum, str(code))).upper()
        found_sudo = tickets_sudo.search(
            (Domain("traject_id", "=", traject.id) if traject else Domain.TRUE)
            & Domain("code", "=", letters or False)
            & Domain("code", "!=", False)
            & Domain("used", "=", used)
        )
        return found_sudo.filtered(lambda ticket: ticket._is_token_valid("token"))

    # ------------------------------------------------------------
    # THE PAGE BEFORE THE FIRST QUESTION
    # ------------------------------------------------------------

    def _prepare_page_values(self):
        """Return what the page says: how anonymous this is, and where it stands."""
        self.ensure_one()
        traject = self.traject_id
        return {
            "ring": self.ring,
            "mode": traject._get_evaluation(self.ring, "mode"),
            "minimum": traject._get_minimum(),
            "used": self.used,
            "started": bool(self._get_answer()),
            "late": traject._get_evaluation(self.ring, "state") == "closed",
        }

    def _get_lang(self):
        """Return the language of whom the link was made for, if that is known."""
        self.ensure_one()
        person = self.participant_id
        return person.lang if self.ring == "inner" else person.partner_id.lang

    # ------------------------------------------------------------
    # USING THEM
    # ------------------------------------------------------------

    def _start(self, lang=None, refuse_facilitator=False):
        """Return the answer that goes with this ticket, new or half-way.

        :param str lang: language of the form, forgotten when it is sent in
        :param bool refuse_facilitator: no texts to the facilitator of a small group
        """
        self.ensure_one()
        if self.used:
            raise UserError(self.env._("This was answered already. Thank you!"))
        return self._get_answer() or self._create_answer(lang, refuse_facilitator)

    def _get_answer(self):
        """Return the answer that this ticket was started for, while not sent in."""
        # sudo: the ticket is the right to go on with this one answer
        answers_sudo = self.env["survey.user_input"].sudo()
        if not self.answer_token:
            return answers_sudo
        return answers_sudo.search(
            Domain("access_token", "=", self.answer_token)
            & Domain("traject_id", "=", self.traject_id.id),
            limit=1,
        )

    def _create_answer(self, lang, refuse_facilitator):
        # sudo: whoever has a ticket may answer, and reads nothing else of the survey
        survey_sudo = self.traject_id._get_survey(self.ring).sudo()
        values = self._prepare_answer_values(lang, refuse_facilitator)
        answer_sudo = survey_sudo.with_context(**TRACELESS)._create_answer(
            check_attempts=False, **values
        )
        self.answer_token = answer_sudo.access_token
        return answer_sudo

    def _prepare_answer_values(self, lang, refuse_facilitator):
        named = self.traject_id._get_evaluation(self.ring, "mode") == "named"
        return {
            "traject_id": self.traject_id.id,
            "ring": self.ring,
            "participant_id": self.participant_id.id if named else False,
            "is_facilitator_refused": refuse_facilitator,
            "lang_id": self.env["res.lang"]._get_data(code=lang).id,
            # the page with this ticket was the start
            "state": "in_progress",
        }

    @api.model
    def _use(self, answers):
        """Note that answers were sent in, and forget which ticket they came from."""
        # sudo: as above
        tickets_sudo = self.sudo().search(
            [("answer_token", "in", answers.mapped("access_token"))]
        )
        for ticket_sudo in tickets_sudo:
            ticket_sudo._write_together(used=True, answer_token=None)

    def _write_together(self, **values):
        """Change this ticket, and write all others of its ring anew with it.

        Taken out and put back in random order, in one statement: ``xmin`` is the same
        for all and ``ctid`` means nothing. (An update would do for ``xmin``, but the
        row that changes ends up behind the others.) Two people at the same moment: the
        second is run again by Odoo.
        """
        self.ensure_one()
        self.env.flush_all()
        names = [
            name
            for name, field in self._fields.items()
            if field.store and field.column_type
        ]
        columns = [
            SQL(
                "CASE WHEN id = %(id)s THEN %(value)s ELSE %(name)s END",
                name=SQL.identifier(name),
                id=self.id,
                value=values[name],
            )
            if name in values
            else SQL.identifier(name)
            for name in names
        ]
        self.env.cr.execute(
            SQL(
                "WITH taken AS ("
                " DELETE FROM %(table)s WHERE traject_id = %(traject)s"
                " AND ring = %(ring)s RETURNING *)"
                " INSERT INTO %(table)s (%(names)s)"
                " SELECT %(columns)s FROM taken ORDER BY gen_random_uuid()",
                table=SQL.identifier(self._table),
                names=SQL(", ").join(map(SQL.identifier, names)),
                columns=SQL(", ").join(columns),
                traject=self.traject_id.id,
                ring=self.ring,
            )
        )
        self.invalidate_model(list(values))

    def _detach(self):
        """Let the people of these tickets go; what was sent in goes on to count.

        Whoever deletes somebody would else see by the number of answers whether he
        answered. His link opens nothing any more.
        """
        used = self.filtered("used")
        unused = self - used
        for ticket in unused:
            ticket._get_answer().unlink()
        unused._hand_over_mails()
        unused.unlink()
        for ticket in used:
            ticket._write_together(participant_id=None, token=None)

    def _hand_over_mails(self):
        """Let mails hang on another ticket of the ring: they are deleted with it."""
        for (traject, ring), tickets in self.grouped(
            lambda ticket: (ticket.traject_id, ticket.ring)
        ).items():
            others = self.search(self._get_ring_domain(traject, ring)) - self
            mails = self.env["mail.message"].search(
                [("model", "=", self._name), ("res_id", "in", tickets.ids)]
            )
            if others:
                mails.res_id = others[0].id
            else:
                mails.unlink()

    @api.model
    def _settle(self, traject, ring, late=False):
        """Take away what tells who answered, as far as the form promised.

        :param bool late: cards that may still come in are taken away as well
        """
        # sudo: as above
        tickets_sudo = self.sudo().search(self._get_ring_domain(traject, ring))
        if traject._get_evaluation(ring, "mode") != "anonymous":
            tickets_sudo.answer_token = False
            return
        open_cards = tickets_sudo.filtered(lambda t: t.code and not t.used and not late)
        (tickets_sudo - open_cards).unlink()
        open_cards.answer_token = False
