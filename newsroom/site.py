"""The site's own facts: what pelicanconf.py says of the office, the hosts and the purpose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlsplit

SECTION_NAMES = {
    "news": "خبرها",
    "brochures": "بروشور و کتابچه",
    "courses": "دوره‌های آموزشی",
    "broadcasts": "برنامه‌های رسانه‌ای",
}
SECTION_DESCRIPTIONS = {
    "news": "خبرها و آگاهی‌های استاندارد، از تازه به کهنه.",
    "brochures": "بروشور، کتابچهٔ راهنما، دفتر مشق و پوستر، برای خواندن و چاپ.",
    "courses": "دوره‌های آموزش همگانی استاندارد، با زمان، محل و وضع ثبت‌نام.",
    "broadcasts": "برنامه‌های صدا و سیما دربارهٔ استاندارد.",
}


class Purpose(StrEnum):
    """Whom a build is for."""

    LOCAL = "local"  # this machine: samples are in, labelled
    PREVIEW = "preview"  # the editor's eyes: drafts and scheduled posts are in, with ribbons
    PRODUCTION = "production"  # the world


EXAMPLE_AUTHORITY = "tarvij.example.ir,2026"
NAMES = (
    "SITENAME", "TAGLINE", "OFFICE", "OFFICE_SHORT", "PROVINCE", "SITEURL", "TAG_AUTHORITY",
    "PURPOSE", "PAGE_SIZE", "PATTERNS", "SMS_SECTIONS", "MARK_SMS", "COMPLAINTS_PHONE",
    "COMPLAINTS_URL", "INFORMATION_URL", "NATIONAL_URL", "WEBSUB_HUB",
    "WEB_EDITOR",
)  # fmt: skip


class SettingsError(ValueError):
    """A setting is missing or cannot be. The sentence names it."""


@dataclass(frozen=True, slots=True)
class Site:
    """
    What never changes with a post.

    Attributes:
        url: address of the site without a final `/`; may have a path.
        authority: `name,year` of RFC 4151, the root of every permanent identity.
        sms_sections: sections whose posts are texted by default.
        has_patterns: whether the theme shows its own parts, for whoever works on it.
        hub: address of the WebSub hub that is told of changed feeds; empty for none.
    """

    name: str
    tagline: str
    office: str
    office_short: str
    province: str
    url: str
    authority: str
    purpose: Purpose
    page_size: int
    sms_sections: tuple[str, ...]
    mark_sms: str
    complaints_phone: str
    complaints_url: str
    information_url: str
    national_url: str
    has_patterns: bool
    hub: str = ""

    def path(self, address: str) -> str:
        """*address* (`/news/`, `media/a.svg`) as a link of this host, percent-encoded."""
        return _paths(self.url, address)

    def absolute(self, address: str) -> str:
        """*address* as a full URL, percent-encoded."""
        return _prefixes(self.url)[0] + self.path(address)

    def tag_uri(self, identity: str) -> str:
        """The permanent identity of a post: `tag:example.ir,2026:4k7m2q` (RFC 4151)."""
        return f"tag:{self.authority}:{identity}"


@lru_cache
def _prefixes(url: str) -> tuple[str, str]:
    """What a full address begins with, and what a path of the site does; asked for each link."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}", quote(parts.path.rstrip("/"), safe="/%~")


@lru_cache(maxsize=10_000)  # of some hundred thousand that a build asks for, few are different
def _paths(url: str, address: str) -> str:
    own = quote(address.lstrip("/"), safe="/=&:@!$'()*+,;~")
    return f"{_prefixes(url)[1]}/{own}"


def parse_site(settings: Mapping[str, Any]) -> Site:
    """
    The site that *settings* describe; names are those of pelicanconf.py.

    Raises:
        SettingsError: a setting is missing, or not fit for the purpose of the build.
    """
    missing = [name for name in NAMES if name not in settings]
    if missing:
        raise SettingsError(f"pelicanconf.py does not name: {', '.join(missing)}")
    try:
        purpose = Purpose(settings["PURPOSE"])
    except ValueError as error:
        raise SettingsError(f"PURPOSE: {error}") from error
    if not str(settings["PAGE_SIZE"]).isdecimal() or int(settings["PAGE_SIZE"]) < 1:
        raise SettingsError(f"PAGE_SIZE must be a number from 1 up, not {settings['PAGE_SIZE']}")
    url = str(settings["SITEURL"]).rstrip("/")
    try:
        parts = urlsplit(url)
        fits = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:  # no host, or no port, that could be
        fits = False
    if not fits or not url.isascii() or set(url) & set("?#@"):
        found = f"not {url}" if url else "and it is not set"
        raise SettingsError(f"SITEURL must be a full address such as https://example.ir, {found}")
    if purpose is Purpose.PRODUCTION and parts.scheme != "https":
        raise SettingsError(f"SITEURL of a production build must begin with https://, not {url}")
    authority = str(settings["TAG_AUTHORITY"])
    name, comma, year = authority.partition(",")
    if not (comma and name and year.isdigit() and authority.isascii()):
        raise SettingsError(f"TAG_AUTHORITY must be like tarvij.example.ir,2026, not {authority}")
    unknown = set(settings["SMS_SECTIONS"]) - set(SECTION_NAMES)
    if unknown:
        raise SettingsError(f"SMS_SECTIONS names no section of the site: {sorted(unknown)}")
    hub = str(settings["WEBSUB_HUB"])
    if hub and not (hub.isascii() and hub.startswith(("http://", "https://"))):
        raise SettingsError(f"WEBSUB_HUB must be a full address or empty, not {hub}")
    return Site(
        name=settings["SITENAME"],
        tagline=settings["TAGLINE"],
        office=settings["OFFICE"],
        office_short=settings["OFFICE_SHORT"],
        province=settings["PROVINCE"],
        url=url,
        authority=authority,
        purpose=purpose,
        page_size=int(settings["PAGE_SIZE"]),
        sms_sections=tuple(settings["SMS_SECTIONS"]),
        mark_sms=settings["MARK_SMS"],
        complaints_phone=settings["COMPLAINTS_PHONE"],
        complaints_url=settings["COMPLAINTS_URL"],
        information_url=settings["INFORMATION_URL"],
        national_url=settings["NATIONAL_URL"],
        has_patterns=bool(settings["PATTERNS"]),
        hub=hub,
    )
