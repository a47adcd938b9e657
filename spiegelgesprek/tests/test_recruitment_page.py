# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tests.common import ChromeBrowser
from odoo.tools import mute_logger

from ..models.spiegelgesprek_post import LIMITS
from .common import SpiegelgesprekCommon

CLIENT = {
    "what": "pass_on",
    "is_contactable": "1",
    "name": "Zwspreeuw",
    "contact_channel": "phone",
    "phone": "06 55 66 77 88",
    "contact_caution": "zwspreeuwcaution",
}
FILL_IN_CLIENT = """
    const form = document.querySelector("form[autocomplete]");
    form.elements.is_contactable.click();
    form.elements.name.value = "Zwspreeuw";
    form.querySelector("input[value=phone]").click();
    form.elements.phone.value = "06 55 66 77 88";
    form.querySelector("button").click();
"""
FILL_IN_NUMBERS = """
    const form = document.querySelector("form:not([autocomplete])");
    form.elements.asked.value = "6";
    form.elements.declined_listeners.value = "2";
    form.querySelector("button").click();
"""
ANSWERS = ("accepted", "confirmed", "declined", "withdrawn")


@tagged("post_install", "-at_install")
class TestRecruitmentPage(SpiegelgesprekCommon, HttpCase):
    """A recruiter reports and passes on by a link, without a login."""

    browser_size = "360x640"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.nurse = cls.env["res.partner"].create(
            {"name": "Neighbourhood nurse", "lang": "en_US"}
        )
        cls.traject.date_conversation = fields.Datetime.now() + timedelta(days=30)
        cls.recruitment = cls.env["spiegelgesprek.recruitment"].create(
            {"traject_id": cls.traject.id, "partner_id": cls.nurse.id, "wanted": 3}
        )
        cls.path = cls.recruitment._get_page_path()

    def _get(self, more=""):
        return self.url_open(self.path + more, allow_redirects=False)

    def _post(self, **form):
        self.env.flush_all()
        response = self.url_open(self.path, data=form, allow_redirects=False)
        self.env.invalidate_all()
        return response

    def _pass_on(self, **form):
        """Fill in the form of a page that was just opened, and send it."""
        nonce = re.search(r'name="nonce" value="([^"]+)"', self._get().text).group(1)
        return self._post(**{**CLIENT, "nonce": nonce, **form})

    def _get_clients(self):
        return self.recruitment.participant_ids

    # ------------------------------------------------------------
    # WHAT IT SHOWS
    # ------------------------------------------------------------

    def test_page(self):
        """How to ask, the own numbers, and no client."""
        response = self._get()
        self.assertEqual(response.status_code, 200)
        for text in ("What do you say?", "and 5 spare", "Asked of you", "Pass on"):
            self.assertIn(text, response.text)
        self.assertNotIn("<script", response.text)
        for secret in (self.client.name, self.traject.name, self.listener.name):
            self.assertNotIn(secret, response.text)
        self.assertEqual(response.headers["Cache-Control"], "no-store")

    def test_sheet(self):
        """To hand out: the sheets for clients, and nobody's name but who leads."""
        response = self._get("/blad")
        self.assertEqual(response.status_code, 200)
        for words in ("Taking part is up to you", "You talk. We listen."):
            self.assertIn(words, response.text)
        secrets = (self.traject.name, self.client.name, self.listener.name)
        for secret in (*secrets, self.nurse.name):
            self.assertNotIn(secret, re.sub(r"<[^>]*>", " ", response.text))
        self.assertNotIn("<script", response.text)

    def test_words_of_the_organisation(self):
        """One text: what is on paper stands here, its title below that of the page."""
        script = self.env.ref("spiegelgesprek.mail_template_script_recruiter")
        script.body_html = "<h1>Ask</h1><h2>Whom?</h2><p>Our neighbours</p>"
        sheets = self.env["mail.template"].search(
            [("spiegelgesprek_paper", "=", "client_sheet")]
        )
        sheets[0].body_html = "<h1>Come along</h1>"
        sheets[1:].active = False
        self.env.flush_all()
        page = self._get().text
        for words in ("<h2>Ask</h2>", "<h3>Whom?</h3>", "<p>Our neighbours</p>"):
            self.assertIn(words, page)
        self.assertEqual(page.count("<h1"), 1)
        sheet = self._get("/blad").text
        self.assertIn("<h1>Come along</h1>", sheet)
        self.assertEqual(sheet.count("<article"), 1)
        sheets.active = False
        self.env.flush_all()
        self.assertIn("no sheet yet", self._get("/blad").text)

    def test_looking_changes_nothing(self):
        before = self.recruitment.read(load=None), self._get_clients()
        for more in ("", "/blad", "/doorgegeven", "/genoteerd"):
            self.assertEqual(self._get(more).status_code, 200)
            self.opener.head(f"{self.base_url()}{self.path}{more}")
        self.env.invalidate_all()
        self.assertEqual(
            (self.recruitment.read(load=None), self._get_clients()), before
        )

    def test_link_that_opens_nothing(self):
        """Wrong, of another purpose, closed and over: the same page."""
        closed = self.recruitment.page_token
        self.recruitment._rotate_tokens("page_token")
        other = self._create_traject(
            stage_id=self.env.ref("spiegelgesprek.stage_closed").id
        )
        over = self.recruitment.copy({"traject_id": other.id})
        tokens = (
            "x",
            "a" * 32,
            closed,
            self.client._get_token("invitation_token"),
            over._get_token("page_token"),
        )
        pages = set()
        self.env.flush_all()
        for token in tokens:
            for more in ("", "/blad"):
                path = f"/spiegelgesprek/werving/{token}{more}"
                response = self.url_open(path, allow_redirects=False)
                pages.add((response.status_code, response.text))
            response = self.url_open(
                f"/spiegelgesprek/werving/{token}", data=dict(CLIENT, nonce="n")
            )
            pages.add((response.status_code, response.text))
        self.assertEqual([status for status, _text in pages], [404])
        self.assertFalse(self._get_clients() | over.participant_ids)

    def test_link_is_of_one_person(self):
        """By the link of who asked before, nobody makes a client known to another.

        A coordinator who listens sees the clients whom he passed on, and could put
        himself in the place of a recruiter.
        """
        own = self.recruitment.with_user(self.coordinator)
        own.write({"partner_id": own.partner_id.id, "wanted": 3})
        self.assertEqual(self._get().status_code, 200)
        own.partner_id = self.coordinator.partner_id
        self.env.flush_all()
        response = self.url_open(self.path, data=dict(CLIENT, nonce="n"))
        self.assertEqual(response.status_code, 404)
        self.assertFalse(self._get_clients())

    # ------------------------------------------------------------
    # NUMBERS
    # ------------------------------------------------------------

    def test_numbers(self):
        """Totals: sending them twice counts once."""
        form = {"what": "numbers", "asked": "7", "declined_no_time": "2"}
        for _time in range(2):
            response = self._post(**form, declined_listeners="1", wanted="99")
            self.assertEqual(response.status_code, 303)
            self.assertTrue(response.headers["Location"].endswith("/genoteerd"))
        numbers = self.recruitment.read(["asked", "declined", "wanted"])[0]
        self.assertEqual(numbers, {**numbers, "asked": 7, "declined": 3, "wanted": 3})
        self.assertTrue(self.recruitment.date_reported)
        self.assertIn("numbers are noted", self._get("/genoteerd").text)

    def test_no_zeros(self):
        """An empty box on a phone: typing 8 next to a 0 would make 80."""
        self.assertNotIn('value="0"', self._get().text)
        self._post(what="numbers", asked="7")
        text = self._get().text
        self.assertIn('value="7"', text)
        self.assertNotIn('value="0"', text)

    def test_only_reasons(self):
        """A professional in a hurry fills in who said no; that is asked, too."""
        self._post(what="numbers", asked="", declined_unsaid="4")
        self.assertEqual(self.recruitment.asked, 4)

    @mute_logger("odoo.http")
    def test_no_numbers(self):
        for wrong in ("-1", "many", "1.5", "99999"):
            with self.subTest(wrong):
                response = self._post(what="numbers", asked=wrong)
                self.assertEqual(response.status_code, 422)
                self.assertIn("whole numbers", response.text)
        self.assertFalse(self.recruitment.asked)

    # ------------------------------------------------------------
    # PASSING ON
    # ------------------------------------------------------------

    def test_pass_on(self):
        response = self._pass_on(email="zwspreeuw@post.example")
        self.assertEqual(response.status_code, 303)
        self.assertTrue(response.headers["Location"].endswith("/doorgegeven"))
        client = self._get_clients()
        self.assertEqual(
            (client.name, client.phone, client.email, client.contact_channel),
            ("Zwspreeuw", "06 55 66 77 88", "zwspreeuw@post.example", "phone"),
        )
        self.assertEqual((client.state, client.is_client), ("invited", True))
        self.assertTrue(client.is_contactable)
        self.assertFalse(client.recruiter_id | client.partner_id.user_ids)
        self.assertEqual(self.recruitment.asked, 1)
        own = client.with_user(self.coordinator)
        self.assertEqual(own.contact_caution, "zwspreeuwcaution")

    def test_never_shown_again(self):
        """A count only, whatever became of the client: a link can go astray."""
        self._pass_on()
        client = self._get_clients()
        pages = set()
        for state in ("invited", *ANSWERS):
            client.state = state
            self.env.flush_all()
            page = self._get().text
            pages.add(re.sub(r'name="nonce" value="[^"]+"', "", page))
            self.assertNotIn("wspreeuw", page.casefold())
            self.assertNotIn("55 66", page)
            self.assertIn("Passed on so far: <strong>1</strong>", page)
        self.assertEqual(len(pages), 1)

    def test_recruiter_with_a_login_sees_whom_he_passed_on(self):
        self.recruitment = self.traject.recruitment_ids - self.recruitment
        self.path = self.recruitment._get_page_path()
        self._pass_on()
        client = self._get_clients() - self.client
        self.assertEqual(client.recruiter_id, self.recruiter)
        self.assertEqual(client.with_user(self.recruiter).name, "Zwspreeuw")

    def test_same_form_counts_once(self):
        for _click in range(3):
            response = self._post(**CLIENT, nonce="the same")
            self.assertEqual(response.status_code, 303)
        self.assertEqual(len(self._get_clients()), 1)
        self._pass_on(name="Zwmerel")
        self.assertEqual(len(self._get_clients()), 2)

    def test_what_is_missing(self):
        """Said in words, with what was typed kept; nothing is passed on."""
        for form, message in (
            ({"is_contactable": ""}, "the coordinator may contact me"),
            ({"name": " "}, "first name or an alias"),
            ({"contact_channel": ""}, "wants to be contacted"),
            ({"contact_channel": "post"}, "wants to be contacted"),
            ({"phone": ""}, "phone number or e-mail address"),
            ({"phone": "12"}, "too short"),
            ({"contact_channel": "mail"}, "phone number or e-mail address"),
            ({"email": "nobody"}, "not complete"),
            ({"nonce": ""}, "Open the page again"),
        ):
            with self.subTest(form):
                response = self._pass_on(**form)
                self.assertEqual(response.status_code, 422)
                self.assertIn(message, response.text)
                self.assertIn("zwspreeuwcaution", response.text)
        self.assertFalse(self._get_clients())

    def test_through_the_recruiter(self):
        self._pass_on(contact_channel="recruiter", phone="")
        self.assertEqual(self._get_clients().contact_channel, "recruiter")

    def test_only_what_is_asked(self):
        """A form with more in it than ours changes nothing more."""
        others = self._create_traject(user_id=self.other.id)
        self._pass_on(
            traject_id=others.id,
            recruiter_id=self.listener.id,
            state="confirmed",
            partner_id=self.listener.partner_id.id,
            name="x" * 500,
        )
        client = self._get_clients()
        self.assertEqual((client.traject_id, client.state), (self.traject, "invited"))
        self.assertFalse(client.recruiter_id | self.listener.browse())
        self.assertEqual(len(client.name), 60)

    @mute_logger("odoo.http")
    def test_until_the_conversation(self):
        self.traject.date_conversation = fields.Datetime.now() - timedelta(minutes=1)
        self.env.flush_all()
        self.assertIn("Nobody can be passed on", self._get().text)
        response = self._post(**CLIENT, nonce="late")
        self.assertEqual(response.status_code, 422)
        self.assertFalse(self._get_clients())
        self.assertEqual(self._post(what="numbers", asked="4").status_code, 303)

    def test_too_many(self):
        posts = self.env["spiegelgesprek.post"]
        for _post in range(LIMITS["token"]):
            posts._is_allowed(token=self.recruitment.page_token)
        self.assertEqual(self._post(**CLIENT, nonce="more").status_code, 429)
        self.assertFalse(self._get_clients())

    def test_in_the_language_of_the_reader(self):
        """That of the recruiter, unless another one is chosen."""
        self.env["res.lang"]._activate_lang("nl_NL")
        self.nurse.lang = "nl_NL"
        self.env.flush_all()
        self.assertIn('lang="nl-NL"', self._get().text)
        self.assertIn('lang="en-US"', self._get("?lang=en_US").text)
        response = self.url_open(
            f"{self.path}?lang=en_US", data={"asked": "0", "what": "numbers"}
        )
        self.assertTrue(response.url.endswith("/genoteerd?lang=en_US"))

    # ------------------------------------------------------------
    # IN A BROWSER
    # ------------------------------------------------------------

    def test_by_link(self):
        """As a recruiter does it on a phone: open the link, fill in, press."""

        def walk(browser, code, timeout, **options):
            # the page has no script to say that it is done: look at what comes next
            request = {"expression": code}
            browser._websocket_request("Runtime.evaluate", params=request)
            for found in (
                "document.querySelector('[role=status]') !== null",
                "document.documentElement.scrollWidth <= innerWidth",
            ):
                self.assertTrue(browser._wait_ready(found, timeout=20), found)

        with patch.object(ChromeBrowser, "_wait_code_ok", walk):
            self.browser_js(self.path, FILL_IN_NUMBERS)
            self.browser_js(self.path, FILL_IN_CLIENT)
        self.env.invalidate_all()
        client = self._get_clients()
        self.assertEqual((client.name, client.state), ("Zwspreeuw", "invited"))
        self.assertEqual((self.recruitment.asked, self.recruitment.declined), (6, 2))

    # ------------------------------------------------------------
    # COST
    # ------------------------------------------------------------

    def _count_queries(self, more):
        self.env.flush_all()
        self._get(more)
        before = self.cr.sql_log_count
        self._get(more)
        return self.cr.sql_log_count - before

    def test_queries(self):
        """As many with one client as with thirty."""
        address = {"name": "The Hall", "street": "Long Lane 8", "city": "Delft"}
        self.traject.address_id = self.env["res.partner"].create(address)
        self._create_client(recruitment_id=self.recruitment.id)
        self._create_contact_participant("co_facilitator")
        pages = ("", "/blad")
        few = {more: self._count_queries(more) for more in pages}
        for _number in range(30):
            self._create_client(recruitment_id=self.recruitment.id)
        for role in ("chain_partner", "co_facilitator"):
            self._create_contact_participant(role)
        many = {more: self._count_queries(more) for more in pages}
        self.assertEqual(many, few)
        self.assertLessEqual(max(few.values()), 15, few)
