# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from psycopg2.errors import CheckViolation, UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SpiegelgesprekCommon

HOLDING = ("accepted", "confirmed", "attended")
BUTTONS = {
    "action_invite": "invited",
    "action_wait": "waiting",
    "action_accept": "accepted",
    "action_confirm": "confirmed",
    "action_attend": "attended",
    "action_absent": "absent",
    "action_decline": "declined",
    "action_withdraw": "withdrawn",
}


@tagged("post_install", "-at_install")
class TestParticipant(SpiegelgesprekCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Participant = cls.env["spiegelgesprek.participant"]
        cls.seat = cls.traject.seat_ids.filtered(
            lambda seat: seat.role_id == cls.roles["client_council"]
        )
        cls.council = cls.Participant.union(
            *(cls._create_contact_participant("client_council") for _ in range(5))
        )
        # Rights are those of the coordinator, unless a test says otherwise
        cls.people = cls.council.with_user(cls.coordinator)

    def _get_states(self):
        """Return the states as the database has them."""
        self.env.flush_all()
        self.env.invalidate_all()
        return self.council.mapped("state")

    # ------------------------------------------------------------
    # RINGS
    # ------------------------------------------------------------

    @mute_logger("odoo.sql_db")
    def test_contact_of_ring(self):
        """The database itself keeps clients from being contacts."""
        partner = self.listener.partner_id.id
        refused = (
            {"role_id": self.roles["client"].id, "partner_id": partner},
            {"role_id": self.roles["companion"].id, "partner_id": partner},
            {"role_id": self.roles["interpreter"].id, "partner_id": partner},
            {"role_id": self.roles["employee"].id},
            {"role_id": self.roles["facilitator"].id},
        )
        for values in refused:
            with (
                self.subTest(values=values),
                self.assertRaises(CheckViolation),
                self.cr.savepoint(),
            ):
                self.Participant.create({"traject_id": self.traject.id, **values})
                self.env.flush_all()
        with self.assertRaises(CheckViolation), self.cr.savepoint():
            self.client.partner_id = partner
            self.env.flush_all()
        with self.assertRaises(CheckViolation), self.cr.savepoint():
            self.cr.execute(
                "UPDATE spiegelgesprek_participant SET partner_id = %s WHERE id = %s",
                [partner, self.client.id],
            )

    @mute_logger("odoo.sql_db")
    def test_role_of_other_ring(self):
        """Nobody slips into another ring by a change of role."""
        with self.assertRaises(CheckViolation), self.cr.savepoint():
            self.client.role_id = self.roles["employee"]
            self.env.flush_all()
        with self.assertRaises(CheckViolation), self.cr.savepoint():
            self.outer.role_id = self.roles["client"]
            self.env.flush_all()
        self.client.role_id = self.roles["companion"]
        self.assertEqual((self.client.ring, self.client.is_client), ("inner", False))

    @mute_logger("odoo.sql_db")
    def test_waiting_only_for_listeners(self):
        for participant in (self.client, self.lead):
            with self.assertRaises(CheckViolation), self.cr.savepoint():
                participant.with_user(self.coordinator).action_wait()
                self.env.flush_all()
        self.outer.with_user(self.coordinator).action_wait()
        self.assertEqual(self.outer.state, "waiting")

    @mute_logger("odoo.sql_db")
    def test_contact_once(self):
        """Once per role and traject; in another role or traject is fine."""
        with self.assertRaises(UniqueViolation), self.cr.savepoint():
            self._create_contact_participant("employee", self.listener)
        self._create_contact_participant("chain_partner", self.listener)
        self._create_contact_participant(
            "employee", self.listener, traject_id=self._create_traject().id
        )
        self.assertEqual(
            self.listener.partner_id.with_user(self.coordinator).spiegelgesprek_count, 2
        )

    def test_contact_opens_its_conversations(self):
        partner = self.listener.partner_id.with_user(self.coordinator)
        action = partner.action_open_spiegelgesprek()
        found = self.Participant.with_user(self.coordinator).search(action["domain"])
        self.assertEqual(found, self.outer)

    def test_role_in_use_keeps_its_ring(self):
        role = self.roles["client"].with_user(self.manager)
        with self.assertRaisesRegex(UserError, "in use"):
            role.is_client = False
        with self.assertRaisesRegex(UserError, "in use"):
            role.write({"ring": "lead", "is_client": False})
        role.name = "Resident"
        unused = role.create({"name": "Child", "ring": "inner"})
        unused.ring = "outer"
        self.assertEqual(unused.ring, "outer")

    @mute_logger("odoo.sql_db")
    def test_role_flags(self):
        Role = self.env["spiegelgesprek.role"].with_user(self.manager)
        for values in (
            {"ring": "outer", "is_client": True},
            {"ring": "outer", "is_facilitator": True},
            {"ring": "inner", "sees_clients": True},
        ):
            with self.assertRaises(CheckViolation), self.cr.savepoint():
                Role.create({"name": "Impossible", **values})

    # ------------------------------------------------------------
    # NUMBER AND NAME
    # ------------------------------------------------------------

    def test_numbers(self):
        self.assertEqual(
            (self.client | self.outer | self.lead | self.council).mapped("number"),
            [1, 1, 2, 3, 4, 5, 6, 7],
            "the inner ring counts apart",
        )
        other = self._create_traject()
        client = {"role_id": self.roles["client"].id}
        batch = self.Participant.create(
            [
                {"traject_id": self.traject.id, **client},
                {"traject_id": other.id, **client},
                {"traject_id": self.traject.id, **client, "number": 1},
            ]
        )
        self.assertEqual(batch.mapped("number"), [2, 1, 3])

    def test_display_name(self):
        """It says nothing of a client, to anybody; of a contact it says who."""
        code = self.traject.code
        self.assertEqual(
            self.client.with_user(self.coordinator).display_name, f"{code} · C1"
        )
        self.assertEqual(self.outer.display_name, f"{code} · User listener")
        self.assertEqual(self.lead.display_name, f"{code} · User facilitator")

    def test_search_by_name(self):
        """Who may see the client finds him by name, others find nobody."""
        for user, found in ((self.coordinator, self.client), (self.other, None)):
            for text in ("Quirinia", "Kanariepiet"):
                rows = self.Participant.with_user(user).name_search(text)
                with self.subTest(user=user.login, text=text):
                    self.assertEqual(
                        rows,
                        [(found.id, f"{self.traject.code} · C1")] if found else [],
                    )

    def test_stays_in_its_traject(self):
        other = self._create_traject()
        with self.assertRaisesRegex(UserError, "another traject"):
            self.outer.with_user(self.coordinator).traject_id = other
        self.outer.with_user(self.coordinator).write(
            {
                "traject_id": self.traject.id,
                "state": "invited",
            }
        )
        self.assertEqual(self.outer.state, "invited")

    # ------------------------------------------------------------
    # STATES
    # ------------------------------------------------------------

    def test_buttons(self):
        """Every state leads to every other, by one click, for both rings."""
        seat = self.outer.seat_id
        for button, state in BUTTONS.items():
            for participant in (self.outer, self.client, self.lead):
                if state == "waiting" and participant != self.outer:
                    continue
                with self.subTest(button=button, ring=participant.ring):
                    getattr(participant.with_user(self.coordinator), button)()
                    self.env.flush_all()
                    self.env.invalidate_all()
                    self.assertEqual(participant.state, state)
            self.assertEqual(seat.taken, int(state in HOLDING), state)

    def test_who_may_click(self):
        """The coordinator of the traject; everyone else sees at most."""
        for user in (
            self.other,
            self.manager,
            self.sponsor,
            self.listener,
            self.facilitator,
            self.recruiter,
        ):
            for participant in (self.outer, self.client):
                with (
                    self.subTest(user=user.login, ring=participant.ring),
                    self.assertRaises(AccessError),
                ):
                    participant.with_user(user).action_accept()
        self.assertEqual((self.outer | self.client).mapped("state"), ["draft"] * 2)

    def test_second_click(self):
        """A double click takes one seat and writes once."""
        self.people[0].action_accept()
        self.env.flush_all()
        before = self.council[0].write_date, self.seat.taken
        writes = []
        Participant = self.env.registry[self.Participant._name]
        write = Participant.write
        self.patch(
            Participant,
            "write",
            lambda records, vals: (
                records and writes.append(vals) or write(records, vals)
            ),
        )
        self.people[0].action_accept()
        self.env.flush_all()
        self.assertFalse(writes)
        self.assertEqual((self.council[0].write_date, self.seat.taken), before)

    # ------------------------------------------------------------
    # SEATS
    # ------------------------------------------------------------

    def test_invitation_holds_no_seat(self):
        self.people.action_invite()
        self.assertEqual(self.seat.taken, 0)
        self.assertEqual(self.council.seat_id, self.seat)
        self.assertFalse((self.client | self.lead).seat_id)

    def test_full(self):
        """Refused with a message that names role and number; nothing changed."""
        self.people[:3].action_accept()
        self.assertEqual(self.seat.taken, 3)
        for button in ("action_accept", "action_confirm"):
            with (
                self.assertRaisesRegex(
                    ValidationError, "All 3 seats for “Client council member”"
                ),
                self.cr.savepoint(),
            ):
                getattr(self.people[3], button)()
        self.assertEqual(self._get_states(), ["accepted"] * 3 + ["draft"] * 2)
        self.assertEqual(self.seat.taken, 3)

    def test_full_in_one_go(self):
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self.people[:4].action_accept()
        self.assertEqual(self._get_states(), ["draft"] * 5)
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self.seat.maximum = 0
            self.people[:4].action_accept()
            self.seat.maximum = 3
            self._create_contact_participant("client_council", state="accepted")

    def test_attended_beyond_full(self):
        """People turn up: that is noted, whatever was promised."""
        self.people[:3].action_confirm()
        self.people[3:].action_attend()
        self.assertEqual(self.seat.taken, 5)
        self.assertEqual(self._get_states()[3:], ["attended"] * 2)

    def test_who_has_a_seat_confirms(self):
        """Unexpected visitors, or fewer seats, take nobody's seat away."""
        self.people[:3].action_accept()
        self.people[3].action_attend()
        self.people[0].action_confirm()
        self.seat.with_user(self.coordinator).maximum = 2
        self.people[1].action_confirm()
        self.assertEqual(
            self._get_states(),
            ["confirmed", "confirmed", "accepted", "attended", "draft"],
        )
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self.people[4].action_confirm()

    def test_waiting_list(self):
        """Who waits gets the seat of who withdraws."""
        self.people[:3].action_accept()
        self.people[3].action_wait()
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self.people[3].action_accept()
        self.people[0].action_withdraw()
        self.assertEqual(self.seat.taken, 2)
        self.people[3].action_accept()
        self.assertEqual(self.seat.taken, 3)
        self.assertEqual(
            self._get_states(),
            ["withdrawn", "accepted", "accepted", "accepted", "draft"],
        )

    def test_more_seats(self):
        self.people[:3].action_accept()
        self.seat.with_user(self.coordinator).maximum = 4
        self.people[3].action_accept()
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self.people[4].action_accept()
        self.seat.with_user(self.coordinator).maximum = 0
        self.people[4].action_accept()
        self.assertEqual(self.seat.taken, 5)

    def test_role_without_seats(self):
        """A role without a line has no limit, and no counter."""
        self.seat.with_user(self.coordinator).unlink()
        self.people.action_accept()
        self.assertEqual(self._get_states(), ["accepted"] * 5)
        self.assertFalse(self.council.seat_id)

    def test_change_of_role(self):
        """The seat goes along; a full role refuses."""
        self.people[:3].action_accept()
        self.outer.state = "accepted"
        listener = self.outer.with_user(self.coordinator)
        before = listener.seat_id
        with self.assertRaises(ValidationError), self.cr.savepoint():
            listener.role_id = self.roles["client_council"]
        self.env.invalidate_all()
        self.people[0].action_withdraw()
        listener.role_id = self.roles["client_council"]
        self.assertEqual(listener.seat_id, self.seat)
        self.assertEqual((before.taken, self.seat.taken), (0, 3))

    def test_deleted_gives_seat_back(self):
        self.people[:3].action_accept()
        self.people[0].unlink()
        self.assertEqual(self.seat.taken, 2)
        self.people[3].action_accept()
        self.assertEqual(self.seat.taken, 3)

    def test_clients_need_no_seat(self):
        clients = self.Participant.union(
            *(self._create_client(state="confirmed") for _ in range(20))
        )
        self.assertEqual(clients.mapped("state"), ["confirmed"] * 20)
        self.assertFalse(clients.seat_id)
