# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime
from functools import partial

from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import SQL, mute_logger

from ..models.mail_template_paper import RINGS
from .common import SpiegelgesprekCommon
from .web_client import count_queries

T = datetime(2026, 6, 4, 11, 30)
LETTER = "spiegelgesprek.spiegelgesprek_letter_report"
RECRUITER = "spiegelgesprek.spiegelgesprek_recruiter_sheet_report"
LISTENING = "spiegelgesprek.spiegelgesprek_listening_sheet_report"
CLIENT_WORDS = ("Quirinia", "Kanariepiet", "canary.example", "98765432", "Vogeldorp")
LOGGER = "odoo.addons.base.models.ir_actions_report"


@tagged("post_install", "-at_install")
@freeze_time("2026-05-01")
class TestPaper(SpiegelgesprekCommon):
    """Letters and sheets: who is on them, who may print them, what stays behind."""

    @classmethod
    def _create_client(cls, **values):
        """Here all clients said that letters at home are safe."""
        return super()._create_client(**{"may_post": True, **values})

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.coordinator.lang = "en_US"
        cls.company.write(
            {
                "name": "Help for Families",
                "street": "Long Quay 8",
                "zip": "3011",
                "city": "Rotterdam",
            }
        )
        cls.traject.write(
            {
                "date_conversation": T,
                "topic": "How the plan is made",
                "address_id": cls.env["res.partner"]
                .create({"name": "Community house", "city": "Schiedam"})
                .id,
            }
        )
        cls.information = cls._get_text("information_client")
        cls.letter = cls.information.copy(
            {
                "name": "Letter",
                "spiegelgesprek_paper": "client_letter",
                "body_html": '<p>Dear <t t-out="object.mail_name">you</t>,</p>',
            }
        )
        cls.listener_partner = cls.listener.partner_id
        cls.listener_partner.write(
            {"street": "Station Square 1", "zip": "3311", "city": "Dordrecht"}
        )

    @classmethod
    def _get_text(cls, name):
        return cls.env.ref(f"spiegelgesprek.mail_template_{name}")

    def _choose(self, template=None, people=None, user=None, **values):
        """Fill in the wizard as a user does, for people or without a name."""
        papers = self.env["spiegelgesprek.paper"].with_user(user or self.coordinator)
        people = self.client if people is None else people
        return papers.with_context(lang="en_US").create(
            {
                "template_id": (template or self.letter).id,
                "ring": "inner",
                "is_blank": False,
                "participant_ids": [Command.set(people.ids)],
                **values,
            }
        )

    def _print(self, records, user=None, report=LETTER):
        """Return the pages as a browser gets them."""
        reports = self.env["ir.actions.report"].with_user(user or self.coordinator)
        reports = reports.with_context(lang="en_US")
        content, _kind = reports._render_qweb_html(report, records.ids)
        return html.fromstring(content)

    def _get_texts(self, page):
        return [
            " ".join(node.text_content().split())
            for node in page.xpath("//div[hasclass('sg_page')]")
        ]

    def _get_logged(self):
        logs = self.env["spiegelgesprek.access.log"].search([])
        return [(log.user_id, log.kind, log.traject_id) for log in logs]

    # ------------------------------------------------------------
    # TO WHOM
    # ------------------------------------------------------------

    def test_letter_to_a_client(self):
        page = self._print(self._choose())
        (text,) = self._get_texts(page)
        self.assertIn("Dear Quirinia Zandloper,", text)
        self.assertIn("Rotterdam, 1 May 2026", text)
        window = page.xpath("//div[hasclass('sg_window')]")[0]
        lines = [div.text for div in window.xpath("div[hasclass('sg_address')]/div")]
        self.assertEqual(lines, ["Quirinia Zandloper", "Kanariestraat 12", "Vogeldorp"])

    def test_nothing_above_the_address(self):
        """Others at home read what shows in the window."""

        def read_window():
            page = self._print(self._choose())
            window = page.xpath("//div[hasclass('sg_window')]")[0].text_content()
            return " ".join(window.split()).split(" Quirinia")[0]

        self.assertEqual(read_window(), "Long Quay 8, 3011 Rotterdam")
        self.company.spiegelgesprek_return_address = "PO Box 1, Rotterdam"
        self.assertEqual(read_window(), "PO Box 1, Rotterdam")
        self.company.spiegelgesprek_window_name = True
        self.assertEqual(read_window(), "Help for Families, PO Box 1, Rotterdam")

    def test_letter_to_a_listener(self):
        paper = self._choose(people=self.outer, ring="outer")
        page = self._print(paper)
        (text,) = self._get_texts(page)
        lines = [div.text for div in page.xpath("//div[hasclass('sg_address')]/div")]
        self.assertEqual(lines, ["User listener", "Station Square 1", "3311 Dordrecht"])
        self.assertIn("Dear User listener,", text)
        self.assertFalse(self._get_logged())

    def test_letter_for_work(self):
        """Somebody at an organisation gets it there, below its name."""
        work = self.env["res.partner"].create(
            {"name": "Partner in town", "is_company": True, "country_id": False}
        )
        self.listener_partner.parent_id = work
        self.listener_partner.write({"type": "other", "street": "Back Street 2"})
        self.assertEqual(
            self.listener_partner._get_paper_address()[:3],
            ["Partner in town", "User listener", "Back Street 2"],
        )

    def test_by_hand(self):
        """Without an address; who can't get letters at home can get this one."""
        self.client.address = False
        paper = self._choose(delivery="hand")
        page = self._print(paper)
        self.assertIn("Dear Quirinia Zandloper,", self._get_texts(page)[0])
        self.assertFalse(page.xpath("//div[hasclass('sg_window')]"))

    def test_who_is_left_out(self):
        unknown = self._create_client(address=False, name="Zandbij")
        paper = self._choose(people=self.client | unknown)
        self.assertEqual(paper.left_out, f"No address: {unknown.display_name}")
        texts = self._get_texts(self._print(paper))
        self.assertEqual(len(texts), 1)
        self.assertNotIn("Zandbij", texts[0])
        with self.assertRaisesRegex(UserError, "nobody to print"):
            self._choose(people=unknown).action_print()

    def test_who_may_not_get_letters(self):
        self.client.may_post = False
        paper = self._choose()
        self.assertEqual(
            paper.left_out, f"Letters at home are not safe: {self.client.display_name}"
        )
        with self.assertRaisesRegex(UserError, "nobody to print"):
            paper.action_print()
        self.assertTrue(self._get_texts(self._print(self._choose(delivery="hand"))))

    def test_several_in_one_document(self):
        """A wkhtmltopdf without patches can't join several documents."""
        second = self._create_client(name="Zandbij", alias=False)
        page = self._print(self._choose(people=self.client | second))
        self.assertEqual(len(page.xpath("//div[hasclass('article')]")), 1)
        first, last = self._get_texts(page)
        self.assertIn("Dear Quirinia Zandloper", first)
        self.assertNotIn("Zandbij", first)
        self.assertIn("Dear Zandbij", last)
        self.assertNotIn("Kanariepiet", last)

    def test_in_the_language_of_each(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        self.letter.with_context(lang="nl_NL").body_html = (
            '<p>Beste <t t-out="object.mail_name">u</t>, op '
            '<t t-out="object.traject_id.paper_day">een dag</t></p>'
        )
        second = self._create_client(name="Zandbij", alias=False, lang="nl_NL")
        third = self._create_client(name="Zandoog", alias=False, lang="en_US")
        pages = self._print(self._choose(people=self.client | second | third))
        texts = self._get_texts(pages)
        self.assertIn("Dear Quirinia Zandloper", texts[0])
        self.assertIn("Beste Zandbij, op donderdag 4 juni 2026", texts[1])
        self.assertIn("Rotterdam, 1 mei 2026", texts[1])
        self.assertIn("Dear Zandoog", texts[2])
        langs = [div.get("lang") for div in pages.xpath("//div[hasclass('sg_page')]")]
        self.assertEqual(langs, ["en-US", "nl-NL", "en-US"])

    def test_every_text_can_be_printed(self):
        """Also those that go by mail: nobody needs a mailbox."""
        people = {"inner": self.client, "outer": self.outer}
        texts = self.env["mail.template"].search(
            [("spiegelgesprek_paper", "in", list(RINGS)), ("id", "!=", self.letter.id)]
        )
        for text in texts:
            with self.subTest(text.name):
                ring = RINGS[text.spiegelgesprek_paper]
                paper = self._choose(text, people=people[ring], ring=ring)
                (words,) = self._get_texts(self._print(paper))
                self.assertGreater(len(words), 200)
                self.assertNotIn("False", words)

    def test_personal_link_is_written_out(self):
        """Made when somebody prints, not when a page is rendered."""
        paper = self._choose(self._get_text("invitation_client"))
        self._print(paper)
        # sudo: nobody reads a token
        self.assertFalse(self.client.sudo().invitation_token)
        paper.action_print()
        (words,) = self._get_texts(self._print(paper))
        self.assertIn(self.client._get_token_url("invitation_token"), words)

    # ------------------------------------------------------------
    # WHO MAY
    # ------------------------------------------------------------

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_only_who_sees_the_client(self):
        for user in (
            self.other,
            self.manager,
            self.facilitator,
            self.sponsor,
            self.listener,
        ):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self._choose(user=user)
                paper = self._choose(user=user, people=self.client[:0])
                self._link(paper, self.client)
                with self.assertRaisesRegex(UserError, "nobody to print"):
                    self._print(paper, user)
        self.assertFalse(self._get_logged())

    def _link(self, paper, people):
        """Put people into a wizard as if its user had found a way to do that."""
        # sudo: the ORM refuses it
        paper.sudo().participant_ids = people
        self.env.flush_all()
        self.env.invalidate_all()

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_recruiter_until_the_conversation(self):
        """He can hand over letters to those he asked, and to nobody else."""
        paper = self._choose(user=self.recruiter)
        page = self._print(paper, self.recruiter)
        self.assertIn("Dear Quirinia", self._get_texts(page)[0])
        with self.assertRaises(AccessError):
            self._choose(user=self.recruiter, people=self._create_client())
        with freeze_time("2026-06-05"), self.assertRaises(UserError):
            self._print(paper, self.recruiter)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_who_listens_sees_no_client(self):
        paper = self._choose()
        self._create_contact_participant("employee", self.coordinator)
        with self.assertRaises(UserError):
            self._print(paper)
        with self.assertRaises(AccessError):
            self._choose()

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_not_what_somebody_else_chose(self):
        paper = self._choose()
        for user in (self.recruiter, self.manager, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._print(paper, user)

    # ------------------------------------------------------------
    # WHAT STAYS BEHIND
    # ------------------------------------------------------------

    def test_logged_each_time(self):
        paper = self._choose()
        self.assertFalse(self._get_logged())
        expected = (self.coordinator, "clients_print", self.traject)
        for times in (1, 2):
            self._print(paper)
            self.assertEqual(self._get_logged(), [expected] * times)

    def test_file_name_is_neutral(self):
        action = self._choose(traject_id=self.traject.id).action_print()
        self.assertEqual(action["report_type"], "qweb-pdf")
        self.assertEqual(self._choose().action_preview()["report_type"], "qweb-html")
        paper = self._choose(traject_id=self.traject.id)
        self.assertEqual(
            paper.file_name, f"Letters {self.traject.code}".replace("/", "-")
        )
        self.assertEqual(self.env.ref(LETTER).print_report_name, "object.file_name")
        self.assertEqual(self._choose().file_name, "Letters")

    def test_nothing_is_kept(self):
        """No attachment, message or wizard holds a word of a client."""
        before = self.env["ir.attachment"].search_count([])
        paper = self._choose(traject_id=self.traject.id)
        self._print(paper)
        self.assertFalse(self.env.ref(LETTER).attachment)
        self.assertEqual(self.env["ir.attachment"].search_count([]), before)
        self.assertNotIn("Quirinia", str(paper.read()))
        self.env.flush_all()
        for table in (
            "spiegelgesprek_paper",
            "spiegelgesprek_access_log",
            "mail_message",
        ):
            rows = self.env.execute_query(
                SQL("SELECT line::text FROM %s AS line", SQL.identifier(table))
            )
            for word in CLIENT_WORDS:
                self.assertNotIn(word, str(rows), table)

    # ------------------------------------------------------------
    # THE WIZARD
    # ------------------------------------------------------------

    def _open(self, records, user=None):
        context = {"active_model": records._name, "active_ids": records.ids}
        context["active_id"] = records[:1].id
        papers = self.env["spiegelgesprek.paper"].with_user(user or self.coordinator)
        return Form(papers.with_context(lang="en_US", **context))

    def test_from_a_selection(self):
        form = self._open(self.client)
        self.assertEqual((form.ring, form.is_blank), ("inner", False))
        form.template_id = self.information
        self.assertFalse(form.is_blank)
        paper = form.save()
        self.assertEqual(paper.participant_ids, self.client)
        self.assertEqual(self._open(self.outer).ring, "outer")

    def test_from_a_traject(self):
        """Sheets come without a name, letters for everybody who did not fall off."""
        off = self._create_client(state="declined")
        form = self._open(self.traject)
        form.ring = "inner"
        form.template_id = self.information
        self.assertTrue(form.is_blank)
        form.template_id = self.letter
        self.assertFalse(form.is_blank)
        paper = form.save()
        self.assertEqual(paper.participant_ids, self.client)
        self.assertNotIn(off, paper.participant_ids)
        self.assertEqual(paper.traject_id, self.traject)

    def test_from_a_traject_of_others(self):
        """Who sees no clients finds none, and has the sheets all the same."""
        form = self._open(self.traject, self.manager)
        form.ring = "inner"
        form.template_id = self.letter
        self.assertFalse(form.save().participant_ids)
        form.template_id = self.information
        (text,) = self._get_texts(self._print(form.save(), self.manager))
        self.assertIn("How the plan is made", text)

    # ------------------------------------------------------------
    # SHEETS
    # ------------------------------------------------------------

    def test_sheet_without_a_name(self):
        paper = self._choose(
            self.information,
            people=self.client[:0],
            is_blank=True,
            traject_id=self.traject.id,
        )
        page = self._print(paper)
        (text,) = self._get_texts(page)
        for words in ("Thursday 4 June 2026", "13:00", "13:30", "Community house"):
            self.assertIn(words, text)
        self.assertFalse(page.xpath("//div[hasclass('sg_window')]"))
        self.assertFalse(self._get_logged())

    def test_recruiter_sheet(self):
        """The script, then what to hand over: all texts in use, and nobody's name."""
        page = self._print(self.traject, self.recruiter, RECRUITER)
        script, client, young = self._get_texts(page)
        self.assertIn("Asking somebody to join", script)
        self.assertIn("A conversation in which you talk", client)
        self.assertIn("You talk. We listen.", young)
        self._get_text("information_youngster").active = False
        page = self._print(self.traject, self.recruiter, RECRUITER)
        self.assertEqual(len(self._get_texts(page)), 2)
        for word in (*CLIENT_WORDS, self.client.display_name):
            self.assertNotIn(word, html.tostring(page).decode())

    def test_recruiter_sheet_from_a_link(self):
        """As the page of a recruiter without a login makes it."""
        # sudo: as pages that open by a link do
        reports = self.env["ir.actions.report"].with_user(
            self.env.ref("base.public_user")
        )
        content, _kind = reports.sudo()._render_qweb_html(RECRUITER, self.traject.ids)
        self.assertIn("How the plan is made", content.decode())

    def test_sheets_on_a_page(self):
        """The same words, for a page that opens by a link."""
        # sudo: as such pages do
        traject = self.traject.with_user(self.env.ref("base.public_user")).sudo()
        script, *sheets = traject.with_context(lang="en_US")._get_sheets(
            "recruiter_sheet", "client_sheet"
        )
        self.assertIn("Asking somebody to join", script)
        self.assertEqual(len(sheets), 2)

    def test_listening_sheet(self):
        page = self._print(self.traject, self.coordinator, LISTENING)
        self.assertEqual(len(self._get_texts(page)), 1)
        self.assertGreater(len(page.xpath("//div[hasclass('sg_line')]")), 10)
        self.assertNotIn("User", page.text_content())

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_sheets_only_for_who_reads_the_traject(self):
        self.outer.unlink()
        for report in (RECRUITER, LISTENING):
            for user in (self.employee, self.listener):
                with (
                    self.subTest(report, user=user.login),
                    self.assertRaises(AccessError),
                ):
                    self._print(self.traject, user, report)

    # ------------------------------------------------------------
    # THE FILE
    # ------------------------------------------------------------

    def test_pdf(self):
        paper = self._choose(people=self.client | self._create_client())
        reports = self.env["ir.actions.report"].with_user(self.coordinator)
        # no server to fetch the style from, here
        with self.allow_pdf_render(), mute_logger(LOGGER):
            content, kind = reports.with_context(
                force_report_rendering=True
            )._render_qweb_pdf(LETTER, paper.ids)
        self.assertEqual(kind, "pdf")
        self.assertTrue(content.startswith(b"%PDF"))

    def test_same_queries_for_three_and_for_thirty(self):
        people = [
            self.client.copy({"name": f"Zand {number}", "lang": "en_US"})
            for number in range(30)
        ]
        people = self.client.concat(*people)
        for template in (self.letter, self._get_text("agreement_client")):
            # once before, on a clean cache too: rules are kept after the first time
            paper = self._choose(template, people=people)
            count_queries(self.env, partial(self._print, paper))
            counts = []
            for size in (3, 30):
                paper = self._choose(template, people=people[:size])
                printing = partial(self._print, paper)
                counts.append(count_queries(self.env, printing))
            self.assertEqual(counts[0], counts[1])
