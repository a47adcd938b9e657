# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from .spiegelgesprek_traject_evaluation import PREFIX
from .spiegelgesprek_traject_evaluation_clock import HOUR_NOON

# Who said to come; clients say so again in the week before (seed 001).
COMING = {"inner": ("confirmed",), "outer": ("accepted", "confirmed")}
COMING["lead"] = COMING["outer"]


class SpiegelgesprekTraject(models.Model):
    """What the coordinator hears of the clock: who was there, and few answers.

    Each is one activity, which goes by itself; done by hand it does not come back.
    """

    _inherit = "spiegelgesprek.traject"

    attendance_activity_id = fields.Many2one(
        "mail.activity", copy=False, ondelete="set null", groups="base.group_system"
    )
    response_activity_id = fields.Many2one(
        "mail.activity", copy=False, ondelete="set null", groups="base.group_system"
    )

    def _sync_clock_activities(self):
        """Give the coordinator what is to be done about this evaluation."""
        self.ensure_one()
        self._sync_clock_activity(
            "attendance_activity_id",
            self._is_attendance_due(),
            self._say_to_coordinator().env._("Note who was there"),
        )
        self._sync_clock_activity(
            "response_activity_id",
            self._is_response_low(),
            self._say_to_coordinator().env._("Few answers yet: can you ask around?"),
        )

    def _say_to_coordinator(self):
        return self.with_context(lang=self.user_id.lang)

    def _sync_clock_activity(self, name, wanted, summary):
        quiet = self.with_context(mail_activity_quick_update=True)
        if not wanted:
            quiet[name].filtered("active").unlink()
        elif not quiet[name]:
            quiet[name] = quiet.env["mail.activity"].create(
                self._prepare_clock_activity_values(summary)
            )

    def _prepare_clock_activity_values(self, summary):
        return {
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
            "summary": summary,
            "user_id": self.user_id.id,
            "date_deadline": self._get_today(),
            "automated": True,
        }

    def _is_attendance_due(self):
        """Whether it is past noon of the day after, and people's states say nothing."""
        self.ensure_one()
        people = self.participant_ids
        unknown = people.filtered(lambda p: p.state in COMING["outer"])
        return bool(unknown) and self._is_time(self.evaluation_send_days, HOUR_NOON)

    def _is_response_low(self):
        """Whether under half answered, the day after the reminder."""
        self.ensure_one()
        counts = self._count_responses()
        return any(
            counts[self.id, ring].answered * 2 < counts[self.id, ring].asked
            for ring in PREFIX
            if self._get_evaluation(ring, "state") == "open"
            and self._is_time(self._get_low_day(ring))
        )

    def action_all_attended(self):
        """Note that everybody who said to come was there.

        Clients who confirmed, listeners and who leads who agreed or confirmed. Who did
        not come is noted apart, before or after.

        :raise UserError: when agreement of somebody is still needed; nothing is noted
        """
        self.check_access("write")
        people = self.env["spiegelgesprek.participant"].search(
            [("traject_id", "in", self.ids), ("state", "in", COMING["outer"])]
        )
        people.filtered(lambda p: p.state in COMING[p.ring]).action_attend()
        return True
