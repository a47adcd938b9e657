# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.http import Controller, content_disposition, request

from .public_page import PublicPage, page_route

PATH = "/spiegelgesprek/uitnodiging/<string:token>"
# After these answers the page looks as before, so it says that they were kept.
SAVED = ("preferences", "reason", "afterwards")


class SpiegelgesprekInvitationController(PublicPage, Controller):
    """The page of who is invited: what it is, when and where, and the answer."""

    @page_route(PATH, methods=["GET"])
    def invitation(self, token, **kwargs):
        """Show the page as things stand."""
        participant_sudo = self._find_participant(token)
        if not participant_sudo:
            return self._refuse()
        return self._show(participant_sudo, saved=kwargs.get("saved") == "1")

    @page_route(PATH, methods=["POST"])
    def invitation_post(self, token, **form):
        """Take over an answer or wishes, and show the page as it is by then."""
        participant_sudo = self._find_participant(token)
        if not participant_sudo:
            return self._refuse()
        if not self._is_allowed(token):
            return self._refuse_busy()
        errors = participant_sudo._answer(form)
        if errors:
            return self._show(participant_sudo, errors)
        saved = {"saved": 1} if form.get("answer") in SAVED else {}
        return self._redirect(participant_sudo._get_page_path(), **saved)

    @page_route(f"{PATH}/agenda.ics", methods=["GET"])
    def invitation_calendar(self, token, **kwargs):
        """Send the appointment for one's own calendar."""
        participant_sudo = self._find_participant(token)
        content = participant_sudo and participant_sudo._make_ics()
        if not content:
            return self._refuse()
        headers = {
            **request.env["spiegelgesprek.public.page"]._prepare_headers(),
            "Content-Type": "text/calendar; charset=utf-8; method=PUBLISH",
            "Content-Disposition": content_disposition("agenda.ics"),
        }
        return request.make_response(content, list(headers.items()))

    def _find_participant(self, token):
        """Return who a link is for, in the language that is read there."""
        participant_sudo = self._find(
            "spiegelgesprek.participant", "invitation_token", token
        )
        if not participant_sudo:
            return participant_sudo
        return self._speak(participant_sudo, participant_sudo._get_lang())

    def _show(self, participant_sudo, errors=(), saved=False):
        """Answer with the page of one participant."""
        values = participant_sudo._prepare_page_values()
        chosen = self._get_chosen_lang()
        return self._render_page(
            "spiegelgesprek.public_invitation",
            {
                **values,
                "errors": errors,
                "saved": saved,
                "query": f"?lang={chosen}" if chosen else "",
            },
            company=participant_sudo.company_id,
            lang=request.env.lang,
            status=422 if errors else 200,
        )
