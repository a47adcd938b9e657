# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class SpiegelgesprekTrajectPostpone(models.TransientModel):
    """Postpone a conversation in one action, and show who is left to call."""

    _name = "spiegelgesprek.traject.postpone"
    _description = "Postpone a Conversation"

    traject_id = fields.Many2one(
        "spiegelgesprek.traject", required=True, readonly=True, ondelete="cascade"
    )
    date_conversation = fields.Datetime(string="New date", required=True)
    reason = fields.Text(
        required=True,
        help="It stays in the chatter and is not mailed. No names of clients.",
    )
    explanation = fields.Char(compute="_compute_words")

    # What came of it
    is_done = fields.Boolean(readonly=True)
    mail_count = fields.Integer(string="People mailed", readonly=True)
    unmailed_count = fields.Integer(string="People without e-mail", readonly=True)
    client_count = fields.Integer(related="traject_id.client_count")
    client_count_label = fields.Char(compute="_compute_words")
    address_id = fields.Many2one(related="traject_id.address_id")
    address_phone = fields.Char(
        related="traject_id.address_id.phone", string="Phone of place"
    )
    caterer_id = fields.Many2one(related="traject_id.caterer_id")
    caterer_phone = fields.Char(
        related="traject_id.caterer_id.phone", string="Phone of food"
    )

    @api.depends("traject_id.client_label_plural")
    @api.depends_context("lang")
    def _compute_words(self):
        for wizard in self:
            words = wizard.traject_id._get_client_words()
            wizard.client_count_label = self.env._("%(Clients)s who agreed", **words)
            wizard.explanation = self.env._(
                "The step plan and all meetings move along. Who confirmed is asked "
                "again. Listeners who agreed or wait for a seat get a mail; "
                "%(clients)s are called, they get no mail.",
                **words,
            )

    @api.constrains("traject_id")
    def _check_traject_access(self):
        """Show numbers and contacts only to who may change the traject."""
        # constraints run in sudo, this one asks what the user may
        self.sudo(False).traject_id.check_access("write")

    def action_postpone(self):
        """Postpone, once: a second click shows again what came of it."""
        self.ensure_one()
        self.traject_id.check_access("write")
        if not self.is_done:
            self._check_new_date()
            # written first: of two clicks at the same time, one has to start again
            self.is_done = True
            self.flush_recordset()
            mailed, unmailed = self.traject_id._postpone(
                self.date_conversation, self.reason
            )
            self.mail_count, self.unmailed_count = len(mailed), len(unmailed)
        return self._get_records_action(
            target="new", name=self.env._("The conversation is postponed")
        )

    def _check_new_date(self):
        if self.date_conversation <= fields.Datetime.now():
            raise UserError(self.env._("Choose a date that is still to come."))
        if self.date_conversation == self.traject_id.date_conversation:
            raise UserError(
                self.env._(
                    "The conversation is at this date already. Nothing was changed."
                )
            )

    def action_open_clients(self):
        """Open the clients to call; logged as always."""
        self.ensure_one()
        return self.traject_id.action_open_clients()

    def action_open_calls(self):
        """Open the call list, for who calls; a manager sees the clients' screen."""
        self.ensure_one()
        if self.traject_id.user_id == self.env.user:
            return self.traject_id.action_open_calls()
        return self.action_open_clients()

    def action_open_listeners(self):
        """Open the listeners."""
        self.ensure_one()
        return self.traject_id.action_open_listeners()
