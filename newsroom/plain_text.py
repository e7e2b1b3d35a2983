"""The HTML of a body as text, for a mail or a newsroom system that knows no markup."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import html

from newsroom.persian import persian_digits

_GAP = "\n\n"
_BLOCKS = {
    **dict.fromkeys(("blockquote", "div", "dl", "h2", "h3", "h4", "h5", "h6", "hr"), _GAP),
    **dict.fromkeys(("ol", "p", "pre", "table", "ul"), _GAP),
    **dict.fromkeys(("dd", "dt", "li", "tr"), "\n"),
}
_LISTS = ("ol", "ul")
_SPACES = re.compile(r"[ \t\n]+")
_MARK_ALONE = re.compile(r"^(-|[۰-۹]+\.)[ \n]+", re.MULTILINE)
_EMPTY_LINES = re.compile(r"\n[ \n]*\n *")


def text_of(fragment: str) -> str:
    """
    The text of an HTML fragment, paragraphs apart, lists and tables line by line.

    >>> text_of("<p>یک <b>دو</b><br>سه</p><ul><li><p>چهار</p></li><li>پنج</li></ul>")
    'یک دو\\nسه\\n\\n- چهار\\n\\n- پنج'
    """
    if not fragment.strip():
        return ""
    text = "".join(_pieces(html.fragment_fromstring(fragment, create_parent="div")))
    lines = (line.strip(" ") for line in text.split("\n"))
    text = _EMPTY_LINES.sub(_GAP, "\n".join(lines)).strip()
    return _MARK_ALONE.sub(r"\1 ", text).replace("\t", "    ")


def _pieces(element: html.HtmlElement) -> Iterator[str]:
    gap = _BLOCKS.get(element.tag, "")
    if element.tag in _LISTS and element.getparent().tag == "li":
        gap = ""  # its own items begin lines
    yield gap
    if element.tag == "li":
        yield _mark(element)
    yield _shown(element.text, element)
    for child in element:
        if child.tag == "br":
            yield "\n"
        elif child.tag == "img":
            yield f"[{child.get('alt', '')}]"
        elif child.tag in ("td", "th"):
            yield " | " if child.getprevious() is not None else ""
            yield _SPACES.sub(" ", child.text_content().strip())
            continue  # what stands between cells is layout
        else:
            yield from _pieces(child)
        yield _shown(child.tail, element)
    yield gap if gap == _GAP else ""


def _mark(item: html.HtmlElement) -> str:
    parent = item.getparent()
    if parent.tag != "ol":
        return "- "
    number = int(parent.get("start", 1)) + parent.index(item)
    return f"{persian_digits(str(number))}. "


def _shown(text: str | None, element: html.HtmlElement) -> str:
    """Text as a browser shows it: spaces count in code alone, which is set off by a tab."""
    if not text:
        return ""
    if element.tag == "code" and element.getparent().tag == "pre":
        return "\t" + text.rstrip("\n").replace("  ", "\t").replace("\n", "\n\t")
    return _SPACES.sub(" ", text)
