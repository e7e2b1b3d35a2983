"""
The form in the browser: the configuration of Decap CMS, made of the table of fields.

Source: Decap CMS 3.16, docs/web-editor.md of this project tells why it is this program.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from newsroom.fields import FIELDS, PAGES, SECTIONS, Field, Kind
from newsroom.moments import form_pattern
from newsroom.persian import persian_digits
from newsroom.posts import CONTENT
from newsroom.site import SECTION_NAMES, SettingsError, Site
from newsroom.values import DURATION_FORM, MEDIA, SLUG_FORM

Widget = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Host:
    """
    Where the form saves.

    Attributes:
        kind: one of HOSTS.
        url: of the host itself, without a final `/`; of `local` the server's own address.
        app_id: of the application that the host knows the form as; empty for `local`.
        needs_review: whether a change waits for a second person's approval.
    """

    kind: str
    url: str
    repository: str
    branch: str
    app_id: str
    needs_review: bool

    @property
    def backend(self) -> dict[str, str]:
        """The `backend` of Decap's configuration."""
        if self.kind == "local":
            return {"name": "proxy", "proxy_url": self.url, "branch": self.branch}
        return {
            "name": self.kind,
            "repo": self.repository,
            "branch": self.branch,
            "base_url": self.url,
            "app_id": self.app_id,
            **HOSTS[self.kind](self.url),
        }


HOSTS: Mapping[str, Callable[[str], dict[str, str]]] = {
    "forgejo": lambda url: {"api_root": f"{url}/api/v1"},
    "gitea": lambda url: {"api_root": f"{url}/api/v1"},
    "gitlab": lambda url: {"api_root": f"{url}/api/v4", "auth_type": "pkce"},
    "local": lambda _: {},  # decap-server: for this machine, without a login
}
_KEYS = {"host", "url", "repository", "branch", "app_id", "review"}


def parse_host(setting: Mapping[str, Any]) -> Host | None:
    """
    The host that the setting WEB_EDITOR names; None where it is empty, and there is no form.

    Raises:
        SettingsError: something in it is missing or cannot be.
    """
    if not setting:
        return None
    kind, url = str(setting.get("host")), str(setting.get("url", "")).rstrip("/")
    if kind not in HOSTS:
        raise SettingsError(f"WEB_EDITOR: host is one of {', '.join(HOSTS)}, not {kind}")
    unknown = sorted(set(setting) - _KEYS)
    if unknown:
        raise SettingsError(f"WEB_EDITOR does not know: {', '.join(unknown)}")
    if not re.fullmatch(r"https?://[!-~]+", url) or set(url) & set("\"';<>"):
        raise SettingsError(f"WEB_EDITOR: url must be a full address, not {url}")
    needed = () if kind == "local" else ("repository", "app_id")
    missing = [key for key in needed if not setting.get(key)]
    if missing:
        raise SettingsError(f"WEB_EDITOR lacks: {', '.join(missing)}")
    needs_review = bool(setting.get("review", False))
    if needs_review and kind == "gitea":
        raise SettingsError(
            "WEB_EDITOR: Decap CMS offers no review on gitea; forgejo and gitlab do"
        )
    return Host(
        kind=kind,
        url=url,
        repository=str(setting.get("repository", "")),
        branch=str(setting.get("branch", "main")),
        app_id=str(setting.get("app_id", "")),
        needs_review=needs_review,
    )


def make_policy(host: Host) -> str:
    """
    The Content-Security-Policy of the form: itself and the host, nobody else.

    Decap compiles the rules of its configuration (`unsafe-eval`) and lays itself out by styles that
    it writes into the page (`unsafe-inline`); the pages of the site allow neither.
    """
    parts = urlsplit(host.url)
    origin = f"{parts.scheme}://{parts.netloc}"
    return (
        "default-src 'none'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        f"font-src 'self'; img-src 'self' data: blob: {origin}; connect-src 'self' blob: {origin}; "
        "base-uri 'none'; form-action 'none'"
    )


@dataclass(frozen=True, slots=True)
class Form:
    """
    What the form is made for.

    Attributes:
        year: the Jalali year of the build; new posts belong to it.
        years: Jalali years of whose folders a section has posts; 0 for its own folder.
        tags: names of the tags, as in content/tags.yaml.
    """

    host: Host
    year: int
    years: Mapping[str, frozenset[int]]
    tags: tuple[str, ...]


def make_config(site: Site, form: Form) -> bytes:
    """`/admin/config.yml`: JSON, which is YAML too."""
    config = {
        "backend": {**form.host.backend, "commit_messages": COMMIT_MESSAGES},
        **({"publish_mode": "editorial_workflow"} if form.host.needs_review else {}),
        "locale": "fa",
        "site_url": site.url,
        "display_url": site.url,
        "media_folder": f"{CONTENT}/{MEDIA}",
        "public_folder": MEDIA,
        "show_preview_links": False,
        "slug": {"encoding": "ascii", "clean_accents": True},
        "collections": list(_collections(form)),
    }
    return (json.dumps(config, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


COMMIT_MESSAGES = {
    "create": "تازه: {{slug}}",
    "update": "ویرایش: {{slug}}",
    "delete": "حذف: {{slug}}",
    "uploadMedia": "تصویر و پیوست: {{path}}",
    "deleteMedia": "حذف: {{path}}",
}


def _collections(form: Form) -> Iterator[Widget]:
    """One for each section and year: a post lies in the folder of its year, newest years first."""
    for section in SECTIONS:
        for year in sorted(form.years.get(section, frozenset()) | {form.year}, reverse=True):
            yield _collection(form, section, f"{section}/{year}" if year else section, year)
    yield {**_collection(form, PAGES, PAGES, 0), "create": False}


def _collection(form: Form, section: str, folder: str, year: int) -> Widget:
    name = SECTION_NAMES.get(section, "صفحه‌های ثابت")
    fields = [f for f in FIELDS if section in f.sections]
    return {
        "name": folder.replace("/", "-"),
        "label": f"{name} {persian_digits(str(year))}" if year else name,
        "label_singular": "نوشته",
        "folder": f"{CONTENT}/{folder}",
        "create": True,
        "delete": False,  # a published post is taken back, never removed
        "extension": "md",
        "format": "yaml-frontmatter",
        "slug": "{{fields.نامک}}",
        "identifier_field": "عنوان",
        "summary": "{{عنوان}}",
        "editor": {"preview": False},
        "fields": [
            *(_widget(field, form) for field in fields if _is_first(field)),
            BODY,
            *(_widget(field, form) for field in fields if not _is_first(field)),
        ],
    }


BODY: Widget = {
    "name": "body",
    "label": "متن",
    "widget": "text",
    "hint": "پاراگراف‌ها را با یک سطر خالی از هم جدا کنید؛ سرفصل با ## آغاز می‌شود.",
    "required": True,
}


def _is_first(field: Field) -> bool:
    """What a post needs stands above its text, all the rest below."""
    return field.to_publish or field.key in _FIRST


_FIRST = ("status", "slug")
_REQUIRED = ("title", "status")  # so much a draft needs too


def _widget(field: Field, form: Form) -> Widget:
    return {
        "name": field.persian[0],
        "label": field.persian[0],
        "hint": field.help,
        "required": field.key in _REQUIRED,
        **(_ALIKE.get(field.kind) or _of_field(field, form)),
    }


def _of_field(field: Field, form: Form) -> Widget:
    """The widget of a kind that is not the same for every field of it."""
    options = [choice.persian[0] for choice in field.choices]
    if field.kind is Kind.TEXT:
        limit = persian_digits(str(field.max_length))
        widget = "text" if field.max_length >= _LONG else "string"
        pattern = [rf"^[\s\S]{{0,{field.max_length}}}$", f"تا {limit} نویسه."]
        return {"widget": widget, "pattern": pattern}
    if field.kind is Kind.TAGS:
        return {"widget": _ONE_LINE, "options": list(form.tags)}
    if field.kind is Kind.CHOICES:
        return {"widget": _ONE_LINE, "options": options}
    if field.kind is Kind.MEDIA:
        return _file(is_picture=field.key == "image")
    if field.kind is Kind.MEDIA_LIST:
        is_gallery = field.key == "gallery"
        text = _part("متن جایگزین" if is_gallery else "عنوان", {"widget": "string"})
        return _list("پرونده", _part("پرونده", _file(is_picture=is_gallery)), text)
    default = {"default": options[0]} if field.key == "status" else {}
    return {"widget": "select", "options": options, **default}


def _file(*, is_picture: bool) -> Widget:
    return {"widget": "image" if is_picture else "file", "choose_url": False}


def _list(label: str, *parts: Widget) -> Widget:
    return {"widget": "list", "label_singular": label, "collapsed": False, "fields": list(parts)}


def _part(name: str, widget: Widget, *, is_needed: bool = True) -> Widget:
    return {"name": name, "label": name, "required": is_needed, **widget}


def _pattern(form: str, message: str) -> Widget:
    return {"widget": "string", "pattern": [f"^(?:{form})$", message]}


# Several of a list, kept as one line split at «،», as other editors write it: web_editor/editor.js.
_ONE_LINE = "one-line-choices"
_LONG = 200  # characters, from which on a text has several lines in the form
_MOMENT = _pattern(form_pattern(), "مانند «۲۲ مهر ۱۴۰۵ ۹:۳۰» یا «1405-07-22 09:30» بنویسید.")
_ALIKE: Mapping[Kind, Widget] = {
    Kind.MOMENT: _MOMENT,
    Kind.IDENTITY: {"widget": "hidden"},  # web_editor/editor.js writes it once
    Kind.SLUG: _pattern(SLUG_FORM, "تنها a-z و 0-9 و خط تیره، تا ۶۰ نویسه."),
    Kind.MEDIA_OR_LINK: {"widget": "string"},
    Kind.SMS: {"widget": "string"},
    Kind.NUMBER: _pattern("[0-9۰-۹٠-٩]{1,6}", "تنها رقم بنویسید."),
    Kind.DURATION: _pattern(DURATION_FORM, "دقیقه و ثانیه، مانند 12:30."),
    Kind.LINK: _pattern(r"https?://\S+", "نشانی کامل، مانند https://example.ir/register."),
    Kind.ADDRESSES: {"widget": "string"},
    Kind.CORRECTIONS: _list("اصلاحیه", _part("تاریخ", _MOMENT), _part("متن", {"widget": "text"})),
    Kind.WITHDRAWAL: {
        "widget": "object",
        "collapsed": True,
        "fields": [
            _part("تاریخ", _MOMENT, is_needed=False),
            _part("دلیل", {"widget": "text"}, is_needed=False),
        ],
    },
}
