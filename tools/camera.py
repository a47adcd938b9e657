"""A browser that logs in, opens a page, waits for something on it, takes a picture.

Runs with the Python of Odoo's environment, which has `websocket-client`. The order
comes as JSON on standard input; pictures are written to the current folder.
"""

import base64
import itertools
import json
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import websocket

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--no-first-run",
    "--lang=nl-NL",
    "--remote-debugging-port=0",
    "--remote-allow-origins=*",
)
PATIENCE = 30


class Browser:
    """One browser over its DevTools protocol, with a fresh profile."""

    def __init__(self, program):
        self.profile = Path("profile").resolve()
        address = "about:blank"
        self.process = subprocess.Popen(
            [program, *FLAGS, f"--user-data-dir={self.profile}", address],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.ids = itertools.count(1)
        port = self._port()
        listed = urllib.request.urlopen(f"http://127.0.0.1:{port}/json", timeout=10)
        pages = [page for page in json.load(listed) if page["type"] == "page"]
        self.socket = websocket.create_connection(
            pages[0]["webSocketDebuggerUrl"], timeout=PATIENCE
        )
        self.send("Page.enable")

    def _port(self):
        file = self.profile / "DevToolsActivePort"
        for _try in range(PATIENCE * 10):
            if file.exists() and (text := file.read_text().split()):
                return text[0]
            time.sleep(0.1)
        raise RuntimeError("the browser does not start")

    def send(self, method, **params):
        number = next(self.ids)
        message = {"id": number, "method": method, "params": params}
        self.socket.send(json.dumps(message))
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("id") == number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]

    def evaluate(self, source):
        answer = self.send(
            "Runtime.evaluate",
            expression=source,
            returnByValue=True,
            awaitPromise=True,
        )
        return answer["result"].get("value")

    def wait(self, condition):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                if self.evaluate(f"Boolean({condition})"):
                    return
            except RuntimeError:
                pass  # between two pages there is nothing to ask
            time.sleep(0.1)
        raise RuntimeError(f"waited in vain for {condition}")

    def open(self, address):
        self.send("Page.navigate", url=address)
        self.wait("document.readyState === 'complete'")

    def close(self):
        self.process.terminate()
        self.process.wait()


def log_in(browser, address, login):
    browser.send("Network.clearBrowserCookies")
    browser.open(f"{address}/web/login")
    browser.wait("document.querySelector('form.oe_login_form')")
    browser.evaluate(
        "document.querySelector('#login').value = %(login)s;"
        "document.querySelector('#password').value = %(login)s;"
        "document.querySelector('form.oe_login_form').submit();"
        % {"login": json.dumps(login)}
    )
    browser.wait("!location.pathname.startsWith('/web/login')")


def take(browser, address, shot):
    width, height = shot["size"]
    phone = width < 600
    browser.send(
        "Emulation.setDeviceMetricsOverride",
        width=width,
        height=height,
        deviceScaleFactor=2 if phone else 1,
        mobile=phone,
    )
    browser.send("Emulation.setTouchEmulationEnabled", enabled=phone)
    browser.open(address + shot["url"])
    for selector in shot.get("click", []):
        found = f"document.querySelector({json.dumps(selector)})"
        browser.wait(found)
        browser.evaluate(f"{found}.click()")
    browser.wait(f"document.querySelector({json.dumps(shot['wait'])})")
    # fonts and pictures loaded, animations over
    browser.evaluate("document.fonts.ready.then(() => true)")
    browser.wait("[...document.images].every((image) => image.complete)")
    time.sleep(0.7)
    picture = browser.send("Page.captureScreenshot", format="png")["data"]
    Path(f"{shot['name']}.png").write_bytes(base64.b64decode(picture))


def main():
    order = json.load(sys.stdin)
    browser = Browser(order["browser"])
    login = None
    try:
        for shot in order["shots"]:
            try:
                if shot.get("login") != login:
                    login = shot.get("login")
                    log_in(browser, order["address"], login)
                take(browser, order["address"], shot)
            except RuntimeError as error:
                print(f"{shot['name']}: {error}", flush=True)
    finally:
        browser.close()


main()
