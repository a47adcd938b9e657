# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class SpiegelgesprekParticipant(models.Model):
    """Mails to listeners: queued, one for each person, and nobody else in it."""

    _inherit = "spiegelgesprek.participant"

    def _mail_postponed(self, previous):
        """Queue a mail to these listeners that the conversation moved.

        :param datetime previous: when it would have been, in UTC
        :return: who gets one: those with an address, each person once
        """
        listeners = self.filtered(lambda p: p.ring == "outer" and p.partner_id.email)
        once = self.browse()
        for listener in listeners:
            if listener.partner_id not in once.partner_id:
                once |= listener
        if once:
            template = self.env.ref("spiegelgesprek.mail_template_postponed")
            template.with_context(spiegelgesprek_previous=previous).send_mail_batch(
                once.ids
            )
        return once
