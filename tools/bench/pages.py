"""Pages without a login beside those of Odoo's survey and calendar: requests a second.

Runs in `odoo shell`. Whole requests, from the address to the bytes of the page, by the
same program that serves people; one after the other, so that nothing but the page
counts. Each of the pages is opened by its own browser that keeps its cookies.
"""

import statistics
import time
from datetime import timedelta

from werkzeug.test import Client

import odoo.http
from odoo import sql_db

ROUNDS, SERIES, WARM = 60, 5, 10
env = env(user=env.ref("base.user_admin"))  # noqa: F821 - the shell's
QUIET = {"no_mail_to_attendees": True, "mail_create_nolog": True}


def make_traject():
    """A conversation with forty people around it; return paths of three of them."""
    date = env.cr.now().replace(microsecond=0) + timedelta(days=30)
    place = {"name": "Hall", "street": "Mill Street 4", "city": "Rotterdam"}
    traject = env["spiegelgesprek.traject"].create(
        {
            "name": "Bench",
            "topic": "What helped?",
            "method_id": env.ref("spiegelgesprek.method_jgb").id,
            "date_conversation": date,
            "address_id": env["res.partner"].create(place).id,
        }
    )
    contacts = env["res.partner"].create([{"name": f"Guest {n}"} for n in range(30)])
    people = env["spiegelgesprek.participant"]
    here = {"traject_id": traject.id, "state": "invited"}
    roles = {
        name: env.ref(f"spiegelgesprek.role_{name}").id
        for name in ("client", "employee", "facilitator")
    }
    people.create(
        {**here, "role_id": roles["facilitator"], "partner_id": contacts[0].id}
    )
    listeners = people.create(
        [
            {**here, "role_id": roles["employee"], "partner_id": contact.id}
            for contact in contacts[1:]
        ]
    )
    clients = people.create([{**here, "role_id": roles["client"]} for _n in range(10)])
    listeners[1].state = "accepted"
    chosen = {
        "ours: listener": listeners[0],
        "ours: who comes": listeners[1],
        "ours: client": clients[0],
    }
    return {
        what: f"/spiegelgesprek/uitnodiging/{person._get_token('invitation_token')}"
        for what, person in chosen.items()
    }


def make_survey():
    survey = env["survey.survey"].create(
        {
            "title": "Bench",
            "access_mode": "public",
            "question_ids": [
                (0, 0, {"title": f"Question {n}", "question_type": "char_box"})
                for n in range(3)
            ],
        }
    )
    answer = survey._create_answer(user=env.ref("base.public_user"))
    return f"/survey/{survey.access_token}/{answer.access_token}"


def make_meeting():
    guest = env["res.partner"].create({"name": "Guest"})
    date = env.cr.now().replace(microsecond=0) + timedelta(days=30)
    meeting = (
        env["calendar.event"]
        .with_context(**QUIET)
        .create(
            {
                "name": "Bench",
                "start": date,
                "stop": date + timedelta(hours=1),
                "partner_ids": [(6, 0, guest.ids)],
            }
        )
    )
    token = meeting.attendee_ids.access_token
    return f"/calendar/meeting/view?token={token}&id={meeting.id}"


class Page:
    def __init__(self, path):
        self.path = path
        self.browser = Client(odoo.http.root)

    def open(self):
        response = self.browser.get(self.path, base_url="http://127.0.0.1:8069")
        if response.status_code != 200:
            raise AssertionError(f"{self.path}: {response.status}")
        return response

    def timed(self):
        started = time.perf_counter()
        self.open()
        return time.perf_counter() - started

    def count(self):
        before = sql_db.sql_counter
        self.open()
        return sql_db.sql_counter - before


pages = {what: Page(path) for what, path in make_traject().items()}
pages["Odoo: survey"] = Page(make_survey())
pages["Odoo: calendar"] = Page(make_meeting())
env.cr.commit()
for page in pages.values():
    for _n in range(WARM):
        page.open()
# in turn, so that whatever else the machine does hits all of them; the best series
rates = dict.fromkeys(pages, 0)
for _n in range(SERIES):
    spent = {what: [] for what in pages}
    for _m in range(ROUNDS):
        for what, page in pages.items():
            spent[what].append(page.timed())
    for what, times in spent.items():
        rates[what] = max(rates[what], 1 / statistics.median(times))
survey, calendar = rates["Odoo: survey"], rates["Odoo: calendar"]
print(f"{'page':18} {'a second':>8} {'queries':>8} {'survey':>7} {'calendar':>9}")
for what, page in pages.items():
    rate = rates[what]
    ours = what.startswith("ours")
    ratio = f"{rate / survey:7.2f} {rate / calendar:9.2f}" if ours else ""
    print(f"{what:18} {rate:8.0f} {page.count():8} {ratio}".rstrip())
print(f"{'budget':18} {'':8} {'<= 15':>8} {'>= 1':>7} {'>= 0.9':>9}")
