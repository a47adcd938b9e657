# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the web client asks of the server when it opens a view.

Mirrors ``web/static/src/model/relational_model`` and the hook of the progress bar.
The benchmarks load this file too, so it stays free of the test framework.
"""

import ast
import json

from lxml import etree

ACTIVITY_FIELDS = (
    "activity_exception_decoration",
    "activity_exception_icon",
    "activity_state",
    "activity_summary",
    "activity_type_icon",
    "activity_type_id",
)
# What a widget reads besides its own field, from its JavaScript: fields of the record
# in a tuple, fields of the records that it links to in a dictionary.
WIDGET_FIELDS = {
    "kanban_activity": ACTIVITY_FIELDS,
    "list_activity": ACTIVITY_FIELDS,
    "many2many_tags": {"display_name": {}, "color": {}},
    "many2many_avatar_user": {"display_name": {}},
}


class WebView:
    """A view of a model as one user has it: its fields, and how it asks for data."""

    def __init__(self, model, kind, view=None):
        """Load a view.

        :param model: model in the environment of the user
        :param str kind: ``list`` or ``kanban``
        :param view: the view, when it is not the model's own
        """
        self.model = model
        self.kind = kind
        view_id = view.id if view else False
        loaded = model.get_views([(view_id, kind)])["views"][kind]
        self.arch = etree.fromstring(loaded["arch"])
        self.group_by = self.arch.get("default_group_by")
        self.order = self.arch.get("default_order", "")
        self.specification = self._get_specification()

    def _get_specification(self):
        """Return what to read of each record."""
        specification = {}
        for node in self.arch.iter("field"):
            # fields inside a field are of a view of lines
            if any(parent.tag == "field" for parent in node.iterancestors()):
                continue
            name, widget = node.get("name"), node.get("widget")
            specification[name] = self._get_field_specification(name, widget)
            related = WIDGET_FIELDS.get(widget, ())
            if isinstance(related, tuple):
                for more in related:
                    specification[more] = self._get_field_specification(more, None)
        for node in self.arch.iter("progressbar"):
            specification.setdefault(node.get("field"), {})
        return specification

    def _get_field_specification(self, name, widget):
        field = self.model._fields[name]
        if field.type == "many2one":
            return {"fields": {"display_name": {}}}
        related = WIDGET_FIELDS.get(widget)
        if field.type in ("one2many", "many2many") and isinstance(related, dict):
            return {
                "fields": {
                    more: {}
                    for more in related
                    if more in self.model.env[field.comodel_name]._fields
                }
            }
        return {}

    def open(self, domain=(), limit=80):
        """Ask for the data that opens the view; return the records by column.

        :param domain: which records
        :param int limit: records on a page, or in a column
        :rtype: dict
        """
        if not self.group_by:
            found = self.model.web_search_read(
                list(domain),
                self.specification,
                limit=limit,
                order=self.order,
                count_limit=10001,
            )
            return {None: found["records"]}
        groups = self.model.with_context(read_group_expand=True).web_read_group(
            list(domain),
            [self.group_by],
            self._get_aggregates(),
            order=self.order,
            auto_unfold=True,
            unfold_read_specification=self.specification,
            unfold_read_default_limit=limit,
            groupby_read_specification=self._get_column_specification(),
        )["groups"]
        for bar in self.arch.iter("progressbar"):
            colors = json.loads(bar.get("colors"))
            self.model.read_progress_bar(
                list(domain),
                self.group_by,
                {"field": bar.get("field"), "colors": colors},
            )
        return {
            str(group[self.group_by]): group["__records"]
            for group in groups
            if "__records" in group
        }

    def _get_aggregates(self):
        names = [bar.get("sum_field") for bar in self.arch.iter("progressbar")]
        return [f"{name}:sum" for name in names if name]

    def _get_column_specification(self):
        """Return what is read of the columns for their tooltip."""
        for node in self.arch.iter("field"):
            if node.get("name") == self.group_by and node.get("options"):
                tooltip = ast.literal_eval(node.get("options")).get("group_by_tooltip")
                names = ["display_name", *(tooltip or ())]
                return {self.group_by: {name: {} for name in names}}
        return {}


def count_queries(env, function):
    """Run a function on a clean cache and return how many queries it took."""
    env.flush_all()
    env.invalidate_all()
    before = env.cr.sql_log_count
    function()
    env.flush_all()
    return env.cr.sql_log_count - before
