"""Built feeds as the tests read them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from tests.feeds.rules import ATOM, text

SITE = "https://example.ir"
FORMS = (".rss.xml", ".atom.xml", ".json")
AUTHORITY = "tag:tarvij.example.ir,2026:"


@dataclass(frozen=True)
class Feeds:
    """The output folder of a build."""

    output: Path

    def path(self, address: str) -> Path:
        return self.output / address.removeprefix(SITE).lstrip("/")

    def read(self, address: str) -> bytes:
        return self.path(address).read_bytes()

    def xml(self, address: str) -> Any:
        return etree.fromstring(self.read(address))

    def json(self, address: str) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self.read(address))
        return document

    def stems(self) -> list[str]:
        """Every feed and every document of the archive, without their endings."""
        folder = self.output / "feeds"
        found = (f"/{p.relative_to(self.output)}" for p in folder.rglob("*.rss.xml"))
        return sorted(stem.removesuffix(".rss.xml") for stem in found)

    def items(self, stem: str = "/feeds/all") -> list[Any]:
        """The RSS items."""
        return list(self.xml(f"{stem}.rss.xml").iter("item"))

    def ids(self, stem: str, form: str = ".rss.xml") -> list[str]:
        """The ids of one document, without the authority, in its order."""
        if form == ".json":
            found = [item["id"] for item in self.json(stem + form)["items"]]
        else:
            name = "channel/item/guid" if form == ".rss.xml" else f"{ATOM}entry/{ATOM}id"
            root = self.xml(stem + form)
            found = [e.text for e in root.iterfind(name)]
        assert all(identity.startswith(AUTHORITY) for identity in found)
        return [identity.removeprefix(AUTHORITY) for identity in found]

    def item(self, identity: str, stem: str = "/feeds/all") -> Any:
        """The RSS item of an id."""
        (found,) = [i for i in self.items(stem) if text(i, "guid") == AUTHORITY + identity]
        return found

    def entry(self, identity: str, stem: str = "/feeds/all") -> Any:
        """The Atom entry of an id."""
        entries = self.xml(f"{stem}.atom.xml").iter(f"{ATOM}entry")
        (found,) = [e for e in entries if text(e, f"{ATOM}id") == AUTHORITY + identity]
        return found

    def record(self, identity: str, stem: str = "/feeds/all") -> dict[str, Any]:
        """The JSON item of an id."""
        items = self.json(f"{stem}.json")["items"]
        (found,) = [i for i in items if i["id"] == AUTHORITY + identity]
        record: dict[str, Any] = found
        return record
