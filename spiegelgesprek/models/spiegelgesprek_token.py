# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re
import secrets

from odoo import api, models
from odoo.tools import consteq

# 192 bits, in characters that mail programs leave alone
TOKEN_BYTES = 24
TOKEN_FORMAT = re.compile(r"[A-Za-z0-9_-]{32}")
# Also as mail programs and their filters write an address into another one
LINK_FORMAT = re.compile(
    r"(spiegelgesprek(?P<slash>/|%2F|%252F|_)[a-z]+(?P=slash))[\w-]+", re.IGNORECASE
)


def hide_links(text):
    """Return a text in which the links of ours open nothing.

    Who answers a mail quotes it, and the link in it is the reader's alone.
    """
    return LINK_FORMAT.sub(r"\1…", text)


class SpiegelgesprekToken(models.AbstractModel):
    """Pages that open by a personal link, without a login.

    Each purpose has a token of its own: a field that nobody reads or writes but the
    software, ``copy=False, index="btree_not_null", groups="base.group_system"``. A link
    for one purpose opens nothing else, and a new link closes the old one.
    """

    _name = "spiegelgesprek.token"
    _description = "Personal Links"

    # token field → the page that it opens
    _token_paths = {}

    def _get_token(self, field):
        """Return the token of one record; made when it has none."""
        self.ensure_one()
        # sudo: nobody reads a token, the software puts it into a link
        self_sudo = self.sudo()
        if not self_sudo[field]:
            self_sudo[field] = self._new_token()
        return self_sudo[field]

    def _get_token_url(self, field):
        """Return the personal link of one record, as an absolute address."""
        path = self._token_paths[field]
        return f"{self.get_base_url()}{path}/{self._get_token(field)}"

    def _rotate_tokens(self, field):
        """Give these records a new token: the links sent before open nothing."""
        # sudo: as in _get_token
        for record_sudo in self.sudo():
            record_sudo[field] = self._new_token()

    def _revoke_tokens(self, field):
        """Close the links of these records."""
        # sudo: as in _get_token
        self.sudo()[field] = False

    @api.model
    def _find_by_token(self, field, token):
        """Return the record that a link is for, in sudo; empty when it opens nothing.

        Wrong, expired and revoked can't be told apart.

        :param str field: the purpose, a key of ``_token_paths``
        :param str token: what stands in the link, as anybody typed it
        """
        # sudo: the token is the right to see this one record
        empty_sudo = self.sudo().browse()
        if field not in self._token_paths or not TOKEN_FORMAT.fullmatch(str(token)):
            return empty_sudo
        found_sudo = empty_sudo.search_fetch(
            [(field, "=", token)], self._get_page_fields(field), order="id", limit=1
        )
        # the index compares byte by byte; this comparison tells nothing by its time
        if not found_sudo or not consteq(found_sudo[field], token):
            return empty_sudo
        return found_sudo if found_sudo._is_token_valid(field) else empty_sudo

    @api.model
    def _get_page_fields(self, field):
        """Return the fields that a page reads, so that they come in one query.

        Extend it with those of the page. What is left out costs a query, no more.
        """
        return [field]

    def _is_token_valid(self, field):
        """Whether the link of this record is still open; extend to let it expire."""
        self.ensure_one()
        return True

    @api.model
    def _new_token(self):
        return secrets.token_urlsafe(TOKEN_BYTES)
