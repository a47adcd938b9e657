# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re
from urllib.parse import urlsplit

from odoo.tests import freeze_time, tagged

from .public_browser import PublicBrowserCommon
from .public_pages import LATER, NOW

YES = "button[value=accept]"
NO = "button[value=decline]"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestInvitationBrowser(PublicBrowserCommon):
    """The page in a browser: without scripts, on a phone, and for everybody."""

    def _get_link(self, mail):
        """Return the path of the only link to us in a mail."""
        links = {
            urlsplit(link).path
            for link in re.findall(r'href="([^"]+)"', str(mail.body_html))
        }
        self.assertEqual(len(links), 1)
        return links.pop()

    def test_listener_answers_through_the_mail(self):
        """From the link in a mail to a seat, wishes, and a change of mind."""
        self.outer.state = "accepted"
        self.traject.date_conversation = LATER
        self._commit()
        path = self._get_link(self._mails_to(self.outer))
        with self._browse() as page:
            page.open(path)
            self.assertEqual(page.heading(), "Can you come on the new date?")
            self.assertIn("Tuesday 30 June 2026", page.text())
            page.check("input[name=rules]")
            page.submit(YES)
            self.assertEqual(page.heading(), "You're coming")
            page.fill("#diet", "no nuts")
            page.fill("#access_needs", "large print")
            page.submit("button[value=preferences]")
            self.assertIn("Saved.", page.text())
            self.assertEqual(page.evaluate("document.all.diet.value"), "no nuts")
            page.submit(NO)
            self.assertEqual(page.heading(), "You're not coming")
            page.choose("#reason", "no_time")
            page.submit("button[value=reason]")
        self.assertRecordValues(
            self.outer,
            [
                {
                    "state": "withdrawn",
                    "answered_by": "page",
                    "diet": "no nuts",
                    "access_needs": "large print",
                    "decline_reason": "no_time",
                    "answer_for": LATER,
                }
            ],
        )
        self.assertEqual(
            self.outer.log_ids.sorted("id").mapped("kind")[-5:],
            ["rules", "state", "preferences", "state", "reason"],
        )

    def test_the_tick_is_needed(self):
        """The browser itself holds a yes without the tick back; a no goes through."""
        with self._browse() as page:
            page.open(self._path(self.outer))
            page.click(YES)
            self.assertTrue(
                page.evaluate("document.querySelector('input:invalid').name")
            )
            self.assertEqual(page.heading(), "Are you coming?")
            page.submit(NO)
            self.assertEqual(page.heading(), "You're not coming")
        self.assertEqual(self.outer.state, "declined")

    def test_nothing_runs_on_the_page(self):
        """The page asks for no script, and would not be allowed one."""
        with self._browse(scripts=True) as page:
            page.open(self._path(self.client))
            self.assertEqual(page.evaluate("document.scripts.length"), 0)
            page.evaluate(
                "(() => {const s = document.createElement('script');"
                "s.text = 'document.title = 1'; document.body.append(s)})()"
            )
            self.assertEqual(page.evaluate("document.title").strip(), "Appointment")

    def test_usable(self):
        """Every face of the page, and each page that says that something is wrong."""
        self.company.write({"primary_color": "#FFE94D", "name": "Long " * 12})
        self.traject.is_online = True
        waiting = self._create_listener(2, state="waiting")
        declined = self._create_listener(3, state="declined")
        coming = self._create_listener(4, state="accepted")
        youngster = self._create_client(relation="youngster", state="accepted")
        self.env["res.lang"]._activate_lang("nl_NL")
        faces = [
            *map(self._path, self.people | waiting | declined | coming | youngster),
            self._path(self.outer) + "?lang=nl_NL",
            "/spiegelgesprek/uitnodiging/nothing",
        ]
        with self._browse() as page:
            for path in faces:
                with self.subTest(path=path):
                    page.open(path)
                    self.assertUsable(page)

    def test_usable_after_a_mistake(self):
        with self._browse() as page:
            page.open(self._path(self.outer))
            page.evaluate("document.querySelector('form').noValidate = true")
            page.submit(YES)
            self.assertIn("Please tick this first", page.text())
            self.assertUsable(page)

    def test_usable_when_over_or_cancelled(self):
        with self._browse() as page:
            for stage in ("closed", "cancelled"):
                self.traject.stage_id = self.env.ref(f"spiegelgesprek.stage_{stage}")
                self._commit()
                page.open(self._path(self.outer))
                self.assertUsable(page)

    def test_what_is_looked_for_is_found(self):
        """A page with faults is told apart from one without."""
        with self._browse() as page:
            page.open(self._path(self.outer))
            page.evaluate("document.body.append(document.createElement('img'))")
            self.assertIn("image-alt", str(page.find_violations()))
            page.evaluate(f"document.querySelector('{YES}').style.minHeight = 0")
            page.evaluate(f"document.querySelector('{YES}').style.height = '9px'")
            self.assertTrue(page.find_small_targets())
            page.evaluate("document.querySelector('main').style.minWidth = '600px'")
            with self.assertRaises(AssertionError):
                self.assertUsable(page)
