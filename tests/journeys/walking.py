"""How a person goes through the workbench in a real browser: by mouse, or by keyboard alone."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Response,
    expect,
    sync_playwright,
)

__all__ = ["Walker", "choose", "focus_on", "open_browser", "press", "type_in"]

_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]
_MOST_STEPS = 250
_LONGEST_WAIT_MS = 20_000
# What a person who does not use a mouse must be able to see: where they are.
_SEEN = """element => {
  const style = getComputedStyle(element);
  const ringed = candidate => {
    const own = getComputedStyle(candidate);
    return (own.outlineStyle !== "none" && parseFloat(own.outlineWidth) >= 1)
      || own.boxShadow !== "none";
  };
  const box = element.getBoundingClientRect();
  const label = element.closest("label") ?? element;
  const inView = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return element.matches(":focus-visible") && (ringed(element) || ringed(label)) && inView
    && style.visibility === "visible";
}"""
_IS_ACTIVE = "element => element === document.activeElement"
_IN_GROUP = """element => document.activeElement?.type === "radio"
  && document.activeElement.name === element.name"""


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Open the browser of this machine, or skip with the word that says how to get one."""
    path = os.environ.get("MAILLON_CHROMIUM") or shutil.which("chromium")
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no browser: scripts/install_browser.sh says how to get one")
        pytest.skip("no browser: scripts/install_browser.sh says how to get one")
    expect.set_options(timeout=_LONGEST_WAIT_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        yield browser
        browser.close()


@dataclass(kw_only=True)
class Walker:
    """Somebody's browser, and everything that went wrong in it."""

    context: BrowserContext
    address: str
    faults: list[str] = field(default_factory=list)
    awaited: list[str] = field(default_factory=list)
    """Patterns of the faults that the journey provokes on purpose."""

    def open(self, path: str = "/") -> Page:
        """Open a page in a new tab."""
        self.context.set_default_timeout(_LONGEST_WAIT_MS)
        page = self.context.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("response", self._watch)
        self.go(page, path)
        return page

    def go(self, page: Page, path: str) -> Response | None:
        """Open an address in a tab that is already there."""
        return page.goto(self.address + path if path.startswith("/") else path)

    def check(self) -> None:
        """Fail if anything went wrong that the journey did not provoke."""
        unexpected = [
            fault
            for fault in self.faults
            if not any(re.search(pattern, fault) for pattern in self.awaited)
        ]
        assert not unexpected, unexpected

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _watch(self, response: Response) -> None:
        if response.status >= 400:
            self.faults.append(f"{response.status}: {response.request.method} {response.url}")


def focus_on(page: Page, wanted: Locator) -> None:
    """Press Tab until the thing has the focus, and check that one sees that it has."""
    expect(wanted).to_have_count(1)
    for _step in range(_MOST_STEPS):
        page.keyboard.press("Tab")
        if wanted.evaluate(_IS_ACTIVE):
            break
    else:
        pytest.fail(f"the keyboard never reaches {wanted}")
    assert wanted.evaluate(_SEEN), f"nothing shows that {wanted} has the focus"


def press(page: Page, wanted: Locator, key: str = "Enter") -> None:
    """Reach a link or a button by Tab, and press it."""
    focus_on(page, wanted)
    page.keyboard.press(key)


def choose(page: Page, wanted: Locator) -> None:
    """Reach a group of radio buttons by Tab, then the button by the arrows."""
    expect(wanted).to_have_count(1)
    for _step in range(_MOST_STEPS):
        page.keyboard.press("Tab")
        if wanted.evaluate(_IN_GROUP):
            break
    else:
        pytest.fail(f"the keyboard never reaches the group of {wanted}")
    for _step in range(_MOST_STEPS):
        if wanted.evaluate(_IS_ACTIVE):
            break
        page.keyboard.press("ArrowDown")
    else:
        pytest.fail(f"the arrows never reach {wanted}")
    if not wanted.is_checked():
        page.keyboard.press("Space")
    assert wanted.is_checked()
    assert wanted.evaluate(_SEEN), f"nothing shows that {wanted} has the focus"


def type_in(page: Page, wanted: Locator, text: str) -> None:
    """Reach a field by Tab, and write in it instead of what it holds."""
    focus_on(page, wanted)
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type(text)
