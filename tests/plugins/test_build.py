"""The whole build by real Pelican: what comes out, what never does, and the same bytes always."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import feedparser
import pytest
from lxml import html as lxml_html

from newsroom.problems import Code, ContentRejectedError
from newsroom.release import Release
from newsroom.site import SettingsError
from newsroom.states import Fate
from plugins import build as build_module
from plugins.build import LostPostError, PluginError
from tests.sites import ROOT, build_site, digests, post, run_pelican, settings, write_content

NEWS = "news/1405"
MACHINE_TIME = r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d\+\d\d:\d\d)?|PT\d+S"


def page(root: Path, address: str) -> lxml_html.HtmlElement:
    """The page of *address*, parsed."""
    return lxml_html.parse(str(root / "output" / address.lstrip("/") / "index.html")).getroot()


def notices(root: Path) -> dict[str, object]:
    return json.loads((root / "output/notices.json").read_text(encoding="utf-8"))


def everything(root: Path) -> str:
    """All text of the output, to search for what must not be there."""
    files = sorted(p for p in (root / "output").rglob("*") if p.is_file())
    return "\n".join(p.read_bytes().decode("utf-8", "replace") for p in files)


def test_a_published_post_is_on_every_page_that_should_show_it(tmp_path: Path) -> None:
    files = {f"{NEWS}/law.md": post("قانون تازه", tags="ایمنی", audience="schools")}
    build_site(tmp_path, files)
    assert page(tmp_path, "/news/1405/law/").find(".//h1").text_content().strip() == "قانون تازه"
    for address in ("/", "/news/", "/tags/safety/", "/audience/schools/", "/archive/1405/08/"):
        links = page(tmp_path, address).xpath("//a/@href")
        assert "/news/1405/law/" in links, address
    (entry,) = feedparser.parse(tmp_path / "output/feeds/all.rss.xml").entries
    assert entry.link == "https://example.ir/news/1405/law/"
    assert entry.id == "tag:tarvij.example.ir,2026:aaaaaa"
    assert "متن خبر." in entry.content[0].value
    assert "https://example.ir/news/1405/law/" in everything(tmp_path)


def test_the_notice_of_a_post_has_the_shape_that_was_promised(tmp_path: Path) -> None:
    build_site(tmp_path, {f"{NEWS}/law.md": post("قانون", audience="media")})
    document = notices(tmp_path)
    assert list(document) == [
        "version",
        "site",
        "authority",
        "purpose",
        "generated_from",
        "notices",
    ]
    assert document["notices"] == [
        {
            "id": "aaaaaa",
            "section": "news",
            "title": "قانون",
            "sms_text": "قانون",
            "url": "https://example.ir/news/1405/law/",
            "short_url": "https://example.ir/p/aaaaaa/",
            "published": "2026-11-11T10:00:00+03:30",
            "audience": ["media"],
        }
    ]


@pytest.mark.parametrize(
    ("sms", "expected"),
    [("", "خبر"), ("false", None), ("خیر", None), ("پیام دیگر", "پیام دیگر")],
)
def test_the_editor_decides_about_the_sms(tmp_path: Path, sms: str, expected: str | None) -> None:
    build_site(tmp_path, {f"{NEWS}/a.md": post(sms=sms)})
    assert notices(tmp_path)["notices"][0]["sms_text"] == expected


def test_a_brochure_sends_no_sms_unless_asked(tmp_path: Path) -> None:
    quiet = post("بروشور یک", id="bbbbbb", kind="brochure")
    loud = post("بروشور دو", id="cccccc", kind="brochure", sms="true")
    build_site(tmp_path, {"brochures/a.md": quiet, "brochures/b.md": loud})
    texts = {n["id"]: n["sms_text"] for n in notices(tmp_path)["notices"]}
    assert texts == {"bbbbbb": None, "cccccc": "بروشور دو"}


def test_a_notice_ends_after_thirty_days(tmp_path: Path) -> None:
    files = {
        f"{NEWS}/old.md": post(date="1405-08-01 11:59", id="bbbbbb"),
        f"{NEWS}/new.md": post(date="1405-08-01 12:01", id="cccccc"),
    }
    built = build_site(tmp_path, files)
    assert [n["id"] for n in notices(tmp_path)["notices"]] == ["cccccc"]
    assert built.clock.next_change is not None
    assert built.clock.next_change.isoformat() == "2026-11-22T12:01:00+03:30"


HIDDEN = {
    "draft": post("پنهان", status="draft"),
    "scheduled": post("پنهان", date="1405-12-01 10:00"),
    "no status": post("پنهان", status=""),
}


@pytest.mark.parametrize("name", HIDDEN)
@pytest.mark.parametrize("purpose", ["local", "production"])
def test_what_is_not_published_is_nowhere(tmp_path: Path, name: str, purpose: str) -> None:
    build_site(tmp_path, {f"{NEWS}/embargo.md": HIDDEN[name]}, PURPOSE=purpose)
    text = everything(tmp_path)
    assert "پنهان" not in text
    assert "aaaaaa" not in text
    assert "embargo" not in text


@pytest.mark.parametrize("name", HIDDEN)
def test_the_preview_shows_what_will_come_and_tells_nobody(tmp_path: Path, name: str) -> None:
    build_site(tmp_path, {f"{NEWS}/embargo.md": HIDDEN[name]}, PURPOSE="preview")
    assert "پنهان" in page(tmp_path, "/news/1405/embargo/").find(".//h1").text_content()
    assert "/news/1405/embargo/" in page(tmp_path, "/news/").xpath("//a/@href")
    assert notices(tmp_path)["notices"] == []
    assert feedparser.parse(tmp_path / "output/feeds/all.rss.xml").entries == []


def test_a_scheduled_post_comes_out_when_its_moment_has_come(tmp_path: Path) -> None:
    files = {f"{NEWS}/a.md": post(date="1405-09-02 08:00")}
    built = build_site(tmp_path, files)
    assert built.fates == {Fate.SCHEDULED: 1}
    assert built.clock.next_change is not None
    moment = built.clock.next_change.isoformat()
    assert moment == "2026-11-23T08:00:00+03:30"
    assert build_site(tmp_path, BUILD_TIME=moment).fates == {Fate.PUBLIC: 1}


def test_a_sample_is_labelled_here_and_absent_from_the_world(tmp_path: Path) -> None:
    files = {f"{NEWS}/a.md": post("نمایش", sample="true")}
    build_site(tmp_path, files)
    assert "نمونه" in page(tmp_path, "/news/1405/a/").find(".//main").text_content()
    build_site(tmp_path, PURPOSE="production")
    assert "نمایش" not in everything(tmp_path)
    assert not (tmp_path / "output/news/1405/a").exists()


def test_a_withdrawn_post_leaves_a_notice_and_nothing_else(tmp_path: Path) -> None:
    withdrawal = "\n  date: 1405-08-25 12:00\n  reason: نشانی درست نبود."
    files = {
        f"{NEWS}/a.md": post(
            "خبر کهنه", status="withdrawn", withdrawn=withdrawal, body="راز ![راز](/media/x.png)",
            summary="چکیدهٔ راز", image="media/y.png", image_alt="راز", attachments="media/z.txt",
            kicker="بالای راز", gallery="[{file: media/y.png, alt: راز}]",
        ),
        "media/x.png": "x", "media/y.png": "y", "media/z.txt": "z",
    }  # fmt: skip
    build_site(tmp_path, files)
    text = page(tmp_path, "/news/1405/a/").text_content()
    assert "نشانی درست نبود." in text
    assert "راز" not in everything(tmp_path)
    assert not (tmp_path / "output/media").exists()
    assert "/news/1405/a/" not in page(tmp_path, "/news/").xpath("//a/@href")
    assert notices(tmp_path)["notices"] == []
    (entry,) = feedparser.parse(tmp_path / "output/feeds/all.rss.xml").entries
    assert entry.title.startswith("پس گرفته شد")


def test_the_short_address_and_former_addresses_lead_to_the_post(tmp_path: Path) -> None:
    build_site(tmp_path, {f"{NEWS}/a.md": post(aliases="/news/1404/old/, /old.html")})
    for path in ("p/aaaaaa/index.html", "news/1404/old/index.html", "old.html"):
        text = (tmp_path / "output" / path).read_text(encoding="utf-8")
        assert 'http-equiv="refresh"' in text
        assert "/news/1405/a/" in text


def test_links_between_posts_follow_a_post_that_moved(tmp_path: Path) -> None:
    files = {
        f"{NEWS}/a.md": post(body="[ب](b.md#s1) و [صفحه](../../pages/about.md) و [دور](/archive/)"),
        f"{NEWS}/b.md": post("ب", id="bbbbbb", slug="moved"),
    }
    build_site(tmp_path, files)
    hrefs = page(tmp_path, "/news/1405/a/").xpath("//article//a/@href")
    assert {"/news/1405/moved/#s1", "/about/", "/archive/"} <= set(hrefs)
    assert "https://example.ir/news/1405/moved/#s1" in everything(tmp_path)
    assert "tarvij:" not in everything(tmp_path).replace("tag:tarvij", "")


def test_a_site_below_a_path_has_its_links_below_it(tmp_path: Path) -> None:
    files = {f"{NEWS}/a.md": post(body="[صفحه](/about/) ![نقش](/media/x.png)"), "media/x.png": "x"}
    build_site(tmp_path, files, SITEURL="https://example.ir/lorestan/")
    root = page(tmp_path, "/news/1405/a/")
    for address in [*root.xpath("//a/@href"), *root.xpath("//img/@src")]:
        assert not address.startswith("/") or address.startswith("/lorestan/"), address


def test_list_pages_are_numbered_from_the_oldest_and_stay(tmp_path: Path) -> None:
    def file(number: int) -> dict[str, str]:
        ident = f"aaa{number:03}"
        date = f"1405-07-{1 + number // 24:02} {number % 24:02}:00"
        return {f"{NEWS}/p{number}.md": post(f"خبر {number}", date, ident)}

    files: dict[str, str] = {}
    for number in range(45):
        files |= file(number)
    build_site(tmp_path, files, PAGE_SIZE=20)
    before = digests(tmp_path / "output")
    oldest = page(tmp_path, "/news/page/1/").xpath("//main//h2//a/@href")
    assert set(oldest) == {f"/news/1405/p{n}/" for n in range(20)}
    assert not (tmp_path / "output/news/page/2").exists()
    build_site(tmp_path, file(45), PAGE_SIZE=20)
    changed = {p for p, digest in digests(tmp_path / "output").items() if before.get(p) != digest}
    lists = {p for p in changed if "/page/" in p or p == "news/index.html"}
    assert lists == {"news/index.html"}


def test_the_same_content_gives_the_same_bytes_and_a_second_build_writes_nothing(
    tmp_path: Path,
) -> None:
    source = ROOT / "content"
    output = tmp_path / "output"
    (tmp_path / "content").symlink_to(source)
    locales = tmp_path / "locales"
    locales.mkdir()
    subprocess.run(
        ["localedef", "-i", "fa_IR", "-f", "UTF-8", str(locales / "fa_IR.UTF-8")], check=True
    )
    first = run_pelican(tmp_path, env={"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"})
    assert first.returncode == 0, first.stderr
    before = digests(output)
    stamps = {path: path.stat().st_mtime_ns for path in output.rglob("*")}
    for zone, locale, seed in (
        ("Asia/Tehran", "fa_IR.UTF-8", "2"),
        ("America/New_York", "C", "3"),
    ):
        env = {"TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": seed, "LOCPATH": str(locales)}
        again = run_pelican(tmp_path, env=env)
        assert again.returncode == 0, again.stderr
        assert "پرونده‌ها: ۰ نوشته، ۰ برداشته" in again.stdout
        assert digests(output) == before
        assert {path: path.stat().st_mtime_ns for path in output.rglob("*")} == stamps
        fresh = tmp_path / f"fresh{seed}"
        fresh.mkdir()
        (fresh / "content").symlink_to(source)
        assert run_pelican(fresh, env=env).returncode == 0
        assert digests(fresh / "output") == before


def test_a_build_with_problems_changes_nothing_and_names_them_all(tmp_path: Path) -> None:
    build_site(tmp_path, {f"{NEWS}/a.md": post()})
    before = digests(tmp_path / "output")
    write_content(
        tmp_path,
        {
            f"{NEWS}/b.md": post(id="bbbbbb", date="1405-07-31 10:00"),
            f"{NEWS}/c.md": post(id="cccccc", tags="ناشناس", body="[مرده](gone.md)"),
        },
    )
    done = run_pelican(tmp_path)
    assert done.returncode == 1
    for code in (Code.DATE_INVALID, Code.TAG_UNKNOWN, Code.LINK_DEAD):
        assert f"[{code}]" in done.stderr
    assert "۳ مشکل پیدا شد. چیزی منتشر نشد" in done.stderr
    assert "Traceback" not in done.stderr
    assert digests(tmp_path / "output") == before


def test_a_template_that_shows_what_its_view_has_not_stops_the_build(tmp_path: Path) -> None:
    write_content(tmp_path, {f"{NEWS}/a.md": post()})
    build_site(tmp_path)
    before = digests(tmp_path / "output")
    theme = tmp_path / "theme"
    theme.mkdir()
    for name in ("templates", "static"):
        (theme / name).symlink_to(ROOT / "theme" / name)
    overrides = tmp_path / "overrides"
    overrides.mkdir()
    (overrides / "post.html").write_text("{{ view.nothing_of_the_kind }}", encoding="utf-8")
    done = run_pelican(tmp_path, "-e", f'THEME_TEMPLATES_OVERRIDES=["{overrides}"]')
    assert done.returncode == 1
    assert "nothing_of_the_kind" in done.stderr
    assert digests(tmp_path / "output") == before


def test_a_plugin_that_cannot_be_used_stops_the_build(tmp_path: Path) -> None:
    write_content(tmp_path, {})
    done = run_pelican(tmp_path, "-e", 'PLUGINS=["no_such_plugin"]')
    assert done.returncode == 1
    assert "no_such_plugin" in done.stderr
    assert PluginError.__name__ in done.stderr
    assert not (tmp_path / "output").exists()


def test_a_post_that_is_lost_on_the_way_stops_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_content(tmp_path, {f"{NEWS}/a.md": post()})
    original = build_module.make_plan

    def forgetful(*args: object) -> object:
        plan = original(*args)
        del plan.outputs["news/1405/a/index.html"]
        return plan

    monkeypatch.setattr(build_module, "make_plan", forgetful)
    with pytest.raises(LostPostError, match="2 posts need a page, 1 have one"):
        build_site(tmp_path)
    assert not (tmp_path / "output").exists()


def test_a_page_at_the_address_of_a_section_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(ContentRejectedError) as caught:
        build_site(tmp_path, {"pages/news.md": "---\nعنوان: خ\nخلاصه: خ\n---\nمتن\n"})
    assert [(p.path, p.code) for p in caught.value.problems] == [
        ("content/pages/news.md", Code.ADDRESS_TAKEN)
    ]


@pytest.mark.parametrize(
    ("override", "word"),
    [
        ({"SITEURL": ""}, "SITEURL"),
        ({"SITEURL": "http://example.ir", "PURPOSE": "production"}, "https"),
        ({"TAG_AUTHORITY": "example.ir"}, "TAG_AUTHORITY"),
        ({"SMS_SECTIONS": ["weather"]}, "SMS_SECTIONS"),
        ({"BUILD_TIME": "tomorrow"}, "BUILD_TIME"),
        ({"SITEURL": "https://["}, "SITEURL"),
        ({"SITEURL": "https://example.ir:port"}, "SITEURL"),
        ({"SITEURL": "https://استاندارد.ایران"}, "SITEURL"),
        ({"SITEURL": "https://example.ir/?a=b"}, "SITEURL"),
        ({"PAGE_SIZE": 0}, "PAGE_SIZE"),
        ({"WEBSUB_HUB": "hub.example.ir"}, "WEBSUB_HUB"),
        ({"PURPOSE": "world"}, "PURPOSE"),
    ],
)
def test_a_setting_that_cannot_be_is_named(
    tmp_path: Path, override: dict[str, object], word: str
) -> None:
    write_content(tmp_path, {})
    with pytest.raises(SettingsError, match=word):
        build_site(tmp_path, **override)


def test_a_wrong_setting_ends_with_exit_code_two_and_one_line(tmp_path: Path) -> None:
    write_content(tmp_path, {})
    done = run_pelican(tmp_path, env={"SITEURL": "example.ir"})
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("tarvij: SITEURL must be a full address")


def test_a_setting_that_is_missing_is_named(tmp_path: Path) -> None:
    write_content(tmp_path, {})
    values = {key: value for key, value in settings(tmp_path).items() if key != "OFFICE"}
    with pytest.raises(SettingsError, match="does not name: OFFICE"):
        build_module.build(values)


def test_a_tag_in_another_spelling_is_the_same_tag(tmp_path: Path) -> None:
    build_site(tmp_path, {f"{NEWS}/a.md": post(tags="نشان‌استاندارد")})
    assert "/news/1405/a/" in page(tmp_path, "/tags/mark/").xpath("//a/@href")
    (entry,) = feedparser.parse(tmp_path / "output/feeds/all.rss.xml").entries
    assert [tag.term for tag in entry.tags] == ["نشان استاندارد"]


def test_two_builds_at_once_do_not_harm_each_other(tmp_path: Path) -> None:
    build_site(tmp_path, {f"{NEWS}/a.md": post()})
    before = digests(tmp_path / "output")
    with Release(tmp_path / "output"):
        done = run_pelican(tmp_path)
    assert done.returncode == 3
    assert "ساخت دیگری برای این پوشه در کار است" in done.stderr
    assert "Traceback" not in done.stderr
    assert digests(tmp_path / "output") == before


def test_a_folder_that_is_not_ours_is_refused_and_left_alone(tmp_path: Path) -> None:
    write_content(tmp_path, {})
    (tmp_path / "output").mkdir()
    (tmp_path / "output/thesis.txt").write_text("ten years of work", encoding="utf-8")
    done = run_pelican(tmp_path)
    assert done.returncode == 3
    assert "ساختهٔ ترویج نیست" in done.stderr
    assert [p.name for p in (tmp_path / "output").iterdir()] == ["thesis.txt"]


def test_an_output_that_cannot_be_written_is_told_in_a_sentence(tmp_path: Path) -> None:
    write_content(tmp_path, {})
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    done = run_pelican(tmp_path, "-o", str(tmp_path / "file/output"))
    assert done.returncode == 1
    assert done.stderr.startswith("tarvij: ")
    assert "Traceback" not in done.stderr


def test_no_page_asks_another_host_for_anything_or_needs_a_script(tmp_path: Path) -> None:
    (tmp_path / "content").symlink_to(ROOT / "content")
    assert run_pelican(tmp_path).returncode == 0
    for file in sorted((tmp_path / "output").rglob("*.html")):
        root = lxml_html.parse(str(file)).getroot()
        loaded = root.xpath("//@src | //link[not(@rel='canonical')]/@href | //@srcset | //@poster")
        assert [u for u in loaded if "://" in u and not u.startswith("https://example.ir/")] == []
        scripts = root.xpath("//script[not(@type='application/ld+json')]")
        assert all(s.get("src", "").startswith("/theme/") and "defer" in s.attrib for s in scripts)
        assert root.xpath("//@*[starts-with(name(), 'on')]") == []
        assert root.xpath("//@style") == []
    for sheet in (tmp_path / "output").rglob("*.css"):
        assert not re.search(r"url\(['\"]?(https?:)?//|@import", sheet.read_text(encoding="utf-8"))


def test_every_link_of_the_real_site_leads_to_a_file(tmp_path: Path) -> None:
    (tmp_path / "content").symlink_to(ROOT / "content")
    site = "https://tarvij.test"
    for purpose in ("local", "production", "preview"):
        done = run_pelican(tmp_path, "-e", f'PURPOSE="{purpose}"', env={"SITEURL": site})
        assert done.returncode == 0, done.stderr
        output = tmp_path / "output"
        for file in sorted(output.rglob("*.html")):
            root = lxml_html.parse(str(file)).getroot()
            for address in root.xpath("//a/@href | //link/@href | //img/@src"):
                local = address.removeprefix(site)
                if not local.startswith("/"):
                    continue
                path = local.split("#")[0].split("?")[0].lstrip("/")
                target = output / (path + "index.html" if path.endswith("/") or not path else path)
                assert target.is_file(), f"{file.relative_to(output)} → {address}"


def test_with_samples_off_every_section_says_what_will_be_there(tmp_path: Path) -> None:
    (tmp_path / "content").symlink_to(ROOT / "content")
    build_site(tmp_path, PURPOSE="production")
    text = page(tmp_path, "/courses/").find(".//main").text_content()
    assert "دوره‌های همگانی با تاریخ و جای برگزاری همین‌جا اعلام می‌شود." in text


def test_machine_dates_have_ascii_digits_everywhere(tmp_path: Path) -> None:
    (tmp_path / "content").symlink_to(ROOT / "content")
    build_site(tmp_path)
    for file in sorted((tmp_path / "output").rglob("*.html")):
        root = lxml_html.parse(str(file)).getroot()
        for value in root.xpath("//@datetime | //meta[contains(@property,'time')]/@content"):
            assert re.fullmatch(MACHINE_TIME, value, re.ASCII)
        for value in root.xpath("//@href | //@src | //@id | //@class"):
            assert not re.search("[۰-۹٠-٩]", value), f"{file}: {value}"


def test_the_sitemap_index_names_every_public_page_once(tmp_path: Path) -> None:
    (tmp_path / "content").symlink_to(ROOT / "content")
    built = build_site(tmp_path, PURPOSE="production")
    output = tmp_path / "output"
    name = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"

    def locations(path: Path) -> list[str]:
        return [e.text or "" for e in ElementTree.parse(path).iter(name)]

    addresses = []
    for sitemap in locations(output / "sitemap.xml"):
        addresses += locations(output / sitemap.removeprefix("https://example.ir/"))
    assert len(addresses) == len(set(addresses))
    pages = {
        f"https://example.ir/{p.removesuffix('index.html')}"
        for p, planned in built.plan.outputs.items()
        if isinstance(planned.make, str) and planned.view.head.is_indexed
    }
    assert set(addresses) == pages


def test_robots_are_let_in_only_where_the_site_is_for_the_world(tmp_path: Path) -> None:
    build_site(tmp_path, {}, PURPOSE="production")
    assert "Allow: /\n" in (tmp_path / "output/robots.txt").read_text(encoding="utf-8")
    build_site(tmp_path)
    assert "Disallow: /\n" in (tmp_path / "output/robots.txt").read_text(encoding="utf-8")


def test_an_identity_survives_a_change_of_host_title_slug_and_year(tmp_path: Path) -> None:
    build_site(tmp_path, {f"{NEWS}/a.md": post("یک")})
    first = feedparser.parse(tmp_path / "output/feeds/all.rss.xml").entries[0].id
    (tmp_path / "content" / NEWS / "a.md").unlink()
    moved = {"news/1404/b.md": post("دو", date="1404-08-20 10:00")}
    build_site(tmp_path, moved, SITEURL="https://other.ir")
    assert feedparser.parse(tmp_path / "output/feeds/all.rss.xml").entries[0].id == first


def test_settings_read_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(os.environ, "TAG_AUTHORITY", "office.ir,2027")
    monkeypatch.setitem(os.environ, "SMS_SECTIONS", "news, broadcasts")
    write_content(tmp_path, {})
    values = settings(tmp_path)
    assert values["TAG_AUTHORITY"] == "office.ir,2027"
    assert values["SMS_SECTIONS"] == ["news", "broadcasts"]


def test_agencies_hear_of_an_old_story_that_is_withdrawn_today(tmp_path: Path) -> None:
    files = {
        f"{NEWS}/p{n}.md": post(f"خبر {n}", f"1405-06-{1 + n % 30:02} 10:{n % 60:02}", f"aaa{n:03}")
        for n in range(60)
    }
    gone = "\n  date: 1405-08-30 10:00\n  reason: نادرست بود."
    files["news/1404/old.md"] = post("کهنه", "1404-01-10 10:00", "zzzzzz", status="withdrawn",
                                     withdrawn=gone)  # fmt: skip
    build_site(tmp_path, files)
    entries = feedparser.parse(tmp_path / "output/feeds/all.rss.xml").entries
    assert len(entries) == 51
    assert entries[-1].id.endswith(":zzzzzz")


def test_a_feed_has_no_relative_address(tmp_path: Path) -> None:
    body = "## بخش\n\n[بالا](#s1) پانوشت[^1] ![نقش](/media/x.png)\n\n[^1]: یادداشت"
    build_site(tmp_path, {f"{NEWS}/a.md": post(body=body), "media/x.png": "x"})
    (entry,) = feedparser.parse(tmp_path / "output/feeds/all.rss.xml").entries
    fragment = lxml_html.fromstring(entry.content[0].value)
    for address in fragment.xpath("//@href | //@src"):
        assert address.startswith("https://example.ir/"), address


def test_a_name_with_signs_leads_to_its_file(tmp_path: Path) -> None:
    names = ("a#b.csv", "50%.csv", "a?b.csv", "x%20y.csv", "a&b.csv", "نام.csv")
    files = {f"media/{name}": name for name in names}
    attachments = "".join(f"\n  - 'media/{name}'" for name in names)
    build_site(tmp_path, {f"{NEWS}/a.md": post(attachments=attachments), **files})
    links = page(tmp_path, "/news/1405/a/").xpath("//a[contains(@href, '/media/')]/@href")
    read = [(tmp_path / "output" / unquote(link).lstrip("/")).read_text("utf-8") for link in links]
    assert read == list(names)


def test_a_terminal_without_persian_does_not_fail_the_build(tmp_path: Path) -> None:
    write_content(tmp_path, {f"{NEWS}/a.md": post()})
    done = run_pelican(tmp_path, env={"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0
    assert (tmp_path / "output/news/1405/a/index.html").is_file()
