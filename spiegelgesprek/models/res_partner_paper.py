# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_paper_address(self):
        """Return name and address as lines on an envelope; none without a town."""
        self.ensure_one()
        if not self.city:
            return []
        organisation = self.commercial_partner_id
        names = [organisation != self and organisation.name, self.name]
        return [line for line in (*names, *self._get_paper_street()) if line]

    def _get_paper_street(self):
        """Return street and town; the country too when it lies abroad."""
        if self.country_id and self.country_id != self.env.company.country_id:
            return self._display_address(without_company=True).splitlines()
        town = " ".join(filter(None, (self.zip, self.city)))
        return [self.street, self.street2, town]
