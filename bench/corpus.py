"""
A seeded corpus: Persian posts of any number; one size and one seed give the same bytes everywhere.

The words are real and as frequent as in real text (wordfreq); the sentences mean nothing. What
costs a build time is there in a newsroom's proportions: headings, lists, tables, pictures,
emphasis, links between posts, half-spaces, numbers, telephones, Latin names. There is one stream of
random numbers, no clock and no order of a set, so that nothing of the machine gets in.

The posts are the same ones in each format: ours, and those of stock Pelican and Hugo to compare.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random

import click
from wordfreq import top_n_list, word_frequency

from newsroom.fields import AUDIENCES, BROCHURE_KINDS
from newsroom.fixes import HOUSE
from newsroom.jalali import TEHRAN, format_moment, to_jalali
from newsroom.persian import ZWNJ, persian_digits
from newsroom.values import ID_ALPHABET, ID_LENGTH

POSTS_A_DAY = 5  # at most, as long as that stays within FIRST_YEAR
LEAST_DAYS = 3 * 365
MOST_DAYS = 85 * 365  # back to 1320, the oldest year of the archive
OFFICE_HOURS = range(8, 18)
BODY_BYTES = (900, 2900, 6500)  # least, commonest, most; what is begun is ended: 4.1 KB on average

TAGS = 40
PAGES = (
    "about", "accessibility", "agreement", "feeds", "mark", "report", "rights", "search", "sms",
)  # fmt: skip
SECTIONS = {"news": 85, "brochures": 5, "courses": 6, "broadcasts": 4}  # in a hundred
PICTURE = "media/pattern.svg"

# Posts end before it, so that what follows them (a correction, an update) is past at BUILD_TIME.
_LAST_DAY = datetime(2026, 11, 20, tzinfo=TEHRAN)
_WORDS_KNOWN = 8000
_LETTER = "[آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیئ]"
# «همه‌ی» is written «همهٔ» in this house.
_WORD = re.compile(f"{_LETTER}{{2,}}(?:{ZWNJ}{_LETTER}{{2,}})?")
_TARGET = re.compile(r"\]\(@([^)]+)\)")

_LATIN = (
    "ISO 9001", "Codex", "USB-C", "Python 3.12", "LED", "IEC 60335-1", "QR", "OIML R 76", "PET",
    "Wi-Fi", "HTTPS", "CE", "ISO/IEC 17025", "Unicode", "pH", "www.inso.gov.ir", "CO2", "B2B",
)  # fmt: skip
_SLUGS = (
    "mark", "law", "toys", "gas", "scale", "label", "home", "school", "food", "water", "energy",
    "safety", "test", "day", "guide", "market", "cable", "lamp", "visit", "meeting", "report",
)  # fmt: skip
_PLACES = (f"خرم{ZWNJ}آباد", "بروجرد", "دورود", "کوهدشت", "الیگودرز", "ازنا", "نورآباد")


@dataclass(frozen=True, slots=True)
class Story:
    """
    One post before it is put into a format.

    Attributes:
        source: its file below the content folder, `news/1404/mark-law-00012.md`.
        identity: six characters of ID_ALPHABET.
        date: aware, in Tehran; `typed_date` is the same as an editor typed it.
        tags: their names.
        extra: lines of our front matter that stock Pelican knows nothing of.
        body: Markdown; the targets of its internal links are `@` and a source.
    """

    source: str
    identity: str
    date: datetime
    typed_date: str
    title: str
    summary: str
    tags: tuple[str, ...]
    extra: tuple[str, ...]
    body: str

    @property
    def section(self) -> str:
        """The first part of the source."""
        return self.source.split("/", 1)[0]

    @property
    def slug(self) -> str:
        """The name of the file without its ending."""
        return self.source.rsplit("/", 1)[1].removesuffix(".md")


class _Prose:
    """Writes Markdown that looks like Persian, from one stream of random numbers."""

    def __init__(self, random: Random) -> None:
        self.random = random
        known = [word for word in top_n_list("fa", 2 * _WORDS_KNOWN) if _WORD.fullmatch(word)]
        self._known = known[:_WORDS_KNOWN]
        self._weights = list(accumulate(word_frequency(word, "fa") for word in self._known))
        self._inserts: tuple[Callable[[], str], ...] = (
            self._number, self._number, self._phone, self._latin, self._latin,
            self._strong, self._strong, self._emphasis, self._code,
        )  # fmt: skip

    def chance(self, percent: float) -> bool:
        return self.random.random() * 100 < percent

    def tag_names(self) -> list[str]:
        """Two words each, all different; frequent words first."""
        return [" ".join(self._known[200 + 2 * n : 202 + 2 * n]) for n in range(TAGS)]

    def phrase(self, least: int, most: int) -> str:
        return HOUSE.mend(" ".join(self._words(least, most)))

    def line(self, least: int, most: int, length: int) -> str:
        """A phrase of at most *length* characters."""
        text = self.phrase(least, most)
        return text if len(text) <= length else text[: length + 1].rsplit(" ", 1)[0]

    def sentence(self) -> str:
        words = self._words(6, 18)
        if self.chance(45):
            words.insert(self.random.randrange(1, len(words)), self.random.choice(self._inserts)())
        if self.chance(40):
            words[len(words) // 2] += "،"
        return (
            HOUSE.mend(" ".join(words)) + self.random.choices(".؟!", cum_weights=(90, 96, 100))[0]
        )

    def paragraph(self) -> str:
        return " ".join(self.sentence() for _ in range(self.random.randint(2, 5)))

    def heading(self, *, is_first: bool) -> str:
        return f"{'##' if self.chance(75) or is_first else '###'} {self.phrase(2, 6)}"

    def bullets(self) -> str:
        return "\n".join(f"- {self.sentence()}" for _ in range(self.random.randint(3, 6)))

    def steps(self) -> str:
        count = self.random.randint(3, 6)
        return "\n".join(f"{number}. {self.sentence()}" for number in range(1, count + 1))

    def table(self) -> str:
        rows = [["نام", "اندازه", "توضیح"], ["---", "---", "---"]]
        for _ in range(self.random.randint(3, 7)):
            rows.append([self.phrase(1, 3), self._number(), self.phrase(2, 6)])
        return "\n".join(f"| {' | '.join(row)} |" for row in rows)

    def quote(self) -> str:
        return f"> «{self.phrase(8, 20)}»"

    def listing(self) -> str:
        return f"```\ncurl -s https://example.ir/api/{self.random.randrange(10_000)}\n```"

    def picture(self) -> str:
        return f"![{self.phrase(4, 9)}](@{PICTURE})"

    def _words(self, least: int, most: int) -> list[str]:
        count = self.random.randint(least, most)
        return self.random.choices(self._known, cum_weights=self._weights, k=count)

    def _number(self) -> str:
        kind = self.random.randrange(4)
        if kind == 0:
            return persian_digits(f"{self.random.randrange(1000, 5_000_000):,}").replace(",", "٬")
        if kind == 1:
            return persian_digits(f"{self.random.random() * 100:.1f}").replace(".", "٫")
        if kind == 2:
            return persian_digits(f"{self.random.randint(1, 100)}٪")
        return persian_digits(str(self.random.randint(1370, 1405)))

    def _phone(self) -> str:
        return persian_digits(f"066-{self.random.randrange(30_000_000, 40_000_000)}")

    def _latin(self) -> str:
        return self.random.choice(_LATIN)

    def _strong(self) -> str:
        return f"**{self.phrase(1, 4)}**"

    def _emphasis(self) -> str:
        return f"*{self.phrase(1, 3)}*"

    def _code(self) -> str:
        return f"`{self.random.choice(_SLUGS)}-{self.random.randrange(100)}`"


def make_stories(size: int, seed: int) -> Iterator[Story]:
    """*size* posts, the oldest first; each links to some that came before it."""
    random = Random(seed)
    prose = _Prose(random)
    tags = prose.tag_names()
    # Few tags are common and most are rare, as everywhere.
    tag_weights = list(accumulate(1 / rank for rank in range(1, TAGS + 1)))
    sections = list(accumulate(SECTIONS.values()))
    sources: list[str] = []
    for number, date in enumerate(_dates(size, random)):
        section = random.choices(list(SECTIONS), cum_weights=sections)[0]
        year = to_jalali(date).year
        slug = f"{random.choice(_SLUGS)}-{random.choice(_SLUGS)}-{number:05}"
        chosen = random.choices(tags, cum_weights=tag_weights, k=random.randint(1, 4))
        yield Story(
            source=f"{section}/{year}/{slug}.md",
            identity=_identity(number, seed),
            date=date,
            typed_date=_typed(date, random),
            title=prose.line(4, 9, 100),
            summary=prose.line(14, 28, 280) + ".",
            tags=tuple(dict.fromkeys(chosen)),
            extra=tuple(_extra(section, date, prose)),
            body=_body(sources[-200:], prose),
        )
        sources.append(f"{section}/{year}/{slug}.md")


def _dates(size: int, random: Random) -> list[datetime]:
    """Moments of publication in office hours; sorted, some days without one, some with many."""
    days = min(max(LEAST_DAYS, -(-size // POSTS_A_DAY)), MOST_DAYS)
    first = _LAST_DAY - timedelta(days=days)
    minutes = 60 * len(OFFICE_HOURS)
    dates = []
    for number in sorted(random.randrange(days * minutes) for _ in range(size)):
        day, minute = divmod(number, minutes)
        dates.append(first + timedelta(days=day, hours=OFFICE_HOURS.start, minutes=minute))
    return dates


def _identity(number: int, seed: int) -> str:
    # Multiplying by an odd number is one to one, so no two posts of a corpus are alike.
    bits = (number * 0x2F0B4C47 + seed) % len(ID_ALPHABET) ** ID_LENGTH
    digits = []
    for _ in range(ID_LENGTH):
        bits, digit = divmod(bits, len(ID_ALPHABET))
        digits.append(ID_ALPHABET[digit])
    return "".join(digits)


def _typed(moment: datetime, random: Random) -> str:
    """The moment in one of the spellings that editors use."""
    year, month, day = to_jalali(moment)
    return random.choice(
        (
            f"{year}-{month:02}-{day:02} {moment:%H:%M}",
            persian_digits(f"{year}/{month}/{day} {moment.hour}:{moment.minute:02}"),
            format_moment(moment),
        )
    )


def _extra(section: str, date: datetime, prose: _Prose) -> Iterator[str]:
    random = prose.random
    names = [choice.persian[0] for choice in AUDIENCES if prose.chance(20)]
    if names:
        yield f"مخاطب: {'، '.join(names)}"
    if prose.chance(30):
        yield f"روتیتر: {prose.line(2, 5, 80)}"
    if prose.chance(5):
        yield "پیامک: خیر"
    if prose.chance(2):
        yield f"به{ZWNJ}روزرسانی: {_typed(date + timedelta(hours=3), random)}"
    if prose.chance(1):
        yield f"اصلاحیه{ZWNJ}ها:"
        yield f"  - تاریخ: {_typed(date + timedelta(hours=20), random)}"
        yield f"    متن: {prose.sentence()}"
    yield from _OF_SECTION[section](date, prose)


def _of_news(date: datetime, prose: _Prose) -> Iterator[str]:
    del date
    if prose.chance(60):
        yield f"مکان: {prose.random.choice(_PLACES)}"


def _of_brochures(date: datetime, prose: _Prose) -> Iterator[str]:
    del date
    yield f"نوع: {prose.random.choice(BROCHURE_KINDS).persian[0]}"
    yield f"صفحه{ZWNJ}ها: {prose.random.randint(1, 40)}"
    yield f"سن: {persian_digits(f'{prose.random.randint(4, 15)}')} سال به بالا"


def _of_courses(date: datetime, prose: _Prose) -> Iterator[str]:
    random = prose.random
    starts = date + timedelta(days=random.randint(5, 40))
    capacity = random.randint(10, 60)
    yield f"آغاز: {_typed(starts, random)}"
    yield f"پایان: {_typed(starts + timedelta(hours=random.randint(1, 50)), random)}"
    yield f"محل: {random.choice(_PLACES)}، {prose.phrase(2, 4)}"
    yield f"ظرفیت: {capacity}"
    yield f"ثبت{ZWNJ}نام{ZWNJ}شده: {random.randint(0, capacity)}"


def _of_broadcasts(date: datetime, prose: _Prose) -> Iterator[str]:
    random = prose.random
    yield f"پخش: {_typed(date + timedelta(days=random.randint(0, 9)), random)}"
    yield f"شبکه: {prose.phrase(1, 3)}"
    yield f"مدت: {random.randint(1, 59)}:{random.randint(0, 59):02}"
    yield f"ویدئو: https://example.ir/video/{random.randrange(10_000)}"


_OF_SECTION = {
    "news": _of_news,
    "brochures": _of_brochures,
    "courses": _of_courses,
    "broadcasts": _of_broadcasts,
}


def _body(earlier: list[str], prose: _Prose) -> str:
    """Markdown of about 4 KB, now and then half or twice as much."""
    least, commonest, most = BODY_BYTES
    room = prose.random.triangular(least, most, commonest)
    blocks: list[str] = []
    while sum(len(block.encode()) for block in blocks) < room:
        if blocks:
            blocks.append(prose.heading(is_first=not any(b.startswith("#") for b in blocks)))
        blocks += _part(earlier, prose)
    if prose.chance(8):
        blocks[0] = f"{blocks[0][:-1]}[^1]{blocks[0][-1]}"
        blocks.append(f"[^1]: {prose.sentence()}")
    return HOUSE.mend_markdown("\n\n".join(blocks)) + "\n"


def _part(earlier: list[str], prose: _Prose) -> Iterator[str]:
    """What stands under one heading: text with links, and perhaps something that is no text."""
    for _ in range(prose.random.randint(1, 3)):
        text = prose.paragraph()
        yield f"{text} {_linked(earlier, prose)}" if prose.chance(40) else text
    kind = prose.random.randrange(100)
    for below, write in (
        (30, prose.bullets), (42, prose.steps), (52, prose.table), (62, prose.quote),
        (65, prose.listing), (72, prose.picture),
    ):  # fmt: skip
        if kind < below:
            yield write()
            return


def _linked(earlier: list[str], prose: _Prose) -> str:
    """A sentence with a link: to an earlier post, to a page, or to another site."""
    kind = prose.random.randrange(10)
    if kind == 0:
        target = "https://www.inso.gov.ir/"
    elif kind == 1 or not earlier:
        target = f"@pages/{prose.random.choice(PAGES)}.md"
    else:
        target = f"@{prose.random.choice(earlier)}"
    return f"{prose.phrase(2, 6)} [{prose.phrase(2, 5)}]({target}) {prose.phrase(2, 6)}."


def write_corpus(root: Path, size: int, seed: int) -> None:
    """
    Write a content folder of ours with *size* posts, nine pages, a tags file and one picture.

    Args:
        root: made if it is not there; must be empty.
        size: how many posts, without the pages.
    """
    files = _Files(root)
    for story in make_stories(size, seed):
        lines = (
            "---",
            f"عنوان: {story.title}",
            f"تاریخ: {story.typed_date}",
            "وضعیت: منتشرشده",
            f"شناسه: {story.identity}",
            f"خلاصه: {story.summary}",
            f"برچسب{ZWNJ}ها: {'، '.join(story.tags)}",
            *story.extra,
            "---",
            "",
        )
        # Every post lies two folders deep.
        files.write(story.source, "\n".join(lines) + _TARGET.sub(r"](../../\1)", story.body))
    prose = _Prose(Random(seed))
    for slug in PAGES:
        head = f"---\nعنوان: {prose.line(2, 4, 100)}\nخلاصه: {prose.line(9, 15, 280)}.\n---\n"
        files.write(f"pages/{slug}.md", f"{head}{prose.paragraph()}\n")
    tags = (
        f"{name}:\n  slug: tag-{number:02}\n  description: {prose.phrase(4, 9)}.\n"
        for number, name in enumerate(prose.tag_names(), 1)
    )
    files.write("tags.yaml", "".join(tags))
    files.write(PICTURE, _SVG)


def write_stock_corpus(root: Path, size: int, seed: int) -> None:
    """Write the posts of `write_corpus` as stock Pelican reads them; `bench/stock` builds them."""
    files = _Files(root)
    for story in make_stories(size, seed):
        head = (
            f"Title: {story.title}\nDate: {story.date:%Y-%m-%d %H:%M}\nCategory: {story.section}\n"
            f"Tags: {', '.join(story.tags)}\nSlug: {story.slug}\nSummary: {story.summary}\n\n"
        )
        files.write(story.source, head + _TARGET.sub(_stock_target, story.body))
    prose = _Prose(Random(seed))
    for slug in PAGES:
        head = f"Title: {prose.line(2, 4, 100)}\nSummary: {prose.line(9, 15, 280)}.\nSlug: {slug}\n"
        files.write(f"pages/{slug}.md", f"{head}\n{prose.paragraph()}\n")
    files.write(PICTURE, _SVG)


def write_hugo_corpus(root: Path, size: int, seed: int) -> None:
    """Write the posts of `write_corpus` as Hugo reads them; `bench/hugo` builds them."""
    files = _Files(root)
    years: dict[str, int] = {}

    def target(found: re.Match[str]) -> str:
        section, _, rest = found[1].removesuffix(".md").partition("/")
        if section in SECTIONS:
            return f"](/{section}/{years[found[1]]}/{rest.rpartition('/')[2]}/)"
        return f"](/{rest}/)" if found[1].endswith(".md") else f"](/{found[1]})"

    for story in make_stories(size, seed):
        years[story.source] = story.date.year
        head = {
            "title": story.title, "date": story.date.isoformat(), "slug": story.slug,
            "summary": story.summary, "tags": list(story.tags),
        }  # fmt: skip
        text = json.dumps(head, ensure_ascii=False)
        files.write(f"content/{story.source}", f"{text}\n\n{_TARGET.sub(target, story.body)}")
    prose = _Prose(Random(seed))
    for slug in PAGES:
        words = {"title": prose.line(2, 4, 100), "summary": prose.line(9, 15, 280), "slug": slug}
        text = json.dumps(words, ensure_ascii=False)
        files.write(f"content/pages/{slug}.md", f"{text}\n\n{prose.paragraph()}\n")
    files.write(f"static/{PICTURE}", _SVG)


def _stock_target(target: re.Match[str]) -> str:
    scheme = "filename" if target[1].endswith(".md") else "static"
    return f"]({{{scheme}}}/{target[1]})"


class _Files:
    """Writes files below *root*; each folder is made once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._folders: set[Path] = set()

    def write(self, path: str, text: str) -> None:
        file = self._root / path
        if file.parent not in self._folders:
            file.parent.mkdir(parents=True, exist_ok=True)
            self._folders.add(file.parent)
        file.write_bytes(text.encode())


_SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40" width="400" height="400">
<path d="M20 2 38 20 20 38 2 20Z" fill="none" stroke="#0f5e56" stroke-width="2"/>
</svg>
"""


WRITERS = {"ours": write_corpus, "stock": write_stock_corpus, "hugo": write_hugo_corpus}


@click.command()
@click.option("--size", default=1000, show_default=True, help="How many posts.")
@click.option("--seed", default=1, show_default=True)
@click.option("--form", type=click.Choice(list(WRITERS)), default="ours", show_default=True)
@click.argument("folder", type=click.Path(path_type=Path))
def main(size: int, seed: int, form: str, folder: Path) -> None:
    """Write a corpus into FOLDER, as we, stock Pelican or Hugo read it."""
    WRITERS[form](folder, size, seed)


if __name__ == "__main__":
    main()
