# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date, datetime, timedelta

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from ..models.spiegelgesprek_stage import PHASES
from .common import SpiegelgesprekCommon

# Where the numbers of the methods come from.
SOURCES = "Jeugd|Spiegelbijeenkomst|Werkplaats|Movisie|Our default"
# A Thursday, half past one on the clock of Amsterdam.
T = datetime(2026, 6, 4, 11, 30)
NOW = "2026-01-05 09:00:00"

# The plan of domain.md section 3 for a conversation on Thursday 4 June 2026: what, how
# many days from it (weekends before it go back to Friday), when, and who does it. What
# is between brackets can be switched on. ``+`` the methods in which it is on; without
# them it is in all. A week ahead (confirm), within a week (evaluation), one or two
# weeks after (debrief) and three months of preparation are numbers of the sources.
PLAN = """
-91 (suitability)  Thu 2026-03-05  sponsor
-84 appoint        Thu 2026-03-12  sponsor
-84 topic          Thu 2026-03-12  coordinator
-70 intake         Thu 2026-03-26  facilitator  +jbwest +leersessie
-63 questions      Thu 2026-04-02  coordinator  +jgb +werkplaats +amc
-63 place          Thu 2026-04-02  coordinator
-63 clients        Thu 2026-04-02  coordinator
-42 listeners      Thu 2026-04-23  coordinator
-28 guide          Thu 2026-05-07  facilitator
-21 (briefing)     Thu 2026-05-14  facilitator
 -7 confirm        Thu 2026-05-28  coordinator
 -7 (gonogo_week)  Thu 2026-05-28  coordinator
 -1 (gonogo_day)   Wed 2026-06-03  coordinator
  0 (gonogo_hours) Thu 2026-06-04  coordinator
  0 day            Thu 2026-06-04  assistant
 +1 aftercare      Fri 2026-06-05  facilitator
 +1 evaluation     Fri 2026-06-05  coordinator
 +7 (report)       Thu 2026-06-11  facilitator
+10 debrief        Sun 2026-06-14  facilitator  +jbwest +jgb +leersessie +amc
  0 debrief        Thu 2026-06-04  facilitator  +werkplaats
+17 actions        Sun 2026-06-21  coordinator  +jbwest +jgb +leersessie +amc
  0 actions        Thu 2026-06-04  coordinator  +werkplaats
+25 tell           Mon 2026-06-29  coordinator
+91 monitor        Thu 2026-09-03  coordinator
+182 (effect)      Thu 2026-12-03  coordinator
+182 (close)       Thu 2026-12-03  coordinator
"""
# Other meetings: kind, start on the clock of Amsterdam, minutes.
MEETINGS = {
    "jbwest": """
        intake      2026-03-26 10:00   60
        premeeting  2026-06-04 13:00   30
        debrief     2026-06-15 10:00   90
    """,
    "jgb": """
        premeeting  2026-06-04 13:00   30
        debrief     2026-06-15 10:00   90
    """,
    "leersessie": """
        intake      2026-03-26 10:00   60
        premeeting  2026-06-04 13:00   30
        debrief     2026-06-15 10:00   90
    """,
    "werkplaats": """
        premeeting  2026-06-04 13:00   30
        debrief     2026-06-04 15:30   60
    """,
    "amc": """
        premeeting  2026-06-04 13:00   30
        debrief     2026-06-15 10:00   90
    """,
}


def read_plan(method):
    """Return ``{(step, date): (offset, responsible)}`` on by default, and those off."""
    on, off = {}, {}
    for line in filter(None, PLAN.splitlines()):
        offset, name, weekday, day, responsible, *methods = line.split()
        assert f"{date.fromisoformat(day):%a}" == weekday, line
        is_on = not name.startswith("(") and (not methods or f"+{method}" in methods)
        if name in ("debrief", "actions") and not is_on:
            continue
        steps = on if is_on else off
        steps[name.strip("()"), day] = int(offset), responsible
    return on, off


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestStepPlan(SpiegelgesprekCommon):
    """From a method and a date to a plan with days and people."""

    def _get_name(self, step, method):
        prefix = f"spiegelgesprek.method_{method}_step_"
        line = step.method_step_id if "method_step_id" in step else step
        return line.get_external_id()[line.id].removeprefix(prefix)

    def _get_steps(self, traject, method):
        return {
            (self._get_name(step, method), str(step.date_deadline)): (
                step.offset_days,
                step.responsible,
            )
            for step in traject.step_ids
        }

    # ------------------------------------------------------------
    # THE FIVE METHODS
    # ------------------------------------------------------------

    def test_plan_of_each_method(self):
        for method in MEETINGS:
            on, off = read_plan(method)
            record = self.env.ref(f"spiegelgesprek.method_{method}")
            traject = self._create_traject(method_id=record.id, date_conversation=T)
            with self.subTest(method):
                self.assertEqual(self._get_steps(traject, method), on)
                self.assertIn(len(on), range(12, 16))
                missing = traject._get_missing_lines(traject.step_ids)
                names = {self._get_name(line, method) for line in missing}
                self.assertEqual(names, {name for name, _day in off})

    def test_meetings_of_each_method(self):
        for method, expected in MEETINGS.items():
            record = self.env.ref(f"spiegelgesprek.method_{method}")
            traject = self._create_traject(method_id=record.id, date_conversation=T)
            with self.subTest(method):
                meetings = traject._get_other_meetings().sorted("start")
                lines = [
                    f"{m.meeting_kind} {m.start + self._get_utc_offset(m.start)} "
                    f"{(m.stop - m.start).seconds // 60}".replace(":00 ", " ")
                    for m in meetings
                ]
                self.assertEqual(
                    lines,
                    [" ".join(x.split()) for x in expected.split("\n") if x.strip()],
                )
                self.assertEqual(set(meetings.mapped("name")), {traject.code})
                self.assertEqual(meetings.partner_ids, self.coordinator.partner_id)

    def _get_utc_offset(self, moment):
        return timedelta(hours=2 if moment > datetime(2026, 3, 29, 1) else 1)

    def test_guide_fits_the_conversation(self):
        """Standard items fill the time, questions of listeners the part for them."""
        for name in MEETINGS:
            method = self.env.ref(f"spiegelgesprek.method_{name}")
            items = method.guide_item_ids
            asked = items.filtered(
                lambda item: item == self._get_item(item.method_id, "ask")
            )
            with self.subTest(name):
                self.assertEqual(
                    sum(items.mapped("minutes")), method.minutes_conversation
                )
                self.assertEqual(sum(asked.mapped("minutes")), method.minutes_questions)
                self.assertEqual(bool(asked), method.question_mode != "none")
                self.assertEqual(items[0].kind, "opening")
                self.assertEqual(items[-1].kind, "closing")
                for ring in ("inner", "outer", "lead"):
                    rules = method.rule_ids.filtered(lambda r, x=ring: r.ring == x)
                    self.assertGreaterEqual(len(rules), 5)

    def _get_item(self, method, key):
        [xmlid] = method.get_external_id().values()
        return self.env.ref(f"{xmlid}_guide_{key}", raise_if_not_found=False)

    def test_each_number_has_its_source(self):
        for name in MEETINGS:
            method = self.env.ref(f"spiegelgesprek.method_{name}")
            lines = [*method.step_ids, *method.meeting_ids, *method.requirement_ids]
            with self.subTest(name):
                self.assertTrue(method.source_note)
                for line in lines:
                    self.assertRegex(line.source, SOURCES)
                    # as people know it, not as we number it
                    self.assertNotRegex(line.source, "(?i)seed|\\b00[0-9]")
                self.assertTrue(all(line.note for line in method.step_ids))

    def test_each_text_has_its_source(self):
        """Guide and ground rules say who thought of them."""
        for name in MEETINGS:
            method = self.env.ref(f"spiegelgesprek.method_{name}")
            lines = [*method.guide_item_ids, *method.rule_ids]
            with self.subTest(name):
                for line in lines:
                    self.assertRegex(
                        line.source, f"{SOURCES}|Public|Xpeditie|Stichting"
                    )

    def test_aftercare_for_both_rings(self):
        """Who, where, and a call the day after; never what was said."""
        for name in MEETINGS:
            step = self.env.ref(f"spiegelgesprek.method_{name}_step_aftercare")
            clients = step.method_id.client_label_plural
            tasks = str(step.note)
            with self.subTest(name):
                self.assertTrue(step.is_default)
                self.assertEqual(step.offset_days, 1)
                self.assertIn(f"for {clients} and who for listeners", tasks)
                self.assertIn("where they can go", tasks)
                self.assertIn("the day after", tasks)
                self.assertIn("not what was said", tasks)

    def test_what_each_source_has(self):
        """What the sources tell apart: see the table of domain.md, section 2."""
        for name, has in {
            "jbwest": {"intake"},
            "jgb": {"questions"},
            "leersessie": {"intake"},
            "werkplaats": {"questions"},
            "amc": {"questions"},
        }.items():
            method = self.env.ref(f"spiegelgesprek.method_{name}")
            with self.subTest(name):
                kinds = set(method.meeting_ids.mapped("kind"))
                wanted = {"premeeting", "debrief"} | (has & {"intake"})
                self.assertEqual(kinds, wanted)
                steps = {
                    key: self.env.ref(f"spiegelgesprek.method_{name}_step_{key}")
                    for key in ("intake", "questions", "debrief", "appoint")
                }
                on = {key for key in ("intake", "questions") if steps[key].is_default}
                self.assertEqual(on, has)
        names = {key: self._get_step_name(key, "debrief") for key in MEETINGS}
        self.assertEqual(names["leersessie"], "Hold the learning session")
        appoint = self._get_step_name("amc", "appoint")
        self.assertEqual(appoint, "Appoint process guide and assistant")
        for name in ("amc", "werkplaats"):
            method = self.env.ref(f"spiegelgesprek.method_{name}")
            texts = [*method.step_ids.mapped("name"), *method.step_ids.mapped("note")]
            self.assertNotRegex(" ".join(map(str, texts)), r"(?i)\bclients?\b")

    def _get_step_name(self, method, key):
        return self.env.ref(f"spiegelgesprek.method_{method}_step_{key}").name

    # ------------------------------------------------------------
    # DAYS
    # ------------------------------------------------------------

    def _get_days(self, **values):
        traject = self._create_traject(**values)
        return {step.offset_days: step.date_deadline for step in traject.step_ids}

    def test_weekends_before_only(self):
        """On a Tuesday 17 days after falls on a Friday; after it nothing is skipped."""
        days = self._get_days(date_conversation=datetime(2026, 6, 6, 11))
        self.assertEqual(days[-7], date(2026, 5, 29), "Saturday goes back to Friday")
        self.assertEqual(days[0], date(2026, 6, 6), "the day itself stays")
        self.assertEqual(days[1], date(2026, 6, 7), "the day after too")

    def test_days_off_of_the_company(self):
        """Whit Monday and the bridge before it: back over all of them."""
        self.company.resource_calendar_id.tz = "Europe/Amsterdam"
        second = self.env["res.company"].create({"name": "Second"})
        for calendar, first, last in (
            (self.company.resource_calendar_id, "2026-05-24 22:00", "2026-05-25 21:59"),
            (self.env["resource.calendar"], "2026-05-21 22:00", "2026-05-22 21:59"),
            (second.resource_calendar_id, "2026-05-20 22:00", "2026-05-21 21:59"),
        ):
            self.env["resource.calendar.leaves"].create(
                {
                    "name": "Day off",
                    "calendar_id": calendar.id,
                    "date_from": first,
                    "date_to": last,
                }
            )
        days = self._get_days(date_conversation=datetime(2026, 6, 1, 11))
        self.assertEqual(days[-7], date(2026, 5, 21))

    def test_half_past_midnight(self):
        """The day is the one on the clock of the traject, also at 00:30."""
        days = self._get_days(date_conversation=datetime(2026, 6, 3, 22, 30))
        self.assertEqual(days[0], date(2026, 6, 4))
        self.assertEqual(days[-7], date(2026, 5, 28))
        self.coordinator.tz = "America/New_York"
        days = self._get_days(date_conversation=datetime(2026, 6, 3, 22, 30))
        self.assertEqual(days[0], date(2026, 6, 3))
        # another zone of company and reader changes nothing
        self.company.partner_id.tz = "Asia/Tokyo"
        step = self._create_traject(date_conversation=T).step_ids[-1]
        self.assertEqual(
            step.with_context(tz="Asia/Tokyo").date_deadline, step.date_deadline
        )

    def test_zone_changes(self):
        traject = self._create_traject(date_conversation=datetime(2026, 6, 3, 22, 30))
        confirm = traject.step_ids.filtered(lambda step: step.offset_days == -7)
        self.assertEqual(confirm.date_deadline, date(2026, 5, 28))
        traject.date_tz = "Europe/London"
        self.assertEqual(confirm.date_deadline, date(2026, 5, 27))

    def test_summer_time_between(self):
        """Steps are days, so an hour more or less on the way changes nothing."""
        for moment, expected in (
            (datetime(2026, 4, 2, 22, 30), date(2026, 3, 27)),
            (datetime(2026, 10, 29, 23, 15), date(2026, 10, 23)),
        ):
            with self.subTest(moment):
                self.assertEqual(self._get_days(date_conversation=moment)[-7], expected)

    def test_leap_day(self):
        days = self._get_days(date_conversation=datetime(2028, 3, 7, 12))
        self.assertEqual(days[-7], date(2028, 2, 29))
        days = self._get_days(date_conversation=datetime(2028, 2, 29, 12))
        self.assertEqual((days[-7], days[1]), (date(2028, 2, 22), date(2028, 3, 1)))

    # ------------------------------------------------------------
    # WHO
    # ------------------------------------------------------------

    def test_responsible(self):
        """By role, and the coordinator where nobody with a login has it."""
        self.traject.date_conversation = T
        steps = self.traject.step_ids.grouped("responsible")
        self.assertEqual(steps["sponsor"].user_id, self.sponsor)
        self.assertEqual(steps["facilitator"].user_id, self.facilitator)
        self.assertEqual(steps["assistant"].user_id, self.coordinator)
        self.lead.state = "withdrawn"
        self.assertEqual(steps["facilitator"].user_id, self.coordinator)
        self.lead.state = "accepted"
        self.assertEqual(steps["facilitator"].user_id, self.facilitator)
        self._create_contact_participant("note_taker", self.recruiter)
        self.assertEqual(steps["assistant"].user_id, self.recruiter)
        self.traject.sponsor_id = self.env["res.partner"].create({"name": "No login"})
        self.assertEqual(steps["sponsor"].user_id, self.coordinator)
        self.traject.user_id = self.other
        self.assertEqual(steps["sponsor"].user_id, self.other)

    def test_done_keeps_who_did_it(self):
        step = self.traject.step_ids.filtered(lambda s: s.responsible == "facilitator")[
            :1
        ]
        step.action_done()
        self.lead.state = "withdrawn"
        self.assertEqual(step.user_id, self.facilitator)

    # ------------------------------------------------------------
    # A COPY OF THE METHOD
    # ------------------------------------------------------------

    def test_keeps_its_copies(self):
        method = self.method.copy()
        traject = self._create_traject(method_id=method.id, date_conversation=T)
        before = traject.step_ids.mapped(lambda s: (s.name, s.date_deadline))
        method.step_ids[2].write({"name": "Changed", "offset_days": -3})
        method.step_ids[3].unlink()
        method.write({"step_ids": [(0, 0, {"name": "New", "offset_days": -2})]})
        self.assertEqual(
            traject.step_ids.mapped(lambda s: (s.name, s.date_deadline)), before
        )

    def test_change_of_method(self):
        """Open steps are replaced, what is done stays, and is not asked again."""
        traject = self._create_traject(date_conversation=T)
        own = self.env["spiegelgesprek.step"].create(
            {"traject_id": traject.id, "name": "Own idea"}
        )
        done = traject.step_ids.filtered(lambda s: s.offset_days == -84)[-1:]
        done.action_done()
        count = len(traject.step_ids)
        amc = self.env.ref("spiegelgesprek.method_amc")
        with Form(traject.with_user(self.coordinator)) as form:
            form.method_id = amc
        self.assertEqual(len(traject.step_ids), count)
        self.assertIn(own, traject.step_ids)
        self.assertIn(done, traject.step_ids)
        self.assertEqual(traject.step_ids.mapped("name").count(done.name), 1)
        others = traject.step_ids - done - own
        self.assertEqual(others.method_step_id.method_id, amc)
        self.assertTrue(all(step.date_deadline for step in others))

    def test_new_in_the_form(self):
        """The web client sends back what the form shows: nothing may get lost."""
        with Form(
            self.env["spiegelgesprek.traject"].with_user(self.coordinator)
        ) as form:
            form.name = "New"
            form.method_id = self.method
            form.sponsor_id = self.sponsor.partner_id
            form.date_conversation = T
        steps = form.record.step_ids
        self.assertEqual(self._get_steps(form.record, "jgb"), read_plan("jgb")[0])
        self.assertFalse(any(steps.mapped("shift")))
        self.assertFalse(steps.assigned_user_id)
        self.assertTrue(all(step.note for step in steps))
        self.assertEqual(
            steps.filtered(lambda s: s.responsible == "sponsor").user_id, self.sponsor
        )

    def test_add_from_the_method(self):
        """What is off, new, or was taken out can be added."""
        method = self.method.copy()
        traject = self._create_traject(method_id=method.id, date_conversation=T)
        new = self.env["spiegelgesprek.method.step"].create(
            {"method_id": method.id, "name": "New in the method", "offset_days": -14}
        )
        gone = traject.step_ids[-1]
        gone_line = gone.method_step_id
        gone.unlink()
        wizard = (
            self.env["spiegelgesprek.method.add"]
            .with_user(self.coordinator)
            .create({"traject_id": traject.id})
        )
        off = method.step_ids.filtered(lambda line: not line.is_default)
        self.assertEqual(wizard.new_step_ids, off | new | gone_line)
        wizard.step_ids = new | gone_line
        wizard.action_add()
        added = traject.step_ids.filtered(lambda s: s.method_step_id == new)
        self.assertEqual(added.date_deadline, date(2026, 5, 21))
        self.assertIn(gone_line, traject.step_ids.method_step_id)
        wizard.action_add()
        self.assertEqual(traject.step_ids.method_step_id.ids.count(new.id), 1)
        self.assertEqual(
            len(traject.step_ids.filtered(lambda s: s.name == new.name)), 1
        )

    def test_add_only_to_own_traject(self):
        wizard = self.env["spiegelgesprek.method.add"].with_user(self.other)
        wizard = wizard.create({"traject_id": self.traject.id})
        wizard.step_ids = wizard.new_step_ids
        with self.assertRaises(AccessError):
            wizard.action_add()

    # ------------------------------------------------------------
    # BAD INPUT
    # ------------------------------------------------------------

    def test_past_warns(self):
        """It may be noted afterwards, so it is no more than a warning."""
        form = Form(self.traject.with_user(self.coordinator))
        with self.assertLogs("odoo.tests.form.onchange", "WARNING") as logs:
            form.date_conversation = datetime(2025, 6, 4, 12)
        self.assertIn("in the past", logs.output[0])
        form.save()
        self.assertTrue(self.traject.step_ids[0].is_late)

    def test_method_without_seats_warns(self):
        method = self.env["spiegelgesprek.method"].create({"name": "Nobody listens"})
        form = Form(self.env["spiegelgesprek.traject"].with_user(self.coordinator))
        with self.assertLogs("odoo.tests.form.onchange", "WARNING") as logs:
            form.method_id = method
        self.assertIn("no seats", logs.output[0])

    @mute_logger("odoo.sql_db")
    def test_over_two_years(self):
        step = self.traject.step_ids[0]
        for values in ({"offset_days": 731}, {"shift": -731}):
            with (
                self.subTest(values),
                self.assertRaises(CheckViolation),
                self.cr.savepoint(),
            ):
                step.write(values)
                step.flush_recordset()

    @mute_logger("odoo.sql_db")
    def test_skipped_with_a_reason(self):
        step = self.traject.step_ids[0]
        with self.assertRaises(CheckViolation), self.cr.savepoint():
            step.state = "skipped"
            step.flush_recordset()
        step.write({"state": "skipped", "skip_reason": "No food at all"})
        step.action_todo()
        self.assertFalse(step.skip_reason)

    def test_switched_off_in_the_list(self):
        """To say why is enough; to take that back opens it again."""
        own = self.traject.with_user(self.coordinator)
        for reason, state in (("No food at all", "skipped"), (False, "todo")):
            with Form(own) as form, form.step_ids.edit(2) as step:
                step.skip_reason = reason
            self.assertEqual(self.traject.step_ids[2].state, state)

    # ------------------------------------------------------------
    # LISTS
    # ------------------------------------------------------------

    def test_sorted_by_phase(self):
        """As they come, in both directions and in groups; not by their letters."""
        steps = self.env["spiegelgesprek.step"].with_user(self.coordinator)
        domain = [("traject_id", "=", self.traject.id)]
        order = [phase for phase, _label in PHASES]
        for direction, step in (("", 1), (" desc", -1)):
            found = steps.search(domain, order=f"phase{direction}, id").mapped("phase")
            self.assertEqual(found, sorted(found, key=order[::step].index))
        groups = steps.with_context(read_group_expand=True).web_read_group(
            domain, ["phase"], order="phase"
        )["groups"]
        names = [group["phase"] for group in groups]
        self.assertEqual(names, sorted(names, key=order.index))
        self.assertGreater(len(names), 4)

    # ------------------------------------------------------------
    # RIGHTS
    # ------------------------------------------------------------

    def test_who_does_it_reports(self):
        """The facilitator ticks and shifts his step, and changes no more of it."""
        self.traject.date_conversation = T
        steps = self.traject.step_ids.grouped("responsible")
        own = steps["facilitator"][0].with_user(self.facilitator)
        own.write({"note": "<p>Called</p>", "date_deadline": date(2026, 5, 5)})
        own.action_done()
        own.action_todo()
        self.assertEqual(own.shift, -2)
        for values in (
            {"user_id": self.recruiter.id},
            {"traject_id": self._create_traject().id},
            {"name": "Other"},
            {"offset_days": 3},
            {"responsible": "sponsor"},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                own.write(values)
        with self.assertRaises(AccessError):
            steps["coordinator"][0].with_user(self.facilitator).action_done()
        with self.assertRaises(AccessError):
            steps["coordinator"][0].with_user(self.other).action_done()
