"""
Markdown to HTML as this house writes it: python-markdown with its traps for Persian closed.

python-markdown stays, because it is the only engine tried that gets emphasis right around « » and
half-spaces; CommonMark's flanking rule leaves `**«متن»**را` with its asterisks.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree import ElementTree

import markdown
from markdown.extensions.fenced_code import FencedBlockPreprocessor
from markdown.inlinepatterns import (
    AUTOMAIL_RE,
    HTML_RE,
    HtmlInlineProcessor,
    InlineProcessor,
)
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import InlineProcessor as InlineStep
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from newsroom.body import (
    INLINE_TAGS,
    STASHED,
    Body,
    Job,
    body_of,
    check_value,
    finish,
    isolate_dates_of_code,
    refuse_attribute,
    resolve,
)
from newsroom.effort import Effort, TangledError
from newsroom.front_matter import Report
from newsroom.markup_slips import SIGNS as SLIP_SIGNS
from newsroom.markup_slips import watch_slips
from newsroom.persian import normalise_markdown
from newsroom.problems import Code

__all__ = ["Renderer", "resolve"]

EXTENSIONS = (
    "tables", "footnotes", "def_list", "attr_list", "fenced_code", "abbr", "sane_lists",
)  # fmt: skip

# \x02 begins what the library has hidden so far: code in a value comes back with its quotes.
_SAFE_TAG = re.compile(
    rf"<(?P<close>/?)(?P<name>{INLINE_TAGS}|br)"
    r"(?:\s+(?:lang|dir|title)=(?:\"[^\"<>&\x02]*\"|'[^'<>&\x02]*'))*\s*/?>",
    re.IGNORECASE,
)
_TAG_VALUE = re.compile(r"\b(lang|dir)=(\"[^\"]*\"|'[^']*')", re.IGNORECASE)
_LIST_ITEM = re.compile(r" {0,3}(?:[*+-]|[0-9]{1,3}\.) +\S")
_BLOCK_COMMENT = re.compile(r"^ {0,3}<!--(?:(?!<!--|-->).)*-->[ \t]*$", re.MULTILINE | re.DOTALL)


class Renderer:
    """Converts bodies, one after the other, with one Markdown object: making it costs 6 %."""

    def __init__(self) -> None:
        self._job = Job("", "", 1, Report(""))
        self.effort = Effort()
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
    def job(self) -> Job:
        """The conversion at hand, for the processors; afterwards what it has gathered."""
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
        job = self._job = Job(source, text, first_line, report)
        self.effort.begin(text)
        self._markdown.reset()
        try:
            converted = self._markdown.convert(normalise_markdown(text))
        except (RecursionError, TangledError):
            report(
                Code.BODY_TOO_DEEP,
                job.line_of(self.effort.place) if self.effort.place else first_line,
                "متن بیش از اندازه درهم است: فهرست‌های تودرتو، یا کروشه‌ها و نشانه‌های باز فراوان.",
                "فهرست‌ها را ساده‌تر بنویسید، کروشه‌ها را ببندید و میان بندها سطر خالی بگذارید.",
            )  # fmt: skip
        else:
            return body_of(isolate_dates_of_code(converted), job.links, job.media)
        self._markdown = self._make()  # the old one still thinks that it is deep in a list
        self._job = Job(source, text, first_line, report)
        return body_of(html.escape(text))


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
        watch_slips(md, lambda: self._renderer.job)
        self._renderer.effort.watch(md)
        md.treeprocessors.register(_Inline(self._renderer.effort, md), "inline", 20)
        md.treeprocessors.register(_Finish(self._renderer, md), "finish", -1)
        _close_traps(md)


def _close_traps(md: markdown.Markdown) -> None:
    """Narrow patterns of the library that misread Persian, or look for an end that never comes."""
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
    # No name of a footnote holds a bracket: one that is open ends where the next begins.
    reference: Any = md.inlinePatterns["footnote"]
    reference.compiled_re = re.compile(r"\[\^([^\[\]]*)\]")
    footnote: Any = blocks["footnote"]
    footnote.RE = re.compile(r"^[ ]{0,3}\[\^([^\[\]]*)\]:[ ]*(.*)$", re.MULTILINE)


class _Fences(FencedBlockPreprocessor):
    """Fenced code without free attributes, which would reach the page past `_check_attributes`."""

    def __init__(self, renderer: Renderer, md: markdown.Markdown) -> None:
        original: Any = md.preprocessors["fenced_code_block"]
        super().__init__(md, original.config)
        self.checked_for_deps = True  # the library's own check would switch attributes on
        narrowed: Any = self
        narrowed.FENCED_BLOCK_RE = _ClosedFences(self.FENCED_BLOCK_RE)
        self._renderer = renderer

    def handle_attrs(
        self, attrs: Iterable[tuple[str, str]]
    ) -> tuple[str, list[str], dict[str, Any]]:
        identity, classes, others = super().handle_attrs(attrs)
        self._renderer.job.ids += [identity] if identity else []
        for name, value in others.items():
            refuse_attribute(name, value, self._renderer.job)
        return identity, classes, {}


class _ClosedFences:
    """The library's pattern for fenced code, not tried where the fence is never closed."""

    _OPENING = re.compile(r"^(?:~{3,}|`{3,})", re.MULTILINE)
    _CLOSING = re.compile(r"^(~{3,}|`{3,})[ ]*$", re.MULTILINE)

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern
        # The last line that may close each fence, counted from the end, which does not move while
        # the library replaces what was found.
        self._last: dict[str, int] = {}

    def search(self, text: str, index: int) -> re.Match[str] | None:
        """The next fenced code, as the library's own search finds it."""
        if index == 0:
            self._last = {m[1]: len(text) - m.start() for m in self._CLOSING.finditer(text)}
        for opening in self._OPENING.finditer(text, index):
            if 0 < self._last.get(opening[0], 0) < len(text) - opening.start():
                found = self._pattern.match(text, opening.start())
                if found:
                    return found
        return None


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
            job.has_refused_tags = True
            job.report(
                Code.HTML_REFUSED, job.line_of(tag),
                f"برچسب HTML «{STASHED.sub('…', ' '.join(tag.split()))}» در متن پذیرفته نیست.",
                "آن را با Markdown بنویسید؛ راه هر چیز در docs/markdown.md آمده است.",
            )  # fmt: skip
        else:
            for name, value in _TAG_VALUE.findall(tag):
                check_value(name.lower(), value[1:-1], job)
        return super().handleMatch(m, data)


# The sign without which an inline pattern of the library cannot match.
_SIGNS = {
    "backtick": "`\\", "escape": "\\", "footnote": "[", "reference": "[", "link": "[",
    "image_link": "!", "image_reference": "!", "short_reference": "[",
    "short_image_ref": "!", "autolink": "<", "automail": "<", "linebreak": "\n", "html": "<",
    "entity": "&", "not_strong": "*_", "em_strong": "*_",
    **SLIP_SIGNS,
}  # fmt: skip


class _Inline(InlineStep):
    """
    The library's own inline step, without trying patterns that cannot match.

    It tries each of its patterns on every piece of text; one look for the sign with which a pattern
    begins saves a quarter of a post's time. A pattern that is not in the table is always tried.
    """

    def __init__(self, effort: Effort, md: markdown.Markdown) -> None:
        super().__init__(md)
        self._effort = effort
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
                self._effort.spend(len(data), data)
                # The library's types do not show its private methods.
                apply: Any = getattr(self, "_InlineProcessor__applyPattern")  # noqa: B009
                data, matched, start = apply(pattern, data, index, start)
            if not matched:
                index += 1
                start = 0
        return data


class _Finish(Treeprocessor):
    """The house's rules for the finished tree, which are in `newsroom.body`."""

    def __init__(self, renderer: Renderer, md: markdown.Markdown) -> None:
        super().__init__(md)
        self._renderer = renderer

    def run(self, root: ElementTree.Element) -> None:
        finish(root, list(map(str, self.md.htmlStash.rawHtmlBlocks)), self._renderer.job)
