"""Rivals for the last seat, and a burst of answers, against a server with two workers.

Through HTTP, as people's browsers do it. First staff: each round makes one traject with
one seat, and six requests by RPC accept at the same moment. Then the same through the
personal pages, where who is too late gets a place on the waiting list; afterwards the
winner withdraws, and the first in line gets seat and mail. Last, two hundred people
answer at once for twenty seats.
"""

import contextlib
import http.client
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

from . import logcheck, process
from .console import Failure, say

RIVALS, ROUNDS, WORKERS = 6, 10, 2
STAFF_ROUNDS, LANES = 2, 2
BURST, BURST_SEATS = 200, 20
TITLE = (
    f"{RIVALS} rivals for the last seat, {ROUNDS} rounds;"
    f" {BURST} answers for {BURST_SEATS} seats; {WORKERS} workers"
)
LOGIN = "admin"
MODEL = "spiegelgesprek.participant"
# a page may ask to try again while many answer; a person does so after a moment
PATIENCE, PAUSE = 90, 0.5
# Odoo itself lets sixteen wait at its door; a web server in front has the rest wait
DOOR = 12
# what each race needs; printed as JSON after `> `
PREPARE = """
import json
employee = env.ref("spiegelgesprek.role_employee")
method = env.ref("spiegelgesprek.method_jgb")
admin = env.ref("base.user_admin")
admin.group_ids |= env.ref("spiegelgesprek.spiegelgesprek_group_coordinator")

def prepare(name, rivals, seats):
    traject = env["spiegelgesprek.traject"].create(
        {"name": name, "method_id": method.id, "user_id": admin.id}
    )
    Seat = env["spiegelgesprek.seat"]
    seat = Seat.search(
        [("traject_id", "=", traject.id), ("role_id", "=", employee.id)], limit=1
    ) or Seat.create({"traject_id": traject.id, "role_id": employee.id})
    seat.write({"minimum": 0, "maximum": seats})
    contacts = env["res.partner"].create([
        {"name": f"Rival {n}", "email": f"{traject.id}.{n}@rival.example"}
        for n in range(rivals)
    ])
    people = env["spiegelgesprek.participant"].create([
        {"traject_id": traject.id, "role_id": employee.id, "partner_id": contact.id,
         "state": "invited"}
        for contact in contacts
    ])
    paths = [f"/spiegelgesprek/uitnodiging/{p.invitation_token}" for p in people]
    return {"seat": seat.id, "people": people.ids, "paths": paths,
            "addresses": f"%%{traject.id}.%%@rival.example%%"}

races = {
    "staff": [prepare(f"Staff {n}", %(rivals)d, 1) for n in range(%(staff)d)],
    "pages": [prepare(f"Pages {n}", %(rivals)d, 1) for n in range(%(rounds)d)],
    "burst": prepare("Burst", %(burst)d, %(seats)d),
}
env.cr.commit()
print("> " + json.dumps(races))
"""


def faults(databases, name):
    runner = databases.runner
    values = {
        "rivals": RIVALS,
        "rounds": ROUNDS,
        "staff": STAFF_ROUNDS,
        "burst": BURST,
        "seats": BURST_SEATS,
    }
    lines = runner.script("seats-prepare", name, PREPARE % values)
    races = json.loads(lines[-1])
    path = runner.logs / "seats-server.log"
    with serving(runner, name, path, workers=WORKERS, crons=0) as (_odoo, port):
        found = _run(races, port, databases.server, name)
    # a refusal is a warning in the log of who was too late
    log = path.read_text(errors="replace")
    return found + logcheck.faults(log, expected={"odoo.http"})


def _run(races, port, server, name):
    found, started = [], time.monotonic()
    sessions = [Session(port, name) for _rival in range(RIVALS)]
    for number, prepared in enumerate(races["staff"], 1):
        answers = _all_at_once(
            lambda index, prepared=prepared: sessions[index].call(
                MODEL, "action_accept", [prepared["people"][index]]
            ),
            RIVALS,
        )
        found += _judge_staff(number, answers, server, name, prepared)
    pages = Pages(port)
    # who was refused sleeps before the next try: meanwhile another round is run
    with ThreadPoolExecutor(max_workers=LANES) as pool:
        rounds = pool.map(
            lambda race: _race(pages, *race, server, name),
            enumerate(races["pages"], 1),
        )
        found += [fault for faults in rounds for fault in faults]
    say(f"      rounds took {time.monotonic() - started:.0f} s")
    found += _burst(pages, races["burst"], server, name)
    return found + pages.faults


@contextlib.contextmanager
def serving(runner, name, path, workers, crons):
    """Odoo on a database while something is tried: its process, and its port.

    :param path: where its log is written
    """
    port = process.free_port()
    with path.open("w") as log:
        odoo = runner.start(
            *("server", "-d", name, f"--workers={workers}"),
            *(f"--max-cron-threads={crons}", f"--http-port={port}"),
            f"--gevent-port={process.free_port()}",
            log=log,
        )
        try:
            wait_for_login(port, odoo)
            yield odoo, port
        finally:
            process.stop(odoo)


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


class Pages:
    """People on their own pages: who reads "try again" does so, after a moment."""

    def __init__(self, port):
        self.port = port
        self.door = threading.Semaphore(DOOR)
        self.again = 0
        self.faults = []

    def answer(self, path, answer):
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with self.door:
                status = self._post(path, {"answer": answer, "rules": 1})
            if status == 303:
                return
            if status not in (409, 429):
                self.faults.append(f"a page answered with status {status}")
                return
            self.again += 1
            time.sleep(PAUSE)
        self.faults.append(f"no answer was taken in {PATIENCE} s")

    def _post(self, path, form):
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=PATIENCE
        )
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request("POST", path, urlencode(form), headers)
            response = connection.getresponse()
            response.read()
            return response.status
        except OSError as error:
            return error
        finally:
            connection.close()


def _all_at_once(act, number):
    """All at the same moment: what each got."""
    gate = threading.Barrier(number)
    answers = [None] * number

    def run(index):
        gate.wait()
        answers[index] = act(index)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def _judge_staff(number, answers, server, name, prepared):
    """One seat given, the others told so in a friendly way."""
    faults = [
        f"staff, round {number}: status {status}"
        for status, *_rest in answers
        if status >= 500
    ]
    won = [answer for answer in answers if answer[0] == 200 and not answer[2]]
    if len(won) != 1:
        faults.append(f"staff, round {number}: {len(won)} of {len(answers)} accepted")
    unfriendly = {error for *_rest, error in answers if error} - {
        "odoo.exceptions.UserError",
        "odoo.exceptions.ValidationError",
    }
    faults += [f"staff, round {number}: a rival was told {e}" for e in unfriendly]
    expected = {"accepted": 1, "invited": RIVALS - 1}
    return faults + _judge_states(
        f"staff, round {number}", server, name, prepared, expected
    )


def _race(pages, number, prepared, server, name):
    """One is accepted and five wait; who withdraws makes room for the first of them."""
    what, paths = f"pages, round {number}", prepared["paths"]
    _all_at_once(lambda index: pages.answer(paths[index], "accept"), len(paths))
    expected = {"accepted": 1, "waiting": RIVALS - 1}
    found = _judge_states(what, server, name, prepared, expected)
    found += _judge_mails(what, server, name, prepared, [])
    line = _query(
        server,
        name,
        "SELECT p.id, c.email FROM spiegelgesprek_participant p"
        " JOIN res_partner c ON c.id = p.partner_id WHERE p.id IN (%s)"
        " ORDER BY p.state = 'accepted' DESC, p.waiting_number",
        prepared,
    )
    (winner, _email), (_first, email) = line[:2]
    pages.answer(paths[prepared["people"].index(int(winner))], "decline")
    expected = {"withdrawn": 1, "accepted": 1, "waiting": RIVALS - 2}
    found += _judge_states(what, server, name, prepared, expected)
    return found + _judge_mails(what, server, name, prepared, [email])


def _burst(pages, prepared, server, name):
    started, again = time.monotonic(), pages.again
    paths = prepared["paths"]
    _all_at_once(lambda index: pages.answer(paths[index], "accept"), len(paths))
    took = time.monotonic() - started
    say(
        f"      {BURST} answers took {took:.0f} s,"
        f" {pages.again - again} were asked to try again"
    )
    expected = {"accepted": BURST_SEATS, "waiting": BURST - BURST_SEATS}
    found = _judge_states("burst", server, name, prepared, expected)
    order = _query(
        server,
        name,
        "SELECT count(DISTINCT waiting_number), max(waiting_number)"
        " FROM spiegelgesprek_participant WHERE id IN (%s) AND state = 'waiting'",
        prepared,
    )
    if order != [(str(BURST - BURST_SEATS),) * 2]:
        found.append(f"burst: places on the waiting list are not one each: {order}")
    return found + _judge_mails("burst", server, name, prepared, [])


def _judge_states(what, server, name, prepared, expected):
    """What the participants are, and what the seat says of them."""
    counted = _query(
        server,
        name,
        "SELECT state, count(*) FROM spiegelgesprek_participant WHERE id IN (%s)"
        " GROUP BY state",
        prepared,
    )
    states = {state: int(count) for state, count in counted}
    found = []
    if states != expected:
        found.append(f"{what}: {states} instead of {expected}")
    query = (
        f"SELECT taken, waiting FROM spiegelgesprek_seat WHERE id = {prepared['seat']}"
    )
    says = server.query(query, name)
    if says != [(str(expected["accepted"]), str(expected.get("waiting", 0)))]:
        found.append(f"{what}: the seat says {says}")
    return found


def _judge_mails(what, server, name, prepared, addresses):
    """Who got a mail: exactly these, one each."""
    query = (
        f"SELECT email_to FROM mail_mail WHERE email_to LIKE '{prepared['addresses']}'"
    )
    mails = [mail for (mail,) in server.query(query, name)]
    told = len(mails) == len(addresses) and all(
        address in mail for address, mail in zip(addresses, mails, strict=True)
    )
    return [] if told else [f"{what}: mails to {mails} instead of {addresses}"]


def _query(server, name, query, prepared):
    return server.query(query % ", ".join(map(str, prepared["people"])), name)
