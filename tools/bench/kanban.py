"""The kanban of trajects beside Odoo's own of events: same columns, same cards.

Runs in `odoo shell` with `event` installed; what it makes is rolled back. Both hold
1,000 cards over 8 open columns, each with an activity; a card of ours has 25 people and
10 action points, one of theirs 25 registrations. What is measured are the calls that
the web client makes to open the view, each time on a clean cache.
"""

import importlib.util
import time
from pathlib import Path

from odoo.modules import get_module_path

CARDS_FEW, CARDS = 20, 1_000
CLIENTS, LISTENERS, ACTIONS, REGISTRATIONS = 10, 15, 10, 25
COLUMNS, ROUNDS = 8, 40
TODAY = time.strftime("%Y-%m-%d")
ACTIVITY = {"mail_activity_quick_update": True, "tracking_disable": True}
env = env(user=env.ref("base.user_admin"))  # noqa: F821 - the shell's


def load_web_client():
    path = Path(get_module_path("spiegelgesprek"), "tests", "web_client.py")
    spec = importlib.util.spec_from_file_location("web_client", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def copies(record, start, stop, **columns):
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
        f" generate_series(%s, %s) AS n WHERE id = %s ORDER BY n",
        [start, stop - 1, record.id],
    )
    env.invalidate_all()


def one_of(ids):
    return f"(array{list(ids)})[1 + mod(n, {len(ids)})]"


class Trajects:
    model = "spiegelgesprek.traject"

    def __init__(self):
        stages = env["spiegelgesprek.stage"].search([])
        stages[:COLUMNS].fold = False
        self.stages = stages[:COLUMNS].ids
        partners = [{"name": f"Listener {n}"} for n in range(LISTENERS)]
        self.partners = env["res.partner"].create(partners).ids

        method = env.ref("spiegelgesprek.method_jgb").id
        values = {"name": "First", "method_id": method}
        self.first = env[self.model].with_context(**ACTIVITY).create(values)
        self.first.activity_schedule("mail.mail_activity_data_todo", TODAY)
        self.made = 1

    def fill(self, number):
        """Grow to this number of trajects, each as full as the other."""
        first = self.first
        place = {
            "stage_id": one_of(self.stages),
            "date_conversation": "now() + n * interval '1 hour'",
        }
        copies(first, self.made, number, code="'B/' || n", name="'T ' || n", **place)
        newest = env[self.model].search([], order="id desc", limit=number - self.made)
        ids = sorted(newest.ids)
        self.made = number
        per = len(ids)
        copies(first.activity_ids, 0, per, res_id=one_of(ids))
        for seat in first.seat_ids:
            copies(seat, 0, per, traject_id=one_of(ids), taken="7")
        lines = {"traject_id": one_of(ids)}
        client = self.make("client", name="Somebody")
        number = {"number": f"1000 + n / {per}"}
        copies(client, 0, per * CLIENTS, **lines, **number)
        listener = self.make("employee", partner_id=self.partners[0])
        people = f"(array{self.partners})[1 + n / {per}]"
        number = {"number": f"2000 + n / {per}", "partner_id": people}
        copies(listener, 0, per * LISTENERS, **lines, **number, seat_id="NULL::int")
        point = env["spiegelgesprek.action.point"].create(
            {"name": "Point", "traject_id": first.id, "date_deadline": "2026-01-01"}
        )
        state = f"(array['open', 'in_progress', 'dropped'])[1 + mod(n / {per}, 3)]"
        copies(point, 0, per * ACTIONS, **lines, state=state)
        (client | listener).unlink()
        point.unlink()

    def make(self, role, **values):
        role = env.ref(f"spiegelgesprek.role_{role}").id
        values |= {"traject_id": self.first.id, "role_id": role, "state": "accepted"}
        return env["spiegelgesprek.participant"].create(values)


class Events:
    model = "event.event"

    def __init__(self):
        env["event.stage"].search([]).fold = False
        missing = COLUMNS - env["event.stage"].search_count([])
        env["event.stage"].create([{"name": f"Stage {n}"} for n in range(missing)])
        self.stages = env["event.stage"].search([])[:COLUMNS].ids
        dates = {
            "date_begin": "2030-01-01 09:00:00",
            "date_end": "2030-01-02 09:00:00",
        }
        events = env[self.model].with_context(**ACTIVITY)
        values = {"name": "First", "event_mail_ids": [], **dates}
        self.first = events.create(values)
        self.first.activity_schedule("mail.mail_activity_data_todo", TODAY)
        self.made = 1

    def fill(self, number):
        """Grow to this number of events, each as full as the other."""
        stage = one_of(self.stages)
        copies(self.first, self.made, number, name=f"{name_of('n')}", stage_id=stage)
        newest = env[self.model].search([], order="id desc", limit=number - self.made)
        ids = sorted(newest.ids)
        self.made = number
        copies(self.first.activity_ids, 0, len(ids), res_id=one_of(ids))
        registration = env["event.registration"].with_context(**ACTIVITY)
        registration = registration.create({"event_id": self.first.id, "name": "N"})
        total = len(ids) * REGISTRATIONS
        copies(registration, 0, total, event_id=one_of(ids), barcode="NULL::varchar")
        registration.unlink()


def name_of(number):
    """Name a copy in SQL; the name of an event is translated."""
    return f"jsonb_build_object('en_US', 'Event ' || {number})"


def make_user():
    """Return a coordinator who also runs events, with no more rights than that."""
    groups = (
        "spiegelgesprek.spiegelgesprek_group_coordinator",
        "event.group_event_manager",
    )
    return env["res.users"].create(
        {
            "name": "Bench",
            "login": "bench",
            "tz": "Europe/Amsterdam",
            "group_ids": [(6, 0, [env.ref(group).id for group in groups])],
        }
    )


def timed(view):
    env.flush_all()
    env.invalidate_all()
    started = time.perf_counter()
    view.open()
    return time.perf_counter() - started


client = load_web_client()
user = make_user()
sets = Trajects(), Events()
models = [env[one.model].with_user(user) for one in sets]
views = [client.WebView(model, "kanban") for model in models]
counted = []
print(f"{'':26} {'ours':>8} {'Odoo':>8} {'ratio':>6}  budget")
for cards in (CARDS_FEW, CARDS):
    for one in sets:
        one.fill(cards)
    env.cr.execute("ANALYZE")
    for view in views:
        client.count_queries(env, view.open)
    queries = [client.count_queries(env, view.open) for view in views]
    rounds = [[1000 * timed(view) for view in views] for _ in range(ROUNDS)]
    ours, theirs = map(min, zip(*rounds, strict=True))
    columns = [len(view.open()) for view in views]
    shown = [sum(map(len, view.open().values())) for view in views]
    counted.append(queries)
    most = 16 + columns[0]
    print(f"{f'{cards} cards: shown':26} {shown[0]:8} {shown[1]:8}")
    print(f"{'open columns':26} {columns[0]:8} {columns[1]:8}")
    budget = "<= 0.8" if cards == CARDS else ""
    print(f"{'ms, best':26} {ours:8.0f} {theirs:8.0f} {ours / theirs:6.2f}  {budget}")
    print(f"{'queries':26} {queries[0]:8} {queries[1]:8} {'':6}  <= {most}")
print(f"{'same queries at both sizes':26} {str(counted[0] == counted[1]):>8}")
env.cr.rollback()
