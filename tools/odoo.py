"""Odoo itself: where it is, and how it is started."""

import os
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from . import apt_fetch, build, npm, paths, process, user, venv
from .console import Failure

RELEASE = "odoo/release.py"
PATIENCE = 45 * 60  # a run that hangs has to fail while somebody still waits for it


@dataclass(frozen=True)
class Odoo:
    """An Odoo 19: its launcher, the folder to import from, the addons folders."""

    launcher: Path
    imports: Path
    addons: tuple
    key: str


@lru_cache(maxsize=1)
def find():
    """The Odoo of `ODOO_HOME`, else the one that is fetched once."""
    home = os.environ.get("ODOO_HOME")
    if home:
        return _describe(Path(home).expanduser().resolve())
    key = build.fingerprint(*apt_fetch.WANTED)
    what = "Odoo 19"
    folder = build.once(paths.cache() / f"odoo-19.0-{key}", _fetch, what)
    return _describe(folder / "root")


def _fetch(part):
    apt_fetch.fetch(part)
    npm.put_segmentation(part / "root/usr/lib/python3/dist-packages/odoo/addons")


def _describe(home):
    """A source checkout, or a folder in which Debian's package is unpacked."""
    layouts = (
        (home, ("odoo-bin", "setup/odoo", "odoo.py"), ("addons", "odoo/addons")),
        # next to a package's odoo/addons lies `addons`, which holds stubs only
        (home / "usr/lib/python3/dist-packages", (), ("odoo/addons",)),
    )
    for imports, launchers, addons in layouts:
        if not (imports / RELEASE).is_file():
            continue
        starters = [imports / name for name in launchers]
        starters += [home / "usr/bin/odoo", Path("/usr/bin/odoo")]
        launcher = next((path for path in starters if path.is_file()), None)
        if launcher is None:
            continue
        release = (imports / RELEASE).read_text()
        if "version_info = (19, 0" not in release:
            raise Failure(f"{home} is not Odoo 19.0")
        if not user.can_reach(imports / RELEASE):
            raise Failure(f"{home} cannot be read by {user.runner().pw_name}")
        folders = tuple(imports / name for name in addons if (imports / name).is_dir())
        return Odoo(launcher, imports, folders, build.fingerprint(release, str(home)))
    raise Failure(f"no Odoo in {home}: neither a checkout nor an unpacked package")


@lru_cache(maxsize=1)
def python():
    """The folder of the Python environment that Odoo runs in."""
    return venv.create("python", paths.TOOLS / "requirements.txt")


class Runner:
    """Odoo with one PostgreSQL, as the unprivileged user."""

    def __init__(self, postgres):
        self.postgres = postgres
        self.odoo = find()
        self.folder = paths.own_folder(postgres.name)
        self.data = paths.own_folder(postgres.name, "data")
        self.logs = paths.own_folder("logs")
        self.config = self._write_config(paths.addons_folder())

    def _write_config(self, addons):
        """All that each of Odoo's own commands needs, so that none needs options."""
        values = {
            "addons_path": ",".join(map(str, [*self.odoo.addons, addons])),
            "data_dir": self.data,
            "list_db": False,
            "http_interface": "127.0.0.1",
            "max_cron_threads": 1,
            **self.postgres.settings(),
        }
        lines = [f"{name} = {value}" for name, value in values.items()]
        config = self.folder / "odoo.conf"
        config.write_text("\n".join(["[options]", *lines, ""]))
        return config

    def filestore(self, database):
        return self.data / "filestore" / database

    def environment(self, **more):
        """The caller's environment, without what would reach a home of root's."""
        account = user.runner()
        home = paths.own_folder("home")
        return {
            **os.environ,
            **self.postgres.environment(),
            "ODOO_RC": str(self.config),
            "PYTHONPATH": str(self.odoo.imports),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONUNBUFFERED": "1",
            "PATH": f"{python() / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}",
            "HOME": str(home),
            "USER": account.pw_name,
            "LOGNAME": account.pw_name,
            "XDG_CACHE_HOME": str(home / ".cache"),
            "XDG_CONFIG_HOME": str(home / ".config"),
            **more,
        }

    def command(self, *arguments):
        """`arguments` start with Odoo's own command: server, shell, i18n …"""
        return [
            str(python() / "bin/python"),
            str(self.odoo.launcher),
            *map(str, arguments),
        ]

    def start(self, *arguments, log=None, env=None, **options):
        """A running Odoo; its log goes to a file."""
        if log:
            options.update(stdout=log, stderr=subprocess.STDOUT)
        variables = self.environment(**(env or {}))
        return process.start(
            self.command(*arguments), env=variables, cwd="/", **options
        )

    def run(self, name, *arguments, env=None, script=None):
        """Odoo until it ends; returns its code and the path of its log.

        `script` is Python for `odoo shell`, read from its standard input.
        """
        path = self.logs / f"{name}.log"
        with path.open("w") as log:
            source = subprocess.DEVNULL if script is None else subprocess.PIPE
            started = self.start(*arguments, log=log, env=env, stdin=source)
            try:
                started.communicate(script and script.encode(), timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                raise Failure(
                    f"Odoo was stopped after {PATIENCE // 60} minutes, see {path}"
                ) from None
            finally:
                process.stop(started)
        return started.returncode, path

    def must_run(self, name, *arguments, **options):
        """As `run`, for work that has to succeed."""
        code, path = self.run(name, *arguments, **options)
        if code:
            lines = path.read_text(errors="replace").splitlines()
            wrong = [line for line in lines if " ERROR " in line or "CRITICAL" in line]
            shown = "\n  ".join([*wrong[:3], *lines[-6:]])
            raise Failure(f"Odoo failed ({name}), see {path}:\n  {shown}")
        return path

    def script(self, name, database, source, **options):
        """Run Python in `odoo shell` and return the lines it marks with `> `."""
        # one statement for the console, so that an error in it ends with a code
        body = (
            "import sys\ntry:\n    exec(compile(%r, 'script', 'exec'), globals())\n"
            "except BaseException:\n    import traceback; traceback.print_exc()\n"
            "    sys.stdout.flush(); import os; os._exit(1)\n\n"
        ) % source
        shell = ("shell", "-d", database, "--no-http", "--log-level=warn")
        path = self.must_run(name, *shell, script=body, **options)
        lines = path.read_text(errors="replace").splitlines()
        return [line[2:] for line in lines if line.startswith("> ")]
