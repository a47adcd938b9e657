"""PostgreSQL: the one of PGHOST, else one of our own from a Python wheel.

Our own listens on a socket only, in a closed folder with a short path. It runs as
long as a command of this checkout uses it: each holds a shared lock, and the last
one stops the server.
"""

import contextlib
import fcntl
import os
import re
import subprocess
import tempfile
from pathlib import Path

from . import odoo, paths, user
from .build import lock
from .console import Failure

ROLE = "spiegelgesprek"
PSQL = ("psql", "-X", "-q", "-A", "-t", "-F", "\x1f", "-v", "ON_ERROR_STOP=1")


def get(name):
    """The server named `demo` (data a person may care about) or `test`."""
    return Given(name) if os.environ.get("PGHOST") else Embedded(name)


def programs():
    """The folder with initdb, pg_ctl, psql and the like."""
    found = odoo.python().glob("lib/python*/site-packages/*pgserver/pginstall/bin")
    return next(found)


class Server:
    """What both kinds have in common."""

    def __init__(self, name):
        self.name = name

    def __enter__(self):
        return self

    def __exit__(self, *_exc):
        return None

    def settings(self):
        """The connection, for Odoo's settings file."""
        return {}

    def _options(self):
        """How each of PostgreSQL's programs is started."""
        return {
            "env": {**os.environ, **self.environment()},
            "cwd": "/",
            "text": True,
            **user.popen_options(),
        }

    def run(self, program, *arguments, check=True):
        done = subprocess.run(
            [programs() / program, *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            **self._options(),
        )
        if check and done.returncode:
            raise Failure(f"{program}: {done.stderr.strip()}")
        return done

    def query(self, statement, database="postgres"):
        """The rows of a statement, each a tuple of texts."""
        done = self.run(*PSQL, "-d", database, "-c", statement)
        return [tuple(row.split("\x1f")) for row in done.stdout.splitlines() if row]

    @contextlib.contextmanager
    def holding(self, statement, database):
        """While the block runs, the rows that a statement locks stay locked."""
        program, *arguments = PSQL
        with subprocess.Popen(
            [programs() / program, *arguments, "-d", database],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            **self._options(),
        ) as session:
            session.stdin.write(f"BEGIN;\n{statement};\n\\echo locked\n")
            session.stdin.flush()
            if not any(
                line.strip() == "locked" for line in iter(session.stdout.readline, "")
            ):
                raise Failure(f"not locked: {statement}")
            # leaving closes the session, which undoes nothing but the lock
            yield


class Given(Server):
    """A server that is there already; its settings come from PG* variables."""

    def environment(self):
        return {}

    def database(self, name):
        """Checkouts that share a server must not share databases."""
        return f"{ROLE}_{paths.checkout_key()}_{name}"


class Embedded(Server):
    """A server of this checkout's own."""

    # for a cluster that may be thrown away at any time
    FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")

    def __init__(self, name):
        super().__init__(name)
        self.folder = paths.own_folder(name)
        self.data = self.folder / "postgres"
        self.users = None

    def environment(self):
        return {
            "PGHOST": str(self.sockets()),
            "PGPORT": "5432",
            "PGUSER": ROLE,
            "PGPASSWORD": "",
        }

    def settings(self):
        return {"db_host": self.sockets(), "db_port": 5432, "db_user": ROLE}

    def database(self, name):
        return f"{ROLE}_{name}"

    def sockets(self):
        """A folder that only the runner can enter, with a path that is short."""
        account = user.runner()
        name = f"sg-{account.pw_uid}-{paths.checkout_key()}-{self.name}"
        folder = Path(tempfile.gettempdir(), name)
        if len(str(folder)) > 80:
            folder = Path("/tmp", name)  # noqa: S108 - checked below
        try:
            folder.mkdir(mode=0o700)
            user.give(folder)
        except FileExistsError:
            found = folder.lstat()
            if found.st_uid != account.pw_uid or found.st_mode & 0o077:
                raise Failure(f"{folder} belongs to somebody else") from None
        return folder

    def __enter__(self):
        with lock(self.folder / ".start.lock"):
            self.users = open(self.folder / ".users.lock", "a")
            fcntl.flock(self.users, fcntl.LOCK_SH)
            if not (self.data / "PG_VERSION").exists():
                self._create()
            self._check_version()
            if not self._running():
                self._start()
        return self

    def __exit__(self, *_exc):
        with lock(self.folder / ".start.lock"):
            try:
                fcntl.flock(self.users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self.run("pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop")
                with contextlib.suppress(OSError):
                    self.sockets().rmdir()
            except BlockingIOError:
                pass  # another command of this checkout still uses it
            finally:
                self.users.close()

    def _running(self):
        return (
            self.run("pg_ctl", "-D", self.data, "status", check=False).returncode == 0
        )

    def _create(self):
        part = self.folder / "postgres.part"
        subprocess.run(["rm", "-rf", part], check=True)
        self.run(
            *("initdb", "-D", part, "-U", ROLE, "-A", "trust", "-E", "UTF8"),
            *("--locale=C", "--no-sync", "--no-instructions"),
        )
        part.rename(self.data)

    def _check_version(self):
        have = (self.data / "PG_VERSION").read_text().strip()
        printed = self.run("postgres", "--version").stdout
        want = re.search(r"(\d+)", printed).group(1)
        if have != want:
            raise Failure(
                f"{self.data} is of PostgreSQL {have}, the program is {want}:"
                " move that folder away to start anew"
            )

    def _start(self):
        settings = [
            "listen_addresses=''",
            f"unix_socket_directories='{self.sockets()}'",
            "unix_socket_permissions=0700",
            "max_connections=100",
            "shared_buffers=256MB",
            "jit=off",
            *(self.FAST if self.name == "test" else ()),
        ]
        log = self.folder / "postgres.log"
        done = self.run(
            *("pg_ctl", "-D", self.data, "-l", log, "-w", "-t", "60"),
            *("-o", " ".join(f"-c {setting}" for setting in settings), "start"),
            check=False,
        )
        if done.returncode:
            tail = log.read_text()[-400:] if log.exists() else done.stderr
            raise Failure(f"PostgreSQL does not start: {' '.join(tail.split())}")
