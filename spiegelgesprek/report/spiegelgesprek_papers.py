# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from babel.dates import format_date

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import babel_locale_parse

from ..models.mail_template_paper import RINGS


class SpiegelgesprekPapers(models.AbstractModel):
    """Turns texts into pages: one for each person, or one without a name."""

    _name = "spiegelgesprek.papers"
    _description = "Pages of Letters and Sheets"

    @api.model
    def _prepare_letters(self, template, participants, delivery="post"):
        """Return a page for each of these people, in the language of each.

        With the rights of who prints; clients among them are logged.

        :param template: the text
        :param participants: to whom
        :param str delivery: "post" with an address in the window, or "hand"
        :return: list of values for ``spiegelgesprek.report_letter_page``
        """
        self._check_who_prints()
        participants.check_access("read")
        clients = participants.filtered(lambda p: p.ring == "inner")
        if clients:
            participants._log_clients("clients_print", clients.traject_id)
        by_lang = participants.grouped("mail_lang")
        bodies = {}
        for lang, group in by_lang.items():
            bodies |= template._render_paper(group.with_context(lang=lang), lang)
        return [
            {
                **self._prepare_page(participant.traject_id, participant.mail_lang),
                "body": bodies[participant],
                "address": participant._get_paper_address()
                if delivery == "post"
                else [],
                "is_letter": True,
            }
            for participant in participants
        ]

    @api.model
    def _check_who_prints(self):
        """Print nothing with all rights: jobs of Odoo print what anybody put there."""
        if self.env.su:
            raise AccessError(
                self.env._("This is printed by somebody who is logged in only.")
            )

    @api.model
    def _prepare_sheets(self, templates, traject, lang):
        """Return a page for each of these texts, without anybody's name.

        :param templates: the texts
        :param traject: the conversation that they are about
        :param str lang: code of the language
        """
        return [
            {
                **self._prepare_page(traject, lang),
                "body": body,
                "address": [],
                "is_letter": False,
            }
            for body in self._render_sheets(templates, traject, lang)
        ]

    @api.model
    def _render_sheets(self, templates, traject, lang):
        """Return these texts in one language, without anybody's name.

        :return: list of html
        """
        traject.check_access("read")
        return [
            template._render_paper(nobody, lang)[nobody]
            for template in templates
            for nobody in [self._get_nobody(template, traject, lang)]
        ]

    @api.model
    def _get_nobody(self, template, traject, lang):
        """Return somebody without a name, to read a text with: it is never saved."""
        ring = RINGS.get(template.spiegelgesprek_paper, "outer")
        participants = self.env["spiegelgesprek.participant"].with_context(lang=lang)
        return participants.new({"traject_id": traject.id, "ring": ring})

    @api.model
    def _prepare_page(self, traject, lang):
        """Return what is the same on each page of a traject in one language."""
        today = fields.Date.context_today(self.with_context(tz=traject.date_tz))
        day = format_date(today, "d MMMM y", babel_locale_parse(lang))
        town = traject.company_id.city
        return {
            "lang": lang,
            "company": traject.company_id,
            "return_line": traject.company_id._get_paper_return_line(),
            "date_line": ", ".join(filter(None, (town, day))),
        }

    @api.model
    def _get_templates(self, *kinds):
        """Return the texts in use of these kinds, kind by kind."""
        texts = self.env["mail.template"].search_fetch(
            [("spiegelgesprek_paper", "in", kinds)],
            ["body_html", "spiegelgesprek_paper"],
            order="spiegelgesprek_sequence, id",
        )
        return texts.sorted(lambda text: kinds.index(text.spiegelgesprek_paper))
