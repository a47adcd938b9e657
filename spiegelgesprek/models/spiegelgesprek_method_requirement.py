# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

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
    ("clients", "Enough clients to go on"),
    ("listeners", "Enough listeners"),
    ("told", "Listeners told"),
    ("guide", "Guide released"),
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
