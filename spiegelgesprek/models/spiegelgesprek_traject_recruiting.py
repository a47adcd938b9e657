# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from .spiegelgesprek_participant import STATES_HOLDING
from .spiegelgesprek_traject_counters import COORDINATOR, STATES_FALLEN

_COUNTED = {
    "compute": "_compute_meter",
    "compute_sudo": True,
    "groups": COORDINATOR,
}


class SpiegelgesprekTraject(models.Model):
    """Will the group be there? Recruiters, and the meter of the form."""

    _inherit = "spiegelgesprek.traject"

    recruitment_ids = fields.One2many(
        "spiegelgesprek.recruitment",
        "traject_id",
        string="Recruiting",
        groups=COORDINATOR,
    )
    wanted_summary = fields.Char(
        string="Wanted", compute="_compute_wanted_summary", groups=COORDINATOR
    )
    meter_asked = fields.Integer(
        string="Asked",
        help="By recruiters as they report it, and by the coordinator.",
        **_COUNTED,
    )
    meter_contactable = fields.Integer(
        string="May be contacted",
        help="Who said that the coordinator may get in touch.",
        **_COUNTED,
    )
    meter_briefed = fields.Integer(string="Briefed", **_COUNTED)
    meter_confirmed = fields.Integer(
        string="Confirmed",
        help="Who confirmed shortly before, or was there.",
        **_COUNTED,
    )
    meter_off = fields.Integer(
        string="Fallen off",
        help="Who declined after being passed on, withdrew or did not come.",
        **_COUNTED,
    )
    is_client_over = fields.Boolean(
        string="More clients than fit",
        help="More clients agreed than the maximum and the reserve together.",
        **_COUNTED,
    )

    # ------------------------------------------------------------
    # THE METER
    # ------------------------------------------------------------

    @api.depends("client_min", "client_max", "client_reserve")
    @api.depends_context("lang")
    def _compute_wanted_summary(self):
        for traject in self:
            traject.wanted_summary = self.env._(
                "%(minimum)s to %(maximum)s, and %(reserve)s spare",
                minimum=traject.client_min,
                maximum=traject.client_max,
                reserve=traject.client_reserve,
            )

    @api.depends(
        "participant_ids.state",
        "participant_ids.role_id",
        "participant_ids.is_contactable",
        "recruitment_ids.asked",
        "client_max",
        "client_reserve",
    )
    def _compute_meter(self):
        """Count the way of clients from asked to confirmed, for the form."""
        counts = self._count_meter()
        for traject in self:
            count = counts[traject._origin.id]
            traject.meter_asked = count["asked"]
            traject.meter_contactable = count["contactable"]
            traject.meter_briefed = count["briefed"]
            traject.meter_confirmed = count["confirmed"]
            traject.meter_off = count["off"]
            room = traject.client_max + traject.client_reserve
            traject.is_client_over = count["agreed"] > room

    def _count_meter(self):
        """Return ``{traject id: {part of the meter: clients}}``."""
        counts = defaultdict(lambda: defaultdict(int))
        here = Domain("traject_id", "in", self.ids)
        for traject, asked in self.env["spiegelgesprek.recruitment"]._read_group(
            here, ["traject_id"], ["asked:sum"]
        ):
            counts[traject.id]["asked"] = asked
        participants = self.env["spiegelgesprek.participant"]
        groups = ["traject_id", "state", "is_contactable", "recruitment_id"]
        clients = here & Domain("is_client", "=", True)
        for (
            traject,
            state,
            contactable,
            recruitment,
            number,
        ) in participants._read_group(clients, groups, ["__count"]):
            count = counts[traject.id]
            spoken = state != "draft" or contactable
            # who was passed on is among those whom the recruiter says to have asked
            count["asked"] += number if spoken and not recruitment else 0
            count["contactable"] += number if spoken else 0
            count["agreed"] += number if state in STATES_HOLDING else 0
            count["confirmed"] += number if state in ("confirmed", "attended") else 0
            count["off"] += number if state in STATES_FALLEN else 0
        for traject, number in participants._read_group(
            clients & participants._get_briefed_domain(), ["traject_id"], ["__count"]
        ):
            counts[traject.id]["briefed"] = number
        return counts

    # ------------------------------------------------------------
    # RECRUITERS WITH A LOGIN
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        trajects = super().create(vals_list)
        trajects.filtered("recruiter_ids")._sync_recruitments()
        return trajects

    def write(self, vals):
        result = super().write(vals)
        if "recruiter_ids" in vals:
            self._sync_recruitments()
        return result

    def _sync_recruitments(self):
        """Give each recruiter with a login numbers of his own, and no one else.

        Who recruits no longer and did nothing leaves no trace; what was done stays,
        without a link.
        """
        # sudo: a manager may say who recruits, the numbers are the coordinator's
        recruitments_sudo = self.sudo().recruitment_ids
        missing = []
        for traject in self:
            partners = traject.recruiter_ids.partner_id
            known = recruitments_sudo.filtered(lambda r, t=traject: r.traject_id == t)
            # somebody who had no login before
            known.filtered(
                lambda r, p=partners: not r.user_id and r.partner_id in p
            )._compute_user_id()
            missing += [
                {"traject_id": traject.id, "partner_id": partner.id}
                for partner in partners - known.partner_id
            ]
        left = recruitments_sudo.filtered(
            lambda r: r.user_id and r.user_id not in r.traject_id.recruiter_ids
        )
        used = left.filtered(lambda r: r.asked or r.passed_on)
        (left - used).unlink()
        used._revoke_tokens("page_token")
        for recruitment_sudo in (recruitments_sudo - left).exists():
            recruitment_sudo._get_token("page_token")
        recruitments_sudo.create(missing)
