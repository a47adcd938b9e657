# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError

ACTIVITY = "mail.mail_activity_data_todo"


class SpiegelgesprekTraject(models.Model):
    """Inviting people, and mails that did not arrive."""

    _inherit = "spiegelgesprek.traject"

    reminder_days = fields.Integer(
        string="Reminder after (days)",
        compute="_compute_reminder_days",
        store=True,
        readonly=False,
        precompute=True,
        help="Listeners who did not answer their invitation get one reminder after "
        "this number of days. 0: none.",
    )
    mail_failed_count = fields.Integer(
        string="Mails that did not arrive", compute="_compute_mail_failed_count"
    )

    _reminder_days_range = models.Constraint(
        "CHECK(reminder_days >= 0)", "The number of days can't be below zero."
    )

    @api.depends("company_id")
    def _compute_reminder_days(self):
        for traject in self:
            # sudo: the default is the company's, the user only takes it
            company_sudo = traject.company_id.sudo()
            traject.reminder_days = company_sudo.spiegelgesprek_reminder_days

    def _compute_mail_failed_count(self):
        """Count listeners and who leads; clients have a filter on their own screen."""
        counts = dict(
            self.env["spiegelgesprek.participant"]._read_group(
                [
                    ("traject_id", "in", self.ids),
                    ("ring", "in", ("outer", "lead")),
                    ("mail_state", "in", ("failed", "bounced")),
                ],
                ["traject_id"],
                ["__count"],
            )
        )
        for traject in self:
            traject.mail_failed_count = counts.get(traject._origin, 0)

    def action_open_invite(self):
        """Open the invitation of people to this traject."""
        self.ensure_one()
        return self._get_invite_action()

    def _get_invite_action(self, participants=None):
        """Return the screen to invite people, or these participants.

        :raise AccessError: for who does not coordinate this traject
        """
        self.ensure_one()
        if self.user_id != self.env.user:
            raise AccessError(
                self.env._("Only the coordinator of this traject invites people.")
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "spiegelgesprek.spiegelgesprek_invite_action"
        )
        action["context"] = {
            "default_traject_id": self.id,
            "default_participant_ids": participants and participants.ids,
            "default_role_id": not participants and self._get_role_to_fill().id,
        }
        return action

    def _get_role_to_fill(self):
        """Return the first role of listeners that has a seat left, else the first."""
        self.ensure_one()
        seats = self.seat_ids
        free = seats.filtered(lambda s: not s.maximum or s.taken < s.maximum)
        return (free or seats)[:1].role_id

    def action_open_failed_mails(self):
        """Open the listeners whose last mail did not arrive."""
        action = self.action_open_listeners()
        action["context"]["search_default_mail_failed"] = 1
        return action

    def _schedule_reply(self):
        """Have the coordinator look at an answer by mail; one to-do at a time.

        It names nobody: others can see the to-do.
        """
        for traject in self.with_context(mail_activity_quick_update=True):
            lang = traject.user_id.lang
            summary = traject.with_context(lang=lang).env._("Read an answer by mail")
            if summary not in traject.activity_ids.mapped("summary"):
                traject.activity_schedule(
                    ACTIVITY, summary=summary, user_id=traject.user_id.id
                )
