"""Debian's Chromium, started so that it speaks to nobody but us."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, Route, sync_playwright

# Playwright brings most of these itself; what matters to us is said here all the same.
FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)
WIDTHS = (320, 768, 1280)
SCHEMES = ("light", "dark")
HEIGHT = 800


class NoBrowserError(RuntimeError):
    """There is no Chromium; `sh scripts/setup.sh dev` installs it."""


def chromium_path() -> str:
    """Where Chromium is. NoBrowserError if there is none."""
    path = shutil.which("chromium")
    if not path:
        raise NoBrowserError("no chromium on the PATH: sh scripts/setup.sh dev")
    return path


def needs_no_sandbox() -> bool:
    """Chromium refuses its sandbox to root."""
    return os.geteuid() == 0


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser, without a profile and without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(),
            chromium_sandbox=not needs_no_sandbox(),
            args=list(FLAGS),
        )
        yield browser
        browser.close()


AXE: dict[str, Any] = {
    "runOnly": [
        "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice",
    ],
    # No rule is off. This one is on: axe leaves it off unless it is asked for.
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}  # fmt: skip
# What may be otherwise when nothing but the scheme has changed.
AXE_COLOURS: dict[str, Any] = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}


def find_violations(page: Page, options: Mapping[str, Any] = AXE) -> Iterator[tuple[str, str, str]]:
    """What axe finds on *page* as it is now: rule, selector, and the rule in words."""
    # Evaluated and not inserted as a script, so that the page's own policy stays in force.
    if not page.evaluate("'axe' in globalThis"):
        page.evaluate(AXE_SCRIPT)
    result = page.evaluate("options => axe.run(document, options)", options)
    for violation in result["violations"]:
        for node in violation["nodes"]:
            yield violation["id"], " ".join(map(str, node["target"])), violation["help"]


# Until a page looks as a patient reader sees it: fonts there, pictures below the fold too.
SETTLED = """async () => {
    await document.fonts.ready;
    await Promise.all(Array.from(document.images, (image) => {
        image.loading = "eager";
        return image.decode().catch(() => {});
    }));
}"""
REFRESH = re.compile(rb'<meta http-equiv="?refresh"?[^>]*>', re.IGNORECASE)


def visit(page: Page, url: str, *, stays: bool = False) -> None:
    """
    Open *url* and wait until it is all there.

    Args:
        stays: the page leads elsewhere by itself, and is to be looked at all the same.
    """
    if stays:
        page.route(url, _without_refresh)
    page.goto(url, wait_until="load")
    if stays:
        page.unroute(url)
    page.evaluate(SETTLED)


def _without_refresh(route: Route) -> None:
    answer = route.fetch()
    route.fulfill(response=answer, body=REFRESH.sub(b"", answer.body()))
