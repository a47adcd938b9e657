# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import secrets

from odoo.http import Controller, request

from .public_page import PAGE, PublicPage, page_route

PATH = "/spiegelgesprek/werving/<string:token>"


class SpiegelgesprekRecruitmentController(PublicPage, Controller):
    """The page of a recruiter: numbers, passing on, and a sheet to print."""

    @page_route([PATH, f"{PATH}/<any(genoteerd, doorgegeven):done>"], methods=["GET"])
    def recruitment(self, token, done=None, **kwargs):
        """Show the page, after a post with what came of it."""
        recruitment_sudo = self._find_recruitment(token)
        if not recruitment_sudo:
            return self._refuse()
        return self._show(recruitment_sudo, done=done)

    @page_route(f"{PATH}/blad", methods=["GET"])
    def recruitment_sheet(self, token, **kwargs):
        """Show what is for clients, to print."""
        recruitment_sudo = self._find_recruitment(token)
        if not recruitment_sudo:
            return self._refuse()
        sheets = recruitment_sudo.traject_id._get_sheets("client_sheet")
        return self._render(
            recruitment_sudo, "public_recruitment_sheet", {"sheets": sheets}
        )

    @page_route(PATH, methods=["POST"])
    def recruitment_post(self, token, **form):
        """Take over numbers, or a client who is passed on."""
        recruitment_sudo = self._find_recruitment(token)
        if not recruitment_sudo:
            return self._refuse()
        if not self._is_allowed(token):
            return self._refuse_busy()
        if form.get("what") == "numbers":
            recruitment_sudo._report(form)
            return self._redirect(f"/spiegelgesprek/werving/{token}/genoteerd")
        errors = recruitment_sudo._pass_on(form)
        if errors:
            return self._show(recruitment_sudo, form=form, errors=errors)
        return self._redirect(f"/spiegelgesprek/werving/{token}/doorgegeven")

    def _find_recruitment(self, token):
        """Return what a link is for, in the language that its reader chose or has."""
        recruitment_sudo = self._find("spiegelgesprek.recruitment", "page_token", token)
        if recruitment_sudo:
            recruitment_sudo._fetch_page()
            chosen = request.httprequest.args.get("lang")
            installed = dict(request.env[PAGE]._get_languages())
            lang = chosen if chosen in installed else recruitment_sudo.partner_id.lang
            # also for what is refused later on
            request.update_context(lang=request.env[PAGE]._get_lang(lang))
        return recruitment_sudo.with_context(lang=request.env.lang)

    def _show(self, recruitment_sudo, form=None, errors=(), done=None):
        """Answer with the page, in which a form can be filled in again."""
        values = {
            "done": done,
            "form": {"nonce": secrets.token_urlsafe(16), **(form or {})},
            "errors": errors,
        }
        status = 422 if errors else 200
        return self._render(recruitment_sudo, "public_recruitment", values, status)

    def _render(self, recruitment_sudo, template, values, status=200):
        chosen = request.httprequest.args.get("lang")
        return self._render_page(
            f"spiegelgesprek.{template}",
            {
                **values,
                "recruitment": recruitment_sudo,
                "path": recruitment_sudo._get_page_path(),
                "query": f"?lang={request.env.lang}" if chosen else "",
            },
            company=recruitment_sudo.company_id,
            lang=request.env.lang,
            status=status,
        )
