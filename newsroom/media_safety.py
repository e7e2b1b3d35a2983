"""
Files of content/media that would act in a reader's browser, on the site's own address.

An SVG in an `img` element is tame; the same file opened by its link may run a script of its own, or
ask another host for something. So may a page that goes out as an attachment.
"""

from __future__ import annotations

import re
from pathlib import Path

from lxml import etree

_ACTIVE_SUFFIXES = (
    ".html", ".htm", ".xhtml", ".xht", ".xml", ".xsl", ".js", ".mjs", ".shtml", ".mht", ".svgz",
)  # fmt: skip
_ACTIVE_ELEMENTS = frozenset({"script", "foreignobject", "iframe", "handler", "set", "animate"})
_PASSIVE_REFERENCE = re.compile(r"#|data:image/(?:png|jpeg|webp|gif);")
_OUTWARD = re.compile(r"@import|url\(\s*['\"]?(?!#)", re.IGNORECASE)


def is_active(file: Path) -> bool:
    """Whether a browser that opens *file* would run a script, or ask another host for something."""
    name = file.name.lower()
    if name.endswith(_ACTIVE_SUFFIXES):
        return True
    if not name.endswith(".svg"):
        return False
    try:
        tree = etree.parse(str(file), etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return True
    root = tree.getroot()
    nodes = (*root.itersiblings(preceding=True), *root.itersiblings(), *root.iter())
    # A document type may define entities, which hide what the elements hold.
    return bool(tree.docinfo.internalDTD) or any(map(_is_active_node, nodes))


def _is_active_node(node: etree._Element) -> bool:
    if not isinstance(node.tag, str):  # a comment is nothing; `<?xml-stylesheet?>` fetches
        return node.tag is etree.ProcessingInstruction
    name = etree.QName(node).localname.lower()
    if name in _ACTIVE_ELEMENTS or any(
        _is_active_attribute(etree.QName(key).localname.lower(), str(value))
        for key, value in node.attrib.items()
    ):
        return True
    return name == "style" and bool(_OUTWARD.search("".join(map(str, node.itertext()))))


def _is_active_attribute(name: str, value: str) -> bool:
    is_reference = name in ("href", "src") and not _PASSIVE_REFERENCE.match(value.strip())
    return name.startswith("on") or is_reference or bool(_OUTWARD.search(value))
