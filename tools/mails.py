"""Forty-five mails, a mail server that fails in every way, and workers that die.

Against a real server with its own queue: the mail server is down, refuses for the
moment, refuses the sender, hangs and cuts the line; then it works, and twice the
workers are killed in the middle. Nobody may be missed, nobody gets two different
mails, and what Odoo says of each participant is true all along.
"""

import contextlib
import json
import os
import signal
import time

from . import logcheck, process
from .console import Failure
from .seats import Session, serving
from .smtp_server import Server

PEOPLE, KILLS = 45, 2
TITLE = f"{PEOPLE} mails, a mail server that fails, {KILLS} killed workers"
PATIENCE = 90
# what Odoo logs of a mail server that fails is what was tried here
EXPECTED = (
    "odoo.addons.mail.models.mail_mail",
    "odoo.addons.base.models.ir_mail_server",
    "odoo.addons.base.models.ir_cron",
)
QUEUE, JOB = "mail.ir_cron_mail_scheduler_action", "spiegelgesprek.ir_cron_mails"
PREPARE = """
import json
env["ir.mail_server"].search([]).unlink()
env["ir.mail_server"].create(
    {"name": "Here", "smtp_host": "127.0.0.1", "smtp_port": %(port)d,
     "smtp_encryption": "none"}
)
env.company.spiegelgesprek_sender = "Team <team@organisation.example>"
admin = env.ref("base.user_admin")
admin.group_ids |= env.ref("spiegelgesprek.spiegelgesprek_group_manager")
traject = env["spiegelgesprek.traject"].create(
    {"name": "Mails", "method_id": env.ref("spiegelgesprek.method_jgb").id,
     "user_id": admin.id}
)
languages = [code for code, _name in env["res.lang"].get_installed()]
contacts = env["res.partner"].create([
    {"name": f"Reader {n}", "email": f"reader{n}@listener.example",
     "lang": languages[n %% len(languages)]}
    for n in range(%(people)d)
])
role = env.ref("spiegelgesprek.role_employee")
people = env["spiegelgesprek.participant"].create([
    {"traject_id": traject.id, "role_id": role.id, "partner_id": contact.id}
    for contact in contacts
])
env["mail.mail"].search([]).unlink()
crons = {key: env.ref(key).id for key in %(crons)r}
env.cr.execute(
    "UPDATE ir_cron SET active = id IN %%s, nextcall = now() + '1 day'::interval",
    [tuple(crons.values())],
)
env.cr.execute("DELETE FROM ir_cron_trigger")
env.cr.commit()
print("> " + json.dumps({"people": people.ids, "crons": crons}))
"""
STATES = (
    "SELECT state, count(*) FROM spiegelgesprek_mail"
    " WHERE participant_id IN (%s) GROUP BY state"
)


def faults(databases, name):
    port = process.free_port()
    mail_server = Server(port)
    runner = databases.runner
    values = {"port": port, "people": PEOPLE, "crons": (QUEUE, JOB)}
    lines = runner.script("mails-prepare", name, PREPARE % values)
    path = runner.logs / "mails-server.log"
    with serving(runner, name, path, workers=1, crons=1) as (odoo, http):
        try:
            trial = Trial(databases, name, mail_server, odoo, json.loads(lines[-1]))
            trial.session = Session(http, name)
            found = list(trial.run())
        finally:
            mail_server.stop()
    text = path.read_text(errors="replace")
    return found + [
        fault
        for fault in logcheck.faults(text, expected={"odoo.service.server"})
        if not any(f" {logger}:" in fault for logger in EXPECTED)
    ]


class Trial:
    """One database with mails in its queue, and one mail server."""

    def __init__(self, databases, name, mail_server, odoo, prepared):
        self.postgres = databases.server
        self.name = name
        self.mail_server = mail_server
        self.odoo = odoo
        self.people = prepared["people"]
        self.crons = prepared["crons"]
        self.session = None

    def run(self):
        """The faults that were found on the way."""
        self._click()
        yield from self._expect("before anything is sent", {"queued": PEOPLE})
        self._down()
        yield from self._expect("the mail server is down", {"failed": PEOPLE})
        for mode in ("later", "never"):
            self._refusing(mode)
            yield from self._expect(f"it refuses: {mode}", {"failed": PEOPLE})
        self._hanging()
        yield from self._expect("it hangs", {"queued": PEOPLE})
        if self.mail_server.taken:
            yield "something left while nothing could"
        self.mail_server.cut()
        self._up()
        yield from self._expect("it works", {"sent": PEOPLE})
        yield from self._judge()

    def _click(self):
        """Queue the mails as a coordinator's click does, through HTTP."""
        status, _result, error = self.session.call(
            "spiegelgesprek.participant", "action_send_anew", self.people
        )
        if status != 200 or error:
            raise Failure(f"the click ended with status {status}, {error}")

    def _down(self):
        self._until(lambda: self._count("failed") == PEOPLE, QUEUE)

    def _refusing(self, mode):
        self.mail_server.start(mode)
        tries = self.mail_server.tries
        self._until(
            lambda: (
                self.mail_server.tries >= tries + PEOPLE
                and self._count("failed") == PEOPLE
            ),
            JOB,
        )
        self.mail_server.cut()

    def _hanging(self):
        self.mail_server.start("hang")
        tries = self.mail_server.tries
        self._until(lambda: self.mail_server.tries > tries, JOB)

    def _up(self):
        """It works; each time some have left, all workers are killed."""
        self.mail_server.start("up")
        for kill in range(1, KILLS + 1):
            wanted = PEOPLE * kill // (KILLS + 1)
            self._until(lambda n=wanted: self._has_taken(n), JOB, QUEUE, again=True)
            self._kill_workers()
        self._until(lambda: self._count("sent") == PEOPLE, JOB, QUEUE, again=True)

    def _has_taken(self, number):
        return len(self.mail_server.taken) >= number

    def _kill_workers(self):
        """All processes that the server started; it starts new ones."""
        children = f"/proc/{self.odoo.pid}/task/{self.odoo.pid}/children"
        with open(children) as listed:
            for pid in listed.read().split():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(int(pid), signal.SIGKILL)

    def _until(self, reached, *crons, again=False):
        """Have jobs run, once or again and again, until something is so."""
        started = time.monotonic()
        while not reached():
            if time.monotonic() - started > PATIENCE:
                raise Failure(f"still {self._states()} after {PATIENCE} s")
            self._wake(crons)
            crons = crons if again else ()
            time.sleep(0.3)

    def _wake(self, crons):
        """Have Odoo look for work; whole seconds ago, or it does it twice."""
        for key in crons:
            self._sql(
                "INSERT INTO ir_cron_trigger (cron_id, call_at)"
                f" SELECT {self.crons[key]},"
                " now() AT TIME ZONE 'utc' - '2 seconds'::interval"
                " WHERE NOT EXISTS (SELECT 1 FROM ir_cron_trigger"
                f" WHERE cron_id = {self.crons[key]})"
            )
        self.postgres.query(f"SELECT pg_notify('cron_trigger', '{self.name}')")

    def _sql(self, statement):
        return self.postgres.query(statement, self.name)

    def _states(self):
        ids = ", ".join(map(str, self.people))
        return {state: int(count) for state, count in self._sql(STATES % ids)}

    def _count(self, state):
        return self._states().get(state, 0)

    def _expect(self, when, states):
        """What the database says, and what a coordinator sees."""
        if self._states() != states:
            yield f"{when}: {self._states()} instead of {states}"
        (state,) = states
        domain = [["id", "in", self.people], ["mail_state", "=", state]]
        _status, count, _error = self.session.call(
            "spiegelgesprek.participant", "search_count", domain
        )
        if count != PEOPLE:
            yield f"{when}: {count} of {PEOPLE} participants say {state}"

    def _judge(self):
        """Nobody missed; a kill sends at most one again, with the same Message-Id."""
        taken = self.mail_server.taken
        readers = {recipient for recipient, _message_id in taken}
        if len(readers) != PEOPLE:
            yield f"{PEOPLE - len(readers)} of {PEOPLE} were missed"
        if len(taken) != len(readers):
            yield "somebody got mails with different Message-Ids"
        doubles = sum(taken.values()) - len(taken)
        if doubles > KILLS:
            yield f"{doubles} doubles after {KILLS} kills"
