"""Programs that only the system can install: the browser and the PDF printer.

Root installs them; anybody else is told the exact command.
"""

import os
import shutil
import subprocess
from pathlib import Path

from . import paths, user
from .build import lock
from .console import Failure, Progress, warn

BROWSERS = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")


def browser():
    """The browser that Odoo's browser tests would use, or None."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def command(names):
    return f"apt-get install --no-install-recommends {' '.join(names)}"


def require(names, purpose):
    """Install packages, or stop with the command that does it."""
    if not user.is_root():
        raise Failure(f"{purpose}: as root, run: {command(names)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with lock(paths.cache() / ".apt.lock", "another checkout is installing"):
        _lists(environment)
        install = ["apt-get", "-qq", "-y", "--no-install-recommends", "install"]
        with Progress(f"installing {' '.join(names)}"):
            try:
                _run([*install, *names], environment, names)
            except Failure:
                # the lists of this machine may be older than its mirror
                _run(["apt-get", "-qq", "update"], environment, names)
                _run([*install, *names], environment, names)


def _lists(environment):
    """The package lists of this machine; a bare one has none."""
    if not any(Path("/var/lib/apt/lists").glob("*_Packages*")):
        with Progress("package lists of this machine"):
            _run(["apt-get", "-qq", "update"], environment, ["the package lists"])


def _offered(name):
    """Whether this system's archive has a package; asked without the network."""
    if not user.is_root():
        return True
    _lists(os.environ)
    policy = ["apt-cache", "-q", "policy", name]
    told = subprocess.run(policy, capture_output=True, text=True, check=False).stdout
    return "Candidate:" in told and "Candidate: (none)" not in told


def _run(arguments, environment, names):
    done = subprocess.run(
        arguments,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        reason = " ".join(done.stderr.split())[-300:]
        raise Failure(f"cannot install {' '.join(names)}: {reason}")


def need_browser(purpose):
    """A browser, or stop with the command that installs one."""
    if not browser():
        require(["chromium"], purpose)


def want_pdf():
    """The PDF printer where it can be had (Debian 13 has none); Odoo runs without."""
    if shutil.which("wkhtmltopdf"):
        return
    try:
        if not _offered("wkhtmltopdf"):
            raise Failure("this system offers no wkhtmltopdf")
        require(["wkhtmltopdf"], "to print PDF")
    except Failure as failure:
        warn(f"going on without a PDF printer: {failure}")
