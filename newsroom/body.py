"""
A body, and the house's rules for its finished tree: addresses, headings, tables, isolation.

The tree comes from `newsroom.markup`, which turns Markdown into it; nothing here reads Markdown.
"""

from __future__ import annotations

import html
import itertools
import posixpath
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, unquote
from xml.etree import ElementTree

from newsroom.front_matter import Report, line_at
from newsroom.media_safety import is_picture, report_no_picture
from newsroom.persian import LONG, isolate_spans, isolation, persian_digits, pieces
from newsroom.problems import Code
from newsroom.records import Record, Text
from newsroom.values import media_path, report_backslash, split_address, with_slashes

TOKEN = "tarvij:"  # the scheme of an internal address until `resolve` puts the real one
SCHEMES = ("http", "https", "mailto", "tel", "sms")

# In a tag alone: in the text of an example it is what was typed.
_TOKEN = re.compile(rf'(<(?:a|img) [^<>]*?\b(?:href|src)="){TOKEN}([^"#?]*)')
# What is to be isolated has a Latin letter or a digit in it, and most pieces of text have none.
_MAY_SCRAMBLE = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff\d]")
# An address of another site as it was typed: with a letter that no address may have.
RAW_ADDRESS = re.compile(r' href="([^"]*[^!-~"][^"]*)"')
_GROWS = re.compile(r'[&<>"\n\\]')
STASHED = re.compile("(\x02[^\x03]*\x03)")  # what the library has hidden so far
_ENTITY = re.compile(r"&#?\w+;")
_BACKSLASHES = re.compile(r"\]\(<?([^()<>\s]*\\[^()<>\s]*)")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()>#+\-.!])")
_NUMBER = re.compile(r"\s*[-\u2212+]?\d[\d.,٫٬/]*\s*[٪%]?\s*")
_CODE = re.compile(r"(?<=<pre><code)([^>]*>)(.*?)(?=</code></pre>)", re.DOTALL)
_DATE = re.compile(r"\d+(?:-\d+)+(?: \d+:\d+)?")
_ALIGNED = re.compile("text-align: (left|right|center);")

INLINE_TAGS = "bdi|span|sub|sup|kbd|abbr|mark|q"
_RAW = re.compile("\x02wzxhzdk:([0-9]+)\x03")  # the library's stand-in for a raw tag
_INLINE_TAG = re.compile(rf"<(?P<close>/?)(?P<name>{INLINE_TAGS})\b", re.IGNORECASE)
_PAGE_ID = re.compile("c[0-9]+|main")  # corrections, and where the page begins
_VALUES = {
    "dir": (re.compile("ltr|rtl|auto"), "یکی از ltr، rtl و auto را بنویسید."),
    "lang": (
        re.compile("[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*"),
        "کد دو یا سه حرفی زبان را بنویسید، مانند ar یا en.",
    ),
}

_ATTRIBUTES = frozenset({"id", "class", "lang", "dir", "title"})
_TAG_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}, "ol": {"start"}, "li": {"value"}}
_NOT_PROSE = frozenset({"code", "pre", "kbd", "samp", "bdi"})
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


class Link(Record, frozen=True):
    """
    An internal link of a body.

    Attributes:
        target: a file below content/ (`news/1404/law.md`, `media/a.svg`), or an address (`/mark/`).
        typed: the target as the editor wrote it.
        line: 1-based line in the file.
    """

    target: str
    typed: str
    line: int


class Bulk(Record, frozen=True):
    """
    How much of a body there is, so that a feed can tell what it will take without making it.

    Attributes:
        escaped_bytes: as in `escaped_size`.
        tokens: internal addresses, each of which becomes a full one.
        anchors: links to a place of the same page, likewise.
    """

    escaped_bytes: int = 0
    tokens: int = 0
    anchors: int = 0
    raw_bytes: int = 0


class Body(Record, frozen=True):
    """
    The HTML of a body, its internal addresses still tokens, and what they point at.

    Attributes:
        links: to files below content/ and to addresses of the site.
        media: the files of content/media that it shows or leads to.
    """

    text: Text
    links: tuple[Link, ...] = ()
    media: tuple[Link, ...] = ()
    bulk: Bulk = Bulk()

    @property
    def html(self) -> str:
        """Read from the shelf where it lies there."""
        return self.text.read()


def body_of(html: str, links: Iterable[Link] = (), media: Iterable[Link] = ()) -> Body:
    """The body of finished *html*."""
    bulk = Bulk(
        escaped_bytes=escaped_size(html),
        tokens=html.count(TOKEN),
        anchors=html.count('"#'),
        raw_bytes=sum(2 * len(quote(raw)) for raw in RAW_ADDRESS.findall(html)),
    )
    return Body(Text.of(html), tuple(links), tuple(media), bulk)


def escaped_size(text: str) -> int:
    """Bytes of *text* in UTF-8 with `&`, `<` and `>` as XML writes them, quotes as JSON does."""
    size = len(text.encode())
    if not _GROWS.search(text):
        return size
    signs = 4 * text.count("&") + 3 * text.count("<") + 3 * text.count(">")
    return size + signs + text.count('"') + text.count("\n") + text.count("\\")


def resolve(html: str, address_of: Callable[[str], str]) -> str:
    """*html* with each internal token replaced by the address that *address_of* gives for it."""
    if TOKEN not in html:
        return html
    return _TOKEN.sub(lambda match: match[1] + address_of(unquote(match[2])), html)


@dataclass(slots=True)
class Job:
    """What one conversion knows and gathers."""

    source: str
    text: str
    first_line: int
    report: Report
    links: list[Link] = field(default_factory=list)
    media: list[Link] = field(default_factory=list)
    anchors: list[Link] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    has_refused_tags: bool = False
    found_until: dict[str, int] = field(default_factory=dict)

    def line_of(self, typed: str) -> int:
        """The line of the next *typed*, a whole target first; the first line if there is none."""
        return self._line_of(typed.split("\x02", 1)[0], ("(", "<", ""))

    def line_of_tag(self, tag: str) -> int:
        """The line of the next *tag*; the first line if there is none."""
        return self._line_of(tag.split("\x02", 1)[0], ("",))

    def find_next(self, pattern: str) -> re.Match[str] | None:
        """The next place in the typed text where *pattern* matches."""
        found = re.compile(pattern).search(self.text, self.found_until.get(pattern, 0))
        if found:
            self.found_until[pattern] = found.end()
        return found

    def line_at(self, position: int) -> int:
        """The line of a place in `text`."""
        return self.first_line + line_at(self.text, position) - 1

    def _line_of(self, typed: str, marks: tuple[str, ...]) -> int:
        start = self.found_until.get(typed, 0)
        places = (self.text.find(mark + typed, start) for mark in marks)
        position = next((place for place in places if place >= 0), -1)
        if position < 0:
            return self.first_line
        self.found_until[typed] = position + 1
        return self.line_at(position)


def finish(root: ElementTree.Element, stash: Sequence[str], job: Job) -> None:
    """
    Walk once over the finished tree: addresses, headings, tables, footnotes, isolation.

    Args:
        stash: the raw tags for which there are stand-ins in the tree.
    """
    _shift_headings(root)
    # Beside refused tags there are partners that are not yet what they will be.
    has_tags = not job.has_refused_tags and any(map(_INLINE_TAG.match, stash))
    for element in root.iter():
        _check_attributes(element, job)
        if has_tags:
            _check_balance(element, stash, job)
        if element.tag == "a":
            _finish_link(element, job)
        elif element.tag == "img":
            _finish_image(element, job)
    _gather_ids(root, job)
    _wrap_tables(root)
    _mark_numbers(root)
    _mark_long_code(root)
    _isolate(root)


def _check_balance(element: ElementTree.Element, stash: Sequence[str], job: Job) -> None:
    """A raw tag is closed where it was opened: in the same paragraph, cell, emphasis."""
    opened: list[tuple[str, int]] = []
    for text in (element.text, *(child.tail for child in element)):
        for number in _RAW.findall(text or ""):
            tag = _INLINE_TAG.match(stash[int(number)])
            if not tag:
                continue
            name, line = tag["name"].lower(), job.line_of_tag(tag[0])
            if not tag["close"]:
                opened.append((name, line))
            elif opened and opened[-1][0] == name:
                opened.pop()
            else:
                _report_balance(name, line, job)
    for name, line in opened:
        _report_balance(name, line, job)


def _report_balance(name: str, line: int, job: Job) -> None:
    job.report(
        Code.HTML_REFUSED, line,
        f"برچسب‌های <{name}> و </{name}> با هم جور نیستند.",
        f"هر <{name}> را در همان بند و پیش از هر برچسب بیرونی‌تر با </{name}> ببندید.",
    )  # fmt: skip


def _gather_ids(root: ElementTree.Element, job: Job) -> None:
    job.ids += [str(element.get("id")) for element in root.iter() if "id" in element.attrib]
    for identity, count in Counter(job.ids).items():
        if count > 1 or _PAGE_ID.fullmatch(identity):
            owner = "در این متن دو بار آمده" if count > 1 else "از آنِ بخش دیگری از صفحه"
            places = re.finditer(rf"\{{[^{{}}\n]*#{re.escape(identity)}(?![\w-])", job.text)
            lines = [job.line_at(place.start()) for place in places]
            job.report(
                Code.ANCHOR_TWICE, lines[-1] if lines else job.first_line,
                f"نام «#{identity}» {owner} است.",
                f"این یکی را عوض کنید، مانند «{{#{identity}-2}}».",
            )  # fmt: skip


def _wrap_tables(root: ElementTree.Element) -> None:
    """A table wider than the page scrolls in a region of its own, which a keyboard can reach."""
    tables = [(p, c) for p in root.iter() for c in p if c.tag == "table"]
    for number, (parent, table) in enumerate(tables, 1):
        name = f"جدول {persian_digits(str(number))}" if len(tables) > 1 else "جدول"
        region = ElementTree.Element(
            "div", {"class": "table", "role": "region", "aria-label": name, "tabindex": "0"}
        )
        region.tail, table.tail = table.tail, None
        parent[list(parent).index(table)] = region
        region.append(table)


def isolate_dates_of_code(html: str) -> str:
    """*html* with the dates of its code isolated: «تاریخ: 1405-07-22» would be drawn reversed."""

    def isolated(code: re.Match[str]) -> str:
        return code[1] + _DATE.sub(r'<bdi dir="ltr">\g<0></bdi>', code[2])

    return _CODE.sub(isolated, html) if "<pre>" in html else html


def _mark_numbers(root: ElementTree.Element) -> None:
    """Cells with nothing but a number: their digits are to stand under each other."""
    for cell in root.iter("td"):
        if not len(cell) and _NUMBER.fullmatch(cell.text or ""):
            _add_class(cell, "number")


def _mark_long_code(root: ElementTree.Element) -> None:
    """Code in a line that may be broken; all other code is read as one."""
    for parent in root.iter():
        for child in parent:
            if child.tag == "code" and parent.tag != "pre" and len(child.text or "") > LONG:
                _add_class(child, "long")


def _add_class(element: ElementTree.Element, name: str) -> None:
    element.set("class", f"{element.get('class', '')} {name}".strip())


def _shift_headings(root: ElementTree.Element) -> None:
    """The page's title is its only h1; headings get short permanent ids in their order."""
    headings = [element for element in root.iter() if element.tag in _HEADINGS]
    taken = {element.get("id") for element in root.iter()}
    free = (f"s{number}" for number in itertools.count(1) if f"s{number}" not in taken)
    shift = 1 if any(element.tag == "h1" for element in headings) else 0
    for element in headings:
        element.tag = _HEADINGS[min(_HEADINGS.index(element.tag) + shift, 5)]
        if "id" not in element.attrib:
            element.set("id", next(free))


def _check_attributes(element: ElementTree.Element, job: Job) -> None:
    aligned = _ALIGNED.fullmatch(element.get("style", "")) if element.tag in ("th", "td") else None
    if aligned:  # the library aligns table cells by physical sides
        side = {"left": "start", "right": "end"}.get(aligned[1], aligned[1])
        _add_class(element, side)
        del element.attrib["style"]
    for name in ("dir", "lang"):
        if name in element.attrib:
            check_value(name, element.attrib[name], job)
    allowed = _ATTRIBUTES | _TAG_ATTRIBUTES.get(str(element.tag), set())
    for name in sorted(set(element.attrib) - allowed):
        refuse_attribute(name, element.attrib[name], job)


def refuse_attribute(name: str, value: object, job: Job) -> None:
    """Report an attribute that no body may have."""
    job.report(
        Code.HTML_REFUSED, job.line_of(name),
        f'ویژگی «{name}="{value}"» در متن پذیرفته نیست.',
        "تنها id، class، lang، dir و title را می‌توان در { } نوشت.",
    )  # fmt: skip


def check_value(name: str, value: str, job: Job) -> None:
    """Report a direction or a language that there is not."""
    form, fix = _VALUES[name]
    if not form.fullmatch(value):
        place = job.find_next(rf"(?i:{name})\s*=\s*[\"']?+{re.escape(value)}(?=[\"'\s}}>])")
        line = job.line_at(place.start()) if place else job.first_line
        job.report(Code.HTML_REFUSED, line, f'«{name}="{value}"» معنایی ندارد.', fix)


def _finish_link(element: ElementTree.Element, job: Job) -> None:
    if "footnote-ref" in element.get("class", "").split():
        element.text = persian_digits(element.text or "")
    typed = element.get("href", "")
    if typed.startswith("#"):
        target = unquote(_plain(typed))[1:]
        job.anchors.append(Link(target, typed, job.line_of(typed)))
        return
    parts = split_address(_plain(typed))
    if parts is None or parts.scheme or parts.netloc:
        if parts is None or parts.scheme not in SCHEMES:
            job.report(
                Code.LINK_SCHEME, job.line_of(typed),
                f"پیوند «{typed}» به جایی امن نمی‌رود.",
                f"پیوند باید با یکی از این‌ها آغاز شود: {'، '.join(SCHEMES)}؛ یا نشانی درون سایت.",
            )  # fmt: skip
        elif _bare("".join(element.itertext())) == _bare(typed):
            _add_class(element, "bare")
        return
    if "\\" in typed:
        typed = _as_typed(typed, job)
        report_backslash(typed, typed.replace("\\", "/"), job.line_of(typed), job.report)
        return
    target = _target(unquote(parts.path), job.source)
    link = Link(target, typed, job.line_of(typed))
    (job.media if target.startswith("media/") else job.links).append(link)
    rest = parts._replace(scheme="", netloc="", path="").geturl()
    element.set("href", TOKEN + quote(target) + rest)


def _bare(address: str) -> str:
    """An address as people write it: on paper it need not stand there twice."""
    return address.strip().removeprefix("https://").removeprefix("http://").removesuffix("/")


def _as_typed(seen: str, job: Job) -> str:
    """A target with its backslashes: before a full stop the library took them for escapes."""
    typed = (found[1] for found in _BACKSLASHES.finditer(job.text))
    return next((target for target in typed if _ESCAPE.sub(r"\1", target) == seen), seen)


def _plain(typed: str) -> str:
    """An address as browsers read it: `javascript&#58;` is a scheme like any other."""
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), typed)


def _target(path: str, source: str) -> str:
    """A site address as it is; anything else as a file below content/."""
    if path.startswith("/media/"):
        return path[1:]
    if path.startswith("/"):
        return path
    if path.startswith("media/"):
        return posixpath.normpath(path)
    return posixpath.normpath(posixpath.join(posixpath.dirname(source), path))


def _finish_image(element: ElementTree.Element, job: Job) -> None:
    typed = element.get("src", "")
    if "\\" in typed:
        typed = _as_typed(typed, job)
        meant = with_slashes(typed, job.source)
        report_backslash(typed, meant, job.line_of(typed), job.report)
        return
    line = job.line_of(typed)
    parts = split_address(_plain(typed))
    if parts is None or parts.scheme or parts.netloc:
        job.report(
            Code.IMAGE_FOREIGN, line,
            f"تصویر «{typed}» روی سایتی دیگر است.",
            "اگر اجازه‌اش را دارید، آن را در content/media بگذارید و از آن‌جا نشانش دهید.",
        )  # fmt: skip
        return
    if not element.get("alt", "").strip():
        job.report(
            Code.ALT_MISSING, line,
            f"تصویر «{typed}» متن جایگزین ندارد.",
            f"بنویسید آنچه را در تصویر دیده می‌شود: «![متن جایگزین]({typed})».",
        )  # fmt: skip
    path = media_path(unquote(typed), job.source)
    if path is None:
        job.report(
            Code.FILE_OUTSIDE_MEDIA, line,
            f"تصویر «{typed}» بیرون از content/media است.",
            "تصویر را در content/media بگذارید و مانند ../../media/mark.svg بنویسید.",
        )  # fmt: skip
        return
    if not is_picture(path):
        report_no_picture(path, line, job.report)
    job.media.append(Link(path, typed, line))
    element.set("src", TOKEN + quote(path))


def _isolate(element: ElementTree.Element) -> None:
    """Wrap what a right-to-left line would scramble: phones, codes, Latin phrases."""
    if element.tag in _NOT_PROSE or element.get("dir") == "ltr":
        return
    index = 0
    for child in list(element):
        index += 1
        _isolate(child)
        if child.tail and _MAY_SCRAMBLE.search(child.tail):
            child.tail, nodes = _isolated(child.tail)
            element[index:index] = nodes
            index += len(nodes)
    if element.text and _MAY_SCRAMBLE.search(element.text):
        element.text, nodes = _isolated(element.text)
        element[0:0] = nodes


def _isolated(text: str) -> tuple[str, list[ElementTree.Element]]:
    """*text* up to its first isolated span, and the `bdi` elements that follow, with tails."""
    head = ""
    nodes: list[ElementTree.Element] = []
    for piece in STASHED.split(text):
        position = 0
        spans = [] if piece.startswith("\x02") else isolate_spans(piece)
        for start, end in spans:
            head = _append(head, nodes, piece[position:start])
            nodes.append(_bdi(piece[start:end]))
            position = end
        head = _append(head, nodes, piece[position:])
    return head, nodes


def _bdi(text: str) -> ElementTree.Element:
    node = ElementTree.Element("bdi", isolation(text))
    node.text, *rest = pieces(text) if len(text) > LONG else (text,)
    for part in rest:
        ElementTree.SubElement(node, "wbr").tail = part
    return node


def _append(head: str, nodes: list[ElementTree.Element], text: str) -> str:
    if not nodes:
        return head + text
    nodes[-1].tail = (nodes[-1].tail or "") + text
    return head
