"""
The content folder as a whole: every file in it is read, told of, or known to be none of ours.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import yaml

from newsroom import front_matter
from newsroom.fields import PAGES
from newsroom.front_matter import Entry, Report, entries_of
from newsroom.jalali import DateError, parse_moment
from newsroom.markup import Renderer
from newsroom.persian import fold, normalise
from newsroom.posts import CONTENT, Post, read_post
from newsroom.problems import Code, Problem, nearest
from newsroom.values import ID_ALPHABET, ID_LENGTH, MEDIA, check_slug

TAGS_FILE = "tags.yaml"
PARTNERS_FILE = "partners.yaml"
AGREEMENT_FILE = "agreement.yaml"
# More than a YAML reader would find, on purpose: a file that is broken today still owns its id.
_ID_LINE = re.compile(
    rf"^\s*(?:id|شناسه)\s*:\s*['\"]?([{ID_ALPHABET}]{{{ID_LENGTH}}})\b", re.MULTILINE
)
DATA_FILES = (TAGS_FILE, PARTNERS_FILE, AGREEMENT_FILE)


@dataclass(frozen=True, slots=True)
class TagInfo:
    """A tag of the tags file, with its permanent ASCII slug."""

    name: str
    slug: str
    description: str

    @property
    def address(self) -> str:
        """The tag's page below the site."""
        return f"/tags/{self.slug}/"


@dataclass(frozen=True, slots=True)
class Partner:
    """A body that the office works with, and what it does."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Duty:
    """One promise of the agreement, and whether it waits for money."""

    text: str
    needs_budget: bool


@dataclass(frozen=True, slots=True)
class Agreement:
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


@dataclass(frozen=True, slots=True)
class Content:
    """
    All that the folder holds.

    Attributes:
        root: the content folder.
        posts: posts of the four sections, in the order of their paths.
        pages: the pages that stand alone, likewise.
        tags: by `fold(name)`.
        media: files below content/media, as `media/…`.
        problems: everything wrong, sorted; nothing may be published while there are any.
        read: how many Markdown files there are.
    """

    root: Path
    posts: tuple[Post, ...]
    pages: tuple[Post, ...]
    tags: dict[str, TagInfo]
    partners: tuple[Partner, ...]
    agreement: Agreement | None
    media: frozenset[str]
    problems: tuple[Problem, ...]
    read: int


def load_ids(root: Path) -> set[str]:
    """Every identity that is taken, readable or not otherwise: a new one must be none of them."""
    found = set()
    for source in _list_files(root).markdown:
        text = (root / source).read_text(encoding="utf-8", errors="replace")
        found.update(_ID_LINE.findall(text))
    return found


@dataclass(slots=True)
class _Files:
    """What lies in the folder, by what it is."""

    markdown: list[str] = field(default_factory=list)
    media: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def load_content(root: Path) -> Content:
    """Read the folder *root*. Never raises for what editors wrote; OSError for the disk."""
    files = _list_files(root)
    renderer = Renderer()
    problems = files.problems
    posts = []
    for source in files.markdown:
        post, found = read_post(source, (root / source).read_bytes(), renderer)
        problems += found
        if post:
            posts.append(post)
    tags = _load_tags(root, problems)
    partners = _load_partners(root, problems)
    agreement = _load_agreement(root, problems)
    media = frozenset(files.media)
    problems += _check_between(posts, tags, media)
    return Content(
        root=root,
        posts=tuple(post for post in posts if post.section != PAGES),
        pages=tuple(post for post in posts if post.section == PAGES),
        tags=tags,
        partners=partners,
        agreement=agreement,
        media=media,
        problems=tuple(sorted(set(problems))),
        read=len(files.markdown),
    )


def _list_files(root: Path) -> _Files:
    files = _Files()
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        below = Path(folder).relative_to(root).as_posix()
        for name in sorted(names):
            path = name if below == "." else f"{below}/{name}"
            if not name.startswith(".") and not name.endswith("~"):
                _sort_file(path, Path(folder) / name, files)
    return files


def _sort_file(path: str, file: Path, files: _Files) -> None:
    report = Report(f"{CONTENT}/{path}", files.problems)
    top = path.split("/", 1)[0]
    if file.is_symlink():
        report(
            Code.FILE_OUTSIDE_MEDIA, 1,
            "این پرونده پیوندی به جای دیگری از دستگاه است.",
            "خود پرونده را این‌جا بگذارید.",
        )  # fmt: skip
    elif top == MEDIA and path != MEDIA:
        files.media.append(path)
    elif path.endswith(".md"):
        files.markdown.append(path)
    elif path in DATA_FILES:
        files.data.append(path)
    else:
        report(
            Code.FILE_MISPLACED, 1,
            "این پرونده نه نوشته‌ای با پایان .md است و نه داده‌ای که سایت می‌شناسد؛ دیده نمی‌شود.",
            f"نوشته را با پایان .md ذخیره کنید؛ تصویر و پیوست را در {CONTENT}/{MEDIA} بگذارید.",
        )  # fmt: skip


def _check_between(
    posts: list[Post], tags: dict[str, TagInfo], media: frozenset[str]
) -> Iterator[Problem]:
    """Problems that show only when files are seen together."""
    yield from _check_ids(posts)
    yield from _check_addresses(posts)
    for post in posts:
        report = Report(f"{CONTENT}/{post.source}")
        _check_tags(post, tags, report)
        _check_media(post, media, report)
        yield from report.problems


def _check_ids(posts: Iterable[Post]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for post in posts:
        if not post.id:
            continue
        if post.id in first:
            yield Problem(
                f"{CONTENT}/{post.source}", post.line("id"), Code.ID_TAKEN,
                f"شناسهٔ «{post.id}» از آنِ {CONTENT}/{first[post.id]} است.",
                "در مطلب تازه‌تر سطر شناسه را پاک کنید و «make fix» را بزنید.",
            )  # fmt: skip
        first.setdefault(post.id, post.source)


def _check_addresses(posts: Iterable[Post]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for post in posts:
        for address, key in [(post.address, "slug"), *((a, "aliases") for a in post.aliases)]:
            if address in first:
                yield Problem(
                    f"{CONTENT}/{post.source}", post.line(key), Code.ADDRESS_TAKEN,
                    f"نشانی {address} از آنِ {CONTENT}/{first[address]} است.",
                    "نام پرونده یا نامک یکی از دو مطلب را عوض کنید.",
                )  # fmt: skip
            first.setdefault(address, post.source)


def _check_tags(post: Post, tags: dict[str, TagInfo], report: Report) -> None:
    for tag in post.tags:
        if fold(tag.name) in tags:
            continue
        meant = nearest(tag.name, [info.name for info in tags.values()])
        report(
            Code.TAG_UNKNOWN, tag.line,
            f"برچسب «{tag.name}» در {CONTENT}/{TAGS_FILE} نیست.",
            (f"بنویسید «{meant}»، یا " if meant else "")
            + f"این سطر را به {CONTENT}/{TAGS_FILE} بیفزایید: "
            + f"{tag.name}: {{slug: a-latin-name, description: یک جمله}}",
        )  # fmt: skip


def _check_media(post: Post, media: frozenset[str], report: Report) -> None:
    named = [(file.path, file.line) for file in post.media]
    named += [(link.target, link.line) for link in post.body.media]
    for path, line in named:
        if path in media:
            continue
        meant = nearest(path, media)
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


def _texts(node: yaml.Node) -> dict[str, str]:
    """The scalar values of a mapping node by key; {} for any other node."""
    if not isinstance(node, yaml.MappingNode):
        return {}
    return {
        entry.name: " ".join(entry.node.value.split())
        for entry in entries_of(node, 1)
        if isinstance(entry.node, yaml.ScalarNode)
    }


def _load_tags(root: Path, problems: list[Problem]) -> dict[str, TagInfo]:
    entries, report = _load_entries(root, TAGS_FILE, problems)
    tags: dict[str, TagInfo] = {}
    slugs: dict[str, str] = {}
    for entry in entries:
        info = _texts(entry.node)
        name = normalise(entry.name)
        slug = check_slug(info.get("slug", ""), entry.line, report)
        if slug is None:
            continue
        if slug in slugs or fold(name) in tags:
            report(
                Code.ADDRESS_TAKEN, entry.line,
                f"برچسب «{name}» با «{slugs.get(slug, name)}» یکی است.",
                "نام و نامک هر برچسب باید تنها از آنِ خودش باشد.",
            )  # fmt: skip
        slugs[slug] = name
        tags[fold(name)] = TagInfo(name, slug, normalise(info.get("description", "")))
    return tags


def _load_partners(root: Path, problems: list[Problem]) -> tuple[Partner, ...]:
    entries, report = _load_entries(root, PARTNERS_FILE, problems)
    found = []
    for entry in entries:
        items = entry.node.value if isinstance(entry.node, yaml.SequenceNode) else []
        for item in items:
            info = _texts(item)
            if info.get("name"):
                found.append(Partner(normalise(info["name"]), normalise(info.get("role", ""))))
                continue
            report(
                Code.DATA_INVALID, item.start_mark.line + 1,
                "این همکار نام ندارد.",
                "هر همکار را مانند {name: آموزش و پرورش, role: کار مشترک} بنویسید.",
            )  # fmt: skip
    return tuple(found)


def _load_agreement(root: Path, problems: list[Problem]) -> Agreement | None:
    entries, report = _load_entries(root, AGREEMENT_FILE, problems)
    if not entries:
        return None
    nodes = {entry.name: entry.node for entry in entries}
    texts = {
        name: normalise(" ".join(node.value.split()))
        for name, node in nodes.items()
        if isinstance(node, yaml.ScalarNode)
    }
    try:
        return Agreement(
            service_id=texts["service_id"],
            title=texts["title"],
            office=texts["office"],
            responsible=_list_of_texts(nodes["responsible"]),
            duties=tuple(_duty(item) for item in nodes["duties"].value),
            partners=_list_of_texts(nodes["partners"]),
            price=texts["price"],
            valid_until=parse_moment(nodes["valid_until"].value).at,
            notes=_list_of_texts(nodes["notes"]) if "notes" in nodes else (),
        )
    except (KeyError, DateError, AttributeError, TypeError) as error:
        report(
            Code.AGREEMENT_INVALID, 1,
            f"داده‌های توافق‌نامه کامل نیست: {error}.",
            "کلیدهای لازم: service_id، title، office، responsible، duties، partners، price، "
            "valid_until.",
        )  # fmt: skip
        return None


def _list_of_texts(node: yaml.Node) -> tuple[str, ...]:
    return tuple(normalise(" ".join(item.value.split())) for item in node.value)


def _duty(node: yaml.Node) -> Duty:
    texts = _texts(node)
    return Duty(normalise(texts["text"]), texts.get("needs_budget", "false") == "true")
