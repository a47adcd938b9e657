# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import SQL, file_open, mute_logger

from .common import QUIET
from .curious import CuriousUser
from .mail_common import MailCommon
from .test_mail_answer import BOUNCE, REPLY

CLIENT = "spiegelgesprek.mail_template_invitation_client"
BIRDS = ("zwvink", "zwmees", "zwreply")
# Where a mail could leave somebody's name, looked at by every kind of user.
MODELS = (
    "ir.attachment",
    "mail.activity",
    "mail.alias",
    "mail.followers",
    "mail.mail",
    "mail.message",
    "mail.notification",
    "mail.template",
    "mail.tracking.value",
    "res.partner",
    "spiegelgesprek.invite",
    "spiegelgesprek.mail",
    "spiegelgesprek.participant",
    "spiegelgesprek.traject",
)
LOGGERS = ("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")


@tagged("post_install", "-at_install")
@freeze_time("2026-05-01 09:00:00")
class TestMailCanaries(MailCommon):
    """A mail sent, one that waits, one that came back, and an answer: who sees whom.

    ``zwvink`` was passed on by the recruiter, ``zwmees`` was found by the coordinator;
    ``zwreply`` stands in what a client wrote.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.group_user").implied_ids += cls.env.ref(
            "base.group_allow_export"
        )
        cls.client.unlink()
        cls.vink = cls._create_bird("zwvink", recruiter_id=cls.recruiter.id)
        cls.mees = cls._create_bird("zwmees")
        cls.portal = new_test_user(
            cls.env, "sg_portal", "base.group_portal", context=QUIET
        )

    @classmethod
    def _create_bird(cls, bird, **values):
        names = ("name", "alias", "phone", "address", "contact_caution")
        return cls._create_client(
            email=f"{bird}@canary.example",
            contact_channel="mail",
            **{name: f"{bird}{name}" for name in names},
            **values,
        )

    def setUp(self):
        super().setUp()
        clients = self._own(self.vink | self.mees)
        clients._queue_mail(CLIENT, kind="invitation")
        self.sent = self._send_queue()
        threads = self.env["mail.thread"]
        values = {
            "number": "1",
            "header": "In-Reply-To",
            "sender": "zwvink@canary.example",
            "message_id": self.sent[0]["Message-Id"],
        }
        threads.message_process(None, REPLY.format(**values))
        values = {
            "number": "2",
            "to": "bounce.test@test.mycompany.com",
            "action": "failed",
            "status": "5.1.1",
            "message_id": self.sent[1]["Message-Id"],
        }
        threads.message_process(
            None, BOUNCE.replace("quirinia", "zwmees").format(**values)
        )
        wizard = self.env["spiegelgesprek.invite"].with_user(self.coordinator)
        wizard = wizard.create(
            {
                "traject_id": self.traject.id,
                "participant_ids": [(6, 0, clients.ids)],
            }
        )
        wizard.action_preview()
        # these wait in the queue
        clients._queue_mail("spiegelgesprek.mail_template_confirmation_client")
        self.env.flush_all()

    @mute_logger(*LOGGERS)
    def _look(self, user):
        """Return the birds that a user finds in all that he may read."""
        curious = CuriousUser(self.env, user)
        answers = [
            text for model in MODELS for _where, text in curious.read_model(model)
        ]
        # whoever made a message reads it, though no search finds it
        messages = self.env["mail.message"].sudo().search([], order="id desc", limit=50)
        for message in curious.env["mail.message"].browse(messages.ids):
            answers += [
                text
                for _where, text in curious.ask(message, "read", ["body", "subject"])
            ]
        text = "".join(answers).lower()
        return {bird for bird in BIRDS if bird in text}

    def test_who_sees_whom(self):
        for user, birds in (
            (self.coordinator, {"zwvink", "zwmees", "zwreply"}),
            (self.recruiter, {"zwvink"}),
            (self.other, set()),
            (self.manager, set()),
            (self.facilitator, set()),
            (self.sponsor, set()),
            (self.listener, set()),
            (self.employee, set()),
            (self.portal, set()),
            (self.env.ref("base.public_user"), set()),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(self._look(user), birds)

    def test_who_listens(self):
        """A coordinator who listens sees no mail of a client, also those he sent."""
        self._create_contact_participant("employee", self.coordinator)
        self.env.flush_all()
        self.assertFalse(self._look(self.coordinator))

    def test_handed_over(self):
        """Whoever made a message can read it: so there is nothing in it."""
        self.traject.with_user(self.coordinator).user_id = self.other
        self._commit()
        self.assertFalse(self._look(self.coordinator))
        self.assertEqual(self._look(self.other), set(BIRDS))

    def test_outsider_who_reads_the_mails(self):
        """All headers, and each mail in full: nobody but the reader."""
        for mail, own, other in zip(
            self.sent, ("zwvink", "zwmees"), ("zwmees", "zwvink"), strict=True
        ):
            text = mail.as_string().lower()
            self.assertNotIn(other, text)
            self.assertIn(f"to: {own}@canary.example", text)
            headers = " ".join(
                f"{name}: {value}" for name, value in mail.items() if name != "To"
            )
            self.assertNotIn(own, headers)
            self.assertNotIn("participant", headers)

    def test_what_the_database_keeps(self):
        """Once all has left: the participant, and the answer of a client."""
        self._send_queue()
        tables = [
            table
            for (table,) in self.env.execute_query(
                SQL(
                    "SELECT table_name FROM information_schema.tables WHERE"
                    " table_schema = 'public' AND table_type = 'BASE TABLE'"
                )
            )
        ]
        found = {table for table in tables if self._holds_a_bird(table)}
        self.assertEqual(found, {"spiegelgesprek_participant", "spiegelgesprek_mail"})
        self.vink._unlink_mails()
        self.env.flush_all()
        self.assertFalse(self._holds_a_bird("spiegelgesprek_mail"))

    def _holds_a_bird(self, table):
        query = "SELECT 1 FROM %s AS line WHERE line::text ILIKE ANY(%s) LIMIT 1"
        birds = [f"%{bird}%" for bird in BIRDS]
        return self.env.execute_query(SQL(query, SQL.identifier(table), birds))

    def test_neutralized_copy(self):
        """Neither an answer nor what waits for a client is left in a copy."""
        self._own(self.outer)._queue_mail(CLIENT)
        self.env.flush_all()
        with file_open("spiegelgesprek/data/neutralize.sql") as script:
            self.env.cr.execute(script.read())
        self.env.invalidate_all()
        for table in ("mail_mail", "mail_message", "spiegelgesprek_mail"):
            self.assertFalse(self._holds_a_bird(table), table)
        self.assertTrue(self._get_lines(self.vink))

    def test_no_follower_and_no_contact(self):
        followers = self.env["mail.followers"].search(
            [("res_model", "=", self.vink._name)]
        )
        self.assertFalse(followers)
        contacts = self.env["res.partner"].with_context(active_test=False)
        self.assertFalse(contacts.search([("email", "ilike", "canary.example")]))
