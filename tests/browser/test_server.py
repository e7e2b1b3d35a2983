"""The site as the project's own nginx configuration serves it: headers let each page be whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.feeds.servers import nginx
from tests.sites import ROOT, build_site

pytestmark = pytest.mark.slow


def test_the_servers_policy_and_the_pages_own_agree(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "content").symlink_to(ROOT / "content")
    build_site(tmp_path)
    said: list[str] = []
    page = browser.new_page()
    page.on("console", lambda message: said.append(message.text))
    with nginx(tmp_path / "nginx", tmp_path / "output") as server:
        for address in ("/", "/news/1405/world-standards-day/", "/mark/"):
            page.goto(server.url + address, wait_until="load")
            assert page.evaluate("document.fonts.check('16px Vazirmatn')")
            assert (
                page.evaluate("getComputedStyle(document.querySelector('.header')).display")
                == "grid"
            )
            assert (
                page.evaluate("getComputedStyle(document.querySelector('.footer ul')).padding")
                == "0px"
            )
        assert page.get_by_label("رقم‌های پایین نشان را بنویسید").is_visible()
    page.close()
    assert said == []
