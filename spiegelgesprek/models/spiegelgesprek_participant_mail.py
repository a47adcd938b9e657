# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, email_normalize

from .spiegelgesprek_mail import STATES
from .spiegelgesprek_traject_counters import COORDINATOR
from .spiegelgesprek_traject_readiness import STATES_OFF

MAIL_STATES = [
    ("none", "No mail"),
    *(state for state in STATES if state[0] not in ("cancelled", "received")),
]
# What a waiting mail stands on: when it changes, the mail would be wrong.
MAIL_FIELDS = {"email", "contact_channel", "may_mail", "partner_id"}


class SpiegelgesprekParticipant(models.Model):
    """Mails to participants: queued, one for each person, and nobody else in it.

    A mail of ours hangs on no document and its text is kept out of Odoo's messages:
    who reads along with a participant would read the personal link. What stays is a
    line that says that it was sent.
    """

    _inherit = "spiegelgesprek.participant"

    mail_ids = fields.One2many(
        "spiegelgesprek.mail", "participant_id", string="Mails", groups=COORDINATOR
    )
    mail_state = fields.Selection(
        MAIL_STATES,
        string="Mail",
        compute="_compute_mail_state",
        compute_sudo=True,
        search="_search_mail_state",
        help="How the last mail to this person fared.",
    )
    mail_date = fields.Datetime(
        string="Mailed on", compute="_compute_mail_state", compute_sudo=True
    )
    mail_failure = fields.Char(
        string="Why it failed", compute="_compute_mail_state", compute_sudo=True
    )

    @api.depends_context("lang")
    def _compute_mail_state(self):
        """Look at the last mail that was sent or tried; one query for all."""
        lines = self.env["spiegelgesprek.mail"].search_fetch(
            Domain("participant_id", "in", self.ids)
            & Domain("state", "in", [state for state, _label in MAIL_STATES]),
            ["participant_id", "state", "date", "failure", "failure_code"],
            order="id",
        )
        last = {line.participant_id.id: line for line in lines}
        for participant in self:
            line = last.get(participant._origin.id, lines.browse())
            participant.mail_state = line.state or "none"
            participant.mail_date = line.date
            participant.mail_failure = line.failure_reason

    @api.model
    def _search_mail_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        self.env["spiegelgesprek.mail"].flush_model(["participant_id", "state"])
        last = SQL(
            "SELECT DISTINCT ON (participant_id) participant_id, state"
            " FROM spiegelgesprek_mail WHERE state NOT IN ('cancelled', 'received')"
            " ORDER BY participant_id, id DESC"
        )
        wanted = tuple(value)
        found = Domain(
            "id",
            "in",
            SQL("(SELECT participant_id FROM (%s) m WHERE state IN %s)", last, wanted),
        )
        if "none" in wanted:
            found |= Domain(
                "id", "not in", SQL("(SELECT participant_id FROM (%s) m)", last)
            )
        return found

    # ------------------------------------------------------------
    # WHO CAN BE MAILED
    # ------------------------------------------------------------

    def _get_mail_address(self):
        """Return where mails to this person go; empty when there is no address."""
        self.ensure_one()
        if self.ring == "inner":
            # without the name: this line is read by mail servers on the way
            return email_normalize(self.email) or ""
        return self.partner_id.email_formatted or ""

    def _get_invitation_template(self):
        """Return the text that this person is invited with, if there is one."""
        self.ensure_one()
        role, young = self.role_id, self.relation == "youngster"
        return (young and role.youngster_template_id) or role.invitation_template_id

    def _can_be_mailed(self):
        """Return whether a mail to this person may be made at all."""
        self.ensure_one()
        return (
            self.state not in STATES_OFF
            and self._may_contact("mail")
            and bool(email_normalize(self._get_mail_address()))
        )

    def _filter_once(self):
        """Return one of these participants for each contact of a traject."""
        once, seen = self.browse(), set()
        for participant in self:
            key = participant.traject_id, participant.partner_id
            if not participant.partner_id or key not in seen:
                seen.add(key)
                once |= participant
        return once

    # ------------------------------------------------------------
    # QUEUEING
    # ------------------------------------------------------------

    def _queue_mail(self, template, kind="other", **context):
        """Queue one personal mail for each of these people that can be mailed.

        In the language of the reader. Nothing is sent here, and nobody is mailed who
        declined, withdrew, was forgotten or has no address. Who has two roles gets two
        invitations, as each has its own link, but any other message once.

        :param template: a ``mail.template`` of participants, or its XML id
        :param str kind: what it is, see ``spiegelgesprek.mail``
        :param context: what else the text uses, as ``ctx['…']``
        :return: who gets a mail
        """
        if isinstance(template, str):
            template = self.env.ref(template)
        mailable = self.filtered(lambda participant: participant._can_be_mailed())
        if kind != "invitation":
            mailable = mailable._filter_once()
        mailable._make_links()
        mailable._create_mails(template.with_context(**context), kind)
        return mailable

    def _create_mails(self, template, kind):
        """Put the mails in Odoo's queue, with a line for each; in batch."""
        values = []
        for company, people in self.grouped("company_id").items():
            mails_sudo = template._send_own(
                people.ids, people._prepare_email_values(company)
            )
            # whoever made a message can read it, also after he handed over the traject
            mails_sudo.mail_message_id.body = False
            values += [
                participant._prepare_mail_values(template, kind, mail_sudo)
                for participant, mail_sudo in zip(people, mails_sudo, strict=True)
            ]
        if values:
            # sudo: the log of mails is written by the software alone
            lines = self.env["spiegelgesprek.mail"].sudo().create(values)
            lines._trigger_queue()

    @api.model
    def _prepare_email_values(self, company):
        """Return what all mails have: on no document, and gone some time later."""
        # sudo: where mails that can't be delivered come back
        company_sudo = company.sudo()
        return {
            "model": False,
            "res_id": False,
            "author_id": False,
            "auto_delete": False,
            "record_alias_domain_id": company_sudo.alias_domain_id.id,
        }

    def _prepare_mail_values(self, template, kind, mail):
        return {
            "participant_id": self.id,
            "kind": kind,
            "template_id": template.id,
            "mail_mail_id": mail.id,
            "message_id": mail.message_id,
        }

    def _mail_no_seat(self):
        """Tell these people in neutral words that there is no seat, whatever the state.

        :return: who gets a mail
        """
        people = self.filtered(lambda p: p.ring == "outer" and p._get_mail_address())
        people = people._filter_once()
        template = self.env.ref("spiegelgesprek.mail_template_no_seat")
        people._create_mails(template, "other")
        return people

    # ------------------------------------------------------------
    # SENDING ANEW, AND NOT AT ALL
    # ------------------------------------------------------------

    def action_open_invite(self):
        """Open the invitation of these people: look first, then send."""
        self.traject_id.ensure_one()
        return self.traject_id._get_invite_action(self)

    def action_send_anew(self):
        """Send the last mail once more, with a new link; the old one opens nothing.

        Whose mail is still on its way gets no second one.
        """
        self.check_access("write")
        people = self.filtered(
            lambda p: p.mail_state != "queued" and p._can_be_mailed()
        )
        people._cancel_mails()
        people._rotate_links()
        for (template, kind), again in people.grouped(
            lambda participant: participant._get_last_text()
        ).items():
            if template:
                again._queue_mail(template, kind)
        return self._notify_mailed(people)

    def _rotate_links(self):
        """Replace the links that the last mail held; extend for another page."""
        self._rotate_tokens("invitation_token")

    def _get_last_text(self):
        """Return text and kind of the last mail; the invitation when there was none."""
        # sudo: of the own mails, which text it was
        lines_sudo = self.sudo().mail_ids.filtered(lambda line: line.template_id)
        last_sudo = lines_sudo.sorted("id")[-1:]
        if last_sudo:
            # back to the own rights
            return last_sudo.template_id.sudo(False), last_sudo.kind
        return self._get_invitation_template(), "invitation"

    def _notify_mailed(self, people):
        left = len(self - people)
        message = self.env._("Mails on their way: %s.", len(people))
        if left:
            message = self.env._(
                "%(message)s Not mailed: %(left)s, because there is no address, the "
                "person said no, or a mail is on its way already.",
                message=message,
                left=left,
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "warning" if left else "success",
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _cancel_mails(self):
        """Take what waits for these people out of the queue."""
        # sudo: the log of mails is the software's
        lines_sudo = self.env["spiegelgesprek.mail"].sudo()
        lines_sudo.search(
            [
                ("participant_id", "in", self.ids),
                ("mail_mail_id", "!=", False),
            ]
        )._cancel()

    def write(self, vals):
        """Send nothing any more to who fell off, or has another address."""
        result = super().write(vals)
        if vals.get("state") in STATES_OFF or not MAIL_FIELDS.isdisjoint(vals):
            self._cancel_mails()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_waiting_mails(self):
        """A mail that waits would reach somebody who is no longer known here."""
        self._cancel_mails()

    def _unlink_traces(self):
        self._unlink_mails()
        return super()._unlink_traces()

    def _unlink_mails(self):
        """Forget what these people wrote, and send them nothing that waits.

        That they were mailed, and when, stays.
        """
        self._cancel_mails()
        # sudo: nobody has a say in what must be forgotten
        lines_sudo = self.env["spiegelgesprek.mail"].sudo()
        replies = [("participant_id", "in", self.ids), ("kind", "=", "reply")]
        lines_sudo.search(replies).unlink()
