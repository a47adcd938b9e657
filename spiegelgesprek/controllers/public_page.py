# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from werkzeug.urls import url_encode

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

    def _get_chosen_lang(self):
        """Return the language that the reader chose on the page; none as a rule."""
        chosen = request.httprequest.args.get("lang")
        return chosen if chosen in dict(request.env[PAGE]._get_languages()) else None

    def _speak(self, record_sudo, lang):
        """Return a record in the language of the reader: the chosen one, or this.

        From here on the whole request speaks it, whatever is refused included.
        """
        lang = request.env[PAGE]._get_lang(self._get_chosen_lang() or lang)
        request.update_context(lang=lang)
        return record_sudo.with_context(lang=lang)

    def _render_page(self, template, values, company=None, lang=None, status=200):
        """Answer with a page; the reader's own choice of language goes first."""
        html, headers = request.env[PAGE]._render_page(
            template, values, company=company, lang=self._get_chosen_lang() or lang
        )
        return request.make_response(html, list(headers.items()), status=status)

    def _refuse(self):
        """Answer to a link that opens nothing, whatever the reason: always the same."""
        return self._render_page("spiegelgesprek.public_refused", {}, status=404)

    def _refuse_busy(self):
        """Answer to somebody who sends too much."""
        return self._render_page("spiegelgesprek.public_busy", {}, status=429)

    def _redirect(self, path, **query):
        """Go on to a page after a post, so that reloading it sends nothing twice.

        :param query: what the page says about what was just done
        """
        chosen = self._get_chosen_lang()
        if chosen:
            query["lang"] = chosen
        if query:
            path = f"{path}?{url_encode(query)}"
        return request.redirect(path, code=303)
