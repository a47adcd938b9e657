# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re

from odoo import api, models

# A single letter is an initial, and stands in every text
SHORTEST_NAME = 2
# Shorter names, and these, are a name only where they begin with a capital
SHORTEST_ALONE = 3
ORDINARY = frozenset(("ben", "wil"))
# What stands between names, and in every other sentence
PARTICLES = frozenset(
    (
        *("aan", "bij", "de", "den", "der", "des", "en", "het", "in", "of", "onder"),
        *("op", "over", "te", "ten", "ter", "tot", "uit", "uijt", "van", "voor"),
        *("da", "das", "del", "della", "di", "do", "dos", "du", "el", "la", "las"),
        *("le", "les", "los", "von", "vom", "zu", "zum", "zur"),
        *("abu", "bin", "bint", "ibn", "and", "of", "the"),
    )
)


class SpiegelgesprekParticipant(models.Model):
    """The words of names, to find them in a text before others read it."""

    _inherit = "spiegelgesprek.participant"

    def _get_name_words(self):
        """Return the words of the names of these people, as they are written."""
        texts = (*self.mapped("name"), *self.mapped("alias"))
        contacts = self.partner_id.mapped("name")
        words = {
            word for text in (*texts, *contacts) for word in self._split_words(text)
        }
        return {word for word in words if word.lower() not in PARTICLES}

    @api.model
    def _split_words(self, text):
        """Return the words of a text that are long enough to be a name."""
        words = re.findall(r"[^\W\d_]+", text or "")
        return {word for word in words if len(word) >= SHORTEST_NAME}

    @api.model
    def _fold_word(self, word):
        """Return how a word is compared: most names are found however they are written.

        Who types on a phone leaves capitals out; with short names, and names that are
        ordinary words, this would find one in every text.
        """
        folded = word.lower()
        short = len(word) < SHORTEST_ALONE or folded in ORDINARY
        return word.capitalize() if short and word[0].isupper() else folded
