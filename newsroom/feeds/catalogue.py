"""Which feeds the site has: one of everything, one for each section, one for each audience."""

from __future__ import annotations

from dataclasses import dataclass

from newsroom.fields import AUDIENCES
from newsroom.site import SECTION_DESCRIPTIONS, SECTION_NAMES

RSS, ATOM, JSON = ".rss.xml", ".atom.xml", ".json"
FORMS = {RSS: "application/rss+xml", ATOM: "application/atom+xml", JSON: "application/feed+json"}
OPML = "/feeds/feeds.opml"
NEWS_SITEMAP = "/sitemap-news.xml"


@dataclass(frozen=True, slots=True)
class FeedInfo:
    """
    A feed as pages name it.

    Attributes:
        key: the last part of its addresses, permanent.
        text: what it is called, after «خوراک».
        carries: one sentence for people.
        page: the page of the site that shows the same.
    """

    key: str
    text: str
    carries: str
    page: str

    @property
    def stem(self) -> str:
        """Its addresses without their ending."""
        return f"/feeds/{self.key}"

    @property
    def rss(self) -> str:
        """RSS 2.0."""
        return self.stem + RSS

    @property
    def atom(self) -> str:
        """Atom 1.0."""
        return self.stem + ATOM

    @property
    def json(self) -> str:
        """JSON Feed 1.1."""
        return self.stem + JSON

    @property
    def address(self) -> str:
        """The form that is named where only one is."""
        return self.rss


ALL = FeedInfo("all", "همهٔ مطلب‌ها", "هر چه این پایگاه منتشر می‌کند، با اصلاحیه‌ها و پس‌گیری‌ها.", "/")
SECTION_FEEDS = {
    key: FeedInfo(key, name, SECTION_DESCRIPTIONS[key], f"/{key}/")
    for key, name in SECTION_NAMES.items()
}
AUDIENCE_FEEDS = {
    choice.name: FeedInfo(
        choice.name,
        f"برای {choice.persian[0]}",
        f"مطلب‌هایی که برای {choice.persian[0]} نوشته شده است.",
        f"/audience/{choice.name}/",
    )
    for choice in AUDIENCES
}
FEEDS = (ALL, *SECTION_FEEDS.values(), *AUDIENCE_FEEDS.values())
