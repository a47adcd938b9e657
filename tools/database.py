"""Databases of our own, with their files, and the templates they are copied from.

Installing what our addon depends on takes most of the time of a fresh database,
and is the same each time: so it is done once, and copied.
"""

import subprocess

from . import build, odoo, paths, user
from .console import Progress

DEPENDS = ("base", "calendar", "contacts", "mail", "portal", "resource", "survey")
DUTCH = "--load-language=nl_NL"
# name: (modules, arguments at creation)
TEMPLATES = {
    "plain": (DEPENDS, ("--without-demo",)),
    "demo": (DEPENDS, ("--with-demo", DUTCH)),
    "bench": ((*DEPENDS, "event"), ("--without-demo",)),
}


class Databases:
    def __init__(self, server, runner):
        self.server = server
        self.runner = runner

    def name(self, short):
        return self.server.database(short)

    def exists(self, name):
        found = f"SELECT 1 FROM pg_database WHERE datname = '{name}'"
        return bool(self.server.query(found))

    def drop(self, name):
        self.server.run("dropdb", "--if-exists", "--force", name)
        self._files("rm", "-rf", self.runner.filestore(name))

    def copy(self, source, name):
        """A copy of a database and of its files, in a second or two."""
        self.drop(name)
        self.server.run("createdb", "-T", source, name)
        files = self.runner.filestore(source)
        if files.exists():
            # the files never change once written: links do
            self._files("cp", "-al", files, self.runner.filestore(name))
        # a copy is a database of its own
        self.server.query(
            "UPDATE ir_config_parameter SET value = gen_random_uuid()"
            " WHERE key IN ('database.uuid', 'database.secret')",
            name,
        )

    def rename(self, source, name):
        self.server.query(f'ALTER DATABASE "{source}" RENAME TO "{name}"')
        files = self.runner.filestore(source)
        if files.exists():
            self._files("mv", files, self.runner.filestore(name))

    def template(self, kind):
        """The name of a template database, built when it is not there yet."""
        modules, arguments = TEMPLATES[kind]
        python = odoo.python().name
        key = build.fingerprint(self.runner.odoo.key, python, modules, arguments)
        name = self.name(f"template_{kind}_{key}")
        with build.lock(paths.state() / f".template-{kind}-{self.server.name}.lock"):
            if self.exists(name):
                return name
            part = self.name(f"part_{kind}")
            self.drop(part)
            options = ["-i", ",".join(modules), *arguments]
            with Progress(f"preparing a database with Odoo's own apps ({kind})"):
                self.install(f"template-{kind}", part, *options)
            self.rename(part, name)
        return name

    def install(self, log, name, *arguments):
        """Odoo's server command on a database, without serving anything."""
        quiet = ("--stop-after-init", "--no-http", "--max-cron-threads=0")
        return self.runner.must_run(log, "server", "-d", name, *arguments, *quiet)

    def _files(self, *command):
        subprocess.run(
            list(map(str, command)), check=True, cwd="/", **user.popen_options()
        )
