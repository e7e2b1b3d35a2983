"""What templates may call besides their view: dates, digits, addresses, isolation."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from jinja2.runtime import Macro
from markupsafe import Markup, escape

from newsroom import jalali, structured_data
from newsroom.fields import BROCHURE_KINDS
from newsroom.markup import resolve
from newsroom.persian import (
    NBSP,
    ascii_digits,
    isolate_spans,
    isolation,
    persian_digits,
    pieces,
)
from newsroom.site import SECTION_NAMES, Site
from newsroom.states import COURSE_STATE_NAMES
from plugins.assets import load_assets
from plugins.components import load_parts, render_example

Tools = dict[str, Callable[..., Any]]

KIND_NAMES = {choice.name: choice.persian[0] for choice in BROCHURE_KINDS}

_PHONE = re.compile(r"\+?[0-9][0-9 ()-]*")
_UNITS = ((1_000_000, "مگابایت"), (1_000, "کیلوبایت"))


def isolate(text: str) -> Markup:
    """*text*, escaped, with what a right-to-left line would scramble in `bdi` elements."""
    parts = []
    position = 0
    for start, end in isolate_spans(text):
        inner = escape(text[start:end])
        attributes = "".join(f' {k}="{v}"' for k, v in isolation(text[start:end]).items())
        parts += [escape(text[position:start]), Markup(f"<bdi{attributes}>{inner}</bdi>")]
        position = end
    return Markup("").join([*parts, escape(text[position:])])


def file_size(size_bytes: int) -> str:
    """A size for people: «۱۲ کیلوبایت», «۱٫۵ مگابایت»."""
    for unit, name in _UNITS:
        if size_bytes >= unit:
            value = f"{size_bytes / unit:.1f}".removesuffix(".0").replace(".", "٫")
            return f"{persian_digits(value)} {name}"
    return f"{persian_digits(str(size_bytes))} بایت"


def duration(seconds: int) -> str:
    """A duration for people: «۱۲ دقیقه و ۳۰ ثانیه», of hours without their seconds."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    parts = [(hours, "ساعت"), (minutes, "دقیقه"), (0 if hours else rest, "ثانیه")]
    return " و ".join(f"{persian_digits(str(n))} {name}" for n, name in parts if n) or "۰ ثانیه"


def unbroken(words: Callable[..., str], after: int = 0) -> Callable[..., str]:
    """The date that *words* gives, to be broken only behind its first *after* words."""

    def kept(at: Any) -> str:
        parts = words(at).split(" ")
        return " ".join([*parts[:after], NBSP.join(parts[after:])])

    return kept


def breakable(address: str) -> Markup:
    """*address*, which a narrow line breaks between its pieces alone."""
    return Markup("<wbr>").join(map(escape, pieces(address)))


def phone_uri(text: str) -> str:
    """
    The first phone number of *text* as an address: `tel:06633201517`; empty if there is none.

    Source: RFC 3966; its visual separators are left out.
    """
    match = _PHONE.search(ascii_digits(text))
    return f"tel:{re.sub('[^+0-9]', '', match[0])}" if match else ""


def remembering() -> Callable[..., Markup]:
    """
    A function for templates that calls a macro once for the same arguments.

    A post stands in some seven lists and its card is the same in each: a third of all rendering.
    """
    known: dict[tuple[Any, ...], Markup] = {}

    def once(macro: Macro, *arguments: Any) -> Markup:
        key = (macro.name, *arguments)
        if key not in known:
            known[key] = Markup(macro(*arguments))
        return known[key]

    return once


def template_tools(site: Site, theme: Path) -> tuple[Tools, dict[str, Any]]:
    """The filters and the globals of the theme in the folder *theme*."""
    assets = load_assets(theme, site)

    def body(html: str, links: Mapping[str, str]) -> Markup:
        # The body came through `newsroom.markup`, which lets no foreign tag or attribute pass.
        return Markup(resolve(html, lambda target: site.path(links.get(target, target))))

    def json_ld(view: Any) -> Markup:
        return Markup(structured_data.make_json_ld(site, view))

    filters: Tools = {
        "absolute": site.absolute,
        "body": body,
        "breakable": breakable,
        "digits": lambda value: persian_digits(str(value)),
        "duration": duration,
        "file_size": file_size,
        "iso": jalali.iso,
        "isolate": isolate,
        "jalali": unbroken(jalali.format_date),
        "jalali_long": unbroken(jalali.format_long, after=1),
        "jalali_moment": jalali.format_moment,
        "jalali_time": jalali.format_time,
        "path": lru_cache(maxsize=10_000)(site.path),  # the menu's, above all
        "tel": phone_uri,
    }
    return filters, {
        "assets": assets,
        "course_state_names": COURSE_STATE_NAMES,
        "example": render_example,
        "icon": assets.icons.__getitem__,
        "json_ld": json_ld,
        "kind_names": KIND_NAMES,
        "once": remembering(),
        "parts": partial(load_parts, theme),
        "section_names": SECTION_NAMES,
    }
