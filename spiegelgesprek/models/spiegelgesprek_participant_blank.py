# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import split_every

from .spiegelgesprek_traject_readiness import STATES_OFF

# The night after these days is within the fortnight that we promise.
BLANK_DAYS = 13
# How many people the nightly job clears before what was done is kept.
BLANK_BATCH = 100

_logger = logging.getLogger(__name__)


class SpiegelgesprekParticipant(models.Model):
    """Who doesn't take part is forgotten within a fortnight; the reason stays."""

    _inherit = "spiegelgesprek.participant"

    date_off = fields.Date(
        string="Fell off on", compute="_compute_date_off", store=True, copy=False
    )
    date_blanked = fields.Date(
        string="Cleared on",
        compute="_compute_date_blanked",
        store=True,
        copy=False,
        help="Since this day nothing is known of this person any more.",
    )

    @api.model
    def _get_identity_fields(self):
        """Return the fields that say something about a person in the inner ring.

        Whoever adds such a field extends this: what is listed here is cleared.
        """
        return [
            "name",
            "alias",
            "email",
            "phone",
            "address",
            "lang",
            "relation",
            "age_band",
            "contact_channel",
            "contact_caution",
            "recruiter_id",
        ]

    @api.depends("state")
    def _compute_date_off(self):
        today = fields.Date.context_today(self)
        for participant in self:
            off = participant.state in STATES_OFF
            participant.date_off = off and (participant.date_off or today)

    @api.depends(lambda self: self._get_identity_fields())
    def _compute_date_blanked(self):
        """Who is filled in again is no longer cleared, and so will be in time."""
        names = self._get_identity_fields()
        for participant in self:
            known = any(participant[name] for name in names)
            participant.date_blanked = not known and participant.date_blanked

    def _blank_identity(self):
        """Clear all that is known of these people in the inner ring, for good.

        What they are counted for stays: number, role, state and reason. Mails,
        messages, activities and files on them go, whoever made those.
        """
        # sudo: nobody has a say in what must be forgotten
        inner_sudo = self.sudo().filtered(lambda p: p.ring == "inner")
        inner_sudo._unlink_traces()
        inner_sudo.with_context(tracking_disable=True).write(
            {
                **dict.fromkeys(self._get_identity_fields(), False),
                "date_blanked": fields.Date.context_today(self),
            }
        )

    def _unlink_traces(self):
        """Delete what Odoo keeps about these people in models of its own."""
        here = [("res_id", "in", self.ids)]
        # a list that was imported may have named them in its column of ids; those of
        # addons stay, or an update would make their people anew
        names = self.env["ir.model.data"].search([("model", "=", self._name), *here])
        addons = self.env.registry._init_modules
        names.filtered(lambda name: name.module not in addons).unlink()
        for model, field in (
            ("mail.mail", "model"),
            ("mail.message", "model"),
            ("mail.activity", "res_model"),
            ("ir.attachment", "res_model"),
        ):
            records = self.env[model].with_context(active_test=False)
            records.search([(field, "=", self._name), *here]).unlink()

    @api.model
    def _cron_blank(self):
        """Each night: clear who fell off a fortnight ago, in batches.

        Days that were missed are caught up with; what was cleared before a failure
        stays cleared.
        """
        # sudo: the job clears everybody's clients
        all_sudo = self.sudo()
        due = all_sudo.search(all_sudo._get_blank_domain())
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(due))
        for ids in split_every(BLANK_BATCH, due.ids):
            all_sudo.browse(ids).exists()._try_blank()
            if not cron._commit_progress(len(ids)):
                break

    def _try_blank(self):
        """Clear all of these; when that fails, each of them that can be cleared."""
        try:
            with self.env.cr.savepoint():
                self._blank_identity()
        except Exception:
            if len(self) == 1:
                _logger.exception("Not cleared: %s", self)
                return
            for participant in self:
                participant._try_blank()

    @api.model
    def _get_blank_domain(self):
        """Return who must be cleared by now."""
        limit = fields.Date.context_today(self) - timedelta(days=BLANK_DAYS)
        return (
            Domain("ring", "=", "inner")
            & Domain("state", "in", STATES_OFF)
            & Domain("date_off", "<=", limit)
            & Domain("date_blanked", "=", False)
        )
