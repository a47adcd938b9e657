"""Who runs what: PostgreSQL refuses root, and Odoo should not have its rights.

Under root everything that runs goes to the unprivileged system user of this
project; an ordinary user runs everything as himself.
"""

import contextlib
import ctypes
import os
import pwd
import signal
import subprocess
from functools import lru_cache

from .console import Failure

NAME = "spiegelgesprek"
PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None)  # looked up now: little is safe between fork and exec


def is_root():
    return os.geteuid() == 0


@lru_cache(maxsize=1)
def runner():
    """The account that PostgreSQL and Odoo run as."""
    if not is_root():
        return pwd.getpwuid(os.geteuid())
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(NAME)
    command = [
        *("useradd", "--system", "--user-group", "--no-create-home"),
        *("--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", NAME),
    ]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    # 9: another checkout made the same user a moment ago
    if made.returncode not in (0, 9):
        raise Failure(f"cannot create the user {NAME}: {made.stderr.strip()}")
    return pwd.getpwnam(NAME)


def _die_with_parent():
    """Never leave a process behind, also when `./dev` itself is killed."""
    _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def popen_options(as_runner=True, own_session=True):
    """Options for `subprocess.Popen` to run something as the unprivileged user."""
    options = {"preexec_fn": _die_with_parent}
    if own_session:
        options["start_new_session"] = True
    if as_runner and is_root():
        account = runner()
        options.update(
            user=account.pw_uid, group=account.pw_gid, extra_groups=[], umask=0o027
        )
    return options


def can_reach(path, write=False):
    """Whether the runner can read (and enter) a path: asked by trying it."""
    flags = ["-r", str(path)]
    if os.path.isdir(path):
        flags += ["-a", "-x", str(path)]
    if write:
        flags += ["-a", "-w", str(path)]
    tried = subprocess.run(
        ["/usr/bin/test", *flags],
        cwd="/",
        check=False,
        **popen_options(own_session=False),
    )
    return tried.returncode == 0


def give(path):
    """Make the runner the owner of a path."""
    if is_root():
        account = runner()
        os.chown(path, account.pw_uid, account.pw_gid)
