# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import AccessError

# What somebody has a part in by a contact alone
PARTS = (
    ("spiegelgesprek.participant", "partner_id"),
    ("spiegelgesprek.recruitment", "partner_id"),
    ("spiegelgesprek.traject", "sponsor_id"),
)


class MergePartnerAutomatic(models.TransientModel):
    """Merging contacts hands over what each has a part in."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        self._check_spiegelgesprek_login(partner_ids)
        return super()._merge(
            partner_ids, dst_partner=dst_partner, extra_checks=extra_checks
        )

    def _check_spiegelgesprek_login(self, partner_ids):
        """Let nobody give a login to who leads, listens, asks or commissions.

        Contacts are merged by many, themselves included: with the contact of who
        leads, a user would see the clients that are known to him. An administrator
        can, and who coordinates all that it is about.
        """
        contacts = self.env["res.partner"].browse(partner_ids)
        # sudo: logins count, also those that this user may not see
        with_login_sudo = contacts.sudo().with_context(active_test=False)
        with_login_sudo = with_login_sudo.filtered("user_ids")
        # back to the own rights
        with_login = contacts.browse(with_login_sudo.ids)
        if not with_login or self.env.is_admin():
            return
        others = (contacts - with_login).ids
        for model, field in PARTS:
            # sudo: all that they have a part in, also what this user may not see
            parts_sudo = self.env[model].sudo().with_context(active_test=False)
            parts_sudo = parts_sudo.search([(field, "in", others)])
            # back to the own rights
            if parts_sudo and not parts_sudo.sudo(False).has_access("write"):
                raise AccessError(
                    self.env._(
                        "One of these contacts has a login, and another has a part in "
                        "a mirror conversation. Ask an administrator to merge them."
                    )
                )
