# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging

from odoo import models
from odoo.exceptions import UserError
from odoo.http import Response, request
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY


class IrHttp(models.AbstractModel):
    """Errors on pages without a login are pages too, in plain words."""

    _inherit = "ir.http"

    @classmethod
    def _pre_dispatch(cls, rule, args):
        request.spiegelgesprek_page = rule.endpoint.routing.get("spiegelgesprek_page")
        return super()._pre_dispatch(rule, args)

    @classmethod
    def _handle_error(cls, exception):
        if getattr(request, "spiegelgesprek_page", False):
            if isinstance(exception, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
                # who reads the log need not be alarmed: nothing was lost
                exception.loglevel = logging.WARNING
                return cls._spiegelgesprek_page("public_busy", 409)
            if isinstance(exception, UserError):
                values = {"message": exception.args[0]}
                return cls._spiegelgesprek_page("public_message", 422, **values)
        return super()._handle_error(exception)

    @classmethod
    def _spiegelgesprek_page(cls, template, status, **values):
        """Return a page of ours; what was done in the request is undone already."""
        pages = request.env["spiegelgesprek.public.page"]
        html, headers = pages._render_page(f"spiegelgesprek.{template}", values)
        return Response(html, status=status, headers=headers)
