# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class SpiegelgesprekAccessLog(models.Model):
    """Who opened or took out what. Written by the addon only, changed by nobody."""

    _name = "spiegelgesprek.access.log"
    _description = "Access Log"
    _order = "id desc"
    _rec_name = "description"
    _check_company_auto = True

    user_id = fields.Many2one("res.users", required=True, index=True)
    kind = fields.Selection(
        [
            ("clients", "Clients opened"),
            ("clients_export", "Clients exported"),
            ("clients_shared", "Clients opened as a facilitator"),
            ("export", "Action plan exported"),
            ("takeover", "Traject taken over"),
        ],
        required=True,
    )
    description = fields.Char()
    traject_id = fields.Many2one(
        "spiegelgesprek.traject", index="btree_not_null", ondelete="set null"
    )
    traject_code = fields.Char(
        string="Reference", help="Stays readable after the traject was deleted."
    )
    company_id = fields.Many2one("res.company", required=True, index=True)

    @api.model
    def _record(self, kind, trajects, description=""):
        """Note one access by the current user for each traject, or one without.

        :param str kind: key of the field ``kind``
        :param trajects: trajects that were opened or exported; may be empty
        :param str description: what was seen, in numbers, never in names
        """
        values = {"user_id": self.env.uid, "kind": kind, "description": description}
        vals_list = [
            dict(
                values,
                traject_id=traject.id,
                traject_code=traject.code,
                company_id=traject.company_id.id,
            )
            for traject in trajects
        ] or [dict(values, company_id=self.env.company.id)]
        # sudo: users are logged, they don't write their own log
        return self.sudo().create(vals_list)
