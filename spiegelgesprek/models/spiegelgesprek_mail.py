# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import html2plaintext

from .spiegelgesprek_token import hide_links

STATES = [
    ("queued", "On its way"),
    ("sent", "Sent"),
    ("bounced", "Came back"),
    ("failed", "Failed"),
    ("cancelled", "Cancelled"),
    ("received", "Received"),
]
# What Odoo's queue says of a mail, in our words.
STATE_OF_MAIL = {
    "outgoing": "queued",
    "sent": "sent",
    "received": "sent",
    "exception": "failed",
    "cancel": "cancelled",
}
QUEUE = "mail.ir_cron_mail_scheduler_action"
# For so long a server that can't be reached, or says “later”, is tried again.
RETRY = timedelta(days=5)
# Of an answer; what was quoted below it needn't be kept to the end.
LONGEST = 20000
# Said of one recipient by the server: (550, b'No such user')
REFUSED = re.compile(r"SMTPRecipientsRefused.*?\((5\d\d),", re.DOTALL)


class SpiegelgesprekMail(models.Model):
    """That a mail went to a participant, and how it fared; never to which address.

    The mail itself stands in Odoo's queue and is emptied as it leaves. This line is
    written by the queue in the same transaction, so the two always agree; nothing
    else writes it meanwhile, so nothing makes the queue send a mail twice.
    """

    _name = "spiegelgesprek.mail"
    _inherit = "spiegelgesprek.participant.line"
    _description = "Mail to a Participant"
    _order = "id desc"
    _rec_name = "kind"

    kind = fields.Selection(
        [
            ("invitation", "Invitation"),
            ("reminder", "Reminder"),
            ("other", "Message"),
            ("reply", "Answer by mail"),
        ],
        required=True,
        default="other",
    )
    template_id = fields.Many2one("mail.template", string="Text", ondelete="set null")
    date = fields.Datetime(required=True, default=lambda self: fields.Datetime.now())
    date_sent = fields.Datetime(
        string="Sent on",
        compute="_compute_state",
        store=True,
        help="When the mail server took it over.",
    )

    # How it fared
    state = fields.Selection(STATES, compute="_compute_state", store=True, index=True)
    failure = fields.Selection(
        [
            ("server", "Mail server"),
            ("sender", "Sender"),
            ("address", "Wrong address"),
            ("refused", "Refused"),
            ("returned", "Came back"),
        ],
        compute="_compute_state",
        store=True,
    )
    failure_code = fields.Char(
        compute="_compute_state",
        store=True,
        help="What the mail server answered, as a number. Its words could hold the "
        "address.",
    )
    failure_reason = fields.Char(string="Reason", compute="_compute_failure_reason")
    body = fields.Text(
        string="Answer",
        readonly=True,
        help="What somebody wrote back. Seen by the coordinator of the traject only.",
    )

    # The mail in Odoo's queue: for the software alone, it knows the address
    mail_mail_id = fields.Many2one(
        "mail.mail",
        string="Mail in the queue",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        groups="base.group_system",
    )
    message_id = fields.Char(
        index="btree_not_null",
        copy=False,
        groups="base.group_system",
        help="By this number answers and returned mails are recognised.",
    )

    @api.depends("mail_mail_id.state", "mail_mail_id.failure_reason")
    def _compute_state(self):
        """Follow the mail in the queue; once it is gone, keep what was true."""
        for line in self:
            # sudo: the queue is closed to everybody
            mail_sudo = line.sudo().mail_mail_id
            previous = line.state or ("received" if line.kind == "reply" else "queued")
            if not mail_sudo:
                line.state = "cancelled" if previous == "queued" else previous
                line.failure, line.failure_code = line.failure, line.failure_code
                line.date_sent = line.date_sent
                continue
            line.state = STATE_OF_MAIL[mail_sudo.state]
            failed = line.state == "failed"
            line.failure, line.failure_code = (
                self._explain(mail_sudo) if failed else (False, False)
            )
            line.date_sent = line.state == "sent" and (
                line.date_sent or fields.Datetime.now()
            )

    @api.model
    def _explain(self, mail):
        """Return why a mail in the queue failed: what kind, and a code if there is one.

        Words of the server stay in the queue, as they may repeat the address.
        """
        if mail.failure_type in ("mail_email_invalid", "mail_email_missing"):
            return "address", False
        if mail.failure_type in ("mail_from_invalid", "mail_from_missing"):
            return "sender", False
        refused = REFUSED.search(mail.failure_reason or "")
        return ("refused", refused[1]) if refused else ("server", False)

    @api.depends("failure", "failure_code", "date")
    @api.depends_context("lang")
    def _compute_failure_reason(self):
        say = {
            "sender": self.env._("The address of the sender is wrong or missing."),
            "address": self.env._("The address is wrong or missing."),
            "refused": self.env._("The other side refused it."),
            "returned": self.env._("It came back: the address doesn't take mail."),
        }
        retried = self.env._(
            "The mail server could not be reached, or asked to wait. It is tried again "
            "by itself."
        )
        given_up = self.env._("The mail server could not be reached for days.")
        for line in self:
            say["server"] = retried if line._is_retried() else given_up
            parts = [say.get(line.failure), line.failure_code]
            line.failure_reason = " ".join(filter(None, parts))

    def _is_retried(self):
        """Whether this failed mail is tried again without anybody doing something."""
        self.ensure_one()
        return self.failure == "server" and self.date + RETRY > fields.Datetime.now()

    # ------------------------------------------------------------
    # THE QUEUE
    # ------------------------------------------------------------

    @api.model
    def _trigger_queue(self):
        """Have Odoo send what waits, soon and not in this click."""
        # sudo: whoever may mail may have the queue start
        self.env.ref(QUEUE).sudo()._trigger()

    @api.model
    def _cron_mails(self):
        """Put back in the queue what a server could not take; tidy up what left.

        Odoo itself leaves what failed once, and what waited behind it for an hour.
        """
        # sudo: the job sees to everybody's mails
        lines_sudo = self.sudo().search([("mail_mail_id", "!=", False)])
        lines_sudo.filtered(lambda line: line.state == "sent").mail_mail_id.unlink()
        again_sudo = lines_sudo.filtered(
            lambda line: line.state == "failed" and line._is_retried()
        )
        again_sudo.mail_mail_id.write(
            {"state": "outgoing", "failure_type": False, "failure_reason": False}
        )
        if "queued" in lines_sudo.mapped("state"):
            self._trigger_queue()

    def _cancel(self):
        """Take these mails out of the queue when they are still in it."""
        # sudo: the queue is closed to everybody
        self.sudo().mail_mail_id.unlink()

    # ------------------------------------------------------------
    # WHAT COMES BACK
    # ------------------------------------------------------------

    @api.model
    def _find_by_message_ids(self, message_ids):
        """Return the line, in sudo, of a mail of ours with one of these numbers."""
        # sudo: nobody reads these numbers
        lines_sudo = self.sudo()
        if not message_ids:
            return lines_sudo
        domain = [("message_id", "in", list(message_ids)), ("kind", "!=", "reply")]
        return lines_sudo.search(domain, limit=1)

    def _return(self, code):
        """Note that this mail came back.

        :param str code: why, as mail servers number it, for example ``5.1.1``
        """
        self.write({"state": "bounced", "failure": "returned", "failure_code": code})

    def _receive(self, message_id, body):
        """Keep an answer with the participant, once, and tell the coordinator.

        Without the links of what is quoted: behind one the coordinator could see who
        answered an anonymous form, or read as who leads.

        :param str message_id: of the answer
        :param str body: as html; only the text is kept
        """
        self.ensure_one()
        if self.search_count([("message_id", "=", message_id)], limit=1):
            return
        text = hide_links(html2plaintext(body or "").strip())
        self.create(
            {
                "participant_id": self.participant_id.id,
                "kind": "reply",
                "message_id": message_id,
                "body": text[:LONGEST],
            }
        )
        self.traject_id._schedule_reply()
