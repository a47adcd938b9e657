# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain

from .spiegelgesprek_traject_counters import COORDINATOR

KIND = "evaluation"


class SpiegelgesprekParticipant(models.Model):
    """Asking somebody for an answer afterwards.

    That everybody was asked is a line as for each mail. Reminders leave none: they go
    to who did not answer, and that is for nobody to read.
    """

    _inherit = "spiegelgesprek.participant"

    mail_evaluation_link = fields.Html(
        string="Link to the questions in texts",
        compute="_compute_mail_evaluation_link",
        sanitize=False,
        groups=COORDINATOR,
        help="Whoever has it can answer for this person. For an anonymous form nobody "
        "sees it: it would tell who answered.",
    )

    @api.model
    def mail_allowed_qweb_expressions(self):
        return (*super().mail_allowed_qweb_expressions(), "object.mail_evaluation_link")

    @api.depends_context("lang", "su", "uid", "spiegelgesprek_letter")
    def _compute_mail_evaluation_link(self):
        """Write the link, for the software; empty without a ticket.

        Who prints letters sees it only where who answered may be known: for anonymous
        forms a card, which belongs to nobody, goes along with the letter.
        """
        # sudo: tickets are for the software alone
        tickets_sudo = self.env["spiegelgesprek.evaluation.ticket"].sudo()
        found_sudo = tickets_sudo.search([("participant_id", "in", self.ids)])
        tickets = {ticket.participant_id.id: ticket for ticket in found_sudo}
        for participant in self:
            ticket_sudo = tickets.get(participant._origin.id)
            shown = ticket_sudo and participant._may_show_ticket(ticket_sudo)
            participant.mail_evaluation_link = (
                self._say_evaluation_link(ticket_sudo) if shown else False
            )

    def _may_show_ticket(self, ticket):
        """Whether the user may see a link by which one could tell who answered."""
        if self.env.su:
            return True
        mode = ticket.traject_id._get_evaluation(ticket.ring, "mode")
        return mode != "anonymous" and self.has_access("write")

    @api.model
    def _say_evaluation_link(self, ticket):
        if self.env.context.get("spiegelgesprek_letter"):
            return ticket._say_token_on_paper("token")
        words = self.env._("To the questions")
        return Markup('<a href="%s">%s</a>') % (ticket._get_token_url("token"), words)

    def _mail_evaluation(self):
        """Ask these people for an answer, by a mail of their own.

        :return: who gets one; the others get a letter
        """
        mailed = self.browse()
        for ring, people in self.grouped("ring").items():
            template = self._get_evaluation_template(ring)
            mailed |= people._queue_mail(template, kind=KIND)
        return mailed

    def _create_mails(self, template, kind):
        """Let the software alone write the link, also when somebody sends it anew."""
        if kind != KIND:
            return super()._create_mails(template, kind)
        # sudo: see _compute_mail_evaluation_link; the text is shown to nobody
        people_sudo, template_sudo = self.sudo(), template.sudo()
        return super(SpiegelgesprekParticipant, people_sudo)._create_mails(
            template_sudo, kind
        )

    def _mail_evaluation_reminder(self, ticket):
        """Remind these people, without a line of who they were.

        :param ticket: any of the ring; the mails hang on it, to be deleted at closing
        """
        template = self._get_evaluation_template(ticket.ring, reminder=True)
        for company, people in self.grouped("company_id").items():
            mailable = people.filtered(lambda p: p._can_be_mailed())._filter_once()
            values = {**mailable._prepare_email_values(company), "auto_delete": True}
            mails_sudo = template._send_own(mailable.ids, values)
            # as for each mail: whoever made a message could read its text
            mails_sudo.mail_message_id.write(
                {"body": False, "model": ticket._name, "res_id": ticket.id}
            )

    @api.model
    def _get_evaluation_template(self, ring, reminder=False):
        who = "client" if ring == "inner" else "listener"
        kind = "evaluation_reminder" if reminder else "evaluation"
        return self.env.ref(f"spiegelgesprek.mail_template_{kind}_{who}")

    def _forget_evaluation_mails(self):
        """Delete what was mailed about the evaluation: it joins people to tickets."""
        # sudo: the queue and its log are for the software alone
        lines_sudo = self.env["spiegelgesprek.mail"].sudo()
        lines_sudo = lines_sudo.search(
            Domain("participant_id", "in", self.ids) & Domain("kind", "=", KIND)
        )
        lines_sudo.mail_mail_id.unlink()
        lines_sudo.unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_evaluation_tickets(self):
        # sudo: tickets are for the software alone
        tickets_sudo = self.env["spiegelgesprek.evaluation.ticket"].sudo()
        tickets_sudo.search([("participant_id", "in", self.ids)])._detach()
