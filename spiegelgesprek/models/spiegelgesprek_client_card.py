# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL


class SpiegelgesprekClientCard(models.Model):
    """What a facilitator sees of a client who agreed to that: four columns.

    Not a right on the participant itself: what isn't selected here can't leak. Only
    who leads, may see clients and said to come, and until the evaluation is closed.
    """

    _name = "spiegelgesprek.client.card"
    _description = "Client Known to the Facilitator"
    _auto = False
    _order = "traject_id, number, id"
    _check_company_auto = True
    _depends = {
        "spiegelgesprek.participant": [
            "alias",
            "company_id",
            "is_client",
            "is_shared_with_facilitator",
            "name",
            "number",
            "phone",
            "state",
            "traject_id",
        ]
    }

    traject_id = fields.Many2one("spiegelgesprek.traject", readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    number = fields.Integer(readonly=True, aggregator=None)
    alias = fields.Char(
        readonly=True, help="What this person wants to be called in the conversation."
    )
    name = fields.Char(string="First name", readonly=True)
    phone = fields.Char(readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT id, traject_id, company_id, number, alias, name, phone
              FROM spiegelgesprek_participant
             WHERE is_client
               AND is_shared_with_facilitator
               AND state NOT IN ('declined', 'withdrawn', 'absent')
            """
        )

    @api.depends("traject_id.code", "number")
    def _compute_display_name(self):
        for card in self:
            card.display_name = f"{card.traject_id.code} · C{card.number}"

    def action_agree_take_part(self):
        """Note that these clients told who leads that they take part; once.

        It is all that who leads can note: the answer itself is for the coordinator.

        :raise AccessError: for whoever sees one of these cards not (any more)
        :raise UserError: when one of them said no; a no is not turned round here
        """
        if self.search([("id", "in", self.ids)]) != self:
            raise AccessError(
                self.env._("You don't see this client any more. Nothing was noted.")
            )
        # sudo: who leads has no right on clients, and may note what one of them said
        clients_sudo = self.env["spiegelgesprek.participant"].sudo().browse(self.ids)
        if any(
            "no" in client_sudo._get_answers("take_part").get("self", ())
            for client_sudo in clients_sudo
        ):
            raise UserError(
                self.env._(
                    "This can't be noted here. Please tell the coordinator what you "
                    "heard. Nothing was noted."
                )
            )
        clients_sudo._note_own_yes("take_part", channel="spoken", noted_by=self.env.uid)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Noted: agrees to take part."),
            },
        }

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        """Log each export, as of clients themselves."""
        if self:
            self.env["spiegelgesprek.access.log"]._record(
                "clients_export", self.traject_id
            )
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)
