# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


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
        for traject, people in participants.grouped("traject_id").items():
            names[traject] = people._get_name_words()
        return names
