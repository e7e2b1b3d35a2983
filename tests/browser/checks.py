"""
What must be true of every page in a real browser: everything that is wrong with one, in one list.

What can be seen in the page itself is in look.js; here is what only a browser knows, and the order
in which a page is opened, widened, darkened, enlarged, walked through and printed.
"""

from __future__ import annotations

import subprocess
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response

from quality.browser import (
    AXE,
    AXE_COLOURS,
    HEIGHT,
    SCHEMES,
    WIDTHS,
    find_violations,
    visit,
)

LOOK = Path(__file__).with_name("look.js").read_text(encoding="utf-8")
NARROW, *_, WIDE = WIDTHS
# 200 % of text in half a window is what 320 px are to a window of 1280, but for the text alone.
ENLARGED_WIDTHS = (640, WIDE)
SHEET_WIDTH = 718  # CSS px of A4 between margins of 10 mm
MARGIN = "10mm"
STOPS = 25


def is_of_the_web(url: str) -> bool:
    """Whether *url* is asked of a host, and does not stand in the page itself."""
    return urlsplit(url).scheme in ("http", "https", "ws", "wss")


@dataclass(frozen=True, slots=True)
class Finding:
    """
    Something that is wrong with a page.

    Attributes:
        code: what kind of thing; each has a page in `bad/`.
        when: at which width, in which scheme, with what else.
        where: the last steps of a selector, or an address.
        what: the text it is about, and the measure that was found.
    """

    code: str
    when: str
    where: str = ""
    what: str = ""


def report(findings: Iterable[Finding]) -> str:
    """
    The findings for people: one line for each thing, however often it was seen.

    >>> print(report([Finding("title", "320", "html"), Finding("title", "768", "html")]))
    title  html  [320, 768]
    """
    lines: dict[tuple[str, str], list[Finding]] = {}
    for found in findings:
        lines.setdefault((found.code, found.where), []).append(found)
    return "\n".join(
        "  ".join(filter(None, (code, where, _what(same), f"[{_when(same)}]")))
        for (code, where), same in sorted(lines.items())
    )


def _what(same: list[Finding]) -> str:
    whats = list(dict.fromkeys(found.what for found in same if found.what))
    more = f" and {len(whats) - 1} more" if len(whats) > 1 else ""
    return f"{whats[0]}{more}" if whats else ""


def _when(same: list[Finding]) -> str:
    return ", ".join(dict.fromkeys(found.when for found in same))


class Inspector:
    """
    Looks at one page after the other, in every way.

    It keeps three windows open, because opening one takes as long as all that is done in it: one as
    most readers have it, one with forced colours, still and dark, and one without scripts.
    """

    def __init__(self, browser: Browser) -> None:
        self._usual = self._window(browser)
        self._forced = self._window(browser, forced_colors="active", reduced_motion="reduce")
        self._plain = self._window(browser, java_script_enabled=False)
        self._findings: list[Finding] = []
        self._when = ""
        self._url = ""

    def inspect(self, url: str, *, is_bare: bool = False) -> list[Finding]:
        """
        All that is wrong with a page.

        Args:
            url: full address of the page.
            is_bare: the page is a way to another and has no header, footer or skip link.
        """
        self._findings = []
        self._url = url
        page = self._open(self._usual, WIDE, "1280", stays=is_bare)
        self._ask(page, "moved", "1280")
        self._walk(page, "1280, keys")
        self._look_at_all_sizes(page, is_bare=is_bare)
        self._enlarge(page)
        self._print(page)
        page = self._open(self._forced, NARROW, "320 forced colours", stays=is_bare, scheme="dark")
        self._ask(page, "moved", "320 forced colours")
        self._walk(page, "320 forced colours, keys")
        self._ask(page, "motion", "reduced motion")
        said = page.evaluate("look.words()")
        page = self._open(self._plain, NARROW, "320 without scripts", stays=is_bare)
        self._do_without_scripts(page, said, is_bare=is_bare)
        return self._findings

    # --- Opening ---------------------------------------------------------------------------------

    def _window(self, browser: Browser, **options: Any) -> Page:
        page = browser.new_context(locale="fa-IR", **options).new_page()
        self._listen(page)
        return page

    def _open(
        self, page: Page, width: int, when: str, *, stays: bool, scheme: str = SCHEMES[0]
    ) -> Page:
        # What a page asks for while it is left is not its successor's.
        page.goto("about:blank")
        self._when = when
        page.emulate_media(media="null", color_scheme=scheme)
        self._widen(page, width)
        visit(page, self._url, stays=stays)
        page.evaluate(LOOK)
        return page

    def _listen(self, page: Page) -> None:
        """Note what the browser complains of, and whom it asks."""

        def complained(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning"):
                self._note("console", self._when, what=message.text)

        def asked(request: Request) -> None:
            if is_of_the_web(request.url) and not self._is_ours(request.url):
                self._note("other-host", self._when, request.url)

        def failed(request: Request) -> None:
            if self._is_ours(request.url):
                self._note("request-failed", self._when, request.url, request.failure or "")

        def answered(response: Response) -> None:
            if response.status >= 400:
                self._note("request-failed", self._when, response.url, str(response.status))

        page.on("console", complained)
        page.on("pageerror", lambda error: self._note("script-error", self._when, what=str(error)))
        page.on("request", asked)
        page.on("requestfailed", failed)
        page.on("response", answered)

    def _is_ours(self, url: str) -> bool:
        return urlsplit(url).netloc == urlsplit(self._url).netloc

    def _note(self, code: str, when: str, where: str = "", what: str = "") -> None:
        self._findings.append(Finding(code, when, where, " ".join(what.split())))

    def _ask(self, page: Page, question: str, when: str, *arguments: object) -> None:
        """Put a function of look.js to the page and note what it answers."""
        answer = page.evaluate("([name, given]) => look[name](...given)", [question, arguments])
        for found in answer:
            self._note(found["code"], when, found["where"], found["what"])

    # --- Looking ---------------------------------------------------------------------------------

    @staticmethod
    def _widen(page: Page, width: int) -> None:
        page.set_viewport_size({"width": width, "height": HEIGHT})

    def _look_at_all_sizes(self, page: Page, *, is_bare: bool) -> None:
        for width in reversed(WIDTHS):
            self._widen(page, width)
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                when = f"{width} {scheme}"
                self._ask(page, "contrast", when)
                self._axe(page, AXE if scheme == SCHEMES[0] else AXE_COLOURS, when)
            for question in ("width", "clipped", "targets", "pictures"):
                self._ask(page, question, str(width))
            self._ask(page, "structure", str(width), {"isBare": is_bare})
        page.emulate_media(color_scheme="light")

    def _axe(self, page: Page, options: dict[str, Any], when: str) -> None:
        for rule, where, what in find_violations(page, options):
            self._note(f"axe-{rule}", when, where, what)

    def _enlarge(self, page: Page) -> None:
        """Twice the size for text alone, as a browser's own setting does it."""
        for width in ENLARGED_WIDTHS:
            self._widen(page, width)
            size = page.evaluate("look.rememberSizes()")
            page.evaluate("size => look.setRoot(size)", f"{2 * size}px")
            for question in ("sizes", "width", "clipped"):
                self._ask(page, question, f"{width}, text 200 %")
            page.evaluate("look.setRoot('')")

    def _print(self, page: Page) -> None:
        self._widen(page, SHEET_WIDTH)
        # Light, whatever the screen is: browsers print nothing else.
        page.emulate_media(media="print", color_scheme="light")
        for question in ("paper", "width", "clipped"):
            self._ask(page, question, "print")
        text = page.evaluate("look.printed()")
        margin = dict.fromkeys(("top", "right", "bottom", "left"), MARGIN)
        sheets = page.pdf(format="A4", margin=margin, prefer_css_page_size=True)
        lost = lost_letters(text, sheets)
        if lost:
            self._note("print-cut", "PDF", what=f"{len(lost)} letters are on no sheet: {lost[:40]}")

    # --- Walking ---------------------------------------------------------------------------------

    def _walk(self, page: Page, when: str) -> None:
        """From the top of the page, with the Tab key."""
        for _ in range(STOPS):
            page.keyboard.press("Tab")
            if not page.evaluate("look.stop()"):
                break
        self._ask(page, "walked", when)

    def _do_without_scripts(self, page: Page, said: list[str], *, is_bare: bool) -> None:
        when = "320 without scripts"
        if not is_bare:
            self._follow_the_skip_link(page, when)
        own = set(page.evaluate("look.words()"))
        for text in said:
            if text not in own:
                self._note("text-needs-script", when, what=f"«{text[:60]}»")
        self._ask(page, "width", when)
        page.evaluate("look.hidden()")
        self._widen(page, WIDE)
        page.evaluate("look.hidden()")
        page.emulate_media(media="print")
        self._ask(page, "hidden", "without scripts")

    def _follow_the_skip_link(self, page: Page, when: str) -> None:
        page.keyboard.press("Tab")
        before = len(self._findings)
        self._ask(page, "skipLink", when)
        if len(self._findings) == before:
            page.keyboard.press("Enter")
            page.wait_for_url("**#*")
            page.keyboard.press("Tab")
            self._ask(page, "skipped", when)


def lost_letters(text: str, document: bytes) -> str:
    """
    Letters and digits of *text* that stand on no sheet of *document*, a PDF, as often as they lack.

    Letters and not words: a PDF keeps what it draws, in the order in which it is drawn.
    """
    command = ["pdftotext", "-raw", "-", "-"]
    done = subprocess.run(command, input=document, capture_output=True, check=False)
    lost = _letters(text) - _letters(done.stdout.decode())
    return "".join(sorted(lost.elements()))


def _letters(text: str) -> Counter[str]:
    plain = unicodedata.normalize("NFKC", text)  # ﻻ is لا
    return Counter(letter for letter in plain if unicodedata.category(letter)[0] in "LN")
