# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import html_sanitize

OURS = "spiegelgesprek."
# For whom each kind of paper is; who passes clients on gets no paper of his own name.
RINGS = {
    "client_letter": "inner",
    "client_sheet": "inner",
    "client_form": "inner",
    "client_day": "inner",
    "listener_letter": "outer",
    "listener_sheet": "outer",
    "listening_sheet": "outer",
}
# What can be printed without anybody's name on it.
BLANK = (
    "client_sheet",
    "client_form",
    "listener_sheet",
    "listening_sheet",
    "recruiter_sheet",
)
# What a manager can change of a text. To whom it goes and in whose name isn't text:
# it would send what clients are told to somebody else.
TEXTS = {
    "active",
    "body_html",
    "description",
    "name",
    "spiegelgesprek_paper",
    "subject",
}


class MailTemplate(models.Model):
    """One text is one mail template: the body of a mail, and the same on paper."""

    _inherit = "mail.template"

    spiegelgesprek_paper = fields.Selection(
        [
            ("client_letter", "Letter to a client"),
            ("client_sheet", "Information for clients"),
            ("client_form", "Form for clients"),
            ("client_day", "Form of the day"),
            ("listener_letter", "Letter to a listener"),
            ("listener_sheet", "Information for listeners"),
            ("listening_sheet", "Sheet to listen with"),
            ("recruiter_sheet", "Script for who asks clients"),
        ],
        string="Paper",
        help="As what this text is printed. Letters carry a name; the others can also "
        "be printed without one. Empty: a letter for anybody.",
    )
    spiegelgesprek_sequence = fields.Integer(
        string="Order on paper",
        default=10,
        help="Lower ones come first when several texts are printed together.",
    )

    def write(self, vals):
        self._check_text_rights(vals)
        result = super().write(vals)
        if "model_id" in vals:
            self._check_text_rights(vals)
        return result

    def _check_text_rights(self, names):
        """Let only an administrator decide to whom our texts go, and whose they are.

        :param names: the fields that are set
        """
        if self.env.su or self.env.is_system() or TEXTS.issuperset(names):
            return
        if any((template.model or "").startswith(OURS) for template in self):
            raise AccessError(
                self.env._(
                    "You can change the words of this text. To whom it is sent and by "
                    "whom is set by an administrator."
                )
            )

    def _render_paper(self, participants, lang):
        """Return this text for each of these people, in one language.

        Rendered with the rights of who asks: what he may not read stops it. A text can
        see in the context that it is on paper, where nobody clicks a link.

        :param participants: may be new records, for a sheet without a name
        :param str lang: code of the language
        :return: ``{participant: html}``
        """
        self.ensure_one()
        text = self.with_context(lang=lang, spiegelgesprek_letter=True)
        bodies = text._render_template(
            text.body_html,
            participants._name,
            [participant.id for participant in participants],
            engine="qweb",
            options={"post_process": True},
        )
        return {
            participant: self._clean_paper(bodies[participant.id])
            for participant in participants
        }

    @api.model
    def _clean_paper(self, body):
        """Return a text without sizes and colours: paper has its own.

        An editor of mails writes them into each element, for a screen.
        """
        return html_sanitize(body, strip_style=True)
