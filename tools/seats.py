"""Six rivals for the last seat, ten times, against a real server with two workers.

Through HTTP, as people's browsers do it: each round makes one traject with one seat
and six invited participants, and six requests accept at the same moment.
"""

import http.client
import json
import threading
import time

from . import logcheck, process
from .console import Failure

RIVALS, ROUNDS, WORKERS = 6, 10, 2
TITLE = f"{RIVALS} rivals for the last seat, {ROUNDS} rounds, {WORKERS} workers"
LOGIN = "admin"
MODEL = "spiegelgesprek.participant"
# what a round needs; printed as JSON after `> `
PREPARE = """
import json
employee = env.ref("spiegelgesprek.role_employee")
method = env.ref("spiegelgesprek.method_jgb")
admin = env.ref("base.user_admin")
group = env.ref("spiegelgesprek.group_manager", raise_if_not_found=False)
if group:
    admin.group_ids |= group
rounds = []
for number in range(%(rounds)d):
    traject = env["spiegelgesprek.traject"].create(
        {"name": f"Seats {number}", "method_id": method.id, "user_id": admin.id}
    )
    Seat = env["spiegelgesprek.seat"]
    seat = Seat.search(
        [("traject_id", "=", traject.id), ("role_id", "=", employee.id)], limit=1
    ) or Seat.create({"traject_id": traject.id, "role_id": employee.id})
    seat.write({"minimum": 0, "maximum": 1})
    contacts = env["res.partner"].create(
        [{"name": f"Rival {number}.{n}"} for n in range(%(rivals)d)]
    )
    people = env["spiegelgesprek.participant"].create([
        {"traject_id": traject.id, "role_id": employee.id, "partner_id": contact.id,
         "state": "invited"}
        for contact in contacts
    ])
    rounds.append({"seat": seat.id, "people": people.ids})
env.cr.commit()
print("> " + json.dumps(rounds))
"""


def faults(databases, name):
    runner = databases.runner
    values = {"rounds": ROUNDS, "rivals": RIVALS}
    lines = runner.script("seats-prepare", name, PREPARE % values)
    rounds = json.loads(lines[-1])
    port = process.free_port()
    path = runner.logs / "seats-server.log"
    found = []
    with path.open("w") as log:
        server = runner.start(
            *("server", "-d", name, f"--workers={WORKERS}", "--max-cron-threads=0"),
            *(f"--http-port={port}", f"--gevent-port={process.free_port()}"),
            log=log,
        )
        try:
            wait_for_login(port, server)
            sessions = [Session(port, name) for _rival in range(RIVALS)]
            for number, prepared in enumerate(rounds, 1):
                answers = _race(sessions, prepared["people"])
                found += _judge(number, answers, sessions[0], prepared)
        finally:
            process.stop(server)
    # a refusal is a warning in the log of who was too late
    log = path.read_text(errors="replace")
    return found + logcheck.faults(log, expected={"odoo.http"})


def wait_for_login(port, server, patience=60):
    """Until the login page answers; the time it took in seconds."""
    started = time.monotonic()
    while time.monotonic() - started < patience:
        if server.poll() is not None:
            raise Failure("Odoo ended before it served a page")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", "/web/login")
            if connection.getresponse().status == 200:
                return time.monotonic() - started
        except OSError:
            time.sleep(0.05)
        finally:
            connection.close()
    raise Failure(f"no login page after {patience} s")


class Session:
    """A logged-in browser's connection, as far as it matters here."""

    def __init__(self, port, name, login=LOGIN, password=LOGIN):
        self.port = port
        self.cookie = ""
        self.post(
            "/web/session/authenticate",
            {"db": name, "login": login, "password": password},
        )

    def post(self, path, params):
        """(HTTP status, result, name of the error)"""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params})
        headers = {"Content-Type": "application/json", "Cookie": self.cookie}
        try:
            connection.request("POST", path, body, headers)
            response = connection.getresponse()
            text = response.read()
            cookie = response.getheader("Set-Cookie")
            if cookie and cookie.startswith("session_id="):
                self.cookie = cookie.split(";")[0]
        finally:
            connection.close()
        answer = json.loads(text) if response.status == 200 else {}
        error = answer.get("error", {}).get("data", {}).get("name")
        return response.status, answer.get("result"), error

    def call(self, model, method, *arguments):
        params = {"model": model, "method": method, "args": arguments, "kwargs": {}}
        return self.post("/web/dataset/call_kw", params)


def _race(sessions, people):
    """All at the same moment: the answers, one a rival."""
    gate = threading.Barrier(len(people))
    answers = [None] * len(people)

    def accept(index):
        gate.wait()
        answers[index] = sessions[index].call(MODEL, "action_accept", [people[index]])

    threads = [threading.Thread(target=accept, args=(n,)) for n in range(len(people))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def _judge(number, answers, session, prepared):
    """One seat given, the others told so in a friendly way."""
    faults = [
        f"round {number}: status {status}"
        for status, *_rest in answers
        if status >= 500
    ]
    won = [answer for answer in answers if answer[0] == 200 and not answer[2]]
    if len(won) != 1:
        faults.append(f"round {number}: {len(won)} of {len(answers)} were accepted")
    unfriendly = {error for *_rest, error in answers if error} - {
        "odoo.exceptions.UserError",
        "odoo.exceptions.ValidationError",
    }
    faults += [f"round {number}: a rival was told {error}" for error in unfriendly]
    domain = [["id", "in", prepared["people"]], ["state", "=", "accepted"]]
    _status, accepted, _error = session.call(MODEL, "search_count", domain)
    _status, seats, _error = session.call(
        "spiegelgesprek.seat", "read", [prepared["seat"]], ["taken"]
    )
    if accepted != 1 or not seats or seats[0]["taken"] != 1:
        faults.append(f"round {number}: {accepted} accepted, the seat says {seats}")
    return faults
