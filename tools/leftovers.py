"""What an uninstalled addon leaves behind: two databases compared.

One never had the addon, from the other it was uninstalled. Structure is compared
name by name, records of the tables that an addon writes to by their names, and all
other tables by their number of rows.
"""

NAMES = {
    "tables and views": "SELECT relkind::text || ' ' || relname FROM pg_class"
    " WHERE relnamespace = 'public'::regnamespace",
    "columns": "SELECT table_name || '.' || column_name || ' ' || data_type"
    " FROM information_schema.columns WHERE table_schema = 'public'",
    "constraints": "SELECT conrelid::regclass || ' ' || conname FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace",
    "functions": "SELECT proname FROM pg_proc"
    " WHERE pronamespace = 'public'::regnamespace",
    "models": "SELECT model FROM ir_model",
    "fields": "SELECT model || '.' || name FROM ir_model_fields",
    # Odoo keeps the record of a link from another addon's table, without the link
    "constraint records": "SELECT m.name || ' ' || c.name FROM ir_model_constraint c"
    " JOIN ir_module_module m ON m.id = c.module"
    " JOIN pg_constraint p ON p.conname = c.name",
    "selections": "SELECT f.model || '.' || f.name || ' ' || s.value"
    " FROM ir_model_fields_selection s JOIN ir_model_fields f ON f.id = s.field_id",
    # Odoo keeps ids of its own modules for records of a mail thread that are gone
    "xml ids": "SELECT module || '.' || name FROM ir_model_data d"
    " WHERE module = 'spiegelgesprek'"
    " OR model NOT IN ('ir.model.inherit', 'ir.model.fields.selection')"
    " OR EXISTS (SELECT 1 FROM ir_model_inherit i"
    "            WHERE i.id = d.res_id AND d.model = 'ir.model.inherit')"
    " OR EXISTS (SELECT 1 FROM ir_model_fields_selection s"
    "            WHERE s.id = d.res_id AND d.model = 'ir.model.fields.selection')",
    "views": "SELECT coalesce(key, '') || ' ' || name FROM ir_ui_view",
    "menus": "SELECT name->>'en_US' FROM ir_ui_menu",
    "actions": "SELECT type || ' ' || (name->>'en_US') FROM ir_actions",
    "groups": "SELECT name->>'en_US' FROM res_groups",
    "privileges": "SELECT name->>'en_US' FROM res_groups_privilege",
    "rules": "SELECT name FROM ir_rule",
    "access rows": "SELECT name FROM ir_model_access",
    "scheduled jobs": "SELECT cron_name FROM ir_cron",
    "parameters": "SELECT key FROM ir_config_parameter",
    "sequences": "SELECT coalesce(code, name) FROM ir_sequence",
    "mail templates": "SELECT name->>'en_US' FROM mail_template",
    "message subtypes": "SELECT name->>'en_US' FROM mail_message_subtype",
    "activity types": "SELECT name->>'en_US' FROM mail_activity_type",
    "activities": "SELECT coalesce(res_model, '') || ' ' || coalesce(summary, '')"
    " FROM mail_activity",
    "surveys": "SELECT title->>'en_US' FROM survey_survey",
    "calendar events": "SELECT name FROM calendar_event",
    "messages": "SELECT coalesce(model, '') || ' ' || coalesce(subject, '')"
    " FROM mail_message",
    "followers": "SELECT res_model FROM mail_followers",
    "attachments": "SELECT coalesce(res_model, '') || ' ' || name FROM ir_attachment"
    " WHERE url IS NULL OR url NOT LIKE '/web/assets/%'",
    "users": "SELECT login FROM res_users",
    "contacts": "SELECT coalesce(complete_name, '') FROM res_partner",
}
# Odoo writes these itself while it serves or loads, whatever is installed
CORE = {
    "res_device_log",  # each logged-in request
    "ir_attachment",  # asset bundles; the others are compared above
    "ir_model_constraint",  # compared above
    "ir_model_data",  # compared above
    "ir_cron_trigger",
    "ir_cron_progress",
    "ir_logging",
    "ir_profile",
    "bus_bus",
    "orm_signaling_registry",
    "ir_module_module",  # the list of what could be installed
}
SIGNALS = "orm_signaling_"


def compare(server, before, after, skip_counts=False):
    """Faults: what is in `after` and not in `before`, or the other way round."""
    faults = []
    for what, query in NAMES.items():
        old, new = (_bag(server, query, name) for name in (before, after))
        faults += [f"{what}: left behind: {name}" for name in _more(new, old)]
        faults += [f"{what}: gone: {name}" for name in _more(old, new)]
    if not skip_counts:
        old, new = (_counts(server, name) for name in (before, after))
        faults += [
            f"rows in {table}: {old[table]} before, {new[table]} after"
            for table in sorted(old.keys() & new.keys())
            if old[table] != new[table]
        ]
    return faults


def _bag(server, query, database):
    """How often each name is there."""
    bag = {}
    for (name,) in server.query(query, database):
        bag[name] = bag.get(name, 0) + 1
    bag.pop(None, None)
    return {
        name: number
        for name, number in bag.items()
        if not any(f" {table}" in f" {name}" for table in (SIGNALS,))
    }


def _more(these, those):
    return sorted(name for name in these if these[name] > those.get(name, 0))


def _counts(server, database):
    tables = server.query(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
        database,
    )
    names = [
        table
        for (table,) in tables
        if table not in CORE and not table.startswith(SIGNALS)
    ]
    union = " UNION ALL ".join(
        f"SELECT '{name}', count(*) FROM \"{name}\"" for name in names
    )
    return {name: int(number) for name, number in server.query(union, database)}
