# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The file in which a method travels: one description for writing and reading.

A field that is not named here stays at home: ids, company, dates, who made it. The
same format in words is the schema; a test keeps the two together.
"""

from ..models.spiegelgesprek_plan import PLAN_DEFAULTS

FORMAT = "2"
# Read as well: what they lack is filled in, see ``method_xml_reader.py``.
OLDER_FORMATS = ("1",)
SCHEMA = "spiegelgesprek/static/schema/method.rng"
ROOT = "spiegelgesprek_method"
# Each text is there in the source language, so that it can always be read.
SOURCE_LANG = "en_US"

# Of the method itself, next to its version
TEXTS = ("name", "client_label", "client_label_plural", "source_note")
PLAN = tuple(PLAN_DEFAULTS)
# Element of all, element of one, field, fields of one
LINES = (
    ("seats", "seat", "seat_ids", ("sequence", "role_id", "minimum", "maximum")),
    (
        "steps",
        "step",
        "step_ids",
        (
            "sequence",
            "name",
            "phase",
            "offset_days",
            "responsible",
            "is_default",
            "note",
            "source",
        ),
    ),
    (
        "meetings",
        "meeting",
        "meeting_ids",
        (
            "name",
            "kind",
            "offset_days",
            "offset_minutes",
            "hour",
            "minutes",
            "source",
        ),
    ),
    (
        "requirements",
        "requirement",
        "requirement_ids",
        ("sequence", "kind", "phase", "source"),
    ),
    (
        "guide_items",
        "guide_item",
        "guide_item_ids",
        ("sequence", "block", "kind", "text", "minutes", "source"),
    ),
    ("rules", "rule", "rule_ids", ("sequence", "ring", "text", "source")),
)
# Where the element isn't called as the field
TAGS = {"role_id": "role", "text": "wording"}
