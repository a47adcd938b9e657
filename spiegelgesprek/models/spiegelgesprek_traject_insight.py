# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re

from odoo import api, fields, models

# Shorter words are too often ordinary ones
SHORTEST_NAME = 3


class SpiegelgesprekTraject(models.Model):
    """What a conversation brought."""

    _inherit = "spiegelgesprek.traject"

    insight_ids = fields.One2many("spiegelgesprek.insight", "traject_id")
    insight_count = fields.Integer(compute="_compute_insight_count")

    @api.depends("insight_ids")
    @api.depends_context("uid")
    def _compute_insight_count(self):
        counts = dict(
            self.env["spiegelgesprek.insight"]._read_group(
                [("traject_id", "in", self.ids)], ["traject_id"], ["__count"]
            )
        )
        for traject in self:
            traject.insight_count = counts.get(traject._origin, 0)

    def action_open_insights(self):
        """Open the insights of this traject."""
        self.ensure_one()
        return self._get_related_action("spiegelgesprek.spiegelgesprek_insight_action")

    def _get_known_names(self):
        """Return the names that a text about these trajects should not hold.

        Only of people whom the user may see: else a warning would tell who was there.

        :return: ``{traject: {word, ...}}``
        """
        participants = self.env["spiegelgesprek.participant"].search_fetch(
            [("traject_id", "in", self.ids)], ["name", "alias", "partner_id"]
        )
        names = {traject: set() for traject in self}
        for participant in participants:
            contact = participant.partner_id
            for name in (participant.name, participant.alias, contact.name):
                names[participant.traject_id] |= self._get_words(name)
        return names

    @api.model
    def _get_words(self, text):
        """Return the words with a capital in a text, as names are written."""
        words = re.findall(r"[^\W\d_]+", text or "")
        return {
            word for word in words if word[0].isupper() and len(word) >= SHORTEST_NAME
        }
