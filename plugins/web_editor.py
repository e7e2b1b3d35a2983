"""The files of `/admin/`: the form in the browser, where the setting WEB_EDITOR is on."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from newsroom.clock import Clock
from newsroom.content import Content
from newsroom.fields import SECTIONS
from newsroom.jalali import TEHRAN, JalaliDate, to_gregorian, to_jalali
from newsroom.posts import folder_year
from newsroom.site import SettingsError, Site
from newsroom.web_editor import Form, Host, make_config, make_policy

FOLDER = Path(__file__).resolve().parent.parent / "web_editor"
PROGRAM = FOLDER / "node_modules/decap-cms/dist/decap-cms.js"
FONT = Path("font/vazirmatn.woff2")

PAGE = """\
<!doctype html>
<html lang="fa" dir="rtl">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="robots" content="noindex">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>ویرایش | {site}</title>
<link rel="cms-config-url" type="text/yaml" href="config.yml">
<script src="editor.js"></script>
<body><script src="decap-cms.js"></script><link rel="stylesheet" href="editor.css"></body>
</html>
"""


def editor_files(
    host: Host | None, site: Site, content: Content, clock: Clock, theme: Path
) -> dict[str, bytes]:
    """
    The files below `/admin/` by their paths; none where there is no host to save to.

    Raises:
        SettingsError: the program was not fetched.
    """
    if host is None:
        return {}
    if not PROGRAM.is_file():
        raise SettingsError(f"WEB_EDITOR is on, and there is no {PROGRAM}: make web-editor")
    page = PAGE.format(policy=make_policy(host), site=site.name)
    return {
        "admin/index.html": page.encode(),
        "admin/config.yml": make_config(site, _form(host, content, clock)),
        "admin/decap-cms.js": PROGRAM.read_bytes(),
        "admin/LICENSE.txt": PROGRAM.with_name(f"{PROGRAM.name}.LICENSE.txt").read_bytes(),
        "admin/vazirmatn.woff2": (theme / "static" / FONT).read_bytes(),
        **{f"admin/editor.{end}": (FOLDER / f"editor.{end}").read_bytes() for end in ("css", "js")},
    }


def _form(host: Host, content: Content, clock: Clock) -> Form:
    year = to_jalali(clock.now).year
    # In the new year the form writes into a folder of its own: the site changes by itself.
    clock.has_come(
        datetime.combine(to_gregorian(JalaliDate(year + 1, 1, 1)), datetime.min.time(), TEHRAN)
    )
    years = {
        section: frozenset(
            folder_year(p.source) or 0 for p in content.posts if p.section == section
        )
        for section in SECTIONS
    }
    return Form(host, year, years, tuple(tag.name for tag in content.tags.values()))
