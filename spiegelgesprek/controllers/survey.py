# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.fields import Domain
from odoo.http import request

from odoo.addons.survey.controllers.main import Survey

from ..models.survey_survey import TYPE


class SpiegelgesprekSurvey(Survey):
    """Odoo's own pages of a survey, for forms of ours."""

    def _check_validity(
        self,
        survey_sudo,
        answer_sudo,
        answer_token,
        ensure_token=True,
        check_partner=True,
    ):
        """Let whoever has the link answer, and only readers of results read.

        Mirrors ``Survey._check_validity``, which refuses an answer without a contact
        to everybody who is logged in, and prints an answer to whoever has its link.
        """
        if survey_sudo.survey_type == TYPE and answer_sudo.traject_id:
            check_partner = False
            answer = answer_sudo.with_user(request.env.user)
            if answer_sudo.state == "done" and not answer.has_access("read"):
                return "token_wrong"
        return super()._check_validity(
            survey_sudo,
            answer_sudo,
            answer_token,
            ensure_token=ensure_token,
            check_partner=check_partner,
        )

    def _get_results_page_user_input_domain(self, survey, **post):
        """Show answers of one traject and one ring, and none unless both are named.

        Mirrors ``Survey._get_results_page_user_input_domain``. Core searches answers
        with all rights and their lines with the user's own, so rules decide as well.
        """
        domain = super()._get_results_page_user_input_domain(survey, **post)
        if survey.survey_type != TYPE:
            return domain
        traject_id = str(post.get("traject_id", ""))
        return (
            domain
            & Domain("released", "=", True)
            & Domain("ring", "=", str(post.get("ring")))
            & Domain(
                "traject_id",
                "=",
                int(traject_id[:9]) if traject_id.isdecimal() else 0,
            )
        )
