"""The two small improvements by script, as a reader uses them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Served

pytestmark = pytest.mark.slow

SMS = "sms:10001517"
POST = "/news/1405/world-standards-day/"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    ("typed", "shown", "body", "is_wrong"),
    [
        ("1234567890", "123 456 7890", "1234567890", False),
        ("۱۲۳۴۵۶۷۸۹۰", "123 456 7890", "1234567890", False),
        ("١٢٣٤٥٦٧٨٩", "123 456 789", "123456789", False),
        ("123-456 78\u200c90", "123 456 7890", "1234567890", False),
        ("12345", "12345", "", False),
        ("12345678901", "12345678901", "", True),
        ("کد ۱۲۳۴۵۶۷۸۹۰", "کد ۱۲۳۴۵۶۷۸۹۰", "", True),
        ("", "", "", False),
    ],
)
def test_the_code_of_a_mark_is_understood_as_it_is_typed(
    page: Page,
    sites: Mapping[str, Served],
    typed: str,
    shown: str,
    body: str,
    is_wrong: bool,
) -> None:
    page.goto(sites["content"].url + "/mark/")
    field = page.get_by_label("رقم‌های پایین نشان را بنویسید")
    field.fill(typed)
    link = page.locator("[data-sms]")
    expect(link).to_have_attribute("href", f"{SMS}?body={body}" if body else SMS)
    expect(field).to_have_value(shown)
    expect(field).to_have_attribute("aria-invalid", str(is_wrong).lower())
    answer = page.locator("[data-answer]")
    if body:
        expect(answer).to_contain_text("آمادهٔ فرستادن")
    elif not typed:
        expect(answer).to_be_empty()


def test_a_code_can_be_typed_key_by_key_and_mended_in_its_middle(
    page: Page, sites: Mapping[str, Served]
) -> None:
    page.goto(sites["content"].url + "/mark/")
    field = page.get_by_label("رقم‌های پایین نشان را بنویسید")
    field.press_sequentially("1234567890")
    expect(field).to_have_value("123 456 7890")
    for _ in range(2):
        field.press("ArrowLeft")
    field.press("Backspace")
    field.press("9")
    expect(page.locator("[data-sms]")).to_have_attribute("href", f"{SMS}?body=1234567990")


def test_without_the_script_the_link_to_the_sms_stands_alone(
    browser: Browser, sites: Mapping[str, Served]
) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(sites["content"].url + "/mark/")
    expect(page.locator("form")).to_be_hidden()
    expect(page.locator("[data-sms]")).to_have_attribute("href", SMS)
    page.close()


def test_an_address_is_copied_and_the_button_says_so(
    page: Page, sites: Mapping[str, Served]
) -> None:
    url = sites["content"].url
    page.goto(url + POST)
    page.get_by_role("button", name="کپی نشانی").click()
    expect(page.get_by_role("button", name="کپی شد")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"{url}/p/cfwf6n/"


def test_the_sheet_of_the_device_is_offered_where_there_is_one(
    page: Page, sites: Mapping[str, Served]
) -> None:
    page.add_init_script(
        "navigator.share = (given) => { window.given = given; return Promise.resolve(); }"
    )
    page.goto(sites["content"].url + POST)
    page.get_by_role("button", name="هم‌رسانی").click()
    given = page.evaluate("window.given")
    assert given["url"].endswith("/p/cfwf6n/")
    assert given["title"].startswith("روز جهانی استاندارد")


def test_without_the_script_the_ways_to_share_are_plain_links(
    browser: Browser, sites: Mapping[str, Served]
) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(sites["content"].url + POST)
    ways = page.locator("[data-share] a")
    assert [way.get_attribute("href").partition(":")[0] for way in ways.all()] == [
        "sms", "mailto", "https", "https",
    ]  # fmt: skip
    expect(page.locator("[data-share] button").first).to_be_hidden()
    page.close()
