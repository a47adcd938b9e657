# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import email_normalize

from ..models.spiegelgesprek_participant_warning import KINDS_APART
from ..models.spiegelgesprek_traject_readiness import STATES_OFF

# What people want to know before they answer
TOLD = ("date", "place")


class SpiegelgesprekInvite(models.TransientModel):
    """What will be sent to whom, before anything leaves."""

    _inherit = "spiegelgesprek.invite"

    preview = fields.Html(compute="_compute_preview")
    recipient_count = fields.Integer(
        string="People to mail", compute="_compute_preview"
    )

    @api.depends("step")
    @api.depends_context("lang", "uid")
    def _compute_preview(self):
        """Write the preview; it is kept nowhere, as it may name clients."""
        for wizard in self:
            wizard.preview, wizard.recipient_count = False, 0
            if wizard.step != "preview":
                continue
            people = wizard._get_people()
            if people.wrong:
                continue
            values = wizard._prepare_preview(people)
            wizard.recipient_count = len(values["recipients"])
            wizard.preview = self.env["ir.qweb"]._render(
                "spiegelgesprek.invite_preview", values
            )

    def _prepare_preview(self, people):
        """Return what the preview shows."""
        drafts = self._get_drafts(people)
        return {
            "recipients": [p for p in drafts if p._can_be_mailed()],
            "without": [p for p in drafts if not p._can_be_mailed()],
            "new": {address.email for address in people.new},
            "skipped": self._say_skipped(people),
            "seats": self._say_seats(drafts),
            "warnings": self._get_warnings(drafts),
            "mails": self._render_mails([p for p in drafts if p._can_be_mailed()]),
        }

    def _get_drafts(self, people):
        """Return everybody as a participant; who isn't one yet only in memory."""
        model = self.env["spiegelgesprek.participant"]
        contacts = [
            *people.contacts,
            *(
                self.env["res.partner"].new(self._prepare_contact_values(address))
                for address in people.new
            ),
        ]
        common = {"traject_id": self.traject_id.id, "role_id": self.role_id.id}
        return [
            *people.participants,
            *(model.new({**common, "partner_id": contact}) for contact in contacts),
        ]

    def _say_skipped(self, people):
        say = {
            "there": self.env._("is in this traject already"),
            "answered": self.env._("has answered already"),
            "unreachable": self.env._("has no e-mail, or said no to mail"),
        }
        return [(name, say[reason]) for name, reason in people.skipped]

    def _say_seats(self, drafts):
        """Return for each role how many seats are free for how many people."""
        asked = defaultdict(int)
        for participant in drafts:
            asked[participant.role_id] += 1
        seats = {seat.role_id: seat for seat in self.traject_id.seat_ids}
        lines = []
        for role, count in asked.items():
            seat = seats.get(role)
            free = seat and seat.maximum and max(seat.maximum - seat.taken, 0)
            values = {"role": role.name, "count": count, "free": free}
            if not seat or not seat.maximum:
                lines.append(
                    (self.env._("%(role)s: %(count)s to mail.", **values), False)
                )
                continue
            text = self.env._(
                "%(role)s: %(count)s to mail, %(free)s seats free.", **values
            )
            if count > free:
                late = self.env._(
                    "Who comes too late gets a place on the waiting list."
                )
                text = f"{text} {late}"
            lines.append((text, count > free))
        return lines

    def _render_mails(self, recipients):
        """Return the mail as the first person of each language and text gets it."""
        first = {}
        for participant in recipients:
            template = self._get_template(participant)
            first.setdefault((template, participant.mail_lang), participant)
        return [
            self._render_mail(template, lang, participant)
            for (template, lang), participant in first.items()
            if template
        ]

    def _render_mail(self, template, lang, participant):
        ids = [participant.id]
        subject, body, sender = (
            template._render_field(name, ids, set_lang=lang)[participant.id]
            for name in ("subject", "body_html", "email_from")
        )
        languages = dict(self.env["res.lang"].get_installed())
        return {
            "to": participant.mail_name,
            "lang": languages.get(lang, lang),
            "sender": sender,
            "subject": subject,
            "body": body,
        }

    def _get_warnings(self, drafts):
        """Return what the coordinator should look at; extend to warn of more.

        Computed with the own rights, so it tells nobody more than he can read: who
        may not see the clients of this traject can't find them by trying addresses.
        """
        clients = self.env["spiegelgesprek.participant"].search(
            [("traject_id", "=", self.traject_id.id), ("ring", "=", "inner")]
        )
        outside = [p for p in drafts if p.ring != "inner"]
        recruiters = (
            clients._get_recruiter_contacts()
            | self.traject_id.recruiter_ids.partner_id
            | self.traject_id.recruitment_ids.partner_id
        )
        emails = {email_normalize(client.email): client for client in clients}
        warnings = self._say_missing()
        for participant in outside:
            partner = participant.partner_id
            client = emails.get(email_normalize(partner.email or "") or None)
            if client:
                warnings.append(
                    self.env._(
                        "%(name)s has the address of %(client)s in the inner ring.",
                        name=partner.name,
                        client=client.display_name,
                    )
                )
            if partner in recruiters and participant.ring == "outer":
                warnings.append(
                    self.env._("%s asks clients in this traject.", partner.name)
                )
        return [*warnings, *self._say_ties(outside, clients)]

    def _say_missing(self):
        """Return what people will not read in the mail, as nobody filled it in yet."""
        traject, gaps = self.traject_id, self.traject_id._say_gaps()
        return [
            self.env._("%s: the mail leaves that out.", gaps[kind])
            for kind in TOLD
            if not traject._is_arranged(kind)
        ]

    def _say_ties(self, drafts, clients):
        """Return whom of these a client better not meets, as far as ties are read."""
        kinds = self.env["spiegelgesprek.participant.tie"]._fields["kind"]
        say = dict(kinds._description_selection(self.env))
        contacts = {participant.partner_id for participant in drafts}
        coming = clients.filtered(lambda client: client.state not in STATES_OFF)
        return [
            self.env._(
                "Better not in one room with %(client)s: %(name)s (%(kind)s).",
                client=tie.participant_id.display_name,
                name=tie.partner_id.name,
                kind=say[tie.kind],
            )
            for tie in coming.tie_ids
            if tie.kind in KINDS_APART and tie.partner_id and tie.partner_id in contacts
        ]
