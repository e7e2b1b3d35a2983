"""The house style over whole posts: their fields, their bodies, headings and sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsroom.content import Content
from newsroom.fields import FIELDS, Kind
from newsroom.front_matter import Report, cut_front_matter, decode
from newsroom.persian import MARGIN, QUOTED, normalise_markdown, persian_digits
from newsroom.posts import CONTENT, Post
from newsroom.problems import Code, Problem
from newsroom.style.house import Finding, HouseStyle, Visible
from newsroom.style.table import BY_CODE, SENTENCE_WORDS, SUMMARY_LENGTH, TITLE_LENGTH

_HEADING = re.compile(r"\n(#{1,6})[ \t]+([^\n]*)")
# Where a sentence ends: a mark, the end of a paragraph, of a list item, of a heading, of a cell.
_SENTENCE_END = re.compile(
    rf"[.!؟…](?=\s|[»)\"]|\Z)|:\s*\n|\n[ \t]*\n|\n[ \t]*(?=[-*+#|:{MARGIN}])|\|"
)
_WORD = re.compile(r"\w[^\s]*")
_FIELDS = [field for field in FIELDS if field.kind is Kind.TEXT]


def find_slips(content: Content, style: HouseStyle) -> Iterator[Problem]:
    """What the house style says about every post and page that readers will see."""
    for post in (*content.posts, *content.pages):
        if post.status != "withdrawn":
            data = (content.root / post.source).read_bytes()
            yield from find_slips_of(post, data, style)


def find_slips_of(post: Post, data: bytes, style: HouseStyle) -> Iterator[Problem]:
    """What the house style says about one post, which was read from *data*."""
    path = f"{CONTENT}/{post.source}"
    texts = list(_texts(post))
    # Together, since a look costs more than what is looked at; each is one line.
    for finding in style.find("\n".join(text for _, text in texts)):
        yield _problem(path, texts[finding.line][0], finding)
    yield from _long_fields(post, path)
    unheard = Report(path)
    whole = decode(data, unheard)
    cut = cut_front_matter(whole, unheard) if whole else None
    if cut:
        yield from _of_body(cut.body, cut.body_line, path, style)


def _texts(post: Post) -> Iterator[tuple[int, str]]:
    """The texts of the front matter, normal, with the lines of their keys."""
    for field in _FIELDS:
        text = getattr(post, field.key)
        if text:
            yield post.line(field.key), text
    if isinstance(post.sms, str):
        yield post.line("sms"), post.sms
    for correction in post.corrections:
        yield post.line("corrections"), correction.text
    for file in post.media:
        yield file.line, file.text


def _of_body(body: str, first_line: int, path: str, style: HouseStyle) -> Iterator[Problem]:
    visible = Visible(normalise_markdown(body), QUOTED)
    for finding in style.find_in(visible):
        yield _problem(path, first_line + finding.line, finding)
    for line, marks, meant in _skipping_headings(visible):
        yield _told(
            path, first_line + line, Code.HEADING_SKIPS, f"سرفصل «{marks}»",
            f"بنویسید «{meant}»، یا سرفصل میان آن دو را بیفزایید.",
        )  # fmt: skip
    for line, count in long_sentences(visible):
        yield _told(
            path, first_line + line, Code.SENTENCE_LONG,
            f"جملهٔ {persian_digits(str(count))} واژه‌ای", "آن را به دو یا سه جمله بشکنید.",
        )  # fmt: skip


def _long_fields(post: Post, path: str) -> Iterator[Problem]:
    for key, code, limit, fix in (
        ("title", Code.TITLE_LONG, TITLE_LENGTH, "آنچه در خلاصه می‌آید از عنوان بردارید."),
        (
            "summary",
            Code.SUMMARY_LONG,
            SUMMARY_LENGTH,
            "جان مطلب بماند و باقی به متن برود.",
        ),
    ):
        text = getattr(post, key)
        if len(text) > limit:
            size, most = (persian_digits(str(number)) for number in (len(text), limit))
            name = "عنوان" if key == "title" else "خلاصه"
            yield _told(path, post.line(key), code, f"{name} {size} نویسه است و بیش از {most}", fix)


def _skipping_headings(visible: Visible) -> Iterator[tuple[int, str, str]]:
    """The line and the marks of each heading that skips a level, and the marks that would not."""
    headings = list(_HEADING.finditer(visible.text))
    # The page's title is above all; with a `#` in it the whole body goes down by one.
    shift = 1 if any(heading[1] == "#" for heading in headings) else 0
    above = 1
    for heading in headings:
        level = len(heading[1]) + shift
        if level > above + 1:
            yield visible.line_at(heading.start() + 1), heading[1], "#" * (above + 1 - shift)
        above = level


def long_sentences(visible: Visible) -> Iterator[tuple[int, int]]:
    """The 0-based line and the number of words of each sentence that is too long."""
    start = 0
    for end in [*(mark.end() for mark in _SENTENCE_END.finditer(visible.text)), None]:
        sentence = visible.text[start:end]
        if len(sentence) > 2 * SENTENCE_WORDS and len(_WORD.findall(sentence)) > SENTENCE_WORDS:
            first = start + len(sentence) - len(sentence.lstrip())
            yield visible.line_at(first), len(_WORD.findall(sentence))
        start = end or 0


def _problem(path: str, line: int, finding: Finding) -> Problem:
    or_fix = "، یا «make fix» را بزنید" if finding.slip.is_mended else ""
    fix = finding.slip.advice or f"بنویسید «{finding.better}»{or_fix}."
    assert finding.rule.code
    return _told(path, line, finding.rule.code, f"«{finding.found}»", fix)


def _told(path: str, line: int, code: Code, what: str, fix: str) -> Problem:
    rule = BY_CODE[code]
    assert rule.severity
    return Problem(path, line, code, f"{what} {rule.wrong}.", fix, rule.severity)
