"""Python environments from lock files with checksums.

Made with the distribution's Python: one below root's home cannot be executed by
the unprivileged user. pip keeps the settings that this machine gives it.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

from . import build, paths, user
from .console import Failure, Progress, say

OLDEST, NEWEST = (3, 10), (3, 13)


def python():
    """A Python that Odoo 19 runs on and that the unprivileged user can execute."""
    for candidate in (paths.SYSTEM_PYTHON, Path(sys.executable).resolve()):
        if not candidate.exists() or not user.can_reach(candidate):
            continue
        asked = subprocess.run(
            [candidate, "-c", "import sys; print(*sys.version_info[:2])"],
            capture_output=True,
            text=True,
            check=False,
        )
        version = tuple(int(part) for part in asked.stdout.split())
        if OLDEST <= version <= NEWEST:
            return candidate, version
    raise Failure("no Python 3.10 to 3.13 that the unprivileged user can execute")


def _ensure_venv(interpreter):
    """Debian splits `venv` off; without it, install it or say how."""
    probe = [interpreter, "-c", "import ensurepip, venv"]
    if subprocess.run(probe, capture_output=True, check=False).returncode == 0:
        return
    from . import system_packages

    system_packages.require(["python3-venv"], "Python environments")


def create(name, lock_file):
    """The folder of a venv with exactly what the lock file says."""
    interpreter, version = python()
    machine = os.uname().machine
    key = build.fingerprint(lock_file, version, machine, interpreter)
    folder = paths.cache() / f"{name}-{key}"

    def make(part):
        _ensure_venv(interpreter)
        say(f"      {name}: Python {version[0]}.{version[1]}, from the lock file")
        _run([interpreter, "-m", "venv", part])
        wanted = len(re.findall(r"(?m)^[a-zA-Z0-9].*==", lock_file.read_text()))
        installed = part / f"lib/python{version[0]}.{version[1]}/site-packages"
        with Progress(
            f"installing about {wanted} Python packages",
            lambda: len(list(installed.glob("*.dist-info"))) / wanted,
        ):
            _run(
                [
                    part / "bin/python",
                    *("-m", "pip", "install", "--quiet", "--no-input"),
                    *("--disable-pip-version-check", "--require-hashes"),
                    *("--no-deps", "-r", lock_file),
                ]
            )

    return build.once(folder, make, f"the Python environment {name}", in_place=True)


def _run(command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failure(explain(done.stderr + done.stdout))


def explain(errors):
    if "DO NOT MATCH THE HASHES" in errors:
        return "a Python package does not match the lock file, nothing used"
    if re.search(
        r"NewConnectionError|NameResolutionError|ConnectTimeout|Network is unreachable"
        r"|Failed to establish a new connection",
        errors,
    ):
        return "no network: the Python packages cannot be reached"
    return "pip cannot install: " + " ".join(errors.split())[-400:]
