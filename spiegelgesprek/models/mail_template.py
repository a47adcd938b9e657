# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import AccessError

# In the context of mails that we make ourselves: a value that no request can hold.
OWN = object()


class MailTemplate(models.Model):
    _inherit = "mail.template"

    def _send_own(self, res_ids, email_values):
        """Queue mails of ours, also where we do so with all rights.

        :param list res_ids: of which records, of the model of the text
        :param dict email_values: as of ``send_mail_batch``
        :return: the mails, in sudo
        """
        own = self.with_context(spiegelgesprek_own=OWN)
        return own.send_mail_batch(res_ids, email_values=email_values)

    def _render_field(self, field, res_ids, *args, **kwargs):
        """Write texts of ours with all rights only where we do so ourselves.

        Odoo writes reminders, certificates and the like with all rights, from a text
        that many may choose, on whatever record has the number of its own one. With a
        text of ours that would be a client, with name and personal link.
        """
        ours = (self.model or "").startswith("spiegelgesprek.")
        own = self.env.context.get("spiegelgesprek_own") is OWN
        if ours and self.env.su and not own:
            raise AccessError(
                self.env._("This text is sent from mirror conversations only.")
            )
        return super()._render_field(field, res_ids, *args, **kwargs)

    def _check_can_be_rendered(self, *args, **kwargs):
        """Let Odoo try a text that is saved, also with all rights: it keeps nothing."""
        own = self.with_context(spiegelgesprek_own=OWN)
        return super(MailTemplate, own)._check_can_be_rendered(*args, **kwargs)

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
