# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import io
import tempfile
from datetime import date
from typing import NamedTuple

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..models.spiegelgesprek_action_point import STATES_OPEN
from .xlsx_text import clean_text, sheet_name

MODEL = "spiegelgesprek.action.point"
# Pages are found by what comes after the last row, so that page 25 costs no more
# than page 1. Odoo's own order of action points, within their traject.
KEYSET = ("traject_id", "date_deadline", "sequence", "id")
ORDER = "traject_id.id, date_deadline, sequence, id"
PAGE = 2000
MAX_ROWS = 1048575
MAX_WIDTH = 60
WORKBOOK_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


class Column(NamedTuple):
    """A column of the plan: where its value is found, its heading, how to write it."""

    name: str
    label: str
    kind: str = "text"


class SpiegelgesprekActionPlanXlsx(models.AbstractModel):
    """Writes action points into an Excel file, as many as the user may see.

    To add a column: extend ``_get_columns``, ``_get_field_names`` and
    ``_prepare_row``. Rows are written one by one and forgotten, and read page by
    page, so that a large plan costs no more memory than a small one.
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
    def _check_export(self, selection):
        """Say why there is no file, before anything is made.

        :return: the number of action points
        :raise UserError: when nothing is selected, allowed, or there is too much
        """
        user = self.env.user
        if not (self.env.is_admin() or user.has_group("base.group_allow_export")):
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
        plan = book.add_worksheet(sheet_name(title))
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
            # format 14 is the short date as the reader's own computer writes it
            "date": book.add_format({"num_format": 14, "align": "left", **top}),
            "link": book.add_format({"font_color": "#0563C1", "underline": 1, **top}),
            "overdue": book.add_format(
                {"bg_color": "#F8D7DA", "font_color": "#842029"}
            ),
        }

    # ------------------------------------------------------------
    # SHEET 1: THE PLAN
    # ------------------------------------------------------------

    @api.model
    def _get_columns(self):
        """Return the columns from left to right, with headings for the user."""
        return [
            Column("reference", self.env._("Reference")),
            Column("traject", self.env._("Traject")),
            Column("theme", self.env._("Theme")),
            Column("name", self.env._("Action point")),
            Column("level", self.env._("Level")),
            Column("owner", self.env._("Owner")),
            Column("deadline", self.env._("Deadline"), "date"),
            Column("state", self.env._("State")),
            Column("goal", self.env._("Annual plan goal")),
            Column("result", self.env._("Result")),
            Column("effect", self.env._("Effect")),
            Column("link", self.env._("Link"), "link"),
        ]

    @api.model
    def _get_field_names(self):
        """Return the fields of an action point to read."""
        return [
            "traject_id",
            "sequence",
            "name",
            "level",
            "partner_id",
            "date_deadline",
            "state",
            "goal_id",
            "result",
            "effect",
        ]

    @api.model
    def _prepare_row(self, values, names):
        """Return what to write for an action point, by name of the column.

        :param dict values: as ``search_read`` gives it, ids for many2one fields
        :param dict names: see ``_get_names``
        """
        return {
            **names["traject_id"][values["traject_id"]],
            "name": values["name"],
            "level": names["level"][values["level"]],
            "owner": names["partner_id"][values["partner_id"]],
            "deadline": values["date_deadline"],
            "state": names["state"][values["state"]],
            "goal": names["goal_id"][values["goal_id"]],
            "result": values["result"],
            "effect": values["effect"],
            "link": values["id"],
        }

    @api.model
    def _iter_pages(self, domain):
        """Yield the action points page by page, with the user's own rights."""
        points = self.env[MODEL]
        fields, after = self._get_field_names(), Domain.TRUE
        while True:
            page = points.search_read(
                domain & after, fields, limit=PAGE, order=ORDER, load=None
            )
            yield page
            if len(page) < PAGE:
                return
            after = self._get_after_domain(page[-1])
            # What was read is written: forget it, or memory grows with the plan.
            self.env.invalidate_all()

    @api.model
    def _get_after_domain(self, values):
        """Return the domain of all points behind this one; no deadline comes last."""
        after, same = Domain.FALSE, Domain.TRUE
        for name in KEYSET:
            value = values[name]
            if value is not False:
                after |= same & Domain(name, ">", value)
            if name == "date_deadline" and value:
                after |= same & Domain(name, "=", False)
            same &= Domain(name, "=", value)
        return after

    @api.model
    def _write_plan(self, sheet, domain, names, formats):
        """Write the first sheet.

        :return: the number of action points on it
        """
        columns = self._get_columns()
        labels = [clean_text(column.label) for column in columns]
        # room for the arrow of the filter
        widths = [len(label) + 4 for label in labels]
        for position, label in enumerate(labels):
            sheet.write_string(0, position, label, formats["heading"])
        writers = self._get_writers(sheet, formats)
        number = 0
        for page in self._iter_pages(domain):
            for values in page:
                number += 1
                row = self._prepare_row(values, names)
                for position, column in enumerate(columns):
                    if value := row[column.name]:
                        length = writers[column.kind](number, position, value)
                        widths[position] = max(widths[position], length)
        for position, width in enumerate(widths):
            sheet.set_column(position, position, min(width, MAX_WIDTH))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, number, len(columns) - 1)
        return number

    @api.model
    def _get_writers(self, sheet, formats):
        """Return how each kind of cell is written; all tell how wide the cell is."""
        mark = self.env._(" … [cut off: too long for a cell]")
        label = self.env._("Open in Odoo")
        url = f"{self.env[MODEL].get_base_url()}/odoo/{MODEL}/".replace('"', '""')

        def write_text(row, column, value):
            text = clean_text(value, mark)
            sheet.write_string(row, column, text, formats["text"])
            return len(text) + 1

        def write_date(row, column, value):
            sheet.write_datetime(row, column, value, formats["date"])
            return 11

        def write_link(row, column, value):
            # A formula of ours, an id its only variable. Excel takes no more than
            # 65,530 real hyperlinks, and keeps them all in memory.
            formula = f'=HYPERLINK("{url}{value:d}","{label}")'
            sheet.write_formula(row, column, formula, formats["link"], label)
            return len(label) + 1

        return {"text": write_text, "date": write_date, "link": write_link}

    @api.model
    def _add_state_rules(self, sheet, rows, summary, table, formats):
        """Offer the states as a drop-down, and mark what is overdue on the day.

        The labels stand on the summary: a list inside the rule itself may not be
        longer than 255 characters, and a label with a comma would be two.
        """
        columns = self._get_columns()
        position = {column.name: number for number, column in enumerate(columns)}
        if not {"state", "deadline"} <= set(position):
            return
        source = self._get_range(summary, table, "A")
        state, deadline = position["state"], position["deadline"]
        sheet.data_validation(
            1, state, rows, state, {"validate": "list", "source": source}
        )
        labels = self._get_labels("state")
        is_open = ",".join(
            '${}2="{}"'.format(xl_col_to_name(state), labels[key].replace('"', '""'))
            for key in STATES_OPEN
        )
        day = f"${xl_col_to_name(deadline)}2"
        sheet.conditional_format(
            1,
            0,
            rows,
            len(columns) - 1,
            {
                "type": "formula",
                "criteria": f'=AND({day}<>"",{day}<TODAY(),OR({is_open}))',
                "format": formats["overdue"],
            },
        )

    # ------------------------------------------------------------
    # SHEET 2: THE SUMMARY
    # ------------------------------------------------------------

    @api.model
    def _get_summary_fields(self):
        """Return the fields to count by, and the heading of each table."""
        return {
            "state": self.env._("State"),
            "level": self.env._("Level"),
            "goal_id": self.env._("Annual plan goal"),
            "partner_id": self.env._("Owner"),
        }

    @api.model
    def _get_groups(self, domain):
        """Return ``{field: {key: count}}``, each state and level also when none."""
        groups = {"traject_id": {}}
        for name in ("traject_id", *self._get_summary_fields()):
            rows = self.env[MODEL]._read_group(domain, [name], ["__count"])
            if self.env[MODEL]._fields[name].type == "selection":
                groups[name] = dict.fromkeys(self._get_labels(name), 0) | dict(rows)
            else:
                groups[name] = {record.id: count for record, count in rows}
        return groups

    @api.model
    def _get_labels(self, name):
        """Return the labels of a selection field in the user's language."""
        return dict(self.env[MODEL]._fields[name]._description_selection(self.env))

    @api.model
    def _get_names(self, groups):
        """Return what to call each value of each field, all read at once.

        A traject has several names: one for each column that tells about it.
        """
        names = {"traject_id": self._get_traject_names(list(groups["traject_id"]))}
        for name in self._get_summary_fields():
            field = self.env[MODEL]._fields[name]
            if field.type == "selection":
                names[name] = self._get_labels(name)
                continue
            records = self.env[field.comodel_name].browse(filter(None, groups[name]))
            # sudo: the name of a many2one goes with the record, as in Odoo's lists
            records_sudo = records.sudo()
            records_sudo.fetch(["display_name"])
            names[name] = {record.id: record.display_name for record in records_sudo}
            names[name][False] = ""
        return names

    @api.model
    def _get_traject_names(self, traject_ids):
        # sudo: who sees an action point sees the name and themes of its traject
        trajects_sudo = self.env["spiegelgesprek.traject"].sudo().browse(traject_ids)
        trajects_sudo.fetch(["code", "name", "theme_ids"])
        return {
            traject.id: {
                "reference": traject.code,
                "traject": traject.name,
                "theme": ", ".join(traject.theme_ids.mapped("name")),
            }
            for traject in trajects_sudo
        }

    @api.model
    def _write_summary(self, sheet, groups, names, formats):
        """Write one table below the other.

        :return: of each field the keys, counts, and first and last row of its table
        """
        headings = self._get_summary_fields()
        empty = {
            "goal_id": self.env._("No goal"),
            "partner_id": self.env._("No owner"),
        }
        sheet.set_column(0, 0, MAX_WIDTH)
        sheet.write_string(0, 0, self.env._("Summary"), formats["title"])
        row, tables = 2, {}
        for name, heading in headings.items():
            sheet.write_string(row, 0, clean_text(heading), formats["heading"])
            sheet.write_string(row, 1, self.env._("Count"), formats["heading"])
            labels = [names[name][key] or empty.get(name, "") for key in groups[name]]
            counts = list(groups[name].values())
            for label, count in zip(labels, counts, strict=True):
                row += 1
                sheet.write_string(row, 0, clean_text(label), formats["text"])
                sheet.write_number(row, 1, count)
            tables[name] = (row - len(counts) + 1, row, labels, counts)
            row += 2
        return tables

    @api.model
    def _get_range(self, sheet, table, column):
        """Return the cells of a table in the way that Excel writes them."""
        first, last = table[:2]
        name = sheet.get_name().replace("'", "''")
        return f"='{name}'!${column}${first + 1}:${column}${last + 1}"

    @api.model
    def _add_chart(self, book, sheet, table):
        """Draw the numbers of a table, with their values for who only previews."""
        labels, counts = table[2:]
        chart = book.add_chart({"type": "bar"})
        chart.add_series(
            {
                "categories": self._get_range(sheet, table, "A"),
                "values": self._get_range(sheet, table, "B"),
                "categories_data": labels,
                "values_data": counts,
                "data_labels": {"value": True},
                "fill": {"color": "#714B67"},
            }
        )
        chart.set_title({"name": self.env._("Action points by state")})
        chart.set_legend({"none": True})
        chart.set_y_axis({"reverse": True})
        chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
        sheet.insert_chart("D3", chart)
