# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import GROUP, SpiegelgesprekCommon

SHARE = "share_with_facilitator"
CARD = {"display_name", "number", "alias", "name", "phone", "traject_id", "company_id"}


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 12:00:00")
class TestClientCard(SpiegelgesprekCommon):
    """What who leads sees of clients: those who agreed, four columns, for a while."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.silent = cls._create_client(name="Silent")
        cls.line = cls._create_consent(cls.client, SHARE)
        cls.lead.state = "accepted"

    def _get_cards(self, user=None):
        """Return whom somebody sees, as in a request of his own."""
        self.env.flush_all()
        self.env.invalidate_all()
        cards = self.env["spiegelgesprek.client.card"]
        return set(cards.with_user(user or self.facilitator).search([]).ids)

    def _assert_seen(self, seen):
        self.assertEqual(self._get_cards(), {self.client.id} if seen else set())

    def test_who_agreed(self):
        self._assert_seen(True)
        card = self.env["spiegelgesprek.client.card"].with_user(self.facilitator)
        card = card.browse(self.client.id)
        self.assertEqual(card.name, self.client.name)
        self.assertEqual(card.alias, self.client.alias)
        self.assertEqual(card.phone, self.client.phone)
        self.assertEqual(card.display_name, self.client.display_name)

    def test_columns(self):
        """Nothing else can leak: there is no other column."""
        card = self.env["spiegelgesprek.client.card"].with_user(self.facilitator)
        self.assertEqual(set(card.fields_get()) - {"id"}, CARD)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_not_the_client_itself(self):
        with self.assertRaises(AccessError):
            self.client.with_user(self.facilitator).read(["name"])

    def test_withdrawn_at_once(self):
        self.line.with_user(self.coordinator).action_withdraw()
        self._assert_seen(False)

    def test_no_longer_coming(self):
        for state in ("declined", "withdrawn", "absent"):
            self.client.state = state
            self._assert_seen(False)
        self.client.state = "confirmed"
        self._assert_seen(True)

    def test_minor(self):
        """The table of the company holds for this purpose too."""
        self.client.age_band = "12_15"
        self._assert_seen(False)
        self._create_consent(
            self.client, SHARE, capacity="parent_one", given_by="Vader"
        )
        self._assert_seen(True)
        self.company.spiegelgesprek_agree_12_15 = "self_all"
        self._assert_seen(False)

    def test_clients_only(self):
        companion = self._create_client(role_id=self.roles["companion"].id)
        self._create_consent(companion, SHARE)
        self._assert_seen(True)

    def test_until_the_evaluation_closes(self):
        for phase, seen in (
            ("explore", True),
            ("prepare", True),
            ("recruit", True),
            ("run", True),
            ("evaluate", True),
            ("follow_up", False),
            ("monitor", False),
            ("closed", False),
            ("cancelled", False),
        ):
            self.traject.stage_id = self.env["spiegelgesprek.stage"].search(
                [("phase", "=", phase)], limit=1
            )
            with self.subTest(phase):
                self._assert_seen(seen)

    def test_archived(self):
        self.traject.active = False
        self._assert_seen(False)

    def test_only_who_said_to_come(self):
        for state, seen in (
            ("draft", False),
            ("invited", False),
            ("accepted", True),
            ("confirmed", True),
            ("attended", True),
            ("absent", False),
            ("declined", False),
            ("withdrawn", False),
        ):
            self.lead.state = state
            with self.subTest(state):
                self._assert_seen(seen)

    def test_only_roles_that_lead_and_see(self):
        for role, seen in (
            ("note_taker", False),
            ("co_facilitator", True),
            ("facilitator", True),
        ):
            self.lead.role_id = self.roles[role]
            with self.subTest(role):
                self._assert_seen(seen)
        for flag in ("is_facilitator", "sees_clients"):
            self.roles["facilitator"][flag] = False
            with self.subTest(flag):
                self._assert_seen(False)
            self.roles["facilitator"][flag] = True

    def test_who_listens_too(self):
        own = self._create_contact_participant("employee", self.facilitator)
        self._assert_seen(False)
        own.state = "declined"
        self._assert_seen(False)

    def test_nobody_else(self):
        for user in (
            self.coordinator,
            self.other,
            self.manager,
            self.recruiter,
            self.sponsor,
            self.listener,
        ):
            with self.subTest(user=user.login):
                self.assertEqual(self._get_cards(user), set())
        elsewhere = self._create_user("elsewhere", GROUP % "user")
        others = self._create_traject(user_id=self.other.id)
        self._create_contact_participant(
            "facilitator", elsewhere, traject_id=others.id, state="accepted"
        )
        self.assertEqual(self._get_cards(elsewhere), set())

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_read_only(self):
        card = self.env["spiegelgesprek.client.card"].with_user(self.facilitator)
        card = card.browse(self.client.id)
        for attempt in (
            lambda: card.write({"name": "Other"}),
            lambda: card.create({"name": "Other"}),
            card.unlink,
        ):
            with self.assertRaises(AccessError):
                attempt()

    def test_note_what_was_said(self):
        """Who leads notes a yes that he heard, once; it says who wrote it down."""
        cards = self.env["spiegelgesprek.client.card"].with_user(self.facilitator)
        for _click in range(2):
            cards.browse(self.client.id).action_agree_take_part()
        self.assertRecordValues(
            self.client.consent_ids - self.line,
            [
                {
                    "purpose": "take_part",
                    "answer": "yes",
                    "capacity": "self",
                    "channel": "spoken",
                    "noted_by": self.facilitator.id,
                }
            ],
        )

    def test_note_for_nobody_else(self):
        """Not of a client who is not shown, nor by whom nothing is shown."""
        for user, client in (
            (self.facilitator, self.silent),
            (self.facilitator, self.client | self.silent),
            (self.sponsor, self.client),
            (self.recruiter, self.client),
            (self.coordinator, self.client),
        ):
            card = self.env["spiegelgesprek.client.card"].with_user(user)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                card.browse(client.ids).action_agree_take_part()
        self.line.action_withdraw()
        self.env.flush_all()
        card = self.env["spiegelgesprek.client.card"].with_user(self.facilitator)
        with self.assertRaises(AccessError):
            card.browse(self.client.id).action_agree_take_part()
        self.assertEqual((self.client | self.silent).consent_ids, self.line)

    def test_note_not_over_a_no(self):
        """What a client said to the coordinator is not for who leads to turn round."""
        no = self._create_consent(self.client, "take_part", answer="no")
        card = self.env["spiegelgesprek.client.card"].with_user(self.facilitator)
        with self.assertRaises(UserError):
            card.browse(self.client.id).action_agree_take_part()
        self.assertEqual(self.client.consent_ids, self.line | no)
        self.assertFalse(no.date_withdrawn)

    def test_button(self):
        """Counted on the traject, and opening is logged."""
        for user, count in ((self.facilitator, 1), (self.coordinator, 0)):
            traject = self.traject.with_user(user)
            traject.invalidate_recordset()
            self.assertEqual(traject.client_card_count, count)
        action = self.traject.with_user(self.facilitator).action_open_client_cards()
        found = self.env[action["res_model"]].with_user(self.facilitator)
        self.assertEqual(found.search(action["domain"]).ids, self.client.ids)
        self.assertEqual(self._get_log(), [(self.facilitator, "clients_shared")])

    def test_export_is_logged(self):
        self.facilitator.group_ids += self.env.ref("base.group_allow_export")
        card = self.env["spiegelgesprek.client.card"].with_user(self.facilitator)
        card.browse(self.client.id).export_data(["name"])
        self.assertEqual(self._get_log(), [(self.facilitator, "clients_export")])

    def _get_log(self):
        log = self.env["spiegelgesprek.access.log"].search([])
        self.assertEqual(log.traject_id, self.traject)
        return [(line.user_id, line.kind) for line in log]
