"""
Settings of the site. Another office changes this file and `content/`, nothing else.

What differs between machines is taken from the environment; docs/settings.md lists it.
"""

import os
import sys
from pathlib import Path

from jinja2 import StrictUndefined

# The `pelican` command does not put the project on the path, and PELICAN_CLASS lives in it.
ROOT = str(Path(__file__).resolve().parent)
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)

# The office
SITENAME = "ترویج استاندارد لرستان"
TAGLINE = "خبرها، آموزش‌ها و راهنماهای استاندارد برای مردم لرستان"
OFFICE = "ادارهٔ کل استاندارد لرستان"
OFFICE_SHORT = "استاندارد لرستان"
PROVINCE = "لرستان"
MARK_SMS = "10001517"
COMPLAINTS_PHONE = "1517"
COMPLAINTS_URL = "https://1517.inso.gov.ir"
INFORMATION_URL = "https://foia.iran.gov.ir"
NATIONAL_URL = "https://inso.gov.ir"

# The build
PURPOSE = "local"
SITEURL = os.environ.get("SITEURL", "http://127.0.0.1:8000")
TAG_AUTHORITY = os.environ.get("TAG_AUTHORITY", "tarvij.example.ir,2026")
BUILD_TIME = os.environ.get("BUILD_TIME", "")
SMS_SECTIONS = [
    name.strip() for name in os.environ.get("SMS_SECTIONS", "news,courses").split(",") if name
]
PAGE_SIZE = 15
PATTERNS = False
WEBSUB_HUB = os.environ.get("WEBSUB_HUB", "")
WEB_EDITOR: dict[str, str | bool] = {}  # the form at /admin/: docs/web-editor.md
INCREMENTAL = True
CACHE_PATH = os.environ.get("CACHE_PATH", "cache")
JOBS = os.environ.get("JOBS", "")

# Pelican
PELICAN_CLASS = "plugins.NewsroomPelican"
PLUGINS: list[str] = []
PATH = "content"
OUTPUT_PATH = "output"
THEME = "theme"
TIMEZONE = "Asia/Tehran"
DEFAULT_LANG = "fa"
JINJA_ENVIRONMENT = {
    "autoescape": True,
    "undefined": StrictUndefined,
    "auto_reload": False,  # a template does not change during a build; looking costs 6 %
    "trim_blocks": True,
    "lstrip_blocks": True,
}
FEED_ALL_ATOM = None
CATEGORY_FEED_ATOM = None
TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = None
AUTHOR_FEED_RSS = None
