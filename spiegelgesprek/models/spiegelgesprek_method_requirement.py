# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import ormcache

from .spiegelgesprek_stage import PHASES_BEFORE

# What can be asked of a traject. Each kind has its check, see
# ``spiegelgesprek_traject_readiness.py``.
KINDS = [
    ("date", "Date known"),
    ("topic", "Topic described"),
    ("goal", "Topic linked to a goal"),
    ("sponsor", "Sponsor named"),
    ("facilitator", "Facilitator named"),
    ("independent", "Facilitator independent"),
    ("place", "Place known"),
    ("clients", "Enough clients willing"),
    ("listeners", "Enough listeners"),
    ("confirmed", "Enough clients confirmed"),
]
# These tell how many clients there are: only for who may see that.
KINDS_OF_CLIENTS = ("clients", "confirmed")


class SpiegelgesprekMethodRequirement(models.Model):
    """Something that must be there before a traject leaves a phase."""

    _name = "spiegelgesprek.method.requirement"
    _description = "Requirement of a Method"
    _order = "method_id, sequence, id"
    _rec_name = "kind"
    _check_company_auto = True

    method_id = fields.Many2one(
        "spiegelgesprek.method", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(KINDS, string="What", required=True)
    phase = fields.Selection(
        "_get_phases",
        string="Before the end of",
        required=True,
        default="prepare",
        help="The phase in which it must be there. Who goes on without it is warned, "
        "never stopped.",
    )
    gap_name = fields.Char(string="Still to arrange", compute="_compute_gap_name")
    sequence = fields.Integer(default=10)
    source = fields.Char(
        translate=True, help="Where this comes from, or that it is our own default."
    )
    company_id = fields.Many2one(related="method_id.company_id", store=True)

    _kind_uniq = models.UniqueIndex(
        "(method_id, kind)", "Each requirement stands in a method once."
    )

    @api.model
    def _get_phases(self):
        """Return the phases before the conversation: later there is no going on."""
        phases = dict(self.env["spiegelgesprek.stage"]._fields["phase"].selection)
        return [(phase, phases[phase]) for phase in PHASES_BEFORE]

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    # ------------------------------------------------------------
    # WHAT IS ASKED
    # ------------------------------------------------------------

    @api.model
    @ormcache()
    def _get_by_method(self):
        """Return ``{method id: ((id, kind, phase), ...)}``, in their order.

        Cached: every card of a traject asks for it, and it hardly ever changes.
        """
        by_method = {}
        # sudo: the cache is everybody's; whoever asks can read the method
        for line in self.sudo().search([("method_id", "!=", False)]):
            values = (line.id, line.kind, line.phase)
            by_method.setdefault(line.method_id.id, []).append(values)
        return {method_id: tuple(lines) for method_id, lines in by_method.items()}

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_gap_name(self):
        say = self._say_gaps()
        for requirement in self:
            requirement.gap_name = (
                f"✗ {say[requirement.kind]}" if requirement.kind else ""
            )

    @api.model
    def _say_kinds(self):
        """Return what is there of each kind, in the language of the user."""
        return dict(self._fields["kind"]._description_selection(self.env))

    @api.model
    def _say_gaps(self):
        """Return what is missing of each kind, in the language of the user."""
        return {
            "date": self.env._("No date"),
            "topic": self.env._("No topic"),
            "goal": self.env._("No goal linked"),
            "sponsor": self.env._("No sponsor"),
            "facilitator": self.env._("No facilitator"),
            "independent": self.env._("Independence to explain"),
            "place": self.env._("No place"),
            "clients": self.env._("Too few clients"),
            "listeners": self.env._("Too few listeners"),
            "confirmed": self.env._("Too few clients confirmed"),
        }

    def action_arrange(self):
        """Open where this can be arranged for the traject in the context."""
        self.ensure_one()
        traject = self.env["spiegelgesprek.traject"].browse(
            self.env.context.get("spiegelgesprek_traject_id")
        )
        traject.check_access("read")
        return traject._get_arrange_action(self.kind)
