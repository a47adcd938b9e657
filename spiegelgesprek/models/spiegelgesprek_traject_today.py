# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .spiegelgesprek_stage import PHASES_ENDED
from .spiegelgesprek_traject_counters import COORDINATOR


class SpiegelgesprekTraject(models.Model):
    """What must I do today? The tiles above the cards, and own trajects first."""

    _inherit = "spiegelgesprek.traject"

    is_mine = fields.Boolean(
        string="My traject",
        compute="_compute_is_mine",
        search="_search_is_mine",
        export_string_translation=False,
    )

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for traject in self:
            traject.is_mine = traject.user_id == self.env.user

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        mine = Domain("user_id", "=", self.env.uid)
        return mine if True in value else ~mine

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """Sort on who coordinates, as ``project.project`` does on its favorites."""
        if field_name == "is_mine":
            coordinator = self._field_to_sql(alias, "user_id", query)
            return SQL("%s = %s %s", coordinator, self.env.uid, direction)
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

    @api.model
    def _expand_columns(self, stages, domain):
        """Show who coordinates each stage; others those in which they have a part.

        Who has none gets each stage: without columns a board tells nobody why.
        """
        if stages and not self.env.user.has_group(COORDINATOR):
            return stages
        return self._expand_stages(stages, domain)

    @api.model
    def get_empty_list_help(self, help_message):
        """Tell who makes no trajects what would stand here, and where else to look."""
        if not self.env.user.has_group(COORDINATOR):
            help_message = Markup(
                '<p class="o_view_nocontent_smiling_face">%s</p><p>%s</p>'
            ) % (
                self.env._("No trajects for you here"),
                self.env._(
                    "Mirror conversations that you lead, find people for or commission "
                    "stand here. Do you come to listen? Your own page is in the mail "
                    "with your invitation."
                ),
            )
        return super().get_empty_list_help(help_message)

    # ------------------------------------------------------------
    # TILES
    # ------------------------------------------------------------

    @api.model
    @api.readonly
    def get_today_tiles(self):
        """Return the tiles of this user: how much waits, counted with his own rights.

        :rtype: list of ``{"key", "name", "count", "is_late"}``
        """
        return [
            {
                "key": tile["key"],
                "name": tile["name"],
                "count": self.env[tile["model"]].search_count(tile["domain"]),
                "is_late": tile["is_late"],
            }
            for tile in self._get_readable_tiles()
        ]

    @api.model
    def action_open_today_tile(self, key):
        """Open the list of what a tile counts.

        :param str key: as in :meth:`get_today_tiles`; one that is gone opens nothing
        """
        for tile in self._get_readable_tiles():
            if tile["key"] == key:
                action = self.env["ir.actions.act_window"]._for_xml_id(tile["action"])
                records = self.env[tile["model"]].search(tile["domain"])
                return {
                    **action,
                    "display_name": tile["name"],
                    "domain": [("id", "in", records.ids)],
                    "context": {},
                }
        return False

    @api.model
    def _get_readable_tiles(self):
        tiles = self._get_today_tiles() if self.has_access("read") else []
        return [tile for tile in tiles if self.env[tile["model"]].has_access("read")]

    @api.model
    def _get_today_tiles(self):
        """Return the tiles in their order: here is the place to add one.

        :rtype: list of ``{"key", "name", "is_late", "model", "domain", "action"}``:
            records of ``domain`` are counted, and shown by the window action
        """
        return [*self._get_step_tiles(), self._get_action_point_tile()]

    @api.model
    def _get_step_tiles(self):
        today = fields.Date.context_today(self)
        monday = today + timedelta(days=7 - today.weekday())
        todo = self._get_concerning_domain(PHASES_ENDED)
        todo &= Domain("state", "=", "todo")
        steps = {
            "model": "spiegelgesprek.step",
            "action": "spiegelgesprek.spiegelgesprek_step_action",
        }
        return [
            {
                **steps,
                "key": "late_steps",
                "name": self.env._("Steps late"),
                "is_late": True,
                "domain": todo & Domain("date_deadline", "<", today),
            },
            {
                **steps,
                "key": "steps",
                "name": self.env._("Steps this week"),
                "is_late": False,
                "domain": todo
                & Domain("date_deadline", ">=", today)
                & Domain("date_deadline", "<", monday),
            },
        ]

    @api.model
    def _get_action_point_tile(self):
        """Count also those of a closed traject: the promise to clients still stands."""
        points = self.env["spiegelgesprek.action.point"]
        return {
            "key": "late_action_points",
            "name": self.env._("Action points late"),
            "is_late": True,
            "model": points._name,
            "domain": self._get_concerning_domain(("cancelled",))
            & points._get_overdue_domain(),
            "action": "spiegelgesprek.spiegelgesprek_action_point_action_mine",
        }

    @api.model
    def _get_concerning_domain(self, phases_out):
        """Return what the user does himself, and what others do in his trajects.

        :param phases_out: phases in which nothing waits any more
        """
        # any!: an owner need not read the traject to be told that it goes on
        running = Domain("active", "=", True) & Domain("phase", "not in", phases_out)
        mine = Domain("user_id", "=", self.env.uid)
        return Domain("traject_id", "any!", running) & (
            mine | Domain("traject_id", "any!", mine)
        )
