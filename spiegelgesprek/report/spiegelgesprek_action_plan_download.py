# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import hash_sign, verify_hash_signed

LIFETIME = timedelta(minutes=10)
# Odoo's own default for ``web.active_ids_limit``
SELECTION_LIMIT = 20000


class SpiegelgesprekActionPlanDownload(models.AbstractModel):
    """Hands what to export from a button to the download, by way of the browser.

    The selection is signed, for one user and ten minutes. It gives no right to
    anything: what it names is read again with the rights of who downloads.
    """

    _name = "spiegelgesprek.action.plan.download"
    _description = "Download of the Action Plan"
    # what a signature is good for, where to fetch it, and what makes the file
    _scope = "spiegelgesprek-action-plan"
    _url = "/spiegelgesprek/actieplan"
    _report = "spiegelgesprek.action.plan.xlsx"

    @api.model
    def _get_action(self, selection):
        """Return the action that downloads, or tell at once why there is nothing.

        :param dict selection: see ``_get_domain`` of the report
        """
        for name in ("point_ids", "traject_ids"):
            self._check_limit(len(selection.get(name, [])))
        self.env[self._report]._check_export(selection)
        return {
            "type": "ir.actions.client",
            "tag": "spiegelgesprek_download",
            "params": {
                "url": self._url,
                "payload": self._sign(selection),
            },
        }

    @api.model
    def _check_limit(self, count):
        """Refuse a selection that Odoo may have cut off without saying so."""
        # sudo: everybody is bound by the limit, nobody may read the parameters
        parameters_sudo = self.env["ir.config_parameter"].sudo()
        limit = int(parameters_sudo.get_param("web.active_ids_limit", SELECTION_LIMIT))
        if count >= limit:
            raise UserError(
                self.env._(
                    "Odoo passes on no more than %(limit)s selected records. Export by "
                    "year or company from the menu instead: that has no such limit.",
                    limit=limit,
                )
            )

    @api.model
    def _sign(self, selection):
        values = [self.env.uid, self.env.companies.ids, selection]
        # sudo: the key to sign with is the database's, nobody may read it
        env_sudo = self.sudo().env
        return hash_sign(env_sudo, self._scope, values, expiration=LIFETIME)

    @api.model
    def _export_signed(self, payload):
        """Make the file of a signed selection.

        :return: the name of the file and its content
        :raise UserError: when forged, expired or somebody else's: all the same words
        """
        try:
            # sudo: see _sign
            values = verify_hash_signed(self.sudo().env, self._scope, payload)
        except ValueError:
            values = None
        if not values or values[0] != self.env.uid:
            raise UserError(
                self.env._("This download has expired. Start the export again.")
            )
        _uid, company_ids, selection = values
        report = self.env[self._report]
        report = report.with_context(allowed_company_ids=company_ids)
        return report._export(selection)
