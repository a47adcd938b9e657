# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class MailTemplate(models.Model):
    _inherit = "mail.template"

    def _generate_template_recipients(
        self,
        res_ids,
        render_fields,
        allow_suggested=False,
        find_or_create_partners=False,
        render_results=None,
    ):
        """Mail participants at their own address, whatever a text says.

        Odoo would make a contact of the address of a client when the text is used in
        its own screen for mails, and everybody reads contacts.
        """
        if self.model != "spiegelgesprek.participant":
            return super()._generate_template_recipients(
                res_ids,
                render_fields,
                allow_suggested=allow_suggested,
                find_or_create_partners=find_or_create_partners,
                render_results=render_results,
            )
        results = {} if render_results is None else render_results
        for participant in self.env[self.model].browse(res_ids):
            results.setdefault(participant.id, {}).update(
                email_to=participant._get_mail_address(), email_cc="", partner_ids=[]
            )
        return results

    def _render_lang(self, res_ids, engine="inline_template"):
        """Write to participants in their own language, whatever a text says."""
        if self.model != "spiegelgesprek.participant":
            return super()._render_lang(res_ids, engine=engine)
        people = self.env[self.model].browse(res_ids)
        return {participant.id: participant.mail_lang for participant in people}
