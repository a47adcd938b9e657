"""`./dev demo`: a real Odoo with the addon, in Dutch, with demo data and users."""

import contextlib
import socket

from . import (
    database,
    environment,
    fast,
    odoo,
    paths,
    postgres,
    process,
    seats,
    system_packages,
)
from .console import Failure, Progress, Steps, say

DEFAULT_PORT = 8069
# everybody works in Dutch and on Dutch time
SETTLE = """
users = env["res.users"].search([("share", "in", [True, False])])
env["ir.default"].set("res.partner", "lang", "nl_NL")
for user in users:
    user.write({"lang": "nl_NL", "tz": user.tz or "Europe/Amsterdam"})
# demo data is loaded before the Dutch terms are, so its copies of methods are English
for step in env["spiegelgesprek.step"].search([("method_step_id", "!=", False)]):
    line = step.method_step_id.with_context(lang="nl_NL")
    step.write({"name": line.name, "note": line.note})
for item in env["spiegelgesprek.guide.item"].search([("method_item_id", "!=", False)]):
    line = item.method_item_id.with_context(lang="nl_NL")
    item.write({"block": line.block, "text": line.text})
for rule in env["spiegelgesprek.ground.rule"].search([("method_rule_id", "!=", False)]):
    rule.with_context(lang="nl_NL").text = rule.method_rule_id.with_context(
        lang="nl_NL"
    ).text
activities = env["mail.activity"].search([("step_id", "!=", False)])
for activity in activities.with_context(spiegelgesprek_step_sync=True):
    activity.write({"summary": activity.step_id.name, "note": activity.step_id.note})
trajects = env["spiegelgesprek.traject"].with_context(active_test=False).search([])
trajects.write({"client_label": False, "client_label_plural": False})
trajects._copy_labels()
# letters come from an organisation; here, so that uninstalling finds the old name again
organisation = env.ref("spiegelgesprek.org_wilgenkade_demo")
env.ref("base.main_company").write({
    "name": "Wilgenkade",
    "street": organisation.street,
    "street2": False,
    "zip": organisation.zip,
    "city": organisation.city,
    "state_id": False,
    "country_id": organisation.country_id.id,
})
env.cr.commit()
# what was logged while loading is in English, and says nothing that isn't on the screen
env["mail.message"].search([
    ("model", "=like", "spiegelgesprek.%"),
    ("author_id", "=", env.ref("base.partner_root").id),
]).unlink()
# a chat window over half of the screen is no way to begin
users.odoobot_state = "disabled"
env.cr.commit()
"""
# what the login page and the backend ask for first: built now, not while one waits
BUNDLES = """
Assets = env["ir.qweb"]
for name, kind in [
    ("web.assets_frontend", "css"),
    ("web.assets_frontend_minimal", "js"),
    ("web.assets_frontend_lazy", "js"),
    ("web.assets_web", "css"),
    ("web.assets_web", "js"),
    ("web.assets_web_print", "css"),
]:
    bundle = Assets._get_asset_bundle(name, css=kind == "css", js=kind == "js")
    getattr(bundle, kind)()
env.cr.commit()
"""
USERS = """
SELECT u.login, coalesce(p.name, ''), coalesce(string_agg(DISTINCT
       coalesce(g.name->>'nl_NL', g.name->>'en_US'), ', '), '')
  FROM res_users u
  JOIN res_partner p ON p.id = u.partner_id
  JOIN ir_model_data d ON d.model = 'res.users' AND d.res_id = u.id
  LEFT JOIN (res_groups_users_rel r
       JOIN res_groups g ON g.id = r.gid
       JOIN ir_model_data x ON x.model = 'res.groups' AND x.res_id = g.id
            AND x.module = '%(addon)s')
    ON r.uid = u.id
 WHERE u.active
   AND (d.module = '%(addon)s' OR (d.module, d.name) = ('base', 'user_admin'))
 GROUP BY u.id, u.login, p.name
 ORDER BY u.id
"""


def main(port=None, fresh=False):
    steps = Steps(5)
    steps.next("Odoo 19 and its Python packages")
    environment.prepare()
    system_packages.want_pdf()
    port = _port(port)
    steps.next("PostgreSQL")
    with postgres.get("demo") as server:
        databases = database.Databases(server, odoo.Runner(server))
        name = databases.name("demo")
        try:
            steps.next("database with demo data, in Dutch")
            prepare(databases, name, fresh)
            steps.next("server")
            _serve(databases, name, port, steps)
        finally:
            process.stop_all()
    return 0


def prepare(databases, name, fresh=False):
    """The demo database as the addon is now: made, updated, or left as it is."""
    mark, key = paths.state() / f".{name}", fast.source_key()
    if fresh:
        databases.drop(name)
    if not databases.exists(name):
        template = databases.template("demo")
        part = databases.name("part_demo_install")
        databases.copy(template, part)
        with Progress("installing the addon"):
            databases.install("demo-install", part, "-i", paths.ADDON)
            _finish(databases, part, SETTLE + BUNDLES)
        databases.rename(part, name)
    elif not mark.exists() or mark.read_text() != key:
        with Progress("the addon has changed: updating"):
            databases.install("demo-update", name, "-u", paths.ADDON)
            _finish(databases, name, BUNDLES)
    mark.write_text(key)


def _finish(databases, name, source):
    databases.runner.script("demo-finish", name, source)


def _port(asked):
    """The port asked for, else the first free one from Odoo's usual one on."""
    for port in [asked] if asked else range(DEFAULT_PORT, DEFAULT_PORT + 100):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return port
    raise Failure(f"port {asked} is in use; choose another one with --port")


@contextlib.contextmanager
def serving(databases, name, port, log_name):
    """The server of a database, ready to answer; stopped afterwards."""
    path = databases.runner.logs / f"{log_name}.log"
    with path.open("w") as log:
        server = databases.runner.start(
            *("server", "-d", name, f"--http-port={port}"), log=log
        )
        try:
            seats.wait_for_login(port, server)
            yield server
        finally:
            process.stop(server)


def logins(databases, name):
    """(login, name, groups) of each demo user, read from the database."""
    return databases.server.query(USERS % {"addon": paths.ADDON}, name)


# links in mails and in the Excel file lead to where the demo is served
ADDRESS = """
UPDATE ir_config_parameter SET value = 'http://127.0.0.1:%d' WHERE key = 'web.base.url'
"""


def _serve(databases, name, port, steps):
    databases.server.query(ADDRESS % port, name)
    with serving(databases, name, port, "demo-server") as server:
        steps.next("ready")
        say()
        say(f"  http://127.0.0.1:{port}")
        say()
        say(f"  {'login':<22} {'password':<22} who")
        for login, person, groups in logins(databases, name):
            what = f" ({groups})" if groups else ""
            say(f"  {login:<22} {login:<22} {person}{what}")
        say()
        say(f"  log: {databases.runner.logs / 'demo-server.log'}")
        say("  Ctrl-C stops it.")
        if server.wait():
            raise Failure("Odoo ended; see the log")
