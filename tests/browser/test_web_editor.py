"""The form at /admin/ as an editor fills it in: Chromium, Decap's server, a real repository."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from newsroom.checks import check_content
from newsroom.moments import DateError, form_pattern, parse_moment
from newsroom.project import load_project
from quality.server import serving
from tests.feeds.servers import free_port, wait_for
from tests.repositories import git
from tests.sites import NOW, ROOT, build_site, post, write_content

pytestmark = pytest.mark.slow

SERVER = ROOT / "web_editor/node_modules/.bin/decap-server"
OLD = """\
---
عنوان: خبر پیشین
تاریخ: ۱۴۰۵/۸/۲۰ ۹:۰۰
وضعیت: منتشرشده
شناسه: bbbbbb
خلاصه: یک جمله.
برچسب‌ها: ایمنی، نشان استاندارد
مخاطب: همگان، مدرسه‌ها
---

متن پیشین با [نوشتهٔ نخست](a.md)، `کد` و «نقل».
"""


@dataclass(frozen=True, slots=True)
class Newsroom:
    """A repository, the site that was built from it, and where the site answers."""

    root: Path
    url: str

    def saved(self) -> str:
        return git(self.root, "log", "-1", "--format=%s", "--name-only")

    def read(self, path: str) -> str:
        return git(self.root, "show", f"HEAD:content/{path}")


@contextmanager
def decap_server(root: Path) -> Iterator[str]:
    """Decap's own server, which commits what the form saves."""
    port = free_port()
    env = {**os.environ, "PORT": str(port), "BIND_HOST": "127.0.0.1", "MODE": "git"}
    env["GIT_REPO_DIRECTORY"] = str(root)
    with subprocess.Popen([SERVER], env=env, stdout=subprocess.DEVNULL) as running:
        wait_for(port, running)
        yield f"http://127.0.0.1:{port}/api/v1"
        running.terminate()


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    write_content(tmp_path, {"news/1405/a.md": post(), "news/1405/old.md": OLD})
    (tmp_path / ".gitignore").write_text("output\n.output*\n", encoding="utf-8")
    git(tmp_path, "init", "-q", "-b", "main")
    for key in ("name", "email"):  # Decap's server commits as whoever its machine is
        git(tmp_path, "config", f"user.{key}", "form@example.ir")
    for words in (["add", "-A"], ["commit", "-qm", "first"]):
        git(tmp_path, *words)
    with decap_server(tmp_path) as api, serving(tmp_path / "output") as url:
        build_site(tmp_path, SITEURL=url, WEB_EDITOR={"host": "local", "url": api})
        yield Newsroom(tmp_path, url)


@pytest.fixture
def page(browser: Browser, newsroom: Newsroom) -> Iterator[Page]:
    """The form, open, with a watch on what it asks of other hosts and on what goes wrong."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="fa-IR")
    opened = context.new_page()
    wrong: list[str] = []
    # A form that is not valid Decap refuses with a promise that says nothing.
    opened.on("pageerror", lambda e: None if str(e) == "undefined" else wrong.append(str(e)))
    opened.on("request", lambda r: None if "://127.0.0.1:" in r.url else wrong.append(r.url))
    opened.goto(f"{newsroom.url}/admin/")
    opened.get_by_role("button", name="وارد شدن").click()
    expect(opened.get_by_role("heading", name="خبرها ۱۴۰۵")).to_be_visible()
    yield opened
    context.close()
    assert [url for url in wrong if not url.startswith(("data:", "blob:"))] == []


def save(page: Page) -> None:
    page.get_by_role("button", name="ثبت", exact=True).click()
    page.get_by_role("menuitem", name="همین حالا ثبت کن", exact=True).click()
    expect(page.get_by_text("ورودی ذخیره شد")).to_be_visible(timeout=20_000)


def problems_of(newsroom: Newsroom) -> list[str]:
    project = load_project(ROOT / "pelicanconf.py", parse_moment(NOW).at, newsroom.root / "content")
    return [str(p) for p in check_content(project.root, project.site, project.clock).problems]


def test_a_post_is_written_in_persian_saved_into_git_and_stands_on_the_site(
    page: Page, newsroom: Newsroom, tmp_path: Path
) -> None:
    picture = tmp_path / "label.png"
    Image.new("RGB", (800, 600), "seagreen").save(picture)
    page.get_by_role("link", name="نوشتهٔ تازه").click()
    page.get_by_label("عنوان").fill("پیش از خرید: کدام برچسب را بخوانیم؟")
    page.get_by_label("تاریخ (اختیاری)").first.fill("۱ آذر ۱۴۰۵ ۸:۰۰")
    page.get_by_role("combobox").first.click()
    page.get_by_role("option", name="منتشرشده").click()
    page.get_by_label("نامک").fill("labels-before-buying")
    page.get_by_label("خلاصه").fill("دو چیزی که پیش از خرید می‌خوانیم.")
    page.get_by_label("ایمنی", exact=True).check()
    page.get_by_label("نشان استاندارد", exact=True).check()
    page.get_by_role("button", name="یک تصویر را انتخاب کنید").click()
    page.locator("input[type=file]").set_input_files(picture)
    page.get_by_role("button", name="برگزیدن").click()
    page.get_by_label("متن جایگزین").first.fill("برچسبی سبز.")
    page.get_by_label("متن", exact=True).fill("روی کالا **نشان** هست.\n\nزیر آن کدی ده‌رقمی.")
    page.screenshot(path=tmp_path / "form.png", full_page=True)
    save(page)
    assert newsroom.saved().split("\n")[0] == "تازه: labels-before-buying"
    text = newsroom.read("news/1405/labels-before-buying.md")
    assert "برچسب‌ها: ایمنی، نشان استاندارد" in text
    assert "تصویر: media/label.png" in text
    assert (newsroom.root / "content/media/label.png").read_bytes() == picture.read_bytes()
    assert problems_of(newsroom) == []
    build_site(newsroom.root)
    shown = newsroom.root / "output/news/1405/labels-before-buying/index.html"
    assert "کدام برچسب را بخوانیم؟" in shown.read_text(encoding="utf-8")


def test_a_post_of_another_editor_changes_where_the_form_changed_it(
    page: Page, newsroom: Newsroom
) -> None:
    page.get_by_role("link", name="خبر پیشین").click()
    expect(page.get_by_label("نشان استاندارد", exact=True)).to_be_checked()
    expect(page.get_by_label("مدرسه‌ها", exact=True)).to_be_checked()
    page.get_by_label("مدرسه‌ها", exact=True).uncheck()
    page.get_by_label("خلاصه").fill("جمله‌ای دیگر.")
    page.get_by_label("روتیتر").fill("کوتاه")
    page.get_by_label("روتیتر").fill("")
    save(page)
    changed = git(newsroom.root, "diff", "-U0", "HEAD~", "--", "content/news/1405/old.md")
    assert [line for line in changed.split("\n") if line[:1] in "+-"][2:] == [
        "-خلاصه: یک جمله.",
        "+خلاصه: جمله‌ای دیگر.",
        "-مخاطب: همگان، مدرسه‌ها",
        "+مخاطب: همگان",
    ]
    assert problems_of(newsroom) == []


def test_the_form_takes_dates_as_the_newsroom_does_and_fills_in_what_make_new_would(
    page: Page, newsroom: Newsroom
) -> None:
    assert {text for text in DATES if matches(page, text)} == {
        text for text, is_date in DATES.items() if is_date
    }
    page.get_by_role("link", name="نوشتهٔ تازه").click()
    page.get_by_label("عنوان").fill("خبر")
    page.get_by_label("متن", exact=True).fill("متن.")
    page.get_by_label("تاریخ (اختیاری)").first.fill("فردا")
    page.get_by_role("button", name="ثبت", exact=True).click()
    page.get_by_role("menuitem", name="همین حالا ثبت کن", exact=True).click()
    expect(page.get_by_text("تاریخ: مانند «۲۲ مهر ۱۴۰۵ ۹:۳۰»")).to_be_visible()
    assert newsroom.saved().startswith("first")
    page.get_by_label("تاریخ (اختیاری)").first.press("Control+a")
    page.keyboard.press("Delete")
    save(page)
    path = newsroom.saved().split("\n")[-1]
    found = dict(re.findall("^(.*?): (.*)$", git(newsroom.root, "show", f"HEAD:{path}"), re.M))
    assert parse_moment(found["تاریخ"]).has_time
    assert path.endswith(f"/{found['شناسه']}.md")
    assert found["نامک"] == found["شناسه"]


DATES = {
    "1405-07-22": True, "۱۴۰۵/۷/۲۲": True, "١٤٠٥/٧/٢٢ ٩:٣٠": True, "۲۲ مهر ۱۴۰۵": True,
    "۲۲ مهرماه ۱۴۰۵": True, "۲۲ مهر ۱۴۰۵، ساعت ۹:۳۰": True, "۲۲ مهر ۱۴۰۵ ساعت ۹": True,
    "پنج\u200cشنبه ۲۳ مهر ۱۴۰۵ ۹:۳۰": True, "1405-07-22T09:30:15+03:30": True, "2026-10-14": True,
    "فردا": False, "1405-07": False, "1405-07-22 9": False, "۲۲ مهر": False, "1405-1406-22": False,
}  # fmt: skip


@pytest.mark.parametrize("text", DATES)
def test_the_newsroom_takes_dates_as_this_module_says(text: str) -> None:
    if DATES[text]:
        assert parse_moment(text)
    else:
        with pytest.raises(DateError):
            parse_moment(text)


def matches(page: Page, text: str) -> bool:
    """Whether the browser's own regular expressions take *text* for a moment."""
    return bool(page.evaluate("([p, t]) => RegExp(`^(?:${p})$`).test(t)", [form_pattern(), text]))
