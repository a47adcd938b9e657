"""Making a traject: its seats, its reference and its meeting in the calendar.

Runs in `odoo shell`; what it makes is rolled back. One traject of a method with nine
kinds of listeners and a date, as a coordinator makes it, on a clean cache.
"""

import time

ROLES, ROUNDS, BUDGET = 9, 9, 60
env = env(user=env.ref("base.user_admin"))  # noqa: F821 - the shell's


def make_method():
    outer = [{"name": f"Listener {n}", "ring": "outer"} for n in range(ROLES)]
    roles = env["spiegelgesprek.role"].create(outer)
    seats = [(0, 0, {"role_id": role.id, "maximum": 5}) for role in roles]
    return env["spiegelgesprek.method"].create({"name": "Bench", "seat_ids": seats})


def make_coordinator():
    group = env.ref("spiegelgesprek.spiegelgesprek_group_coordinator")
    values = {"name": "Bench", "login": "bench", "group_ids": [(6, 0, group.ids)]}
    return env["res.users"].create(values)


def create(trajects, number):
    """Make trajects up to what is sent to the database; return ms and queries."""
    values = {"method_id": method.id, "date_conversation": "2030-05-12 12:00:00"}
    env.flush_all()
    env.invalidate_all()
    before, started = env.cr.sql_log_count, time.perf_counter()
    trajects.create([{"name": f"Traject {n}", **values} for n in range(number)])
    env.cr.flush()
    spent = 1000 * (time.perf_counter() - started)
    return spent, env.cr.sql_log_count - before


method = make_method()
coordinator = env["spiegelgesprek.traject"].with_user(make_coordinator())
create(coordinator, 1)  # warm
print(f"{'':12} {'ms':>6} {'queries':>8}  budget")
for number in (1, 10):
    spent, queries = min(create(coordinator, number) for _ in range(ROUNDS))
    budget = f"<= {BUDGET}" if number == 1 else ""
    print(f"{f'{number} at once':12} {spent:6.0f} {queries:8}  {budget}".rstrip())
env.cr.rollback()
