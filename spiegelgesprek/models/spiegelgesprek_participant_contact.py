# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

# How a way of contact is allowed; a call is what everybody agreed to.
_ALLOWED_BY = {
    "mail": "may_mail",
    "post": "may_post",
    "text": "may_text",
    "voicemail": "may_voicemail",
}


class SpiegelgesprekParticipant(models.Model):
    """How a client can be reached without telling others around him.

    Nothing is allowed until the client said so; the way that was chosen to be reached
    by is.
    """

    _inherit = "spiegelgesprek.participant"

    may_post = fields.Boolean(
        string="May get letters",
        compute="_compute_may_contact",
        store=True,
        readonly=False,
        precompute=True,
        help="Others at home may see the envelope.",
    )
    may_mail = fields.Boolean(
        string="May get mail",
        compute="_compute_may_contact",
        store=True,
        readonly=False,
        precompute=True,
        help="Others may read along in this mailbox.",
    )
    may_text = fields.Boolean(
        string="May get text messages",
        compute="_compute_may_contact",
        store=True,
        readonly=False,
        precompute=True,
        help="Others may see the message on the phone.",
    )
    may_voicemail = fields.Boolean(
        string="May get a voicemail", help="Others may hear it."
    )
    text_message = fields.Char(
        string="Text to copy",
        compute="_compute_text_message",
        help="Neutral words and the personal link, for the coordinator's own phone.",
    )
    voicemail_script = fields.Char(
        string="To say on a voicemail",
        compute="_compute_voicemail_script",
        help="Neutral words, because others may hear them.",
    )

    @api.depends("contact_channel")
    def _compute_may_contact(self):
        """Allow the way that was chosen; what else was allowed stays so."""
        for participant in self:
            channel = participant.contact_channel
            participant.may_post = participant.may_post or channel == "post"
            participant.may_mail = participant.may_mail or channel == "mail"
            participant.may_text = participant.may_text or channel == "text"

    def _may_contact(self, channel):
        """Return whether somebody may be reached in this way.

        :param str channel: ``mail``, ``post``, ``text``, ``voicemail`` or ``phone``
        """
        self.ensure_one()
        allowed = _ALLOWED_BY.get(channel)
        return self.ring != "inner" or not allowed or self[allowed]

    @api.depends("may_text", "lang", "ring", "invitation_token")
    @api.depends_context("lang", "uid")
    def _compute_text_message(self):
        for participant in self:
            company = participant.company_id.with_context(
                lang=participant.lang or self.env.lang
            )
            inner = participant.ring == "inner"
            link = inner and participant.may_text and participant._get_link()
            participant.text_message = link and f"{company._get_text_message()} {link}"

    @api.depends("may_voicemail", "ring", "traject_id.user_id")
    @api.depends_context("lang")
    def _compute_voicemail_script(self):
        scripts = {traject: traject._say_voicemail() for traject in self.traject_id}
        for participant in self:
            allowed = participant.ring == "inner" and participant.may_voicemail
            participant.voicemail_script = allowed and scripts.get(
                participant.traject_id
            )

    def _get_link(self):
        """Return the personal link when there is one; reading makes none."""
        # sudo: nobody reads a token, who may see the client may send it on
        has_link = self.sudo().invitation_token
        return has_link and self._get_token_url("invitation_token")

    def action_text_message(self):
        """Show a neutral text and the personal link, to copy into one's own phone.

        :raise UserError: when this client gets no text messages
        """
        self.ensure_one()
        self.check_access("write")
        if not self.may_text:
            raise UserError(
                self.env._("This person did not say that a text message is all right.")
            )
        self._get_token("invitation_token")
        view = self.env.ref("spiegelgesprek.spiegelgesprek_client_view_text_message")
        return self._get_records_action(
            name=self.env._("Text Message"), target="new", views=[(view.id, "form")]
        )
