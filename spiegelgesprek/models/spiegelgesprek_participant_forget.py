# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class SpiegelgesprekParticipant(models.Model):
    """What goes when somebody is forgotten: who spoke for a client, whom he knew.

    That there was an agreement stays, for the count.
    """

    _inherit = "spiegelgesprek.participant"

    @api.model
    def _get_identity_fields(self):
        return [
            *super()._get_identity_fields(),
            "is_represented",
            "may_post",
            "may_mail",
            "may_text",
            "may_voicemail",
            "briefing_date",
            "brief_listeners",
            "brief_experience",
            "brief_own_case",
            "brief_time",
            "brief_unwanted",
            "interpreter_language",
            "transport",
            "diet",
            "access_needs",
            "camera",
            "has_companion",
            "invitation_token",
        ]

    def _blank_identity(self):
        result = super()._blank_identity()
        # sudo: nobody has a say in what must be forgotten
        inner_sudo = self.sudo().filtered(lambda p: p.ring == "inner")
        inner_sudo.consent_ids._blank_voices()
        (inner_sudo.tie_ids | inner_sudo.tied_ids).unlink()
        return result
