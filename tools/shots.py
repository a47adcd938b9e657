"""`./dev shots [NAME…]`: screenshots for the documentation, listed in shots.json.

They are taken from a copy of the demo database, so that what somebody tried out in
the demo is not in them, and nothing of theirs is changed.
"""

import json
import re
import subprocess
import tempfile
from pathlib import Path

from . import (
    database,
    demo,
    environment,
    odoo,
    paths,
    postgres,
    process,
    system_packages,
    user,
)
from .console import Failure, say

LIST = paths.TOOLS / "shots.json"
TARGET = paths.ROOT / "docs/screenshots"
SIZES = {"desktop": (1366, 900), "phone": (390, 844)}


def main(names=()):
    shots = _chosen(names)
    environment.prepare()
    system_packages.need_browser("screenshots")
    try:
        with postgres.get("test") as server:
            databases = database.Databases(server, odoo.Runner(server))
            name = databases.name("shots")
            demo.prepare(databases, name)
            port = process.free_port()
            with demo.serving(databases, name, port, "shots-server"):
                return _take([_resolved(shot, server, name) for shot in shots], port)
    finally:
        process.stop_all()


def _chosen(names):
    shots = json.loads(LIST.read_text())
    known = [shot["name"] for shot in shots]
    unknown = [name for name in names if name not in known]
    if unknown:
        raise Failure(f"no shot {' '.join(unknown)}; there are: {', '.join(known)}")
    return [shot for shot in shots if not names or shot["name"] in names]


def _resolved(shot, server, database_name):
    """The shot with ids of records for the XML ids, in braces, of its address."""

    def record(match):
        module, name = match[1].split(".")
        query = (
            "SELECT res_id FROM ir_model_data"
            f" WHERE module = '{module}' AND name = '{name}'"
        )
        rows = server.query(query, database_name)
        if not rows:
            raise Failure(f"shot {shot['name']}: there is no {match[1]}")
        return rows[0][0]

    return {**shot, "url": re.sub(r"\{(\w+\.\w+)\}", record, shot["url"])}


def _take(shots, port):
    """Let the browser run as the unprivileged user; copy the pictures here."""
    for shot in shots:
        shot["size"] = SIZES[shot.get("size", "desktop")]
    order = {
        "browser": system_packages.browser(),
        "address": f"http://127.0.0.1:{port}",
        "shots": shots,
    }
    with tempfile.TemporaryDirectory() as folder:
        user.give(folder)
        # from standard input: the checkout may be closed to that user
        browser = process.start(
            [
                odoo.python() / "bin/python",
                "-c",
                (paths.TOOLS / "camera.py").read_text(),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=folder,
            env={
                "HOME": folder,
                "PATH": "/usr/bin:/bin",
                "LANG": "C.UTF-8",
                "TZ": "Europe/Amsterdam",
            },
        )
        try:
            printed, _none = browser.communicate(json.dumps(order))
        finally:
            process.stop(browser)
        TARGET.mkdir(parents=True, exist_ok=True)
        taken = 0
        for shot in shots:
            picture = Path(folder, f"{shot['name']}.png")
            if picture.exists():
                (TARGET / picture.name).write_bytes(picture.read_bytes())
                say(f"docs/screenshots/{picture.name}")
                taken += 1
    if printed.strip():
        say(printed.strip())
    if taken < len(shots):
        raise Failure(f"{len(shots) - taken} of {len(shots)} screenshots failed")
    return 0
