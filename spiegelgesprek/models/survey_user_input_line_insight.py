# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from .spiegelgesprek_traject_evaluation import TEXTS


class SurveyUserInputLine(models.Model):
    """What people wrote, on its way to an insight in the words of who reads it."""

    _inherit = "survey.user_input.line"

    spiegelgesprek_text = fields.Text(
        string="What was written", compute="_compute_spiegelgesprek_text"
    )
    holds_name = fields.Boolean(
        string="Holds a name",
        compute="_compute_holds_name",
        help="There is a name in this text of somebody who had a part in the "
        "conversation. Leave it out of what you make of it.",
    )

    @api.depends("value_text_box", "value_char_box")
    def _compute_spiegelgesprek_text(self):
        for line in self:
            line.spiegelgesprek_text = line.value_text_box or line.value_char_box

    @api.depends("spiegelgesprek_text", "traject_id")
    def _compute_holds_name(self):
        """Look at what is saved and open: else a form would tell who is called so."""
        self.holds_name = False
        saved = self._origin.filtered("released")
        marked = set()
        for traject, lines in saved.grouped("traject_id").items():
            written = lines.filtered("spiegelgesprek_text")
            if traject and written:
                names_somebody = traject._get_name_finder()
                marked.update(
                    line.id
                    for line in written
                    if names_somebody(line.spiegelgesprek_text)
                )
        self.filtered(lambda line: line._origin.id in marked).holds_name = True

    def action_spiegelgesprek_make_insight(self):
        """Open a new insight that starts with these texts; it keeps no link to them.

        :raise AccessError: when the user may not read these answers
        :raise UserError: when there is no text, or it is of several trajects
        """
        self.check_access("read")
        written = self.filtered(
            lambda line: line.traject_id and line.answer_type in TEXTS
        )
        if len(written.traject_id) != 1:
            raise UserError(
                self.env._("Choose texts that people wrote after one conversation.")
            )
        return written.traject_id._open_new_insight(
            "\n\n".join(written.mapped("spiegelgesprek_text"))
        )
