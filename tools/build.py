"""Things that are fetched or built once: complete, or not there at all.

A build works in a temporary folder and is renamed when it is complete, so an
interrupted one starts over cleanly. A lock keeps two checkouts apart.
"""

import contextlib
import fcntl
import hashlib
import shutil
from pathlib import Path

from .console import say

STAMP = "complete"


@contextlib.contextmanager
def lock(path, waiting=None):
    """Hold a file lock; the system releases it whatever happens to us."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    with open(path, "a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if waiting:
                say(f"      waiting: {waiting}")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def fingerprint(*parts):
    """A short key of texts and of the contents of files."""
    digest = hashlib.sha256()
    for part in parts:
        content = part.read_bytes() if isinstance(part, Path) else str(part).encode()
        digest.update(content + b"\0")
    return digest.hexdigest()[:12]


def is_complete(folder):
    return (folder / STAMP).is_file()


def once(folder, make, what=None, in_place=False):
    """`folder`, made by `make(temporary folder)` if it is not complete yet.

    `in_place` is for what cannot be moved afterwards, such as a venv: then only
    the stamp, written last, tells that it is complete.
    """
    if is_complete(folder):
        return folder
    waiting = what and f"another checkout is busy with {what}"
    with lock(folder.parent / f".{folder.name}.lock", waiting):
        if is_complete(folder):
            return folder
        part = folder if in_place else folder.with_name(f".{folder.name}.part")
        for left in (folder, part):
            shutil.rmtree(left, ignore_errors=True)
        part.mkdir(parents=True)
        try:
            make(part)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
        (part / STAMP).write_text("")
        if not in_place:
            part.rename(folder)
    return folder
