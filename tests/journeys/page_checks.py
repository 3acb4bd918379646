"""What is asked of every page: of its accessibility, of its width, of its movement."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

__all__ = [
    "Measure",
    "find_axe_violations",
    "find_moving",
    "measure",
    "settle",
    "watch_requests",
]

_AXE = Axe()
_OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
# Counts what the page is still waiting for; runs before the page's own scripts.
_COUNT = """() => {
  window.pendingRequests = 0;
  const over = () => { window.pendingRequests -= 1; };
  const send = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.send = function (...given) {
    window.pendingRequests += 1;
    this.addEventListener("loadend", over);
    return send.apply(this, given);
  };
  const ask = window.fetch;
  window.fetch = (...given) => {
    window.pendingRequests += 1;
    return ask(...given).finally(over);
  };
}"""
_SETTLE = """async () => {
  const pause = wait => new Promise(resolve => setTimeout(resolve, wait));
  const isDrawn = map => map.dataset.part ? map.dataset.ready !== "false"
    : (map.dataset.ready ?? "false") !== "false";
  const isBusy = () => window.pendingRequests || document.querySelector(".htmx-request")
    || ![...document.querySelectorAll("[data-url-outline]")].every(isDrawn);
  let calm = 0;
  for (let step = 0; step < 800 && calm < 2; step += 1) {
    calm = isBusy() ? 0 : calm + 1;
    await pause(12);
  }
  await document.fonts.ready;
}"""
# What is cut, what is seen, and whether the page scrolls sideways: asked at once, at each width. A
# control that disappears when the page narrows is lost, unless another says the same.
_MEASURE = """() => {
  const cut = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    if (!own || !element.checkVisibility()) continue;
    if (element.closest(".visually-hidden, [hidden], svg, .maplibregl-map")) continue;
    const clips = ["hidden", "clip"].includes(getComputedStyle(element).overflowX);
    const scrolls = element.closest(".table-responsive, pre, [tabindex='0']");
    const box = element.getBoundingClientRect();
    if (clips && element.scrollWidth > element.clientWidth + 1) cut.push(element);
    else if (!scrolls && box.width && box.right > innerWidth + 1) cut.push(element);
  }
  const seen = new Set();
  for (const element of document.querySelectorAll(
    "main a[href], main button, main input:not([type=hidden]), main select, main textarea, "
    + "main summary"
  )) {
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    if (element.closest(".visually-hidden")) continue;
    const name = element.getAttribute("href") ?? `${element.name} ${element.textContent.trim()}`;
    seen.add(`${element.tagName.toLowerCase()} ${name}`.slice(0, 120));
  }
  return {
    cut: cut.map(element => element.outerHTML.slice(0, 160)),
    controls: [...seen],
    isTooWide: document.documentElement.scrollWidth > innerWidth,
  };
}"""
_MOVING = """() => document.getAnimations()
  .filter(animation => animation.playState === "running"
    && animation.effect.getComputedTiming().activeDuration > 20)
  .map(animation => animation.effect.target?.outerHTML.slice(0, 120) ?? "?")"""


def watch_requests(page: Any) -> None:
    """Count what the pages wait for, so that `settle` knows when they are done."""
    page.add_init_script(f"({_COUNT})()")


def settle(page: Page) -> None:
    """Wait until the page has all that it asked for."""
    page.evaluate(_SETTLE)


def find_axe_violations(page: Page) -> list[str]:
    """Return what axe finds, one line for each element."""
    response: dict[str, Any] = _AXE.run(page, options=_OPTIONS).response
    return [
        f"{found['id']}: {node['html'][:200]} – {node['failureSummary'][:300]}"
        for found in response["violations"]
        for node in found["nodes"]
    ]


@dataclass(frozen=True, kw_only=True)
class Measure:
    """What one sees of a page at a width."""

    cut: Sequence[str]
    """The elements whose text goes out of its box or of the window."""
    controls: Set[str]
    is_too_wide: bool
    """Whether the page scrolls sideways."""


def measure(page: Page) -> Measure:
    """Look at the page at its present width."""
    found: dict[str, Any] = page.evaluate(_MEASURE)
    return Measure(
        cut=found["cut"], controls=set(found["controls"]), is_too_wide=found["isTooWide"]
    )


def find_moving(page: Page) -> list[str]:
    """Return what moves, for somebody who asked that nothing does."""
    return list(page.evaluate(_MOVING))
