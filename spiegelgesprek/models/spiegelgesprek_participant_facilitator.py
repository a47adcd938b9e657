# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from .spiegelgesprek_traject_counters import COORDINATOR
from .spiegelgesprek_traject_evaluation import PREFIX
from .spiegelgesprek_traject_readiness import STATES_OFF

TEXT = "spiegelgesprek.mail_template_facilitator"
FIELD = "facilitator_token"
# After the debrief, or a form that closed later, there is still something to read.
LINK_AFTER = timedelta(days=14)


class SpiegelgesprekParticipant(models.Model):
    """The personal link of who leads the conversation, and often has no login.

    Nobody but who leads ever gets to see it, also not the coordinator who has it
    mailed: it opens what a small group wrote for the facilitator alone.
    """

    _inherit = "spiegelgesprek.participant"

    facilitator_token = fields.Char(
        copy=False, index="btree_not_null", groups="base.group_system"
    )
    mail_facilitator_link = fields.Html(
        string="Link of who leads, in texts",
        compute="_compute_mail_facilitator_link",
        sanitize=False,
        groups=COORDINATOR,
        help="The page with the guide. The link itself stands only in the mail to who "
        "leads; everybody else sees just the words.",
    )

    # ------------------------------------------------------------
    # WHO
    # ------------------------------------------------------------

    def _filter_leading(self):
        """Return who of these lead a conversation, and don't listen in it as well."""
        leaders = self.filtered(
            lambda p: p.role_id.is_facilitator and p.state not in STATES_OFF
        )
        # sudo: whoever listens hears nothing of clients by any other role
        listening_sudo = self.sudo().search_fetch(
            [
                ("traject_id", "in", leaders.traject_id.ids),
                ("ring", "=", "outer"),
                ("partner_id", "in", leaders.partner_id.ids),
            ],
            ["traject_id", "partner_id"],
        )
        listening = {(p.traject_id.id, p.partner_id.id) for p in listening_sudo}
        return leaders.filtered(
            lambda p: (p.traject_id.id, p.partner_id.id) not in listening
        )

    def _is_token_valid(self, field):
        """The page stays until the debrief is well over: there may be texts to read."""
        if field != FIELD:
            return super()._is_token_valid(field)
        self._fetch_facilitator_page()
        traject = self.traject_id
        if traject._is_stopped() or not self._filter_leading():
            return False
        until = self._get_facilitator_expiry()
        return fields.Datetime.now() < until if until else traject._is_running()

    def _get_facilitator_expiry(self):
        """Return when the link stops working, in UTC; nothing as long as no date is."""
        self.ensure_one()
        traject = self.traject_id
        if not traject.date_conversation:
            return False
        planned = traject._get_day(max(traject.evaluation_days, traject.debrief_days))
        closed = [traject._get_evaluation(ring, "date") for ring in PREFIX]
        return max([planned, *filter(None, closed)]) + LINK_AFTER

    # ------------------------------------------------------------
    # THE MAIL
    # ------------------------------------------------------------

    @api.depends("facilitator_token")
    @api.depends_context("lang", "su")
    def _compute_mail_facilitator_link(self):
        for participant in self:
            participant.mail_facilitator_link = participant._say_facilitator_link()

    def _say_facilitator_link(self):
        """Return the link, written for the mail in the queue; for others just words."""
        self.ensure_one()
        words = self.env._("To the guide and the schedule")
        # sudo: nobody reads a token; below only the software goes on
        if not self.env.su or not self.sudo()[FIELD]:
            return Markup("<u>%s</u>") % words
        return Markup('<a href="%s">%s</a>') % (self._get_token_url(FIELD), words)

    @api.model
    def mail_allowed_qweb_expressions(self):
        """Allow the link in texts; of whoever does not lead it is empty."""
        return (
            *super().mail_allowed_qweb_expressions(),
            "object.mail_facilitator_link",
        )

    def _make_links(self):
        result = super()._make_links()
        for leader in self.filtered(lambda p: p.ring == "lead" and p.is_facilitator):
            leader._get_token(FIELD)
        return result

    def _create_mails(self, template, kind):
        if template == self.env.ref(TEXT, raise_if_not_found=False):
            # sudo: the link goes into the mail, and whoever has it mailed never sees it
            template = template.sudo()
        return super()._create_mails(template, kind)

    def _rotate_links(self):
        """Sending the link anew replaces that one, not the one of the invitation."""
        text = self.env.ref(TEXT, raise_if_not_found=False)
        by_link = self.filtered(lambda p: text and p._get_last_text()[0] == text)
        by_link._rotate_tokens(FIELD)
        return super(SpiegelgesprekParticipant, self - by_link)._rotate_links()

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_mail_facilitator_link(self):
        """Queue a mail with the link to the guide for those of these who lead.

        :raise UserError: when none of them leads, or listens as well
        """
        self._check_leading()
        return self._notify_mailed(self._queue_mail(TEXT))

    def action_renew_facilitator_links(self):
        """Give who leads a new link: one that went astray opens nothing any more."""
        self._check_leading()
        self._rotate_tokens(FIELD)
        self._log("link", "user")
        return True

    def _check_leading(self):
        self.check_access("write")
        if self - self._filter_leading():
            raise UserError(
                self.env._(
                    "This page is for who leads the conversation, comes, and does not "
                    "listen in it. Nothing was sent or changed."
                )
            )
