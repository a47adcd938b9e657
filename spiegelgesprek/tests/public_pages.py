# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What tests of pages without a login share: open a page, send a form, read it."""

from datetime import datetime

from lxml import html

from odoo.tests import HttpCase

from .common import SpiegelgesprekCommon

# Monday noon; the conversation is on a Tuesday, half past three where it is held.
NOW = datetime(2026, 6, 1, 10)
DATE = datetime(2026, 6, 16, 13, 30)
LATER = datetime(2026, 6, 30, 13, 30)


class PublicPagesCommon(SpiegelgesprekCommon, HttpCase):
    """A traject that is ready to be answered, and a browser without a login.

    Pages are rendered in the language of the reader; here that is English.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env.company.spiegelgesprek_phone = "010 123 45 67"
        place = {
            "name": "Care house",
            "street": "Mill Street 4",
            "zip": "3011 AB",
            "city": "Rotterdam",
        }
        cls.place = cls.env["res.partner"].create(place)
        cls.traject.write(
            {
                "date_conversation": DATE,
                "topic": "What helped, and what did not",
                "address_id": cls.place.id,
                "stage_id": cls.env.ref("spiegelgesprek.stage_recruit").id,
            }
        )
        cls.people = cls.client | cls.outer | cls.lead
        cls.people.state = "invited"
        for participant in cls.people:
            (participant.partner_id or participant).lang = "en_US"
        cls._commit()

    def setUp(self):
        super().setUp()
        self.authenticate(None, None)

    def _path(self, participant):
        token = participant._get_token("invitation_token")
        self._commit()
        return f"/spiegelgesprek/uitnodiging/{token}"

    def _open(self, participant, suffix="", **options):
        return self.url_open(self._path(participant) + suffix, **options)

    def _send(self, participant, answer, **form):
        """Send what a button of the page sends; return the page that follows."""
        response = self.url_open(
            self._path(participant), data={"answer": answer, **form}
        )
        self.env.invalidate_all()
        return response

    def _accept(self, participant):
        return self._send(participant, "accept", rules="1")

    def _text(self, response):
        """Return what a reader sees, with single spaces."""
        body = html.fromstring(response.content).find("body")
        return " ".join(body.text_content().split())

    def _heading(self, response):
        return html.fromstring(response.content).findtext(".//h1").strip()

    def _buttons(self, response):
        """Return what can be pressed: name and value of each."""
        page = html.fromstring(response.content)
        return [button.get("value") for button in page.iter("button")]

    def _mails_to(self, *people):
        """Return the mails in the queue to these people, the oldest first."""
        addresses = [person.partner_id.email_formatted for person in people]
        return self.env["mail.mail"].search([("email_to", "in", addresses)], order="id")

    def _create_listener(self, number, role="employee", **values):
        partner = self.env["res.partner"].create(
            {
                "name": f"Listener {number}",
                "email": f"listener{number}@canary.example",
                "lang": "en_US",
            }
        )
        return self._create_contact_participant(
            role, partner_id=partner.id, **{"state": "invited", **values}
        )
