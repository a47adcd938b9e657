# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

PARTICIPANT = "spiegelgesprek.participant"


class SpiegelgesprekInvite(models.TransientModel):
    """Invite people to a traject: choose, look at what will be sent, send.

    Nothing is made and nothing leaves before the last step. Who is recognised, who is
    new and who is left out is in ``spiegelgesprek_invite_people.py``, what will be
    sent in ``spiegelgesprek_invite_preview.py``.
    """

    _name = "spiegelgesprek.invite"
    _description = "Invite People"

    traject_id = fields.Many2one(
        "spiegelgesprek.traject", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="traject_id.company_id")

    # New people
    role_id = fields.Many2one(
        "spiegelgesprek.role",
        domain="[('ring', 'in', ('outer', 'lead')),"
        " ('company_id', 'in', (False, company_id))]",
    )
    partner_ids = fields.Many2many(
        "res.partner",
        string="Contacts",
        domain="[('company_id', 'in', (False, company_id))]",
    )
    category_ids = fields.Many2many("res.partner.category", string="Contact tags")
    addresses = fields.Text(
        string="List of addresses",
        help="One a line, or with commas or semicolons; with or without names. Known "
        "contacts are recognised. Others become contacts once you send.",
    )
    # People who are there already
    participant_ids = fields.Many2many(PARTICIPANT, string="Selected people")
    template_id = fields.Many2one(
        "mail.template",
        string="Text",
        domain=[("model", "=", PARTICIPANT)],
        help="Empty: the invitation that belongs to the role of each.",
    )

    step = fields.Selection(
        [("choose", "Choose"), ("preview", "Preview"), ("done", "Done")],
        default="choose",
        required=True,
        readonly=True,
    )
    mail_count = fields.Integer(string="Mails on their way", readonly=True)
    unmailed_count = fields.Integer(string="People without e-mail", readonly=True)

    @api.constrains("traject_id", "participant_ids")
    def _check_own(self):
        """Invite to one's own traject, and people of that one."""
        for wizard in self:
            # constraints run in sudo, this one asks what the user may
            own = wizard.sudo(False)
            own.traject_id.check_access("write")
            if own.traject_id.user_id != own.env.user and not own.env.su:
                raise AccessError(
                    self.env._("Only the coordinator of this traject invites people.")
                )
            own.participant_ids.check_access("write")
            if own.participant_ids.traject_id - own.traject_id:
                raise ValidationError(self.env._("Choose people of one traject."))

    @api.constrains("role_id")
    def _check_ring(self):
        """A list of addresses makes contacts, and clients are never contacts."""
        if any(wizard.role_id.ring == "inner" for wizard in self):
            raise ValidationError(
                self.env._("Clients are not invited from contacts or a list.")
            )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_preview(self):
        """Show who will get which mail, and what is wrong with the list."""
        self.ensure_one()
        if not self.participant_ids and not self.role_id:
            raise UserError(self.env._("Choose the role that you invite people for."))
        self._get_people()._check()
        self._check_texts()
        self.step = "preview"
        return self._reopen()

    def action_back(self):
        """Go back to choose other people; what was filled in stays."""
        self.ensure_one()
        if self.step == "preview":
            self.step = "choose"
        return self._reopen()

    def action_send(self):
        """Add the people and queue their mails, once: a second click changes nothing.

        :raise UserError: when the list is wrong; then nobody is added or mailed
        """
        self.ensure_one()
        if self.step != "done":
            people = self._get_people()
            people._check()
            self._check_texts()
            # written first: of two clicks at the same time, one has to start again
            self.step = "done"
            self.flush_recordset()
            self._send(people)
        return self._reopen()

    def action_open_unmailed(self):
        """Open the listeners, to print letters for who has no e-mail."""
        self.ensure_one()
        return self.traject_id.action_open_listeners()

    def _send(self, people):
        participants = people._get_participants()
        mailed = participants.browse()
        by_template = participants.grouped(self._get_template)
        for template, group in by_template.items():
            mailed |= group._queue_mail(template, self._get_kind())
        if self._get_kind() == "invitation":
            mailed.action_invite()
        self.mail_count = len(mailed)
        self.unmailed_count = len(participants - mailed)

    def _check_texts(self):
        """Refuse roles that have no text, before anybody is added."""
        roles = self.participant_ids.role_id or self.role_id
        for role in roles if not self.template_id else ():
            if not role.invitation_template_id:
                raise UserError(
                    self.env._(
                        "The role “%s” has no text for an invitation yet. Choose one "
                        "with the roles, in the configuration.",
                        role.name,
                    )
                )

    def _get_template(self, participant):
        """Return the text for a participant."""
        return self.template_id or participant._get_invitation_template()

    def _get_kind(self):
        """Return what these mails are; a chosen text says nothing of an invitation."""
        return "other" if self.template_id else "invitation"

    def _reopen(self):
        names = {
            "choose": self.env._("Invite People"),
            "preview": self.env._("Look before You Send"),
            "done": self.env._("On Their Way"),
        }
        return self._get_records_action(target="new", name=names[self.step])
