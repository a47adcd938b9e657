# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib
import secrets
from functools import lru_cache

from odoo import api, models
from odoo.tools import file_open

CSS = "spiegelgesprek/static/public/public.css"


@lru_cache(maxsize=1)
def _get_css_url():
    """Return the address of the looks of a page; it changes whenever they do."""
    with file_open(CSS, "rb") as css:
        digest = hashlib.sha256(css.read()).hexdigest()
    return f"/{CSS}?v={digest[:12]}"


class SpiegelgesprekPublicPage(models.AbstractModel):
    """How pages without a login are made: small, without scripts, and kept nowhere."""

    _name = "spiegelgesprek.public.page"
    _description = "Pages without a Login"

    @api.model
    def _render_page(self, template, values, company=None, lang=None):
        """Return a page and its headers.

        :param str template: QWeb template that calls ``spiegelgesprek.public_layout``
        :param dict values: what the template uses
        :param company: whose page it is; the current one when left out
        :param str lang: code of the reader's language, for example ``nl_NL``
        :return: html and headers
        """
        # sudo: the name and the telephone number that a company shows to everybody
        company_sudo = (company or self.env.company).sudo()
        lang = self._get_lang(lang)
        nonce = secrets.token_urlsafe(16)
        html = (
            self.env["ir.qweb"]
            .with_context(lang=lang)
            ._render(
                template,
                {
                    **values,
                    "company": company_sudo.with_context(lang=lang),
                    "lang": lang,
                    "languages": self._get_languages(),
                    "nonce": nonce,
                    "css": _get_css_url(),
                },
            )
        )
        return html, self._prepare_headers(nonce)

    @api.model
    def _prepare_headers(self, nonce):
        """Return headers that keep link and page to the reader alone."""
        policy = {
            "default-src": "'none'",
            "style-src": f"'self' 'nonce-{nonce}'",
            "img-src": "'self' data:",
            "form-action": "'self'",
            "frame-ancestors": "'none'",
            "base-uri": "'none'",
        }
        return {
            "Content-Type": "text/html; charset=utf-8",
            "Content-Security-Policy": "; ".join(map(" ".join, policy.items())),
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
            "X-Robots-Tag": "noindex, nofollow",
        }

    @api.model
    def _get_lang(self, code):
        """Return this code when it is installed, else the language of the visitor."""
        installed = dict(self._get_languages())
        if code in installed:
            return code
        visitor = self.env.context.get("lang")
        return visitor if visitor in installed else next(iter(installed))

    @api.model
    def _get_languages(self):
        """Return code and name of each language that a reader can choose."""
        return self.env["res.lang"].get_installed()
