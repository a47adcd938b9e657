# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain

from .spiegelgesprek_traject_evaluation import SURVEYS
from .survey_survey import TYPE


def _survey_field(ring, label):
    return fields.Many2one(
        "survey.survey",
        string=label,
        domain=[("survey_type", "=", TYPE), ("spiegelgesprek_ring", "=", ring)],
        default=lambda self: self._default_survey_id(ring),
        ondelete="restrict",
        help="Asked after the conversation. A new version of the form comes here by "
        "itself; running trajects keep the one they have.",
    )


class SpiegelgesprekMethod(models.Model):
    """Which form each ring answers afterwards."""

    _inherit = "spiegelgesprek.method"

    client_survey_id = _survey_field("inner", "Questions to clients")
    listener_survey_id = _survey_field("outer", "Questions to listeners")

    @api.constrains(*SURVEYS.values())
    def _check_surveys(self):
        for ring, name in SURVEYS.items():
            self[name]._check_spiegelgesprek_ring(ring)

    @api.model
    def _default_survey_id(self, ring):
        """Return the form of the company's own method, else the first one there is."""
        # sudo: a default is offered to everybody who may make a method
        method_sudo = self.env.company.sudo().spiegelgesprek_method_id
        surveys_sudo = self.env["survey.survey"].sudo()  # as above
        domain = Domain("survey_type", "=", TYPE)
        domain &= Domain("spiegelgesprek_ring", "=", ring)
        survey_sudo = method_sudo[SURVEYS[ring]] or surveys_sudo.search(
            domain, order="id", limit=1
        )
        return survey_sudo.id

    @api.model
    def _replace_survey(self, survey, version):
        """Let methods that use a form go on with its new version."""
        methods = self.with_context(active_test=False)
        for name in SURVEYS.values():
            methods.search([(name, "=", survey.id)]).write({name: version.id})
