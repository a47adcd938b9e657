# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""All links of ours that a mail, a letter or a message may hold.

Who adds a purpose of a token adds how to make one here, and every test of links tries
it too: a test fails as long as a purpose is missing.
"""

from collections import namedtuple

from odoo.tools import SQL

Maker = namedtuple("Maker", "make suffixes")

# (model, token field) → how to make a record with an open link, and what hangs on it
MAKERS = {}
# What Odoo itself writes whenever somebody looks at a page: see the tables' own names.
OF_ODOO = {
    "res_device_log",  # that a browser was seen
}
# Bundles of Odoo's own looks, made when the first page is opened.
ASSETS = SQL("url LIKE '/web/assets/%%'")


def personal_link(model, field, suffixes=("",)):
    """Register how to make a record whose link opens.

    :param str model: the model of the token
    :param str field: the field of the token
    :param suffixes: what follows the token in the addresses of its pages
    :return: a decorator of ``function(test)`` that returns the record
    """

    def register(make):
        MAKERS[model, field] = Maker(make, suffixes)
        return make

    return register


@personal_link(
    "spiegelgesprek.participant", "invitation_token", ("", "/agenda.ics", "?saved=1")
)
def make_invitation(test):
    return test.outer


@personal_link("spiegelgesprek.participant", "facilitator_token")
def make_facilitator(test):
    return test.lead


@personal_link("spiegelgesprek.recruitment", "page_token", ("", "/blad"))
def make_recruitment(test):
    return test.traject.recruitment_ids[:1]


@personal_link("spiegelgesprek.evaluation.ticket", "token")
def make_ticket(test):
    test._create_contact_participant("chain_partner", state="attended")
    return test.traject._open_evaluation("outer")[:1]


def find_purposes(env):
    """Return ``(model, token field)`` of all links that exist."""
    return {
        (model._name, field)
        for model in env.values()
        if not model._abstract
        for field in getattr(model, "_token_paths", {})
    }


def dump(cr):
    """Return a digest of each table as it is now; what Odoo itself writes left out."""
    cr.execute(
        "SELECT table_name FROM information_schema.tables"
        " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
    )
    tables = {table for (table,) in cr.fetchall()} - OF_ODOO
    return {table: _digest(cr, table) for table in sorted(tables)}


def _digest(cr, table):
    where = SQL("NOT (%s) OR url IS NULL", ASSETS) if table == "ir_attachment" else True
    cr.execute(
        SQL(
            "SELECT count(*), md5(string_agg(line::text, ',' ORDER BY line::text))"
            " FROM %s AS line WHERE %s",
            SQL.identifier(table),
            where,
        )
    )
    return cr.fetchone()
