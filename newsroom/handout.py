"""
A page of the built site as one file, which opens without a server and asks nobody for anything.

For whoever is to read a post before the world does: it can be sent like any file, and forgotten.
"""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from lxml import html

from newsroom.media_files import type_of

FILES = "files"  # beside the pages: what they offer for download
_TYPES = {".woff2": "font/woff2", ".ico": "image/x-icon"}
_URL = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)""")
_PICTURES = "//img[@src] | //video[@src] | //audio[@src] | //source[@src] | //track[@src]"


class Handout:
    """
    Pages of one built site.

    Attributes:
        folder: the built site.
        root: the full address of its root, with a final `/`: what the pages link to.
        files: what the pages offer for download, by its path in the handout; grows with each page.
    """

    def __init__(self, folder: Path, root: str) -> None:
        self.folder = folder
        self.root = root
        self.files: dict[str, Path] = {}

    def page(self, address: str) -> bytes:
        """The page at *address* (`/news/1405/a/`) as one file. OSError if there is none."""
        base = urljoin(self.root, address.lstrip("/"))
        data = (self.folder / address.strip("/") / "index.html").read_bytes()
        document: Any = html.document_fromstring(data.decode())
        # A policy names hosts, and a file has none; scripts and feeds are of the site.
        for element in document.xpath("//meta[@http-equiv] | //script[@src] | //base"):
            element.drop_tree()
        for link in document.xpath("//link"):
            self._take_link(link, base)
        for style in document.xpath("//style"):
            style.text = self._with_files(style.text or "", base)
        for element in document.xpath(_PICTURES):
            element.set("src", self._inlined(element.get("src"), base))
            element.attrib.pop("srcset", None)
        for element in document.xpath("//a[@href]"):
            element.set("href", self._linked(element.get("href"), base))
        text: str = html.tostring(document, encoding="unicode", doctype="<!doctype html>")
        return text.encode()

    def _take_link(self, link: Any, base: str) -> None:
        file = self._file(link.get("href", ""), base)
        if link.get("rel") != "stylesheet" or file is None:
            link.drop_tree()
            return
        style: Any = html.Element("style", media=link.get("media", "all"))
        own = urljoin(base, link.get("href"))
        style.text = self._with_files(file.read_text(encoding="utf-8"), own)
        link.getparent().replace(link, style)

    def _with_files(self, css: str, base: str) -> str:
        return _URL.sub(lambda found: f'url("{self._inlined(found[1], base)}")', css)

    def _inlined(self, address: str, base: str) -> str:
        file = self._file(address, base)
        if file is None:
            return address
        kind = _TYPES.get(file.suffix) or type_of(file.name)
        return f"data:{kind};base64,{base64.b64encode(file.read_bytes()).decode()}"

    def _linked(self, address: str, base: str) -> str:
        """A file for download goes along; another page is that of the live site."""
        if address.startswith("#"):
            return address
        file = self._file(address, base)
        if file is None or file.suffix == ".html":
            return urljoin(base, address)
        name = f"{FILES}/{file.name}"
        self.files[name] = file
        return name

    def _file(self, address: str, base: str) -> Path | None:
        """The file of the built site that *address* names, if it is one."""
        full = urljoin(base, address)
        if not full.startswith(self.root):
            return None
        path = unquote(urlsplit(full.removeprefix(self.root)).path)
        file = (self.folder / path).resolve()
        return file if file.is_file() and file.is_relative_to(self.folder.resolve()) else None
