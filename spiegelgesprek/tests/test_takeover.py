# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from .common import SpiegelgesprekCommon

REASON = "The coordinator is ill for a long time"


class TestTakeover(SpiegelgesprekCommon):
    def _take_over(self, user, reason=REASON):
        wizard = (
            self.env["spiegelgesprek.traject.takeover"]
            .with_user(user)
            .create({"traject_id": self.traject.id, "reason": reason})
        )
        wizard.action_take_over()
        self.env.flush_all()
        self.env.invalidate_all()

    def _find_clients(self, user):
        domain = [("traject_id", "=", self.traject.id), ("ring", "=", "inner")]
        return self.env["spiegelgesprek.participant"].with_user(user).search(domain)

    # ------------------------------------------------------------
    # THE WAY THAT IS MEANT
    # ------------------------------------------------------------

    def test_manager_sees_clients_afterwards(self):
        self.assertFalse(self._find_clients(self.manager))
        self._take_over(self.manager)
        self.assertEqual(self.traject.user_id, self.manager)
        self.assertEqual(self._find_clients(self.manager).name, self.client.name)
        self.assertFalse(self._find_clients(self.coordinator))

    def test_sitting_coordinator_is_told(self):
        self._take_over(self.manager)
        message = self.traject.message_ids.filtered(lambda m: REASON in (m.body or ""))
        self.assertEqual(len(message), 1)
        self.assertIn(self.manager.name, message.body)
        self.assertEqual(message.author_id, self.manager.partner_id)
        self.assertIn(
            self.coordinator.partner_id, message.notification_ids.res_partner_id
        )

    def test_log_remembers(self):
        self._take_over(self.manager)
        log = self.env["spiegelgesprek.access.log"].search(
            [("kind", "=", "takeover"), ("traject_id", "=", self.traject.id)]
        )
        self.assertEqual(len(log), 1)
        self.assertEqual(log.user_id, self.manager)
        self.assertIn(REASON, log.description)

    @freeze_time("2026-03-10 12:00:00")
    def test_meeting_goes_along(self):
        self.traject.date_conversation = "2026-06-02 12:00:00"
        self._take_over(self.manager)
        event = self.traject.conversation_id
        self.assertEqual(event.user_id, self.manager)
        self.assertEqual(
            event.partner_ids, (self.manager | self.facilitator).partner_id
        )

    def test_reason_needed(self):
        for reason in ("", "  \n "):
            with self.subTest(reason=reason), self.assertRaises(UserError):
                self._take_over(self.manager, reason)
        self.assertEqual(self.traject.user_id, self.coordinator)

    def test_who_listens_sees_no_client_after_all(self):
        self._create_contact_participant("employee", self.manager)
        self._take_over(self.manager)
        self.assertFalse(self._find_clients(self.manager))

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_managers_only(self):
        for user in (self.other, self.coordinator, self.sponsor, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._take_over(user)
        self.assertEqual(self.traject.user_id, self.coordinator)

    # ------------------------------------------------------------
    # THE WAYS AROUND
    # ------------------------------------------------------------

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.sql_db")
    def test_no_way_around(self):
        """Nobody writes himself in as coordinator, whichever door he takes."""
        own = {
            user: self._create_traject(user_id=user.id)
            for user in (self.manager, self.other)
        }
        for user in own:
            for door in ("write", "several", "web_save", "relation", "owner"):
                with self.subTest(user=user.login, door=door):
                    with (
                        self.assertRaises(UserError),
                        self.env.cr.savepoint(),
                    ):
                        getattr(self, f"_enter_by_{door}")(user, own[user])
                    self.assertEqual(self.traject.user_id, self.coordinator)

    def _enter_by_write(self, user, _own):
        self.traject.with_user(user).write({"user_id": user.id})

    def _enter_by_several(self, user, own):
        (own | self.traject).with_user(user).write({"user_id": user.id})

    def _enter_by_web_save(self, user, _own):
        self.traject.with_user(user).web_save({"user_id": user.id}, {})

    def _enter_by_relation(self, user, _own):
        """Change the traject by way of a goal that it serves."""
        goal = self.env["spiegelgesprek.goal"].create({"name": "Listen"})
        self.traject.goal_ids = goal
        update = Command.update(self.traject.id, {"user_id": user.id})
        goal.with_user(user).write({"traject_ids": [update]})

    def _enter_by_owner(self, user, own):
        """Bring a client into a traject of one's own."""
        own.with_user(user).write({"participant_ids": [Command.link(self.client.id)]})

    @mute_logger("odoo.sql_db")
    def test_no_way_around_by_import(self):
        for user in (self.manager, self.other):
            result = self.traject.with_user(user).load(
                [".id", "user_id/.id"], [[str(self.traject.id), str(user.id)]]
            )
            self.assertTrue(result["messages"])
            self.env.invalidate_all()
            self.assertEqual(self.traject.user_id, self.coordinator)

    def test_copy_holds_no_client(self):
        copy = self.traject.with_user(self.manager).copy()
        self.assertEqual(copy.user_id, self.manager)
        self.assertFalse(copy.sudo().participant_ids)

    # ------------------------------------------------------------
    # HANDING OVER IS NOT TAKING OVER
    # ------------------------------------------------------------

    def test_coordinator_hands_over(self):
        self.traject.with_user(self.coordinator).write({"user_id": self.other.id})
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self._find_clients(self.other), self.client)
        self.assertFalse(self._find_clients(self.coordinator))

    def test_manager_hands_over_to_a_colleague(self):
        """For a coordinator who left; it is the colleague who sees the clients."""
        self.traject.with_user(self.manager).write({"user_id": self.other.id})
        self.assertFalse(self._find_clients(self.manager))
        self.assertEqual(self.traject.user_id, self.other)
