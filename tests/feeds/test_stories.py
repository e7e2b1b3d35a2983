"""ninjs files and press kits: right by the standard's own names, and the same bytes always."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from types import UnionType
from typing import Any, Literal, NotRequired, get_args, get_origin, get_type_hints, is_typeddict

import pytest

from newsroom.ninjs import Association, NewsItem
from tests.feeds.documents import AUTHORITY, SITE, Feeds
from tests.feeds.rules import FULL, TAG_URI, W3CDTF
from tests.feeds.stories import PICTURE, SVG, png, write_newsroom
from tests.sites import build_site, post, write_content


def assert_fits(value: Any, wanted: Any, place: str = "item") -> None:
    """*value* is of the form that the model says: every name known, every type right."""
    if get_origin(wanted) is NotRequired:
        (wanted,) = get_args(wanted)
    if is_typeddict(wanted):
        hints = get_type_hints(wanted, include_extras=True)
        assert set(value) <= set(hints), place
        needed = {name for name, hint in hints.items() if get_origin(hint) is not NotRequired}
        assert needed <= set(value), place
        for name, inner in value.items():
            assert_fits(inner, hints[name], f"{place}.{name}")
    elif get_origin(wanted) is Literal:
        assert value in get_args(wanted), place
    elif get_origin(wanted) is list:
        assert value, f"{place} is empty"
        for number, inner in enumerate(value):
            assert_fits(inner, get_args(wanted)[0], f"{place}[{number}]")
    else:
        assert not isinstance(wanted, UnionType)
        assert type(value) is wanted, place
        assert value != "", place


def ninjs(feeds: Feeds, address: str) -> dict[str, Any]:
    return feeds.json(f"{address}ninjs.json")


def test_every_ninjs_file_fits_the_model(feeds: Feeds) -> None:
    files = sorted(feeds.output.rglob("ninjs.json"))
    assert len(files) == 69
    for file in files:
        record = json.loads(file.read_bytes())
        assert_fits(record, NewsItem, str(file))
        assert TAG_URI.fullmatch(record["uri"])
        for name in ("firstCreated", "versionCreated"):
            assert W3CDTF.fullmatch(record[name])
        for link in (*record.get("associations", []), *record.get("subjects", [])):
            assert FULL.fullmatch(link["uri"])


@pytest.mark.parametrize(
    ("broken", "place"),
    [
        ({"headline": "x"}, "unknown name"),
        ({"pubStatus": "cancelled"}, "unknown status"),
        ({"headlines": [{"role": "main"}]}, "part is missing"),
        ({"version": 1}, "number for text"),
        ({"subjects": []}, "empty list"),
    ],
)
def test_the_model_refuses_what_the_standard_does(
    feeds: Feeds, broken: dict[str, Any], place: str
) -> None:
    with pytest.raises(AssertionError):
        assert_fits({**ninjs(feeds, "/news/1405/picture/"), **broken}, NewsItem, place)


def test_a_ninjs_file_says_what_the_page_says(feeds: Feeds) -> None:
    record = ninjs(feeds, "/news/1405/picture/")
    assert record["uri"] == f"{AUTHORITY}pctrpc"
    assert (record["pubStatus"], record["version"]) == ("usable", "1")
    assert [words["value"] for words in record["headlines"]] == ["خبر با تصویر", "روتیتر"]
    html, plain = record["bodies"]
    assert html["value"] == feeds.record("pctrpc")["content_html"]
    assert plain["value"].startswith("بند نخست")
    assert plain["wordCount"] == len(plain["value"].split())
    assert record["located"] == "خرم‌آباد"
    assert record["organisations"][0]["contactInfo"][0]["value"] == "روابط عمومی، ۱۵۱۷"
    assert [subject["literal"] for subject in record["subjects"]] == ["safety", "mark"]
    picture, drawing, file = record["associations"]
    assert_fits(picture, Association)
    assert (picture["type"], drawing["type"], file["type"]) == ("picture", "graphic", "component")
    assert picture["by"] == "روابط عمومی"
    assert picture["renditions"][0]["sizeInBytes"] == len(png(640, 480))
    assert (picture["renditions"][0]["width"], picture["renditions"][0]["height"]) == (640, 480)
    assert "width" not in file["renditions"][0]


def test_a_corrected_story_is_a_later_version_and_says_what_changed(feeds: Feeds) -> None:
    record = ninjs(feeds, "/news/1405/corrected/")
    assert record["version"] == "3"
    assert record["versionCreated"] == "2026-11-22T11:30:00+03:30"
    assert record["edNote"].count("اصلاحیه") == 2


# --- The press kit --------------------------------------------------------------------------------


def kit(feeds: Feeds, address: str) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(feeds.read(f"{address}press-kit.zip")))


def test_a_kit_has_the_text_the_pictures_and_the_credits(feeds: Feeds) -> None:
    with kit(feeds, "/news/1405/picture/") as packed:
        assert packed.testzip() is None
        assert packed.namelist() == [
            "picture/text.txt", "picture/text.html", "picture/credits.txt",
            "picture/pictures/عکس یک خبر.png", "picture/pictures/map.svg",
        ]  # fmt: skip
        assert packed.read("picture/pictures/عکس یک خبر.png") == png(640, 480)
        assert packed.read("picture/pictures/map.svg") == SVG.encode()
        plain = packed.read("picture/text.txt").decode()
        assert plain.startswith("روتیتر\n\nخبر با تصویر\n\nخرم‌آباد، ")
        assert f"نشانی: {SITE}/news/1405/picture/" in plain
        html = packed.read("picture/text.html").decode()
        assert '<html lang="fa" dir="rtl">' in html
        assert 'src="pictures/%D8%B9' in html
        credits = packed.read("picture/credits.txt").decode()
        assert "پدیدآور: روابط عمومی\nپروانه: CC BY 4.0" in credits


def test_news_with_pictures_alone_has_a_kit(feeds: Feeds) -> None:
    kits = [p.parent.relative_to(feeds.output) for p in feeds.output.rglob("press-kit.zip")]
    assert kits == [Path("news/1405/picture")]


def test_a_page_is_told_of_its_kit_and_its_ninjs_file(tmp_path: Path) -> None:
    write_newsroom(tmp_path)
    outputs = build_site(tmp_path, PURPOSE="preview").plan.outputs
    views = {p: outputs[f"news/{p}/index.html"].view for p in ("1405/picture", "1405/fresh",
             "1404/withdrawn", "1405/draft", "1405/later")}  # fmt: skip
    assert {path: (bool(view.ninjs), bool(view.kit)) for path, view in views.items()} == {
        "1405/picture": (True, True),
        "1405/fresh": (True, False),
        "1404/withdrawn": (True, False),
        "1405/draft": (False, False),
        "1405/later": (False, False),
    }


def test_a_kit_is_the_same_bytes_in_every_build_and_for_an_old_story_too(tmp_path: Path) -> None:
    found = []
    for name in ("one", "two"):
        root = tmp_path / name
        write_content(root, {})
        media = root / "content/media"
        media.mkdir()
        (media / "a.png").write_bytes(png(2, 2))
        (root / "content/media/1405").mkdir()
        (media / "1405/a.png").write_bytes(png(3, 3))
        text = post("کهن", "1330-01-01 10:00", image="media/a.png", image_alt="الف",
                    gallery="[{file: media/1405/a.png, alt: ب}]",
                    corrections="[{date: 1330-01-02, text: درست}]")  # fmt: skip
        build_site(root, {"news/1330/old.md": text})
        found.append((root / "output/news/1330/old/press-kit.zip").read_bytes())
    assert found[0] == found[1]
    with zipfile.ZipFile(io.BytesIO(found[0])) as packed:
        assert packed.infolist()[0].date_time == (1980, 1, 1, 0, 0, 0)
        assert packed.namelist()[3:] == ["old/pictures/a.png", "old/pictures/1405/a.png"]
        assert "درست" in packed.read("old/text.txt").decode()


def test_a_kit_follows_its_pictures(tmp_path: Path) -> None:
    write_newsroom(tmp_path)
    build_site(tmp_path)
    (tmp_path / "content" / PICTURE).write_bytes(png(10, 10))
    built = build_site(tmp_path)
    assert "news/1405/picture/press-kit.zip" in built.switched.written
    assert Feeds(tmp_path / "output").item("pctrpc").find("enclosure").get("length") == str(
        len(png(10, 10))
    )
