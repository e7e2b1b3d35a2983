"""
Settings of stock Pelican for the bench: what our site has and Pelican can do by itself.

The Markdown extensions are ours, without codehilite, so that both spend the same there. Ours makes
more besides: short addresses, pages of audiences, structured data, sitemaps by month, the notices.
"""

from pathlib import Path
from typing import Any

from bench.stock import neighbours

SITENAME = "ترویج استاندارد لرستان"
SITEURL = "http://127.0.0.1:8000"
TIMEZONE = "Asia/Tehran"
DEFAULT_LANG = "fa"
THEME = str(Path(__file__).with_name("theme"))
PLUGINS = [neighbours]

ARTICLE_PATHS = ["news", "brochures", "courses", "broadcasts"]
PAGE_PATHS = ["pages"]
STATIC_PATHS = ["media"]
MARKDOWN: dict[str, Any] = {
    "extensions": [
        f"markdown.extensions.{name}"
        for name in ("tables", "footnotes", "def_list", "attr_list", "fenced_code", "abbr")
    ]
    + ["markdown.extensions.sane_lists", "markdown.extensions.meta"],
    "output_format": "html",
}

ARTICLE_URL = "{category}/{date:%Y}/{slug}/"
ARTICLE_SAVE_AS = "{category}/{date:%Y}/{slug}/index.html"
PAGE_URL = "{slug}/"
PAGE_SAVE_AS = "{slug}/index.html"
CATEGORY_URL = "{slug}/"
CATEGORY_SAVE_AS = "{slug}/index.html"
TAG_URL = "tags/{slug}/"
TAG_SAVE_AS = "tags/{slug}/index.html"
TAGS_SAVE_AS = "tags/index.html"
AUTHOR_SAVE_AS = ""
ARCHIVES_SAVE_AS = "archive/index.html"
YEAR_ARCHIVE_SAVE_AS = "archive/{date:%Y}/index.html"
MONTH_ARCHIVE_SAVE_AS = "archive/{date:%Y}/{date:%m}/index.html"
SITEMAP_SAVE_AS = "sitemap.xml"
DIRECT_TEMPLATES = ["index", "archives", "tags", "sitemap"]
PAGINATED_TEMPLATES = {"category": 20, "tag": 20}
PAGINATION_PATTERNS = [
    (1, "{url}", "{save_as}"),
    (2, "{base_name}/page/{number}/", "{base_name}/page/{number}/index.html"),
]

FEED_ALL_ATOM = None
CATEGORY_FEED_ATOM = None
TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = None
AUTHOR_FEED_RSS = None
FEED_ALL_RSS = "feeds/all.rss.xml"
CATEGORY_FEED_RSS = "feeds/{slug}.rss.xml"
FEED_MAX_ITEMS = 50
RSS_FEED_SUMMARY_ONLY = False
