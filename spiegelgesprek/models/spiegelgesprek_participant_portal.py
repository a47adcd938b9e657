# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class SpiegelgesprekParticipant(models.Model):
    """What somebody with a login finds in the portal: the own links, once more."""

    _inherit = "spiegelgesprek.participant"

    @api.model
    def _get_own_invitations_sudo(self):
        """Return where the current user listens or leads, the newest first.

        Only what has a page that still opens: the portal tells no more than that.
        Clients have no contact, and so no portal.
        """
        # sudo: portal users have no rights; they get their own contact's records only
        own_sudo = self.sudo().search(
            [
                ("partner_id", "=", self.env.user.partner_id.id),
                ("ring", "in", ("outer", "lead")),
                ("invitation_token", "!=", False),
            ]
        )
        own_sudo._fetch_page()
        return own_sudo.filtered(
            lambda p: p.state != "draft" and p._is_token_valid("invitation_token")
        ).sorted(
            lambda p: p.traject_id.date_conversation or p.create_date, reverse=True
        )

    def _prepare_portal_values(self):
        """Return what the list in the portal shows of an invitation."""
        self.ensure_one()
        traject = self.traject_id
        parts = [traject._say_date(), traject._say_time(traject.date_conversation)]
        return {
            "name": traject.name,
            "when": ", ".join(filter(None, parts)),
            "where": traject.address_id.city,
            "situation": self._get_situation(),
            "url": self._get_page_path(),
        }
