# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .common import SpiegelgesprekCommon

TEXT = "Clients have to tell their story again with each new worker"


@tagged("post_install", "-at_install")
@freeze_time("2026-06-10 09:00:00")
class TestInsight(SpiegelgesprekCommon):
    def _create_insight(self, user=None, **values):
        insights = self.env["spiegelgesprek.insight"].with_user(
            user or self.coordinator
        )
        values = {"traject_id": self.traject.id, "text": TEXT, **values}
        return insights.create(values)

    def test_typed_without_an_answer(self):
        """A facilitator words what was said, without any evaluation (seed 003)."""
        insight = self._create_insight(self.facilitator, kind="wish")
        self.assertEqual(self.traject.with_user(self.coordinator).insight_count, 1)
        self.assertFalse(insight.released)

    def test_release(self):
        """Who releases it and when is kept; others read it from then on."""
        insight = self._create_insight()
        as_listener = insight.with_user(self.listener)
        self.assertFalse(as_listener.search([("id", "=", insight.id)]))
        insight.action_release()
        self.assertEqual(insight.checked_by_id, self.coordinator)
        self.assertEqual(str(insight.date_checked), "2026-06-10")
        self.assertEqual(as_listener.search([("id", "=", insight.id)]).text, TEXT)
        insight.action_take_back()
        self.assertFalse(as_listener.search([("id", "=", insight.id)]))
        self.assertFalse(insight.checked_by_id)

    def test_only_who_leads_the_traject_releases(self):
        insight = self._create_insight(self.facilitator)
        with self.assertRaises(AccessError):
            insight.action_release()
        with self.assertRaises(AccessError):
            insight.write({"released": True})
        self.assertFalse(insight.released)

    def test_nothing_starts_released(self):
        insight = self._create_insight(released=True, checked_by_id=self.manager.id)
        self.assertFalse(insight.released)
        self.assertFalse(insight.checked_by_id)

    def test_changed_text_is_checked_again(self):
        insight = self._create_insight()
        insight.action_release()
        insight.write({"text": TEXT, "answer": "One contact person"})
        self.assertTrue(insight.released)
        insight.text = "Something else"
        self.assertFalse(insight.released)
        self.assertFalse(insight.date_checked)

    def test_name_in_the_text(self):
        """A name of somebody in the traject is seen, and not released."""
        self._create_client(name="Quirinia Zandloper")
        insight = self._create_insight(text="Quirinia was never called back")
        self.assertTrue(insight.holds_name)
        with self.assertRaisesRegex(UserError, "Say it without"):
            insight.action_release()
        self.assertFalse(insight.released)
        insight.text = "Somebody was never called back"
        self.assertFalse(insight.holds_name)

    def test_warning_tells_no_names(self):
        """Who can't see clients can't find out by guessing names either."""
        self._create_client(name="Quirinia Zandloper")
        for user in (self.facilitator, self.manager):
            insight = self._create_insight(user, text="Quirinia and Zandloper")
            self.assertFalse(insight.holds_name)

    def test_action_point_in_one_click(self):
        insight = self._create_insight(influence="small")
        action = insight.action_make_action_point()
        points = self.env[action["res_model"]].with_user(self.coordinator)
        point = Form(points.with_context(**action["context"])).save()
        self.assertEqual(point.name, TEXT)
        self.assertEqual(point.traject_id, self.traject)
        self.assertEqual(point.level, "organisation")
        self.assertEqual(point.insight_ids, insight)
        self.assertEqual(insight.action_point_count, 1)

    def test_owner_sees_what_is_released(self):
        """The owner of an action point reads no text that nobody checked."""
        insight = self._create_insight()
        point = self._create_action_point(user_id=self.employee.id)
        group = "spiegelgesprek.spiegelgesprek_group_user"
        self.employee.group_ids |= self.env.ref(group)
        insight.action_point_ids = point
        point.invalidate_recordset()
        self.assertFalse(point.with_user(self.employee).insight_ids)
        insight.action_release()
        point.invalidate_recordset()
        self.assertEqual(point.with_user(self.employee).insight_ids.text, TEXT)

    def test_names_of_many_trajects_at_once(self):
        """The warning costs the same for one traject and for five."""
        insights = self._create_insight()
        for number in range(5):
            traject = self._create_traject(name=f"Traject {number}")
            insights |= self._create_insight(traject_id=traject.id)
        self.env.flush_all()
        counts = []
        for some in (insights[:1], insights):
            self.env.invalidate_all()
            some = some.with_user(self.coordinator)
            some.mapped("text")
            start = self.env.cr.sql_log_count
            some.mapped("holds_name")
            counts.append(self.env.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0] + 1)
