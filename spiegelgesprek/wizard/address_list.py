# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Read a list of addresses as people paste it, from a mail, a sheet or by hand."""

import re
from collections import namedtuple

from odoo.tools import email_normalize

Address = namedtuple("Address", "line name email")
Wrong = namedtuple("Wrong", "line text")

# at commas, semicolons and tabs, but not inside "…" or <…>
_SEPARATOR = re.compile(r"""[,;\t](?=(?:[^"]*"[^"]*")*[^"]*$)(?![^<]*>)""")
_IN_BRACKETS = re.compile(r"^(?P<name>.*?)<\s*(?P<email>[^<>\s]+)\s*>$")
_AT_END = re.compile(r"^(?P<name>[^@]*?)\s+(?P<email>\S+@\S+)$")
_VALID = re.compile(r"^[^\s@<>\"',;]+@[\w-]+(\.[\w-]+)*\.[A-Za-z]{2,}$")


def read(text):
    """Return the addresses in a text, each once, and what is none.

    One a line, or with commas, semicolons or tabs in between; with or without names:
    ``Jan Smit <jan@example.org>``, ``"Smit, Jan" <jan@example.org>``.

    :return: addresses in lower case, and what was wrong, both with line numbers
    """
    found, wrong = {}, []
    for line, content in enumerate((text or "").splitlines(), 1):
        for part in _split(content):
            address = _read_one(line, part)
            if not address:
                wrong.append(Wrong(line, part))
                continue
            first = found.setdefault(address.email, address)
            if not first.name:
                # a double that has a name tells more
                found[address.email] = first._replace(name=address.name)
    return list(found.values()), wrong


def _split(content):
    for part in filter(None, (part.strip() for part in _SEPARATOR.split(content))):
        words = part.split()
        # addresses with spaces in between
        yield from words if all("@" in word for word in words) else [part]


def _read_one(line, part):
    match = _IN_BRACKETS.match(part) or _AT_END.match(part)
    name, email = (match["name"], match["email"]) if match else ("", part)
    email = email.removeprefix("mailto:")
    if not _VALID.match(email) or not email_normalize(email):
        return None
    return Address(line, name.strip().strip("\"'").strip(), email_normalize(email))
