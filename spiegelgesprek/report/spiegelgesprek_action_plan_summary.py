# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from .spiegelgesprek_action_plan_sheet import MAX_WIDTH
from .spiegelgesprek_action_plan_xlsx import MODEL
from .xlsx_sheet import clean_text


class SpiegelgesprekActionPlanXlsx(models.AbstractModel):
    """The second sheet: how many of what, with a chart.

    The names found here are those of the first sheet too: each is read once.
    """

    _inherit = "spiegelgesprek.action.plan.xlsx"

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
