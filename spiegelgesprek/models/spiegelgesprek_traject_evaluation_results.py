# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError

from .spiegelgesprek_traject_evaluation import PREFIX, TEXTS


class SpiegelgesprekTraject(models.Model):
    """What is done with answers once they are open."""

    _inherit = "spiegelgesprek.traject"

    def action_open_written_answers(self):
        """Open what people wrote, to make insights of it."""
        self._check_results_open()
        return {
            **self._get_results_action("spiegelgesprek_written_answer_action"),
            "domain": [
                ("traject_id", "=", self.id),
                ("released", "=", True),
                ("answer_type", "in", TEXTS),
            ],
        }

    def action_compare_rings(self):
        """Open the numbers that clients and listeners gave, side by side."""
        self._check_results_open()
        return {
            **self._get_results_action("spiegelgesprek_evaluation_report_action"),
            "domain": [("traject_id", "=", self.id)],
            "context": {},
        }

    def action_export_answers(self):
        """Download the answers to the forms of this traject as an Excel file."""
        self._check_results_open()
        downloads = self.env["spiegelgesprek.evaluation.download"]
        return downloads._get_action({"traject_ids": self.ids})

    def _get_results_action(self, name):
        actions = self.env["ir.actions.act_window"]
        return actions._for_xml_id(f"spiegelgesprek.{name}")

    def _check_results_open(self):
        """Say why there are no results yet, in the words of the first form."""
        self.ensure_one()
        self.check_access("read")
        if not any(self._get_evaluation(ring, "released") for ring in PREFIX):
            raise UserError(self._say_why_shut("inner"))
        self._check_answers_readable(*PREFIX)

    def _open_new_insight(self, text=""):
        """Return the action that opens a new insight of this traject.

        :param str text: what to start from
        """
        self.ensure_one()
        insights = self.env["spiegelgesprek.insight"]
        insights.check_access("create")
        return {
            "type": "ir.actions.act_window",
            "res_model": insights._name,
            "view_mode": "form",
            "views": [(False, "form")],
            "name": self.env._("New Insight"),
            "context": {
                "default_traject_id": self.id,
                "default_text": text,
                # goes well, can be better or a wish: the user says which
                "default_kind": False,
            },
        }
