"""What one page costs a phone, and what the checkers say of it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Request

from quality.browser import FLAGS, chromium_path, find_violations, needs_no_sandbox
from quality.sites import ROOT

PHONE = {"width": 412, "height": 823}  # the one that Lighthouse holds
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


class LighthouseError(RuntimeError):
    """Lighthouse ended without an answer."""


@dataclass(slots=True)
class Measures:
    """
    One page. Bytes are those of bodies, as they went over the wire.

    Attributes:
        html, css, font: bytes of the page, of its stylesheets, of its fonts.
        wire: bytes of all that was asked for until the page was still, pictures in view too.
        scores: 0 to 100 by category; empty for a page that search engines may not keep.
        failed: `category: audit` for what took points away.
        axe, nu, dead_links, other_hosts: one line for each thing found.
    """

    name: str
    address: str
    html: int = 0
    css: int = 0
    font: int = 0
    wire: int = 0
    requests: int = 0
    scores: Mapping[str, int] = field(default_factory=dict)
    failed: Sequence[str] = ()
    axe: list[str] = field(default_factory=list)
    nu: list[str] = field(default_factory=list)
    dead_links: list[str] = field(default_factory=list)
    other_hosts: list[str] = field(default_factory=list)

    @property
    def first_view(self) -> int:
        """HTML and CSS."""
        return self.html + self.css

    @property
    def with_font(self) -> int:
        """HTML, CSS and font."""
        return self.first_view + self.font


def load(browser: Browser, url: str, measures: Measures) -> None:
    """Open *url* as a phone with an empty cache does, and note what it costs."""
    context = browser.new_context(viewport=PHONE, locale="fa-IR", is_mobile=True, has_touch=True)  # type: ignore[arg-type]  # its two keys
    page = context.new_page()
    host = urlsplit(url).netloc

    def arrived(request: Request) -> None:
        if urlsplit(request.url).netloc != host:
            return
        size = request.sizes()["responseBodySize"]
        measures.requests += 1
        measures.wire += size
        match request.resource_type:
            case "document":
                measures.html += size
            case "stylesheet":
                measures.css += size
            case "font":
                measures.font += size

    def asked(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != host:
            measures.other_hosts.append(request.url)

    page.on("request", asked)
    finished: list[Request] = []
    page.on("requestfinished", lambda request: finished.append(request))
    page.goto(url, wait_until="networkidle")
    for request in finished:
        arrived(request)
    measures.axe += [f"{rule} at {where}" for rule, where, _ in find_violations(page)]
    context.close()


def run_lighthouse(urls: Sequence[str]) -> Iterator[dict[str, Any]]:
    """
    Lighthouse's answer for each of *urls*, in their order, as soon as it is there.

    Raises:
        LighthouseError: it ended early; its own words are in the message.
    """
    sandbox = ["--no-sandbox"] if needs_no_sandbox() else []
    command = ["node", "quality/lighthouse.mjs", chromium_path(), *sandbox, *FLAGS]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write("\n".join(urls))
        process.stdin.close()
        for line in process.stdout:
            yield json.loads(line)
        said = process.stderr.read()
    if process.returncode:
        raise LighthouseError(said)
