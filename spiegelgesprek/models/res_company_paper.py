# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResCompany(models.Model):
    """What others at home read of a letter: what shows in the window."""

    _inherit = "res.company"

    spiegelgesprek_window_name = fields.Boolean(
        string="Name in the envelope window",
        help="Show the name of the organisation in the window of envelopes. Others at "
        "home read it: leave it out when the name tells what help somebody gets.",
    )
    spiegelgesprek_return_address = fields.Char(
        string="Return address",
        help="Small line in the window of envelopes, for what can't be delivered. A "
        "post box says least. Empty: the address of the company.",
    )

    def _get_paper_return_line(self):
        """Return the small line above the address in the window of an envelope."""
        self.ensure_one()
        town = " ".join(filter(None, (self.zip, self.city)))
        address = ", ".join(filter(None, (self.street, town)))
        name = self.spiegelgesprek_window_name and self.name
        line = self.spiegelgesprek_return_address or address
        return ", ".join(filter(None, (name, line)))
