# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .spiegelgesprek_traject_counters import COORDINATOR
from .spiegelgesprek_traject_evening import AGREED

# When it counts whether everybody agreed to a recording.
_PHASES_RECORDED = ("run", "evaluate")


class SpiegelgesprekTraject(models.Model):
    """Agreement and safety in one traject: what its coordinator has to look at.

    Each line is computed with the rights of who asks, so it counts no client whom this
    user doesn't see.
    """

    _inherit = "spiegelgesprek.traject"

    agreement_summary = fields.Char(
        compute="_compute_agreement_summary", groups=COORDINATOR
    )
    tie_summary = fields.Char(compute="_compute_agreement_summary", groups=COORDINATOR)
    client_card_count = fields.Integer(
        string="Clients known to the facilitator",
        compute="_compute_client_card_count",
        help="Clients whose name and phone this facilitator may see.",
    )

    @api.depends(
        "user_id", "participant_ids.consent_missing", "participant_ids.tie_warning"
    )
    @api.depends_context("lang", "uid")
    def _compute_agreement_summary(self):
        for traject in self:
            own = traject.user_id == self.env.user
            inner = traject.participant_ids.filtered(
                lambda p, own=own: own and p.ring == "inner"
            )
            coming = inner.filtered(lambda p: p.is_client and p.state in AGREED)
            missing = coming.filtered("consent_missing")
            warned = inner.filtered("tie_warning")
            traject.agreement_summary = bool(missing) and self.env._(
                "Agreement still needed: %(count)s of %(whole)s clients",
                count=len(missing),
                whole=len(coming),
            )
            traject.tie_summary = bool(warned) and self.env._(
                "Better not in one room: look at %s clients", len(warned)
            )

    @api.depends_context("uid")
    def _compute_client_card_count(self):
        counts = dict(
            self.env["spiegelgesprek.client.card"]._read_group(
                [("traject_id", "in", self.ids)], ["traject_id"], ["__count"]
            )
        )
        for traject in self:
            traject.client_card_count = counts.get(traject._origin, 0)

    def _say_voicemail(self):
        """Return the words of the organisation for a voicemail, or else our own."""
        # sudo: words for everybody, of a company that not everybody reads
        own = self.company_id.sudo().spiegelgesprek_voicemail
        return own or super()._say_voicemail()

    def action_open_client_cards(self):
        """Open the clients who agreed that this facilitator knows them; logged."""
        self.ensure_one()
        self.check_access("read")
        self.env["spiegelgesprek.access.log"]._record("clients_shared", self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "spiegelgesprek.spiegelgesprek_client_card_action"
        )
        action["domain"] = [("traject_id", "=", self.id)]
        action["display_name"] = self.env._("Clients of %s", self.code)
        return action

    # ------------------------------------------------------------
    # RECORDING: EVERYBODY OR NOT AT ALL
    # ------------------------------------------------------------

    def _is_recording_agreed(self):
        """Return whether all of the inner ring who come agreed to a recording."""
        self.ensure_one()
        # sudo: yes or no, whoever asks; not who
        coming_sudo = self.sudo().participant_ids.filtered(
            lambda p: p.ring == "inner" and p.state in (*AGREED, "attended")
        )
        return coming_sudo == coming_sudo._filter_consent("recording")

    @api.constrains("recording", "stage_id")
    def _check_recording(self):
        for traject in self:
            if traject._is_recorded_without_agreement():
                raise ValidationError(
                    self.env._(
                        "Not everybody in the inner ring agreed to a recording. Switch "
                        "recording off, or note first who agrees."
                    )
                )

    def _is_recorded_without_agreement(self):
        return (
            self.phase in _PHASES_RECORDED
            and self.recording
            and not self._is_recording_agreed()
        )

    def _stop_recording(self):
        """Switch recording off where somebody does not agree, or no longer does."""
        # sudo: withdrawing works, whoever notes it
        for traject_sudo in self.sudo():
            if traject_sudo._is_recorded_without_agreement():
                traject_sudo.recording = False
                traject_sudo._message_log(
                    body=self.env._(
                        "Recording was switched off: not everybody in the inner ring "
                        "agreed to it."
                    )
                )
