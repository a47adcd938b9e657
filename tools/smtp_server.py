"""A mail server that can be down, refuse, hang or work; on this machine only."""

import contextlib
import re
import socketserver
import threading
import time
from collections import Counter

PAUSE = 0.04  # how long it takes to take over one mail
MESSAGE_ID = re.compile(rb"^Message-Id:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


class Server:
    """What it was handed stands in `taken`: (recipient, Message-Id), how often."""

    def __init__(self, port):
        self.port = port
        self.mode = "up"
        self.taken = Counter()
        self.tries = 0
        self.lock = threading.Lock()
        self._listener = None
        self._open = set()

    def start(self, mode):
        """Listen in a mode: `up`, `later` (4xx), `never` (5xx) or `hang`."""
        self.mode = mode
        if self._listener is None:
            handler = type("Handler", (_Handler,), {"owner": self})
            socketserver.ThreadingTCPServer.allow_reuse_address = True
            self._listener = socketserver.ThreadingTCPServer(
                ("127.0.0.1", self.port), handler
            )
            self._listener.daemon_threads = True
            threading.Thread(target=self._listener.serve_forever, daemon=True).start()

    def stop(self):
        """Be down: nobody listens, and open lines are cut."""
        if self._listener:
            self._listener.shutdown()
            self._listener.server_close()
            self._listener = None
        self.cut()

    def cut(self):
        """Cut the lines that are open."""
        with self.lock:
            lines, self._open = self._open, set()
        for line in lines:
            with contextlib.suppress(OSError):
                line.shutdown(2)

    def seen(self, line=None):
        """Note a line that opened, and that somebody tried."""
        with self.lock:
            if line is None:
                self.tries += 1
            else:
                self._open.add(line)

    def take(self, recipient, message):
        time.sleep(PAUSE)
        found = MESSAGE_ID.search(message)
        with self.lock:
            self.taken[recipient, found[1].decode() if found else None] += 1


class _Handler(socketserver.StreamRequestHandler):
    owner = None

    def handle(self):
        self.owner.seen(self.connection)
        with contextlib.suppress(OSError):
            self._talk()

    def _say(self, text):
        self.wfile.write(f"{text}\r\n".encode())

    def _talk(self):
        self._say("220 localhost")
        recipient = None
        for line in iter(self.rfile.readline, b""):
            word, _space, rest = line.decode().strip().partition(" ")
            word, mode = word.upper(), self.owner.mode
            if word in ("MAIL", "RCPT", "DATA") and mode == "hang":
                self.owner.seen()
                self.rfile.read()
            elif word == "MAIL" and mode == "never":
                self.owner.seen()
                self._say("550 not from you")
            elif word == "RCPT" and mode == "later":
                self.owner.seen()
                self._say("451 try again later")
            elif word == "RCPT":
                recipient = rest.partition(":")[2].strip(" <>")
                self._say("250 fine")
            elif word == "DATA":
                self._say("354 go on")
                self.owner.take(recipient, self._read_message())
                self._say("250 taken")
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 fine")

    def _read_message(self):
        lines = []
        for line in iter(self.rfile.readline, b""):
            if line == b".\r\n":
                break
            lines.append(line)
        return b"".join(lines)
