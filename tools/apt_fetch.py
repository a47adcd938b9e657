"""Odoo 19 from Debian's unstable suite: fetched and unpacked, not installed.

Installing it would pull in that suite's Python. So: a sources list, package lists
and a cache of our own; signatures are checked against the archive's keyring; the
mirror is the one that this machine's apt is set up with.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

from .console import Failure, Progress, folder_size

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
FROM_SID = [
    "odoo-19",
    # what Odoo's package links to instead of holding a copy
    "libjs-jquery",
    "libjs-underscore",
    "libjs-jquery-form",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-inconsolata",
    "fonts-ocr-b",
]
# version 4.7: the later ones have other file names, and icons would be missing
FROM_TRIXIE = ["fonts-font-awesome"]
WANTED = [*FROM_SID, *(f"{name}/trixie" for name in FROM_TRIXIE)]


def mirror():
    """The address of the Debian mirror in this machine's apt settings."""
    command = ["apt-get", "indextargets", "--no-release-info"]
    command += ["--format", "$(CREATED_BY) $(RELEASE) $(REPO_URI)"]
    try:
        found = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise Failure(
            "no apt on this machine; set ODOO_HOME to an Odoo 19 of your own"
        ) from None
    for line in found.stdout.splitlines():
        created_by, suite, address = line.split(" ", 2)
        plain = created_by == "Packages" and suite.isalpha()  # not bookworm-updates
        if plain and address.rstrip("/").endswith("/debian"):
            return address
    raise Failure(
        "apt on this machine names no Debian mirror; set ODOO_HOME to an Odoo 19"
    )


class Apt:
    """apt-get with sources, lists and cache below one folder."""

    def __init__(self, folder, address=None, keyring=KEYRING):
        if not keyring.exists():
            raise Failure(f"{keyring} is missing: install debian-archive-keyring")
        self.folder = folder
        for name in ("lists/partial", "cache/archives/partial", "debs"):
            (folder / name).mkdir(parents=True)
        sources = folder / "odoo.list"
        address = address or mirror()
        sources.write_text(
            "".join(
                f"deb [signed-by={keyring}] {address} {suite} main\n"
                for suite in ("sid", "trixie")
            )
        )
        self.options = []
        for option in (
            f"Dir::Etc::sourcelist={sources}",
            "Dir::Etc::sourceparts=-",
            f"Dir::State::Lists={folder}/lists",
            f"Dir::Cache={folder}/cache",
            "APT::Sandbox::User=root",
            "APT::Update::Error-Mode=any",
            "Acquire::Languages=none",
            "Acquire::Retries=2",
            "Acquire::AllowInsecureRepositories=false",
        ):
            self.options += ["-o", option]

    def run(self, *arguments):
        command = ["apt-get", "-q", *self.options, *arguments]
        done = subprocess.run(
            command,
            cwd=self.folder / "debs",
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "LC_ALL": "C"},
        )
        if done.returncode:
            raise Failure(explain(done.stderr))
        return done.stdout

    def sizes(self):
        """Bytes to fetch for what is wanted."""
        listed = self.run("download", "--print-uris", *WANTED)
        return sum(
            int(line.split()[2]) for line in listed.splitlines() if line.startswith("'")
        )


def explain(errors):
    """One clear line for what apt prints when it cannot go on."""
    if re.search(r"GPG error|not signed|signatures? (couldn|were invalid|is)", errors):
        detail = next(
            (x for x in errors.splitlines() if x.startswith(("E:", "W:"))), ""
        )
        return f"the signature of the package archive is wrong, nothing used: {detail}"
    if re.search(r"Hash Sum mismatch|unexpected size", errors):
        return "a package does not match its checksum, nothing used; try again"
    if re.search(
        r"Could not resolve|Could not connect|Connection (failed|refused|timed)"
        r"|Unable to connect|Network is unreachable|Temporary failure",
        errors,
    ):
        return "no network: the package archive cannot be reached"
    return "apt cannot fetch Odoo: " + " ".join(errors.split())[-300:]


def fetch(target):
    """Unpack Odoo 19 and what it links to below `target`."""
    work = target / "work"
    apt = Apt(work)
    with Progress("package lists"):
        apt.run("update")
    total = apt.sizes()
    debs = work / "debs"
    with Progress(
        f"downloading {total // 1_000_000} MB", lambda: folder_size(debs) / total
    ):
        apt.run("download", *WANTED)
    root = target / "root"
    root.mkdir()
    with Progress("unpacking 1.2 GB", lambda: folder_size(root) / 1_150_000_000):
        for deb in sorted(debs.glob("*.deb")):
            subprocess.run(["dpkg-deb", "-x", deb, root], check=True)
    shutil.rmtree(work)
