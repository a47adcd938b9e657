# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from odoo.tools import SQL

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG


def uninstall_hook(env):
    """Take away what Odoo would leave behind: meetings, sequences, forms and answers.

    They are records of other apps that carry no external id, so the removal of
    the addon's own data doesn't reach them. Nobody is mailed about it.
    """
    _remove_surveys(env)
    events = env["calendar.event"].with_context(active_test=False, dont_notify=True)
    meetings = events.search([("meeting_kind", "!=", False)])
    meetings.attendee_ids.spiegelgesprek_told = False
    meetings.unlink()
    sequences = env["ir.sequence"].search([("code", "=", "spiegelgesprek.traject")])
    # by hand: a cascade would leave the sequences that PostgreSQL keeps per year
    sequences.date_range_ids.unlink()
    sequences.unlink()


def _remove_surveys(env):
    """Remove forms with their answers: without our type, others could read those."""
    env.flush_all()
    for table in ("spiegelgesprek_method", "spiegelgesprek_traject"):
        env.cr.execute(
            SQL(
                "UPDATE %s SET client_survey_id = NULL, listener_survey_id = NULL",
                SQL.identifier(table),
            )
        )
    env.invalidate_all(flush=False)
    flags = {MODULE_UNINSTALL_FLAG: True, "active_test": False}
    surveys = env["survey.survey"].with_context(**flags)
    surveys = surveys.search([("survey_type", "=", "spiegelgesprek")])
    surveys.user_input_ids.unlink()
    surveys.unlink()
