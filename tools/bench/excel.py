"""Excel of 50,000 action points × 12 columns, beside Odoo's own export of a list.

Runs in `odoo shell`; what it makes is rolled back. The budget is in the last column.
"""

import time
import tracemalloc
from pathlib import Path
from types import SimpleNamespace

from odoo.http import _request_stack

from odoo.addons.web.controllers.export import ExcelExport

ROWS, TRAJECTS, OWNERS, GOALS = 50_000, 4_000, 300, 40
THEIRS = [
    "traject_id/code",
    "traject_id/name",
    "theme_ids/name",
    "name",
    "level",
    "partner_id",
    "date_deadline",
    "state",
    "goal_id",
    "result",
    "effect",
    ".id",
]
POINT = "spiegelgesprek.action.point"
env = env(user=env.ref("base.user_admin"))  # noqa: F821 - the shell's


def copies(record, number, **columns):
    """Copy the row of a record, with other values (in SQL) in some columns."""
    table = record._table
    names = [
        name
        for name, field in record._fields.items()
        if field.store and field.column_type and name not in {"id", *columns}
    ]
    names = ", ".join(f'"{name}"' for name in names)
    env.flush_all()
    env.cr.execute(
        f"INSERT INTO {table} ({', '.join(columns)}, {names})"
        f" SELECT {', '.join(columns.values())}, {names} FROM {table},"
        f" generate_series(2, {number}) AS n WHERE id = %s",
        [record.id],
    )
    env.invalidate_all()


def one_of(model, number):
    """Name one of the newest records of a model, another one for each n."""
    records = env[model].with_context(active_test=False)
    newest = records.search([], order="id desc", limit=1)
    return f"{newest.id} - mod(n, {number})"


def fill():
    theme = env["spiegelgesprek.theme"].create({"name": "Contact with youngsters"})
    method = env.ref("spiegelgesprek.method_jgb")
    values = {"name": "First", "method_id": method.id, "theme_ids": [(4, theme.id)]}
    traject = env["spiegelgesprek.traject"].create(values)
    copies(traject, TRAJECTS, code="'B/' || n", name="'Traject ' || n")
    env.cr.execute(
        "INSERT INTO spiegelgesprek_theme_spiegelgesprek_traject_rel"
        " (spiegelgesprek_traject_id, spiegelgesprek_theme_id)"
        " SELECT id, %s FROM spiegelgesprek_traject WHERE id > %s",
        [theme.id, traject.id],
    )
    env["res.partner"].create([{"name": f"Owner {n}"} for n in range(OWNERS)])
    goals = [{"name": f"Goal {n}", "year": 2026} for n in range(GOALS)]
    env["spiegelgesprek.goal"].create(goals)
    point = env[POINT].create({"name": "First", "traject_id": traject.id})
    long = "|| ' of the team, written down as people do: in a sentence or two.'"
    copies(
        point,
        ROWS - env[POINT].search_count([]) + 1,
        name="'Action ' || n",
        result=f"'Result ' || n {long}",
        effect=f"'Effect ' || n {long}",
        state="(array['open', 'in_progress', 'done', 'dropped'])[1 + mod(n, 4)]",
        date_deadline="date '2026-01-01' + mod(n, 365)",
        traject_id=one_of("spiegelgesprek.traject", TRAJECTS),
        partner_id=one_of("res.partner", OWNERS),
        goal_id=one_of("spiegelgesprek.goal", GOALS),
    )
    env.cr.execute("ANALYZE spiegelgesprek_action_point, spiegelgesprek_traject")


def ours():
    return env["spiegelgesprek.action.plan.xlsx"]._export({})[1]


def odoos():
    """Do what `/web/export/xlsx` does, without the request around it."""
    rows = env[POINT].search([]).export_data(THEIRS)["datas"]
    fields = [{"name": name, "type": "char"} for name in THEIRS]
    _request_stack.push(SimpleNamespace(env=env))
    try:
        return ExcelExport().from_data(fields, THEIRS, rows)
    finally:
        _request_stack.pop()


def resident(line):
    status = Path("/proc/self/status").read_text().splitlines()
    return next(int(row.split()[1]) for row in status if row.startswith(line)) / 1024


def measure(export):
    """Return seconds, queries, MB on top by process and by Python, MB of the file."""
    env.invalidate_all()
    Path("/proc/self/clear_refs").write_text("5")
    before, queries, started = resident("VmRSS"), env.cr.sql_log_count, time.time()
    size = len(export()) / 2**20
    spent, queries = time.time() - started, env.cr.sql_log_count - queries
    more = resident("VmHWM") - before
    env.invalidate_all()
    tracemalloc.start()
    export()
    traced = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    return spent, queries, more, traced, size


fill()
env[POINT].search([], limit=10).export_data(THEIRS)  # warm
labels = ("seconds", "queries", "extra MB, process", "extra MB, Python", "file MB")
budgets = (0.8, 60, 0.1, 0.1, None)
print(f"{env[POINT].search_count([])} rows", "ours", "Odoo's", "ratio", "budget")
for label, mine, odoo, budget in zip(labels, measure(ours), measure(odoos), budgets):
    print(f"{label:20} {mine:9.2f} {odoo:9.2f} {mine / odoo:7.2f}  {budget or ''}")
env.cr.rollback()
