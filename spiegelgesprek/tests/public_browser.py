# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A browser for pages without scripts, on which Odoo's tours can't run.

It does what a person does: go to an address, read, click where a button really is,
and type. What it finds out about a page runs outside of that page, so it also works
where the page itself may run nothing.
"""

import json
import os
import time
from contextlib import contextmanager, suppress
from pathlib import Path

from odoo.tests.common import HOST, ChromeBrowser

from .public_pages import PublicPagesCommon

AXE = "SPIEGELGESPREK_AXE"
PHONE = (360, 740)
DESKTOP = (1280, 900)
PATIENCE = 15
PAUSE = 0.02
# What axe looks at: what the law asks for (WCAG 2.2 A and AA), and good habits.
AXE_OPTIONS = {
    "runOnly": [
        *("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"),
        "best-practice",
    ]
}


class PublicBrowserCommon(PublicPagesCommon):
    """Tests that look at pages without a login as people see them."""

    browser_size = "360x740"

    @contextmanager
    def _browse(self, scripts=False):
        """Give a browser without a login; without scripts, as the pages need none."""
        browser = ChromeBrowser(self)
        try:
            with self.allow_requests(browser=browser):
                self.env.cr.flush()
                self.env.cr.clear()
                yield PublicBrowser(self, browser, scripts)
                self._wait_remaining_requests()
        finally:
            browser.stop()
            self.env.invalidate_all()

    def assertUsable(self, page):
        """Assert that the page fits on a small phone, and shuts nobody out."""
        for width, height in (PHONE, DESKTOP):
            page.resize(width, height)
            wide = page.evaluate("document.documentElement.scrollWidth")
            self.assertLessEqual(wide, width, "The page has to be scrolled sideways.")
            self.assertEqual(page.find_violations(), [])
        page.resize(*PHONE)
        self.assertEqual(page.find_small_targets(), [])


class PublicBrowser:
    def __init__(self, case, browser, scripts):
        self.case = case
        self.browser = browser
        self.scripts = scripts
        self._allow_scripts(scripts)

    def _allow_scripts(self, allowed):
        self._ask("Emulation.setScriptExecutionDisabled", value=not allowed)

    def _ask(self, method, **params):
        return self.browser._websocket_request(method, params=params)

    def evaluate(self, expression):
        """Return the value of an expression, seen from outside of the page."""
        answer = self._ask(
            "Runtime.evaluate",
            expression=expression,
            returnByValue=True,
            awaitPromise=True,
        )
        if "exceptionDetails" in answer:
            raise AssertionError(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def resize(self, width, height):
        self._ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )

    # ------------------------------------------------------------
    # WHAT A PERSON DOES
    # ------------------------------------------------------------

    def open(self, path):
        self._leave(
            lambda: self.browser.navigate_to(f"http://{HOST}:{self._port}{path}")
        )

    @property
    def _port(self):
        return self.case.http_port()

    def _leave(self, act):
        """Do something that leads to another page, and wait for that page."""
        self.evaluate("document.documentElement.dataset.left = '1'")
        act()
        left = "document.documentElement.dataset.left !== '1'"
        self._wait(f"{left} && document.readyState === 'complete'")

    def _wait(self, condition):
        # counted, as the clock may stand still; and while a page is being replaced
        # there is nothing to ask
        for _time in range(int(PATIENCE / PAUSE)):
            with suppress(AssertionError):
                if self.evaluate(condition):
                    return
            time.sleep(PAUSE)
        raise AssertionError(f"waited in vain for {condition} on: {self.text()}")

    def wait_for(self, text):
        """Wait until a reader sees a text."""
        self._wait(f"document.body.innerText.includes({json.dumps(text)})")

    def wait_until(self, selector):
        """Wait until there is such an element."""
        self._wait(f"!!{_element(selector)}")

    def log_in(self, user):
        """Go on as a user: on the computer of a colleague, for example."""
        self.case.authenticate(user.login, user.login, browser=self.browser)

    def refuse_cookies(self):
        """Forget the session so far, and let pages keep nothing themselves.

        The cookie by which Odoo knows requests of a test has to stay.
        """
        self._ask("Emulation.setDocumentCookieDisabled", disabled=True)
        self._ask("Network.deleteCookies", name="session_id", url=f"http://{HOST}")

    def text(self):
        """Return what a reader sees, with single spaces."""
        return " ".join(self.evaluate("document.body.innerText").split())

    def heading(self):
        return self.evaluate("document.querySelector('h1').innerText")

    def click(self, selector):
        """Click where the middle of an element is, and nothing lies over it."""
        x, y = self._find_spot(selector)
        for kind in ("mousePressed", "mouseReleased"):
            self._ask(
                "Input.dispatchMouseEvent",
                type=kind,
                x=x,
                y=y,
                button="left",
                clickCount=1,
            )

    def submit(self, selector):
        """Click on what leads to another page."""
        self._leave(lambda: self.click(selector))

    def fill(self, selector, text):
        self.click(selector)
        self._ask("Input.insertText", text=text)

    def check(self, selector):
        self.click(selector)
        if not self.evaluate(f"{_element(selector)}.checked"):
            raise AssertionError(f"{selector} was not checked")

    def choose(self, selector, value):
        """Choose from a list; a native list opens outside of the page."""
        self.evaluate(f"{_element(selector)}.value = {json.dumps(value)}")

    def _find_spot(self, selector):
        spot = self.evaluate(f"""(() => {{
            const element = {_element(selector)};
            if (!element) return null;
            element.scrollIntoView({{block: "center", behavior: "instant"}});
            const box = element.getBoundingClientRect();
            const x = box.x + box.width / 2, y = box.y + box.height / 2;
            const top = document.elementFromPoint(x, y);
            return {{x, y, reached: element === top || element.contains(top)}};
        }})()""")
        if not spot or not spot["reached"]:
            raise AssertionError(f"nothing to click at {selector} on: {self.text()}")
        return spot["x"], spot["y"]

    # ------------------------------------------------------------
    # WHAT SHUTS PEOPLE OUT
    # ------------------------------------------------------------

    def find_violations(self):
        """Return what axe finds wrong with the page: rule and where."""
        # axe waits by the clock of the page, which stands still without scripts
        self._allow_scripts(True)
        self.evaluate(_read_axe())
        found = self.evaluate(
            f"axe.run(document, {json.dumps(AXE_OPTIONS)}).then(result =>"
            " result.violations.map(rule => [rule.id, rule.nodes.map(n => n.html)]))"
        )
        self._allow_scripts(self.scripts)
        return [f"{rule}: {', '.join(nodes)}" for rule, nodes in found]

    def find_small_targets(self):
        """Return buttons and fields that are too small for a thumb."""
        return self.evaluate("""
            [...document.querySelectorAll("button, a.button, select, label.choice,"
                + "input:not([type=checkbox], [type=radio], [type=hidden])")]
            .filter(element => element.getBoundingClientRect().height < 44)
            .map(element => element.outerHTML)
        """)


def _element(selector):
    return f"document.querySelector({json.dumps(selector)})"


def _read_axe():
    """Return the source of axe; `./dev test` fetches it and says where it is."""
    path = os.environ.get(AXE)
    if not path:
        raise AssertionError(f"{AXE} is not set: run these tests with ./dev test")
    return f"{Path(path).read_text()}; void 0"
