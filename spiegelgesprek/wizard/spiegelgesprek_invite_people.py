# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from dataclasses import dataclass, field

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from . import address_list

# Who may be asked; all others answered already.
STATES_OPEN = ("draft", "invited")


@dataclass
class People:
    """Who was chosen in the wizard, sorted out; nothing is made by looking."""

    wizard: models.BaseModel
    # participants who are there already, and contacts who become one
    participants: models.BaseModel
    contacts: models.BaseModel
    # addresses of nobody we know
    new: list = field(default_factory=list)
    # who was left out, by name, with the reason as a key
    skipped: list = field(default_factory=list)
    # what is no address, with line numbers
    wrong: list = field(default_factory=list)

    def _check(self):
        """Refuse a list with a mistake, and one without anybody.

        :raise UserError: which lines are wrong
        """
        env = self.wizard.env
        if self.wrong:
            lines = "\n".join(
                env._("Line %(line)s: %(text)s", line=wrong.line, text=wrong.text)
                for wrong in self.wrong
            )
            raise UserError(
                env._(
                    "These are no e-mail addresses. Nobody was invited yet; correct "
                    "them and go on.\n%s",
                    lines,
                )
            )
        if not (self.participants or self.contacts or self.new):
            raise UserError(
                env._("There is nobody to mail among these people. Choose others.")
            )

    def _get_participants(self):
        """Return all of them as participants, made as far as they weren't there."""
        wizard = self.wizard
        partners = self.contacts | wizard._create_contacts(self.new)
        role = wizard.role_id
        return self.participants | self.participants.create(
            [
                {
                    "traject_id": wizard.traject_id.id,
                    "role_id": role.id,
                    "partner_id": partner.id,
                }
                for partner in partners
            ]
        )


class SpiegelgesprekInvite(models.TransientModel):
    """Who is recognised, who is new, and who is left out."""

    _inherit = "spiegelgesprek.invite"

    def _get_people(self):
        """Return who was chosen, sorted out; see ``People``."""
        self.ensure_one()
        people = People(
            wizard=self,
            participants=self.participant_ids.browse(),
            contacts=self.partner_ids.browse(),
        )
        self._sort_participants(people)
        if not self.participant_ids:
            addresses, people.wrong = address_list.read(self.addresses)
            contacts, people.new = self._recognise(addresses)
            self._sort_contacts(people, self._get_chosen_contacts() | contacts)
        return people

    def _sort_participants(self, people):
        """Leave out who answered already, when this is an invitation."""
        inviting = self._get_kind() == "invitation"
        for participant in self.participant_ids:
            if inviting and participant.state not in STATES_OPEN:
                people.skipped.append((participant.display_name, "answered"))
            elif participant.ring == "inner" and not participant._can_be_mailed():
                people.skipped.append((participant.display_name, "unreachable"))
            else:
                people.participants |= participant

    def _get_chosen_contacts(self):
        """Return the contacts that were chosen, themselves or by a tag."""
        tagged = self.partner_ids.browse()
        if self.category_ids:
            tagged = tagged.search(
                [
                    ("category_id", "child_of", self.category_ids.ids),
                    ("company_id", "in", (False, self.company_id.id)),
                ]
            )
        return self.partner_ids | tagged

    def _recognise(self, addresses):
        """Return the contacts that have these addresses, and the addresses left."""
        emails = [address.email for address in addresses]
        found = self.partner_ids.search(
            [
                ("email_normalized", "in", emails),
                ("company_id", "in", (False, self.company_id.id)),
            ]
        )
        there = self._get_there()
        # of doubles: who is in this traject already, else a person, else the first
        found = found.sorted(lambda p: (p not in there, p.is_company, p.id))
        by_email = {}
        for partner in found:
            by_email.setdefault(partner.email_normalized, partner)
        new = [address for address in addresses if address.email not in by_email]
        contacts = self.partner_ids.union(*by_email.values()) - self.partner_ids
        chosen = self.partner_ids.filtered(lambda p: p.email_normalized in emails)
        return contacts | chosen, new

    def _sort_contacts(self, people, contacts):
        """Leave out who is in the traject, and whose address somebody there has."""
        there = self._get_there()
        emails = {email_normalize(partner.email): there[partner] for partner in there}
        seen = set()
        for partner in contacts:
            email = email_normalize(partner.email)
            participant = there.get(partner) or (email and emails.get(email))
            if email and email in seen:
                continue
            seen.add(email)
            if not participant:
                people.contacts |= partner
            elif self._is_noted(participant):
                people.participants |= participant
            else:
                people.skipped.append((partner.display_name, "there"))

    def _is_noted(self, participant):
        """Whether somebody was put down for this role, and not asked yet."""
        return (
            participant.state == "draft"
            and participant.mail_state == "none"
            and participant.role_id == self.role_id
        )

    def _get_there(self):
        """Return who listens or leads in the traject already, by contact."""
        there = self.env["spiegelgesprek.participant"].search(
            [
                ("traject_id", "=", self.traject_id.id),
                ("ring", "in", ("outer", "lead")),
            ],
            order="id desc",
        )
        return {participant.partner_id: participant for participant in there}

    def _create_contacts(self, addresses):
        """Make contacts of addresses that nobody has."""
        # sudo: who may invite somebody may note who that is
        partners_sudo = self.env["res.partner"].sudo()
        created_sudo = partners_sudo.create(
            [self._prepare_contact_values(address) for address in addresses]
        )
        # back to the own rights
        return created_sudo.sudo(False)

    def _prepare_contact_values(self, address):
        return {
            "name": address.name or address.email,
            "email": address.email,
            "lang": self._get_lang(),
        }

    def _get_lang(self):
        """Return the language of people of whom nothing is known yet."""
        # sudo: the company's own language, for everybody to know
        return self.company_id.sudo().partner_id.lang or self.env.lang
