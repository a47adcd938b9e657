"""Making a traject: steps, seats, reference, meetings in the calendar, activities.

Runs in `odoo shell`; what it makes is rolled back. As a coordinator makes it, on a
clean cache: thirty steps of four people, nine kinds of listeners and five meetings of
three, up to the activities that are due by now.
"""

import time
from datetime import timedelta

ROUNDS, BUDGET, BUDGET_EACH = 5, 60, 15
RESPONSIBLES = ("coordinator", "facilitator", "assistant", "sponsor")
MEETINGS = (("intake", -20), ("premeeting", 0), ("debrief", 10), ("other", 40))
env = env(user=env.ref("base.user_admin"))  # noqa: F821 - the shell's


def make_method():
    outer = [{"name": f"Listener {n}", "ring": "outer"} for n in range(9)]
    roles = env["spiegelgesprek.role"].create(outer)
    steps = [
        {
            "name": f"Step {n}",
            "offset_days": n * 6 - 90,
            "responsible": RESPONSIBLES[n % 4],
            "note": "<p>Small tasks</p>",
        }
        for n in range(30)
    ]
    meetings = [{"name": kind, "kind": kind, "offset_days": n} for kind, n in MEETINGS]
    return env["spiegelgesprek.method"].create(
        {
            "name": "Bench",
            "seat_ids": [(0, 0, {"role_id": r.id, "maximum": 5}) for r in roles],
            "step_ids": [(0, 0, step) for step in steps],
            "meeting_ids": [(0, 0, meeting) for meeting in meetings],
        }
    )


def make_user(name, kind="user"):
    group = env.ref(f"spiegelgesprek.spiegelgesprek_group_{kind}")
    values = {"name": name, "login": name, "group_ids": [(6, 0, group.ids)]}
    return env["res.users"].create(values)


def create(number):
    """Make trajects up to what is sent to the database; return ms and queries."""
    env.flush_all()
    env.invalidate_all()
    before, started = env.cr.sql_log_count, time.perf_counter()
    trajects.create([{**values, "name": f"Traject {n}"} for n in range(number)])
    env.cr.flush()
    spent = 1000 * (time.perf_counter() - started)
    return spent, env.cr.sql_log_count - before


method = make_method()
coordinator = make_user("bench", "coordinator")
facilitator, assistant, sponsor = (make_user(name) for name in RESPONSIBLES[1:])
staff = (coordinator | facilitator | assistant).partner_id
type(env["spiegelgesprek.traject"])._get_meeting_partners = lambda traject: staff
lead = (("role_facilitator", facilitator), ("role_note_taker", assistant))
values = {
    "method_id": method.id,
    "date_conversation": env.cr.now().replace(microsecond=0) + timedelta(days=60),
    "sponsor_id": sponsor.partner_id.id,
    "lead_participant_ids": [
        (
            0,
            0,
            {
                "role_id": env.ref(f"spiegelgesprek.{role}").id,
                "partner_id": user.partner_id.id,
            },
        )
        for role, user in lead
    ],
}
trajects = env["spiegelgesprek.traject"].with_user(coordinator)
create(1)  # warm
print(f"{'':12} {'ms':>6} {'queries':>8}  budget")
for number, budget in ((1, BUDGET), (50, 50 * BUDGET_EACH)):
    spent, queries = min(create(number) for _ in range(ROUNDS if number == 1 else 1))
    print(f"{f'{number} at once':12} {spent:6.0f} {queries:8}  <= {budget}")
env.cr.rollback()
