# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from .spiegelgesprek_stage import PHASES_BEFORE
from .spiegelgesprek_traject_counters import COORDINATOR

# Nobody plans to confirm earlier than this: among these is looked for what is near.
NEAR_LIMIT = timedelta(days=60)


class SpiegelgesprekTraject(models.Model):
    """Go or no-go: a week ahead, the day before and two hours before.

    From the day on which clients are called to confirm until it begins, the form says
    what is short, whatever stage the traject is in, and a tile counts where that is so.
    From the day before, the screen of the evening before is the next thing to do.
    """

    _inherit = "spiegelgesprek.traject"

    is_ahead = fields.Boolean(
        string="Still to come",
        compute="_compute_is_ahead",
        help="The conversation has a date, has not begun and was not cancelled.",
    )
    is_eve = fields.Boolean(
        string="The Evening Before",
        compute="_compute_is_ahead",
        help="The conversation is less than two days away.",
    )

    @api.depends("confirm_days")
    def _compute_go_summary(self):
        return super()._compute_go_summary()

    def _filter_near(self):
        """Return those for which it is time to confirm; not those that have begun."""
        now = fields.Datetime.now()
        return self.filtered(
            lambda traject: (
                traject.phase in PHASES_BEFORE
                and traject.date_conversation
                and traject.date_conversation >= now
                and (traject.date_conversation.date() - now.date()).days
                <= traject.confirm_days
            )
        )

    def _filter_go_asked(self):
        return super()._filter_go_asked() | self._filter_near()

    @api.depends("date_conversation", "phase")
    def _compute_is_ahead(self):
        now = fields.Datetime.now()
        for traject in self:
            date = traject.phase in PHASES_BEFORE and traject.date_conversation
            traject.is_ahead = bool(date) and date > now
            traject.is_eve = traject.is_ahead and (date - now).days < 2

    @api.model
    def _get_today_tiles(self):
        tiles = super()._get_today_tiles()
        # nobody else coordinates, so nothing would ever wait there
        coordinates = self.env.user.has_group(COORDINATOR)
        return [*self._get_coordinator_tiles(), *tiles] if coordinates else tiles

    @api.model
    def _get_coordinator_tiles(self):
        """Return the first tiles, of who coordinates; see ``_get_today_tiles``."""
        return [self._get_go_tile()]

    @api.model
    def _get_go_tile(self):
        waiting = self._find_coming()._filter_near().filtered(lambda t: not t.is_go)
        return {
            "key": "no_go",
            "name": self.env._("Conversations not ready"),
            "is_late": True,
            "model": self._name,
            "domain": Domain("id", "in", waiting.ids),
            "action": "spiegelgesprek.spiegelgesprek_traject_action",
        }

    @api.model
    def _find_coming(self):
        """Return the trajects of this coordinator that may be near."""
        now = fields.Datetime.now()
        return self.search(
            Domain("user_id", "=", self.env.uid)
            & Domain("phase", "in", PHASES_BEFORE)
            & Domain("date_conversation", ">=", now)
            & Domain("date_conversation", "<=", now + NEAR_LIMIT)
        )
