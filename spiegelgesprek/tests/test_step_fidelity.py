# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common import SpiegelgesprekCommon


@tagged("post_install", "-at_install")
class TestStepFidelity(SpiegelgesprekCommon):
    """What share of a method was really done, and what was left out."""

    def _close(self, traject):
        traject.stage_id = self.env.ref("spiegelgesprek.stage_closed")

    def test_closed(self):
        steps = self.traject.step_ids
        self.assertEqual(len(steps), 15)
        self.env["spiegelgesprek.step"].create(
            {"traject_id": self.traject.id, "name": "Own idea", "state": "done"}
        )
        skipped, open_step = steps[0], steps[1]
        skipped.write({"state": "skipped", "skip_reason": "No food"})
        (steps - skipped - open_step).action_done()
        self.assertFalse(self.traject.fidelity, "not before the end")
        self._close(self.traject)
        self.assertAlmostEqual(self.traject.fidelity, 13 / 15)
        self.assertEqual(self.traject.left_step_ids, skipped | open_step)
        open_step.action_done()
        self.traject.invalidate_recordset(["left_step_ids"])
        self.assertAlmostEqual(self.traject.fidelity, 14 / 15)
        self.assertEqual(self.traject.left_step_ids.skip_reason, "No food")
        with Form(self.traject) as form:
            self.assertEqual(len(form.left_step_ids), 1)
        self.traject.stage_id = self.env.ref("spiegelgesprek.stage_monitor")
        self.assertFalse(self.traject.fidelity)

    def test_over_trajects(self):
        other = self._create_traject()
        empty = self._create_traject(
            method_id=self.env["spiegelgesprek.method"].create({"name": "Empty"}).id
        )
        self.traject.step_ids.action_done()
        self._close(self.traject | other | empty)
        self.assertEqual(empty.fidelity, 0)
        here = [("id", "in", (self.traject | other).ids)]
        rows = self.env["spiegelgesprek.traject"]._read_group(
            here, ["method_id"], ["fidelity:avg"]
        )
        self.assertEqual(rows, [(self.method, 0.5)])

    def test_copy_starts_anew(self):
        self.traject.step_ids.action_done()
        self._close(self.traject)
        self.assertFalse(self.traject.copy().fidelity)

    def test_method_learns(self):
        """A manager takes over what was added and what was left out; once."""
        method = self.method.copy()
        traject, running = (self._create_traject(method_id=method.id) for _ in "ab")
        own = self.env["spiegelgesprek.step"].create(
            {
                "traject_id": traject.id,
                "name": "Own idea",
                "offset_days": -5,
                "note": "<p>Small tasks</p>",
            }
        )
        left = traject.step_ids.filtered("method_step_id")[0]
        left.write({"state": "skipped", "skip_reason": "No food"})
        self._close(traject)
        self.assertEqual(traject.own_step_ids, own)
        before = running.step_ids
        for user in (self.coordinator, self.facilitator):
            with self.assertRaises(AccessError):
                (own | left).with_user(user).action_offer_to_method()
        for _twice in range(2):
            (own | left).with_user(self.manager).action_offer_to_method()
        line = method.step_ids.filtered(lambda step: step.name == "Own idea")
        self.assertRecordValues(
            line,
            [
                {
                    "offset_days": -5,
                    "is_default": False,
                    "note": "<p>Small tasks</p>",
                    "source": f"From {traject.code}",
                }
            ],
        )
        self.assertFalse(left.method_step_id.is_default)
        self.assertEqual(running.step_ids, before)
        self.assertIn(line, running._get_missing_lines(running.step_ids))
