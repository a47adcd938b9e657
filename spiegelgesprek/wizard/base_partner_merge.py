# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import AccessError


class MergePartnerAutomatic(models.TransientModel):
    """Merging contacts hands over what each has a part in."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        self._check_spiegelgesprek_login(partner_ids)
        return super()._merge(
            partner_ids, dst_partner=dst_partner, extra_checks=extra_checks
        )

    def _check_spiegelgesprek_login(self, partner_ids):
        """Let nobody give a login to who leads, listens or commissions by merging.

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
        # sudo: all that they have a part in, also what this user may not see
        people_sudo = self.env["spiegelgesprek.participant"].sudo()
        people_sudo = people_sudo.search([("partner_id", "in", others)])
        trajects_sudo = self.env["spiegelgesprek.traject"].sudo()  # sudo: the same
        trajects_sudo = trajects_sudo.with_context(active_test=False).search(
            [("sponsor_id", "in", others)]
        )
        # back to the own rights
        parts = (people_sudo.sudo(False), trajects_sudo.sudo(False))
        if any(records and not records.has_access("write") for records in parts):
            raise AccessError(
                self.env._(
                    "One of these contacts has a login, and another has a part in a "
                    "mirror conversation. Ask an administrator to merge them."
                )
            )
