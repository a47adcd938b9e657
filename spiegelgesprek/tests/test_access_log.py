# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError
from odoo.tools import mute_logger

from .common import SpiegelgesprekCommon


class TestAccessLog(SpiegelgesprekCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.coordinator.group_ids += cls.env.ref("base.group_allow_export")
        cls.Log = cls.env["spiegelgesprek.access.log"]

    def _get_logged(self):
        return [(log.user_id, log.kind, log.traject_id) for log in self.Log.search([])]

    def test_opening_clients(self):
        self.traject.with_user(self.coordinator).action_open_clients()
        expected = [(self.coordinator, "clients", self.traject)]
        self.assertEqual(self._get_logged(), expected)

    def test_opening_clients_before_there_are_any(self):
        traject = self._create_traject()
        traject.with_user(self.coordinator).action_open_clients()
        self.assertEqual(self._get_logged(), [(self.coordinator, "clients", traject)])

    def test_opening_all_clients(self):
        """From the menu: one line for each traject of which clients are shown."""
        second = self._create_traject()
        self._create_client(traject_id=second.id)
        self._create_traject()
        clients = self.env["spiegelgesprek.participant"].with_user(self.coordinator)
        clients.action_open_clients()
        trajects = {traject for _user, _kind, traject in self._get_logged()}
        self.assertEqual(trajects, {self.traject, second})

    def test_opening_nobody_is_no_news(self):
        """Who sees no client and can add none opened no clients."""
        self.client.state = "confirmed"
        own = self.traject.with_user(self.manager)
        own.action_open_clients()
        own.action_open_evening()
        own.action_open_spares()
        own.env["spiegelgesprek.participant"].action_open_clients()
        self.assertFalse(self._get_logged())
        self.traject.with_user(self.coordinator).action_open_evening()
        expected = [(self.coordinator, "clients", self.traject)]
        self.assertEqual(self._get_logged(), expected)

    def test_exporting_clients(self):
        self.client.with_user(self.coordinator).export_data(["name"])
        expected = [(self.coordinator, "clients_export", self.traject)]
        self.assertEqual(self._get_logged(), expected)

    def test_exporting_clients_along_with_trajects(self):
        self.traject.with_user(self.coordinator).export_data(["participant_ids/name"])
        kinds = {kind for _user, kind, _traject in self._get_logged()}
        self.assertEqual(kinds, {"clients_export"})

    def test_exporting_listeners_is_no_news(self):
        self.outer.with_user(self.coordinator).export_data(["partner_id/name"])
        self.assertFalse(self._get_logged())

    def test_log_holds_no_names(self):
        self.traject.with_user(self.coordinator).action_open_clients()
        self.client.with_user(self.coordinator).export_data(["name", "email"])
        for log in self.Log.search([]):
            self.assertNotIn("Quirinia", f"{log.description}{log.display_name}")

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_nobody_changes_the_log(self):
        log = self.Log._record("clients", self.traject)
        values = {
            "user_id": self.other.id,
            "kind": "clients",
            "company_id": self.company.id,
        }
        for user in (self.coordinator, self.manager):
            own = log.with_user(user)
            for label, attempt in (
                ("write", lambda own=own: own.write({"user_id": self.other.id})),
                ("unlink", lambda own=own: own.unlink()),
                ("create", lambda own=own: own.create(values)),
                ("copy", lambda own=own: own.copy()),
            ):
                with (
                    self.subTest(label, user=user.login),
                    self.assertRaises(AccessError),
                ):
                    attempt()
        self.assertEqual(self.Log.search([]), log)

    def test_log_outlives_the_traject(self):
        """Deleting a traject doesn't delete who looked at its clients."""
        traject = self._create_traject()
        log = self.Log._record("clients", traject)
        code = traject.code
        traject.with_user(self.coordinator).unlink()
        self.env.invalidate_all()
        self.assertTrue(log.exists())
        self.assertEqual(log.traject_code, code)
        self.assertEqual(log.with_user(self.manager).traject_code, code)
