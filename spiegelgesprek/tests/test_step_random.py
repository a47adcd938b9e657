# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from odoo.tests import freeze_time, tagged

from .common import SpiegelgesprekCommon

NOW = datetime(2026, 5, 1, 9)
T = datetime(2026, 6, 4, 11, 30)
# Offset and role of each step of the plan.
STEPS = (
    (-28, "facilitator"),
    (-21, "coordinator"),
    (-14, "sponsor"),
    (7, "assistant"),
)
PEOPLE = ("coordinator", "facilitator", "sponsor", "recruiter", "employee")

STEP = st.integers(0, len(STEPS) - 1)
PERSON = st.sampled_from(PEOPLE)
SEQUENCES = settings(
    max_examples=500,
    stateful_step_count=5,
    # the same sequences each time, and no file with those that failed
    derandomize=True,
    database=None,
    deadline=None,
    print_blob=False,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=[HealthCheck.too_slow],
)


class PlanMachine(RuleBasedStateMachine):
    """What can happen to a plan, in any order, and what holds after each of it.

    A failure is brought back to the shortest story that still fails.
    """

    def __init__(self, case):
        super().__init__()
        self.case = case
        self.env, self.cr = case.env, case.cr
        self.traject, self.steps = case.traject, case.traject.step_ids
        self.savepoint = self.cr.savepoint()
        self.kept = {}
        self.told = self._get_told()

    def teardown(self):
        self.savepoint.close(rollback=True)
        self.cr.precommit.clear()
        self.env.invalidate_all(flush=False)

    def _get_user(self, name):
        return getattr(self.case, name)

    def _is_there(self, name):
        """A list of users shows nobody who is archived."""
        return self._get_user(name).active

    # ------------------------------------------------------------
    # WHAT HAPPENS
    # ------------------------------------------------------------

    @initialize()
    def start(self):
        """Sync the plan as it was made."""
        self.cr.flush()

    @rule(days=st.integers(-40, 40), by_event=st.booleans())
    def move(self, days, by_event):
        moment = T + timedelta(days=days)
        event = self.traject.conversation_id
        if by_event and event:
            event.write({"start": moment, "stop": moment + timedelta(hours=1)})
        else:
            self.traject.date_conversation = moment

    @rule()
    def clear(self):
        self.traject.date_conversation = False

    @precondition(lambda self: self.traject.conversation_id)
    @rule()
    def delete_conversation(self):
        self.traject.conversation_id.unlink()

    @rule(step=STEP)
    def done(self, step):
        self.steps[step].action_done()

    @rule(step=STEP)
    def undone(self, step):
        self.steps[step].action_todo()

    @rule(step=STEP)
    def skip(self, step):
        self.steps[step].write({"state": "skipped", "skip_reason": "Not here"})

    @rule(step=STEP, days=st.integers(-5, 5))
    def shift(self, step, days):
        record = self.steps[step]
        if record.state == "todo" and record.date_deadline:
            record.date_deadline += timedelta(days=days)

    @rule(step=STEP, person=PERSON)
    def reassign(self, step, person):
        if self._is_there(person):
            self.steps[step].user_id = self._get_user(person)

    @rule(step=STEP)
    def activity_done(self, step):
        self.steps[step].activity_ids._action_done()

    @rule(step=STEP, days=st.integers(-3, 3))
    def activity_moved(self, step, days):
        for activity in self.steps[step].activity_ids:
            activity.date_deadline += timedelta(days=days)

    @rule(step=STEP, person=PERSON)
    def activity_reassigned(self, step, person):
        """Odoo tells the one who gets it, and lets him follow: a person did this."""
        activity = self.steps[step].activity_ids
        if activity and self._is_there(person):
            activity.user_id = self._get_user(person)
            self.told = self._get_told()

    @rule(step=STEP)
    def activity_deleted(self, step):
        """The step stays exactly as it is; the job of the night gives it back."""
        record = self.steps[step]
        before = record.read(record._get_owner_fields() | {"user_id"})
        record.activity_ids.unlink()
        self.env.flush_all()
        assert record.read(record._get_owner_fields() | {"user_id"}) == before
        record._plan_sync()

    @rule(person=PERSON)
    def archive_user(self, person):
        self._get_user(person).action_archive()

    @rule(person=PERSON)
    def unarchive_user(self, person):
        self._get_user(person).active = True

    @rule()
    def recruiter_leaves(self):
        self.traject.recruiter_ids = False

    @rule()
    def cancel(self):
        self.traject.stage_id = self.case.cancelled

    @rule()
    def reopen(self):
        self.traject.stage_id = self.case.stage

    # ------------------------------------------------------------
    # WHAT HOLDS: THE RULES, WRITTEN DOWN ANEW AND AS PLAINLY AS POSSIBLE
    # ------------------------------------------------------------

    @invariant()
    def rules_hold(self):
        # as at the end of a request
        self.cr.flush()
        self.env.invalidate_all()
        for step in self.steps:
            self._check_deadline(step)
            self._check_activity(step)
        self._check_meetings()
        assert self._get_told() == self.told, "nobody is mailed or made to follow"
        self.kept = {s: s.date_deadline for s in self.steps if s.state != "todo"}

    def _check_deadline(self, step):
        if step.state == "todo":
            assert step.date_deadline == self._get_planned(step), step.name
        elif self.kept.get(step):
            assert step.date_deadline == self.kept[step], step.name

    def _get_planned(self, step):
        """Return the day of the conversation, the offset and the shift together."""
        if not self.traject.date_conversation:
            return False
        day = self.traject.date_conversation.date() + timedelta(days=step.offset_days)
        while step.offset_days < 0 and day.weekday() > 4:
            day -= timedelta(days=1)
        return day + timedelta(days=step.shift)

    def _check_activity(self, step):
        """One for who does it, when it is near and he may read it; else none."""
        user, activity = step.user_id, step.activity_ids
        wanted = (
            step.state == "todo"
            and self._is_running()
            and step.date_deadline
            and (step.date_deadline - NOW.date()).days <= 21
            and user.active
            and self.traject.with_user(user).has_access("read")
        )
        assert len(activity) == int(bool(wanted)), (step.name, activity)
        if activity:
            assert activity.user_id == user, step.name
            assert activity.date_deadline == step.date_deadline, step.name
        if step.state == "todo":
            assert user.active or user == self.traject.user_id, step.name

    def _is_running(self):
        return self.traject.phase not in ("closed", "cancelled")

    def _check_meetings(self):
        """None that is still to come without a date, or while it is cancelled."""
        coming = self.traject._get_other_meetings().filtered(lambda m: m.start > NOW)
        assert not coming or self.traject.date_conversation
        for meeting in coming:
            assert meeting.active == self._is_running(), meeting.start

    def _get_told(self):
        """Return how many mails there are, and who follows the traject."""
        mails = self.env["mail.mail"].search_count([])
        return mails, self.traject.message_partner_ids


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestStepRandom(SpiegelgesprekCommon):
    """Whatever happens in whatever order, the rules of the plan hold."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        steps = [
            {"name": f"Step {number}", "offset_days": offset, "responsible": who}
            for number, (offset, who) in enumerate(STEPS)
        ]
        method = cls.env["spiegelgesprek.method"].create(
            {
                "name": "Small",
                "step_ids": [(0, 0, values) for values in steps],
                "meeting_ids": [
                    (0, 0, {"name": "Debrief", "kind": "debrief", "offset_days": 10})
                ],
            }
        )
        cls.traject = cls._create_traject(
            method_id=method.id,
            sponsor_id=cls.sponsor.partner_id.id,
            recruiter_ids=[(4, cls.recruiter.id)],
            date_conversation=T,
        )
        cls._create_contact_participant("facilitator", cls.facilitator)
        cls.cr.flush()
        cls.stage = cls.traject.stage_id
        cls.cancelled = cls.env.ref("spiegelgesprek.stage_cancelled")

    def test_sequences(self):
        run_state_machine_as_test(lambda: PlanMachine(self), settings=SEQUENCES)
