"""Builds that use what earlier ones left: what they leave out, and what they do when it is bad."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from newsroom.cache import STATE
from newsroom.records import Text
from newsroom.workers import WorkerError
from plugins.program import Theme, UndeclaredNameError
from scripts.explain import main as explain
from tests.sites import PNG, ROOT, build_site, digests, post, run_pelican, settings, write_content

NEWS = "news/1405"
FILES = {
    f"{NEWS}/a.md": post("یک", id="aaaaaa", tags="ایمنی"),
    f"{NEWS}/b.md": post("دو", id="bbbbbb", date="1405-08-21 10:00", body="[یک](a.md)"),
}
IS_DYING = [False]  # asked by each forked worker of this process
os.register_at_fork(after_in_child=lambda: os._exit(9) if IS_DYING[0] else None)


def state_of(root: Path) -> Path:
    (folder,) = (root / "cache").iterdir()
    return folder / STATE


def many(count: int) -> dict[str, str]:
    """Posts enough to be worth two workers."""
    return {
        f"{NEWS}/p{n}.md": post(f"خبر {n}", id=f"a{n:05}", date=f"1405-07-{n % 28 + 1:02} 10:00")
        for n in range(count)
    }


def test_nothing_to_do_is_nothing_done(tmp_path: Path) -> None:
    build_site(tmp_path, FILES)
    again = build_site(tmp_path)
    assert (again.parsed, again.made, again.plan) == (0, 0, None)
    assert again.switched.written == again.switched.removed == ()
    assert again.switched.unchanged == len(digests(tmp_path / "output"))


def test_a_new_post_makes_its_own_pages_and_those_that_show_it(tmp_path: Path) -> None:
    build_site(tmp_path, FILES)
    new = {f"{NEWS}/c.md": post("سه", id="cccccc", date="1405-08-22 10:00")}
    built = build_site(tmp_path, {**FILES, **new})
    assert built.parsed == 1
    assert built.made < 30
    assert "news/1405/a/index.html" not in built.switched.written
    assert "news/1405/b/index.html" in built.switched.written


def test_a_title_that_others_link_to_is_told_them(tmp_path: Path) -> None:
    build_site(tmp_path, FILES)
    moved = post("یک", id="aaaaaa", tags="ایمنی", slug="moved")
    built = build_site(tmp_path, {**FILES, f"{NEWS}/a.md": moved})
    assert "news/1405/b/index.html" in built.switched.written
    assert "feeds/all.json" in built.switched.written


def test_any_number_of_workers_makes_the_same_bytes(tmp_path: Path) -> None:
    trees = []
    for jobs in ("1", "2", "3"):
        root = tmp_path / jobs
        build_site(root, many(110), JOBS=jobs)
        trees.append(digests(root / "output"))
    assert trees[0] == trees[1] == trees[2]


def test_a_worker_that_dies_is_named_and_nothing_is_switched(tmp_path: Path) -> None:
    build_site(tmp_path, FILES)
    before = digests(tmp_path / "output")
    write_content(tmp_path, many(300))
    IS_DYING[0] = True
    try:
        with pytest.raises(WorkerError, match="content/news/1405/"):
            build_site(tmp_path, JOBS="2")
    finally:
        IS_DYING[0] = False
    assert digests(tmp_path / "output") == before


def test_without_incremental_nothing_is_kept_and_nothing_used(tmp_path: Path) -> None:
    build_site(tmp_path, FILES, INCREMENTAL=False)
    assert not (tmp_path / "cache").exists()
    again = build_site(tmp_path, INCREMENTAL=False)
    assert again.parsed == 3
    assert again.made == again.switched.unchanged


@pytest.mark.parametrize("harm", ["empty", "garbage", "flipped"])
def test_a_bad_cache_means_a_clean_build_that_is_told(tmp_path: Path, harm: str) -> None:
    build_site(tmp_path, FILES)
    before, state = digests(tmp_path / "output"), state_of(tmp_path)
    data = bytearray(state.read_bytes())
    data[len(data) // 2] ^= 4
    state.write_bytes({"empty": b"", "garbage": b"x" * 10_000, "flipped": bytes(data)}[harm])
    built = build_site(tmp_path)
    assert (built.doubt != "", built.parsed) == (True, 3)
    assert digests(tmp_path / "output") == before
    assert build_site(tmp_path).doubt == ""


def test_a_bad_text_in_the_cache_is_noticed_when_it_is_needed(tmp_path: Path) -> None:
    build_site(tmp_path, FILES)
    before = digests(tmp_path / "output")
    (texts,) = state_of(tmp_path).parent.glob("texts-*")
    texts.write_bytes(bytes(texts.stat().st_size))
    (tmp_path / "output/news/1405/a/index.html").unlink()
    built = build_site(tmp_path)
    assert "متنی" in built.doubt
    assert digests(tmp_path / "output") == before
    assert build_site(tmp_path).doubt == ""


def test_a_cache_that_cannot_be_written_is_told_and_harms_nothing(tmp_path: Path) -> None:
    write_content(tmp_path, FILES)
    (tmp_path / "cache").write_text("این پوشه نیست", encoding="utf-8")
    done = run_pelican(tmp_path)
    assert done.returncode == 0
    assert "حافظهٔ ساخت نوشته نشد" in done.stdout
    assert "همه‌چیز از نو" not in done.stdout
    assert (tmp_path / "output/news/1405/a/index.html").is_file()


def test_a_state_that_cannot_be_put_in_place_is_told_and_harms_nothing(tmp_path: Path) -> None:
    build_site(tmp_path, FILES)
    state_of(tmp_path).with_suffix(".new").mkdir()
    built = build_site(tmp_path, {**FILES, f"{NEWS}/a.md": post("دیگر", id="aaaaaa")})
    assert (built.doubt, built.unsaved) == ("", "Is a directory")
    page = (tmp_path / "output/news/1405/a/index.html").read_text(encoding="utf-8")
    assert "دیگر" in page


def test_a_twin_that_was_altered_is_made_again(tmp_path: Path) -> None:
    build_site(tmp_path, FILES, PURPOSE="production")
    before = digests(tmp_path / "output")
    twin = tmp_path / "output/feeds/all.json.gz"
    stamp = twin.stat().st_mtime_ns
    twin.write_bytes(b"x")
    os.utime(twin, ns=(stamp, stamp))
    assert build_site(tmp_path, PURPOSE="production").switched.written == ("feeds/all.json.gz",)
    assert digests(tmp_path / "output") == before


def test_names_of_files_in_either_form_of_unicode_are_two_files(tmp_path: Path) -> None:
    names = [unicodedata.normalize(form, "آب") for form in ("NFC", "NFD")]
    content = write_content(tmp_path, FILES)
    for number, name in enumerate(names):
        (content / f"media/{name}.png").parent.mkdir(exist_ok=True)
        (content / f"media/{name}.png").write_bytes(PNG + bytes([number]))
        text = post(f"خبر {number}", id=f"ffff{number}a", slug=f"s{number}",
                    image=f"media/{name}.png", image_alt="آب")  # fmt: skip
        (content / f"{NEWS}/{name}.md").write_text(text, encoding="utf-8")
    build_site(tmp_path, PURPOSE="local")
    first = digests(tmp_path / "output")
    assert {f"media/{name}.png" for name in names} <= set(first)
    assert build_site(tmp_path).made == 0


def test_a_rejected_build_keeps_what_it_read_and_does_not_count_as_built(tmp_path: Path) -> None:
    build_site(tmp_path, FILES)
    bad = {**FILES, f"{NEWS}/c.md": post("سه", id="cccccc", body="[مرده](gone.md)")}
    write_content(tmp_path, bad)
    assert run_pelican(tmp_path).returncode == 1
    assert run_pelican(tmp_path).returncode == 1
    good = {**FILES, f"{NEWS}/c.md": post("سه", id="cccccc")}
    assert build_site(tmp_path, good).parsed == 1
    assert (tmp_path / "output/news/1405/c/index.html").is_file()


@pytest.mark.parametrize("jobs", ["0", "two", "-1"])
def test_a_number_of_jobs_that_cannot_be_is_told(tmp_path: Path, jobs: str) -> None:
    write_content(tmp_path, FILES)
    done = run_pelican(tmp_path, env={"JOBS": jobs})
    assert done.returncode == 2
    assert "JOBS" in done.stderr


def explained(root: Path, address: str) -> Any:
    arguments = ["--settings", str(ROOT / "pelicanconf.py"), "--output", str(root / "output")]
    return CliRunner().invoke(
        explain, [*arguments, address], env={"CACHE_PATH": str(root / "cache")}
    )


def test_why_a_page_was_made_again_is_told(tmp_path: Path) -> None:
    assert explained(tmp_path, "/").exit_code == 1
    build_site(tmp_path, FILES)
    assert "تازه بود" in explained(tmp_path, "/news/1405/a/").output
    edited = {**FILES, f"{NEWS}/b.md": post("دو", id="bbbbbb", date="1405-08-21 10:00")}
    build_site(tmp_path, edited)
    told = explained(tmp_path, "/news/1405/b/").output
    assert "آنچه نشان می‌دهد عوض شده بود" in told
    assert f"content/{NEWS}/b.md" in told
    assert "۱ ساخت پیش" in explained(tmp_path, "/tags/").output
    (tmp_path / "output/tags/index.html").unlink()
    build_site(tmp_path)
    assert "کسی به آن دست زده بود" in explained(tmp_path, "/tags/").output
    build_site(tmp_path, SITENAME="نامی دیگر")
    assert "تنظیم" in explained(tmp_path, "/tags/").output
    assert explained(tmp_path, "/no/such/").exit_code == 1
    state_of(tmp_path).write_bytes(b"x")
    assert explained(tmp_path, "/").exit_code == 1


@pytest.mark.parametrize(
    "text", ["{{ articles[0] }}", '{% include "nothing.html" %}', "{% set a = dates %}"]
)
def test_a_template_that_reaches_for_what_is_not_its_own_stops_the_build(
    tmp_path: Path, text: str
) -> None:
    from plugins.build import build

    write_content(tmp_path, FILES)
    overrides = tmp_path / "overrides"
    overrides.mkdir()
    (overrides / "index.html").write_text(text, encoding="utf-8")
    with pytest.raises(UndeclaredNameError):
        build(settings(tmp_path, THEME_TEMPLATES_OVERRIDES=[str(overrides)]))


def test_a_template_counts_all_that_it_may_include(tmp_path: Path) -> None:
    from jinja2 import Environment

    templates = tmp_path / "templates"
    (templates / "parts").mkdir(parents=True)
    files = {
        "base.html": '{% from "parts/a.html" import a %}{% block main %}{% endblock %}',
        "post.html": '{% extends "base.html" %}{% block main %}{{ a() }}{% endblock %}',
        "parts/a.html": "{% macro a() %}۱{% endmacro %}",
        "alone.html": "{{ view }}",
        "any.html": "{% include view %}",
    }

    def found() -> dict[str, bytes]:
        for name, text in files.items():
            (templates / name).write_text(text, encoding="utf-8")
        return Theme(tmp_path, []).templates(Environment())

    before = found()
    files["parts/a.html"] = "{% macro a() %}۲{% endmacro %}"
    after = found()
    assert {name for name in files if before[name[:-5]] == after[name[:-5]]} == {"alone.html"}


def test_texts_are_told_apart_by_what_they_say() -> None:
    assert Text.of("یک") == Text.of("یک") != Text.of("دو")
    assert len({Text.of("یک"), Text.of("یک")}) == 1
    assert Text.of("یک") != "یک"
