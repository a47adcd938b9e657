# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from babel.dates import format_date
from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import babel_locale_parse, format_list

from .spiegelgesprek_traject_readiness import STATES_OFF


class SpiegelgesprekTraject(models.Model):
    """What letters and sheets say about a conversation: placeholders in their texts.

    A placeholder is a field, so that an organisation can put it into a text without
    any code, and so that a text can hold no code. None says anything about a client.
    """

    _inherit = "spiegelgesprek.traject"

    # When and where
    paper_day = fields.Char(string="Paper: day", compute="_compute_paper_when")
    paper_welcome = fields.Char(
        string="Paper: welcome from",
        compute="_compute_paper_when",
        help="The hour at which clients come together, before listeners are there.",
    )
    paper_start = fields.Char(string="Paper: start", compute="_compute_paper_when")
    paper_end = fields.Char(string="Paper: end", compute="_compute_paper_when")
    paper_place = fields.Char(string="Paper: place", compute="_compute_paper_place")

    # Who
    paper_lead = fields.Char(string="Paper: who leads", compute="_compute_paper_lead")
    paper_contact = fields.Char(
        string="Paper: who to call",
        compute="_compute_paper_contact",
        help="Name and telephone number of the coordinator.",
    )
    paper_client = fields.Char(string="Paper: client", compute="_compute_paper_clients")
    paper_clients = fields.Char(
        string="Paper: clients",
        compute="_compute_paper_clients",
        help="What this organisation calls the people in the inner ring.",
    )
    paper_group_size = fields.Char(
        string="Paper: size of the group",
        compute="_compute_paper_clients",
        help="As it is planned; never how many there are.",
    )
    paper_listener_count = fields.Integer(
        string="Paper: number of listeners",
        compute="_compute_paper_listener_count",
        help="Seats in the outer ring. 0 when a role has no limit.",
    )
    paper_listener_limit = fields.Char(
        string="Paper: at most so many listeners",
        compute="_compute_paper_listener_count",
        help="In words. Empty when a role has no limit.",
    )

    # What happens
    paper_questions = fields.Char(
        string="Paper: what listeners may ask", compute="_compute_paper_agreed"
    )
    paper_recording = fields.Char(
        string="Paper: recording", compute="_compute_paper_agreed"
    )
    paper_retention = fields.Char(
        string="Paper: how long data is kept", compute="_compute_paper_agreed"
    )
    paper_legal_basis = fields.Text(
        string="Paper: legal basis",
        compute="_compute_paper_agreed",
        help="The words of the company, from the settings. Ours name none.",
    )
    paper_rules_inner = fields.Html(
        string="Paper: rules for clients",
        compute="_compute_paper_rules",
        sanitize=False,
    )
    paper_rules_outer = fields.Html(
        string="Paper: rules for listeners",
        compute="_compute_paper_rules",
        sanitize=False,
    )
    paper_lines = fields.Html(
        string="Paper: lines to write on",
        compute="_compute_paper_lines",
        sanitize=False,
    )

    # ------------------------------------------------------------
    # WHEN AND WHERE
    # ------------------------------------------------------------

    @api.depends(
        "date_conversation", "date_tz", "minutes_premeeting", "minutes_conversation"
    )
    @api.depends_context("lang")
    def _compute_paper_when(self):
        locale = babel_locale_parse(self.env.lang or "en_US")
        for traject in self:
            start = traject._get_local_date()
            if not start:
                traject.update(dict.fromkeys(self._get_paper_when_fields(), False))
                continue
            welcome = start - timedelta(minutes=traject.minutes_premeeting)
            end = start + timedelta(minutes=traject.minutes_conversation)
            traject.paper_day = format_date(start.date(), "EEEE d MMMM y", locale)
            traject.paper_welcome = f"{welcome:%H:%M}"
            traject.paper_start = f"{start:%H:%M}"
            traject.paper_end = f"{end:%H:%M}"

    @api.model
    def _get_paper_when_fields(self):
        return ("paper_day", "paper_welcome", "paper_start", "paper_end")

    @api.depends("address_id")
    def _compute_paper_place(self):
        for traject in self:
            place = traject.address_id
            town = " ".join(filter(None, (place.zip, place.city)))
            parts = (place.name or place.parent_id.name, place.street, town)
            traject.paper_place = ", ".join(filter(None, parts))

    # ------------------------------------------------------------
    # WHO
    # ------------------------------------------------------------

    @api.depends("lead_participant_ids.partner_id", "lead_participant_ids.state")
    @api.depends_context("lang")
    def _compute_paper_lead(self):
        for traject in self:
            # sudo: who leads is told to everybody who is invited
            leads_sudo = traject.sudo().lead_participant_ids.filtered(
                lambda lead: lead.is_facilitator and lead.state not in STATES_OFF
            )
            names = leads_sudo.partner_id.mapped("name")
            traject.paper_lead = format_list(self.env, names)

    @api.depends("user_id", "company_id.spiegelgesprek_phone")
    def _compute_paper_contact(self):
        for traject in self:
            # sudo: whom to call is on each letter
            partner_sudo = traject.user_id.sudo().partner_id
            phone = partner_sudo.phone or traject.company_id.spiegelgesprek_phone
            parts = filter(None, (partner_sudo.name, phone))
            traject.paper_contact = ", ".join(parts)

    @api.depends("method_id.client_label", "client_min", "client_max")
    @api.depends_context("lang")
    def _compute_paper_clients(self):
        for traject in self:
            traject.paper_client = traject._get_client_label()
            traject.paper_clients = traject._get_client_label(plural=True)
            traject.paper_group_size = self.env._(
                "%(least)s to %(most)s",
                least=traject.client_min,
                most=traject.client_max,
            )

    def _get_client_label(self, plural=False):
        """Return what this organisation calls one client, or several."""
        self.ensure_one()
        name = "client_label_plural" if plural else "client_label"
        for source in (self, self.method_id):
            if name in source._fields and source[name]:
                return source[name]
        return self.method_id.client_label

    @api.depends("seat_ids.maximum", "seat_ids.role_id.ring")
    @api.depends_context("lang")
    def _compute_paper_listener_count(self):
        for traject in self:
            outer = traject.seat_ids.filtered(lambda seat: seat.role_id.ring == "outer")
            limits = outer.mapped("maximum")
            total = sum(limits) if all(limits) else 0
            traject.paper_listener_count = total
            traject.paper_listener_limit = bool(total) and self.env._(
                "at most %s", total
            )

    # ------------------------------------------------------------
    # WHAT HAPPENS
    # ------------------------------------------------------------

    @api.depends("question_mode", "retention_months", "company_id")
    @api.depends_context("lang")
    def _compute_paper_agreed(self):
        questions = {
            "none": self.env._("They say nothing, and ask nothing."),
            "clarify": self.env._(
                "At the end they may ask about what they did not understand. There is "
                "no discussion."
            ),
            "share": self.env._("At the end they may tell what they recognise."),
            "dialogue": self.env._("After that everybody talks together."),
        }
        recorded = self.env._(
            "It is recorded only when everybody in the circle agrees."
        )
        unrecorded = self.env._("Nothing is recorded.")
        for traject in self:
            months = traject.retention_months
            traject.paper_questions = questions.get(traject.question_mode)
            traject.paper_recording = (
                recorded if traject._is_paper_recorded() else unrecorded
            )
            traject.paper_retention = (
                self.env._("one month")
                if months == 1
                else self.env._("%s months", months)
            )
            traject.paper_legal_basis = traject._get_paper_legal_basis()

    def _is_paper_recorded(self):
        """Return whether it is planned to record the conversation."""
        self.ensure_one()
        return "recording" in self._fields and bool(self.recording)

    def _get_paper_legal_basis(self):
        """Return the words of the company on its legal basis; ours name none."""
        self.ensure_one()
        # sudo: it stands in what every client reads
        company_sudo = self.company_id.sudo()
        name = "spiegelgesprek_legal_basis"
        return name in company_sudo._fields and company_sudo[name]

    @api.depends("method_id.rule_ids.text", "method_id.rule_ids.ring")
    @api.depends_context("lang")
    def _compute_paper_rules(self):
        for traject in self:
            rules = traject.method_id.rule_ids.grouped("ring")
            for ring in ("inner", "outer"):
                texts = rules[ring].mapped("text") if ring in rules else []
                items = Markup().join(Markup("<li>%s</li>") % text for text in texts)
                traject[f"paper_rules_{ring}"] = items and Markup("<ul>%s</ul>") % items

    def _compute_paper_lines(self):
        line = Markup('<div class="sg_line"></div>')
        self.paper_lines = line * 4

    # ------------------------------------------------------------
    # SHEETS
    # ------------------------------------------------------------

    def _get_sheets(self, *kinds):
        """Return texts without anybody's name, in the current language, for a page.

        :param kinds: keys of ``spiegelgesprek_paper`` on mail templates, in this order
        :return: list of html
        """
        self.ensure_one()
        papers = self.env["spiegelgesprek.papers"]
        lang = self.env["spiegelgesprek.paper"]._default_lang()
        return papers._render_sheets(papers._get_templates(*kinds), self, lang)
