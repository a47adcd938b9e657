# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import random
from datetime import datetime, timedelta

from odoo.tests import freeze_time, tagged

from .common import SpiegelgesprekCommon

NOW = datetime(2026, 5, 1, 9)
T = datetime(2026, 6, 4, 11, 30)
SEQUENCES = 500
LENGTH = 4


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestStepRandom(SpiegelgesprekCommon):
    """Whatever happens in whatever order, the rules of the plan hold.

    Each sequence has its own number, so a failure can be repeated; it names what
    happened.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        method = cls.env["spiegelgesprek.method"].create(
            {
                "name": "Small",
                "step_ids": [
                    (0, 0, {"name": str(n), "offset_days": offset, "responsible": who})
                    for n, (offset, who) in enumerate(
                        (
                            (-28, "facilitator"),
                            (-21, "coordinator"),
                            (-14, "sponsor"),
                            (7, "assistant"),
                        )
                    )
                ],
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
        cls.steps = cls.traject.step_ids
        cls.people = (
            cls.coordinator
            | cls.facilitator
            | cls.sponsor
            | cls.recruiter
            | cls.employee
        )
        cls.stages = {
            "cancel": cls.env.ref("spiegelgesprek.stage_cancelled"),
            "reopen": cls.traject.stage_id,
        }

    def test_sequences(self):
        for number in range(SEQUENCES):
            self._run_sequence(number)

    def _run_sequence(self, number):
        chance, story = random.Random(number), []
        savepoint = self.cr.savepoint()
        try:
            for _turn in range(LENGTH):
                kept = {s: s.date_deadline for s in self.steps if s.state != "todo"}
                story.append(self._do_something(chance))
                self.cr.flush()
                self.env.invalidate_all()
                self._check_rules(kept)
        except Exception as error:
            happened = f"Sequence {number}: {', '.join(story)}"
            raise AssertionError(happened) from error
        finally:
            savepoint.close(rollback=True)
            self.cr.precommit.clear()
            self.env.invalidate_all(flush=False)

    # ------------------------------------------------------------
    # WHAT HAPPENS
    # ------------------------------------------------------------

    def _do_something(self, chance):
        """Do one thing at random, and say in words what it was."""
        name = chance.choice(
            [name for name in dir(self) if name.startswith("_happens_")]
        )
        step = chance.choice(self.steps)
        detail = getattr(self, name)(chance, step)
        return f"{name.removeprefix('_happens_')} {detail or step.name}"

    def _choose_user(self, chance):
        """Choose one of those that a list of users shows, so nobody archived."""
        active = self.people.filtered("active")
        return chance.choice(active) if active else active

    def _happens_move(self, chance, _step):
        moment = T + timedelta(days=chance.randint(-40, 40))
        if chance.random() < 0.5 and self.traject.conversation_id:
            self.traject.conversation_id.write(
                {"start": moment, "stop": moment + timedelta(hours=1)}
            )
        else:
            self.traject.date_conversation = moment
        return str(moment)

    def _happens_clear(self, _chance, _step):
        self.traject.date_conversation = False

    def _happens_delete_conversation(self, _chance, _step):
        self.traject.conversation_id.unlink()

    def _happens_done(self, _chance, step):
        step.action_done()

    def _happens_undone(self, _chance, step):
        step.action_todo()

    def _happens_skip(self, _chance, step):
        step.write({"state": "skipped", "skip_reason": "Not here"})

    def _happens_shift(self, chance, step):
        if step.state == "todo" and step.date_deadline:
            step.date_deadline += timedelta(days=chance.randint(-5, 5))

    def _happens_reassign(self, chance, step):
        step.user_id = self._choose_user(chance)
        return f"{step.name} to {step.user_id.login}"

    def _happens_activity_done(self, _chance, step):
        step.activity_ids._action_done()

    def _happens_activity_moved(self, chance, step):
        for activity in step.activity_ids:
            activity.date_deadline += timedelta(days=chance.randint(-3, 3))

    def _happens_activity_reassigned(self, chance, step):
        if step.activity_ids:
            step.activity_ids.user_id = self._choose_user(chance)

    def _happens_activity_deleted(self, _chance, step):
        """The step stays exactly as it is."""
        names = ("state", "date_deadline", "shift", "user_id")
        before = step.read(names)
        step.activity_ids.unlink()
        self.env.flush_all()
        self.assertEqual(step.read(names), before)
        # the job of the night gives it back
        step._plan_sync()

    def _happens_archive_user(self, chance, _step):
        user = chance.choice(self.people)
        user.action_archive()
        return user.login

    def _happens_unarchive_user(self, _chance, _step):
        self.people.filtered(lambda user: not user.active).active = True

    def _happens_recruiter_leaves(self, _chance, _step):
        self.traject.recruiter_ids = False

    def _happens_cancel(self, _chance, _step):
        self.traject.stage_id = self.stages["cancel"]

    def _happens_reopen(self, _chance, _step):
        self.traject.stage_id = self.stages["reopen"]

    # ------------------------------------------------------------
    # WHAT HOLDS
    # ------------------------------------------------------------

    def _check_rules(self, kept):
        """Compare with the rules, written down anew and as plainly as possible."""
        traject, today = self.traject, NOW.date()
        running = traject.phase not in ("closed", "cancelled")
        for step in self.steps:
            if step.state == "todo":
                self.assertEqual(
                    bool(step.date_deadline), bool(traject.date_conversation)
                )
                self.assertEqual(step.date_deadline, self._get_expected_date(step))
            elif kept.get(step):
                self.assertEqual(step.date_deadline, kept[step])
            activity = step.activity_ids
            self.assertLessEqual(len(activity), 1)
            user = step.user_id
            wanted = bool(
                step.state == "todo"
                and running
                and step.date_deadline
                and (step.date_deadline - today).days <= 21
                and user.active
                and traject.with_user(user).has_access("read")
            )
            self.assertEqual(bool(activity), wanted, step.name)
            if activity:
                self.assertEqual(activity.user_id, user)
                self.assertEqual(activity.date_deadline, step.date_deadline)
            if step.state == "todo":
                self.assertTrue(user.active or user == traject.user_id)
        coming = traject._get_other_meetings().filtered(lambda m: m.start > NOW)
        if not traject.date_conversation:
            self.assertFalse(coming)
        self.assertFalse(running != all(coming.mapped("active")) and coming)

    def _get_expected_date(self, step):
        if not self.traject.date_conversation:
            return False
        day = self.traject.date_conversation.date() + timedelta(days=step.offset_days)
        while step.offset_days < 0 and day.weekday() > 4:
            day -= timedelta(days=1)
        return day + timedelta(days=step.shift)
