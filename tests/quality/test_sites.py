"""One page of each kind is chosen, and the kinds are told apart by what the page is made of."""

from __future__ import annotations

from pathlib import Path

from newsroom.site import Purpose
from quality.sites import Source, Specimen, build, choose, find_unplanned, plan_of
from tests.sites import post, write_content

FILES = {
    "news/1405/a.md": post(id="aaaaaa"),
    "news/1405/full.md": post(id="bbbbbb", kicker="روتیتر", dateline="خرم‌آباد", tags="ایمنی"),
    "news/1405/gone.md": post(
        id="cccccc",
        status="withdrawn",
        withdrawn="{date: 1405-08-21 10:00, reason: اشتباه}",
    ),
    "news/1405/draft.md": post(id="dddddd", status="draft"),
    "courses/1405/open.md": post(id="eeeeee", starts="1405-12-01 09:00", place="سالن"),
    "courses/1405/over.md": post(id="ffffff", starts="1405-08-25 09:00", place="سالن"),
}


def source(root: Path, cases: Path | None = None) -> Source:
    content = write_content(root, FILES)
    return Source("small", content, Purpose.PREVIEW, {"PAGE_SIZE": 1}, cases)


def chosen(root: Path, cases: Path | None = None) -> dict[str, Specimen]:
    looked_at = source(root, cases)
    return {page.name: page for page in choose(looked_at, plan_of(looked_at))}


def test_states_and_older_pages_are_kinds_of_their_own(tmp_path: Path) -> None:
    assert {
        "404", "front", "index-archive", "index-tags", "index-year", "list-audience-empty",
        "list-news", "list-news-older", "list-tags-empty", "month", "page-about", "post-news",
        "post-news-draft", "post-courses-open", "post-courses-over", "redirect", "withdrawn",
    } <= set(chosen(tmp_path))  # fmt: skip


def test_the_fullest_post_stands_for_its_kind(tmp_path: Path) -> None:
    assert chosen(tmp_path)["post-news"].address == "/news/1405/full/"


def test_each_case_is_chosen_and_no_other_post(tmp_path: Path) -> None:
    cases = write_content(
        tmp_path / "cases", {f"news/1405/{n}.md": post(n, id=n * 6) for n in "xy"}
    )
    (cases / "tags.yaml").write_text("", encoding="utf-8")
    posts = {name for name in chosen(tmp_path, cases) if name.startswith("post-")}
    assert posts == {"post-news.x", "post-news.y"}


def test_a_page_for_no_search_engine_is_marked(tmp_path: Path) -> None:
    pages = chosen(tmp_path)
    assert pages["front"].is_indexed
    assert not pages["withdrawn"].is_indexed
    assert not pages["redirect"].is_indexed


def test_a_page_that_no_plan_names_is_found(tmp_path: Path) -> None:
    looked_at = source(tmp_path)
    output = tmp_path / "output"
    build(looked_at, output, "http://127.0.0.1:8000")
    assert find_unplanned(plan_of(looked_at), output) == []
    stray = output / "components/index.html"
    stray.parent.mkdir()
    stray.write_text("<title>بخش‌ها</title>", encoding="utf-8")
    (found,) = find_unplanned(plan_of(looked_at), output)
    assert (found.name, found.address) == ("components", "/components/")
