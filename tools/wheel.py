"""The addon as an installable wheel, the way OCA publishes addons."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from . import lint, paths
from .console import Failure

SKIPPED = {"__pycache__", "i18n_extra"}


def faults():
    """Build from a copy, install into an empty folder, look whether all is there."""
    if not (paths.SOURCE / "pyproject.toml").exists():
        raise Failure("the addon has no pyproject.toml")
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        ignore = shutil.ignore_patterns(*SKIPPED)
        shutil.copytree(paths.SOURCE, work / paths.ADDON, ignore=ignore)
        source = [path for path in (work / paths.ADDON).rglob("*") if path.is_file()]
        expected = {path.relative_to(work).as_posix() for path in source}
        _pip("wheel", "--no-build-isolation", "-w", work / "out", work / paths.ADDON)
        built = list((work / "out").glob("odoo_addon_spiegelgesprek-19.0*.whl"))
        if len(built) != 1:
            return [f"no wheel odoo_addon_{paths.ADDON}-19.0… was made"]
        _pip("install", "--target", work / "site", built[0])
        addons = work / "site/odoo/addons"
        return [
            f"not in the wheel: {name}"
            for name in sorted(expected)
            if not (addons / name).exists() and not name.endswith("pyproject.toml")
        ]


def _pip(command, *arguments):
    program = [lint.environment() / "python", "-m", "pip", "--quiet", command]
    done = subprocess.run(
        [*program, "--no-deps", "--no-input", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Failure(f"pip {command}: {' '.join(done.stderr.split())[-400:]}")
