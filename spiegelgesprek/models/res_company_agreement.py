# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

# Whose yes is asked for.
ASKED = [
    ("self", "Client"),
    ("one", "One representative"),
    ("all", "All representatives"),
    ("self_one", "Client and one representative"),
    ("self_all", "Client and all representatives"),
]


class ResCompany(models.Model):
    """Whose agreement is needed, on what ground, and words that tell nothing."""

    _inherit = "res.company"

    # Whose yes is needed, by age. The defaults are a rule of thumb for care (NVO); an
    # organisation decides for itself.
    spiegelgesprek_agree_0_11 = fields.Selection(
        ASKED,
        string="Under 12",
        required=True,
        default="one",
        help="Whose yes is needed before a child under 12 takes part.",
    )
    spiegelgesprek_agree_12_15 = fields.Selection(
        ASKED,
        string="12 to 15",
        required=True,
        default="self_one",
        help="Whose yes is needed before somebody of 12 to 15 takes part.",
    )
    spiegelgesprek_agree_16_17 = fields.Selection(
        ASKED,
        string="16 or 17",
        required=True,
        default="self",
        help="Whose yes is needed before somebody of 16 or 17 takes part.",
    )
    spiegelgesprek_agree_adult = fields.Selection(
        ASKED,
        string="Adult",
        required=True,
        default="self",
        help="Whose yes is asked of an adult who decides for himself.",
    )
    spiegelgesprek_agree_represented = fields.Selection(
        ASKED,
        string="Adult with a curator or mentor",
        required=True,
        default="self_one",
        help="Whose yes is needed before a represented adult takes part.",
    )
    spiegelgesprek_legal_basis = fields.Text(
        string="Legal basis",
        translate=True,
        help="On what legal basis personal data of clients is kept. It stands in the "
        "information for clients, in these words; ask your privacy officer.",
    )

    # Words that tell nothing about a client
    spiegelgesprek_refusal_text = fields.Text(
        string="No seat this time",
        translate=True,
        help="What somebody reads who can't listen this time, whatever the reason. "
        "Name no reason: it could be a client. Empty: our own words.",
    )
    spiegelgesprek_text_message = fields.Char(
        string="Text message",
        translate=True,
        help="What stands before the link in a text message from the coordinator's own "
        "phone. Others may read it, so it names no client, no help and no "
        "organisation. Empty: our own words.",
    )
    spiegelgesprek_voicemail = fields.Char(
        string="Voicemail",
        translate=True,
        help="What the coordinator can say on a voicemail. Others may hear it. "
        "Empty: our own words.",
    )

    def _get_refusal_text(self):
        """Return what a listener without a seat reads; the same for every reason."""
        # sudo: words for everybody, of a company that not everybody reads
        return self.sudo().spiegelgesprek_refusal_text or self.env._(
            "There is no seat for you this time. Thank you for wanting to be there."
        )

    def _get_text_message(self):
        """Return the words of a text message that somebody else may read."""
        # sudo: as above
        return self.sudo().spiegelgesprek_text_message or self.env._(
            "Hello, here is more about our appointment. Questions? Just call me."
        )

    @api.model
    def _get_age_field(self, band):
        """Return the field that says whose yes is asked in an age band."""
        return f"spiegelgesprek_agree_{band}"
