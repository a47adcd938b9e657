# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


def uninstall_hook(env):
    """Take away what Odoo would leave behind: our meetings and our sequences.

    Both are records of other apps that carry no external id, so the removal of
    the addon's own data doesn't reach them. Nobody is mailed about it.
    """
    events = env["calendar.event"].with_context(active_test=False, dont_notify=True)
    events.search([("meeting_kind", "!=", False)]).unlink()
    sequences = env["ir.sequence"].search([("code", "=", "spiegelgesprek.traject")])
    # by hand: a cascade would leave the sequences that PostgreSQL keeps per year
    sequences.date_range_ids.unlink()
    sequences.unlink()
