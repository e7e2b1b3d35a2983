"""
Markdown to HTML as this house writes it: python-markdown with its traps for Persian closed.

python-markdown stays, because it is the only engine tried that gets emphasis right around « » and
half-spaces; CommonMark's flanking rule leaves `**«متن»**را` with its asterisks.
"""

from __future__ import annotations

import html
import itertools
import posixpath
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote
from xml.etree import ElementTree

import markdown
from markdown.extensions.fenced_code import FencedBlockPreprocessor
from markdown.inlinepatterns import AUTOMAIL_RE, HTML_RE, HtmlInlineProcessor, InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import InlineProcessor as InlineStep
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from newsroom.front_matter import Report, line_at
from newsroom.persian import isolate_spans, normalise_markdown, persian_digits
from newsroom.problems import Code
from newsroom.values import media_path, split_address

TOKEN = "tarvij:"  # the scheme of an internal address until `resolve` puts the real one
EXTENSIONS = (
    "tables", "footnotes", "def_list", "attr_list", "fenced_code", "abbr", "sane_lists",
)  # fmt: skip
SCHEMES = ("http", "https", "mailto", "tel", "sms")

_TOKEN = re.compile(rf'(?<==")({TOKEN})([^"#?]*)')
# What is to be isolated has a Latin letter or a digit in it, and most pieces of text have none.
_MAY_SCRAMBLE = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff\d]")
_STASHED = re.compile("(\x02[^\x03]*\x03)")
# \x02 begins what the library has hidden so far: code in a value comes back with its quotes.
_SAFE_TAG = re.compile(
    r"<(?P<close>/?)(?P<name>bdi|span|sub|sup|kbd|abbr|mark|q|br)"
    r"(?:\s+(?:lang|dir|title)=(?:\"[^\"<>&\x02]*\"|'[^'<>&\x02]*'))*\s*/?>",
    re.IGNORECASE,
)
_LIST_ITEM = re.compile(r" {0,3}(?:[*+-]|[0-9]{1,3}\.) +\S")
_BLOCK_COMMENT = re.compile(r"^ {0,3}<!--(?:(?!-->).)*-->[ \t]*$", re.MULTILINE | re.DOTALL)
_ENTITY = re.compile(r"&#?\w+;")
_ALIGNED = re.compile("text-align: (left|right|center);")

_ATTRIBUTES = frozenset({"id", "class", "lang", "dir", "title"})
_TAG_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}, "ol": {"start"}, "li": {"value"}}
_NOT_PROSE = frozenset({"code", "pre", "kbd", "samp", "bdi"})
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


@dataclass(frozen=True, slots=True)
class Link:
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


@dataclass(frozen=True, slots=True)
class Body:
    """The HTML of a body, its internal addresses still tokens, and what they point at."""

    html: str
    links: tuple[Link, ...] = ()
    media: tuple[Link, ...] = ()


def resolve(html: str, address_of: Callable[[str], str]) -> str:
    """*html* with each internal token replaced by the address that *address_of* gives for it."""
    if TOKEN not in html:
        return html
    return _TOKEN.sub(lambda match: address_of(unquote(match[2])), html)


@dataclass(slots=True)
class _Job:
    """What one conversion knows and gathers."""

    source: str
    text: str
    first_line: int
    report: Report
    links: list[Link] = field(default_factory=list)
    media: list[Link] = field(default_factory=list)
    open_tags: Counter[str] = field(default_factory=Counter)
    found_until: dict[str, int] = field(default_factory=dict)

    def line_of(self, typed: str) -> int:
        """The line of the next *typed*, a whole target first; the first line if there is none."""
        typed = typed.split("\x02", 1)[0]
        start = self.found_until.get(typed, 0)
        places = (self.text.find(mark + typed, start) for mark in ("(", "<", ""))
        position = next((place for place in places if place >= 0), -1)
        if position < 0:
            return self.first_line
        self.found_until[typed] = position + 1
        return self.first_line + line_at(self.text, position) - 1


class Renderer:
    """Converts bodies, one after the other, with one Markdown object: making it costs 6 %."""

    def __init__(self) -> None:
        self._job = _Job("", "", 1, Report(""))
        self._markdown = self._make()

    def _make(self) -> markdown.Markdown:
        return markdown.Markdown(
            output_format="html",
            extensions=[*EXTENSIONS, _House(self)],
            extension_configs={
                "footnotes": {"BACKLINK_TITLE": "بازگشت به متن", "BACKLINK_TEXT": "↩"},
            },
        )

    @property
    def job(self) -> _Job:
        """The conversion at hand, for the processors."""
        return self._job

    def render(self, text: str, source: str, first_line: int, report: Report) -> Body:
        """
        The body of *source*.

        Args:
            text: Markdown as typed.
            source: path below content/, against which relative links are read.
            first_line: 1-based line of the file on which *text* begins.
            report: hears of refused HTML, foreign pictures and links that cannot be.
        """
        job = self._job = _Job(source, text, first_line, report)
        known = len(report.problems)
        self._markdown.reset()
        try:
            converted = self._markdown.convert(normalise_markdown(text))
        except RecursionError:
            self._markdown = self._make()  # the old one still thinks that it is deep in a list
            report(Code.BODY_TOO_DEEP, first_line, "فهرست‌های متن بیش از اندازه تودرتو است.",
                   "متن را با سرفصل‌ها و فهرست‌های ساده‌تر بنویسید.")  # fmt: skip
            return Body(html.escape(text))
        if len(report.problems) == known:
            _check_balance(job)
        return Body(converted, tuple(job.links), tuple(job.media))


class _House(markdown.Extension):
    """The house rules, as one extension."""

    def __init__(self, renderer: Renderer) -> None:
        super().__init__()
        self._renderer = renderer

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 (the library's name)
        # Without this processor every raw tag passes through the one inline door below; what is
        # not allowed there is a problem, what is no tag at all is escaped.
        md.preprocessors.deregister("html_block")
        md.preprocessors.register(_Fences(self._renderer, md), "fenced_code_block", 25)
        md.preprocessors.register(_Comments(md), "comments", 22)
        md.preprocessors.register(_ListsAfterText(md), "lists_after_text", 21)
        md.inlinePatterns.register(_Mail(AUTOMAIL_RE, md), "automail", 110)
        md.inlinePatterns.register(_RawHtml(self._renderer, md), "html", 90)
        md.treeprocessors.register(_Inline(md), "inline", 20)
        md.treeprocessors.register(_Finish(self._renderer, md), "finish", -1)
        _close_traps(md)


def _close_traps(md: markdown.Markdown) -> None:
    """Narrow three patterns of the library that misread Persian."""
    blocks = md.parser.blockprocessors
    # `\d` is any digit: «۱۴۰۳. سال…» became a list that starts at «۱۴۰۳».
    for name in ("olist", "ulist"):
        for pattern in ("RE", "CHILD_RE", "INDENT_RE"):
            original = getattr(blocks[name], pattern).pattern
            ascii_only = original.replace(r"\d+", "[0-9]{1,3}")
            setattr(blocks[name], pattern, re.compile(ascii_only))
    # «#آب» is a hashtag, not a heading: a heading has a space after its marks.
    heading: Any = blocks["hashheader"]
    heading.RE = re.compile(r"(?:^|\n)(?P<level>#{1,6})[ \t]+(?P<header>[^\n]*?)#*(?:\n|$)")


class _Fences(FencedBlockPreprocessor):
    """Fenced code without free attributes, which would reach the page past `_check_attributes`."""

    def __init__(self, renderer: Renderer, md: markdown.Markdown) -> None:
        original: Any = md.preprocessors["fenced_code_block"]
        super().__init__(md, original.config)
        self.checked_for_deps = True  # the library's own check would switch attributes on
        self._renderer = renderer

    def handle_attrs(
        self, attrs: Iterable[tuple[str, str]]
    ) -> tuple[str, list[str], dict[str, Any]]:
        identity, classes, others = super().handle_attrs(attrs)
        for name, value in others.items():
            _refuse_attribute(name, value, self._renderer.job)
        return identity, classes, {}


class _Comments(Preprocessor):
    """Editors' notes to each other (`<!-- … -->` on lines of their own) are not published."""

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        return _BLOCK_COMMENT.sub("", text).split("\n") if "<!--" in text else lines


class _ListsAfterText(Preprocessor):
    """A list may follow a line of text without an empty line, as everybody types it."""

    def run(self, lines: list[str]) -> list[str]:
        return list(self._spaced(lines))

    def _spaced(self, lines: list[str]) -> Iterator[str]:
        at_start, in_text = True, False
        for line in lines:
            if not line.strip():
                at_start, in_text = True, False
            elif _LIST_ITEM.match(line):
                if in_text:
                    yield ""
                at_start, in_text = False, False
            elif at_start:
                at_start, in_text = False, not line.startswith((" ", "\t", ">", "|", "[^", "*["))
            yield line


class _Mail(InlineProcessor):
    """`<info@example.ir>` as a plain link; the library's own hides it from `_Finish`."""

    def handleMatch(  # type: ignore[override]  # noqa: N802 (typeshed has the old class)
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002 (the library passes it)
    ) -> tuple[ElementTree.Element, int, int]:
        address = self.unescape(m.group(1)).removeprefix("mailto:")
        element = ElementTree.Element("a", {"href": f"mailto:{address}"})
        element.text = address
        return element, m.start(0), m.end(0)


class _RawHtml(HtmlInlineProcessor):
    """The one door for raw tags."""

    def __init__(self, renderer: Renderer, md: markdown.Markdown) -> None:
        super().__init__(HTML_RE, md)
        self._renderer = renderer

    def handleMatch(  # type: ignore[override]  # noqa: N802 (typeshed has the old class)
        self, m: re.Match[str], data: str
    ) -> tuple[Any, int | None, int | None]:
        tag = m.group(1)
        if tag.startswith("<!--"):
            return "", m.start(0), m.end(0)
        safe = _SAFE_TAG.fullmatch(tag)
        job = self._renderer.job
        if safe is None:
            job.report(
                Code.HTML_REFUSED, job.line_of(tag),
                f"برچسب HTML «{_STASHED.sub('…', ' '.join(tag.split()))}» در متن پذیرفته نیست.",
                "آن را با Markdown بنویسید؛ راه هر چیز در docs/markdown.md آمده است.",
            )  # fmt: skip
        elif safe["name"].lower() != "br":
            job.open_tags[safe["name"].lower()] += -1 if safe["close"] else 1
        return super().handleMatch(m, data)


def _check_balance(job: _Job) -> None:
    """Counted, not paired: the library does not meet the tags in their order."""
    for name, count in job.open_tags.items():
        if count:
            job.report(
                Code.HTML_REFUSED, job.line_of(f"<{name}" if count > 0 else f"</{name}"),
                f"برچسب‌های <{name}> و </{name}> با هم جور نیستند.",
                f"هر <{name}> را با </{name}> ببندید.",
            )  # fmt: skip


# The sign without which an inline pattern of the library cannot match.
_SIGNS = {
    "backtick": "`\\", "escape": "\\", "footnote": "[", "reference": "[", "link": "[",
    "image_link": "!", "image_reference": "!", "short_reference": "[",
    "short_image_ref": "!", "autolink": "<", "automail": "<", "linebreak": "\n", "html": "<",
    "entity": "&", "not_strong": "*_", "em_strong": "*_",
}  # fmt: skip


class _Inline(InlineStep):
    """
    The library's own inline step, without trying patterns that cannot match.

    It tries each of its patterns on every piece of text; one look for the sign with which a pattern
    begins saves a quarter of a post's time. A pattern that is not in the table is always tried.
    """

    def __init__(self, md: markdown.Markdown) -> None:
        super().__init__(md)
        self._table: list[tuple[Any, str]] = []

    def run(self, tree: ElementTree.Element, ancestors: Any = None) -> Any:
        """As in the library; by now all patterns are registered."""
        if not self._table:
            patterns = self.inlinePatterns
            signs = {patterns[name]: sign for name, sign in _SIGNS.items() if name in patterns}
            self._table = [(pattern, signs.get(pattern, "")) for pattern in patterns]
        return super().run(tree, ancestors)

    def _InlineProcessor__handleInline(self, data: str, index: int = 0) -> str:  # noqa: N802
        """The loop of the library's private method, with the look before each try."""
        start = 0
        while not isinstance(data, AtomicString) and index < len(self._table):
            pattern, signs = self._table[index]
            matched = False
            if not signs or any(sign in data for sign in signs):
                # The library's types do not show its private methods.
                apply: Any = getattr(self, "_InlineProcessor__applyPattern")  # noqa: B009
                data, matched, start = apply(pattern, data, index, start)
            if not matched:
                index += 1
                start = 0
        return data


class _Finish(Treeprocessor):
    """One walk over the finished tree: addresses, headings, tables, footnotes, isolation."""

    def __init__(self, renderer: Renderer, md: markdown.Markdown) -> None:
        super().__init__(md)
        self._renderer = renderer

    def run(self, root: ElementTree.Element) -> None:
        job = self._renderer.job
        _shift_headings(root)
        for element in root.iter():
            _check_attributes(element, job)
            if element.tag == "a":
                _finish_link(element, job)
            elif element.tag == "img":
                _finish_image(element, job)
        _wrap_tables(root)
        _isolate(root)


def _wrap_tables(root: ElementTree.Element) -> None:
    """A table wider than the page scrolls in a region of its own, which a keyboard can reach."""
    for parent, table in [(p, c) for p in root.iter() for c in p if c.tag == "table"]:
        region = ElementTree.Element(
            "div", {"class": "table", "role": "region", "aria-label": "جدول", "tabindex": "0"}
        )
        region.tail, table.tail = table.tail, None
        parent[list(parent).index(table)] = region
        region.append(table)


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


def _check_attributes(element: ElementTree.Element, job: _Job) -> None:
    aligned = _ALIGNED.fullmatch(element.get("style", "")) if element.tag in ("th", "td") else None
    if aligned:  # the library aligns table cells by physical sides
        side = {"left": "start", "right": "end"}.get(aligned[1], aligned[1])
        element.set("class", f"{element.get('class', '')} {side}".strip())
        del element.attrib["style"]
    allowed = _ATTRIBUTES | _TAG_ATTRIBUTES.get(str(element.tag), set())
    for name in sorted(set(element.attrib) - allowed):
        _refuse_attribute(name, element.attrib[name], job)


def _refuse_attribute(name: str, value: object, job: _Job) -> None:
    job.report(
        Code.HTML_REFUSED, job.line_of(name),
        f'ویژگی «{name}="{value}"» در متن پذیرفته نیست.',
        "تنها id، class، lang، dir و title را می‌توان در { } نوشت.",
    )  # fmt: skip


def _finish_link(element: ElementTree.Element, job: _Job) -> None:
    if "footnote-ref" in element.get("class", "").split():
        element.text = persian_digits(element.text or "")
    typed = element.get("href", "")
    if typed.startswith("#"):
        return
    parts = split_address(_plain(typed))
    if parts is None or parts.scheme or parts.netloc:
        if parts is None or parts.scheme not in SCHEMES:
            job.report(
                Code.LINK_SCHEME, job.line_of(typed),
                f"پیوند «{typed}» به جایی امن نمی‌رود.",
                f"پیوند باید با یکی از این‌ها آغاز شود: {'، '.join(SCHEMES)}؛ یا نشانی درون سایت.",
            )  # fmt: skip
        return
    target = _target(unquote(parts.path), job.source)
    link = Link(target, typed, job.line_of(typed))
    (job.media if target.startswith("media/") else job.links).append(link)
    rest = parts._replace(scheme="", netloc="", path="").geturl()
    element.set("href", TOKEN + quote(target) + rest)


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


def _finish_image(element: ElementTree.Element, job: _Job) -> None:
    typed = element.get("src", "")
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
    for piece in _STASHED.split(text):
        position = 0
        spans = [] if piece.startswith("\x02") else isolate_spans(piece)
        for start, end in spans:
            head = _append(head, nodes, piece[position:start])
            node = ElementTree.Element("bdi", {"dir": "ltr"})
            node.text = piece[start:end]
            nodes.append(node)
            position = end
        head = _append(head, nodes, piece[position:])
    return head, nodes


def _append(head: str, nodes: list[ElementTree.Element], text: str) -> str:
    if not nodes:
        return head + text
    nodes[-1].tail = (nodes[-1].tail or "") + text
    return head
