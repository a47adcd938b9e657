# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import hmac

WINDOW = timedelta(minutes=10)
# A person needs a handful. A whole department sits behind one address. Who types in
# cards reads each of them.
LIMITS = {"token": 30, "address": 600, "typist": 60}


class SpiegelgesprekPost(models.Model):
    """That something was sent in from a public page, or a code was typed: so many in
    ten minutes.

    Holds no token, address or user, only a keyed hash of them, for an hour. Lines are
    only added, so that people who answer at the same moment don't wait for each other.
    """

    _name = "spiegelgesprek.post"
    _description = "Post from a Public Page"
    _log_access = False

    key = fields.Char(required=True, index=True)
    date = fields.Datetime(required=True, default=lambda self: fields.Datetime.now())

    @api.model
    def _is_allowed(self, **values):
        """Count a post, and tell whether it is within the limits.

        :param values: what is limited, by kind: ``token=…, address=…``
        """
        kinds = {self._hash(kind, value): kind for kind, value in values.items()}
        # sudo: nobody reads or writes these lines
        self_sudo = self.sudo()
        counts = dict(
            self_sudo._read_group(
                [
                    ("key", "in", list(kinds)),
                    ("date", ">", fields.Datetime.now() - WINDOW),
                ],
                ["key"],
                ["__count"],
            )
        )
        if any(counts.get(key, 0) >= LIMITS[kind] for key, kind in kinds.items()):
            return False
        self_sudo.create([{"key": key} for key in kinds])
        return True

    @api.model
    def _hash(self, kind, value):
        # sudo: the key of the database is for the software alone
        return hmac(self.env(su=True), f"spiegelgesprek.post.{kind}", str(value))

    @api.autovacuum
    def _gc_posts(self):
        """Forget what is older than an hour."""
        limit = fields.Datetime.now() - timedelta(hours=1)
        self.env.cr.execute(
            SQL("DELETE FROM spiegelgesprek_post WHERE date < %s", limit)
        )
