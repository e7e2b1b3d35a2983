"""
The theme's own files: put together, made small, named, and told to the templates.

The style stands in each page: it is smaller than the wait for one more file on a bad line. The
print style, the script and the font are files whose names change with their bytes, so that a
browser may keep them.
"""

from __future__ import annotations

import base64
import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from markupsafe import Markup

from newsroom.site import Site

FONT = "font/vazirmatn.woff2"

Palette = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Assets:
    """
    What templates may use of the theme.

    Attributes:
        style: what stands in every page.
        addresses: below the site, of `patterns.css`, `print.css`, `site.js` and the font, by name.
        icons: an SVG element for each icon, by name.
        palette: `light` and `dark`, each from a colour's name to `#rrggbb`, and `pairs`.
        files: every file that goes out: its path in the site, and its bytes.
    """

    style: Markup
    addresses: Mapping[str, str]
    icons: Mapping[str, Markup]
    palette: Palette
    files: Mapping[str, bytes] = field(repr=False)

    def policy(self, data: str) -> str:
        """
        The Content-Security-Policy of a page, which asks no other host for anything.

        Args:
            data: the JSON-LD that stands in the page; may be empty. Browsers do not take it for a
                script, but not every checker knows that.
        """
        return (
            "default-src 'none'; img-src 'self'; media-src 'self'; font-src 'self'; "
            f"script-src 'self'{f' {_digest(data)}' if data else ''}; "
            f"style-src 'self' {_digest(self.style)}; connect-src 'self'; manifest-src 'self'; "
            "base-uri 'none'; form-action 'none'"
        )


def load_assets(theme: Path, site: Site) -> Assets:
    """
    Read the theme's files.

    Raises:
        OSError: a file that theme.toml names is not there.
    """
    parts: dict[str, list[str]] = tomllib.loads((theme / "theme.toml").read_text(encoding="utf-8"))
    palette = load_palette(theme)
    static = theme / "static"
    files = {
        f"theme/{path.relative_to(static).as_posix()}": path.read_bytes()
        for path in sorted(static.rglob("*"))
        if path.is_file()
    }
    named = {
        FONT: files.pop(f"theme/{FONT}"),
        "patterns.css": _style(theme, parts["patterns"]).encode(),
        "print.css": _style(theme, parts["print"]).encode(),
        "site.js": _join(theme / "js", parts["script"], ".js").encode(),
    }
    addresses = {name: f"/theme/{_own_name(name, data)}" for name, data in named.items()}
    files |= {addresses[name][1:]: data for name, data in named.items()}
    style = "".join(
        [
            _font_face(site.path(addresses[FONT])),
            _colours(palette),
            _style(theme, parts["page"]),
        ]
    )
    return Assets(
        style=Markup(style),
        addresses=addresses,
        icons=dict(_icons(theme / "icons")),
        palette=palette,
        files=files,
    )


def load_palette(theme: Path) -> Palette:
    """The colours and the pairs in which they are drawn, from `palette.toml`."""
    return tomllib.loads((theme / "palette.toml").read_text(encoding="utf-8"))


def _join(folder: Path, names: Iterable[str], suffix: str) -> str:
    return "\n".join((folder / f"{name}{suffix}").read_text(encoding="utf-8") for name in names)


def _style(theme: Path, names: Iterable[str]) -> str:
    """
    The sheets of *names* without comments and needless spaces.

    No space is taken from around a colon: in `.share :is(a)` it means something, and minifiers that
    do not know `@layer` take it for one of a declaration (rcssmin 1.3 does).
    """
    css = re.sub(r"/\*.*?\*/", "", _join(theme / "css", names, ".css"), flags=re.DOTALL)
    return re.sub(r" ?([{};,]) ?", r"\1", re.sub(r"\s+", " ", css)).strip()


def _own_name(name: str, data: bytes) -> str:
    """`font/vazirmatn.woff2` → `font/vazirmatn.1f3a5c07.woff2`."""
    path = PurePosixPath(name)
    digest = hashlib.sha256(data).hexdigest()[:8]
    return path.with_name(f"{path.stem}.{digest}{path.suffix}").as_posix()


def _font_face(address: str) -> str:
    """The font, and as «Persian» its Persian letters alone: in code they stand beside another."""
    face = f'src:url("{address}")format("woff2");font-weight:400 700;font-display:swap'
    return (
        f"@font-face{{font-family:Vazirmatn;{face}}}"
        f"@font-face{{font-family:Persian;{face};unicode-range:U+600-6FF,U+200C}}"
    )


def _colours(palette: Palette) -> str:
    """The palette as variables: on the page by the reader's scheme, and by class to show both."""
    light, dark = (
        "".join(f"--{name}:{colour};" for name, colour in palette[scheme].items())
        for scheme in ("light", "dark")
    )
    return (
        f"@layer base{{:root,.light{{{light}}}"
        f"@media(prefers-color-scheme:dark){{:root{{{dark}}}}}"
        f".dark{{{dark}}}}}"
    )


def _digest(text: str) -> str:
    """How a policy names a style or script that stands in the page (CSP 3, §2.3.1)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _icons(folder: Path) -> Iterator[tuple[str, Markup]]:
    """Icons for the eye alone: the words beside them say what they mean."""
    for path in sorted(folder.glob("*.svg")):
        element = path.read_text(encoding="utf-8").strip()
        yield path.stem, Markup(element.replace("<svg", '<svg class="icon" aria-hidden="true"', 1))
