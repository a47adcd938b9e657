# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.http import Controller, request

from .public_page import PublicPage, page_route

PATH = "/spiegelgesprek/gespreksleider/<string:token>"


class SpiegelgesprekFacilitatorController(PublicPage, Controller):
    """The page of who leads: guide, schedule, place, what a small group wrote."""

    @page_route(PATH, methods=["GET"])
    def facilitator(self, token, **kwargs):
        """Show the page; what people wrote is not on it."""
        leader_sudo = self._find_leader(token)
        return self._show(leader_sudo) if leader_sudo else self._refuse()

    @page_route(PATH, methods=["POST"])
    def facilitator_read(self, token, ring="", **kwargs):
        """Log that what a small group wrote is read, and show it this once."""
        leader_sudo = self._find_leader(token)
        if not leader_sudo:
            return self._refuse()
        if not self._is_allowed(token):
            return self._refuse_busy()
        answers = leader_sudo._read_small_group(ring)
        if answers is None:
            return self._redirect(leader_sudo._get_facilitator_path())
        return self._show(
            leader_sudo,
            "public_facilitator_answers",
            ring=ring,
            answers=answers,
            names_somebody=leader_sudo.traject_id._get_name_finder(),
        )

    def _find_leader(self, token):
        """Return whom a link is for, in the language that is read there."""
        leader_sudo = self._find(
            "spiegelgesprek.participant", "facilitator_token", token
        )
        if not leader_sudo:
            return leader_sudo
        return self._speak(leader_sudo, leader_sudo._get_lang())

    def _show(self, leader_sudo, template="public_facilitator", **values):
        chosen = self._get_chosen_lang()
        return self._render_page(
            f"spiegelgesprek.{template}",
            {
                **leader_sudo._prepare_facilitator_values(),
                **values,
                "query": f"?lang={chosen}" if chosen else "",
            },
            company=leader_sudo.company_id,
            lang=request.env.lang,
        )
