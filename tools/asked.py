"""The job that asks people afterwards, killed half-way, and run again.

Against a real server: some trajects were held yesterday. The workers are killed while
the job is at one of them, and Odoo starts it again; then four days have passed, and
the same happens to the reminders. A lock on that traject keeps the job waiting there,
so that it is never over before the kill. Everybody who was there is asked once, has
one ticket and is reminded once; no traject is skipped.
"""

import json

from . import logcheck
from .mails import Trial
from .seats import serving

TRAJECTS, RING, KILLS = 12, 4, 1
TITLE = f"questions after {TRAJECTS} trajects, the job killed {2 * KILLS} times"
JOB = "spiegelgesprek.ir_cron_evaluate"
# what Odoo says of a job that was killed is what was tried here
EXPECTED = ("odoo.service.server", "odoo.addons.base.models.ir_cron")
PREPARE = """
import json
from datetime import timedelta
from odoo import fields
held = fields.Datetime.now() - timedelta(days=1, hours=20)
# no clock of other trajects, and no activity of the plan, runs through this
env["spiegelgesprek.traject"].search([]).active = False
trajects = env["spiegelgesprek.traject"].create([
    {"name": f"Asked {n}", "method_id": env.ref("spiegelgesprek.method_jgb").id,
     "stage_id": env.ref("spiegelgesprek.stage_evaluate").id}
    for n in range(%(trajects)d)
])
contacts = env["res.partner"].create([
    {"name": f"Listener {n}", "email": f"asked{n}@listener.example"}
    for n in range(%(ring)d)
])
roles = [env.ref("spiegelgesprek.role_" + name).id for name in ("client", "employee")]
env["spiegelgesprek.participant"].create([
    {"traject_id": traject.id, "state": "attended", **values}
    for traject in trajects
    for n, contact in enumerate(contacts)
    for values in (
        {"role_id": roles[0], "name": f"Client {n}", "contact_channel": "mail",
         "email": f"asked{n}@client.example"},
        {"role_id": roles[1], "partner_id": contact.id},
    )
])
env.flush_all()
env.cr.execute(
    "UPDATE spiegelgesprek_traject SET date_conversation = %%s WHERE id IN %%s",
    [held, trajects._ids],
)
env["mail.mail"].search([]).unlink()
crons = {"%(job)s": env.ref("%(job)s").id}
env.cr.execute(
    "UPDATE ir_cron SET active = id IN %%s, nextcall = now() + '1 day'::interval",
    [tuple(crons.values())],
)
env.cr.execute("DELETE FROM ir_cron_trigger")
env.cr.commit()
# in the order in which the job takes them
ids = trajects.search([("id", "in", trajects.ids)]).ids
print("> " + json.dumps({"people": ids, "crons": crons}))
"""
LATER = (
    "UPDATE spiegelgesprek_traject SET"
    " date_conversation = date_conversation - '4 days'::interval,"
    " client_evaluation_sent = client_evaluation_sent - 4,"
    " listener_evaluation_sent = listener_evaluation_sent - 4"
    " WHERE id IN (%s)"
)
LOCK = "SELECT FROM spiegelgesprek_traject WHERE id = %s FOR NO KEY UPDATE"
# the job is half-way one traject, and waits for us
WAITING = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)
# people of these trajects, by how often something was done for them
HOW_OFTEN = """
SELECT often, count(*) FROM (
    SELECT p.id, (%s) AS often FROM spiegelgesprek_participant p
    WHERE p.traject_id IN (%s)
) counted GROUP BY often
"""
LINES = (
    "SELECT count(*) FROM spiegelgesprek_mail m"
    " WHERE m.participant_id = p.id AND m.kind = 'evaluation'"
)
TICKETS = (
    "SELECT count(*) FROM spiegelgesprek_evaluation_ticket t"
    " WHERE t.participant_id = p.id"
)


def faults(databases, name):
    runner = databases.runner
    values = {"trajects": TRAJECTS, "ring": RING, "job": JOB}
    lines = runner.script("asked-prepare", name, PREPARE % values)
    path = runner.logs / "asked-server.log"
    with serving(runner, name, path, workers=1, crons=1) as (odoo, _port):
        trial = Asking(databases, name, None, odoo, json.loads(lines[-1]))
        found = list(trial.run())
    text = path.read_text(errors="replace")
    return found + logcheck.faults(text, expected=set(EXPECTED))


class Asking(Trial):
    """One database with trajects that were held; kills the job while it is busy."""

    def run(self):
        """The faults that were found on the way."""
        self.ids = ", ".join(map(str, self.people))
        everybody = {1: 2 * RING * TRAJECTS}
        yield from self._kill_while("sent")
        for what, query in (("asked", LINES), ("given a ticket", TICKETS)):
            yield from self._expect_once(what, query, everybody)
        mails = self._count_mails()
        if mails != everybody[1]:
            yield f"{mails} mails for {everybody[1]} people"
        self._sql(LATER % self.ids)
        yield from self._kill_while("reminded")
        yield from self._expect_once("asked, after reminders", LINES, everybody)
        reminders = self._count_mails() - mails
        if reminders != everybody[1]:
            yield f"{reminders} reminders for {everybody[1]} people"

    def _kill_while(self, stamp):
        """Kill the workers half-way a traject; then let the job come to its end."""
        self.stamp = stamp
        for kill in range(1, KILLS + 1):
            before = TRAJECTS * kill // (KILLS + 1)
            with self.postgres.holding(LOCK % self.people[before], self.name):
                self._until(self._is_waiting, JOB, again=True)
                self._kill_workers()
            if self._done() != before:
                yield f"{stamp}: killed after {self._done()} instead of {before}"
        self._until(lambda: self._done() == TRAJECTS, JOB, again=True)

    def _is_waiting(self):
        ((count,),) = self._sql(WAITING)
        return int(count) > 0

    def _done(self):
        """How many trajects the job is through with, as was committed."""
        ((count,),) = self._sql(
            "SELECT count(*) FROM spiegelgesprek_traject"
            f" WHERE id IN ({self.ids}) AND listener_evaluation_{self.stamp}"
            f" IS NOT NULL AND client_evaluation_{self.stamp} IS NOT NULL"
        )
        return int(count)

    def _states(self):
        return {self.stamp: self._done()}

    def _expect_once(self, what, query, expected):
        rows = self._sql(HOW_OFTEN % (query, self.ids))
        found = {int(often): int(count) for often, count in rows}
        if found != expected:
            yield f"{what}, how often and how many people: {found}"

    def _count_mails(self):
        ((count,),) = self._sql(
            "SELECT count(*) FROM mail_mail WHERE email_to LIKE 'asked%'"
            " OR email_to LIKE '%asked%@listener.example%'"
        )
        return int(count)
