"""The plan of small sites: which pages there are and what each may show."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from newsroom.clock import Clock
from newsroom.content import load_content
from newsroom.feeds.catalogue import FORMS
from newsroom.feeds.window import LEAST_ITEMS
from newsroom.outputs import Output
from newsroom.plan import Plan, make_plan
from newsroom.site import Purpose, parse_site
from newsroom.states import CourseState, Fate
from tests.sites import NOW, post, settings, write_content

NEWS = "news/1405"
NBSP = "\u00a0"


def plan_of(
    root: Path, files: dict[str, str], *, now: str = NOW, **overrides: Any
) -> tuple[Plan, Clock]:
    """The plan of *files* at *now*, and the clock that watched it being made."""
    content = load_content(write_content(root, files))
    assert content.problems == ()
    clock = Clock(datetime.fromisoformat(now))
    return make_plan(content, parse_site(settings(root, **overrides)), clock), clock


def view_of(plan: Plan, address: str) -> Any:
    return plan.outputs[f"{address.lstrip('/')}index.html"].view


def course(starts: str, **more: str) -> str:
    return post("دوره", "1405-08-01 10:00", more.pop("id", "cccccc"), starts=starts,
                place="سالن", **more)  # fmt: skip


def test_older_and_newer_stay_within_the_section_and_skip_the_withdrawn(tmp_path: Path) -> None:
    gone = "\n  date: 1405-08-25\n  reason: اشتباه."
    files = {
        f"{NEWS}/a.md": post("یک", "1405-08-01 10:00", "aaaaaa"),
        f"{NEWS}/b.md": post(
            "دو", "1405-08-02 10:00", "bbbbbb", status="withdrawn", withdrawn=gone
        ),
        f"{NEWS}/c.md": post("سه", "1405-08-03 10:00", "dddddd"),
        "courses/1405/d.md": course("1405-10-01 09:00"),
    }
    plan, _ = plan_of(tmp_path, files)
    first, last = view_of(plan, "/news/1405/a/"), view_of(plan, "/news/1405/c/")
    assert (first.older, first.newer.address) == (None, "/news/1405/c/")
    assert (last.older.text, last.newer) == ("یک", None)
    assert view_of(plan, "/courses/1405/d/").older is None


def test_related_posts_are_older_share_tags_and_are_three_at_most(tmp_path: Path) -> None:
    files = {
        f"{NEWS}/p{n}.md": post(f"خبر {n}", f"1405-08-{n:02} 10:00", f"aaaaa{n}", tags=tags)
        for n, tags in enumerate(["ایمنی", "ایمنی، نشان استاندارد", "", "ایمنی", "ایمنی"], 1)
    }
    files[f"{NEWS}/p6.md"] = post("آخر", "1405-08-06 10:00", "aaaaa6", tags="ایمنی، نشان استاندارد")
    plan, _ = plan_of(tmp_path, files)
    views = {n: view_of(plan, f"/news/1405/p{n}/") for n in (1, 3, 6)}
    related = {n: [card.address for card in view.related] for n, view in views.items()}
    assert related == {
        1: [],
        3: [],
        6: ["/news/1405/p2/", "/news/1405/p5/", "/news/1405/p4/"],
    }


def test_a_new_post_changes_no_old_page_but_its_neighbour(tmp_path: Path) -> None:
    files = {
        f"{NEWS}/p{n}.md": post(f"خبر {n}", f"1405-08-{n:02} 10:00", f"aaaaa{n}", tags="ایمنی")
        for n in range(1, 6)
    }
    before, _ = plan_of(tmp_path / "before", files)
    files[f"{NEWS}/p6.md"] = post("تازه", "1405-08-06 10:00", "aaaaa6", tags="ایمنی")
    after, _ = plan_of(tmp_path / "after", files)
    changed = {
        path
        for path, output in after.outputs.items()
        if path not in before.outputs or output.view != before.outputs[path].view
    }
    assert changed == {
        "index.html", "news/index.html", "tags/safety/index.html", "archive/1405/08/index.html",
        "news/1405/p5/index.html", "news/1405/p6/index.html", "p/aaaaa6/index.html",
        "notices.json", "sitemap/1405-08.xml", "sitemap.xml", "news/1405/p6/ninjs.json",
        *(f"feeds/{feed}{form}" for feed in ("all", "news", "archive/1405-08") for form in FORMS),
    }  # fmt: skip


def test_an_urgent_post_stands_first_through_the_whole_of_its_last_day(tmp_path: Path) -> None:
    files = {
        f"{NEWS}/a.md": post("فوری", "1405-08-01 10:00", "aaaaaa", urgent="1405-09-01"),
        f"{NEWS}/b.md": post("تازه", "1405-08-02 10:00", "bbbbbb"),
    }
    plan, clock = plan_of(tmp_path, files, now="2026-11-22T23:59:00+03:30")
    front = view_of(plan, "/")
    assert [card.title for card in front.urgent] == ["فوری"]
    assert front.lead.title == "تازه"
    assert front.news.cards == ()
    assert clock.next_change == datetime.fromisoformat("2026-11-23T00:00:00+03:30")
    plan, _ = plan_of(tmp_path, files, now="2026-11-23T00:00:00+03:30")
    assert view_of(plan, "/").urgent == ()
    assert not view_of(plan, "/news/1405/a/").is_urgent


@pytest.mark.parametrize(
    ("keys", "state"),
    [
        ({"starts": "1405-10-01 09:00"}, CourseState.OPEN),
        ({"starts": "1405-10-01 09:00", "capacity": "10", "taken": "10"}, CourseState.FULL),
        ({"starts": "1405-10-01 09:00", "register_until": "1405-08-30"}, CourseState.CLOSED),
        ({"starts": "1405-10-01 09:00", "register_until": "1405-09-01"}, CourseState.OPEN),
        ({"starts": "1405-09-01 09:00"}, CourseState.RUNNING),
        ({"starts": "1405-08-20 09:00", "ends": "1405-09-01"}, CourseState.RUNNING),
        ({"starts": "1405-08-20 09:00", "ends": "1405-09-01 11:59"}, CourseState.OVER),
        ({"starts": "1405-08-20 09:00"}, CourseState.OVER),
        ({"starts": "1405-08-20 09:00", "cancelled": "true"}, CourseState.CANCELLED),
    ],
)
def test_the_state_of_a_course_follows_from_its_fields_and_the_clock(
    tmp_path: Path, keys: dict[str, str], state: CourseState
) -> None:
    plan, _ = plan_of(tmp_path, {"courses/1405/a.md": course(**keys)})
    view = view_of(plan, "/courses/1405/a/")
    assert view.state is state
    coming = [card.address for card in view_of(plan, "/").courses.cards]
    is_coming = state in (CourseState.OPEN, CourseState.FULL, CourseState.CLOSED)
    assert coming == (["/courses/1405/a/"] if is_coming else [])


def test_coming_courses_stand_in_the_order_of_their_beginning(tmp_path: Path) -> None:
    files = {
        f"courses/1405/c{n}.md": course(f"1405-10-{day:02} 09:00", id=f"ccccc{n}")
        for n, day in enumerate([20, 5, 12, 28])
    }
    plan, _ = plan_of(tmp_path, files)
    coming = [card.address for card in view_of(plan, "/").courses.cards]
    assert coming == ["/courses/1405/c1/", "/courses/1405/c2/", "/courses/1405/c0/"]


def test_a_full_month_has_pages_that_keep_what_they_show(tmp_path: Path) -> None:
    days = {"old": "1405-06-31", **{f"p{n}": f"1405-07-{n:02}" for n in range(1, 6)}}
    files = {
        f"{NEWS}/{name}.md": post(name, f"{day} 10:00", f"aaaaa{number}")
        for number, (name, day) in enumerate(days.items())
    }
    plan, _ = plan_of(tmp_path, files, PAGE_SIZE=2)
    pages = {
        address: view_of(plan, address)
        for address in ("/archive/1405/07/", "/archive/1405/07/page/1/", "/archive/1405/06/")
    }
    shown = {address: [card.title for card in view.cards] for address, view in pages.items()}
    assert shown == {
        "/archive/1405/07/": ["p5", "p4", "p3"],
        "/archive/1405/07/page/1/": ["p2", "p1"],
        "/archive/1405/06/": ["old"],
    }
    newest, full, oldest = pages.values()
    assert (newest.newer, newest.older.address) == (None, "/archive/1405/07/page/1/")
    assert (full.newer.address, full.older.address) == ("/archive/1405/07/", "/archive/1405/06/")
    assert (oldest.newer.address, oldest.older) == ("/archive/1405/07/page/1/", None)
    assert full.newer.text == "مهر ۱۴۰۵"
    assert newest.older.text == f"۱ تا ۲{NBSP}مهر{NBSP}۱۴۰۵"


def test_the_front_of_the_courses_begins_with_the_next_one(tmp_path: Path) -> None:
    starts = {
        "later": "1405-11-01 09:00",
        "running": "1405-08-20 09:00",
        "next": "1405-10-01 09:00",
        "over": "1405-07-01 09:00",
        "before": "1405-06-01 09:00",
        "off": "1405-10-15 09:00",
        "was-off": "1405-06-02 09:00",
    }
    files = {
        f"courses/1405/{name}.md": post(
            "دوره", f"1405-05-0{n} 10:00", f"ccccc{n}", starts=begins, place="سالن",
            ends="1405-12-01" if name == "running" else "",
            cancelled="true" if "off" in name else "",
        )
        for n, (name, begins) in enumerate(starts.items(), 1)
    }  # fmt: skip
    plan, clock = plan_of(tmp_path, files, PAGE_SIZE=3)
    groups = view_of(plan, "/courses/").groups
    found = {group.heading: [card.address for card in group.cards] for group in groups}
    assert found == {
        # Published long ago, and on an older page of the list: it is here all the same.
        # Who wanted to come to a cancelled one looks for it here.
        "پیش رو": ["/courses/1405/next/", "/courses/1405/off/", "/courses/1405/later/"],
        "در حال برگزاری": ["/courses/1405/running/"],
        "گذشته": [
            "/courses/1405/over/",
            "/courses/1405/was-off/",
            "/courses/1405/before/",
        ],
    }
    assert clock.next_change == datetime.fromisoformat("2026-12-22T09:00:00+03:30")
    assert view_of(plan, "/courses/page/1/").groups == ()
    assert view_of(plan, "/courses/page/1/").heading == (
        f"دوره‌های آموزشی، انتشار ۱ تا ۳{NBSP}مرداد{NBSP}۱۴۰۵"
    )


def test_a_feed_holds_fifty_posts_or_thirty_days_if_they_are_more(tmp_path: Path) -> None:
    start = datetime.fromisoformat(NOW) - timedelta(days=40)
    files = {}
    for number in range(80):  # two a day; number 20 is thirty days old to the minute
        date = (start + timedelta(hours=number * 12)).strftime("%Y-%m-%d %H:%M")
        files[f"{NEWS}/p{number}.md"] = post(f"خبر {number}", date, f"aa{number:04}")
    plan, _ = plan_of(tmp_path, files)
    feed = plan.outputs["feeds/all.rss.xml"].view.items
    assert [feed[0].identity, feed[-1].identity, len(feed)] == ["aa0079", "aa0021", 59]
    late, _ = plan_of(tmp_path, {}, now="2027-06-01T12:00:00+03:30")
    assert len(late.outputs["feeds/all.rss.xml"].view.items) == LEAST_ITEMS


def test_the_agreement_says_when_its_time_is_over(tmp_path: Path) -> None:
    agreement = (
        "service_id: '۱'\ntitle: ت\noffice: ا\nresponsible: [ر]\nduties: [{text: و}]\n"
        "partners: [ه]\nprice: رایگان\nvalid_until: 1405-09-01\n"
    )
    files = {
        "agreement.yaml": agreement,
        "pages/agreement.md": "---\nعنوان: ت\nخلاصه: خ\n---\nمتن\n",
    }
    plan, clock = plan_of(tmp_path, files)
    assert view_of(plan, "/agreement/").agreement_is_over is False
    assert clock.next_change == datetime.fromisoformat("2026-11-23T00:00:00+03:30")
    plan, _ = plan_of(tmp_path, files, now="2026-11-23T00:00:00+03:30")
    assert view_of(plan, "/agreement/").agreement_is_over is True
    assert view_of(plan, "/about/").agreement is None


def test_every_audience_and_every_tag_has_a_page_even_when_it_is_empty(tmp_path: Path) -> None:
    plan, _ = plan_of(tmp_path, {})
    names = ("public", "schools", "producers", "importers", "media", "children")
    for address in [f"/audience/{name}/" for name in names] + ["/tags/safety/", "/tags/mark/"]:
        view = view_of(plan, address)
        assert view.page.items == ()
        assert view.empty


def test_a_preview_lists_a_draft_that_has_no_date_yet(tmp_path: Path) -> None:
    files = {f"{NEWS}/a.md": post(status="draft", date=""), f"{NEWS}/b.md": post(id="bbbbbb")}
    plan, _ = plan_of(tmp_path, files, PURPOSE=Purpose.PREVIEW.value)
    first = view_of(plan, "/news/").page.items[0]
    assert (first.address, first.date, first.fate) == ("/news/1405/a/", None, Fate.DRAFT)


def test_the_second_file_of_one_path_is_a_problem_and_the_first_one_stays() -> None:
    plan = Plan()
    plan.add(Output("a", "one", None))
    plan.add(Output("a", "two", None))
    assert plan.outputs["a"].make == "one"
    assert len(plan.problems) == 1


@pytest.mark.parametrize(
    ("own", "target", "codes"),
    [
        ("1405-08-20 10:00", "1405-09-05 10:00", ["link-hidden"]),
        ("1405-09-06 10:00", "1405-09-05 10:00", []),
        ("1405-09-05 10:00", "1405-09-05 10:00", []),
        ("1405-09-04 10:00", "1405-09-05 10:00", ["link-hidden"]),
        ("1405-09-04 10:00", "1405-08-20 10:00", []),
    ],
)
@pytest.mark.parametrize("link", ["b.md", "/news/1405/b/"])
def test_a_link_must_lead_to_a_page_by_the_time_it_is_published(
    tmp_path: Path, own: str, target: str, codes: list[str], link: str
) -> None:
    files = {
        f"{NEWS}/a.md": post("یک", own, "aaaaaa", body=f"[دو]({link})"),
        f"{NEWS}/b.md": post("دو", target, "bbbbbb"),
    }
    plan, _ = plan_of(tmp_path, files)
    assert [str(problem.code) for problem in plan.problems] == codes


def test_a_change_dated_in_the_future_is_not_shown_before_its_moment(tmp_path: Path) -> None:
    corrections = "\n  - {date: 1405-08-25 10:00, text: یک}\n  - {date: 1405-09-05 10:00, text: دو}"
    text = post(corrections=corrections, updated="1405-09-03 10:00")
    plan, clock = plan_of(tmp_path, {f"{NEWS}/a.md": text})
    shown = view_of(plan, "/news/1405/a/").post
    assert [correction.text for correction in shown.corrections] == ["یک"]
    assert shown.updated is None
    assert [f"{moment:%m-%d}" for moment in clock.moments[:2]] == ["11-24", "11-26"]


def test_a_page_too_shows_an_update_only_from_its_moment_on(tmp_path: Path) -> None:
    text = "---\ntitle: صفحه\nsummary: یک جمله.\nupdated: 1405-09-03 10:00\n---\n\nمتن.\n"
    plan, clock = plan_of(tmp_path, {"pages/mark.md": text})
    assert view_of(plan, "/mark/").post.updated is None
    moment = datetime.fromisoformat("2026-11-24T10:00:00+03:30")
    assert clock.next_change == moment
    plan, clock = plan_of(tmp_path, {"pages/mark.md": text}, now=moment.isoformat())
    assert (view_of(plan, "/mark/").post.updated, clock.next_change) == (moment, None)


def test_a_post_is_whole_until_the_moment_of_its_withdrawal(tmp_path: Path) -> None:
    gone = "\n  date: 1405-09-03 10:00\n  reason: اشتباه."
    files = {f"{NEWS}/a.md": post(status="withdrawn", withdrawn=gone, body="متن کامل.")}
    plan, clock = plan_of(tmp_path, files)
    shown = view_of(plan, "/news/1405/a/").post
    assert "متن کامل" in shown.body.html
    assert shown.withdrawn is None
    assert shown.modified == shown.published
    assert plan.outputs["notices.json"].view.posts == (shown,)
    (item,) = plan.outputs["feeds/all.rss.xml"].view.items
    assert (item.identity, item.body) == (shown.id, shown.body.html)
    moment = "2026-11-24T10:00:00+03:30"
    assert clock.next_change == datetime.fromisoformat(moment)
    plan, _ = plan_of(tmp_path, files, now=moment)
    shown = view_of(plan, "/news/1405/a/").post
    assert (shown.body.html, plan.fates) == ("", {Fate.WITHDRAWN: 1})
    assert shown.withdrawn is not None
