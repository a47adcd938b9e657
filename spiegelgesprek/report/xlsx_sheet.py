# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What Excel accepts as text. Nothing here knows about Odoo."""

import re

MAX_TEXT = 32767
# A file that holds one of these opens with "we found a problem with some content".
FORBIDDEN = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean_text(text, mark=""):
    """Return text that fits in a cell, ending in ``mark`` where it was cut."""
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
