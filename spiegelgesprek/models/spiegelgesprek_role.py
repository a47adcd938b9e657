# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class SpiegelgesprekRole(models.Model):
    _name = "spiegelgesprek.role"
    _description = "Role in a Mirror Conversation"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: for all companies.")

    # What the role may
    ring = fields.Selection(
        [
            ("inner", "Inner ring"),
            ("outer", "Outer ring"),
            ("lead", "Lead"),
        ],
        required=True,
        default="outer",
        help="Inner ring: clients and who comes with them; they are never contacts. "
        "Outer ring: listeners. Lead: who leads or supports the conversation. "
        "Can't be changed once somebody has the role.",
    )
    is_client = fields.Boolean(
        help="Counts as a client. Companions and interpreters sit in the inner ring "
        "but don't count."
    )
    is_facilitator = fields.Boolean(
        help="Leads the conversation and must be independent of both rings."
    )
    sees_clients = fields.Boolean(
        help="May see first name, alias and phone of those clients who agreed to that. "
        "Without a client's agreement this shows nothing."
    )

    _client_ring = models.Constraint(
        "CHECK(NOT is_client OR ring = 'inner')",
        "A client role belongs to the inner ring.",
    )
    _lead_ring = models.Constraint(
        "CHECK(NOT (is_facilitator OR sees_clients) OR ring = 'lead')",
        "Only roles in the lead can lead or see clients.",
    )

    @api.constrains("is_facilitator", "sees_clients")
    def _check_own(self):
        """Let nobody change whether a role of his own sees clients, or their answers.

        A manager sees numbers only; who takes over a traject gives a reason.
        """
        # constraints run in sudo: any traject counts
        own = ("partner_id", "=", self.env.user.partner_id.id)
        people = self.env["spiegelgesprek.participant"]
        if people.search_count([("role_id", "in", self.ids), own], limit=1):
            raise UserError(
                self.env._(
                    "You have this role yourself. Somebody else decides whether it "
                    "leads or sees clients."
                )
            )

    @api.constrains("ring", "is_client")
    def _check_unused(self):
        """The ring decides who is shielded: it stays once somebody has the role."""
        used_sudo = (
            self.env["spiegelgesprek.participant"]
            # sudo: a role used only by clients is used, whoever asks
            .sudo()
            ._read_group([("role_id", "in", self.ids)], ["role_id"])
        )
        for (role_sudo,) in used_sudo:
            raise UserError(
                self.env._(
                    "The role “%(role)s” is in use, so its ring can't change. "
                    "Make a new role instead.",
                    role=role_sudo.name,
                )
            )
