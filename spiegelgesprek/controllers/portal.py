# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal

COUNTER = "spiegelgesprek_count"


class SpiegelgesprekPortal(CustomerPortal):
    """The own invitations of who has a login."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if COUNTER in counters:
            # sudo: a number of the user's own
            values[COUNTER] = len(self._get_own_sudo())
        return values

    @route(
        "/my/spiegelgesprekken",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
        website=True,
        sitemap=False,
    )
    def my_spiegelgesprekken(self, **kwargs):
        """List where the user listens or leads; each leads to the own page."""
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "spiegelgesprek",
            "invitations": [
                # sudo: see _get_own_sudo
                own_sudo._prepare_portal_values()
                for own_sudo in self._get_own_sudo()
            ],
        }
        return request.render("spiegelgesprek.portal_my_invitations", values)

    def _get_own_sudo(self):
        # sudo: the user's own invitations only, as the personal page shows them
        return request.env["spiegelgesprek.participant"]._get_own_invitations_sudo()
