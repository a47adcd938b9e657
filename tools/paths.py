"""Where things are: the checkout, its state, and the cache that checkouts share."""

import hashlib
import os
import shutil
from functools import lru_cache
from pathlib import Path

from . import user
from .console import Failure

ADDON = "spiegelgesprek"
ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / "tools"
SOURCE = ROOT / ADDON
SYSTEM_PYTHON = Path("/usr/bin/python3")


def checkout_key():
    """A short name of this checkout, for what it has outside its own folder."""
    return hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]


@lru_cache(maxsize=1)
def cache():
    """What is fetched once for all checkouts: Odoo, the venvs, npm's tools.

    Under root the unprivileged user must be able to execute what is in it, and a
    home folder of root is closed to him.
    """
    asked = os.environ.get("XDG_CACHE_HOME")
    if user.is_root():
        folder = Path("/var/cache") / ADDON
        if asked and _made(Path(asked) / ADDON) and user.can_reach(asked):
            folder = Path(asked) / ADDON
    else:
        folder = Path(asked or Path.home() / ".cache") / ADDON
    if not _made(folder):
        raise Failure(f"cannot write to the cache folder {folder}")
    return folder


def _made(folder):
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


@lru_cache(maxsize=1)
def state():
    """Databases, logs and sockets of this checkout: `.dev/`.

    When the unprivileged user cannot reach the checkout (below root's home, or in
    a closed temporary folder), a readable folder keyed on the checkout's path.
    """
    folder = ROOT / ".dev"
    if user.is_root() and not user.can_reach(ROOT):
        folder = Path("/var/lib") / ADDON / checkout_key()
    if not _made(folder):
        raise Failure(f"cannot write to {folder}; does it belong to another user?")
    user.give(folder)
    return folder


def own_folder(*names):
    """A folder below the state that belongs to the runner."""
    folder = state()
    for name in names:
        folder = folder / name
        folder.mkdir(exist_ok=True)
        user.give(folder)
    return folder


@lru_cache(maxsize=1)
def addons_folder():
    """The folder for `--addons-path` that holds our addon.

    Normally the checkout. When the unprivileged user cannot read that, a copy.
    """
    if not user.is_root() or user.can_reach(SOURCE / "__manifest__.py"):
        return ROOT
    copy = own_folder("addons")
    target = copy / ADDON
    if target.exists():
        shutil.rmtree(target)
    shutil.copytree(SOURCE, target, ignore=shutil.ignore_patterns("__pycache__"))
    for base, folders, names in os.walk(target):
        for name in folders + names:
            entry = Path(base, name)
            entry.chmod(0o755 if entry.is_dir() else 0o644)
    target.chmod(0o755)
    return copy
