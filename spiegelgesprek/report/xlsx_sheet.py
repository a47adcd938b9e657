# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What Excel accepts, and how to write it fast. Nothing here knows about Odoo."""

import re

from xlsxwriter.worksheet import Worksheet

MAX_TEXT = 32767
# A file that holds one of these opens with "we found a problem with some content".
FORBIDDEN = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class PlainSheet(Worksheet):
    """A sheet without what takes xlsxwriter a third of its time, and we don't need.

    Should a later xlsxwriter name these steps otherwise, then it is slower again.
    """

    def _prepare_formula(self, formula, *args, **kwargs):
        """Don't search formulas for each function that is newer than Excel 2010."""
        return formula.removeprefix("=")

    @staticmethod
    def _escape_control_characters(data):
        """Don't search for what ``clean_text`` has dropped already."""
        if "_x" not in data:
            return data
        return Worksheet._escape_control_characters(data)


def clean_text(text, mark=""):
    """Return text that fits in a cell, ending in ``mark`` where it was cut."""
    if not text.isprintable():
        text = FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text) * 2 > MAX_TEXT and _length(text) > MAX_TEXT:
        text = _cut(text, MAX_TEXT - _length(mark)) + mark
    if text.startswith("<r>") and text.endswith("</r>"):
        # xlsxwriter takes this for markup of its own and writes it unescaped
        text += " "
    return text


def sheet_name(text):
    """Return a name that Excel accepts for a sheet, whatever the translation."""
    return re.sub(r"[\[\]:*?/\\]", " ", text)[:31].strip("' ")


def _length(text):
    """Count as Excel does: characters outside the basic plane are two."""
    return len(text) + sum(char > "\uffff" for char in text)


def _cut(text, length):
    units = text.encode("utf-16-le")[: length * 2]
    return units.decode("utf-16-le", "ignore")
