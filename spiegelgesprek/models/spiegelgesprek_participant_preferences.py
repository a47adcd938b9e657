# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from .spiegelgesprek_traject_counters import COORDINATOR

# Room for a wish, not for a story.
TEXT_LENGTH = 200
CAMERAS = [
    ("on", "Camera on"),
    ("off", "Camera off"),
]


class SpiegelgesprekParticipant(models.Model):
    """What to take into account for somebody who comes."""

    _inherit = "spiegelgesprek.participant"

    diet = fields.Char(
        copy=False,
        groups=COORDINATOR,
        help="What somebody does not eat, to order food. Of a client seen by the "
        "coordinator only, of a listener by all coordinators.",
    )
    access_needs = fields.Char(
        string="Needs to take part",
        copy=False,
        groups=COORDINATOR,
        help="For example a wheelchair, large print or an interpreter. Of a client "
        "seen by the coordinator only, of a listener by all coordinators.",
    )
    camera = fields.Selection(
        CAMERAS,
        copy=False,
        groups=COORDINATOR,
        help="What somebody prefers when the conversation is held online.",
    )
    is_online = fields.Boolean(related="traject_id.is_online")
    has_companion = fields.Boolean(
        string="Brings somebody along",
        copy=False,
        groups=COORDINATOR,
        help="Comes with somebody. A name is not asked.",
    )

    def _answer_preferences(self, form):
        """Keep the wishes of somebody who comes, or may still come."""
        if self._get_situation() not in ("coming", "waiting"):
            return []
        if self.traject_id._is_answering():
            self.write(self._prepare_preference_values(form))
            self._log("preferences", "page")
        return []

    def _prepare_preference_values(self, form):
        """Return what can be kept of a form, as anybody may have typed it."""
        values = {
            name: self._clean_line(form.get(name)) for name in ("diet", "access_needs")
        }
        if self.traject_id.is_online:
            camera = form.get("camera")
            values["camera"] = camera if camera in dict(CAMERAS) else False
        if self.is_client:
            values["has_companion"] = bool(form.get("has_companion"))
        return values

    @api.model
    def _clean_line(self, text):
        """Return one line of what anybody may have typed, or sent without a keyboard.

        :param text: from a form; may be anything
        """
        line = " ".join(text.split()) if isinstance(text, str) else ""
        # a database keeps no character that stands for nothing
        return "".join(filter(str.isprintable, line))[:TEXT_LENGTH] or False
