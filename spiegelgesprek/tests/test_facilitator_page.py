# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re
from datetime import timedelta
from unittest.mock import patch

from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .evaluation_common import EvaluationCommon
from .public_browser import PublicBrowserCommon
from .public_pages import DATE, NOW

FIELD = "facilitator_token"
BUDGET = 15
WORD = "zwspecht"
AFTER = DATE + timedelta(days=8)
# Whatever is known of a client, of both factories.
CLIENT_WORDS = (
    *("Quirinia", "Kanariepiet", "canary.example", "98765432", "Vogeldorp"),
    *("zilvervink", "Zwclient", "zwclient"),
)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestFacilitatorPage(EvaluationCommon, PublicBrowserCommon):
    """The page of who leads and has no login: guide, schedule, place, small groups."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        partner = cls.env["res.partner"].create(
            {
                "name": "Leader without a login",
                "email": "leader@spiegelgesprek.example",
                "lang": "en_US",
            }
        )
        cls.leader = cls._create_contact_participant(
            "facilitator", partner_id=partner.id, state="accepted"
        )
        cls.traject.guide_item_ids.unlink()
        cls.env["spiegelgesprek.guide.item"].create(
            [
                {
                    "traject_id": cls.traject.id,
                    "block": block,
                    "minutes": minutes,
                    "text": text,
                    "sequence": sequence,
                }
                for sequence, (block, minutes, text) in enumerate(
                    (
                        ("Opening", 5, "Welcome everybody"),
                        ("Opening", 10, "Name the rules"),
                        ("Experiences", 20, "What was good?"),
                        ("Closing", 10, "Thank everybody"),
                        ("Goodbye", 0, "See everybody out"),
                    )
                )
            ]
        )
        cls._commit()

    def _page(self, leader=None):
        token = (leader or self.leader)._get_token(FIELD)
        self._commit()
        return f"/spiegelgesprek/gespreksleider/{token}"

    def _look(self, leader=None, suffix=""):
        return self.url_open(self._page(leader) + suffix)

    def _read(self, ring="inner", leader=None):
        response = self.url_open(self._page(leader), data={"ring": ring})
        self.env.invalidate_all()
        return response

    def _hold(self, clients=3, listeners=0):
        """Let so many people answer, and close both forms."""
        self._attend(clients=clients, listeners=listeners)
        for ring in ("inner", "outer"):
            for number, ticket in enumerate(self._open(ring)):
                self._answer(ticket, **{"yield": f"{WORD}{ring}{number}", "safe": 2})
            self.traject._close_evaluation(ring)
        self._commit()

    def _get_log(self):
        logs = self.env["spiegelgesprek.access.log"]
        return logs.search([("kind", "=", "open_answers")])

    # ------------------------------------------------------------
    # WHAT STANDS THERE
    # ------------------------------------------------------------

    def test_page(self):
        """When, where, who coordinates, and the guide as a schedule."""
        self.coordinator.partner_id.phone = "010 765 43 21"
        response = self._look()
        self.assertEqual(response.status_code, 200)
        text = self._text(response)
        for words in (
            "You lead this conversation",
            "Tuesday 16 June 2026 3:30",
            "The inner ring is welcome from 3:00",
            "Care house Mill Street 4 3011 AB Rotterdam",
            "Coordinator User coordinator 010 765 43 21",
            "You lead together with User facilitator",
            "(15 min.) Welcome everybody",
            "Name the rules",
            "(20 min.) What was good?",
            "Thank everybody Goodbye See everybody out",
        ):
            self.assertIn(words, text)
        self.assertRegex(text, r"3:30\WPM · Opening")
        self.assertRegex(text, r"3:45\WPM · Experiences")
        self.assertRegex(text, r"4:05\WPM · Closing")
        title = html.fromstring(response.content).findtext(".//title")
        self.assertEqual(title.strip(), "Mirror conversation")
        self.assertEqual(self._buttons(response), [])
        self.assertNotIn("Set-Cookie", response.headers)

    def test_no_client(self):
        """Not one word of a client, nor how many there are, on any of its faces."""
        self.client.state = "accepted"
        texts = [self._look().text]
        with freeze_time(AFTER):
            self._hold(clients=3)
            texts += [self._look().text, self._read().text]
        for text in texts:
            for word in (*CLIENT_WORDS, self.listener.name):
                self.assertNotIn(word, text)

    def test_without_guide_date_or_place(self):
        self.traject.guide_item_ids.unlink()
        self.traject.write({"date_conversation": False, "address_id": False})
        text = self._text(self._look())
        for words in ("The date follows.", "The place follows.", "not there yet"):
            self.assertIn(words, text)

    def test_guide_before_it_is_released(self):
        """Who leads makes the guide, so reads it before others do."""
        self.assertFalse(self.traject.guide_released)
        self.assertIn("What was good?", self._look().text)

    def test_language(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        self.leader.partner_id.lang = "nl_NL"
        response = self._look()
        self.assertIn('lang="nl-NL"', response.text)
        self.assertIn("dinsdag 16 juni 2026", response.text)
        self.assertIn("Tuesday 16 June", self._look(suffix="?lang=en_US").text)

    def test_queries(self):
        """As many for a long guide and a large group as for short and small ones."""
        self.startPatcher(patch("random.random", lambda: 1))
        few = self._count()
        self.traject.seat_ids.maximum = 0
        for number in range(40):
            self._create_listener(number, state="accepted")
        self.traject.guide_item_ids.copy()
        self.traject.guide_item_ids.copy()
        self.assertEqual(self._count(), few)
        self.assertLessEqual(few, BUDGET)

    def _count(self):
        path = self._page()
        self.url_open(path)
        before = self.cr.sql_log_count
        self.assertEqual(self.url_open(path).status_code, 200)
        return self.cr.sql_log_count - before

    # ------------------------------------------------------------
    # FOR WHOM
    # ------------------------------------------------------------

    def test_who_leads_alone(self):
        """Not who assists, fell off, or listens too; whatever link they had."""
        assistant = self._create_contact_participant("note_taker", state="accepted")
        self.assertEqual(self._look(assistant).status_code, 404)
        for state in ("declined", "withdrawn"):
            self.leader.state = state
            self.assertEqual(self._look().status_code, 404)
            self.assertEqual(self._read().status_code, 404)
        self.leader.state = "attended"
        self.assertEqual(self._look().status_code, 200)
        listening = self._create_contact_participant(
            "employee", partner_id=self.leader.partner_id.id, state="declined"
        )
        self.assertEqual(self._look().status_code, 404)
        self.assertEqual(self._read().status_code, 404)
        listening.unlink()
        self.assertEqual(self._look().status_code, 200)

    def test_own_traject_alone(self):
        """Listening elsewhere is no part in this one."""
        elsewhere = self._create_traject()
        self._create_contact_participant(
            "employee",
            partner_id=self.leader.partner_id.id,
            traject_id=elsewhere.id,
        )
        self.assertEqual(self._look().status_code, 200)

    def test_expires(self):
        """A fortnight after the debrief, or after a form that closed later."""
        path = self._page()
        days = timedelta(days=self.traject.debrief_days)
        end = DATE.replace(hour=6, minute=0) + days + timedelta(days=14)
        for moment, status in ((end - timedelta(hours=1), 200), (end, 404)):
            with freeze_time(moment):
                self.assertEqual(self.url_open(path).status_code, status)
        self.traject.client_evaluation_date = end
        self._commit()
        with freeze_time(end + timedelta(days=13)):
            self.assertEqual(self.url_open(path).status_code, 200)
        with freeze_time(end + timedelta(days=14)):
            self.assertEqual(self.url_open(path).status_code, 404)

    def test_stopped(self):
        path = self._page()
        for values in (
            {"stage_id": self.env.ref("spiegelgesprek.stage_cancelled").id},
            {"active": False},
        ):
            self.traject.write({"active": True, **values})
            self._commit()
            self.assertEqual(self.url_open(path).status_code, 404)

    def test_without_a_date(self):
        """Open as long as the traject runs, and not for ever."""
        self.traject.date_conversation = False
        self.assertEqual(self._look().status_code, 200)
        self.traject.stage_id = self.env.ref("spiegelgesprek.stage_closed")
        self.assertEqual(self._look().status_code, 404)

    # ------------------------------------------------------------
    # WHAT A SMALL GROUP WROTE
    # ------------------------------------------------------------

    @freeze_time(AFTER)
    def test_small_group(self):
        """Behind a button, logged each time, and shown just then."""
        self._hold(clients=3)
        response = self._look()
        self.assertNotIn(WORD, response.text)
        self.assertEqual(self._buttons(response), ["inner", "outer"])
        self.assertFalse(self._get_log())
        for times in (1, 2):
            response = self._read()
            self.assertEqual(response.text.count(WORD), 3)
            self.assertEqual(len(self._get_log()), times)
        log = self._get_log()[0]
        self.assertEqual(log.user_id, self.env.ref("base.public_user"))
        self.assertEqual(log.traject_id, self.traject)
        self.assertIn("Leader without a login", log.description)
        self.assertNotIn("no-cache", response.headers["Cache-Control"])
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        self.assertNotIn(WORD, self._look().text)

    @freeze_time(AFTER)
    def test_looking_logs_nothing(self):
        """A scanner of mails that follows every link, with whatever behind it."""
        self._hold(clients=3)
        for suffix in ("", "?ring=inner", "?ring=outer"):
            self.assertNotIn(WORD, self._look(suffix=suffix).text)
        self.assertFalse(self._get_log())

    @freeze_time(AFTER)
    def test_other_ring(self):
        self._hold(clients=3, listeners=2)
        text = self._read("outer").text
        self.assertEqual(text.count(f"{WORD}outer"), 2)
        self.assertNotIn(f"{WORD}inner", text)

    @freeze_time(AFTER)
    def test_large_enough(self):
        """Five answers are open to who may read results; the page shows none."""
        self._hold(clients=5, listeners=2)
        self.assertEqual(self._buttons(self._look()), ["outer"])
        self.assertNotIn(WORD, self._read("inner").text)
        self.assertFalse(self._get_log())

    @freeze_time(AFTER)
    def test_while_it_is_open(self):
        self._attend(clients=3)
        for ticket in self._open():
            self._answer(ticket, **{"yield": WORD})
        self.assertEqual(self._buttons(self._look()), [])
        for ring in ("inner", "outer", "lead", "", "nonsense"):
            self.assertNotIn(WORD, self._read(ring).text)
        self.assertFalse(self._get_log())

    @freeze_time(AFTER)
    def test_nothing_written(self):
        self._hold(clients=0)
        self.assertIn("Nobody wrote anything", self._text(self._read()))

    @freeze_time(AFTER)
    def test_name_is_marked(self):
        self._attend(clients=2)
        first, second = self._open()
        self._answer(first, **{"yield": "Ask Zwclient1, who knows"})
        self._answer(second, **{"yield": "Nobody in it"})
        self.traject._close_evaluation("inner")
        text = self._text(self._read())
        self.assertEqual(text.count("A name? Leave it out."), 1)

    @freeze_time(AFTER)
    def test_who_listens_as_well_and_has_a_login(self):
        """By the link and with a login the same people are refused."""
        self._hold(clients=3)
        traject = self.traject.with_user(self.facilitator)
        self.assertTrue(traject._get_open_answers("inner"))
        self._create_contact_participant("employee", self.facilitator)
        self.assertFalse(traject._get_open_answers("inner"))
        with self.assertRaises(AccessError):
            traject.action_read_open_answers()

    # ------------------------------------------------------------
    # THE LINK
    # ------------------------------------------------------------

    def _get_mail(self):
        return self._mails_to(self.leader)[-1:]

    def test_mailed(self):
        """Queued, to who leads alone, with a link that opens the page."""
        self.leader.with_user(self.coordinator).action_mail_facilitator_link()
        mail = self._get_mail()
        self.assertEqual(mail.state, "outgoing")
        self.assertFalse(mail.model)
        (path,) = re.findall(r'href="[^"]+(/spiegelgesprek/[^"]+)"', mail.body_html)
        self._commit()
        response = self.url_open(path)
        self.assertEqual(self._heading(response), "You lead this conversation")
        self.assertFalse(mail.mail_message_id.body)

    def test_coordinator_never_sees_it(self):
        """It opens what was told to be for the facilitator alone."""
        leader = self.leader.with_user(self.coordinator)
        leader.action_mail_facilitator_link()
        self._commit()
        token = self.leader[FIELD]
        self.assertTrue(token)
        shown = leader.read(["mail_facilitator_link"])[0]["mail_facilitator_link"]
        self.assertEqual(shown, "<u>To the guide and the schedule</u>")
        self.assertNotIn(FIELD, leader.fields_get())
        template = self.env.ref("spiegelgesprek.mail_template_facilitator")
        rendered = template.with_user(self.coordinator)._render_field(
            "body_html", leader.ids
        )
        self.assertNotIn(token, rendered[leader.id])

    def test_sent_anew(self):
        """With a new link; the link of the invitation is another one and stays."""
        self.leader.with_user(self.coordinator).action_mail_facilitator_link()
        mail = self._get_mail()
        mail.state = "sent"
        old, invitation = self.leader[FIELD], self.leader.invitation_token
        self.leader.with_user(self.coordinator).action_send_anew()
        self._commit()
        self.assertNotEqual(self.leader[FIELD], old)
        self.assertEqual(self.leader.invitation_token, invitation)
        self.assertIn(self.leader[FIELD], self._get_mail().body_html)

    def test_new_link(self):
        path = self._page()
        for user in (self.other, self.manager, self.facilitator, self.sponsor):
            leader = self.leader.with_user(user)
            with self.assertRaises(AccessError):
                leader.action_renew_facilitator_links()
            with self.assertRaises(AccessError):
                leader.action_mail_facilitator_link()
        self.leader.with_user(self.coordinator).action_renew_facilitator_links()
        self._commit()
        self.assertEqual(self.url_open(path).status_code, 404)
        self.assertEqual(self._look().status_code, 200)
        self.assertEqual(self.leader.log_ids[0].kind, "link")

    def test_not_for_others(self):
        """A listener, a client, who assists or who fell off gets no such mail."""
        assistant = self._create_contact_participant("note_taker", state="accepted")
        self.lead.state = "withdrawn"
        for participant in (self.outer, self.client, assistant, self.lead):
            own = participant.with_user(self.coordinator)
            with self.assertRaises(UserError):
                own.action_mail_facilitator_link()
            with self.assertRaises(UserError):
                own.action_renew_facilitator_links()
            self.assertFalse(participant[FIELD])
        self.assertFalse(self._mails_to(self.outer, assistant, self.lead))

    # ------------------------------------------------------------
    # IN A BROWSER
    # ------------------------------------------------------------

    @freeze_time(AFTER)
    def test_usable(self):
        """Without scripts, on a small phone, for everybody."""
        self._hold(clients=3)
        path = self._page()
        with self._browse() as page:
            page.open(path)
            self.assertUsable(page)
            page.submit("button[value=inner]")
            self.assertEqual(page.heading(), "What the inner ring wrote")
            self.assertIn(f"{WORD}inner", page.text())
            self.assertUsable(page)
            page.submit("a.button")
            self.assertEqual(page.heading(), "You lead this conversation")
        self.assertEqual(len(self._get_log()), 1)
