"""What the person at the terminal sees: steps, progress, one clear line on failure."""

import os
import sys
import threading
import time


class Failure(Exception):
    """Something the person can act on: printed as one line, without a traceback."""


class Steps:
    """Numbered steps, so that a reader knows what is happening and how far it is."""

    def __init__(self, total, stream=None):
        self.total = total
        self.number = 0
        self.stream = stream or sys.stdout
        self.started = time.monotonic()

    def next(self, text):
        self.number += 1
        say(f"[{self.number}/{self.total}] {text}", self.stream)


_PRINTING = threading.Lock()


def say(text="", stream=None):
    with _PRINTING:
        print(text, file=stream or sys.stdout, flush=True)


def warn(text):
    say(f"dev: {text}", sys.stderr)


class Progress:
    """A line that is rewritten on a terminal, and rare plain lines elsewhere.

    `measure` returns the part that is done, between 0 and 1, or None when that
    is not known; then only the time passed is shown.
    """

    def __init__(self, text, measure=None, every=None):
        self.text = text
        self.measure = measure
        self.live = sys.stdout.isatty()
        self.every = every or (0.3 if self.live else 10)
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self.started = time.monotonic()
        self.thread.start()
        return self

    def __exit__(self, *_exc):
        self.stopped.set()
        self.thread.join()
        if self.live:
            print("\r" + " " * 78 + "\r", end="", flush=True)

    def _run(self):
        while not self.stopped.wait(self.every):
            line = f"      {self.text} {self._state()}"
            if self.live:
                print("\r" + line[:78].ljust(78), end="", flush=True)
            else:
                say(line)

    def _state(self):
        seconds = int(time.monotonic() - self.started)
        done = self.measure() if self.measure else None
        if done is None:
            return f"… {seconds} s"
        return f"… {min(99, int(done * 100))} % ({seconds} s)"


def folder_size(folder):
    """Bytes below a folder that may be changing while we look."""
    total = 0
    for base, _dirs, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(base, name)).st_size
            except OSError:
                continue
    return total
