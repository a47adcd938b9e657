# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import io
import tempfile

import xlsxwriter

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..models.survey_survey import RINGS
from .spiegelgesprek_action_plan_sheet import MAX_WIDTH
from .spiegelgesprek_action_plan_xlsx import WORKBOOK_OPTIONS
from .xlsx_sheet import PlainSheet, clean_text, sheet_name

LINES = "survey.user_input.line"
NARROWEST = 12
VALUES = {
    "text_box": "value_text_box",
    "char_box": "value_char_box",
    "numerical_box": "value_numerical_box",
    "scale": "value_scale",
    "date": "value_date",
    "datetime": "value_datetime",
}
READ = (
    "traject_id",
    "ring",
    "user_input_id",
    "question_id",
    "answer_type",
    *VALUES.values(),
)
CHOSEN = ("suggested_answer_id", "matrix_row_id")


class SpiegelgesprekEvaluationXlsx(models.AbstractModel):
    """Writes open answers into an Excel file: a sheet for each ring.

    A row is an answer, a column a question. Everything is read with the rights of who
    asks for it, and only what is released: also for who is bound by no rule.
    """

    _name = "spiegelgesprek.evaluation.xlsx"
    _description = "Answers in Excel"

    # ------------------------------------------------------------
    # WHAT TO EXPORT
    # ------------------------------------------------------------

    @api.model
    def _get_domain(self, selection):
        """Return the domain of lines of answers.

        :param dict selection: ``traject_ids``
        """
        return Domain("traject_id", "in", selection.get("traject_ids", [])) & Domain(
            "released", "=", True
        )

    @api.model
    def _check_export(self, selection):
        """Say why there is no file, before anything is made.

        :raise AccessError: for who may export nothing
        :raise UserError: when there is nothing, or nothing that the user may read
        """
        if not self.env["spiegelgesprek.action.plan.xlsx"]._may_export():
            raise AccessError(
                self.env._(
                    "You may not export data. Ask an administrator for the right to "
                    "export."
                )
            )
        if not self.env[LINES].search_count(self._get_domain(selection), limit=1):
            raise UserError(
                self.env._(
                    "There is nothing to export: no results are open yet, or none that "
                    "you may read."
                )
            )

    # ------------------------------------------------------------
    # THE WORKBOOK
    # ------------------------------------------------------------

    @api.model
    def _export(self, selection):
        """Make the file and log that it was made.

        :return: the name of the file and its content
        :raise UserError: see ``_check_export``
        """
        self._check_export(selection)
        lines = self.env[LINES].search_fetch(
            self._get_domain(selection), [*READ, *CHOSEN]
        )
        content = self._make_workbook(lines)
        trajects = lines.traject_id
        self.env["spiegelgesprek.access.log"]._record(
            "answers_export",
            trajects,
            self.env._("%(count)s answers", count=len(lines.user_input_id)),
        )
        return self._get_file_name(trajects), content

    @api.model
    def _get_file_name(self, trajects):
        """Return a name without topics or people: it ends up in folders and mails."""
        codes = [code.replace("/", "-") for code in trajects.mapped("code") if code]
        return " ".join([self.env._("Answers"), *codes[:1]]) + ".xlsx"

    @api.model
    def _make_workbook(self, lines):
        buffer = io.BytesIO()
        # A folder of our own, so that nothing is left behind when this goes wrong.
        with tempfile.TemporaryDirectory(prefix="spiegelgesprek-") as folder:
            options = dict(WORKBOOK_OPTIONS, tmpdir=folder)
            with xlsxwriter.Workbook(buffer, options) as book:
                self._write_workbook(book, lines)
        return buffer.getvalue()

    @api.model
    def _write_workbook(self, book, lines):
        plan = self.env["spiegelgesprek.action.plan.xlsx"]
        formats = plan._get_formats(book)
        labels = dict(lines._fields["ring"]._description_selection(self.env))
        by_ring = lines.grouped("ring")
        for ring, _label in RINGS:
            if ring in by_ring:
                name = sheet_name(labels[ring])
                sheet = book.add_worksheet(name, worksheet_class=PlainSheet)
                self._write_ring(sheet, by_ring[ring], formats)

    @api.model
    def _write_ring(self, sheet, lines, formats):
        """Write a sheet: the questions, and below them the answers in random order."""
        questions = self._get_questions(lines)
        by_answer = lines.grouped("user_input_id")
        names = self._get_names(lines.user_input_id)
        first = 1 if names else 0
        sheet.freeze_panes(1, first)
        titles = [self.env._("Answered by")] * first
        titles += [clean_text(question.title) for question in questions]
        for column, title in enumerate(titles):
            width = min(max(len(title) + 1, NARROWEST), MAX_WIDTH)
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, formats["heading"])
        ids = [answer.id for answer in by_answer]
        answers = lines.user_input_id.browse(lines.user_input_id._get_random_order(ids))
        for row, answer in enumerate(answers, 1):
            by_question = by_answer[answer].grouped("question_id")
            self._write_cell(sheet, row, 0, names.get(answer, ""), formats)
            for column, question in enumerate(questions, first):
                if question in by_question:
                    value = self._get_value(by_question[question])
                    self._write_cell(sheet, row, column, value, formats)
        sheet.autofilter(0, 0, len(answers), max(len(titles) - 1, 0))

    @api.model
    def _get_names(self, answers):
        """Return who gave these answers, where the form said that it goes with a name.

        Neutral for clients, as everywhere: ``SG/2026/0001 · C3``.
        """
        named = answers.filtered(
            lambda a: a.traject_id._get_evaluation(a.ring, "mode") == "named"
        )
        # sudo: people were told that readers of answers see who gave them
        return {a: a.sudo().participant_id.display_name or "" for a in named}

    @api.model
    def _get_questions(self, lines):
        """Return the columns: all that was asked, also what nobody answered."""
        surveys = lines.question_id.survey_id
        return surveys.question_ids.sorted(lambda q: (q.survey_id.id, q.sequence, q.id))

    @api.model
    def _get_value(self, lines):
        """Return what an answer says to a question; choices are put together."""
        said = lines.filtered("answer_type")
        if said and said[0].answer_type in VALUES:
            return said[0][VALUES[said[0].answer_type]]
        return "; ".join(
            ": ".join(
                filter(None, (line.matrix_row_id.value, line.suggested_answer_id.value))
            )
            for line in said
        )

    @api.model
    def _write_cell(self, sheet, row, column, value, formats):
        """Write numbers as numbers, dates as dates, and all that people wrote as text.

        A text that begins as a formula does stays a text.
        """
        if isinstance(value, str):
            if value:
                mark = self.env._(" … [cut off: too long for a cell]")
                text = clean_text(value, mark)
                sheet.write_string(row, column, text, formats["text"])
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            sheet.write_number(row, column, value, formats["number"])
        elif value:
            sheet.write_datetime(row, column, value, formats["date"])
