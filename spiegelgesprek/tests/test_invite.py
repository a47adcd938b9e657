# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .mail_common import MailCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-05-01 09:00:00")
class TestInvite(MailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partners = cls.env["res.partner"]
        cls.anna, cls.bert = cls.partners.create(
            [
                {"name": "Anna Bos", "email": "Anna@bos.example", "lang": "en_US"},
                {"name": "Bert Bos", "email": "bert@bos.example", "lang": "nl_NL"},
            ]
        )

    def _invite(self, user=None, **values):
        if not values.get("participant_ids"):
            values.setdefault("role_id", self.roles["employee"].id)
        return (
            self.env["spiegelgesprek.invite"]
            .with_user(user or self.coordinator)
            .create({"traject_id": self.traject.id, **values})
        )

    def test_role_to_begin_with(self):
        """The first one with a seat left; people who are chosen have a role already."""
        own = self.traject.with_user(self.coordinator)
        context = own.action_open_invite()["context"]
        self.assertEqual(context["default_role_id"], self.roles["employee"].id)
        seat = self.traject.seat_ids[0]
        seat.write({"minimum": 0, "maximum": 1})
        self.outer.state = "accepted"
        context = own.action_open_invite()["context"]
        self.assertEqual(context["default_role_id"], self.roles["chain_partner"].id)
        context = self.outer.with_user(self.coordinator).action_open_invite()["context"]
        self.assertFalse(context["default_role_id"])
        self.traject.seat_ids.unlink()
        self.assertFalse(own.action_open_invite()["context"]["default_role_id"])

    def _send(self, **values):
        wizard = self._invite(**values)
        wizard.action_preview()
        wizard.action_send()
        self.env.invalidate_all()
        return wizard

    def _get_new(self):
        return self.traject.outer_participant_ids - self.outer

    def test_contacts(self):
        wizard = self._send(partner_ids=[(6, 0, (self.anna | self.bert).ids)])
        people = self._get_new()
        self.assertEqual(people.partner_id, self.anna | self.bert)
        self.assertEqual({*people.mapped("state")}, {"invited"})
        self.assertEqual({*people.mapped("mail_state")}, {"queued"})
        self.assertEqual(people.role_id, self.roles["employee"])
        self.assertEqual({*self._get_lines(people).mapped("kind")}, {"invitation"})
        self.assertEqual((wizard.mail_count, wizard.unmailed_count), (2, 0))

    def test_tag(self):
        parent = self.env["res.partner.category"].create({"name": "Staff"})
        child = parent.create({"name": "Team", "parent_id": parent.id})
        self.anna.category_id = child
        self._send(category_ids=[(6, 0, parent.ids)])
        self.assertEqual(self._get_new().partner_id, self.anna)

    def test_list(self):
        """Known contacts are recognised, doubles merged, others become contacts."""
        count = self.partners.search_count([])
        self._send(
            addresses="ANNA@bos.example; Anna <anna@bos.example>\n"
            "New Person <new@person.example>, new@person.example\nother@person.example"
        )
        partners = self._get_new().partner_id
        self.assertEqual(
            sorted(partners.mapped("name")),
            ["Anna Bos", "New Person", "other@person.example"],
        )
        self.assertIn(self.anna, partners)
        self.assertEqual(self.partners.search_count([]), count + 2)

    def test_wrong_list(self):
        """One mistake: nobody is added, nobody mailed, and each wrong line is named."""
        count = self.partners.search_count([])
        wizard = self._invite(addresses="new@person.example\nno address\nalso@wrong")
        for action in (wizard.action_preview, wizard.action_send):
            with self.assertRaises(UserError) as refused:
                action()
            self.assertIn("Line 2: no address", str(refused.exception))
            self.assertIn("Line 3: also@wrong", str(refused.exception))
        self.assertEqual(self.partners.search_count([]), count)
        self.assertFalse(self._get_new())
        self.assertEqual(wizard.step, "choose")

    def test_preview_makes_nothing(self):
        counts = [
            self.env[model].search_count([])
            for model in ("res.partner", "spiegelgesprek.participant", "mail.mail")
        ]
        wizard = self._invite(
            addresses="new@person.example", partner_ids=[(4, self.bert.id)]
        )
        wizard.action_preview()
        self.assertIn("2 people get a mail", wizard.preview.replace("\n", " "))
        wizard.action_back()
        self.assertFalse(wizard.preview)
        self.env.flush_all()
        self.assertEqual(
            counts,
            [
                self.env[model].search_count([])
                for model in ("res.partner", "spiegelgesprek.participant", "mail.mail")
            ],
        )

    def test_preview(self):
        """Who, how many seats, and the mail of the first person of each language."""
        template = self.roles["employee"].invitation_template_id
        template.with_context(lang="nl_NL").subject = "Luister je mee?"
        self.traject.seat_ids.filtered(
            lambda seat: seat.role_id == self.roles["employee"]
        ).maximum = 2
        carl = self.anna.copy({"name": "Carl", "email": "carl@bos.example"})
        nobody = self.partners.create({"name": "Without Mail"})
        self.lead.partner_id.email = "lead@bos.example"
        wizard = self._invite(
            partner_ids=[(6, 0, (self.anna | self.bert | carl | nobody).ids)],
            addresses="Lea <lead@bos.example>",
        )
        wizard.action_preview()
        text = wizard.preview
        for words in (
            "4 to mail, 2 seats free. Who comes too late gets a place",
            "Luister je mee?",
            "Will you listen in a mirror conversation?",
            "Dear Anna Bos",
            "quality@organisation.example",
            "Without Mail",
            "is in this traject already",
        ):
            self.assertIn(words, text)
        self.assertNotIn("Dear Carl", text)
        self.assertEqual(wizard.recipient_count, 3)

    def test_what_the_mail_can_not_tell(self):
        """Better fill in date and place first than mail everybody again."""
        facts = {
            "date_conversation": "2026-07-01 12:00:00",
            "address_id": self.company.partner_id.id,
        }
        said = {"date_conversation": "No date", "address_id": "No place"}
        self.traject.write(facts)
        wizard = self._invite(partner_ids=[(4, self.anna.id)])
        wizard.action_preview()
        self.assertNotIn("leaves that out", wizard.preview)
        for name, words in said.items():
            with self.subTest(name):
                self.traject.write({**facts, name: False})
                wizard = self._invite(partner_ids=[(4, self.anna.id)])
                wizard.action_preview()
                self.assertIn(f"{words}: the mail leaves that out.", wizard.preview)

    def test_who_is_left_out(self):
        """Who was asked before, also when he declined; a double contact as well."""
        double = self.anna.copy({"name": "Anna again", "email": "anna@bos.example"})
        self._send(partner_ids=[(4, self.anna.id)])
        declined = self._create_listener("Dirk", state="declined")
        for values in (
            {"partner_ids": [(4, self.anna.id)]},
            {"partner_ids": [(4, double.id)]},
            {"addresses": "anna@bos.example"},
            {"partner_ids": [(4, declined.partner_id.id)]},
            {
                "role_id": self.roles["chain_partner"].id,
                "partner_ids": [(4, double.id)],
            },
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                self._invite(**values).action_preview()

    def test_who_was_noted_but_not_asked(self):
        """The line that is there is used; no second one is made."""
        noted = self._create_listener("Noted")
        self._send(addresses=noted.partner_id.email)
        self.assertEqual(self._get_new(), noted)
        self.assertEqual((noted.state, noted.mail_state), ("invited", "queued"))

    def test_without_mail(self):
        """Added, to be invited by letter."""
        nobody = self.partners.create({"name": "Without Mail"})
        wizard = self._send(partner_ids=[(6, 0, (self.anna | nobody).ids)])
        added = self._get_new().filtered(lambda p: p.partner_id == nobody)
        self.assertEqual((added.state, added.mail_state), ("draft", "none"))
        self.assertEqual((wizard.mail_count, wizard.unmailed_count), (1, 1))

    def test_second_click(self):
        wizard = self._send(partner_ids=[(4, self.anna.id)])
        self.assertEqual(wizard.step, "done")
        wizard.action_send()
        wizard.action_back()
        self.assertEqual(wizard.step, "done")
        self.assertEqual(len(self._get_lines(self._get_new())), 1)

    def test_lead(self):
        self._send(
            role_id=self.roles["co_facilitator"].id, partner_ids=[(4, self.anna.id)]
        )
        lead = self.traject.lead_participant_ids - self.lead
        self.assertEqual(lead.partner_id, self.anna)
        self.assertIn("help us", self._get_queue(lead).subject)

    # ------------------------------------------------------------
    # SELECTED PEOPLE
    # ------------------------------------------------------------

    def _open(self, people):
        action = self._own(people).action_open_invite()
        model = self.env["spiegelgesprek.invite"].with_user(self.coordinator)
        with Form(model.with_context(**action["context"])) as form:
            return form.save()

    def test_selected(self):
        """Each in his own role; who has answered already is left out."""
        council = self._create_listener("Council", role="client_council")
        done = self._create_listener("Done", state="accepted")
        wizard = self._open(self.outer | council | done)
        wizard.action_preview()
        self.assertIn("has answered already", wizard.preview)
        wizard.action_send()
        self.env.invalidate_all()
        self.assertEqual({*(self.outer | council).mapped("state")}, {"invited"})
        self.assertEqual(done.state, "accepted")
        self.assertFalse(self._get_lines(done))
        mails = self._get_queue(self.outer | council)
        self.assertNotEqual(mails[0].body_html, mails[1].body_html)

    def test_clients(self):
        """From their own screen; those who said no to mail are left out."""
        shy = self._create_client(contact_channel="phone")
        wizard = self._open(self.client | shy)
        self.assertNotIn("Quirinia", str(wizard.read()))
        wizard.action_preview()
        self.assertIn("Dear Quirinia", wizard.preview)
        self.assertIn("said no to mail", wizard.preview)
        wizard.action_send()
        self.env.invalidate_all()
        self.assertEqual((self.client.state, shy.state), ("invited", "draft"))
        self.assertEqual(self._get_lines(self.client | shy).participant_id, self.client)
        # what the wizard keeps names nobody
        self.env.cr.execute("SELECT i::text FROM spiegelgesprek_invite i")
        self.assertNotIn("Quirinia", str(self.env.cr.fetchall()))

    def test_another_text(self):
        """Thanks, for example; it invites nobody again."""
        self.outer.state = "attended"
        wizard = self._open(self.outer)
        wizard.template_id = self.env.ref(
            "spiegelgesprek.mail_template_thanks_listener"
        )
        wizard.action_preview()
        self.assertIn("Thank you for being there", wizard.preview)
        wizard.action_send()
        self.assertEqual(self._get_lines(self.outer).kind, "other")
        self.assertEqual(self.outer.state, "attended")

    # ------------------------------------------------------------
    # WHO MAY, AND WHAT IS TOLD
    # ------------------------------------------------------------

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_who_may_not(self):
        for user in (self.other, self.facilitator, self.sponsor, self.listener):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._invite(user, partner_ids=[(4, self.anna.id)])
        with self.assertRaises(AccessError):
            self._invite(self.manager, partner_ids=[(4, self.anna.id)])
        with self.assertRaises(AccessError):
            self.traject.with_user(self.manager).action_open_invite()

    def test_no_client_from_a_list(self):
        with self.assertRaises(ValidationError):
            self._invite(role_id=self.roles["client"].id, addresses="a@x.example")

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_people_of_another_traject(self):
        others = self._create_traject(user_id=self.other.id)
        theirs = self._create_client(traject_id=others.id)
        with self.assertRaises(AccessError):
            self._invite(participant_ids=[(6, 0, theirs.ids)])
        own = self._create_traject()
        mine = self._create_client(traject_id=own.id)
        with self.assertRaises(ValidationError):
            self._invite(participant_ids=[(6, 0, mine.ids)])
        with self.assertRaises(ValueError):
            self._own(mine | self.client).action_open_invite()

    def test_address_of_a_client(self):
        """The coordinator is warned, as he sees both; it is invited all the same."""
        wizard = self._invite(addresses="Q <QUIRINIA@canary.example>")
        wizard.action_preview()
        self.assertIn("in the inner ring", wizard.preview)
        self.assertIn(self.client.display_name, wizard.preview)
        self.assertNotIn("Zandloper", wizard.preview)

    def test_no_oracle(self):
        """Who may not see the clients learns nothing from a list of addresses."""
        self._create_contact_participant("chain_partner", self.coordinator)
        # nothing else to warn of
        self.traject.address_id = self.company.partner_id
        wizard = self._invite(addresses="quirinia@canary.example")
        wizard.action_preview()
        self.assertNotIn("inner ring", wizard.preview)
        self.assertNotIn("alert", wizard.preview)

    def test_known_people(self):
        """Whom a client rather not meets, named by the kind of it, never by why."""
        self._create_tie(self.client, kind="unwanted", partner_id=self.anna.id)
        self._create_tie(
            self.client, kind="knows", partner_id=self.listener.partner_id.id
        )
        partners = self.anna | self.listener.partner_id
        self.outer.unlink()
        wizard = self._invite(partner_ids=[(6, 0, partners.ids)])
        wizard.action_preview()
        self.assertEqual(wizard.preview.count("Better not in one room with"), 1)
        self.assertIn(f"{self.anna.name} (Rather not meet)", wizard.preview)
        self.assertIn(self.client.display_name, wizard.preview)
        self.client.state = "withdrawn"
        self.env.invalidate_all()
        self.assertNotIn("Better not", wizard.preview)

    def test_known_people_are_no_oracle(self):
        self._create_tie(self.client, kind="unwanted", partner_id=self.anna.id)
        self._create_contact_participant("chain_partner", self.coordinator)
        wizard = self._invite(partner_ids=[(4, self.anna.id)])
        wizard.action_preview()
        self.assertNotIn("Better not", wizard.preview)

    def test_recruiter(self):
        wizard = self._invite(partner_ids=[(4, self.recruiter.partner_id.id)])
        wizard.action_preview()
        self.assertIn("asks clients in this traject", wizard.preview)

    def test_role_without_text(self):
        """Nobody is mailed an empty text: it says what is missing."""
        self.roles["employee"].invitation_template_id = False
        wizard = self._invite(partner_ids=[(4, self.anna.id)])
        with self.assertRaisesRegex(UserError, "no text for an invitation"):
            wizard.action_preview()
        self.assertFalse(self._get_new())
