"""Odoo itself: where it is, and how it is started."""

import os
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from . import apt_fetch, build, npm, paths, user, venv
from .console import Failure

RELEASE = "odoo/release.py"


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

    def __init__(self, postgres, addons=None):
        self.postgres = postgres
        self.odoo = find()
        self.addons = addons or paths.addons_folder()
        self.data = paths.own_folder(postgres.name, "data")

    def filestore(self, database):
        return self.data / "filestore" / database

    def environment(self, **more):
        """The caller's environment, without what would reach a home of root's."""
        account = user.runner()
        home = paths.own_folder("home")
        return {
            **os.environ,
            **self.postgres.environment(),
            "PYTHONPATH": str(self.odoo.imports),
            "PYTHONDONTWRITEBYTECODE": "1" if user.is_root() else "",
            "PYTHONUNBUFFERED": "1",
            "PATH": f"{python() / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}",
            "HOME": str(home),
            "USER": account.pw_name,
            "LOGNAME": account.pw_name,
            "XDG_CACHE_HOME": str(home / ".cache"),
            "XDG_CONFIG_HOME": str(home / ".config"),
            "ODOO_RC": str(home / "odoo.conf"),
            **more,
        }

    def command(self, *arguments):
        """`arguments` start with Odoo's own command: server, shell, i18n …"""
        name, *rest = arguments
        folders = [*self.odoo.addons, self.addons]
        options = [
            f"--addons-path={','.join(map(str, folders))}",
            f"--data-dir={self.data}",
        ]
        if name in ("server", "shell"):
            options += self.postgres.options()
            options += ["--no-database-list"] if name == "server" else []
        return [
            str(python() / "bin/python"),
            str(self.odoo.launcher),
            name,
            *options,
            *map(str, rest),
        ]

    def start(self, *arguments, env=None, **options):
        """A running Odoo, in a process group of its own."""
        return subprocess.Popen(
            self.command(*arguments),
            env=self.environment(**(env or {})),
            cwd=paths.own_folder("home"),
            **user.popen_options(),
            **options,
        )
