# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SpiegelgesprekParticipantTie(models.Model):
    """Whom a client knows, or would rather not meet.

    It stands with the client, for the coordinator alone: not for the recruiter, who
    may be the one it is about, and nowhere on the contact.
    """

    _name = "spiegelgesprek.participant.tie"
    _inherit = "spiegelgesprek.participant.line"
    _description = "Somebody a Client Knows"
    _order = "participant_id, id"
    _rec_name = "participant_id"

    participant_id = fields.Many2one(domain=[("ring", "=", "inner")])
    kind = fields.Selection(
        [
            ("caseworker", "Caseworker"),
            ("unwanted", "Rather not meet"),
            ("ex_partner", "Ex-partner"),
            ("parent_child", "Parent or child"),
            ("knows", "Knows"),
            ("other", "Other"),
        ],
        string="Who it is",
        required=True,
        default="caseworker",
        help="With anything but “Knows” and “Other” you are warned when both would be "
        "there.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Contact",
        index="btree_not_null",
        # cascade: a contact that can't be deleted, or a privacy lookup that finds this
        # line, would tell that a client named somebody
        ondelete="cascade",
        domain=[("is_company", "=", False)],
        help="Somebody who works here or with us. The contact itself shows nothing.",
    )
    other_participant_id = fields.Many2one(
        "spiegelgesprek.participant",
        string="In the inner ring",
        index="btree_not_null",
        ondelete="cascade",
        domain="[('traject_id', '=', traject_id), ('ring', '=', 'inner'),"
        " ('id', '!=', participant_id)]",
        help="Somebody else of the inner ring of the same traject.",
    )
    description = fields.Char(
        string="In words",
        help="Who it is, when not in the software. Nothing about the help itself.",
    )

    @api.constrains("participant_id", "partner_id", "other_participant_id")
    def _check_who(self):
        for tie in self:
            if tie.participant_id.ring != "inner":
                raise ValidationError(
                    self.env._(
                        "Only for people in the inner ring it is kept whom they know."
                    )
                )
            if not (tie.partner_id or tie.other_participant_id or tie.description):
                raise ValidationError(
                    self.env._(
                        "Say who it is: a contact, somebody in the inner ring, or in "
                        "words."
                    )
                )
            other = tie.other_participant_id
            if other and (
                other == tie.participant_id
                or other.ring != "inner"
                or other.traject_id != tie.traject_id
            ):
                raise ValidationError(
                    self.env._(
                        "Choose somebody else of the inner ring of the same traject."
                    )
                )
