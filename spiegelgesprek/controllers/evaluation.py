# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.http import Controller, request

from .public_page import PublicPage, page_route

PATH = "/spiegelgesprek/evaluatie"
TICKET = "spiegelgesprek.evaluation.ticket"


class EvaluationController(PublicPage, Controller):
    """The page before the first question: what is asked, and how anonymous it is."""

    @page_route(f"{PATH}/<string:token>", methods=["GET"])
    def evaluation(self, token, **kwargs):
        ticket_sudo = self._find(TICKET, "token", token)
        return self._show(ticket_sudo) if ticket_sudo else self._refuse()

    @page_route(f"{PATH}/<string:token>", methods=["POST"])
    def evaluation_start(self, token, mode="", refuse="", **kwargs):
        """Go to the questions: to the first one, or to where somebody left.

        :param str mode: what the page said on how anonymous it is
        :param str refuse: ticked when the facilitator should not read small groups
        """
        ticket_sudo = self._find(TICKET, "token", token)
        if not ticket_sudo:
            return self._refuse()
        if not self._is_allowed(token):
            return self._refuse_busy()
        values = ticket_sudo._prepare_page_values()
        if values["used"] or mode != values["mode"]:
            # told something else than what holds by now: tell it again
            return self._show(ticket_sudo)
        answer_sudo = ticket_sudo._start(
            lang=self._get_lang(ticket_sudo), refuse_facilitator=refuse == "1"
        )
        return request.redirect(answer_sudo.get_start_url(), code=303)

    def _show(self, ticket_sudo):
        return self._render_page(
            "spiegelgesprek.evaluation_page",
            ticket_sudo._prepare_page_values(),
            company=ticket_sudo.company_id,
            lang=ticket_sudo._get_lang(),
        )

    def _get_lang(self, ticket_sudo):
        """Return the language that the page was read in."""
        pages = request.env["spiegelgesprek.public.page"]
        chosen = request.httprequest.args.get("lang")
        known = dict(pages._get_languages())
        return chosen if chosen in known else pages._get_lang(ticket_sudo._get_lang())
