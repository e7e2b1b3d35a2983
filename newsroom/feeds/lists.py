"""Documents about feeds and news that are no feeds: the OPML, the sitemap of news."""

from __future__ import annotations

from datetime import timedelta

from lxml import etree

from newsroom.feeds.catalogue import RSS
from newsroom.feeds.records import NewsSitemapView, OpmlView
from newsroom.feeds.words import clean, plain
from newsroom.jalali import iso
from newsroom.site import Site

# Source: Google's documentation of news sitemaps.
NEWS_AGE = timedelta(days=2)
NEWS_ENTRIES = 1_000

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def make_opml(site: Site, view: OpmlView) -> bytes:
    """
    The list of the feeds (OPML 2.0), each once, in the form that every reader knows.

    With all three forms in it, whoever imports the list would get every story three times.
    """
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = plain(f"خوراک‌های {site.name}")
    etree.SubElement(head, "ownerName").text = plain(site.office)
    body = etree.SubElement(root, "body")
    for title, carries, stem, page in view.feeds:
        etree.SubElement(
            body,
            "outline",
            type="rss",
            version="RSS2",
            language="fa-IR",
            text=plain(title),
            title=plain(title),
            description=plain(carries),
            xmlUrl=site.absolute(stem + RSS),
            htmlUrl=site.absolute(page),
        )
    return _document(root)


def make_news_sitemap(site: Site, view: NewsSitemapView) -> bytes:
    """The sitemap of news; may be empty. The language is that of ISO 639, without a country."""
    namespaces = {None: _SITEMAP, "news": _NEWS}
    root = etree.Element(f"{{{_SITEMAP}}}urlset", nsmap=namespaces)  # type: ignore[arg-type]  # None is right
    for address, published, title in view.entries:
        entry = etree.SubElement(root, f"{{{_SITEMAP}}}url")
        etree.SubElement(entry, f"{{{_SITEMAP}}}loc").text = site.absolute(address)
        news = etree.SubElement(entry, f"{{{_NEWS}}}news")
        publication = etree.SubElement(news, f"{{{_NEWS}}}publication")
        etree.SubElement(publication, f"{{{_NEWS}}}name").text = clean(site.name)
        etree.SubElement(publication, f"{{{_NEWS}}}language").text = "fa"
        etree.SubElement(news, f"{{{_NEWS}}}publication_date").text = iso(published)
        etree.SubElement(news, f"{{{_NEWS}}}title").text = clean(title)
    return _document(root)


def _document(root: etree._Element) -> bytes:
    document: bytes = etree.tostring(
        root, encoding="UTF-8", xml_declaration=True, pretty_print=True
    )
    return document
