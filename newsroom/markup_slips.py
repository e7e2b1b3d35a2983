"""
Slips of a body that Markdown takes for text without a word: they are told, and left as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import markdown
from markdown.inlinepatterns import ENTITY_RE, InlineProcessor

from newsroom.body import SCHEMES, STASHED, Job
from newsroom.front_matter import UNSEEN
from newsroom.problems import Code
from newsroom.yaml_slips import CONTROL

# What a link may lead to, and no remark in parentheses is.
_ADDRESS = (
    rf"(?:(?:{'|'.join(SCHEMES)}):|www\.|\.{{0,2}}/|#)[^()\s]+"
    r"|[^()\s]+\.(?:md|html?|pdf|svg|png|jpe?g|gif|webp|avif|docx?|xlsx?|zip|txt|csv)(?:#[^()\s]*)?"
)
_GAP = re.compile(r"\]\s+\(\s*")


class _Watcher(InlineProcessor):
    """A pattern that tells of what it finds, and takes nothing."""

    def __init__(
        self, pattern: str, tell: Callable[[re.Match[str], Job], None], job: Callable[[], Job]
    ) -> None:
        super().__init__(pattern)
        self._tell = tell
        self._job = job

    def handleMatch(  # type: ignore[override]  # noqa: N802 (typeshed has the old class)
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002 (the library passes it)
    ) -> tuple[None, None, None]:
        self._tell(m, self._job())
        return None, None, None


def watch_slips(md: markdown.Markdown, job: Callable[[], Job]) -> None:
    """Register what looks for slips; *job* gives the conversion at hand."""
    for name, (pattern, tell, priority, _) in _SLIPS.items():
        md.inlinePatterns.register(_Watcher(pattern, tell, job), name, priority)


def _tell_spaced_link(m: re.Match[str], job: Job) -> None:
    target = r"[^()\s]*".join(map(re.escape, STASHED.split(m[1])[::2]))
    place = job.find_next(rf"(?:!?\[[^\[\]]*)?\]\s+\(\s*{target}[^()]*\)")
    typed, line = (place[0], job.line_at(place.start())) if place else (m[0], job.first_line)
    job.report(
        Code.LINK_SPACED, line,
        f"«{typed}» پیوند نیست: میان ] و ( فاصله است.",
        f"بنویسید «{_GAP.sub('](', typed)}».",
    )  # fmt: skip


def _tell_open_note(m: re.Match[str], job: Job) -> None:
    job.report(
        Code.HTML_REFUSED, job.line_of_tag(m[0]),
        "یادداشتی که با <!-- باز شده بسته نشده است و در سایت دیده خواهد شد.",
        "آن را با --> ببندید.",
    )  # fmt: skip


def _tell_odd_entity(m: re.Match[str], job: Job) -> None:
    if m[1].startswith("&#") and not _is_character(m[1]):
        job.report(
            Code.CONTROL_CHARACTER, job.line_of(m[1]),
            f"«{m[1]}» نویسه‌ای نیست که دیده شود.",
            "آن را پاک کنید، یا خود نویسه را بنویسید.",
        )  # fmt: skip


def _is_character(entity: str) -> bool:
    """Whether a numeric entity is a character that a text may have."""
    digits = entity[2:-1].lstrip("0") or "0"
    if len(digits) > 7:
        return False
    number = int(digits[1:], 16) if digits[0] == "x" else int(digits)
    if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
        return False
    return not (CONTROL.match(chr(number)) or UNSEEN.match(chr(number)))


# By name: the pattern, what to say, the place among the library's patterns (links are taken before,
# then tags and notes, then entities), and the sign without which the pattern cannot match.
_SLIPS = {
    "spaced_link": (
        rf"\]\s+\(\s*({_ADDRESS})(?:\s+[\"'«][^()]*)?\s*\)", _tell_spaced_link, 122, "]",
    ),
    "open_note": ("<!--", _tell_open_note, 85, "<"),
    "odd_entity": (ENTITY_RE, _tell_odd_entity, 81, "&"),
}  # fmt: skip
SIGNS = {name: sign for name, (*_, sign) in _SLIPS.items()}
