"""
The content folder as a whole: every file in it is read, told of, or known to be none of ours.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Collection, Container, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml
from msgspec.structs import replace

from newsroom import front_matter
from newsroom.fields import PAGES, find_flag
from newsroom.front_matter import UNSEEN, Entry, Report, entries_of
from newsroom.media_files import FileFacts
from newsroom.moments import DateError, parse_moment
from newsroom.persian import fold, persian_digits
from newsroom.posts import CONTENT, Post
from newsroom.problems import Code, Problem, nearest, nearest_path
from newsroom.reading import Found, Memory, read_media, read_posts
from newsroom.records import Record
from newsroom.stamps import stamp_of
from newsroom.values import ID_ALPHABET, ID_LENGTH, MEDIA, check_slug, one_line

TAGS_FILE = "tags.yaml"
PARTNERS_FILE = "partners.yaml"
AGREEMENT_FILE = "agreement.yaml"
SHARE_FILE = "share.yaml"
GLOSSARY_FILE = "glossary.yaml"
# More than a YAML reader would find, on purpose: a file that is broken today still owns its id.
_ID_LINE = re.compile(
    rf"^\s*(?:id|شناسه)\s*:\s*['\"]?([{ID_ALPHABET}]{{{ID_LENGTH}}})\b", re.MULTILINE
)
# What editors put between tags instead of «،».
_JOINTS = re.compile(r"\s*[-\u2013\u2014/|+؛;.#]\s*|\s+و\s+")
EXAMPLE_SLUG = "a-latin-name"  # as our own remedy writes it
SHARE_SCHEMES = ("https", "sms", "mailto")
SHARE_EXAMPLE = (
    '{address: "https://t.me/share?url={url}", source: "https://core.telegram.org/api/links"}'
)
LATEST = datetime.max.replace(tzinfo=UTC)  # a post that has no date is the newest
DATA_FILES = (TAGS_FILE, PARTNERS_FILE, AGREEMENT_FILE, SHARE_FILE, GLOSSARY_FILE)


class TagInfo(Record, frozen=True):
    """A tag of the tags file, with its permanent ASCII slug."""

    name: str
    slug: str
    description: str

    @property
    def address(self) -> str:
        """The tag's page below the site."""
        return f"/tags/{self.slug}/"


class Partner(Record, frozen=True):
    """A body that the office works with, and what it does."""

    name: str
    role: str


class Duty(Record, frozen=True):
    """One promise of the agreement, and whether it waits for money."""

    text: str
    needs_budget: bool


class Agreement(Record, frozen=True):
    """The service-level agreement as data."""

    service_id: str
    title: str
    office: str
    responsible: tuple[str, ...]
    duties: tuple[Duty, ...]
    partners: tuple[str, ...]
    price: str
    valid_until: datetime
    notes: tuple[str, ...]


class ShareWay(Record, frozen=True):
    """
    A way to pass a page on.

    Attributes:
        address: with `{url}` and perhaps `{text}` where the page's address and title belong.
        source: where its maker documents that address.
    """

    name: str
    address: str
    source: str

    def link(self, url: str, text: str) -> str:
        """The address for one page, percent-encoded."""
        return self.address.replace("{url}", quote(url, "")).replace("{text}", quote(text, ""))


@dataclass(frozen=True, slots=True)
class Read:
    """How many Markdown files there are, readable or not; as text «۲۸ نوشته و ۹ صفحه»."""

    posts: int
    pages: int

    def __str__(self) -> str:
        return persian_digits(f"{self.posts} نوشته و {self.pages} صفحه")


@dataclass(frozen=True, slots=True)
class Content:
    """
    All that the folder holds.

    Attributes:
        root: the content folder.
        posts: posts of the four sections, in the order of their paths.
        pages: the pages that stand alone, likewise.
        tags: by `fold(name)`.
        media: what is known of each file below content/media, by its path, `media/…`.
        problems: everything wrong, sorted; nothing may be published while there are any.
        read: what was counted before anything was understood.
    """

    root: Path
    posts: tuple[Post, ...]
    pages: tuple[Post, ...]
    tags: dict[str, TagInfo]
    partners: tuple[Partner, ...]
    agreement: Agreement | None
    share: tuple[ShareWay, ...]
    media: Mapping[str, FileFacts]
    problems: tuple[Problem, ...]
    read: Read


def load_ids(root: Path) -> set[str]:
    """Every identity that is taken, readable or not otherwise: a new one must be none of them."""
    found = set()
    for file in _list_files(root, Memory()).markdown:
        text = (root / file.path).read_text(encoding="utf-8", errors="replace")
        found.update(_ID_LINE.findall(text))
    return found


@dataclass(slots=True)
class _Files:
    """What lies in the folder, by what it is; each list in the order of the paths."""

    markdown: list[Found] = field(default_factory=list)
    media: list[Found] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def _nobody(count: int) -> None:
    """For who does not watch."""


def load_content(
    root: Path,
    memory: Memory | None = None,
    *,
    only: Container[str] | None = None,
    jobs: int = 1,
    watch: Callable[[int], None] = _nobody,
) -> Content:
    """
    Read the folder *root*. Never raises for what editors wrote; OSError for the disk.

    Args:
        only: the Markdown files to read, below *root*; None for all of them.
        memory: what earlier builds have read; afterwards, what this one has.
        jobs: workers at most.
        watch: is told how many files have been read.
    """
    memory = memory or Memory()
    files = _list_files(root, memory)
    if only is not None:
        files.markdown = [file for file in files.markdown if file.path in only]
    problems = files.problems
    read = list(read_posts(root, files.markdown, memory, problems, jobs=jobs, watch=watch))
    facts = read_media(root, files.media, memory, problems)
    tags = _load_tags(root, problems)
    partners = _load_partners(root, problems)
    agreement = _load_agreement(root, problems)
    share = _load_share(root, problems)
    pages = sum(1 for file in files.markdown if file.path.startswith(f"{PAGES}/"))
    posts = _tell_apart(read, problems)
    problems += _check_between(posts, tags, facts)
    return Content(
        root=root,
        posts=tuple(post for post in posts if post.section != PAGES),
        pages=tuple(post for post in posts if post.section == PAGES),
        tags=tags,
        partners=partners,
        agreement=agreement,
        share=share,
        media=facts,
        problems=tuple(sorted(set(problems))),
        read=Read(len(files.markdown) - pages, pages),
    )


def _list_files(root: Path, memory: Memory) -> _Files:
    files = _Files()
    _list_folder(str(root), "", memory, files)
    return files


def _list_folder(folder: str, prefix: str, memory: Memory, files: _Files) -> None:
    """List the files of *folder*, then those of the folders in it, both in the order of names."""
    below = []
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            path = prefix + entry.name
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                below.append((entry.path, f"{path}/"))
            elif not entry.name.endswith("~"):
                found = Found(path, stamp_of(entry.stat(follow_symlinks=False)))
                if not _sort_known(found, memory, files):
                    _sort_file(found, Path(entry.path), files)
    for inner, inner_prefix in below:
        _list_folder(inner, inner_prefix, memory, files)


def _sort_known(found: Found, memory: Memory, files: _Files) -> bool:
    """Whether the file is one that was looked at before; if so, it is sorted."""
    for known, own in ((memory.posts, files.markdown), (memory.media, files.media)):
        kept = known.get(found.path)
        if kept and kept.stamp == found.stamp:
            own.append(found)
            return True
    return False


def _sort_file(found: Found, file: Path, files: _Files) -> None:
    path = found.path
    shown = path.encode(errors="backslashreplace").decode()
    report = Report(f"{CONTENT}/{UNSEEN.sub('?', shown)}", files.problems)
    is_media = path.startswith(f"{MEDIA}/")
    if path != shown or UNSEEN.search(path):
        report(
            Code.FILE_UNREADABLE, 1,
            "نام این پرونده نویسه‌ای دارد که نوشته نمی‌شود.",
            "نام پرونده را با حرف‌های لاتین از نو بنویسید.",
        )  # fmt: skip
        return
    mode = file.lstat().st_mode
    if stat.S_ISLNK(mode):
        report(
            Code.FILE_OUTSIDE_MEDIA, 1,
            "این‌جا پیوندی به جای دیگری از دستگاه است.",
            "خود پرونده‌ها را این‌جا بگذارید.",
        )  # fmt: skip
    elif not stat.S_ISREG(mode):
        report(
            Code.FILE_UNREADABLE, 1,
            "این چیزی از دستگاه است، نه پرونده‌ای که خوانده شود.",
            "آن را از این پوشه بردارید.",
        )  # fmt: skip
    elif is_media:
        files.media.append(found)
    elif path.endswith(".md"):
        files.markdown.append(found)
    elif path not in DATA_FILES:
        report(
            Code.FILE_MISPLACED, 1,
            "این پرونده نه نوشته‌ای با پایان .md است و نه داده‌ای که سایت می‌شناسد؛ دیده نمی‌شود.",
            f"نوشته را با پایان .md ذخیره کنید؛ تصویر و پیوست را در {CONTENT}/{MEDIA} بگذارید.",
        )  # fmt: skip


def _check_between(
    posts: list[Post], tags: dict[str, TagInfo], media: Collection[str]
) -> Iterator[Problem]:
    """Problems that show only when files are seen together."""
    for post in posts:
        report = Report(f"{CONTENT}/{post.source}")
        _check_tags(post, tags, report)
        _check_media(post, media, report)
        yield from report.problems


def _tell_apart(posts: list[Post], problems: list[Problem]) -> list[Post]:
    """
    The posts, no two of them with one identity or address.

    The newer of two is told to change. It is handed on without what is not its own, so that what
    comes later may take both for unique and nobody hears of it twice.
    """
    in_time = sorted(
        posts, key=lambda post: (post.status == "draft", post.date or LATEST, post.source)
    )
    ids: dict[str, Post] = {}
    owners: dict[str, Post] = {}
    apart = {}
    for number, post in enumerate(in_time):
        report = Report(f"{CONTENT}/{post.source}", problems)
        known = post
        if post.id and ids.setdefault(post.id, post) is not post:
            _report_id(post, ids[post.id], report)
            known = replace(known, id="")
        if owners.setdefault(post.address, post) is not post:
            _report_address(post, "slug", post.address, owners[post.address], report)
            known = replace(known, slug=f"{post.slug}/{number}", address="")
        apart[post.source] = known
    for post in in_time:  # an alias gives way to an address, whichever is older
        report = Report(f"{CONTENT}/{post.source}", problems)
        own = []
        for alias in post.aliases:
            if alias in owners:
                _report_address(post, "aliases", alias, owners[alias], report)
            else:
                owners[alias] = post
                own.append(alias)
        if len(own) < len(post.aliases):
            apart[post.source] = replace(apart[post.source], aliases=tuple(own))
    return [apart[post.source] for post in posts]


def _report_id(post: Post, owner: Post, report: Report) -> None:
    report(
        Code.ID_TAKEN, post.line("id"),
        f"شناسهٔ «{post.id}» از آنِ {CONTENT}/{owner.source} است.",
        "این سطر را پاک کنید و «make fix» را بزنید تا شناسه‌ای تازه بنویسد.",
    )  # fmt: skip


def _report_address(post: Post, key: str, address: str, owner: Post, report: Report) -> None:
    report(
        Code.ADDRESS_TAKEN, post.line(key),
        f"نشانی {address} از آنِ {CONTENT}/{owner.source} است.",
        "نشانی پیشین را پاک کنید." if key == "aliases"
        else "نام پرونده یا نامک یکی از دو مطلب را عوض کنید.",
    )  # fmt: skip


def _check_tags(post: Post, tags: dict[str, TagInfo], report: Report) -> None:
    for tag in post.tags:
        if fold(tag.name) in tags:
            continue
        apart = _tags_apart(post, tag.name, tags)
        if apart:
            report(
                Code.TAG_UNKNOWN, tag.line,
                f"برچسب «{tag.name}» در {CONTENT}/{TAGS_FILE} نیست؛ گویا چند برچسب است.",
                f"آن‌ها را با «،» جدا کنید: «برچسب‌ها: {apart}».",
            )  # fmt: skip
            continue
        meant = nearest(tag.name, [info.name for info in tags.values()])
        report(
            Code.TAG_UNKNOWN, tag.line,
            f"برچسب «{tag.name}» در {CONTENT}/{TAGS_FILE} نیست.",
            (f"بنویسید «{meant}»، یا " if meant else "")
            + f"این سطر را به {CONTENT}/{TAGS_FILE} بیفزایید: "
            + f"«{tag.name}: {{slug: a-latin-name, description: یک جمله}}».",
        )  # fmt: skip


def _tags_apart(post: Post, joined: str, tags: dict[str, TagInfo]) -> str:
    """All tags of *post*, those of *joined* apart; empty where none of these is known."""
    parts = [part for part in _JOINTS.split(joined) if part]
    if len(parts) < 2 or not any(fold(part) in tags for part in parts):
        return ""
    names = [name for tag in post.tags for name in (parts if tag.name == joined else [tag.name])]
    return "، ".join(dict.fromkeys(names))


def _check_media(post: Post, media: Collection[str], report: Report) -> None:
    named = [(file.path, file.line) for file in post.media]
    named += [(link.target, link.line) for link in post.body.media]
    for path, line in named:
        if path in media:
            continue
        meant = nearest_path(path, media)
        report(
            Code.FILE_MISSING, line,
            f"پروندهٔ «{path}» پیدا نشد.",
            (f"نام را به «{meant}» درست کنید، یا " if meant else "")
            + f"پرونده را در {CONTENT}/{MEDIA} بگذارید.",
        )  # fmt: skip


def _load_entries(root: Path, name: str, problems: list[Problem]) -> tuple[list[Entry], Report]:
    """The top keys of a data file; nothing where it is absent or cannot be read."""
    report = Report(f"{CONTENT}/{name}", problems)
    file = root / name
    text = front_matter.decode(file.read_bytes(), report) if file.is_file() else None
    return (front_matter.parse_mapping(text, report) or [] if text else []), report


def _one_text(node: yaml.Node) -> str:
    """The text of a scalar node as the house writes it; empty for any other node."""
    return one_line(node.value) if isinstance(node, yaml.ScalarNode) else ""


def _record(node: yaml.Node, needed: str, optional: str) -> dict[str, str]:
    """The texts of a mapping of two keys; {} if it is of any other form."""
    texts: dict[str, str] = {}
    for entry in entries_of(node, 1) if isinstance(node, yaml.MappingNode) else ():
        if entry.name not in (needed, optional) or entry.name in texts:
            return {}
        texts[entry.name] = _one_text(entry.node)
    return texts if texts.get(needed) else {}


def _load_tags(root: Path, problems: list[Problem]) -> dict[str, TagInfo]:
    entries, report = _load_entries(root, TAGS_FILE, problems)
    tags: dict[str, TagInfo] = {}
    slugs: dict[str, str] = {}
    for entry in entries:
        info = _record(entry.node, "slug", "description")
        name = one_line(entry.name)
        if not info:
            report(
                Code.DATA_INVALID, entry.line,
                f"برچسب «{name}» به این شکل خوانده نشد.",
                f"مانند این بنویسید: «{name}: {{slug: a-latin-name, description: یک جمله}}».",
            )  # fmt: skip
            continue
        if info["slug"] == EXAMPLE_SLUG:
            report(
                Code.DATA_INVALID, entry.line,
                f"برچسب «{name}» هنوز نامک نمونه را دارد، و نامک برای همیشه در نشانی می‌ماند.",
                "به جای a-latin-name نامکی لاتین، و به جای «یک جمله» توضیح برچسب را بنویسید.",
            )  # fmt: skip
            continue
        slug = check_slug(info["slug"], entry.line, report)
        if slug is None:
            continue
        if slug in slugs or fold(name) in tags:
            report(
                Code.ADDRESS_TAKEN, entry.line,
                f"برچسب «{name}» با «{slugs.get(slug, name)}» یکی است.",
                "نام و نامک هر برچسب باید تنها از آنِ خودش باشد.",
            )  # fmt: skip
        slugs[slug] = name
        tags[fold(name)] = TagInfo(name, slug, info.get("description", ""))
    return tags


def _load_partners(root: Path, problems: list[Problem]) -> tuple[Partner, ...]:
    entries, report = _load_entries(root, PARTNERS_FILE, problems)
    found = []
    for entry in entries:
        if entry.name != "partners" or not isinstance(entry.node, yaml.SequenceNode):
            report(
                Code.DATA_INVALID, entry.line,
                f"کلید «{entry.name}» فهرست همکاران نیست.",
                "فهرست همکاران را زیر کلید partners بنویسید.",
            )  # fmt: skip
            continue
        for item in entry.node.value:
            info = _record(item, "name", "role")
            if info:
                found.append(Partner(info["name"], info.get("role", "")))
                continue
            report(
                Code.DATA_INVALID, item.start_mark.line + 1,
                "این همکار نام ندارد، یا جز نام و نقش چیزی دارد.",
                "هر همکار را مانند {name: آموزش و پرورش, role: کار مشترک} بنویسید.",
            )  # fmt: skip
    return tuple(found)


def _load_share(root: Path, problems: list[Problem]) -> tuple[ShareWay, ...]:
    entries, report = _load_entries(root, SHARE_FILE, problems)
    found = []
    for entry in entries:
        info = _record(entry.node, "address", "source")
        scheme = info.get("address", "").partition(":")[0]
        if scheme in SHARE_SCHEMES and "{url}" in info["address"] and "source" in info:
            found.append(ShareWay(one_line(entry.name), info["address"], info["source"]))
            continue
        report(
            Code.DATA_INVALID, entry.line,
            f"راه هم‌رسانی «{one_line(entry.name)}» به این شکل خوانده نشد.",
            f"مانند این بنویسید: {SHARE_EXAMPLE}. نشانی با یکی از "
            f"{'، '.join(SHARE_SCHEMES)} آغاز می‌شود، و source سندی است که آن نشانی را گفته است.",
        )  # fmt: skip
    return tuple(found)


def _load_agreement(root: Path, problems: list[Problem]) -> Agreement | None:
    entries, report = _load_entries(root, AGREEMENT_FILE, problems)
    if not entries:
        return None
    remedy = f"کلیدهای توافق‌نامه این‌هاست: {'، '.join(_AGREEMENT)}."
    found: dict[str, Any] = {"notes": ()}
    seen: set[str] = set()
    for entry in entries:
        read = _AGREEMENT.get(entry.name)
        value = read(entry.node) if read and entry.name not in seen else None
        if value:
            found[entry.name] = value
        else:
            what = f"کلید «{entry.name}» در توافق‌نامه به این شکل خوانده نشد."
            report(Code.AGREEMENT_INVALID, entry.line, what, remedy)
        seen.add(entry.name)
    for key in _AGREEMENT:
        if key not in found and key not in seen:
            report(Code.AGREEMENT_INVALID, 1, f"کلید «{key}» در توافق‌نامه نیست.", remedy)
    return Agreement(**found) if len(found) == len(_AGREEMENT) else None


def _some_texts(node: yaml.Node) -> tuple[str, ...]:
    """The texts of a list of scalars; empty for anything else."""
    texts = [_one_text(item) for item in node.value] if isinstance(node, yaml.SequenceNode) else []
    return tuple(texts) if all(texts) else ()


def _duties(node: yaml.Node) -> tuple[Duty, ...]:
    """The duties of a list of `{text, needs_budget}`; empty for anything else."""
    items = node.value if isinstance(node, yaml.SequenceNode) else []
    records = [_record(item, "text", "needs_budget") for item in items]
    answers = [find_flag(record.get("needs_budget", "false")) for record in records]
    if not all(records) or None in answers:
        return ()
    return tuple(Duty(r["text"], bool(a)) for r, a in zip(records, answers, strict=True))


def _day(node: yaml.Node) -> datetime | None:
    try:
        return parse_moment(_one_text(node)).at
    except DateError:
        return None


_AGREEMENT: dict[str, Callable[[yaml.Node], object]] = {
    "service_id": _one_text,
    "title": _one_text,
    "office": _one_text,
    "responsible": _some_texts,
    "duties": _duties,
    "partners": _some_texts,
    "price": _one_text,
    "valid_until": _day,
    "notes": _some_texts,
}
