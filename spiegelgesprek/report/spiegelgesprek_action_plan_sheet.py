# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from typing import NamedTuple

from xlsxwriter.utility import xl_col_to_name

from odoo import api, models
from odoo.fields import Domain

from ..models.spiegelgesprek_action_point import STATES_OPEN
from .spiegelgesprek_action_plan_xlsx import MODEL
from .xlsx_sheet import clean_text

# Pages are found by what comes after the last row, so that page 25 costs no more
# than page 1. Odoo's own order of action points, within their traject.
KEYSET = ("traject_id", "date_deadline", "sequence", "id")
ORDER = "traject_id.id, date_deadline, sequence, id"
PAGE = 2000
MAX_WIDTH = 60


class Column(NamedTuple):
    """A column of the plan: where its value is found, its heading, how to write it."""

    name: str
    label: str
    kind: str = "text"


class SpiegelgesprekActionPlanXlsx(models.AbstractModel):
    """The first sheet: the action points, one on a row.

    To add a column: extend ``_get_columns``, ``_get_field_names`` and
    ``_prepare_row``. Rows are read page by page, written one by one and forgotten,
    so that a large plan costs no more memory than a small one.
    """

    _inherit = "spiegelgesprek.action.plan.xlsx"

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
