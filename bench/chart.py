"""A line chart of cost over size, as an SVG that the documents show."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

WIDTH, HEIGHT = 720, 420
LEFT, RIGHT, TOP, BOTTOM = 70, 190, 30, 50
COLOURS = ("#0f5e56", "#b5541c", "#3d4f9f", "#7a7a7a", "#a03070", "#5a7d1a", "#c09020", "#207090")
DECADES = range(-1, 4)  # of seconds


class Point(Protocol):
    """One build of one size."""

    @property
    def size(self) -> int:
        """How many posts."""

    @property
    def peer(self) -> str:
        """Whose build."""

    @property
    def build(self) -> str:
        """Of which kind."""

    @property
    def cpu_seconds(self) -> float:
        """What it cost."""


def draw(measured: Sequence[Point]) -> str:
    """CPU seconds over posts, both logarithmic: what is linear has the slope of the diagonal."""
    series: dict[str, list[Point]] = {}
    for point in measured:
        series.setdefault(f"{point.peer}: {point.build}", []).append(point)
    sizes = sorted({point.size for point in measured})
    lines = [*_axes(sizes), *_curves(series, sizes)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'font-family="sans-serif" font-size="12">\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>\n' + "\n".join(lines) + "\n</svg>\n"
    )


def take_picture(svg: str, picture: Path) -> None:
    """The same as a PNG, taken by Chromium."""
    from quality.browser import chromium  # what is loaded counts as memory of each build

    with chromium() as browser:
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.set_content(f"<body style='margin:0'>{svg}</body>")
        page.screenshot(path=str(picture))


def _x(size: int, sizes: Sequence[int]) -> float:
    low, high = math.log10(sizes[0]), math.log10(sizes[-1])
    share = (math.log10(size) - low) / (high - low) if high > low else 0.5
    return LEFT + share * (WIDTH - LEFT - RIGHT)


def _y(seconds: float) -> float:
    share = (math.log10(max(seconds, 0.1)) - DECADES[0]) / (DECADES[-1] - DECADES[0])
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)


def _axes(sizes: Sequence[int]) -> Iterator[str]:
    for decade in DECADES:
        y = _y(10.0**decade)
        yield f'<path d="M{LEFT} {y:.0f}H{WIDTH - RIGHT}" stroke="#ddd"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4:.0f}" text-anchor="end">{10.0**decade:g} s</text>'
    for size in sizes:
        x = _x(size, sizes)
        yield f'<path d="M{x:.0f} {TOP}V{HEIGHT - BOTTOM}" stroke="#ddd"/>'
        yield f'<text x="{x:.0f}" y="{HEIGHT - 28}" text-anchor="middle">{size:,}</text>'
    yield f'<text x="{LEFT}" y="{HEIGHT - 8}">posts</text>'
    yield f'<text x="{LEFT}" y="{TOP - 12}">CPU seconds of one build</text>'


def _curves(series: dict[str, list[Point]], sizes: Sequence[int]) -> Iterator[str]:
    ends = sorted(series, key=lambda name: -series[name][-1].cpu_seconds)
    for number, name in enumerate(ends):
        colour = COLOURS[number % len(COLOURS)]
        places = [(_x(p.size, sizes), _y(p.cpu_seconds)) for p in series[name]]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
        y = TOP + 10 + 20 * number
        yield f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
        yield from (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places)
        yield f'<rect x="{WIDTH - RIGHT + 14}" y="{y - 8}" width="12" height="4" fill="{colour}"/>'
        yield f'<text x="{WIDTH - RIGHT + 32}" y="{y}">{name}</text>'
