# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from .spiegelgesprek_participant import STATES_HOLDING
from .spiegelgesprek_traject_counters import COORDINATOR

CLIENT = Domain("is_client", "=", True)
AGREED = ("accepted", "confirmed")


class SpiegelgesprekTraject(models.Model):
    """The evening before: who still comes, and if too few do, one of three ways on."""

    _inherit = "spiegelgesprek.traject"

    caterer_id = fields.Many2one(
        "res.partner",
        string="Food from",
        check_company=True,
        help="Whom to call about the food when the conversation is postponed.",
    )
    coming_client_ids = fields.One2many(
        "spiegelgesprek.participant",
        "traject_id",
        string="Clients who come",
        domain=list(CLIENT & Domain("state", "in", AGREED)),
        groups=COORDINATOR,
    )
    spare_client_ids = fields.One2many(
        "spiegelgesprek.participant",
        "traject_id",
        string="Spares",
        domain=list(CLIENT & Domain("state", "in", ("draft", "invited"))),
        groups=COORDINATOR,
    )
    evening_summary = fields.Char(
        string="Who still comes",
        compute="_compute_evening_summary",
        compute_sudo=True,
        groups=COORDINATOR,
    )
    is_below_minimum = fields.Boolean(
        compute="_compute_evening_summary", compute_sudo=True, groups=COORDINATOR
    )

    @api.depends("participant_ids.state", "participant_ids.role_id", "client_min")
    @api.depends_context("lang")
    def _compute_evening_summary(self):
        """Say how many still come of those who agreed, and how many it takes."""
        agreed, coming = defaultdict(int), defaultdict(int)
        for traject, state, count in self.env["spiegelgesprek.participant"]._read_group(
            CLIENT
            & Domain("traject_id", "in", self.ids)
            & Domain("state", "in", (*STATES_HOLDING, "absent", "withdrawn")),
            ["traject_id", "state"],
            ["__count"],
        ):
            agreed[traject.id] += count
            coming[traject.id] += count if state in STATES_HOLDING else 0
        for traject in self:
            count = coming[traject._origin.id]
            traject.is_below_minimum = count < traject.client_min
            traject.evening_summary = self.env._(
                "%(coming)s of %(agreed)s come, minimum %(minimum)s",
                coming=count,
                agreed=agreed[traject._origin.id],
                minimum=traject.client_min,
            )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_open_evening(self):
        """Open who comes tomorrow; that clients were opened is logged."""
        return self._open_evening_screen(
            "spiegelgesprek.spiegelgesprek_traject_view_evening",
            self.env._("The Evening Before"),
        )

    def action_open_spares(self):
        """Open who was asked and gave no answer yet; logged as well."""
        return self._open_evening_screen(
            "spiegelgesprek.spiegelgesprek_traject_view_spares", self.env._("Spares")
        )

    def _open_evening_screen(self, xmlid, name):
        self.ensure_one()
        self.check_access("write")
        self._log_clients_opened()
        return self._get_records_action(
            name=name, views=[(self.env.ref(xmlid).id, "form")]
        )

    def action_go_small(self):
        """Note that the conversation goes on with fewer clients than the minimum."""
        self.check_access("write")
        self.filtered(lambda t: not t.is_small_accepted).is_small_accepted = True
        return True

    # ------------------------------------------------------------
    # POSTPONING
    # ------------------------------------------------------------

    def _postpone(self, date, reason):
        """Move the conversation, and set going what has to be told.

        The plan follows by itself. Listeners who agreed or wait, and who leads, get a
        mail; clients are called, so nothing is sent to them.

        :param datetime date: when it will be, in UTC
        :param str reason: for the chatter; never mailed
        :return: who is mailed, and who can't be
        """
        self.ensure_one()
        self.check_access("write")
        # sudo: a manager may postpone, whoever he can see of those who come
        concerned_sudo = self.sudo()._get_concerned()
        # that the date moved has everybody asked again: see _move_meetings
        self.write({"date_conversation": date, "is_small_accepted": False})
        mailed_sudo = self._tell_now()
        self._track_set_log_message(self._prepare_postpone_note(reason, mailed_sudo))
        return mailed_sudo, concerned_sudo.filtered(
            lambda p: p.partner_id not in mailed_sudo.partner_id
        )

    def _unconfirm(self):
        """Have everybody who confirmed asked again; the seat stays theirs."""
        # sudo: a manager may postpone, also with clients whom he can't see
        participants_sudo = self.sudo().participant_ids
        participants_sudo.filtered(lambda p: p.state == "confirmed").state = "accepted"

    def _prepare_postpone_note(self, reason, mailed):
        parts = [
            self.env._("Postponed: %s", reason),
            self.env._("A mail is on its way to %s people.", len(mailed)),
            self._track_get_default_log_message({"date_conversation"}),
        ]
        return " ".join(filter(None, parts))
