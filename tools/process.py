"""Programs that run while we do: each in a session of its own, none left behind."""

import contextlib
import os
import signal
import socket
import subprocess
import threading

from . import user
from .console import Failure

_RUNNING = set()
_LOCK = threading.Lock()
_STOPPING = threading.Event()
PATIENCE = 15


def start(command, as_runner=True, **options):
    """A program in a session of its own, so that the terminal's Ctrl-C is ours."""
    options.setdefault("stdin", subprocess.DEVNULL)
    # held while starting: a stop must not slip in before the program is listed
    with _LOCK:
        if _STOPPING.is_set():
            raise Failure("stopped")
        started = subprocess.Popen(
            list(map(str, command)), **user.popen_options(as_runner), **options
        )
        _RUNNING.add(started)
    return started


def stop(program, patience=PATIENCE):
    """End a program and all that it started itself: workers, a browser."""
    if program.poll() is None:
        program.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            program.wait(patience)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(program.pid, signal.SIGKILL)
    program.wait()
    with _LOCK:
        _RUNNING.discard(program)


def stop_all():
    """At the end or after an interrupt: ask all, then see each end; start no more."""
    with _LOCK:
        _STOPPING.set()
        running = list(_RUNNING)
    for program in running:
        with contextlib.suppress(ProcessLookupError):
            program.terminate()
    for program in running:
        stop(program)


def free_port():
    """A port on this machine that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
