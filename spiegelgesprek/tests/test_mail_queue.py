# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .mail_common import SENDER, MailCommon

CLIENT = "spiegelgesprek.mail_template_invitation_client"
EMPLOYEE = "spiegelgesprek.mail_template_invitation_employee"
# All that a mail of ours says besides its text.
HEADERS = {
    "Content-Type",
    "Date",
    "From",
    "MIME-Version",
    "Message-Id",
    "Reply-To",
    "Return-Path",
    "Subject",
    "To",
}


@tagged("post_install", "-at_install")
@freeze_time("2026-05-01 09:00:00")
class TestMailQueue(MailCommon):
    def test_one_mail_each(self):
        """In the reader's language, at his own address, on no document."""
        anna = self._create_listener("Anna Bos", lang="nl_NL")
        template = self.env.ref(EMPLOYEE)
        template.with_context(lang="nl_NL").subject = "Luister je mee?"
        people = self.outer | anna
        mailed = self._own(people)._queue_mail(EMPLOYEE, kind="invitation")
        self.assertEqual(mailed, people)
        mails = self._get_queue(people)
        self.assertEqual(mails.mapped("state"), ["outgoing"] * 2)
        self.assertEqual(
            mails.mapped("subject"),
            ["Will you listen in a mirror conversation?", "Luister je mee?"],
        )
        self.assertEqual(
            mails.mapped("email_to"),
            ['"User listener" <listener@spiegelgesprek.example>']
            + ['"Anna Bos" <anna.bos@listener.example>'],
        )
        self.assertEqual(set(mails.mapped("email_from")), {SENDER})
        self.assertFalse(any(mails.mapped("model")) or any(mails.mapped("res_id")))
        self.assertFalse(mails.recipient_ids | mails.author_id)
        self.assertIn("Tuesday 2 June 2026, 15:30", mails[0].body_html)
        self.assertIn("dinsdag 2 juni 2026, 15:30", mails[1].body_html)
        self.assertEqual(self._own(people).mapped("mail_state"), ["queued"] * 2)

    def test_client(self):
        """Neutral outside, and no contact, message or follower is made of him."""
        partners = self.env["res.partner"].search_count([])
        notifications = self.env["mail.notification"].search_count([])
        self._own(self.client)._queue_mail(CLIENT)
        (mail,) = self._send_queue()
        self.assertEqual(mail["To"], "quirinia@canary.example")
        self.assertEqual(mail["Subject"], "About our appointment")
        self.assertIn("quality@organisation.example", mail["From"])
        self.assertEqual(set(mail.keys()), HEADERS)
        outside = " ".join(f"{name}: {mail[name]}" for name in mail)
        for word in ("spiegel", "mirror", "client", "Zandloper", self.company.name):
            self.assertNotIn(word.lower(), outside.lower())
        self.assertEqual(self.env["res.partner"].search_count([]), partners)
        self.assertEqual(self.env["mail.notification"].search_count([]), notifications)
        text = mail.get_body(("plain",)).get_content()
        self.assertIn("Dear Quirinia", text)
        # half an hour before the conversation, as clients come to the coffee
        self.assertIn("Tuesday 2 June 2026, 15:00", text)
        self.assertNotIn("client", text.lower())
        self.assertNotIn(self.company.name, text)

    def test_sender_without_setting(self):
        self.company.spiegelgesprek_sender = False
        self._own(self.client)._queue_mail(CLIENT)
        (mail,) = self._send_queue()
        self.assertIn(self.coordinator.email, mail["From"])

    def test_who_gets_none(self):
        """Who fell off, is forgotten, said no to mail or has no address."""
        nobody = self.env["spiegelgesprek.participant"]
        for state in ("declined", "withdrawn"):
            nobody |= self._create_client(contact_channel="mail", state=state)
            nobody |= self._create_listener(f"Listener {state}", state=state)
        nobody |= self._create_client(contact_channel="phone")
        nobody |= self._create_client(contact_channel="mail", email=False)
        nobody |= self._create_client(contact_channel="mail", email="no address")
        nobody |= self._create_contact_participant("employee")
        everybody = self._own(nobody | self.client)
        self.assertEqual(everybody._queue_mail(CLIENT), self.client)
        self.assertEqual(self._get_lines(everybody).participant_id, self.client)
        self.assertFalse(nobody.browse()._queue_mail(CLIENT))

    def test_two_roles(self):
        """An invitation for each role, as each has its own link; other mails once."""
        again = self._create_contact_participant("client_council", self.listener)
        both = self._own(self.outer | again)
        self.assertEqual(both._queue_mail(EMPLOYEE, kind="invitation"), both)
        self.assertNotEqual(self.outer.invitation_token, again.invitation_token)
        once = both._queue_mail("spiegelgesprek.mail_template_thanks_listener")
        self.assertEqual(once, self.outer)

    def test_link(self):
        """Each text has the reader's own link, and nobody else's."""
        anna = self._create_listener("Anna Bos")
        self._own(self.outer | anna)._queue_mail(EMPLOYEE)
        for mail, own, other in zip(
            self._get_queue(self.outer | anna),
            (self.outer, anna),
            (anna, self.outer),
            strict=True,
        ):
            self.assertIn(own._get_token_url("invitation_token"), mail.body_html)
            self.assertNotIn(other.invitation_token, mail.body_html)
            self.assertNotIn(other.partner_id.name, mail.body_html)

    def test_who_sees_the_link(self):
        """Whoever has the link can answer: only who may do that reads it."""
        self.outer._make_links()
        url = self.outer._get_token_url("invitation_token")
        self.assertIn(url, self._own(self.outer).mail_link)
        for user in (self.other, self.manager):
            self.assertFalse(self.outer.with_user(user).mail_link, user.login)
        for user in (self.facilitator, self.sponsor, self.listener):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.outer.with_user(user).read(["mail_link"])

    def test_link_is_not_made_by_looking(self):
        self.assertNotIn("href", self._own(self.outer).mail_link)
        self.assertFalse(self.outer.invitation_token)

    def test_letter(self):
        """On paper the link is a QR code and written out; the rest is the same."""
        self.client._make_links()
        url = self.client._get_token_url("invitation_token")
        template = self.env.ref(CLIENT).with_user(self.coordinator)
        template = template.with_context(spiegelgesprek_letter=True)
        body = template._render_field("body_html", self.client.ids)[self.client.id]
        self.assertIn("Point the camera", body)
        self.assertIn("data:image/png;base64,", body)
        self.assertIn(f">{url}", body)
        self.assertNotIn("href", body)

    # ------------------------------------------------------------
    # THE QUEUE FOLLOWS
    # ------------------------------------------------------------

    def test_who_falls_off_gets_nothing_any_more(self):
        """Also what waits because the mail server is down."""
        for change in (
            {"state": "declined"},
            {"state": "withdrawn"},
            {"email": "other@canary.example"},
            {"email": False},
            {"contact_channel": "phone"},
        ):
            with self.subTest(change=change):
                client = self._create_client(contact_channel="mail")
                self._own(client)._queue_mail(CLIENT)
                self._own(client).write(change)
                self.assertFalse(self._get_queue(client))
                self.assertEqual(self._get_lines(client).state, "cancelled")
                self.env.invalidate_all()
                self.assertEqual(client.mail_state, "none")
        self.assertFalse(self._send_queue())

    def test_deleted_participant(self):
        anna = self._create_listener("Anna Bos")
        self._own(anna)._queue_mail(EMPLOYEE)
        mail = self._get_queue(anna)
        self._own(anna).unlink()
        self.assertFalse(mail.exists())

    def test_text_never_leaves_the_queue(self):
        """What somebody could read along is empty; the text is for the queue alone."""
        self._own(self.client | self.outer)._queue_mail(CLIENT)
        messages = self._get_queue(self.client | self.outer).mail_message_id
        self.assertFalse(any(messages.mapped("body")))
        self._send_queue()
        mails = self._get_queue(self.client | self.outer)
        self.assertFalse(
            any(mails.mapped("body_html")) or any(mails.mapped("email_to"))
        )
        self.env["spiegelgesprek.mail"]._cron_mails()
        self.assertFalse(messages.exists() | mails.exists().mail_message_id)

    def test_no_seat(self):
        """Neutral words, also to who was refused just before."""
        self._own(self.outer).action_decline()
        self.assertEqual(self.outer._mail_no_seat(), self.outer)
        (mail,) = self._send_queue()
        self.assertEqual(mail["Subject"], "No seat this time")

    # ------------------------------------------------------------
    # TEXTS
    # ------------------------------------------------------------

    def test_manager_edits_texts(self):
        template = self.env.ref(CLIENT).with_user(self.manager)
        template.body_html = "<p>Hello <t t-out='object.mail_name'/></p>"
        self._own(self.client)._queue_mail(CLIENT)
        self.assertIn("Hello Quirinia", self._get_queue(self.client).body_html)

    def test_texts_show_nobody_else(self):
        """Who is no programmer uses our placeholders, and no path to other people."""
        template = self.env.ref(CLIENT).with_user(self.manager)
        for expression in (
            "object.traject_id.participant_ids",
            "object.sudo().traject_id.participant_ids.mapped('name')",
            "object.email",
            "object.invitation_token",
            "user.email",
        ):
            with self.subTest(expression=expression), self.assertRaises(AccessError):
                template.body_html = f'<p><t t-out="{expression}"/></p>'
            with self.subTest(subject=expression), self.assertRaises(AccessError):
                template.subject = "{{ %s }}" % expression

    def test_shipped_texts_use_placeholders_only(self):
        templates = self.env["mail.template"].search(
            [("model", "=", self.client._name)]
        )
        self.assertGreater(len(templates), 12)
        for template in templates:
            with self.subTest(template=template.name):
                self.assertFalse(template._has_unsafe_expression())
                for field in ("name", "subject", "email_from"):
                    self.assertTrue(template[field])

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_who_may_not_edit_texts(self):
        """Whoever edits a text decides what leaves to a client."""
        values = {
            "name": "Mine",
            "model_id": self.env["ir.model"]._get_id(self.client._name),
        }
        for user in (self.coordinator, self.sponsor, self.listener, self.employee):
            template = self.env.ref(CLIENT).with_user(user)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                template.body_html = "<p>Mine</p>"
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                template.create(values)

    def test_every_role_has_a_text(self):
        for role in self.env["spiegelgesprek.role"].search([]):
            if role.get_external_id()[role.id]:
                self.assertTrue(role.invitation_template_id, role.name)
        young = self._create_client(relation="youngster")
        self.assertNotEqual(
            young._get_invitation_template(), self.client._get_invitation_template()
        )

    def test_own_text_of_the_organisation(self):
        """Made in Odoo's screen, just words: recipient and language hold."""
        template = self.env["mail.template"].create(
            {
                "name": "Ours",
                "model_id": self.env["ir.model"]._get_id(self.client._name),
                "subject": "Hello",
                "body_html": "<p>Hello</p>",
                "email_to": "somebody@else.example",
                "email_cc": "copy@else.example",
            }
        )
        template.with_context(lang="nl_NL").subject = "Dag"
        self.client.lang = "nl_NL"
        self._own(self.client)._queue_mail(template)
        mail = self._get_queue(self.client)
        self.assertEqual(mail.email_to, "quirinia@canary.example")
        self.assertFalse(mail.email_cc)
        self.assertEqual(mail.subject, "Dag")

    def test_composer_of_odoo(self):
        """Odoo's own screen for mails would make a contact of a client's address."""
        template = self.env.ref(CLIENT)
        template.email_to = "{{ object.email }}"
        partners = self.env["res.partner"].search_count([])
        mails = self.env["mail.mail"].search_count([])
        for mode in ("mass_mail", "comment"):
            composer = self.env["mail.compose.message"].with_user(self.coordinator)
            wizard = composer.create(
                {
                    "composition_mode": mode,
                    "model": self.client._name,
                    "res_ids": repr(self.client.ids),
                    "template_id": template.id,
                    "reply_to": SENDER,
                }
            )
            # now, and with the rights of who mails
            wizard.env.flush_all()
            with self.subTest(mode=mode), self.assertRaises(UserError):
                self.assertFalse(wizard.partner_ids)
                wizard._action_send_mail()
        self.assertEqual(self.env["res.partner"].search_count([]), partners)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
