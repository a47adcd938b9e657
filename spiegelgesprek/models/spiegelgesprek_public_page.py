# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib
import re
from base64 import b64encode
from functools import lru_cache

from odoo import api, models
from odoo.tools import file_open

CSS = "spiegelgesprek/static/public/public.css"
# What the frame of each page shows of the organisation.
PAGE_FIELDS = ["name", "primary_color", "uses_default_logo", "spiegelgesprek_phone"]


@lru_cache(maxsize=1)
def _get_css_url():
    """Return the address of the looks of a page; it changes whenever they do."""
    with file_open(CSS, "rb") as css:
        digest = hashlib.sha256(css.read()).hexdigest()
    return f"/{CSS}?v={digest[:12]}"


def _get_brand_css(color):
    """Return the rule that sets the colour of an organisation, when it has one."""
    if not re.fullmatch(r"#[0-9a-fA-F]{3,8}", color or ""):
        return ""
    return f":root {{ --brand: {color}; }}"


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
        brand = _get_brand_css(company_sudo.primary_color)
        company_sudo.fetch(PAGE_FIELDS)
        # sudo: else it is looked up which company is that of the public user
        pages_sudo = self.env["ir.qweb"].sudo().with_company(company_sudo)
        html = pages_sudo.with_context(lang=lang)._render(
            template,
            {
                **values,
                "company": company_sudo.with_context(lang=lang),
                "lang": lang,
                "languages": self._get_languages(),
                "brand": brand,
                "css": _get_css_url(),
            },
        )
        return html, self._prepare_headers(brand)

    @api.model
    def _prepare_headers(self, brand=""):
        """Return headers that keep link and page to the reader alone.

        :param str brand: the only style that may stand in the page itself. It is named
            by its digest, not by a random word, so that a page is the same each time.
        """
        digest = b64encode(hashlib.sha256(brand.encode()).digest()).decode()
        policy = {
            "default-src": "'none'",
            "style-src": f"'self' 'sha256-{digest}'",
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
