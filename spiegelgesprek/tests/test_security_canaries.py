# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re

from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import file_open, mute_logger

from .common import QUIET, SpiegelgesprekCommon
from .curious import CuriousUser

DAY = "2026-06-02 12:00:00"
FIELDS = (
    *("name", "alias", "email", "phone", "address", "contact_caution"),
    *("diet", "access_needs"),
)
LOGGERS = (
    "odoo.addons.base.models.ir_attachment",
    "odoo.addons.base.models.ir_model",
    "odoo.addons.base.models.ir_rule",
    "odoo.models",
    "odoo.models.unlink",
    "odoo.sql_db",
)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 12:00:00")
class TestSecurityCanaries(SpiegelgesprekCommon):
    """Each client is a bird, and each of his fields sings its own word.

    ``Zwgoudvink`` was passed on by the recruiter, ``Zwkoolmees`` was found by the
    coordinator, ``Zwtorenkauw`` comes along as a companion, ``Zwrietgans`` agreed that
    the facilitator knows him, and ``Zwkerkuil`` belongs to a traject of another
    coordinator. Whoever reads a word with a bird in it has seen that client.
    ``Zwbarmsijs`` is what the client whom the recruiter passed on told the coordinator
    alone: whom he knows, how he comes, what he eats. The birds are long, as a short
    word turns up by chance in files written as base64.
    """

    BIRDS = (
        "zwgoudvink",
        "zwkoolmees",
        "zwtorenkauw",
        "zwrietgans",
        "zwbarmsijs",
        "zwkerkuil",
    )
    OWN = {"zwgoudvink", "zwkoolmees", "zwtorenkauw", "zwrietgans", "zwbarmsijs"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        second = cls.env["res.company"].create({"name": "Second company"})
        cls.second = cls._create_user(
            "second",
            "spiegelgesprek.spiegelgesprek_group_manager",
            company_id=second.id,
            company_ids=[(6, 0, second.ids)],
        )
        cls.portal = new_test_user(
            cls.env, "sg_portal", "base.group_portal", context=QUIET
        )
        cls.public = cls.env.ref("base.public_user")
        # who may export shows more: the table of rights is the only limit
        cls.env.ref("base.group_user").implied_ids += cls.env.ref(
            "base.group_allow_export"
        )
        cls.others = cls._create_traject(user_id=cls.other.id, name="Of others")
        cls.client.unlink()
        cls.vink = cls._create_bird("zwgoudvink", recruiter_id=cls.recruiter.id)
        cls.mees = cls._create_bird("zwkoolmees")
        cls.kauw = cls._create_bird("zwtorenkauw", role_id=cls.roles["companion"].id)
        cls.gans = cls._create_bird("zwrietgans")
        cls.uil = cls._create_bird("zwkerkuil", traject_id=cls.others.id)
        cls._agree_and_know()
        cls._live_through()

    @classmethod
    def _create_bird(cls, bird, **values):
        words = {name: f"{bird}{name.replace('_', '')}" for name in FIELDS}
        return cls._create_client(may_post=True, **words, **values)

    @classmethod
    def _agree_and_know(cls):
        """Note what was agreed, and whom clients know."""
        for client, bird in ((cls.vink, "zwgoudvink"), (cls.uil, "zwkerkuil")):
            cls._create_consent(client, "recording", given_by=f"{bird}givenby")
        cls._create_consent(
            cls.gans, "share_with_facilitator", given_by="zwrietgansgivenby"
        )
        contact = cls.listener.partner_id.id
        cls._create_tie(cls.vink, description="zwbarmsijstie", partner_id=contact)
        cls.vink.write(
            {
                "transport": "zwbarmsijstaxi",
                "interpreter_language": "zwbarmsijstaal",
                "diet": "zwbarmsijsdiet",
                "access_needs": "zwbarmsijsaccess",
            }
        )
        cls._create_tie(cls.gans, description="zwrietganstie", partner_id=contact)
        cls._create_tie(cls.uil, description="zwkerkuiltie", partner_id=contact)

    @classmethod
    def _live_through(cls):
        """Do all that leaves traces: in messages, activities, meetings and logs."""
        traject = cls.traject.with_user(cls.coordinator)
        clients = (cls.vink | cls.mees | cls.kauw | cls.gans).with_user(cls.coordinator)
        clients.action_invite()
        clients.action_accept()
        (cls.outer | cls.lead).with_user(cls.coordinator).action_accept()
        traject.date_conversation = "2026-05-26 12:00:00"
        cls._commit()
        traject.date_conversation = DAY
        traject.stage_id = cls.env["spiegelgesprek.stage"].search(
            [("phase", "=", "recruit")], limit=1
        )
        cls._commit()
        traject.message_post(
            body="All set", partner_ids=cls.sponsor.partner_id.ids, subject="News"
        )
        traject.activity_schedule(
            "mail.mail_activity_data_todo", user_id=cls.other.id, summary="Call"
        )
        cls._create_action_point(
            user_id=cls.listener.id, date_deadline="2026-07-01"
        ).with_user(cls.coordinator).write({"state": "done", "result": "Done"})
        cls.vink.with_user(cls.coordinator).action_withdraw()
        cls.env["ir.attachment"].with_user(cls.coordinator).create(
            {
                "name": "zwgoudvinkattachment.txt",
                "raw": b"zwgoudvinkcontent",
                "mimetype": "text/plain",
                "res_model": cls.vink._name,
                "res_id": cls.vink.id,
            }
        )
        traject.action_open_clients()
        clients.export_data(["name", "email"])
        letters = cls.env["spiegelgesprek.paper"].with_user(cls.coordinator)
        text = cls.env.ref("spiegelgesprek.mail_template_agreement_client")
        letters = letters.create(
            {
                "template_id": text.id,
                "ring": "inner",
                "traject_id": traject.id,
                "is_blank": False,
                "participant_ids": [(6, 0, clients.ids)],
            }
        )
        cls.env["ir.actions.report"].with_user(cls.coordinator)._render_qweb_html(
            "spiegelgesprek.report_letter", letters.ids
        )
        cls._commit()

    # ------------------------------------------------------------
    # WHO SEES WHOM
    # ------------------------------------------------------------

    def test_everything_readable(self):
        """The whole of Odoo, model by model, before the conversation."""
        for user, birds in (
            (self.coordinator, self.OWN),
            (self.other, {"zwkerkuil"}),
            (self.manager, set()),
            (self.recruiter, {"zwgoudvink"}),
            (self.sponsor, set()),
            (self.employee, set()),
            (self.portal, set()),
        ):
            self.assertSees(user, birds, everything=True)
        # in Odoo's own models these are as the sponsor, the employee or the portal user
        for user, birds in (
            (self.facilitator, {"zwrietgans"}),
            (self.listener, set()),
            (self.second, set()),
            (self.public, set()),
        ):
            self.assertSees(user, birds)

    def test_facilitator_reads_three_words(self):
        """First name, alias and phone of who agreed; nothing else, anywhere."""
        curious = CuriousUser(self.env, self.facilitator)
        with mute_logger(*LOGGERS):
            text = "".join(answer for _where, answer in curious.read_ours())
        words = set(re.findall(r"zw[a-z]+", text.casefold()))
        self.assertEqual(
            words, {"zwrietgansname", "zwrietgansalias", "zwrietgansphone"}
        )

    def test_who_listens_sees_no_client(self):
        """By no other role; as recruiter those he passed on."""
        for user in (
            *(self.coordinator, self.manager, self.recruiter),
            *(self.facilitator, self.sponsor),
        ):
            self._create_contact_participant("employee", user)
        for user in (self.coordinator, self.manager, self.facilitator, self.sponsor):
            self.assertSees(user, set())
        self.assertSees(self.recruiter, {"zwgoudvink"})
        self.mees.recruiter_id = self.coordinator
        self.assertSees(self.coordinator, {"zwkoolmees"})

    def test_who_declined_to_listen_sees_no_client(self):
        own = self._create_contact_participant("employee", self.coordinator)
        own.with_user(self.coordinator).action_decline()
        self.assertSees(self.coordinator, set())

    def test_recruiter_until_the_conversation(self):
        with freeze_time("2026-06-02 11:59:00"):
            self.assertSees(self.recruiter, {"zwgoudvink"})
        with freeze_time("2026-06-02 12:01:00"):
            self.assertSees(self.recruiter, set())
            self.assertSees(self.coordinator, self.OWN)

    def test_recruiter_while_no_date_is_set(self):
        self.traject.date_conversation = False
        self.assertSees(self.recruiter, {"zwgoudvink"})

    def test_archived(self):
        self.traject.active = False
        self.assertSees(self.coordinator, self.OWN)
        self.assertSees(self.other, {"zwkerkuil"})
        self.assertSees(self.manager, set())

    def test_taken_over(self):
        self.env["spiegelgesprek.traject.takeover"].with_user(self.manager).create(
            {"traject_id": self.traject.id, "reason": "Long ill"}
        ).action_take_over()
        self._commit()
        self.assertSees(self.manager, self.OWN)
        self.assertSees(self.coordinator, set())

    def test_handed_over(self):
        self.traject.with_user(self.coordinator).user_id = self.other
        self._commit()
        self.assertSees(self.coordinator, set())
        self.assertSees(self.other, {*self.OWN, "zwkerkuil"})

    def test_user_of_two_companies(self):
        """Who also works for the second company sees what he sees in the first."""
        self.second.company_ids += self.company
        self.assertSees(self.second, set())
        self.coordinator.company_ids += self.second.company_id
        self.assertSees(self.coordinator, self.OWN)

    def test_tricks(self):
        """Questions that no screen asks."""
        for user in (
            self.other,
            self.manager,
            self.facilitator,
            self.sponsor,
            self.listener,
            self.employee,
        ):
            for trick in self._get_tricks(user):
                with self.subTest(trick=trick[0], args=trick[2:], user=user.login):
                    self.assertFalse(self._play(user, *trick))

    def test_tricks_work_for_the_coordinator(self):
        """The same questions do find clients: the test looks in the right place."""
        answers = [
            self._play(self.coordinator, *trick)
            for trick in self._get_tricks(self.coordinator)
        ]
        self.assertGreater(sum(map(bool, answers)), len(answers) / 2)

    def test_planted_links(self):
        """Forms that are filled in with the number of a client tell nothing of him."""
        clients = self.vink | self.mees | self.gans
        shielded = {
            "spiegelgesprek.client.card": self.gans.ids,
            "spiegelgesprek.consent": clients.consent_ids.ids,
            "spiegelgesprek.participant": clients.ids,
            "spiegelgesprek.participant.tie": clients.tie_ids.ids,
        }
        for user, birds in (
            (self.coordinator, self.OWN),
            (self.other, set()),
            (self.manager, set()),
            (self.facilitator, {"zwrietgans"}),
            (self.recruiter, {"zwgoudvink"}),
            (self.sponsor, set()),
            (self.listener, set()),
            (self.employee, set()),
        ):
            with mute_logger(*LOGGERS), self.env.cr.savepoint():
                answers = CuriousUser(self.env, user).plant_links(shielded)
                text = "".join(answer for _where, answer in answers)
            with self.subTest(user=user.login):
                self.assertLessEqual(self._find_birds(text), birds)
                if user == self.coordinator:
                    # the proof that the test looks in the right place
                    self.assertTrue(self._find_birds(text))

    def _get_tricks(self, user):
        """Return ``(method, record, *arguments)``, all from the user's own wit."""
        clients, traject = self.vink | self.mees, self.traject
        seen = {"name": {}, "email": {}, "alias": {}}
        nested = {"participant_ids": {"fields": seen}}
        people = {
            "consent_ids": {"fields": {"given_by": {}}},
            "tie_ids": {"fields": {"description": {}}},
        }
        via_traject = {"traject_id": {"fields": nested}}
        link = {"participant_ids": [[4, self.vink.id, 0]]}
        own_link = dict(link, sponsor_id=user.partner_id.id)
        new_client = {"traject_id": traject.id, "role_id": self.vink.role_id.id}
        points = traject.action_point_ids
        return [
            ("read", clients, ["name", "email"]),
            ("web_read", clients, seen),
            ("web_save", clients, {"relation": "client"}, seen),
            ("export_data", clients, ["name", "partner_id/name"]),
            ("export_data", traject, ["participant_ids/name", "name"]),
            ("copy_data", clients, {}),
            ("onchange", clients[0], {"state": "draft"}, ["state"], seen),
            ("onchange", clients[:0], new_client, ["traject_id"], via_traject),
            ("web_read", traject, nested),
            ("web_read", traject.seat_ids, via_traject),
            ("web_read", points, via_traject),
            ("web_read", traject.conversation_id, via_traject),
            ("web_save", traject, {"color": 1}, nested),
            ("onchange", traject, {"name": "New"}, ["name"], nested),
            ("onchange", traject[:0], link, ["participant_ids"], nested),
            ("onchange", traject[:0], own_link, ["sponsor_id"], nested),
            ("web_read", clients, people),
            ("web_read", traject, {"participant_ids": {"fields": people}}),
            ("search_read", self.env["spiegelgesprek.consent"], [], ["given_by"]),
            ("search_read", self.env["spiegelgesprek.participant.tie"], []),
            ("name_search", self.env["spiegelgesprek.participant.tie"], "zw"),
            ("name_search", clients[:0], "zw"),
            ("search_read", clients[:0], [("ring", "=", "inner")], ["name"]),
            ("web_name_search", clients[:0], "zw", seen),
        ]

    @mute_logger(*LOGGERS)
    def _play(self, user, method, records, *args):
        curious = CuriousUser(self.env, user)
        records = curious.env[records._name].browse(records.ids)
        savepoint = self.env.cr.savepoint()
        answers = [text for _where, text in curious.ask(records, method, *args)]
        savepoint.close(rollback=True)
        own = {"zwkerkuil"} if user == self.other else set()
        return self._find_birds("".join(answers)) - own

    @mute_logger(*LOGGERS)
    def assertSees(self, user, birds, everything=False):
        """Assert which clients a user sees, when he reads whatever he may."""
        curious = CuriousUser(self.env, user)
        reading = curious.read_everything if everything else curious.read_ours
        where = {}
        for place, answer in reading():
            for bird in self._find_birds(answer):
                where.setdefault(bird, place)
        by_search = {
            word: place for place, word in curious.ask_oracles(words=self.BIRDS)
        }
        for how, seen in (("reading", where), ("searching", by_search)):
            with self.subTest(user=user.login, how=how):
                self.assertEqual(set(seen), set(birds), seen)

    def _find_birds(self, text):
        return {bird for bird in self.BIRDS if bird in text.casefold()}

    # ------------------------------------------------------------
    # WHERE THEIR WORDS ARE KEPT
    # ------------------------------------------------------------

    def test_few_tables_know_clients(self):
        """No message, activity, meeting, log or contact holds a word of a client."""
        self._commit()
        self.assertEqual(
            self._find_tables(*self.BIRDS),
            {
                "spiegelgesprek_consent",
                "spiegelgesprek_participant",
                "spiegelgesprek_participant_tie",
                # put on the client by hand, and shielded as he is
                "ir_attachment",
            },
        )

    def test_neutralized_copy(self):
        """No table at all holds a word, also of what was put on a client by hand."""
        self.env["mail.message"].create(
            {
                "model": self.vink._name,
                "res_id": self.vink.id,
                "body": "zwgoudvinkmessage",
            }
        )
        self.env["ir.filters"].with_user(self.coordinator).create(
            {
                "name": "zwgoudvink",
                "model_id": self.vink._name,
                "domain": "[('name', '=', 'zwgoudvinkname')]",
                "user_ids": [(6, 0, self.coordinator.ids)],
            }
        )
        self.env["ir.model.data"].create(
            {
                "module": "__import__",
                "name": "zwgoudvink",
                "model": self.vink._name,
                "res_id": self.vink.id,
            }
        )
        self.env["base_import.import"].create(
            {"res_model": self.vink._name, "file_name": "zwgoudvink.csv"}
        )
        self._commit()
        with file_open("spiegelgesprek/data/neutralize.sql") as script:
            self.env.cr.execute(script.read())
        self.assertEqual(self._find_tables(*self.BIRDS), set())

    def test_meeting_is_neutral(self):
        event = self.traject.conversation_id
        ics = event._get_ics_file()[event.id].decode()
        self.assertFalse(self._find_birds(ics))
        self.assertIn(self.traject.code, ics)
        self.assertNotIn(self.traject.name, ics)
        for contact in (self.listener, self.sponsor):
            self.assertNotIn(contact.email, ics)

    def test_names_are_neutral(self):
        """What Odoo shows to everybody who may see a link says nothing."""
        for client in self.vink | self.kauw:
            expected = f"{self.traject.code} · C{client.number}"
            self.assertEqual(client.display_name, expected)
