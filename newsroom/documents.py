"""Files of the site that are no pages: sitemaps, robots.txt, the web manifest."""

from __future__ import annotations

import json

from lxml import etree

from newsroom.feeds.catalogue import NEWS_SITEMAP
from newsroom.jalali import iso
from newsroom.site import Purpose, Site
from newsroom.views import SitemapView, SiteView

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


def make_sitemap(site: Site, view: SitemapView) -> bytes:
    """A sitemap of pages (sitemaps.org 0.9); `lastmod` only where a change is known."""
    return _sitemap(site, view, "urlset", "url")


def make_sitemap_index(site: Site, view: SitemapView) -> bytes:
    """The index of the sitemaps."""
    return _sitemap(site, view, "sitemapindex", "sitemap")


def _sitemap(site: Site, view: SitemapView, root_name: str, entry_name: str) -> bytes:
    root = etree.Element(f"{{{_SITEMAP}}}{root_name}", nsmap={None: _SITEMAP})  # type: ignore[dict-item]  # None is right
    for address, modified in view.entries:
        entry = etree.SubElement(root, f"{{{_SITEMAP}}}{entry_name}")
        _add(entry, "loc", site.absolute(address))
        if modified:
            _add(entry, "lastmod", iso(modified))
    document: bytes = etree.tostring(
        root, encoding="UTF-8", xml_declaration=True, pretty_print=True
    )
    return document


def _add(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{_SITEMAP}}}{name}").text = text


def make_robots(site: Site, view: SiteView) -> bytes:
    """Everything may be read; a build that is not for the world says that nothing may."""
    del view
    if site.purpose is not Purpose.PRODUCTION:
        return b"User-agent: *\nDisallow: /\n"
    sitemaps = (site.absolute(address) for address in ("/sitemap.xml", NEWS_SITEMAP))
    lines = "".join(f"Sitemap: {sitemap}\n" for sitemap in sitemaps)
    return f"User-agent: *\nAllow: /\n\n{lines}".encode()


def make_gone(site: Site, view: SiteView) -> bytes:
    """The file `410` beside the notice of a withdrawn post: where it is, nginx answers 410."""
    del site, view
    return b"Gone\n"


def make_manifest(site: Site, view: SiteView) -> bytes:
    """The web manifest (W3C Web Application Manifest)."""
    del view
    manifest = {
        "id": site.path("/"),
        "name": site.name,
        "short_name": site.office_short,
        "description": site.tagline,
        "lang": "fa",
        "dir": "rtl",
        "start_url": site.path("/"),
        "scope": site.path("/"),
        "display": "minimal-ui",
    }
    return (json.dumps(manifest, ensure_ascii=False, indent=2) + "\n").encode()
