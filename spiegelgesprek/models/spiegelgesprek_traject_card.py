# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
from functools import cache
from itertools import zip_longest

from odoo import api, fields, models

from .spiegelgesprek_stage import PHASES_BEFORE
from .spiegelgesprek_traject_counters import COORDINATOR


class SpiegelgesprekTraject(models.Model):
    """What a card of the board says, in one field.

    A board shows hundreds of cards, and handing over one number of each costs more than
    counting it did. So the lines go together, as on the dashboard of ``account``.
    """

    _inherit = "spiegelgesprek.traject"

    card_lines = fields.Text(
        compute="_compute_card_lines",
        export_string_translation=False,
        help="Lines with a name, a text and, when there is one, a share of 100 for a "
        "bar, a note below it, and a warning (late when it is about time). As JSON.",
    )

    @api.depends(
        "phase",
        "client_title",
        "client_count",
        "client_wanted",
        "client_short",
        "client_max",
        "client_reserve",
        "client_way_summary",
        "client_response",
        "client_response_share",
        "listener_count",
        "listener_maximum",
        "listener_summary",
        "listener_response",
        "listener_response_share",
        "action_count",
        "action_summary",
        "action_overdue_count",
        "step_summary",
        "step_late_count",
    )
    @api.depends_context("uid", "lang", "tz")
    def _compute_card_lines(self):
        # sudo: numbers of clients, for who may have them; a board of cards would check
        # that for each number of each card again
        counts = self.env.user.has_group(COORDINATOR) and self.sudo()
        words, rows = self._get_card_words(), {}
        for traject, traject_sudo in zip_longest(self, counts or ()):
            lines = traject._get_card_lines(traject_sudo, words)
            rows[traject] = {"card_lines": json.dumps(lines)}
        self._set_alike(rows)

    @api.model
    def _get_card_words(self):
        """Return the words of all cards: looked up once, as many cards share them."""
        return {
            "listeners": self.env._("Listeners"),
            "action_points": self.env._("Action points"),
            "steps": self.env._("Steps"),
            "answered": self.env._("%s answered"),
            "to_find": self.env._("%s to find"),
            "too_many": self.env._("More than fit"),
            "late": self.env._("%s late"),
            "count_of": cache(self._count_of),
        }

    def _get_card_lines(self, traject_sudo, words):
        """Return what the card says, from top to bottom; here lines can be added.

        :param traject_sudo: the same, for numbers of clients; None for who may not know
        :param dict words: see :meth:`_get_card_words`
        :rtype: list of ``{"name", "text"}``, with ``share``, ``note``, ``warning`` and
            ``late`` where they say something
        """
        self.ensure_one()
        lines = []
        if self.phase in PHASES_BEFORE:
            if traject_sudo:
                lines.append(traject_sudo._get_client_line(words))
            lines.append(self._get_listener_line(words))
        elif self.phase == "evaluate" and traject_sudo:
            lines += traject_sudo._get_response_lines(words)
        if self.action_count:
            lines.append(self._get_action_line(words))
        if self.step_late_count:
            lines.append(self._get_step_line(words))
        return lines

    def _get_client_line(self, words):
        count, wanted = self.client_count, self.client_wanted
        line = {
            "name": self.client_title,
            "text": words["count_of"](count, wanted),
            "share": 100 * count // (wanted or 1),
            "note": self.client_way_summary,
        }
        if short := self.client_short:
            line["warning"] = words["to_find"] % short
        elif count > self.client_max + self.client_reserve:
            line["warning"] = words["too_many"]
        return line

    def _get_listener_line(self, words):
        line = {"name": words["listeners"], "text": self.listener_summary}
        if maximum := self.listener_maximum:
            line["share"] = 100 * self.listener_count // maximum
        return line

    def _get_response_lines(self, words):
        """Return a line for each ring that was asked."""
        outer = (self.listener_response, self.listener_response_share)
        rings = (
            (self.client_title, self.client_response, self.client_response_share),
            (words["listeners"], *outer),
        )
        return [
            {"name": name, "text": words["answered"] % text, "share": share}
            for name, text, share in rings
            if text
        ]

    def _get_action_line(self, words):
        line = {"name": words["action_points"], "text": self.action_summary}
        if late := self.action_overdue_count:
            line |= {"warning": words["late"] % late, "late": True}
        return line

    def _get_step_line(self, words):
        return {
            "name": words["steps"],
            "text": self.step_summary,
            "warning": words["late"] % self.step_late_count,
            "late": True,
        }
