# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from .spiegelgesprek_participant_invitation import PAGE_REASONS
from .spiegelgesprek_traject_readiness import STATES_OFF

RULES_SHOWN = 3
# What the page and its calendar file read, besides the token.
PAGE_FIELDS = [
    *("traject_id", "role_id", "seat_id", "company_id", "partner_id", "ring"),
    *("is_client", "state", "lang", "relation", "answer_for", "rules_date"),
    *("diet", "access_needs", "camera", "has_companion", "decline_reason"),
    *("waiting_number", "appointment_sequence"),
]
TRAJECT_FIELDS = [
    *("name", "topic", "active", "phase", "date_conversation", "date_end", "date_tz"),
    *("user_id", "address_id", "method_id", "company_id", "is_online", "online_url"),
    *("minutes_premeeting", "evaluation_days", "answer_hours", "appointment_sequence"),
]
CONTACT_FIELDS = ["name", "lang", "street", "street2", "zip", "city"]


class SpiegelgesprekParticipant(models.Model):
    """What stands on the personal page. Of others: who leads, and nobody else."""

    _inherit = "spiegelgesprek.participant"

    @api.model
    def _get_page_fields(self, field):
        names = super()._get_page_fields(field)
        return names + PAGE_FIELDS if field == "invitation_token" else names

    def _fetch_page(self):
        """Read what the page shows, and no more: a query for each kind of record."""
        trajects = self.traject_id
        trajects.fetch(TRAJECT_FIELDS)
        trajects.user_id.fetch(["partner_id"])
        contacts = self.partner_id | trajects.user_id.partner_id | trajects.address_id
        contacts.fetch(CONTACT_FIELDS)

    def _get_lang(self):
        """Return the language that this person reads."""
        self.ensure_one()
        return self.lang or self.partner_id.lang

    def _get_page_kind(self):
        """Return whose words the page speaks.

        :return: ``listener``, ``lead``, ``youngster``, ``client``, or ``companion``
            for who comes along with a client
        """
        self.ensure_one()
        if self.ring != "inner":
            return "lead" if self.ring == "lead" else "listener"
        if not self.is_client:
            return "companion"
        return "youngster" if self.relation == "youngster" else "client"

    def _get_page_path(self):
        """Return the address of the page on this server."""
        self.ensure_one()
        # sudo: the software puts the token into a link
        token = self.sudo().invitation_token
        return f"{self._token_paths['invitation_token']}/{token}"

    def _prepare_page_values(self):
        """Return what the page shows."""
        self.ensure_one()
        traject, kind = self.traject_id, self._get_page_kind()
        situation = self._get_situation()
        leaders = self._get_leaders()
        leaders.fetch(["name"])
        return {
            "kind": kind,
            "formal": kind in ("client", "companion"),
            "situation": situation,
            "again": self._is_to_answer_again(),
            "answering": traject._is_answering(),
            "waiting_before": situation == "waiting" and self._get_waiting_before(),
            "call_needed": situation == "coming" and self._is_call_needed(),
            "participant": self,
            "traject": traject,
            "path": self._get_page_path(),
            "contact": traject.user_id.partner_id.name,
            "clients": self._get_clients_word(),
            "leaders": leaders.mapped("name"),
            "rules": self._get_rules(kind),
            "reasons": self._get_reasons(),
            "page_title": self._get_page_title(),
            "appointment": self._prepare_appointment_values(),
        }

    def _get_clients_word(self):
        """Return what clients are called in this conversation, more than one."""
        return self.traject_id.client_label_plural

    def _prepare_appointment_values(self):
        """Return when and where, in words."""
        traject = self.traject_id
        inner = self.ring == "inner"
        return {
            "day": traject._say_date(),
            "previous": self.answer_for and traject._say_date(self.answer_for),
            "welcome": inner
            and bool(traject.minutes_premeeting)
            and traject._say_time(traject._get_start(self.ring)),
            "start": traject._say_time(traject.date_conversation),
            "stop": traject._say_time(traject.date_end),
            "place": traject._get_place_lines(),
            "route": traject._get_route_url(),
            "until": traject._say_date(traject.answer_until),
            "until_time": traject._say_time(traject.answer_until),
        }

    def _get_page_title(self):
        """Return the title in the browser: for clients it says nothing at all."""
        self.ensure_one()
        if self.ring == "inner":
            return self.env._("Appointment")
        return self.env._("Mirror conversation")

    def _get_leaders(self):
        """Return the contacts of who leads the conversation."""
        self.ensure_one()
        leaders = self.search_fetch(
            [
                ("traject_id", "=", self.traject_id.id),
                ("role_id.is_facilitator", "=", True),
                ("state", "not in", STATES_OFF),
            ],
            ["partner_id"],
            order="number",
        )
        return leaders.partner_id

    def _get_rules(self, kind):
        """Return the ground rules that this person reads, the first few.

        Those of the conversation speak to adults who are addressed formally.
        """
        self.ensure_one()
        if kind == "youngster":
            return [
                self.env._("You decide what you tell."),
                self.env._("You can skip a question, and you can stop."),
                self.env._("What others tell stays in the room."),
            ]
        return self._fetch_ground_rules(RULES_SHOWN).mapped("text")

    def _fetch_ground_rules(self, limit):
        """Return the first ground rules of the conversation for the own ring."""
        self.ensure_one()
        return self.env["spiegelgesprek.ground.rule"].search_fetch(
            [("traject_id", "=", self.traject_id.id), ("ring", "=", self.ring)],
            ["text"],
            limit=limit,
        )

    def _get_reasons(self):
        """Return why somebody may not come, as ``[(key, words)]``."""
        field = self.fields_get(["decline_reason"])["decline_reason"]
        return [
            (key, words) for key, words in field["selection"] if key in PAGE_REASONS
        ]
