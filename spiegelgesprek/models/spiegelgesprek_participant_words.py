# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re

from odoo import api, models

# Shorter words are too often ordinary ones
SHORTEST_NAME = 3


class SpiegelgesprekParticipant(models.Model):
    """The words of names, to find them in a text before others read it."""

    _inherit = "spiegelgesprek.participant"

    def _get_name_words(self):
        """Return the words of the names of these people, as they are written."""
        texts = (*self.mapped("name"), *self.mapped("alias"))
        contacts = self.partner_id.mapped("name")
        return {
            word for text in (*texts, *contacts) for word in self._split_words(text)
        }

    @api.model
    def _split_words(self, text):
        """Return the words of a text that are long enough to be a name."""
        words = re.findall(r"[^\W\d_]+", text or "")
        return {word for word in words if len(word) >= SHORTEST_NAME}
