# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Command

from .spiegelgesprek_traject_conversation import QUIET_CALENDAR
from .spiegelgesprek_traject_readiness import STATES_OFF

# Meetings for who leads the conversation; to the others come all in the lead.
KINDS_OF_FACILITATORS = ("intake", "premeeting")


class SpiegelgesprekTraject(models.Model):
    """Who attends the meetings in the calendar: staff with a login, nobody else.

    Clients and listeners are never attendees: every employee reads the calendar.
    """

    _inherit = "spiegelgesprek.traject"

    def _get_meeting_partners(self, kind="conversation"):
        """Return who attends a meeting: the coordinator and who leads.

        :param str kind: of the meeting; who takes notes or assists stays out of those
            in which facilitators prepare themselves
        """
        self.ensure_one()
        return self.user_id.partner_id | self._get_lead_partners(kind)

    def _get_lead_partners(self, kind):
        """Return who leads or assists at a meeting and has a login."""
        lead = self.lead_participant_ids.filtered(lambda p: p.state not in STATES_OFF)
        if kind in KINDS_OF_FACILITATORS:
            lead = lead.filtered("role_id.is_facilitator")
        # sudo: whether a contact has a login is no secret to who plans a meeting
        users_sudo = lead.partner_id.sudo().user_ids
        users_sudo = users_sudo.filtered(lambda user: not user.share)
        return users_sudo.partner_id.with_env(self.env)

    # ------------------------------------------------------------
    # KEEPING UP
    # ------------------------------------------------------------

    def _plan_attendees(self, partners):
        """Look again, before the commit, which meetings these people attend.

        :param partners: who got or lost a role; who was added by hand stays
        """
        precommit = self.env.cr.precommit
        key = f"{self._name}.attendees"
        if key not in precommit.data:
            precommit.data[key] = {}
            precommit.add(self.env[self._name]._attend_planned)
        for traject in self:
            precommit.data[key].setdefault(traject.id, set()).update(partners.ids)

    def _forget_attendees(self):
        """Don't look again: the meetings were just made, with the right people."""
        planned = self.env.cr.precommit.data.get(f"{self._name}.attendees", {})
        for traject in self:
            planned.pop(traject.id, None)

    @api.model
    def _attend_planned(self):
        planned = self.env.cr.precommit.data.pop(f"{self._name}.attendees", {})
        # sudo: the meetings are of the coordinator, whoever changed who leads
        trajects_sudo = self.sudo().browse(planned).exists()
        for traject_sudo in trajects_sudo.with_context(**QUIET_CALENDAR):
            partners = self.env["res.partner"].browse(planned[traject_sudo.id])
            traject_sudo._sync_attendees(partners)

    def _sync_attendees(self, partners):
        """Bring these people into the coming meetings, or out of them."""
        now = fields.Datetime.now()
        meetings = self.with_context(active_test=False).meeting_ids
        for meeting in meetings.filtered(lambda m: m.start > now):
            wanted = self._get_meeting_partners(meeting.meeting_kind) & partners
            there = meeting.partner_ids & partners
            commands = [Command.link(partner.id) for partner in wanted - there]
            commands += [Command.unlink(partner.id) for partner in there - wanted]
            if commands:
                meeting.partner_ids = commands
