# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import io
import tempfile
from datetime import date

import xlsxwriter

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..models.spiegelgesprek_action_point import STATES_OPEN
from .xlsx_sheet import PlainSheet, sheet_name

MODEL = "spiegelgesprek.action.point"
MAX_ROWS = 1048575
WORKBOOK_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


class SpiegelgesprekActionPlanXlsx(models.AbstractModel):
    """Writes action points into an Excel file, as many as the user may see.

    Its first sheet is in ``spiegelgesprek_action_plan_sheet.py``, its second in
    ``spiegelgesprek_action_plan_summary.py``.
    """

    _name = "spiegelgesprek.action.plan.xlsx"
    _description = "Action Plan in Excel"

    # ------------------------------------------------------------
    # WHAT TO EXPORT
    # ------------------------------------------------------------

    @api.model
    def _get_domain(self, selection):
        """Return the domain of a selection.

        :param dict selection: all keys are optional: ``point_ids``,
            ``traject_ids``, ``year``, ``company_id``, ``only_open``
        """
        domain = Domain.TRUE
        if "point_ids" in selection:
            domain &= Domain("id", "in", selection["point_ids"])
        if "traject_ids" in selection:
            domain &= Domain("traject_id", "in", selection["traject_ids"])
        if selection.get("company_id"):
            domain &= Domain("company_id", "=", selection["company_id"])
        if selection.get("only_open"):
            domain &= Domain("state", "in", STATES_OPEN)
        if selection.get("year"):
            domain &= self._get_year_domain(selection["year"])
        return domain

    @api.model
    def _get_year_domain(self, year):
        """Return the points of a year: of a goal's, else with a deadline in it."""
        first, last = date(year, 1, 1), date(year, 12, 31)
        return Domain("goal_id.year", "=", year) | (
            Domain("goal_id", "=", False)
            & Domain("date_deadline", ">=", first)
            & Domain("date_deadline", "<=", last)
        )

    @api.model
    def _may_export(self):
        """Let coordinators export: the plan names no clients, and it is logged.

        Others need Odoo's own right to export, which also opens their lists.
        """
        return self.env.is_admin() or self.env.user.has_groups(
            "spiegelgesprek.spiegelgesprek_group_coordinator,base.group_allow_export"
        )

    @api.model
    def _check_export(self, selection):
        """Say why there is no file, before anything is made.

        :return: the number of action points
        :raise UserError: when nothing is selected, allowed, or there is too much
        """
        if not self._may_export():
            raise AccessError(
                self.env._(
                    "You may not export data. Ask an administrator for the right to "
                    "export."
                )
            )
        if [] in (selection.get("point_ids"), selection.get("traject_ids")):
            raise UserError(self.env._("Select what you want to export first."))
        count = self.env[MODEL].search_count(self._get_domain(selection))
        if not count:
            raise UserError(self._get_empty_message(selection))
        if count > MAX_ROWS:
            raise UserError(
                self.env._(
                    "An Excel sheet has room for %(maximum)s action points, these are "
                    "%(count)s. Export them in parts.",
                    maximum=MAX_ROWS,
                    count=count,
                )
            )
        return count

    @api.model
    def _get_empty_message(self, selection):
        if "traject_ids" in selection:
            return self.env._(
                "There is nothing to export: these trajects have no action points, or "
                "none that you may see."
            )
        if "point_ids" in selection:
            return self.env._(
                "There is nothing to export: you may see none of these action points."
            )
        return self.env._(
            "There is nothing to export: no action points match, or none that you may "
            "see."
        )

    # ------------------------------------------------------------
    # THE WORKBOOK
    # ------------------------------------------------------------

    @api.model
    def _export(self, selection):
        """Make the file and log that it was made.

        :return: the name of the file and its content
        :raise UserError: see ``_check_export``
        """
        count = self._check_export(selection)
        domain = self._get_domain(selection)
        content = self._make_workbook(domain)
        self._log_export(selection, domain, count)
        return self._get_file_name(selection), content

    @api.model
    def _get_file_name(self, selection):
        """Return a name without topics or people: it ends up in folders and mails."""
        name = self.env._("Action plan")
        traject = self.env["spiegelgesprek.traject"].browse(
            selection.get("traject_ids", [])
        )
        if len(traject) == 1 and traject.code:
            name = f"{name} {traject.code.replace('/', '-')}"
        elif selection.get("year"):
            name = f"{name} {selection['year']}"
        return f"{name}.xlsx"

    @api.model
    def _log_export(self, selection, domain, count):
        """Log a selection on each of its trajects, a whole year just once."""
        trajects = self.env["spiegelgesprek.traject"]
        if "point_ids" in selection or "traject_ids" in selection:
            groups = self.env[MODEL]._read_group(domain, ["traject_id"])
            trajects = trajects.union(*(group[0] for group in groups))
        company = self.env["res.company"].browse(selection.get("company_id"))
        log = self.env["spiegelgesprek.access.log"]
        log.with_company(company or self.env.company)._record(
            "export", trajects, self.env._("%(count)s action points", count=count)
        )

    @api.model
    def _make_workbook(self, domain):
        buffer = io.BytesIO()
        # A folder of our own, so that nothing is left behind when this goes wrong.
        with tempfile.TemporaryDirectory(prefix="spiegelgesprek-") as folder:
            options = dict(WORKBOOK_OPTIONS, tmpdir=folder)
            with xlsxwriter.Workbook(buffer, options) as book:
                self._write_workbook(book, domain)
        return buffer.getvalue()

    @api.model
    def _write_workbook(self, book, domain):
        title = self.env._("Action plan")
        book.set_properties({"title": title})
        formats = self._get_formats(book)
        groups = self._get_groups(domain)
        names = self._get_names(groups)
        plan = book.add_worksheet(sheet_name(title), worksheet_class=PlainSheet)
        rows = self._write_plan(plan, domain, names, formats)
        summary = book.add_worksheet(sheet_name(self.env._("Summary")))
        tables = self._write_summary(summary, groups, names, formats)
        self._add_chart(book, summary, tables["state"])
        self._add_state_rules(plan, rows, summary, tables["state"], formats)

    @api.model
    def _get_formats(self, book):
        top = {"valign": "top"}
        return {
            "title": book.add_format({"bold": True, "font_size": 14}),
            "heading": book.add_format({"bold": True, "bottom": 1, **top}),
            "text": book.add_format({"text_wrap": True, **top}),
            "number": book.add_format({"align": "left", **top}),
            # format 14 is the short date as the reader's own computer writes it
            "date": book.add_format({"num_format": 14, "align": "left", **top}),
            "link": book.add_format({"font_color": "#0563C1", "underline": 1, **top}),
            "overdue": book.add_format(
                {"bg_color": "#F8D7DA", "font_color": "#842029"}
            ),
        }
