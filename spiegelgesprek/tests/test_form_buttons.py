# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta

from lxml import etree

from odoo.tests import freeze_time, tagged
from odoo.tools.safe_eval import safe_eval
from odoo.tools.view_validation import get_expression_field_names

from .common import SpiegelgesprekCommon

NOW = datetime(2026, 6, 2, 9)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestFormButtons(SpiegelgesprekCommon):
    """One primary button in the header of the form: the next thing to do."""

    def _get_primary(self, user):
        """Return the primary buttons that this user sees, from the view itself."""
        own = self.traject.with_user(user)
        arch = etree.fromstring(own.get_view(view_type="form")["arch"])
        return [
            button.get("name")
            for button in arch.iterfind(".//header/button")
            if "btn-primary" in (button.get("class") or "")
            and not self._evaluate(button.get("invisible") or "False", own)
        ]

    def _evaluate(self, expression, record):
        names = get_expression_field_names(expression) - {"uid", "id"}
        values = record.read(names, load=None)[0]
        return safe_eval(expression, {**values, "uid": record.env.uid})

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # somebody to call, as soon as it is time
        cls.client.state = "accepted"

    def test_one_for_each_phase(self):
        for stage in self.env["spiegelgesprek.stage"].search([]):
            for days in (-1, 1, 5, 30, None):
                date = days and NOW + timedelta(days=days)
                self.traject.write(
                    {"stage_id": stage.id, "date_conversation": date or False}
                )
                for user in (self.coordinator, self.manager, self.sponsor):
                    with self.subTest(stage.phase, days=days, user=user.login):
                        primary = self._get_primary(user)
                        self.assertLessEqual(len(primary), 1, primary)

    def test_around_the_conversation(self):
        """First the calls, then who still comes, and from its start who was there."""
        self.traject.stage_id = self.env.ref("spiegelgesprek.stage_ready")
        for days, button in (
            (30, "action_open_evening"),
            (5, "action_open_calls"),
            (1, "action_open_evening"),
            (0, "action_open_listeners"),
            (-2, "action_open_listeners"),
        ):
            with self.subTest(days):
                self.traject.date_conversation = NOW + timedelta(days=days)
                self.assertEqual(self._get_primary(self.coordinator), [button])

    def test_behind_the_calendar(self):
        """The stage stayed behind: what is near goes before what belongs to it."""
        for stage, button in (
            ("setup", "action_open_clients"),
            ("recruit", "action_open_invite"),
        ):
            self.traject.stage_id = self.env.ref(f"spiegelgesprek.stage_{stage}")
            for days, first in (
                (30, button),
                (5, "action_open_calls"),
                (1, "action_open_evening"),
            ):
                with self.subTest(stage, days=days):
                    self.traject.date_conversation = NOW + timedelta(days=days)
                    self.assertEqual(self._get_primary(self.coordinator), [first])
