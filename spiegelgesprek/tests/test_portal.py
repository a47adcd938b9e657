# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from lxml import html

from odoo.tests import freeze_time, new_test_user, tagged

from .common import QUIET
from .public_pages import DATE, NOW, PublicPagesCommon

LIST = "/my/spiegelgesprekken"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPortal(PublicPagesCommon):
    """Who has a login finds the own invitations, and no more than that."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.guest = new_test_user(
            cls.env, "sg_guest", "base.group_portal", context=QUIET, name="Guest"
        )
        cls.invited = cls._create_contact_participant(
            "chain_partner", cls.guest, state="invited"
        )
        second = cls._create_traject(name="Second talk", date_conversation=DATE)
        cls.second = cls._create_contact_participant(
            "employee", cls.guest, traject_id=second.id, state="draft"
        )
        cls._commit()

    def _list(self, user):
        self.authenticate(user.login, user.login)
        response = self.url_open(LIST)
        self.assertEqual(response.status_code, 200)
        self.env.invalidate_all()
        page = html.fromstring(response.content)
        return page.xpath("//a[contains(@href, '/spiegelgesprek/')]/@href"), response

    def test_portal_user(self):
        links, response = self._list(self.guest)
        self.assertEqual(links, [self._path(self.invited)])
        for words in (self.traject.name, "Tuesday 16 June 2026", "Will you come?"):
            self.assertIn(words, response.text)
        for words in ("Second talk", self.listener.name, "Quirinia"):
            self.assertNotIn(words, response.text)
        self.assertEqual(self.url_open(links[0]).status_code, 200)

    def test_internal_users(self):
        """An ordinary employee too; who coordinates sees here only himself."""
        self.env["spiegelgesprek.participant"].create(
            {
                "traject_id": self.traject.id,
                "role_id": self.roles["chain_partner"].id,
                "partner_id": self.employee.partner_id.id,
                "state": "accepted",
            }
        )
        for user, number in (
            (self.employee, 1),
            (self.listener, 1),
            (self.facilitator, 1),
            (self.coordinator, 0),
            (self.recruiter, 0),
        ):
            links, response = self._list(user)
            self.assertEqual(len(links), number, user.login)
            if not number:
                self.assertIn("You are not invited", response.text)

    def test_words_for_each_situation(self):
        for state, words in (
            ("accepted", "You come"),
            ("declined", "You don't come"),
            ("waiting", "You are on the waiting list"),
        ):
            self.invited.state = state
            self._commit()
            self.assertIn(words, self._list(self.guest)[1].text.replace("&#39;", "'"))
        self.traject.stage_id = self.env.ref("spiegelgesprek.stage_cancelled")
        self._commit()
        self.assertIn("It does not take place", self._list(self.guest)[1].text)

    def test_as_long_as_the_page_opens(self):
        with freeze_time(DATE + timedelta(days=1)):
            links, response = self._list(self.guest)
            self.assertIn("It was held", response.text)
            self.assertTrue(links)
        with freeze_time(DATE + timedelta(days=60)):
            self.assertFalse(self._list(self.guest)[0])
        self.invited._revoke_tokens("invitation_token")
        self._commit()
        self.assertFalse(self._list(self.guest)[0])

    def test_home(self):
        """The card shows for who has something to see there."""
        self.assertIn(LIST, self._get_home(self.guest))
        for user, number in ((self.guest, 1), (self.coordinator, 0)):
            self.authenticate(user.login, user.login)
            counters = self.make_jsonrpc_request(
                "/my/counters", {"counters": ["spiegelgesprek_count"]}
            )
            self.assertEqual(counters, {"spiegelgesprek_count": number})

    def _get_home(self, user):
        self.authenticate(user.login, user.login)
        return self.url_open("/my").text

    def test_logged_out(self):
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open(LIST).url)
