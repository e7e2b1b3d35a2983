"""Links of a built site that lead nowhere inside it: pages, files and places on pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from lxml import html

ATTRIBUTES = ("href", "src", "poster", "data", "action", "srcset", "content")
_REFRESH = re.compile(r"^\s*\d+\s*;\s*url=(.*)$", re.IGNORECASE)
_CSS_URL = re.compile(r"url\(\s*[\"']?([^\"')]+)")
# A link to these is followed by no file.
_OTHER = ("data", "mailto", "tel", "sms", "javascript", "blob", "geo")


@dataclass(frozen=True, slots=True)
class Page:
    """What a page has to do with links: where they lead, and what may be led to on it."""

    targets: tuple[str, ...]
    places: frozenset[str]


def read_page(text: bytes) -> Page:
    """The links and the places of one page."""
    root = html.document_fromstring(text, html.HTMLParser(encoding="utf-8"))
    targets = [target for element in root.iter() for target in _targets_of(element)]
    places = (value for element in root.iter() if (value := element.get("id")))
    return Page(tuple(dict.fromkeys(targets)), frozenset(places))


def _targets_of(element: html.HtmlElement) -> Iterator[str]:
    for name in ATTRIBUTES:
        value = element.get(name)
        if value is None:
            continue
        if name == "srcset":
            yield from (part.split()[0] for part in value.split(",") if part.strip())
        elif name != "content":
            yield value.strip()
        elif element.get("http-equiv", "").lower() == "refresh":
            yield from _REFRESH.findall(value)
        elif value.startswith(("http://", "https://")):
            yield value  # og:url, og:image
    for value in (element.get("style"), element.text if element.tag == "style" else None):
        yield from _CSS_URL.findall(value or "")


class Links:
    """
    The links of a built site.

    Args:
        folder: its files.
        url: its address, without a final `/`; links to it are links of its own.
    """

    def __init__(self, folder: Path, url: str) -> None:
        self._folder = folder
        self._url = url
        self._host, self._base = urlsplit(url).netloc, urlsplit(url).path
        self._pages: dict[str, Page] = {}

    def page(self, path: str) -> Page:
        """What was read of the page at *path*, below the folder."""
        if path not in self._pages:
            self._pages[path] = read_page((self._folder / path).read_bytes())
        return self._pages[path]

    def find_dead(self, path: str) -> Iterator[str]:
        """Links of the page at *path* that lead nowhere, as they are written."""
        for target in self.page(path).targets:
            if not self._leads(target, path):
                yield target

    def find_all_dead(self) -> Iterator[str]:
        """`page: link` for every dead link of the site, its stylesheets among the pages."""
        for file in sorted(self._folder.rglob("*.html")):
            path = file.relative_to(self._folder).as_posix()
            yield from (f"/{path}: {target}" for target in self.find_dead(path))
        for file in sorted(self._folder.rglob("*.css")):
            path = file.relative_to(self._folder).as_posix()
            for target in _CSS_URL.findall(file.read_text(encoding="utf-8")):
                if not self._leads(target, path):
                    yield f"/{path}: {target}"

    def _leads(self, target: str, source: str) -> bool:
        if urlsplit(target).scheme in _OTHER:
            return True
        whole = urlsplit(urljoin(f"{self._url}/{source}", target))
        if whole.netloc != self._host:
            return True  # another site's own affair
        path = self._file_of(whole.path or "/")
        if path is None:
            return False
        place = unquote(whole.fragment)
        is_page = path.endswith(".html")
        return not place or not is_page or place == "top" or place in self.page(path).places

    def _file_of(self, address: str) -> str | None:
        """The file that a server sends for *address*, or None."""
        if not f"{address}/".startswith(f"{self._base}/"):
            return None
        own = unquote(address.removeprefix(self._base)).lstrip("/")
        path = f"{own}index.html" if not own or own.endswith("/") else own
        return path if (self._folder / path).is_file() else None
