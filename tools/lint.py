"""`./dev lint`: the linters and our own guards; `--fix` writes what can be mended."""

import os
import subprocess

from . import guards, npm, paths, venv
from .checks import Checks

PYTHON = ("dev", "tools", paths.ADDON)
FORMATTED = ("*.xml", "*.js")


def main(fix=False):
    checks = Checks()
    if fix:
        mend()
    run(checks)
    return checks.close()


def environment():
    return venv.create("lint", paths.TOOLS / "requirements-lint.txt") / "bin"


def run(checks):
    """All linters, from fast to slow."""
    there = paths.SOURCE.is_dir()
    checks.run("ruff check", lambda: _tool("ruff", "check", "-q", *_python_paths()))
    checks.run(
        "ruff format", lambda: _tool("ruff", "format", "-q", "--diff", *_python_paths())
    )
    for name, guard in guards.ALL:
        checks.run(f"guard: {name}", guard)
    if not there:
        return
    checks.run("oca-checks-odoo-module", lambda: _tool(_OCA, paths.ADDON))
    if catalogues():
        checks.run(
            "oca-checks-po",
            lambda: _tool("oca-checks-po", "-d", "po-pretty-format", *catalogues()),
        )
    checks.run(
        "pylint-odoo", lambda: _tool("pylint", "--rcfile=.pylintrc", paths.ADDON)
    )
    checks.run("prettier", lambda: _prettier("--check"))


_OCA = "oca-checks-odoo-module"


def mend():
    """Write the layout that ruff and prettier want."""
    _tool("ruff", "check", "-q", "--fix", *_python_paths())
    _tool("ruff", "format", "-q", *_python_paths())
    if paths.SOURCE.is_dir():
        _tool(_OCA, "--fix", paths.ADDON)
        _prettier("--write")
        _keep_readable()


def _keep_readable():
    """What the OCA fixer rewrites only its owner can read; Odoo is somebody else."""
    for path in paths.SOURCE.rglob("*"):
        if path.is_file():
            path.chmod(path.stat().st_mode | 0o444)


def catalogues():
    return sorted(str(path) for path in (paths.SOURCE / "i18n").glob("*.po"))


def _python_paths():
    return [name for name in PYTHON if (paths.ROOT / name).exists()]


def _tool(name, *arguments):
    """The lines a linter prints when it finds something."""
    return _lines([environment() / name, *arguments], os.environ)


def _prettier(mode):
    names = [
        str(path.relative_to(paths.ROOT))
        for pattern in FORMATTED
        for path in sorted(paths.SOURCE.rglob(pattern))
        if "lib" not in path.parts
    ]
    if not names:
        return []
    modules = npm.tools()
    program, variables = npm.node()
    command = [program, modules / "prettier/bin/prettier.cjs", "--log-level=warn"]
    command += [f"--plugin={modules / '@prettier/plugin-xml/src/plugin.js'}", mode]
    return _lines([*command, *names], variables)


def _lines(command, variables):
    done = subprocess.run(
        command,
        cwd=paths.ROOT,
        env={**variables, "PYTHONDONTWRITEBYTECODE": "1", "RUFF_NO_CACHE": "true"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        return []
    found = (done.stdout + done.stderr).strip().splitlines()
    return found or [f"stopped with code {done.returncode} and no word"]
