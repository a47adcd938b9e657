# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
import re

from odoo.exceptions import UserError
from odoo.http import (
    Controller,
    content_disposition,
    request,
    route,
    serialize_exception,
)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SpiegelgesprekController(Controller):
    @route("/spiegelgesprek/actieplan", type="http", auth="user", methods=["POST"])
    def action_plan(self, payload="", **kwargs):
        """Send the action plan in Excel. A POST, because taking it out is logged."""
        return self._send_workbook("spiegelgesprek.action.plan.download", payload)

    @route("/spiegelgesprek/antwoorden", type="http", auth="user", methods=["POST"])
    def answers(self, payload="", **kwargs):
        """Send answers in Excel; the payload is signed, see the action plan."""
        return self._send_workbook("spiegelgesprek.evaluation.download", payload)

    def _send_workbook(self, model_name, payload):
        try:
            name, content = request.env[model_name]._export_signed(str(payload))
        except UserError as error:
            return self._refuse(error)
        headers = {
            "Content-Type": XLSX,
            "Content-Disposition": content_disposition(name),
            "Cache-Control": "no-store",
        }
        return request.make_response(content, headers=list(headers.items()))

    @route("/spiegelgesprek/methode", type="http", auth="user", methods=["POST"])
    def method(self, payload="", **kwargs):
        """Send a method in XML, by POST as all that is taken out of Odoo."""
        method_id = int(payload) if re.fullmatch("[0-9]{1,9}", str(payload)) else 0
        method = request.env["spiegelgesprek.method"].browse(method_id)
        try:
            name, content = request.env["spiegelgesprek.method.xml"]._export(method)
        except UserError as error:
            return self._refuse(error)
        headers = {
            "Content-Type": "application/xml; charset=utf-8",
            "Content-Disposition": content_disposition(name),
            "Cache-Control": "no-store",
        }
        return request.make_response(content, headers=list(headers.items()))

    def _refuse(self, error):
        """Answer in the form of which the web client makes a message."""
        data = dict(serialize_exception(error), debug="")
        body = json.dumps({"code": 0, "message": "Odoo Server Error", "data": data})
        return request.make_response(body, status=error.http_status)
