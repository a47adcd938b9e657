"""The job of the night: activities for twenty steps that come near.

Runs in `odoo shell`, on a database of its own. With twenty trajects, and with a
thousand of which the same number is due; each run in a new transaction, rolled back.
"""

import time
from datetime import timedelta

from odoo import SUPERUSER_ID, api

DUE, MANY, ROUNDS, BUDGET = 20, 1000, 15, 1.5
env = env(user=env.ref("base.user_admin"))  # noqa: F821 - the shell's
# the job commits what is done; here nothing of it may stay
type(env["ir.cron"])._commit_progress = lambda *args, **kwargs: 1


def make_method():
    lines = [{"name": "Near", "offset_days": -7}]
    lines += [{"name": f"Far {n}", "offset_days": 60 + n} for n in range(14)]
    return env["spiegelgesprek.method"].create(
        {"name": "Bench", "step_ids": [(0, 0, line) for line in lines]}
    )


def make(number, days):
    """Make trajects, with no activity yet of what is near."""
    date = env.cr.now().replace(microsecond=0) + timedelta(days=days)
    values = {"name": "Bench", "method_id": method.id, "date_conversation": date}
    trajects = env["spiegelgesprek.traject"].with_context(tracking_disable=True)
    trajects = trajects.create([dict(values) for _ in range(number)])
    env.cr.flush()
    trajects.step_ids.activity_ids.unlink()
    # as the database itself does after a while
    env.cr.execute("ANALYZE spiegelgesprek_step, spiegelgesprek_traject, mail_activity")
    env.cr.commit()


def run():
    """Run the job as each night; return ms and queries."""
    with env.registry.cursor() as cr:
        steps = api.Environment(cr, SUPERUSER_ID, {})["spiegelgesprek.step"]
        before, started = cr.sql_log_count, time.perf_counter()
        steps._cron_sync_activities()
        cr.flush()
        spent = 1000 * (time.perf_counter() - started)
        queries = cr.sql_log_count - before
        found = steps.search_count([("activity_ids", "!=", False)])
        cr.rollback()
    if found != DUE:
        raise AssertionError(f"{found} steps with an activity instead of {DUE}")
    return spent, queries


method = make_method()
make(DUE, 14)
run()  # warm
few, few_queries = min(run() for _ in range(ROUNDS))
make(MANY - DUE, 300)
run()
many, many_queries = min(run() for _ in range(ROUNDS))
print(f"{'trajects':10} {'ms':>6} {'queries':>8}  budget")
print(f"{DUE:<10} {few:6.0f} {few_queries:8}")
print(f"{MANY:<10} {many:6.0f} {many_queries:8}  {many / few:.2f} <= {BUDGET}")
