"""Points 2, 9 to 15 and 17: what an item carries, and that it says what the page says."""

from __future__ import annotations

import json
import re
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import feedparser
from lxml import html as lxml_html

from newsroom.fields import AUDIENCES, SECTIONS
from newsroom.jalali import iso
from tests.feeds.documents import AUTHORITY, FORMS, SITE, Feeds
from tests.feeds.rules import ATOM, CONTENT, DC, DCTERMS, MEDIA, text
from tests.feeds.stories import PICTURE, SECRET, png
from tests.sites import ROOT, build_site, post

ZWNJ = "\u200c"


def page(feeds: Feeds, address: str) -> Any:
    return lxml_html.parse(str(feeds.path(address) / "index.html")).getroot()


def body_of(item: Any) -> Any:
    """The full text of an RSS item, parsed."""
    return lxml_html.fragment_fromstring(text(item, f"{CONTENT}encoded"))


def words(element: Any) -> str:
    """The text, without the characters that only the page may have."""
    return " ".join(re.sub("[\u202e\ufffd]", "", element.text_content()).split())


# --- Identity -------------------------------------------------------------------------------------


def test_point_02_the_three_forms_of_every_document_have_the_same_ids_in_one_order(
    feeds: Feeds,
) -> None:
    stems = feeds.stems()
    assert len(stems) > 15
    for stem in stems:
        rss, atom, own = (feeds.ids(stem, form) for form in FORMS)
        assert rss == atom == own, stem
        assert len(set(rss)) == len(rss), stem
        assert all(re.fullmatch(r"[0-9a-z]{6}(-c[1-9])?", identity) for identity in rss)


def test_there_is_a_feed_for_the_site_each_section_and_each_audience(feeds: Feeds) -> None:
    names = ["all", *SECTIONS, *(choice.name for choice in AUDIENCES)]
    assert [s for s in feeds.stems() if "archive" not in s] == sorted(f"/feeds/{n}" for n in names)
    assert "crsxyz" in feeds.ids("/feeds/courses")
    assert feeds.ids("/feeds/schools") == ["crsxyz", "pctrpc"]
    assert feeds.ids("/feeds/children") == ["crsxyz"]
    assert feeds.ids("/feeds/media") == ["crrctd-c2", "crrctd-c1", "crrctd"]
    assert feeds.ids("/feeds/importers") == []


# --- Text -----------------------------------------------------------------------------------------


def test_point_09_the_full_text_is_that_of_the_page_and_the_summary_stands_before_it(
    feeds: Feeds,
) -> None:
    seen = 0
    for item in feeds.items():
        identity = text(item, "guid").removeprefix(AUTHORITY)
        tags = [child.tag for child in item]
        assert tags.index("description") < tags.index(f"{CONTENT}encoded")
        assert 0 < len(text(item, "description")) <= 500
        if "-c" in identity or identity == "wthdrw":
            continue
        own = page(feeds, text(item, "link")).xpath("//div[@class='body']")
        assert words(body_of(item)) == words(own[0]), identity
        assert words(
            lxml_html.fragment_fromstring(feeds.record(identity)["content_html"])
        ) == words(own[0])
        entry = feeds.entry(identity)
        assert words(lxml_html.fragment_fromstring(text(entry, f"{ATOM}content"))) == words(own[0])
        seen += 1
    assert seen > 40


def addresses(feeds: Feeds) -> set[str]:
    """Every address in every feed: of the documents, and of the bodies in them."""
    found: set[str] = set()
    for stem in feeds.stems():
        for form in FORMS[:2]:
            root = feeds.xml(stem + form)
            found.update(root.xpath("//@href | //@url | //@scheme | //@domain"))
            found.update(e.text for e in root.iter("link") if e.text and e.text.strip())
            found.update(e.text for e in root.iter(f"{ATOM}uri"))
            for element in root.iter(f"{CONTENT}encoded", f"{ATOM}content"):
                fragment = lxml_html.fragment_fromstring(element.text)
                found.update(fragment.xpath("//@href | //@src | //@poster | //@cite"))
        found.update(re.findall(r'"(https?://[^"\\]+)"', feeds.read(f"{stem}.json").decode()))
    own = ("tag:", "urn:ebu", "http://www.rssboard", "https://jsonfeed")
    return {address for address in found if not address.startswith(own)}


def test_point_10_every_address_is_full_encoded_and_leads_to_a_file(feeds: Feeds) -> None:
    found = addresses(feeds)
    assert len(found) > 100
    assert all(re.fullmatch(r"[a-z]+:[!-~]+", address, re.ASCII) for address in found)
    own = {address.split("#")[0] for address in found if address.startswith(f"{SITE}/")}
    for address in own - {f"{SITE}/feeds/"}:  # that page is not in the small newsroom
        file = feeds.output / unquote(urlsplit(address).path).lstrip("/")
        assert (file / "index.html" if address.endswith("/") else file).is_file(), address
    foreign = {address for address in found if not address.startswith(SITE)}
    assert foreign == {
        "https://hub.example.ir/",
        "https://fa.example.org/wiki/%D8%A7%D8%B3%D8%AA%D8%A7%D9%86%D8%AF%D8%A7%D8%B1%D8%AF?a=1&b=2",
    }


def test_point_11_language_direction_and_characters(feeds: Feeds) -> None:
    for stem in feeds.stems():
        for form in FORMS:
            data = feeds.read(stem + form).decode()
            assert not re.search("[\u202a-\u202e\u2066-\u2069\x7f-\x9f\ufffd]", data), stem
            assert "&#x202e" not in data.lower()
        assert text(feeds.xml(f"{stem}.rss.xml").find("channel"), "language") == "fa-IR"
        for item in feeds.items(stem):
            body = body_of(item)
            assert (body.get("lang"), body.get("dir")) == ("fa", "rtl")
            machine = [
                text(item, name) for name in ("guid", "link", "pubDate", f"{DCTERMS}modified")
            ]
            assert all(value.isascii() for value in machine)
    assert f"نیم{ZWNJ}فاصله" in text(feeds.item("pctrpc"), f"{CONTENT}encoded")


def test_point_12_dates_are_those_of_the_page_and_never_in_the_future(feeds: Feeds) -> None:
    for item in feeds.items():
        published = parsedate_to_datetime(text(item, "pubDate"))
        assert text(item, "pubDate").endswith(" GMT")
        if "-c" in text(item, "guid") or "wthdrw" in text(item, "guid"):
            continue
        script = page(feeds, text(item, "link")).xpath("//script[@type='application/ld+json']")
        graph = json.loads(script[0].text)["@graph"]
        own = next((part for part in graph if "datePublished" in part), None)
        if own:  # a course is an event there
            assert own["datePublished"] == iso(published)
            assert own["dateModified"] == text(item, f"{DCTERMS}modified")


def test_point_12_nothing_that_is_not_public_is_in_any_file(feeds: Feeds) -> None:
    hidden = ("پنهان", "drdrdr", "ftrftr", "smpsmp", SECRET)
    for path in feeds.output.rglob("*"):
        if path.is_file() and path.suffix not in (".gz", ".br"):
            data = path.read_bytes().decode("utf-8", "replace")
            assert not [word for word in hidden if word in data], path


# --- Pictures and files ---------------------------------------------------------------------------


def test_point_13_a_picture_has_its_true_size_and_type_and_its_maker(feeds: Feeds) -> None:
    item = feeds.item("pctrpc")
    size = str(len(png(640, 480)))
    (enclosure,) = item.findall("enclosure")
    where = f"{SITE}/media/%D8%B9%DA%A9%D8%B3%20%DB%8C%DA%A9%20%D8%AE%D8%A8%D8%B1.png"
    assert dict(enclosure.attrib) == {"url": where, "length": size, "type": "image/png"}
    picture, drawing = item.findall(f"{MEDIA}content")
    assert dict(picture.attrib) == {
        "url": where, "type": "image/png", "medium": "image", "fileSize": size,
        "width": "640", "height": "480", "isDefault": "true",
    }  # fmt: skip
    assert text(picture, f"{MEDIA}title") == "شرح تصویر"
    assert text(picture, f"{MEDIA}description") == "آنچه دیده می‌شود"
    assert text(picture, f"{MEDIA}copyright") == "CC BY 4.0"
    credit = picture.find(f"{MEDIA}credit")
    assert (credit.text, credit.get("role"), credit.get("scheme")) == (
        "روابط عمومی", "photographer", "urn:ebu",
    )  # fmt: skip
    assert (drawing.get("width"), drawing.get("height")) == ("320", "200")
    assert not list(item.iter(f"{MEDIA}group"))
    assert feeds.path(where.replace(where, f"/{PICTURE}")).read_bytes() == png(640, 480)


def test_point_13_a_broadcast_and_a_brochure_bring_what_they_are_about(feeds: Feeds) -> None:
    (video,) = feeds.item("brdcst").findall("enclosure")
    assert (video.get("type"), video.get("length")) == ("video/mp4", "1234")
    (poster,) = feeds.item("pstrxy").findall("enclosure")
    assert (poster.get("type"), poster.get("length")) == ("application/pdf", "8")
    assert feeds.item("frshfr").findall("enclosure") == []
    files = feeds.record("pctrpc")["attachments"]
    assert [file["mime_type"] for file in files] == ["image/png", "image/svg+xml", "text/plain"]


def test_an_item_names_its_author_its_topics_and_its_ninjs_file(feeds: Feeds) -> None:
    item = feeds.item("pctrpc")
    assert text(item, f"{DC}creator") == "ادارهٔ کل استاندارد لرستان"
    assert [c.text for c in item.findall("category")] == ["ایمنی", "نشان استاندارد"]
    links = {
        (x.get("rel"), x.get("type")): x.get("href")
        for x in feeds.entry("pctrpc").iter(f"{ATOM}link")
    }
    ninjs = links[("alternate", "application/json")]
    assert json.loads(feeds.read(ninjs))["uri"] == f"{AUTHORITY}pctrpc"
    assert links[("alternate", "text/html")] == f"{SITE}/news/1405/picture/"


# --- Corrections and withdrawals ------------------------------------------------------------------


def test_point_14_a_material_correction_is_an_item_of_its_own(feeds: Feeds) -> None:
    first, second = feeds.item("crrctd-c1"), feeds.item("crrctd-c2")
    assert text(first, "title") == "اصلاحیه: خبر اصلاح‌شده"
    assert text(first, "link") == f"{SITE}/news/1405/corrected/#c1"
    assert "ساعت آغاز ۹ است" in text(first, "description")
    assert f"{SITE}/news/1405/corrected/" in body_of(first).xpath("//a/@href")
    assert text(second, f"{DCTERMS}modified") == "2026-11-22T11:30:00+03:30"
    (related,) = [
        x for x in feeds.entry("crrctd-c2").iter(f"{ATOM}link") if x.get("rel") == "related"
    ]
    assert related.get("href") == f"{SITE}/news/1405/corrected/"
    assert feeds.record("crrctd-c1")["_tarvij"] == {
        "kind": "correction", "corrects": f"{SITE}/news/1405/corrected/",
    }  # fmt: skip
    anchors = page(feeds, "/news/1405/corrected/").xpath("//@id")
    assert {"c1", "c2"} <= set(anchors)


def test_point_14_a_correction_moves_the_date_of_change_and_nothing_else(tmp_path: Path) -> None:
    before = post("خبر", "1405-08-20 10:00", "aaaaaa")
    after = post("خبر", "1405-08-20 10:00", "aaaaaa", corrections="[{date: 1405-08-21, text: ت}]")
    dates = {}
    for name, source in (("before", before), ("after", after)):
        root = tmp_path / name
        build_site(root, {"news/1405/a.md": source})
        item = Feeds(root / "output").item("aaaaaa")
        dates[name] = [text(item, tag) for tag in ("pubDate", f"{DCTERMS}modified")]
    assert dates["before"][0] == dates["after"][0]
    assert dates["before"][1] < dates["after"][1] == "2026-11-12T00:00:00+03:30"


def test_point_14_a_corrected_comma_changes_no_date(tmp_path: Path) -> None:
    found = []
    for body in ("متن خبر", "متن، خبر"):
        build_site(tmp_path, {"news/1405/a.md": post(body=body)})
        item = Feeds(tmp_path / "output").item("aaaaaa")
        found.append([text(item, tag) for tag in ("pubDate", f"{DCTERMS}modified", "guid")])
    assert found[0] == found[1]


def test_point_14_corrections_keep_their_numbers_in_whichever_order_they_are_written(
    tmp_path: Path,
) -> None:
    later, earlier = "{date: 1405-08-25, text: دوم}", "{date: 1405-08-21, text: یکم}"
    build_site(tmp_path, {"news/1405/a.md": post(corrections=f"[{later}, {earlier}]")})
    feeds = Feeds(tmp_path / "output")
    assert text(feeds.item("aaaaaa-c1"), "description") == "یکم"
    assert "یکم" in page(feeds, "/news/1405/a/").get_element_by_id("c1").text_content()


def test_point_15_a_withdrawn_story_stays_as_a_notice_and_its_text_is_nowhere(feeds: Feeds) -> None:
    item = feeds.item("wthdrw")
    assert text(item, "title") == "پس گرفته شد: خبر پس‌گرفته"
    assert text(item, "description") == "نشانی درست نبود."
    assert text(item, f"{DCTERMS}modified") == "2026-11-19T12:00:00+03:30"
    assert item.findall("enclosure") == item.findall("category") == []
    ninjs = json.loads(feeds.read("/news/1404/withdrawn/ninjs.json"))
    assert ninjs["pubStatus"] == "canceled"
    assert {"bodies", "descriptions", "associations"} & set(ninjs) == set()
    assert not feeds.path("/news/1404/withdrawn/press-kit.zip").exists()
    packed = [
        p for p in feeds.output.rglob("*") if p.is_file() and SECRET.encode() in p.read_bytes()
    ]
    assert packed == []


# --- Discovery ------------------------------------------------------------------------------------


def test_point_17_the_opml_lists_exactly_the_feeds_that_exist(feeds: Feeds) -> None:
    outlines = list(feeds.xml("/feeds/feeds.opml").iter("outline"))
    listed = [outline.get("xmlUrl") for outline in outlines]
    there = [s for s in feeds.stems() if "archive" not in s]
    assert sorted(listed) == sorted(f"{SITE}{stem}.rss.xml" for stem in there)
    for outline in outlines:
        assert feeds.path(outline.get("htmlUrl")).joinpath("index.html").is_file()
        title = text(feeds.xml(outline.get("xmlUrl")).find("channel"), "title")
        assert outline.get("title") == title


def test_point_17_a_page_names_its_own_feeds_before_those_of_the_site(tmp_path: Path) -> None:
    built = build_site(tmp_path, {"news/1405/a.md": post(audience="schools")})
    expected = {
        "index.html": ["all"],
        "news/index.html": ["news", "all"],
        "news/1405/a/index.html": ["news", "all"],
        "audience/schools/index.html": ["schools", "all"],
        "about/index.html": ["all"],
        "404.html": ["all"],
    }
    for path, keys in expected.items():
        assert [info.key for info in built.plan.outputs[path].view.head.feeds] == keys, path


def test_point_17_every_page_has_its_alternates_in_all_forms(feeds: Feeds) -> None:
    kinds = ["application/rss+xml", "application/atom+xml", "application/feed+json"]
    for address, keys in (("/", ["all"]), ("/news/1405/picture/", ["news", "all"])):
        links = page(feeds, address).xpath("//link[@rel='alternate'][contains(@href, '/feeds/')]")
        named = [(link.get("type"), link.get("href")) for link in links]
        assert named == [
            (kind, f"/feeds/{key}{form}")
            for key in keys
            for kind, form in zip(kinds, FORMS, strict=True)
        ]


def test_the_page_about_feeds_is_told_what_there_is(tmp_path: Path) -> None:
    files = {"pages/feeds.md": (ROOT / "content/pages/feeds.md").read_text(encoding="utf-8")}
    files["pages/rights.md"] = files["pages/about.md"] = "---\nعنوان: ص\nخلاصه: خ\n---\nمتن\n"
    built = build_site(tmp_path, files)
    infos = built.plan.outputs["feeds/index.html"].view.feeds
    assert len(infos) == 11
    for info in infos:
        assert all(
            (tmp_path / "output" / address[1:]).is_file()
            for address in (info.rss, info.atom, info.json)
        )
        assert info.text
        assert info.carries.endswith(".")


def test_the_press_reads_what_was_written(feeds: Feeds) -> None:
    for form in FORMS[:2]:
        parsed = feedparser.parse(str(feeds.path(f"/feeds/all{form}")))
        assert not parsed.bozo
        assert len(parsed.entries) == len(feeds.ids("/feeds/all"))
        entry = next(e for e in parsed.entries if e.id.endswith("pctrpc"))
        assert entry.title == "خبر با تصویر"
        assert entry.enclosures[0].type == "image/png"
        assert entry.media_content[0]["width"] == "640"
        assert entry.media_credit[0]["content"] == "روابط عمومی"
