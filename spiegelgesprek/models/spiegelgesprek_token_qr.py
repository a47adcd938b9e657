# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
from io import BytesIO

import qrcode
from markupsafe import Markup

from odoo import models


class SpiegelgesprekToken(models.AbstractModel):
    """A personal link on paper, for the camera of a phone."""

    _inherit = "spiegelgesprek.token"

    def _get_token_qr(self, field):
        """Return the link of one record as a picture that fits into an ``img``.

        Made here: a link that went through a service for QR codes would be known there.
        """
        picture = BytesIO()
        qrcode.make(self._get_token_url(field), border=1).save(picture, "PNG")
        return f"data:image/png;base64,{base64.b64encode(picture.getvalue()).decode()}"

    def _say_token_on_paper(self, field):
        """Return the link of one record for a letter: for a camera, or to type in."""
        return Markup('%s<br/><img class="sg_qr" src="%s" alt=""/><br/>%s') % (
            self.env._("Point the camera of a phone at this square, or type in:"),
            self._get_token_qr(field),
            self._get_token_url(field),
        )
