"""
A small site with every feature on, and the things that happen to one: for test_equality.

A step is a name and two numbers that choose what it happens to, so that a failing sequence prints
as a list that can be read, and replayed with `Desk.do`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from newsroom.problems import ContentRejectedError
from plugins.build import build
from tests.sites import NOW, ROOT, digests, settings

SECTIONS = ("news", "brochures", "courses", "broadcasts")
TAGS = ("ایمنی", "نشان", "انرژی")
AUDIENCES = ("همگان", "رسانه‌ها", "مدرسه‌ها")
WORDS = ("استاندارد", "آزمون", "ترازو", "گاز", "آب", "برق", "کودک", "بازار")
TAGS_FILE = "".join(f"{name}: {{{{slug: tag-{n}, description: {{}}}}}}\n"
                    for n, name in enumerate(TAGS))  # fmt: skip
PAGE = "---\nعنوان: {}\nخلاصه: یک جمله.\n---\n\nمتن [خبر](../news/1405/p0.md).\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{0}"><path d="M0 0h{0}"/></svg>'
DAY = timedelta(days=1)

Step = tuple[str, int, int]


@dataclass
class Paper:
    """One post, as its editor sees it."""

    slug: str
    section: str
    year: int = 1405
    month: int = 7
    day: int = 1
    title: str = "خبر"
    body: str = "متن."
    status: str = "published"
    identity: str = "aaaaaa"
    tags: tuple[str, ...] = ()
    picture: str = ""
    linked: int = 0
    extra: dict[str, str] = field(default_factory=dict)
    file: str = ""

    @property
    def source(self) -> str:
        return f"{self.section}/{self.year}/{self.file or self.slug}.md"


class Desk:
    """A site on a disk: edits it, builds it, and builds it anew beside it to compare."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.now = datetime.fromisoformat(NOW)
        self.overrides: dict[str, Any] = {}
        self.theme = root / "theme"
        shutil.copytree(ROOT / "theme", self.theme)
        self.papers = {n: self._first(n) for n in range(9)}
        self.pictures = {"media/a.svg": 10, "media/b.svg": 20}
        self.texts = {
            "tags.yaml": TAGS_FILE.format("یک", "دو", "سه"),
            "pages/about.md": PAGE.format("درباره"),
            "pages/feeds.md": PAGE.format("خوراک‌ها"),
            "media/form.txt": "فرم",
        }
        for name in ("share.yaml", "partners.yaml", "agreement.yaml", "pages/agreement.md"):
            text = (ROOT / "content" / name).read_text(encoding="utf-8")
            self.texts[name] = text if name.endswith(".yaml") else PAGE.format("توافق‌نامه")
        self._write()

    def _first(self, number: int) -> Paper:
        section = SECTIONS[number % 4] if number % 2 else "news"
        paper = Paper(f"p{number}", section, month=6 + number // 4, day=1 + number % 4)
        paper.identity = f"aaaaa{number}"
        paper.tags = TAGS[: number % 3]
        paper.linked = max(0, number - 1)
        if number % 3 == 0:
            paper.picture = "media/a.svg"
        return paper

    def do(self, step: Step) -> None:
        """Let *step* happen."""
        name, first, second = step
        STEPS[name](self, first, second)
        self._write()

    def compare(self) -> None:
        """Build what has changed, build all anew beside it, and see no difference."""
        self._build("fresh", INCREMENTAL=False, JOBS="1")
        fresh = self.problems
        self._build("output", JOBS="2")
        assert self.problems == fresh
        if not fresh:
            kept, made = digests(self.root / "output"), digests(self.root / "fresh")
            differing = {path for path in kept | made if kept.get(path) != made.get(path)}
            assert differing == set()

    def _build(self, output: str, **options: Any) -> None:
        values = {
            "OUTPUT_PATH": str(self.root / output),
            "BUILD_TIME": self.now.isoformat(),
            "THEME": str(self.theme),
            "PURPOSE": "production",
            "PAGE_SIZE": 2,
            "WEBSUB_HUB": "",
            **self.overrides,
            **options,
        }
        self.problems: list[str] = []
        try:
            build(settings(self.root, **values))
        except ContentRejectedError as error:
            self.problems = [str(problem) for problem in error.problems]

    def _write(self) -> None:
        """Put on the disk what is not there yet, and take away what should not be."""
        files = {paper.source: self._text(paper) for paper in self.papers.values()}
        files |= {path: SVG.format(side) for path, side in self.pictures.items()} | self.texts
        content = self.root / "content"
        for path in sorted(content.rglob("*")):
            if path.is_file() and path.relative_to(content).as_posix() not in files:
                path.unlink()
        for name, text in files.items():
            file = content / name
            file.parent.mkdir(parents=True, exist_ok=True)
            if not file.is_file() or file.read_text(encoding="utf-8") != text:
                file.write_text(text, encoding="utf-8")

    def _text(self, paper: Paper) -> str:
        keys = {
            "title": paper.title,
            "date": f"{paper.year}-{paper.month:02}-{paper.day:02} 10:00",
            "status": paper.status,
            "id": paper.identity,
            "summary": f"خلاصهٔ {paper.title}.",
            "slug": paper.slug,
            "tags": "، ".join(paper.tags),
            "audience": AUDIENCES[len(paper.slug) % 3],
            **paper.extra,
        }
        if paper.section == "courses":
            keys |= {"starts": "1405-09-10 09:00", "ends": "1405-09-12 12:00", "place": "سالن"}
        if paper.section == "brochures":
            keys |= {"kind": "brochure"}
        if paper.picture:
            keys |= {"image": paper.picture, "image_alt": "نقش", "attachments": "[media/form.txt]"}
        if paper.status == "withdrawn":
            keys["withdrawn"] = "\n  date: 1405-08-28 10:00\n  reason: اشتباه."
        lines = [f"{key}: {value}" for key, value in keys.items() if value]
        link = self.papers.get(paper.linked)
        is_out = link and link.status == "published" and link.month < 9
        way = f"\n\n[مطلب](../../{link.source})" if link and is_out else ""
        return "\n".join(["---", *lines, "---", "", paper.body + way, ""])

    def paper(self, number: int) -> Paper:
        """One of the posts that can be changed freely: the pages link to the first."""
        return self.papers[sorted(self.papers)[1:][number % (len(self.papers) - 1)]]

    def built(self, number: int) -> Path | None:
        """One of the files of the output."""
        files = sorted(path for path in (self.root / "output").rglob("*") if path.is_file())
        return files[number * 7 % len(files)] if files else None

    def source(self, number: int) -> Path:
        """The file of one of the posts."""
        return self.root / "content" / self.paper(number).source


def _add(desk: Desk, first: int, second: int) -> None:
    number = max(desk.papers) + 1
    paper = Paper(f"p{number}", SECTIONS[first % 4], month=1 + second % 8, day=1 + first % 28)
    paper.identity = f"bbb{number:03}"
    paper.tags, paper.linked = TAGS[first % 3 :], first % number
    desk.papers[number] = paper


def _delete(desk: Desk, first: int, second: int) -> None:
    if len(desk.papers) > 3:
        number = sorted(desk.papers)[1:][first % (len(desk.papers) - 1)]
        del desk.papers[number]


def _body(desk: Desk, first: int, second: int) -> None:
    desk.paper(first).body = f"متن {WORDS[second % 8]}، **{second}** و `code`.\n\n- یک\n- دو"


def _show(desk: Desk, first: int, second: int) -> None:
    desk.paper(first).body = f"![نقش](/media/{'ab'[second % 2]}.svg)"


def _title(desk: Desk, first: int, second: int) -> None:
    desk.paper(first).title = f"{WORDS[second % 8]} و {WORDS[first % 8]} <{second}>"


def _slug(desk: Desk, first: int, second: int) -> None:
    desk.paper(first).slug = f"s{first}-{second}"


def _identity(desk: Desk, first: int, second: int) -> None:
    desk.paper(first).identity = f"c{first:02}d{second:02}"


def _date(desk: Desk, first: int, second: int) -> None:
    paper = desk.paper(first)
    paper.year, paper.month = 1404 + second % 2, 1 + second % 8
    paper.day = 1 + first % 28


def _schedule(desk: Desk, first: int, second: int) -> None:
    paper = desk.paper(first)
    paper.year, paper.month, paper.day = 1405, 9, 2 + second % 5


def _tags(desk: Desk, first: int, second: int) -> None:
    desk.paper(first).tags = TAGS[second % 4 :]


def _status(desk: Desk, first: int, second: int) -> None:
    desk.paper(first).status = ("draft", "withdrawn", "published")[second % 3]


def _rename(desk: Desk, first: int, second: int) -> None:
    desk.paper(first).file = f"f{first}-{second}"


def _move(desk: Desk, first: int, second: int) -> None:
    desk.paper(first).section = SECTIONS[second % 4]


def _correct(desk: Desk, first: int, second: int) -> None:
    text = f"\n  - {{date: 1405-08-{10 + second % 20} 10:00, text: یک}}"
    desk.paper(first).extra["corrections"] = text


def _alias(desk: Desk, first: int, second: int) -> None:
    desk.paper(first).extra["aliases"] = f"/old/{first}/{second}/"


def _urgent(desk: Desk, first: int, second: int) -> None:
    desk.paper(first).extra["urgent"] = f"1405-09-{1 + second % 9:02}"


def _picture(desk: Desk, first: int, second: int) -> None:
    desk.pictures[f"media/{'ab'[first % 2]}.svg"] = 10 + second


def _data(desk: Desk, first: int, second: int) -> None:
    if first % 2:
        desk.texts["tags.yaml"] = TAGS_FILE.format("یک", WORDS[second % 8], "سه")
    else:
        desk.texts["partners.yaml"] = f"partners:\n- {{name: {WORDS[second % 8]}, role: یار}}\n"


def _setting(desk: Desk, first: int, second: int) -> None:
    name, values = [
        ("SITENAME", ["ترویج", "خبرخانه"]),
        ("PAGE_SIZE", [2, 3]),
        ("WEBSUB_HUB", ["", "https://hub.example/"]),
        ("PURPOSE", ["production", "local", "preview"]),
    ][first % 4]
    desk.overrides[name] = values[second % len(values)]


def _template(desk: Desk, first: int, second: int) -> None:
    names = ("post.html", "parts/card.html", "base.html", "redirect.html", "list.html")
    file = desk.theme / "templates" / names[first % 5]
    text = (ROOT / "theme" / "templates" / names[first % 5]).read_text(encoding="utf-8")
    file.write_text(text.replace("</p>", f"</p><!-- {second} -->", 1), encoding="utf-8")


def _style(desk: Desk, first: int, second: int) -> None:
    file = desk.theme / "css" / ("post.css" if first % 2 else "print.css")
    file.write_text(f"{file.read_text(encoding='utf-8')}\n.x{second} {{ color: red; }}\n")


def _clock(desk: Desk, first: int, second: int) -> None:
    desk.now += DAY * (second % 9) if first % 4 else -DAY * (second % 3)


def _touch(desk: Desk, first: int, second: int) -> None:
    os.utime(desk.source(first), ns=(second * 10**12, second * 10**12))


def _lie(desk: Desk, first: int, second: int) -> None:
    """Other bytes of the same number, and the mtime as it was."""
    file = desk.source(first)
    stamp = file.stat().st_mtime_ns
    paper = desk.paper(first)
    paper.body = "".join(sorted(paper.body, key=lambda sign: (ord(sign) * (second + 1)) % 7))
    desk._write()
    os.utime(file, ns=(stamp, stamp))


def _lose(desk: Desk, first: int, second: int) -> None:
    file = desk.built(first + second)
    if file:
        file.unlink()


def _spoil(desk: Desk, first: int, second: int) -> None:
    """A file of the output is altered in place, with its mtime as it was."""
    file = desk.built(first + second)
    if file:
        stamp, data = file.stat().st_mtime_ns, file.read_bytes()
        file.write_bytes(data[::-1])
        os.utime(file, ns=(stamp, stamp))


def _stray(desk: Desk, first: int, second: int) -> None:
    folder = desk.root / "output" / ("news" if first % 2 else f"stray{second}")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{first}.html").write_text("کسی", encoding="utf-8")


def _break(desk: Desk, first: int, second: int) -> None:
    desk.paper(first).body = "[مرده](gone.md)" if second % 2 else "متن."


STEPS: dict[str, Callable[[Desk, int, int], None]] = {
    "add": _add, "delete": _delete, "body": _body, "show a picture": _show, "title": _title,
    "slug": _slug, "identity": _identity, "date": _date, "schedule": _schedule, "tags": _tags,
    "status": _status, "rename": _rename, "move": _move, "correct": _correct, "alias": _alias,
    "urgent": _urgent, "replace a picture": _picture, "data": _data, "setting": _setting,
    "template": _template, "style": _style, "clock": _clock, "touch": _touch, "lie": _lie,
    "lose": _lose, "spoil": _spoil, "stray": _stray, "break a link": _break,
}  # fmt: skip
