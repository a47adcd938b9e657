# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError

from .spiegelgesprek_traject_readiness import STATES_OFF


class SpiegelgesprekTraject(models.Model):
    """The conversation guide: who makes it, and when others may read it."""

    _inherit = "spiegelgesprek.traject"

    guide_released = fields.Boolean(
        tracking=True,
        copy=False,
        help="Until then only who coordinates and who leads read the guide. After it "
        "also the sponsor, recruiters and who assists.",
    )
    guide_summary = fields.Char(
        string="Minutes in the guide", compute="_compute_guide_summary"
    )
    is_guide_writer = fields.Boolean(
        string="Writes the guide", compute="_compute_is_guide_writer"
    )

    @api.depends("guide_item_ids.minutes", "minutes_conversation")
    @api.depends_context("uid", "lang")
    def _compute_guide_summary(self):
        """Compare the minutes of the guide with those of the conversation."""
        minutes = dict(
            self.env["spiegelgesprek.guide.item"]._read_group(
                [("traject_id", "in", self.ids)], ["traject_id"], ["minutes:sum"]
            )
        )
        for traject in self:
            traject.guide_summary = self.env._(
                "%(planned)s of %(length)s min.",
                planned=minutes.get(traject._origin, 0),
                length=traject.minutes_conversation,
            )

    @api.depends(
        "user_id",
        "lead_participant_ids.partner_id",
        "lead_participant_ids.role_id.is_facilitator",
        "lead_participant_ids.state",
    )
    @api.depends_context("uid")
    def _compute_is_guide_writer(self):
        """The same as the record rules say, so that screens offer what is allowed."""
        user = self.env.user
        for traject in self:
            leaders = traject.lead_participant_ids.filtered(
                lambda p: p.is_facilitator and p.state not in STATES_OFF
            )
            traject.is_guide_writer = (
                traject.user_id == user or user.partner_id in leaders.partner_id
            )

    def action_release_guide(self):
        """Let the sponsor, recruiters and who assists read the guide.

        :raise AccessError: for who doesn't write it
        """
        return self._set_guide_released(True)

    def action_retract_guide(self):
        """Keep the guide to who writes it again.

        :raise AccessError: for who doesn't write it
        """
        return self._set_guide_released(False)

    def _set_guide_released(self, released):
        self.check_access("read")
        if not self.env.su and not all(self.mapped("is_guide_writer")):
            raise AccessError(
                self.env._("Only the coordinator and who leads release the guide.")
            )
        # sudo: who leads may change nothing else of the traject
        changed_sudo = self.sudo().filtered(lambda t: t.guide_released != released)
        changed_sudo.guide_released = released
        return True

    def action_open_guide(self):
        """Open the guide of this traject."""
        self.ensure_one()
        return self._get_related_action(
            "spiegelgesprek.spiegelgesprek_guide_item_action"
        )
