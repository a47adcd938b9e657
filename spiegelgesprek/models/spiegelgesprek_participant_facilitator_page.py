# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, models

from .spiegelgesprek_participant_facilitator import FIELD
from .spiegelgesprek_participant_page import CONTACT_FIELDS, TRAJECT_FIELDS
from .spiegelgesprek_traject_evaluation import PREFIX

PAGE_FIELDS = [
    *("traject_id", "role_id", "company_id", "partner_id", "ring", "state"),
    "answer_for",
]
EVALUATION_FIELDS = [
    f"{prefix}_evaluation_{name}"
    for prefix in PREFIX.values()
    for name in ("date", "state", "released")
]


class SpiegelgesprekParticipant(models.Model):
    """What stands on the page of who leads: guide, schedule and place, no client.

    And what a group wrote that was too small to show results: for who leads alone, and
    behind a button, because each reading is logged and looking writes nothing.
    """

    _inherit = "spiegelgesprek.participant"

    @api.model
    def _get_page_fields(self, field):
        names = super()._get_page_fields(field)
        return names + PAGE_FIELDS if field == FIELD else names

    def _fetch_facilitator_page(self):
        """Read what this page shows besides that of the invitation."""
        trajects = self.traject_id
        trajects.fetch([*TRAJECT_FIELDS, *EVALUATION_FIELDS, "debrief_days"])
        trajects.user_id.fetch(["partner_id"])
        trajects.user_id.partner_id.fetch([*CONTACT_FIELDS, "phone"])
        self._fetch_page()

    def _get_facilitator_path(self):
        """Return the address of the page on this server."""
        self.ensure_one()
        return f"{self._token_paths[FIELD]}/{self._get_token(FIELD)}"

    def _prepare_facilitator_values(self):
        """Return what the page shows."""
        self.ensure_one()
        traject = self.traject_id
        contact = traject.user_id.partner_id
        others = self._get_leaders() - self.partner_id
        others.fetch(["name"])
        return {
            "page_title": self._get_page_title(),
            "traject": traject,
            "path": self._get_facilitator_path(),
            "appointment": self._prepare_appointment_values(),
            "welcome": traject.minutes_premeeting
            and traject._say_time(traject._get_start("inner")),
            "contact": contact.name,
            "phone": contact.phone,
            "others": others.mapped("name"),
            "blocks": self._prepare_guide_blocks(),
            "small_groups": self._get_small_groups(),
        }

    def _prepare_guide_blocks(self):
        """Return the parts of the guide in order: how long, from when, and what in it.

        From when is known once the conversation has a date; parts without minutes take
        none.
        """
        self.ensure_one()
        traject, blocks = self.traject_id, []
        items = self.env["spiegelgesprek.guide.item"].search_fetch(
            [("traject_id", "=", traject.id)], ["block", "minutes", "text"]
        )
        for item in items:
            if not blocks or blocks[-1]["name"] != item.block:
                blocks.append({"name": item.block, "minutes": 0, "texts": []})
            blocks[-1]["minutes"] += item.minutes
            blocks[-1]["texts"].append(item.text)
        passed, start = timedelta(), traject.date_conversation
        for block in blocks:
            begins = start and start + passed
            block["start"] = block["minutes"] and traject._say_time(begins)
            passed += timedelta(minutes=block["minutes"])
        return blocks

    # ------------------------------------------------------------
    # WHAT A SMALL GROUP WROTE
    # ------------------------------------------------------------

    def _get_small_groups(self):
        """Return the rings whose form closed without results: too few answers."""
        self.ensure_one()
        traject = self.traject_id
        return [
            ring
            for ring in PREFIX
            if traject._get_evaluation(ring, "state") in ("closed", "ended")
            and not traject._get_evaluation(ring, "released")
        ]

    def _read_small_group(self, ring):
        """Return what a small group wrote, and log that it was read by this link.

        :param str ring: as anybody may have typed it
        :return: as of ``_get_open_answers``; None for what is not to be read, which
            logs nothing
        """
        self.ensure_one()
        if ring not in self._get_small_groups():
            return None
        by_link = self.env._("By the personal link of %s", self.partner_id.name)
        log = self.env["spiegelgesprek.access.log"]
        log._record("open_answers", self.traject_id, by_link)
        return self.traject_id._get_open_answers(ring)
