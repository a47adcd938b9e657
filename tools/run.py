"""`./dev odoo ARGS…`: this environment's Odoo, with any arguments of its own."""

import signal
import subprocess
from pathlib import Path

from . import environment, odoo, postgres, user

COMMANDS = "cloc db deploy genproxytoken help i18n module neutralize obfuscate populate"
COMMANDS = (*COMMANDS.split(), "scaffold", "server", "shell", "start", "upgrade_code")


def main(arguments):
    """Odoo in the foreground, on the terminal of whoever asked for it."""
    environment.prepare()
    if not arguments or arguments[0] not in COMMANDS:
        arguments = ["server", *arguments]
    with postgres.get("demo") as server:
        runner = odoo.Runner(server)
        # it gets the terminal's Ctrl-C itself: only wait for it to end
        previous = signal.signal(signal.SIGINT, lambda *_: None)
        try:
            process = subprocess.Popen(
                runner.command(*arguments),
                env=runner.environment(),
                cwd=None if user.can_reach(Path.cwd()) else "/",
                **user.popen_options(own_session=False),
            )
            try:
                return process.wait()
            finally:
                if process.poll() is None:
                    process.terminate()
                    process.wait()
        finally:
            signal.signal(signal.SIGINT, previous)
