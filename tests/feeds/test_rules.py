"""Points 1, 2, 11 and 13: every document keeps every rule, and every rule is able to complain."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.feeds.documents import Feeds
from tests.feeds.rules import find_faults
from tests.feeds.stories import NOW_AT

RSS, ATOM, JSON = "/feeds/all.rss.xml", "/feeds/all.atom.xml", "/feeds/all.json"
ARCHIVE, ARCHIVE_ATOM = "/feeds/archive/1405-05.rss.xml", "/feeds/archive/1405-05.atom.xml"
OPML, SITEMAP = "/feeds/feeds.opml", "/sitemap-news.xml"

# What breaks each rule: the document, what is found in it once at least, what it becomes.
BROKEN = [
    ("MissingElement", RSS, "<description>[^<]*</description>\n    <copyright>", "<copyright>"),
    ("MissingElement", ATOM, "<id>tag:[^<]*</id>\n  <title>", "<title>"),
    ("MissingElement", JSON, '"content_html"', '"_content"'),
    ("MissingElement", SITEMAP, "<news:title>[^<]*", "<news:title>"),
    ("InvalidFullLink", RSS, "<link>https://example.ir/news/1405/picture/", "<link>/news/x/"),
    ("InvalidFullLink", RSS, "https://example.ir/tags/mark/", "https://example.ir/نشان/"),
    ("InvalidFullLink", RSS, "enclosure url=\"[^\"]*", 'enclosure url="/media/عکس.png'),
    ("InvalidFullLink", JSON, '"url": "https://example.ir/news/1405/picture/', '"url": "/x/'),
    ("InvalidFullLink", OPML, 'xmlUrl="https://example.ir', 'xmlUrl="'),
    ("InvalidFullLink", SITEMAP, "<loc>https://example.ir", "<loc>"),
    ("UriNotIri", ATOM, '(rel="alternate" type="text/html" href=")[^"]*', r"\1/خبر/"),
    ("UriNotIri", ATOM, 'scheme="[^"]*', 'scheme="/tags/نشان/'),
    ("UriNotIri", ATOM, '(rel="hub" href=")[^"]*', r"\1hub"),
    ("MissingSelf", RSS, 'rel="self"', 'rel="via"'),
    ("MissingSelf", ATOM, 'rel="self"', 'rel="via"'),
    ("SelfDoesntMatchLocation", RSS, "example.ir/feeds/all.rss", "example.ir/rss"),
    ("SelfDoesntMatchLocation", JSON, '"feed_url": "[^"]*', '"feed_url": "https://example.ir/a'),
    ("MisplacedItem", RSS, "(</item>)\n  </channel>", r"\1<ttl>5</ttl></channel>"),
    ("DuplicateSemantics", RSS, "<language>", "<dc:language>fa</dc:language><language>"),
    ("DuplicateElement", RSS, "(<lastBuildDate>[^<]*</lastBuildDate>)", r"\1\1"),
    ("IncompleteLink", ATOM, 'rel="enclosure" type="[^"]*"', 'rel="enclosure"'),
    ("InvalidLanguage", RSS, "<language>fa-IR", "<language>Persian"),
    ("InvalidLanguage", ATOM, 'xml:lang="fa-IR"', ""),
    ("InvalidLanguage", JSON, '"language": "fa-IR"', '"language": "fa"'),
    ("InvalidLanguage", SITEMAP, "<news:language>fa", "<news:language>fa-IR"),
    ("SlowTtl", RSS, "<ttl>10", "<ttl>60"),
    ("UndefinedElement", RSS, "sy:updatePeriod", "sy:UpdatePeriod"),
    ("UndefinedElement", JSON, '"home_page_url"', '"homepage"'),
    ("AvoidElement", RSS, "<ttl>", "<skipHours><hour>1</hour></skipHours><ttl>"),
    ("DuplicateGuid", RSS, ":crrctd-c1<", ":crrctd-c2<"),
    ("DuplicateGuid", ATOM, ":crrctd-c1<", ":crrctd-c2<"),
    ("DuplicateGuid", JSON, ":crrctd-c1\"", ':crrctd-c2"'),
    ("InvalidPermalink", RSS, 'isPermaLink="false"', 'isPermaLink="true"'),
    ("InvalidTagUri", RSS, ">tag:tarvij.example.ir,2026:pctrpc", ">tag:tarvij.example.ir:خبر"),
    ("InvalidTagUri", ATOM, ">tag:tarvij.example.ir,2026:pctrpc", ">https://example.ir/a"),
    ("InvalidTagUri", JSON, "tag:tarvij.example.ir,2026:pctrpc", "pctrpc"),
    ("ContainsHTML", RSS, "<title>خبر با", "<title>خبر &lt;b>با"),
    ("ContainsHTML", ATOM, "<title>خبر با", "<title>خبر &amp;nbsp; با"),
    ("LongDescription", RSS, "<description>خلاصهٔ", "<description>" + "خلاصهٔ " * 80),
    ("NeedDescriptionBeforeContent", RSS,
     r"(<description>خلاصهٔ خبر &amp; تصویر.</description>)(.*?\]\]></content:encoded>)", r"\2\1"),
    ("NoLanguage", RSS, '<div lang="fa" dir="rtl">', "<div>"),
    ("NoLanguage", JSON, r'lang=\\"fa\\" ', ""),
    ("SecurityRisk", RSS, "<p>بند نخست", "<p onclick='x'>بند نخست"),
    ("SecurityRisk", RSS, "<p>بند نخست", "<script>x</script><p>بند نخست"),
    ("DangerousStyleAttr", RSS, "<p>بند نخست", "<p style='color:red'>بند نخست"),
    ("ContainsRelRef", RSS, 'href="https://example.ir/about/', 'href="/about/'),
    ("ContainsRelRef", RSS, 'src="https://example.ir/media/map.svg"', 'src="../map.svg"'),
    ("ContainsRelRef", RSS, "<p>بند نخست", "<img srcset='a.png 2x'><p>بند نخست"),
    ("ContainsRelRef", ATOM, "https://fa.example.org/wiki/%[^&]*", "https://fa.example.org/ویکی"),
    ("InvalidRFC2822Date", RSS, "<pubDate>[^<]*", "<pubDate>2026-11-16T08:00:00Z"),
    ("InvalidRFC2822Date", RSS, " GMT</pubDate>", " +0330</pubDate>"),
    ("ImplausibleDate", RSS, r"<pubDate>[^<]*", "<pubDate>Mon, 23 Nov 2026 08:00:00 GMT"),
    ("ImplausibleDate", ATOM, "<published>[^<]*", "<published>2027-01-01T00:00:00+03:30"),
    ("ImplausibleDate", ATOM, r"<updated>[^<]*(</updated>\n  <author>)", r"<updated>1970\1"),
    ("InvalidW3CDTFDate", RSS, "<dcterms:modified>[^<]*", "<dcterms:modified>۱۴۰۵-۰۸-۰۱"),
    ("InvalidRFC3339Date", ATOM, "<published>[^<]*", "<published>2026-11-16 08:00"),
    ("InvalidRFC3339Date", JSON, '"date_modified": "[^"]*', '"date_modified": "1405-08-01'),
    ("DuplicateItemSemantics", RSS, "<dc:creator>", "<author>a@b.ir</author><dc:creator>"),
    ("DuplicateItemSemantics", RSS, "<dc:creator>", "<dc:date>2026</dc:date><dc:creator>"),
    ("DuplicateEnclosure", RSS, "(<enclosure [^>]*>)", r"\1\1"),
    ("InvalidIntegerAttribute", RSS, '(<enclosure [^>]*length=")[^"]*', r"\1None"),
    ("InvalidIntegerAttribute", RSS, ' width="640"', ' width="640px"'),
    ("InvalidMIMEAttribute", RSS, '(<enclosure [^>]*type=")[^"]*', r"\1png"),
    ("MediaGroupWithoutAlternatives", RSS, "(<media:content .*?</media:content>)",
     r"<media:group>\1</media:group>"),
    ("MultipleDefaults", RSS, "(<media:content [^>]*isDefault.*?</media:content>)", r"\1\1"),
    ("InvalidCreditRole", RSS, 'role="photographer"', 'role="عکاس"'),
    ("ArchiveIncomplete", ARCHIVE_ATOM, "(prev|next)-archive", "via"),
    ("MissingCurrentInArchive", ARCHIVE_ATOM, 'rel="current"', 'rel="via"'),
    ("ArchiveIncomplete", ARCHIVE, "(prev|next)-archive", "via"),
    ("MissingCurrentInArchive", ARCHIVE, 'rel="current"', 'rel="via"'),
    ("MissingAuthor", ATOM, "<author>.*?</author>", ""),
    ("DuplicateUpdated", ATOM, "<updated>[^<]*", "<updated>2026-11-16T08:00:00+03:30"),
    ("DuplicateAtomLink", ATOM, 'rel="enclosure" type="[^"]*', 'rel="alternate" type="text/html'),
    ("DuplicateAtomLink", ATOM, 'rel="alternate" type="text/html"', 'rel="via" type="text/html"'),
    ("FeedHistoryRelInEntry", ATOM, 'rel="enclosure"', 'rel="prev-archive"'),
    ("InvalidMIMEType", ATOM, 'content type="html"', 'content type="CDATA"'),
    ("InvalidVersion", JSON, "version/1.1", "version/1"),
    ("InvalidVersion", OPML, 'version="2.0"', 'version="1.0"'),
    ("OldAuthor", JSON, '"authors"', '"author"'),
    ("NextIsSelf", JSON, '"next_url": "[^"]*', '"next_url": "https://example.ir/feeds/all.json'),
    ("MissingAttribute", OPML, ' title="[^"]*"', ""),
    ("InvalidOutlineType", OPML, 'version="RSS2"', 'version="RSS"'),
    ("OldNews", SITEMAP, "_date>2026-11-[^<]*", "_date>2026-11-01T00:00:00Z"),
    ("InvalidW3CDTFDate", SITEMAP, "_date>2026-11-[^<]*", "_date>2026"),
    ("TooManyNews", SITEMAP, "(<url>.*?</url>)", r"\1" * 1_001),
    ("BadCharacters", RSS, "خبر با تصویر", "خبر با\u202eتصویر"),
    ("BadCharacters", JSON, "خبر با تصویر", "خبر با\ufffdتصویر"),
    ("TooLarge", RSS, "خبر با تصویر", "خبر با تصویر" * 50_000),
]  # fmt: skip


def documents(feeds: Feeds) -> list[Path]:
    """Every document that is a feed or lists feeds or news."""
    folder = feeds.output / "feeds"
    found = [p for p in folder.rglob("*") if p.name.endswith((".xml", ".json", ".opml"))]
    return sorted([*found, feeds.output / SITEMAP[1:]])


def test_point_01_every_document_keeps_every_rule(feeds: Feeds) -> None:
    found = documents(feeds)
    assert len(found) > 40
    for path in found:
        address = f"/{path.relative_to(feeds.output).as_posix()}"
        assert find_faults(address, path.read_bytes(), NOW_AT) == [], address


@pytest.mark.parametrize(("rule", "address", "good", "bad"), BROKEN, ids=lambda v: v[:30])
def test_point_01_every_rule_complains_of_what_breaks_it(
    feeds: Feeds, rule: str, address: str, good: str, bad: str
) -> None:
    text = feeds.read(address).decode()
    broken, count = re.subn(good, bad, text, flags=re.DOTALL)
    assert count, f"{good} is nowhere in {address}"
    assert rule in find_faults(address, broken.encode(), NOW_AT)


def test_point_01_no_rule_is_without_a_bad_example() -> None:
    source = Path(__file__).with_name("rules.py").read_text(encoding="utf-8")
    named = set(re.findall(r'(?:yield|faults\.add\()\s*"([A-Za-z0-9]+)"', source))
    assert named - {rule for rule, *_ in BROKEN} == set()
