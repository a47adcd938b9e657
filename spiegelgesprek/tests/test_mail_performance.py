# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import freeze_time, tagged

from .mail_common import MailCommon
from .web_client import WebView, count_queries

EMPLOYEE = "spiegelgesprek.mail_template_invitation_employee"


@tagged("post_install", "-at_install")
@freeze_time("2026-05-01 09:00:00")
class TestMailPerformance(MailCommon):
    """Queries, at two sizes, with two languages."""

    def _create_listeners(self, number):
        partners = self.env["res.partner"].create(
            [
                {
                    "name": f"Listener {n}",
                    "email": f"listener{n}@listener.example",
                    "lang": ("nl_NL", "en_US")[n % 2],
                }
                for n in range(number)
            ]
        )
        role = {"traject_id": self.traject.id, "role_id": self.roles["employee"].id}
        return self.env["spiegelgesprek.participant"].create(
            [{**role, "partner_id": partner.id} for partner in partners]
        )

    def _count_queueing(self, number):
        people = self._own(self._create_listeners(number))
        return count_queries(
            self.env, lambda: people._queue_mail(EMPLOYEE, kind="invitation")
        )

    def test_queue(self):
        self._count_queueing(2)
        few, many = self._count_queueing(10), self._count_queueing(45)
        self.assertLessEqual(many, 45 + 30)
        self.assertLessEqual(many - few, 35)

    def _count_sending(self, number):
        people = self._own(self._create_listeners(number))
        people._queue_mail(EMPLOYEE, kind="invitation")
        return count_queries(self.env, self._send_queue)

    def test_send(self):
        """By the queue; each mail costs the same."""
        self._count_sending(2)
        few, many = self._count_sending(10), self._count_sending(45)
        self.assertLessEqual((many - few) / 35, 16)

    def test_wizard(self):
        """A preview, and a send, of a list with people nobody knows."""
        counts = []
        for number in (2, 10, 45):
            wizard = (
                self.env["spiegelgesprek.invite"]
                .with_user(self.coordinator)
                .create(
                    {
                        "traject_id": self.traject.id,
                        "role_id": self.roles["employee"].id,
                        "addresses": "\n".join(
                            f"New <new{n}@size{number}.example>" for n in range(number)
                        ),
                    }
                )
            )

            def preview(wizard=wizard):
                wizard.action_preview()
                self.assertTrue(wizard.preview)

            counts.append(
                (
                    count_queries(self.env, preview),
                    count_queries(self.env, wizard.action_send),
                )
            )
        (_, _), (few_shown, few_sent), (many_shown, many_sent) = counts
        self.assertLessEqual(many_shown, few_shown + 5)
        # Odoo itself asks some for each contact that it makes
        self.assertLessEqual(many_sent - few_sent, 35 * 4)

    def test_screens(self):
        """Lists of people: how their mails fared costs one query."""
        context = {"lang": "en_US", "tz": "Europe/Amsterdam"}
        model = self._own(self.env["spiegelgesprek.participant"])
        view = WebView(model.with_context(**context), "list")

        def show():
            view.open(limit=500)

        counts = []
        for number in (5, 45):
            people = self._own(self._create_listeners(number))
            people._queue_mail(EMPLOYEE)
            show()
            counts.append(count_queries(self.env, show))
        self.assertEqual(counts[0], counts[1])

    def test_search(self):
        people = self._own(self._create_listeners(45))
        people._queue_mail(EMPLOYEE)
        found = []

        def search():
            found.append(people.search([("mail_state", "=", "queued")]))

        self.assertLessEqual(count_queries(self.env, search), 3)
        self.assertEqual(found[0], people)

    def test_state_when_mails_are_many(self):
        """How the last mail fared is asked once for all people."""
        people = self._own(self._create_listeners(45))
        for _time in range(3):
            people._queue_mail(EMPLOYEE)
        queries = count_queries(self.env, lambda: people.mapped("mail_state"))
        self.assertLessEqual(queries, 4)
