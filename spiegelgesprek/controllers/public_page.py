# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.http import request, route

PAGE = "spiegelgesprek.public.page"


def page_route(path, **options):
    """Declare a page that opens by a personal link.

    It needs no session and sets no cookie: the link is the right to see it, also where
    cookies are refused. ``methods=["GET"]`` can't write: the database is read-only.
    """
    options.setdefault("readonly", "POST" not in options["methods"])
    return route(
        path,
        type="http",
        auth="public",
        sitemap=False,
        csrf=False,
        save_session=False,
        spiegelgesprek_page=True,
        **options,
    )


class PublicPage:
    """What the controllers of pages without a login have in common.

    A mixin and no controller of its own, so that those stay apart.
    """

    def _find(self, model, field, token):
        """Return the record that a link is for, in sudo; empty for no record."""
        return request.env[model]._find_by_token(field, token)

    def _is_allowed(self, token):
        """Count a post by this link and address; false when there were too many."""
        return request.env["spiegelgesprek.post"]._is_allowed(
            token=token, address=request.httprequest.remote_addr
        )

    def _render_page(self, template, values, company=None, lang=None, status=200):
        """Answer with a page; the reader's own choice of language goes first."""
        pages = request.env[PAGE]
        chosen = request.httprequest.args.get("lang")
        if chosen in dict(pages._get_languages()):
            lang = chosen
        html, headers = pages._render_page(template, values, company=company, lang=lang)
        return request.make_response(html, list(headers.items()), status=status)

    def _refuse(self):
        """Answer to a link that opens nothing, whatever the reason: always the same."""
        return self._render_page("spiegelgesprek.public_refused", {}, status=404)

    def _refuse_busy(self):
        """Answer to somebody who sends too much."""
        return self._render_page("spiegelgesprek.public_busy", {}, status=429)

    def _redirect(self, path):
        """Go on to a page after a post, so that reloading it sends nothing twice."""
        chosen = request.httprequest.args.get("lang")
        if chosen in dict(request.env[PAGE]._get_languages()):
            path = f"{path}?lang={chosen}"
        return request.redirect(path, code=303)
