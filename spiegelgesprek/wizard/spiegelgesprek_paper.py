# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..models.mail_template_paper import BLANK, RINGS
from ..models.spiegelgesprek_traject_readiness import STATES_OFF


class SpiegelgesprekPaper(models.TransientModel):
    """Choose a text, and for whom: letters to post or to hand over, or a sheet.

    It holds who, by number, until the file is made. The file itself is kept nowhere.
    """

    _name = "spiegelgesprek.paper"
    _description = "Letters and Sheets"

    traject_id = fields.Many2one(
        "spiegelgesprek.traject", default=lambda self: self._default_traject_id()
    )
    ring = fields.Selection(
        [("inner", "Clients"), ("outer", "Listeners")],
        string="For",
        required=True,
        default=lambda self: self._default_ring(),
    )
    template_id = fields.Many2one(
        "mail.template",
        string="Paper",
        required=True,
        domain=lambda self: self._get_template_domain(),
        help="An organisation can change these texts under Configuration.",
    )
    is_blank_possible = fields.Boolean(compute="_compute_is_blank_possible")
    is_blank = fields.Boolean(
        string="Without a name",
        compute="_compute_is_blank",
        store=True,
        readonly=False,
        help="One sheet to copy or to hand over: nobody's name is on it.",
    )
    lang = fields.Selection(
        lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        required=True,
        default=lambda self: self._default_lang(),
        help="Of a sheet without a name. Letters are in the language of each person.",
    )
    delivery = fields.Selection(
        [("post", "By post"), ("hand", "By hand")],
        required=True,
        default="post",
        help="By post: with the address, for an envelope with a window on the left. "
        "By hand: without an address.",
    )
    participant_ids = fields.Many2many(
        "spiegelgesprek.participant",
        string="People",
        compute="_compute_participant_ids",
        # nobody finds people here whom he can't see
        compute_sudo=False,
        store=True,
        readonly=False,
        help="By number, so that this screen shows nobody's name.",
    )
    left_out = fields.Text(
        compute="_compute_left_out",
        help="Who gets no letter, by number, and why.",
    )
    file_name = fields.Char(compute="_compute_file_name")

    # ------------------------------------------------------------
    # DEFAULTS AND COMPUTES
    # ------------------------------------------------------------

    @api.model
    def _get_selected(self):
        """Return the people who were selected in a list."""
        participants = self.env["spiegelgesprek.participant"]
        if self.env.context.get("active_model") != participants._name:
            return participants
        return participants.browse(self.env.context.get("active_ids", [])).exists()

    @api.model
    def _default_ring(self):
        selected = self._get_selected()
        return "inner" if "inner" in selected.mapped("ring") else "outer"

    @api.model
    def _default_lang(self):
        return self.env.lang or self.env["res.lang"].get_installed()[0][0]

    @api.model
    def _default_traject_id(self):
        if self.env.context.get("active_model") == "spiegelgesprek.traject":
            return self.env.context.get("active_id")
        selected = self._get_selected().traject_id
        return selected if len(selected) == 1 else False

    @api.model
    def _get_template_domain(self):
        """Return which texts can be printed for a ring, for the form."""
        kinds = {
            ring: [kind for kind, of_ring in RINGS.items() if of_ring == ring]
            for ring in ("inner", "outer")
        }
        return (
            "[('model', '=', 'spiegelgesprek.participant'), "
            "'|', ('spiegelgesprek_paper', '=', False), "
            f"('spiegelgesprek_paper', 'in', {kinds['inner']} if ring == 'inner' "
            f"else {kinds['outer']})]"
        )

    @api.depends("template_id", "traject_id")
    def _compute_is_blank_possible(self):
        for paper in self:
            kind = paper.template_id.spiegelgesprek_paper
            paper.is_blank_possible = kind in BLANK and bool(paper.traject_id)

    @api.depends("is_blank_possible")
    def _compute_is_blank(self):
        """Propose a sheet without a name where nobody was selected."""
        for paper in self:
            paper.is_blank = paper.is_blank_possible and not paper._get_selected()

    @api.depends("ring", "traject_id")
    def _compute_participant_ids(self):
        """Propose who was selected, or else everybody who did not fall off."""
        for paper in self:
            people = paper._get_selected()
            if not people and paper.traject_id:
                people = people.search(
                    Domain("traject_id", "=", paper.traject_id.id)
                    & Domain("ring", "=", paper.ring)
                    & Domain("state", "not in", STATES_OFF)
                )
            paper.participant_ids = people.filtered(
                lambda p, paper=paper: (p.ring == "inner") == (paper.ring == "inner")
            )

    @api.depends("participant_ids", "delivery", "is_blank")
    @api.depends_context("lang")
    def _compute_left_out(self):
        say = {
            "unsafe": self.env._("Letters at home are not safe: %s"),
            "unknown": self.env._("No address: %s"),
        }
        for paper in self:
            _people, left_out = paper._sort_out()
            lines = [
                say[why] % ", ".join(people.mapped("display_name"))
                for why, people in left_out.items()
                if people
            ]
            paper.left_out = "\n".join(lines)

    @api.depends("traject_id.code")
    @api.depends_context("lang")
    def _compute_file_name(self):
        """Name the file by the reference: it stays behind in downloads."""
        for paper in self:
            code = (paper.traject_id.code or "").replace("/", "-")
            paper.file_name = self.env._("Letters %s", code).strip()

    def _sort_out(self):
        """Return who gets a letter, and who doesn't, by reason."""
        self.ensure_one()
        nobody = self.env["spiegelgesprek.participant"]
        if self.is_blank:
            return nobody, {}
        people = self.participant_ids
        if self.delivery == "hand":
            return people, {}
        unsafe = people.filtered(lambda p: not p._may_contact("post"))
        unknown = (people - unsafe).filtered(lambda p: not p._get_paper_address())
        left_out = {"unsafe": unsafe, "unknown": unknown}
        return people - unsafe - unknown, left_out

    def _get_people(self):
        """Return who gets a letter, as far as the user sees them.

        :raise UserError: when that is nobody
        """
        people, _left_out = self._sort_out()
        if not people:
            raise UserError(
                self.env._(
                    "There is nobody to print this for. Choose people, or “By hand” "
                    "for a letter without an address."
                )
            )
        return people

    # ------------------------------------------------------------
    # PRINTING
    # ------------------------------------------------------------

    def action_print(self):
        """Make the file with all letters; printing clients is logged then.

        :raise UserError: when nobody is left to print for
        """
        return self._get_report_action("qweb-pdf")

    def action_preview(self):
        """Show the letters on the screen first; that is logged too."""
        return self._get_report_action("qweb-html")

    def _get_report_action(self, report_type):
        self.ensure_one()
        if not self.is_blank:
            # here and not while it is rendered, which writes nothing but the log
            self._get_people()._filtered_access("write")._make_links()
        report = self.env.ref("spiegelgesprek.spiegelgesprek_letter_report")
        action = report.report_action(self, config=False)
        return {**action, "report_type": report_type}
