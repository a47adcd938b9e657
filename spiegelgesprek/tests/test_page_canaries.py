# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from lxml import html

from odoo.tests import freeze_time, new_test_user, tagged

from .common import QUIET
from .public_links import MAKERS
from .public_pages import NOW, PublicPagesCommon

BIRD = "zwgrutto"
FIELDS = (
    *("name", "alias", "phone", "address", "contact_caution"),
    *("diet", "access_needs", "transport", "interpreter_language"),
)
PORTAL = ("/my", "/my/spiegelgesprekken")


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPageCanaries(PublicPagesCommon):
    """Each page that opens without a right on a client, and each file on paper.

    Every word of the client, and of the companion, begins with ``zwgrutto``.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        words = {name: f"{BIRD}{name.replace('_', '')}" for name in FIELDS}
        words["email"] = f"{BIRD}@canary.example"
        cls.client.write(words)
        companion = cls.roles["companion"].id
        cls.companion = cls._create_client(**words, role_id=companion)
        cls._create_consent(cls.client, given_by=f"{BIRD}givenby")
        known = cls.listener.partner_id.id
        cls._create_tie(cls.client, description=f"{BIRD}tie", partner_id=known)
        cls.portal = new_test_user(
            cls.env, "sg_portal", "base.group_portal", context=QUIET
        )
        cls._create_contact_participant("chain_partner", cls.portal, state="invited")
        cls._commit()

    def _assert_silent(self, response, what):
        self.assertEqual(response.status_code, 200, what)
        heard = f"{response.headers} {response.text}".casefold()
        self.assertNotIn(BIRD, heard, what)

    def _get_paths(self):
        """Return all pages and files behind all links of ours."""
        return [
            f"{self.env[model]._token_paths[field]}/{token}{suffix}"
            for (model, field), maker in MAKERS.items()
            for token in [maker.make(self)._get_token(field)]
            for suffix in maker.suffixes
        ]

    def test_behind_links(self):
        """Of a listener, a recruiter, a ticket: whoever opens them."""
        paths = self._get_paths()
        self._commit()
        for login in (None, self.portal.login, self.listener.login):
            self.authenticate(login, login)
            for path in paths:
                self._assert_silent(self.url_open(path), f"{login} {path}")

    def test_page_of_the_client(self):
        """It shows who opened it nothing about who it is for, in the title neither."""
        for client in self.client | self.companion:
            client.state = "accepted"
            response = self._open(client)
            self.assertNotIn(client.display_name, response.text)
            title = html.fromstring(response.content).findtext(".//title")
            for word in ("client", "mirror", "spiegel", self.traject.name):
                self.assertNotIn(word.casefold(), title.casefold())
            # his own wishes are shown to him, and to nobody else
            self.assertIn(f"{BIRD}diet", response.text)
            client.write({"diet": False, "access_needs": False})
            self._commit()
            self._assert_silent(self._open(client), client.display_name)
            response = self._open(client, "/agenda.ics")
            if response.status_code == 200:
                self._assert_silent(response, client.display_name)

    def test_portal(self):
        for user in (self.portal, self.listener, self.recruiter, self.facilitator):
            self.authenticate(user.login, user.login)
            for path in PORTAL:
                self._assert_silent(self.url_open(path), f"{user.login} {path}")

    def test_papers_for_others(self):
        """Letters to listeners, sheets without a name, and the step plan."""
        reports = self.env["ir.actions.report"].with_user(self.coordinator)
        papers = self.env["spiegelgesprek.paper"].with_user(self.coordinator)
        texts = self.env["mail.template"].search(
            [("model", "=", self.client._name), ("spiegelgesprek_paper", "!=", False)]
        )
        values = {"traject_id": self.traject.id, "delivery": "hand"}

        def print_html(report, records):
            content, _kind = reports._render_qweb_html(
                f"spiegelgesprek.{report}", records.ids
            )
            return str(content).casefold()

        for text in texts:
            for people in (self.outer | self.lead, self.client):
                own = people == self.client
                paper = papers.create(
                    {
                        **values,
                        "template_id": text.id,
                        "ring": "inner" if own else "outer",
                        "participant_ids": [(6, 0, people.ids)],
                    }
                )
                paper.is_blank = paper.is_blank_possible
                silent = BIRD not in print_html("report_letter", paper)
                with self.subTest(text.name, own=own):
                    # a letter to the client is the proof that the test can hear
                    nameless = (
                        paper.is_blank or text.spiegelgesprek_paper == "client_day"
                    )
                    self.assertEqual(silent, not own or nameless)
        plan = print_html("spiegelgesprek_step_plan_report", self.traject)
        self.assertNotIn(BIRD, plan)
