# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from babel.dates import format_datetime
from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import babel_locale_parse

from .spiegelgesprek_traject_counters import COORDINATOR

# All that a text to a participant can use. Whoever edits texts may use these and no
# others, so a text can't show somebody else.
PLACEHOLDERS = (
    "mail_appointment",
    "mail_change",
    "mail_lang",
    "mail_link",
    "mail_name",
    "mail_sender",
    "mail_signature",
    "mail_theme",
)
NEW_LINE = Markup("<br/>")


class SpiegelgesprekParticipant(models.Model):
    """What mails and letters fill in: about the reader, and about nobody else.

    An empty one leaves nothing behind, so a text needs no conditions and anybody can
    edit it in Odoo's own screen.
    """

    _inherit = "spiegelgesprek.participant"

    mail_name = fields.Char(
        string="Name in texts",
        compute="_compute_mail_name",
        help="Of clients the first name; seen by who may see the client.",
    )
    mail_lang = fields.Char(string="Language of texts", compute="_compute_mail_name")
    mail_sender = fields.Char(
        string="Sender of mails",
        compute="_compute_mail_name",
        help="The neutral sender of the organisation, or else the coordinator.",
    )
    mail_theme = fields.Char(string="Theme in texts", related="traject_id.name")
    mail_appointment = fields.Html(
        string="Appointment in texts",
        compute="_compute_mail_texts",
        sanitize=False,
        groups=COORDINATOR,
    )
    mail_change = fields.Html(
        string="Change in texts",
        compute="_compute_mail_texts",
        sanitize=False,
        groups=COORDINATOR,
    )
    mail_link = fields.Html(
        string="Personal link in texts",
        compute="_compute_mail_link",
        sanitize=False,
        groups=COORDINATOR,
        help="Whoever has it can answer for this person: only for who may do that.",
    )
    mail_signature = fields.Html(
        string="Signature in texts",
        compute="_compute_mail_texts",
        sanitize=False,
        groups=COORDINATOR,
    )

    @api.model
    def mail_allowed_qweb_expressions(self):
        """Return what people who are no programmers may put into a text."""
        return tuple(f"object.{name}" for name in PLACEHOLDERS)

    @api.depends(
        "ring",
        "name",
        "lang",
        "partner_id.name",
        "partner_id.lang",
        "company_id.spiegelgesprek_sender",
        "traject_id.user_id",
    )
    def _compute_mail_name(self):
        for participant in self:
            inner = participant.ring == "inner"
            partner = participant.partner_id
            # sudo: the sender's name and address, which every mail shows
            company_sudo = participant.company_id.sudo()
            user_sudo = participant.traject_id.user_id.sudo()  # sudo: the same
            participant.mail_name = participant.name if inner else partner.name
            participant.mail_lang = (
                (participant.lang if inner else partner.lang)
                or company_sudo.partner_id.lang
                or self.env.lang
            )
            participant.mail_sender = (
                company_sudo.spiegelgesprek_sender or user_sudo.email_formatted
            )

    @api.depends(
        "ring",
        "traject_id.date_conversation",
        "traject_id.address_id",
        "traject_id.user_id",
    )
    @api.depends_context("lang", "spiegelgesprek_previous")
    def _compute_mail_texts(self):
        for participant in self:
            participant.mail_appointment = participant._say_appointment()
            participant.mail_change = participant._say_change()
            participant.mail_signature = participant._say_signature()

    def _say_appointment(self):
        """Return when and where in the reader's words; clients come a bit earlier."""
        self.ensure_one()
        traject, place = self.traject_id, self.traject_id.address_id
        if not traject.date_conversation:
            return Markup.escape(self.env._("The date follows."))
        inner = self.ring == "inner"
        early = timedelta(minutes=traject.minutes_premeeting if inner else 0)
        when = self._say_moment(traject.date_conversation - early)
        town = " ".join(filter(None, [place.zip, place.city]))
        # the name of a place may tell the kind of care
        lines = [not inner and place.name, place.street, town]
        return NEW_LINE.join(
            [Markup("<strong>%s</strong>") % when, *filter(None, lines)]
        )

    def _say_change(self):
        """Return what changed: the date that was, or else the place."""
        self.ensure_one()
        previous = self.env.context.get("spiegelgesprek_previous")
        if not previous:
            return Markup.escape(
                self.env._("The place changes, or the way in which we meet.")
            )
        return Markup.escape(
            self.env._(
                "The meeting of %s does not take place at that time.",
                self._say_moment(previous),
            )
        )

    def _say_moment(self, moment):
        """Write a moment in UTC as the clock stands where the traject is."""
        return format_datetime(
            moment,
            "EEEE d MMMM y, HH:mm",
            self.traject_id.date_tz,
            babel_locale_parse(self.env.lang or "en_US"),
        )

    def _say_signature(self):
        """Return name and phone; to clients not of which organisation."""
        self.ensure_one()
        # sudo: what the organisation tells everybody
        company_sudo = self.company_id.sudo()
        user_sudo = self.traject_id.user_id.sudo()  # sudo: the same
        lines = [
            user_sudo.name,
            self.ring != "inner" and company_sudo.name,
            company_sudo.spiegelgesprek_phone,
        ]
        return NEW_LINE.join(filter(None, lines))

    @api.depends("invitation_token")
    @api.depends_context("lang", "uid", "su", "spiegelgesprek_letter")
    def _compute_mail_link(self):
        """Write the personal link, for who may answer for these people.

        It opens something only for who has one; on paper it is written out.
        """
        for participant in self:
            allowed = self.env.su or participant.has_access("write")
            participant.mail_link = allowed and participant._say_link()

    def _say_link(self):
        self.ensure_one()
        words = self.env._("To my page")
        # sudo: nobody reads a token, it only goes into the link
        if not self.sudo().invitation_token:
            return Markup("<u>%s</u>") % words
        if self.env.context.get("spiegelgesprek_letter"):
            return self._say_token_on_paper("invitation_token")
        url = self._get_token_url("invitation_token")
        return Markup('<a href="%s">%s</a>') % (url, words)

    def _make_links(self):
        """See to it that these people have a personal link, before it is written."""
        # sudo: as in _get_token
        for participant_sudo in self.sudo():
            participant_sudo._get_token("invitation_token")
