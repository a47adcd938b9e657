# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from .spiegelgesprek_method_requirement import KINDS


class SpiegelgesprekRequirement(models.Model):
    """Something that must be there before this traject leaves a phase.

    Copied from the method. Whether it is there, the traject knows: see
    ``spiegelgesprek_traject_readiness.py``.
    """

    _name = "spiegelgesprek.requirement"
    _description = "Requirement of a Traject"
    _inherit = "spiegelgesprek.method.copy"
    _rec_name = "kind"

    _copied_fields = ("sequence", "kind", "phase")

    kind = fields.Selection(KINDS, string="What", required=True)
    phase = fields.Selection(
        lambda self: self.env["spiegelgesprek.method.requirement"]._get_phases(),
        string="Before the end of",
        required=True,
        default="prepare",
        help="The phase in which it must be there. Who goes on without it is warned, "
        "never stopped.",
    )
    gap_name = fields.Char(string="Still to arrange", compute="_compute_gap_name")

    _kind_uniq = models.UniqueIndex(
        "(traject_id, kind)", "Each requirement stands in a traject once."
    )

    @api.depends("kind", "traject_id.client_label_plural")
    @api.depends_context("lang")
    def _compute_gap_name(self):
        for requirement in self:
            requirement.gap_name = (
                requirement.kind
                and f"✗ {requirement.traject_id._say_gaps()[requirement.kind]}"
            )

    @api.model
    def _say_kinds(self, clients):
        """Return what is there of each kind, in the language of the user.

        :param str clients: what clients are called
        """
        return {
            **dict(self._fields["kind"]._description_selection(self.env)),
            "clients": self.env._("Enough %(clients)s to go on", clients=clients),
            "confirmed": self.env._("Enough %(clients)s confirmed", clients=clients),
        }

    @api.model
    def _say_gaps(self, clients):
        """Return what is missing of each kind, in the language of the user.

        :param str clients: what clients are called
        """
        return {
            "date": self.env._("No date"),
            "topic": self.env._("No topic"),
            "goal": self.env._("No goal linked"),
            "sponsor": self.env._("No sponsor"),
            "facilitator": self.env._("Too few facilitators"),
            "independent": self.env._("Independence to explain"),
            "place": self.env._("No place"),
            "clients": self.env._("Too few %(clients)s", clients=clients),
            "listeners": self.env._("Too few listeners"),
            "told": self.env._("Not all listeners told"),
            "guide": self.env._("Guide not released"),
            "confirmed": self.env._("Too few %(clients)s confirmed", clients=clients),
        }

    def _filter_missing(self, lines):
        """Each kind stands in a traject once, wherever it came from."""
        kinds = set(self.mapped("kind"))
        return lines.filtered(lambda line: line.kind not in kinds)

    def action_arrange(self):
        """Open where this can be arranged for its traject."""
        self.ensure_one()
        self.check_access("read")
        return self.traject_id._get_arrange_action(self.kind)
