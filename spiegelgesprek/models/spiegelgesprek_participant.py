# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

STATES = [
    ("draft", "New"),
    ("invited", "Asked"),
    ("waiting", "Waiting list"),
    ("accepted", "Agreed"),
    ("confirmed", "Confirmed"),
    ("attended", "Attended"),
    ("absent", "Did not come"),
    ("declined", "Declined"),
    ("withdrawn", "Withdrew"),
]
# Who holds a seat, or counts as willing.
STATES_HOLDING = ("accepted", "confirmed", "attended")
# The way to the conversation. Who fell off can come back to any of these.
STATES_FORWARD = ("draft", "invited", "waiting", "accepted", "confirmed", "attended")


class SpiegelgesprekParticipant(models.Model):
    """Somebody in a role in a traject.

    Listeners and who leads are contacts. Clients are not, and never become one:
    all employees read all contacts, and Odoo shows the name behind a link to
    everybody. Their identity lives in the fields of this model alone, behind its
    record rules, and their display name says nothing.
    """

    _name = "spiegelgesprek.participant"
    _description = "Participant"
    _order = "traject_id, number, id"
    _rec_names_search = ["partner_id.name", "name", "alias"]
    _check_company_auto = True

    traject_id = fields.Many2one(
        "spiegelgesprek.traject", required=True, index=True, ondelete="cascade"
    )
    number = fields.Integer(
        readonly=True, copy=False, help="Follows the order of entry in one traject."
    )
    role_id = fields.Many2one(
        "spiegelgesprek.role",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    ring = fields.Selection(related="role_id.ring", store=True, precompute=True)
    is_client = fields.Boolean(related="role_id.is_client", store=True, precompute=True)
    seat_id = fields.Many2one(
        "spiegelgesprek.seat",
        compute="_compute_seat_id",
        store=True,
        index="btree_not_null",
        ondelete="set null",
    )
    state = fields.Selection(
        STATES,
        required=True,
        default="draft",
        index=True,
        copy=False,
        group_expand="_expand_states",
        help="A seat is held by who agreed, confirmed or attended.",
    )
    company_id = fields.Many2one(
        related="traject_id.company_id", store=True, precompute=True
    )

    # Outer ring and lead: a contact
    partner_id = fields.Many2one(
        "res.partner",
        string="Contact",
        index="btree_not_null",
        ondelete="restrict",
        help="For listeners and who leads. Clients are never linked to a contact, "
        "because every employee can read contacts.",
    )
    partner_email = fields.Char(related="partner_id.email", string="E-mail of contact")
    partner_phone = fields.Char(related="partner_id.phone", string="Phone of contact")

    # Inner ring: own fields, seen by who may see this client
    name = fields.Char(
        help="First name is enough. Seen by the coordinator and the recruiter only."
    )
    alias = fields.Char(help="What this person wants to be called in the conversation.")
    email = fields.Char(help="Seen by the coordinator and the recruiter only.")
    phone = fields.Char(help="Seen by the coordinator and the recruiter only.")
    address = fields.Text(
        help="Only for who wants letters. Seen by the coordinator and the recruiter."
    )
    lang = fields.Selection(
        lambda self: self.env["res.lang"].get_installed(), string="Language"
    )
    relation = fields.Selection(
        [
            ("client", "Client"),
            ("ex_client", "Former client"),
            ("parent", "Parent"),
            ("youngster", "Youngster"),
            ("relative", "Relative"),
            ("other", "Other"),
        ]
    )
    age_band = fields.Selection(
        [
            ("0_11", "Under 12"),
            ("12_15", "12 to 15"),
            ("16_17", "16 or 17"),
            ("adult", "Adult"),
        ],
        help="Decides whose agreement is needed. A date of birth is never asked.",
    )
    contact_channel = fields.Selection(
        [
            ("phone", "Phone"),
            ("text", "Text message"),
            ("mail", "E-mail"),
            ("post", "Letter"),
            ("recruiter", "Through the recruiter"),
        ],
        string="Contact by",
    )
    contact_caution = fields.Text(
        string="Careful with",
        help="How this person can be contacted safely, for example: no voicemail. "
        "No file numbers, no diagnosis, nothing about the help itself.",
    )
    recruiter_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        domain="[('share', '=', False)]",
        help="Who asked this client. Sees the client until the conversation.",
    )

    _ring_contact = models.Constraint(
        "CHECK((ring = 'inner') = (partner_id IS NULL))",
        "Clients are never linked to a contact; listeners and who leads always are.",
    )
    _waiting_outer = models.Constraint(
        "CHECK(state <> 'waiting' OR ring = 'outer')",
        "Only listeners can be on a waiting list.",
    )
    _contact_uniq = models.UniqueIndex(
        "(traject_id, role_id, partner_id) WHERE partner_id IS NOT NULL",
        "This contact has this role already.",
    )
    _number_uniq = models.UniqueIndex(
        "(traject_id, (ring = 'inner'), number)",
        "Somebody else was just added. Please save again.",
    )

    @api.model
    def _expand_states(self, states, domain):
        """Show all states as columns; clients have no waiting list."""
        inner = ("ring", "=", "inner") in map(tuple, domain)
        return [key for key, _label in STATES if not (inner and key == "waiting")]

    @api.depends("traject_id.code", "number", "ring", "partner_id.name")
    def _compute_display_name(self):
        """Give clients a neutral name: it ends up in activities, mails and files."""
        for participant in self:
            who = participant.partner_id.name
            if participant.ring == "inner" or not who:
                number = participant.number
                who = f"C{number}" if number else self.env._("New")
            parts = [participant.traject_id.code, who]
            participant.display_name = " · ".join(filter(None, parts))

    @api.depends("role_id", "ring", "traject_id.seat_ids.role_id")
    def _compute_seat_id(self):
        """Give listeners their seat; how many clients come is never a seat count."""
        inner = self.filtered(lambda participant: participant.ring == "inner")
        inner.seat_id = False
        for participant in self - inner:
            seats = participant.traject_id.seat_ids
            participant.seat_id = seats.filtered(
                lambda seat, role=participant.role_id: seat.role_id == role
            )[:1]

    def _check_seat(self):
        """Refuse a promise without a seat; who turned up, turned up."""
        promised = self.filtered(lambda p: p.state in ("accepted", "confirmed"))
        for seat in promised.seat_id:
            if seat._is_overbooked():
                raise ValidationError(
                    self.env._(
                        "All %(maximum)s seats for “%(role)s” are taken. Nothing was "
                        "changed. Use the waiting list, or make more seats available.",
                        maximum=seat.maximum,
                        role=seat.role_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        self._number(vals_list)
        participants = super().create(vals_list)
        participants._check_seat()
        return participants

    def write(self, vals):
        if "traject_id" in vals and any(
            participant.traject_id.id != vals["traject_id"] for participant in self
        ):
            raise UserError(
                self.env._("Nobody moves to another traject. Add the person there.")
            )
        if {"role_id", "partner_id"} & set(vals):
            self._check_own_listening()
        if vals.keys().isdisjoint({"state", "role_id"}):
            return super().write(vals)
        held = {p: p.seat_id for p in self if p.state in STATES_HOLDING}
        result = super().write(vals)
        # who has a seat keeps it, also when more people came than were expected
        self.filtered(lambda p: p.seat_id != held.get(p))._check_seat()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_own_listening(self):
        self._check_own_listening()

    def _check_own_listening(self):
        """Let no listener take himself off, and so see the clients after all."""
        own = self.filtered(
            lambda p: p.ring == "outer" and p.partner_id == self.env.user.partner_id
        )
        if own and not self.env.su:
            raise UserError(
                self.env._(
                    "You listen in this traject, so its clients stay hidden from you. "
                    "Somebody else who coordinates it can change that."
                )
            )

    @api.model
    def _number(self, vals_list):
        """Give each new participant the next number of its traject.

        The inner ring counts apart, so that no other number tells how many they are.
        """
        traject_ids = list({vals.get("traject_id") for vals in vals_list})
        roles = self.env["spiegelgesprek.role"].browse(
            {vals.get("role_id") for vals in vals_list}
        )
        inner = set(roles.filtered(lambda role: role.ring == "inner").ids)
        last = defaultdict(int)
        # sudo: numbers go on, also after participants whom this user can't see
        for traject, ring, number in self.sudo()._read_group(
            [("traject_id", "in", traject_ids)],
            ["traject_id", "ring"],
            ["number:max"],
        ):
            key = (traject.id, ring == "inner")
            last[key] = max(last[key], number)
        for vals in vals_list:
            key = (vals.get("traject_id"), vals.get("role_id") in inner)
            last[key] += 1
            vals["number"] = last[key]

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_invite(self):
        """Note that these people were asked."""
        return self._set_state("invited")

    def action_wait(self):
        """Put these listeners on the waiting list."""
        return self._set_state("waiting")

    def action_accept(self):
        """Note that these people agreed to come; listeners take a seat.

        :raise ValidationError: when no seat is left
        """
        return self._set_state("accepted")

    def action_confirm(self):
        """Note that these people confirmed, a week ahead (seed 001)."""
        return self._set_state("confirmed")

    def action_attend(self):
        """Note that these people were there, whatever was known before."""
        return self._set_state("attended")

    def action_absent(self):
        """Note that these people did not come."""
        return self._set_state("absent")

    def action_decline(self):
        """Note that these people don't want to take part."""
        return self._set_state("declined")

    def action_withdraw(self):
        """Note that these people agreed before, but won't come after all."""
        return self._set_state("withdrawn")

    @api.model
    def action_open_clients(self):
        """Open all clients that the user may see; that they were opened is logged."""
        shown = self._read_group([("ring", "=", "inner")], ["traject_id"])
        trajects = self.env["spiegelgesprek.traject"].union(*(row[0] for row in shown))
        if trajects:
            self._log_clients("clients", trajects)
        return self._get_clients_action()

    @api.model
    def _get_clients_action(self, trajects=None):
        """Return the screen with clients, of these trajects or of all.

        Whoever calls this logs it: the log says who saw what.
        """
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "spiegelgesprek.spiegelgesprek_client_action"
        )
        domain = Domain("ring", "=", "inner")
        context = {"default_role_id": self._get_client_role().id}
        if trajects:
            domain &= Domain("traject_id", "in", trajects.ids)
            context["default_traject_id"] = trajects[:1].id
        else:
            context |= {"search_default_running": 1, "search_default_group_traject": 1}
        action["domain"] = list(domain)
        action["context"] = context
        return action

    @api.model
    def _get_client_role(self):
        """Return the role that a new client gets unless another is chosen."""
        return self.env["spiegelgesprek.role"].search(
            [("is_client", "=", True)], limit=1
        )

    @api.model
    def _log_clients(self, kind, trajects):
        self.env["spiegelgesprek.access.log"]._record(kind, trajects)

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        """Log each export in which there are clients, also from another record."""
        clients = self.filtered(lambda participant: participant.ring == "inner")
        if clients:
            self._log_clients("clients_export", clients.traject_id)
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)

    def _set_state(self, state):
        """Bring these participants to a state; a second click changes nothing.

        Who is further already stays there: a button for a selection takes nobody's
        promise away. Going back is done on purpose, in the list or by dragging.
        """
        ahead = ()
        if state in STATES_FORWARD:
            ahead = STATES_FORWARD[STATES_FORWARD.index(state) :]
        self.filtered(lambda p: p.state != state and p.state not in ahead).state = state
        return True
