# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from psycopg2.errors import CheckViolation, UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SpiegelgesprekCommon


@tagged("post_install", "-at_install")
class TestRecruitment(SpiegelgesprekCommon):
    """What recruiters do, in numbers, in step with who recruits."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.recruitment = cls.traject.recruitment_ids
        cls.contact = cls.env["res.partner"].create(
            {"name": "Neighbourhood nurse", "email": "nurse@spiegelgesprek.example"}
        )

    def _create_recruitment(self, user=None, **values):
        recruitments = self.env["spiegelgesprek.recruitment"]
        return recruitments.with_user(user or self.coordinator).create(
            {
                "traject_id": self.traject.id,
                "partner_id": self.contact.id,
                **values,
            }
        )

    # ------------------------------------------------------------
    # IN STEP WITH THE RECRUITERS OF THE TRAJECT
    # ------------------------------------------------------------

    def test_recruiter_with_a_login(self):
        """Who recruits has numbers, and who has numbers and a login recruits."""
        self.assertEqual(self.recruitment.partner_id, self.recruiter.partner_id)
        self.assertEqual(self.recruitment.user_id, self.recruiter)
        own = self.traject.with_user(self.coordinator)
        own.recruiter_ids += self.facilitator
        self.assertEqual(own.recruitment_ids.user_id, own.recruiter_ids)
        self._create_recruitment(partner_id=self.employee.partner_id.id)
        self.assertIn(self.employee, self.traject.recruiter_ids)
        self.assertEqual(len(own.recruitment_ids), 3)

    def test_recruiter_without_a_login(self):
        recruitment = self._create_recruitment(wanted=3)
        self.assertFalse(recruitment.user_id)
        self.assertEqual(self.traject.recruiter_ids, self.recruiter)
        self.assertIn("/spiegelgesprek/werving/", recruitment.page_url)

    def test_recruiter_gets_a_login(self):
        recruitment = self._create_recruitment()
        user = self._create_user("nurse", "base.group_user")
        user.partner_id = self.contact
        self.traject.recruiter_ids += user
        self.assertEqual(recruitment.user_id, user)
        self.assertEqual(len(self.traject.recruitment_ids), 2)

    def test_in_one_go(self):
        """A new traject with both: each recruiter once."""
        traject = self._create_traject(
            recruiter_ids=[(4, self.recruiter.id)],
            recruitment_ids=[
                (0, 0, {"partner_id": partner.id})
                for partner in (self.recruiter.partner_id, self.contact)
            ],
        )
        self.assertEqual(len(traject.recruitment_ids), 2)
        self.assertEqual(traject.recruiter_ids, self.recruiter)

    def test_recruits_no_longer(self):
        """Who did nothing leaves no trace; numbers stay, and the link closes."""
        self.traject.recruiter_ids += self.facilitator
        self.assertEqual(self.recruitment.passed_on, 1)
        token = self.recruitment.page_token
        self.traject.recruiter_ids = False
        self.assertEqual(self.traject.recruitment_ids, self.recruitment)
        self.assertFalse(self.recruitment._find_by_token("page_token", token))
        mine = self.recruitment.with_user(self.recruiter)
        self.assertFalse(mine.search([]))
        self.assertFalse(self.recruitment.with_user(self.coordinator).page_url)
        self.traject.recruiter_ids = self.recruiter
        self.assertTrue(self.recruitment.page_token)
        self.assertEqual(mine.search([]), self.recruitment)

    def test_deleted(self):
        self.recruitment.with_user(self.coordinator).unlink()
        self.assertFalse(self.traject.recruiter_ids)
        self.assertFalse(self.client.recruitment_id)

    @mute_logger("odoo.sql_db")
    def test_once_for_each_traject(self):
        self._create_recruitment()
        with self.assertRaises(UniqueViolation), self.cr.savepoint():
            self._create_recruitment()

    @mute_logger("odoo.sql_db")
    def test_numbers_are_not_negative(self):
        with self.assertRaises(CheckViolation), self.cr.savepoint():
            self.recruitment.declined_no_time = -1
            self.recruitment.flush_recordset()

    # ------------------------------------------------------------
    # WHO PASSED ON WHOM
    # ------------------------------------------------------------

    def test_client_of_a_recruiter(self):
        """Found by the login; a recruiter without one is chosen by hand."""
        self.assertEqual(self.client.recruitment_id, self.recruitment)
        recruitment = self._create_recruitment()
        client = self.client.with_user(self.coordinator)
        client.recruitment_id = recruitment
        self.assertFalse(client.recruiter_id)
        client.recruitment_id = self.recruitment.id
        self.assertEqual(client.recruiter_id, self.recruiter)

    def test_numbers_come_after_the_client(self):
        client = self._create_client(recruiter_id=self.facilitator.id)
        self.assertFalse(client.recruitment_id)
        self.traject.recruiter_ids += self.facilitator
        self.assertEqual(client.recruitment_id.user_id, self.facilitator)

    def test_recruiter_of_another_traject(self):
        others = self._create_traject(user_id=self.other.id)
        recruitment = self._create_recruitment(self.other, traject_id=others.id)
        for participant in (self.client, self.outer):
            own = recruitment if participant == self.client else self.recruitment
            with self.assertRaises(ValidationError):
                participant.recruitment_id = own

    def test_asked(self):
        """At least who answered: a number that was reported is only ever raised."""
        recruitment = self._create_recruitment()
        recruitment.asked = 5
        recruitment.write({"declined_no_time": 2, "declined_unsaid": 2})
        self.assertEqual((recruitment.declined, recruitment.asked), (4, 5))
        for _number in range(2):
            self._create_client(recruitment_id=recruitment.id)
        self.assertEqual((recruitment.passed_on, recruitment.asked), (2, 6))

    def test_recruiter_reports(self):
        """The own numbers, and nothing else; never an answer of a client."""
        mine = self.recruitment.with_user(self.recruiter)
        mine.write({"asked": 4, "declined_listeners": 1})
        self.assertEqual((mine.asked, mine.declined, mine.passed_on), (4, 1, 1))
        for name, value in (("wanted", 9), ("partner_id", self.contact.id)):
            with self.subTest(name), self.assertRaises(AccessError):
                mine[name] = value
        for name in ("coming", "fallen_off", "participant_ids", "page_url"):
            self.assertNotIn(name, mine.fields_get())
        reason = self.client.with_user(self.recruiter).fields_get()
        self.assertFalse({"decline_reason", "call_outcome"} & reason.keys())

    def test_coordinator_counts(self):
        self.client.state = "accepted"
        self._create_client(recruiter_id=self.recruiter.id, state="withdrawn")
        own = self.recruitment.with_user(self.coordinator)
        self.assertEqual((own.passed_on, own.coming, own.fallen_off), (2, 1, 1))

    # ------------------------------------------------------------
    # THE LINK
    # ------------------------------------------------------------

    def test_link_is_for_the_coordinator(self):
        """A manager reads numbers; who has the link acts in the recruiter's name."""
        self.assertTrue(self.recruitment.with_user(self.coordinator).page_url)
        self.assertFalse(self.recruitment.with_user(self.manager).page_url)
        for user in (self.manager, self.recruiter):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.recruitment.with_user(user).action_mail_link()
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.recruitment.with_user(user).action_new_link()

    def test_new_link(self):
        old = self.recruitment.page_token
        self.recruitment.with_user(self.coordinator).action_new_link()
        self.assertFalse(self.recruitment._find_by_token("page_token", old))

    def test_own_page(self):
        action = self.recruitment.with_user(self.recruiter).action_open_page()
        self.assertIn(self.recruitment.page_token, action["url"])
        with self.assertRaises(AccessError):
            self.recruitment.with_user(self.coordinator).action_open_page()

    def test_mail_link(self):
        """One mail each, on no document; it holds a link and no topic."""
        recruitment = self._create_recruitment()
        nowhere = self._create_recruitment(
            partner_id=self.env["res.partner"].create({"name": "Nowhere"}).id
        )
        before = self.env["mail.mail"].search([])
        both = (recruitment | nowhere).with_user(self.coordinator)
        both.action_mail_link()
        mail = self.env["mail.mail"].search([]) - before
        self.assertEqual(mail.mapped("email_to"), [self.contact.email_formatted])
        self.assertEqual((mail.state, mail.model, mail.res_id), ("outgoing", False, 0))
        self.assertIn(both[0].page_url, str(mail.body_html))
        for word in (self.traject.name, self.client.name):
            self.assertNotIn(word, f"{mail.subject} {mail.body_html}")
        with self.assertRaisesRegex(UserError, "Copy the link"):
            nowhere.action_mail_link()

    # ------------------------------------------------------------
    # THE METER
    # ------------------------------------------------------------

    def _get_meter(self):
        self.env.flush_all()
        self.env.invalidate_all()
        traject = self.traject.with_user(self.other)
        names = ("asked", "contactable", "briefed", "confirmed", "off")
        return tuple(traject[f"meter_{name}"] for name in names)

    def test_meter(self):
        """From asked to confirmed, without who comes along; each coordinator counts."""
        self.assertEqual(self._get_meter(), (1, 0, 0, 0, 0))
        self.recruitment.write({"asked": 8, "declined_no_time": 3})
        self.client.state = "confirmed"
        for state in ("invited", "accepted", "withdrawn", "declined", "draft"):
            self._create_client(recruiter_id=self.recruiter.id, state=state)
        self._create_client(state="accepted")
        self._create_client(role_id=self.roles["companion"].id, state="accepted")
        asked, contactable, _briefed, confirmed, off = self._get_meter()
        self.assertEqual((asked, contactable, confirmed, off), (10, 6, 1, 2))

    def test_on_the_card(self):
        """What is nobody is not said."""
        own = self.traject.with_user(self.coordinator)
        self.assertFalse(own.client_way_summary)
        self.client.state = "confirmed"
        self.env.invalidate_all()
        self.assertEqual(own.client_way_summary, "1 confirmed")
        self._create_client(state="withdrawn")
        self._create_client(state="declined")
        self.env.invalidate_all()
        self.assertEqual(own.client_way_summary, "1 confirmed · 2 fallen off")

    def test_meter_is_for_who_counts(self):
        for user in (self.facilitator, self.recruiter, self.sponsor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.traject.with_user(user).read(["meter_asked"])

    def test_wanted(self):
        summary = self.traject.with_user(self.coordinator).wanted_summary
        self.assertEqual(summary, "6 to 15, and 5 spare")

    def test_more_than_fit(self):
        """A warning, and no waiting list: nobody is refused."""
        self.traject.write({"client_min": 1, "client_max": 1, "client_reserve": 1})
        clients = self.client | self._create_client()
        clients.state = "accepted"
        self.assertFalse(self.traject.is_client_over)
        self._create_client(state="accepted")
        self.env.invalidate_all()
        self.assertTrue(self.traject.is_client_over)

    # ------------------------------------------------------------
    # IN THE ROOM
    # ------------------------------------------------------------

    def test_room(self):
        """Companions and interpreters have a chair, and don't count as clients."""
        people = self.client | self.outer
        for role in ("companion", "interpreter"):
            people |= self._create_client(
                role_id=self.roles[role].id, companion_of_id=self.client.id
            )
        people.state = "confirmed"
        self._create_client(state="withdrawn")
        own = self.traject.with_user(self.coordinator)
        self.assertEqual(own.room_count, 5)
        self.assertEqual(own.client_count, 1)
        self.assertEqual(
            own.room_summary,
            "5 (clients 1, along with them 2, listeners 1, lead 1)",
        )

    def test_somebody_along_without_a_name(self):
        """Who is only ticked has a chair too; who is put down as well counts once."""
        second = self._create_client(has_companion=True, state="confirmed")
        self.client.write({"has_companion": True, "state": "accepted"})
        self._create_client(has_companion=True, state="withdrawn")
        own = self.traject.with_user(self.coordinator)
        self.assertIn("clients 2, along with them 2", own.room_summary)
        companion = self._create_client(
            role_id=self.roles["companion"].id, companion_of_id=second.id
        )
        self.assertIn("along with them 2", own.room_summary)
        companion.state = "confirmed"
        self.assertIn("along with them 2", own.room_summary)
        companion.companion_of_id = False
        self.assertIn("along with them 3", own.room_summary)
        second.has_companion = False
        self.assertIn("along with them 2", own.room_summary)

    def test_comes_along_with_a_client(self):
        companion = self._create_client(role_id=self.roles["companion"].id)
        others = self._create_traject(user_id=self.other.id)
        stranger = self._create_client(traject_id=others.id)
        for participant, client in (
            (companion, stranger),
            (companion, self.outer),
            (self.client, self._create_client()),
            (self.outer, self.client),
        ):
            with self.assertRaises(ValidationError):
                participant.companion_of_id = client
