"""
The rules of the house style: one table, from which the check, the fix and the docs are made.

A rule is an error where it was seen to be right on real prose (`python -m quality.style`), or where
a reader is shut out; it is a remark where only the writer can know.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from newsroom.persian import HAMZA_ABOVE, IN_WORD, MARKUP, NAME, NBSP, SPACE, ZWNJ
from newsroom.problems import Code, Severity
from newsroom.style.verbs import FORMS
from newsroom.style.words import (
    ADJECTIVES,
    EMPTY_ALTS,
    EMPTY_LINKS,
    ENDINGS,
    NOT_PARTICIPLES,
    NOT_STEMS,
    NOT_VERBS,
    SPLIT,
)

TITLE_LENGTH = 70  # characters, as in one part of an SMS
SUMMARY_LENGTH = 200
SENTENCE_WORDS = 40
STRETCHED = "اهیونمرسلشخ"

_LETTER = f"[{IN_WORD}{ZWNJ}]"
_END = f"(?!{_LETTER})"
_LAST_WORD = re.compile(f"{_LETTER}+\\Z")
LONGEST_WORD = 40

Write = Callable[[re.Match[str]], str | None]


@dataclass(frozen=True, slots=True)
class Slip:
    """
    How a slip is found in the visible prose of `newsroom.persian`, and perhaps mended.

    Attributes:
        begins: the literal texts with which a slip begins: finding these costs next to nothing.
        find: matches at such a place where a slip may be.
        write: what belongs there; None where that is no slip after all.
        advice: what to do where only the writer knows what belongs there; then `write` only tells
            slips from what is none.
        is_mended: whether `make fix` may write it; what has an advice it never does.
    """

    begins: tuple[str, ...]
    find: re.Pattern[str]
    write: Write
    advice: str = ""
    is_mended: bool = True


@dataclass(frozen=True, slots=True)
class Rule:
    """
    One rule.

    Attributes:
        code: None for what is never told, because every build reads the text as mended.
        severity: likewise None.
        wrong: the end of a Persian sentence about a found text.
        why: for the docs: what it is good for, and why it is of this severity.
        bad and good: an example, and the same as the house writes it.
        slip: None where the rule is no matter of characters: `newsroom.style.review` has those.
    """

    code: Code | None
    severity: Severity | None
    wrong: str
    why: str
    bad: str
    good: str
    slip: Slip | None = None

    @property
    def is_mended(self) -> bool:
        """Whether `make fix` writes what is right."""
        if self.slip is None:
            return self.code is Code.GLOSSARY_WRONG
        return self.slip.is_mended and not self.slip.advice


def _word_before(found: re.Match[str]) -> str:
    """The word that ends where *found* begins; the patterns begin late, at what is rare."""
    word = _LAST_WORD.search(found.string, max(found.start() - LONGEST_WORD, 0), found.start())
    return word[0] if word else ""


def _verb(found: re.Match[str]) -> str | None:
    gap, word = found.groups()
    is_verb = word.partition(ZWNJ)[0] in FORMS and (gap or f"می{word}" not in NOT_VERBS)
    return f"می{ZWNJ}{word}" if is_verb else None


def _plural(found: re.Match[str]) -> str | None:
    word = _word_before(found)
    return None if len(word) < 2 or word in NOT_STEMS else ZWNJ + found[1]


def _comparison(found: re.Match[str]) -> str | None:
    word = _word_before(found)
    is_most = found[1].startswith("ترین") and len(word) > 1 and word not in NOT_STEMS
    return ZWNJ + found[1] if is_most or word in ADJECTIVES else None


def _ending(found: re.Match[str]) -> str | None:
    if _word_before(found) + "ه" in NOT_PARTICIPLES:
        return None
    return "ه" + (HAMZA_ABOVE if found[1] == "ی" else ZWNJ + found[1])


def _joined(found: re.Match[str]) -> str | None:
    whole = _SPLIT.get(f"{_word_before(found)} {found[1]}")
    return whole and whole.removeprefix(_word_before(found))


def _space_after(found: re.Match[str]) -> str | None:
    is_short_form = found.string[: found.start() - len(_word_before(found))].endswith(".")
    return None if is_short_form or found[2] in ENDINGS else f"{found[1]} {found[2]}"


def _without_space(found: re.Match[str]) -> str:
    return found[1]


def _brackets_apart(found: re.Match[str]) -> str | None:
    if found[3] is None:
        return f" {found[1]}"
    return None if found[3] in ENDINGS else f"{found[2]} {found[3]}"


def _in_guillemets(found: re.Match[str]) -> str | None:
    return f"«{found[1].strip()}»" if re.search(f"[{IN_WORD}]", found[1]) else None


def _once(found: re.Match[str]) -> str:
    return "…" if found[0].startswith(".") else found[0][0]


def _one_space(_: re.Match[str]) -> str:
    return " "


def _dash(_: re.Match[str]) -> str:
    return "–"


def _as_found(found: re.Match[str]) -> str:
    return found[0]


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_SPLIT = {split.rstrip("*"): whole for split, whole in SPLIT.items()}
_SECOND_WORDS = {split.partition(" ")[2] for split in SPLIT}
_OPEN = [word.rstrip("*") for word in _SECOND_WORDS if word.endswith("*")]
_CLOSED = [word for word in _SECOND_WORDS if not word.endswith("*")]
_E, _R = Severity.ERROR, Severity.REMARK
_HALF_SPACE = "با نیم‌فاصله نوشته می‌شود"

RULES = (
    # What every build reads as mended; `make fix` writes it into the file.
    Rule(
        None, None, "",
        "ی و ک، رقم‌ها و نشانه‌ها فارسی‌اند: ۰ تا ۹، ٫ و ٬، ٪، ، و ؛ و ؟.",
        "كتاب علي, 12.5%", "کتاب علی، ۱۲٫۵٪",
    ),
    Rule(
        None, None, "",
        "کشیده، نشانه‌های پنهان جهت و نیم‌فاصلهٔ بیهوده در متن نمی‌ماند.",
        f"کتـــاب{ZWNJ} می{ZWNJ}{ZWNJ}شود", f"کتاب می{ZWNJ}شود",
    ),
    Rule(
        None, None, "",
        "پیش از ، ؛ ؟ ! فاصله نیست و پس از آن هست.",
        "سلام ، خوب؛بد ؟", "سلام، خوب؛ بد؟",
    ),
    Rule(None, None, "", "گیومهٔ فارسی « » است.", 'گفت "سلام" و رفت', "گفت «سلام» و رفت"),
    Rule(
        None, None, "",
        "میان دو واژه یک فاصله بس است، و آن فاصلهٔ ساده است؛ فاصلهٔ پیوسته کنار عدد می‌ماند.",
        f"متن  ساده{NBSP}و ۵{NBSP}متر", f"متن ساده و ۵{NBSP}متر",
        Slip(
            ("  ", f" {NBSP}", NBSP),
            re.compile(
                f"[{SPACE}](?:(?<=[{IN_WORD}۰-۹.،؛؟!…»)٪][{SPACE}])[{SPACE}]+(?=[{IN_WORD}۰-۹«(.:»)])"
                f"|(?<=[{IN_WORD}،؛؟!…»)]{NBSP})(?=[{IN_WORD}«(.:»)]))"
            ),
            _one_space,
        ),
    ),
    # Half-spaces.
    Rule(
        Code.HALF_SPACE_VERB, _E, _HALF_SPACE,
        "«می» و «نمی» با نیم‌فاصله به فعل می‌چسبد تا سطر میانشان نشکند و جست‌وجو واژه را بیابد. "
        "تنها پیش از فعلی شناخته سنجیده می‌شود.",
        "این کار انجام می شود و نمی دانم.", f"این کار انجام می{ZWNJ}شود و نمی{ZWNJ}دانم.",
        Slip(
            ("می",),
            re.compile(
                f"می(?:(?<!{_LETTER}می)|(?<=[^{IN_WORD}{ZWNJ}]نمی))(?!{ZWNJ})( *)({_LETTER}+)"
            ),
            _verb,
        ),
    ),
    Rule(
        Code.HALF_SPACE_PLURAL, _E, _HALF_SPACE,
        "«ها» نشانهٔ جمع است و با نیم‌فاصله به واژهٔ خود می‌چسبد.",
        "کتاب ها و خانه هایشان", f"کتاب{ZWNJ}ها و خانه{ZWNJ}هایشان",
        Slip(
            (" ها",),
            re.compile(
                f"(?<={_LETTER}) (ها(?:ی|یی|یم|یت|یش|یمان|یتان|یشان|یند)?){_END}"
            ),
            _plural,
        ),
    ),
    Rule(
        Code.HALF_SPACE_COMPARISON, _E, _HALF_SPACE,
        "«تر» و «ترین» با نیم‌فاصله به صفت می‌چسبد. «تر» تنها پس از صفتی شناخته سنجیده می‌شود، "
        "چون به معنای خیس هم هست.",
        "ارزان تر و مهم ترین", f"ارزان{ZWNJ}تر و مهم{ZWNJ}ترین",
        Slip(
            (" تر",),
            re.compile(f"(?<={_LETTER}) (تر(?:ین)?(?:{ZWNJ}?ها)?ی?){_END}"),
            _comparison,
        ),
    ),
    Rule(
        Code.HALF_SPACE_ENDING, _E, "جدا نوشته نمی‌شود",
        "پس از «ه»، «ام، ای، اند، اش» و مانند آن با نیم‌فاصله می‌آید، و «ی» اضافه همان «هٔ» است.",
        "رفته اند و نامه ای از خانه ی ما",
        f"رفته{ZWNJ}اند و نامه{ZWNJ}ای از خانه{HAMZA_ABOVE} ما",
        Slip(
            ("ه ا", "ه ی"),
            re.compile(f"(?<={_LETTER})ه (ام|ات|اش|ای|ایم|اید|اند|ی){_END}"), _ending,
        ),
    ),
    Rule(
        Code.WORD_SPLIT, _E, "یک واژه است",
        "این‌ها یک واژه‌اند و با فاصله دو تکه می‌شوند.",
        "بر گزار شد و هم چنین علی رغم", f"برگزار شد و همچنین علی{ZWNJ}رغم",
        Slip(
            tuple(f" {word}" for word in (*_OPEN, *_CLOSED)),
            re.compile(f"(?<={_LETTER}) ((?:{_any_of(_CLOSED)}){_END}|(?:{_any_of(_OPEN)}))"),
            _joined,
        ),
    ),
    # Punctuation.
    Rule(
        Code.SPACE_BEFORE_MARK, _E, "پیش از نشانه فاصله دارد",
        "نقطه و دونقطه به واژهٔ پیش از خود می‌چسبد، وگرنه سر سطر می‌افتد.",
        "گفت : سلام .", "گفت: سلام.",
        Slip(
            (" .", " :"),
            re.compile(rf"(?<=[{IN_WORD}{ZWNJ}»)]) +([.:])(?=\s|\Z)"), _without_space,
        ),
    ),
    Rule(
        Code.SPACE_MISSING, _E, "پس از نشانه فاصله ندارد",
        "پس از نقطه، دونقطه و نشانهٔ تعجب فاصله می‌آید، وگرنه جست‌وجو دو واژه را یکی می‌شمارد.",
        "کار تمام شد.گفت:خوب!", "کار تمام شد. گفت: خوب!",
        Slip(
            (".", ":", "!"),
            re.compile(rf"(?<={_LETTER}{{2}})([.:!])({_LETTER}{{2,}}+)(?!\.{_LETTER})"),
            _space_after,
        ),
    ),
    Rule(
        Code.BRACKETS_SPACED, _E, "درون خود فاصله دارد",
        "پرانتز و گیومه به آنچه درون آن است می‌چسبد، وگرنه تنها سر سطر می‌ماند.",
        "نشان ( استاندارد ) و « کد »", "نشان (استاندارد) و «کد»",
        Slip(
            ("( ", "« ", " )", " »"),
            re.compile(
                f"([(«]) +(?=[{IN_WORD}{NAME}{MARKUP}۰-۹«(])"
                f"|(?<=[{IN_WORD}{NAME}{MARKUP}۰-۹.،؛؟!…»)٪]) +(?=[)»])"
            ),
            lambda found: found[1] or "",
        ),
    ),
    Rule(
        Code.BRACKETS_TIGHT, _E, "به واژهٔ کنار خود چسبیده است",
        "پیش از پرانتز یا گیومه، و پس از آن، فاصله می‌آید؛ مگر پسوند: «استاندارد»های، کتاب(ها).",
        "نشان(استاندارد) و کد«ده‌رقمی»را", "نشان (استاندارد) و کد «ده‌رقمی» را",
        Slip(
            ("(", "«", ")", "»"),
            re.compile(
                f"(?<={_LETTER}{{2}})([(«])(?!(?:{_any_of(ENDINGS)})[)»])|([)»])({_LETTER}+)"
            ),
            _brackets_apart,
        ),
    ),
    Rule(
        Code.MARKS_REPEATED, _E, "یک بار بس است",
        "نشانهٔ تکراری چیزی به معنا نمی‌افزاید و صفحه‌خوان همه را می‌خواند؛ سه نقطه خود یک نشانه است.",
        "چرا؟؟؟ بله!! و ...", "چرا؟ بله! و …",
        Slip(
            ("!!", "؟؟", "،،", "؛؛", "..."),
            re.compile(r"([!؟،؛])\1+|(?<!\.)(?<!ا)\.{3,}"), _once,
        ),
    ),
    Rule(
        Code.QUOTES_ODD, _E, "با « » نوشته می‌شود",
        "گیومهٔ فارسی « » است؛ گیومهٔ واژه‌پردازها در هر قلم شکلی دیگر دارد.",
        "گفت “سلام” و رفت", "گفت «سلام» و رفت",
        Slip(("“", "”", "„"), re.compile(r"[“”„]([^“”„«»|\n]+)[“”]"), _in_guillemets),
    ),
    Rule(
        Code.DASH_OF_KASHIDA, _E, "خط تیره نیست",
        "کشیدهٔ تنها (ـ) به جای خط تیره (–) آمده است؛ در بیشتر قلم‌ها پایین‌تر و کوتاه‌تر است.",
        "تهران ـ خرم‌آباد", "تهران – خرم‌آباد",
        Slip(("\u0640",), re.compile("\u0640(?<= \u0640)\u0640*(?= )"), _dash),
    ),
    Rule(
        Code.LETTERS_REPEATED, _E, "حرفی تکراری دارد",
        "حرف کشیده در هیچ واژهٔ فارسی نیست. درست نمی‌شود، چون تنها نویسنده می‌داند یکی درست است یا "
        "دو تا.",
        "خیلییییی خوب", "خیلی خوب",
        Slip(
            tuple(letter * 3 for letter in STRETCHED),
            re.compile(rf"([{STRETCHED}])\1\1+"), _as_found,
            "واژه را درست بنویسید.",
        ),
    ),
    Rule(
        Code.QUOTES_OPEN, _R, "گیومهٔ فارسی نیست",
        "گیومهٔ لاتینی که در همان سطر بسته نشده است. یادآوری است، چون شاید نشانهٔ اینچ باشد.",
        'گفت "سلام و رفت', "گفت «سلام» و رفت",
        Slip(
            ('"',), re.compile(f'"(?:(?={_LETTER})|(?<={_LETTER}"))'), _as_found,
            "آن را با « باز کنید و با » ببندید.",
        ),
    ),
    # Links and pictures.
    Rule(
        Code.LINK_EMPTY, _E, "نمی‌گوید پیوند به کجا می‌رود",
        "کسی که نمی‌بیند پیوندها را پشت هم و بی جمله می‌شنود؛ «این‌جا» به او چیزی نمی‌گوید.",
        "آیین‌نامه را [این‌جا](https://a.ir) بخوانید.",
        "[آیین‌نامه](https://a.ir) را بخوانید.",
        Slip(
            ("[",),
            re.compile(f"\\[(?<!!\\[)\\s*((?:{_any_of(EMPTY_LINKS)}))\\s*{MARKUP}"), _as_found,
            "پیوند را روی واژه‌هایی بگذارید که نام مقصد است.",
        ),
    ),
    Rule(
        Code.ALT_EMPTY, _E, "نمی‌گوید در تصویر چه دیده می‌شود",
        "متن جایگزین همان تصویر است برای کسی که نمی‌بیند.",
        "![تصویر](../../media/mark.svg)", "![نشان استاندارد روی بسته](../../media/mark.svg)",
        Slip(
            ("![",), re.compile(f"!\\[\\s*((?:{_any_of(EMPTY_ALTS)}))\\s*{MARKUP}"), _as_found,
            "بنویسید آنچه را در تصویر دیده می‌شود.",
        ),
    ),
    # What is no matter of characters.
    Rule(
        Code.GLOSSARY_WRONG, _E, "شکل این خانه نیست",
        "نام نهادها، جاها و استانداردها یک شکل دارد، و شکل‌های نادرست در content/glossary.yaml "
        "(کلید wrong) است؛ خبرگزاری همان را برمی‌دارد که ما می‌نویسیم.",
        "خرم آباد", "خرم‌آباد",
    ),
    Rule(
        Code.GLOSSARY_AVOID, _R, "را این خانه کمتر می‌نویسد",
        "واژه‌ای که واژه‌نامه (کلید avoid) به جایش واژه‌ای دیگر دارد. یادآوری است، چون گاهی نام رسمی "
        "همان است.",
        "پروسهٔ تولید", "فرایند تولید",
    ),
    Rule(
        Code.HEADING_SKIPS, _E, "یک پله را جا انداخته است",
        "صفحه‌خوان با پله‌های سرفصل در صفحه می‌گردد؛ پلهٔ جاافتاده مانند فصلی گم‌شده است.",
        "## بخش\n\n#### زیربخش", "## بخش\n\n### زیربخش",
    ),
    Rule(
        Code.TITLE_LONG, _R, "بلند است",
        "عنوان در پیامک می‌آید؛ بیش از ۷۰ نویسه پیامک را دو تکه می‌کند و در فهرست‌ها سه سطر می‌گیرد.",
        "عنوانی بیش از ۷۰ نویسه", "عنوانی کوتاه‌تر",
    ),
    Rule(
        Code.SUMMARY_LONG, _R, "بلند است",
        "جویشگرها و کارت شبکه‌های اجتماعی کمتر از ۲۰۰ نویسه نشان می‌دهند.",
        "خلاصه‌ای بیش از ۲۰۰ نویسه", "خلاصه‌ای کوتاه‌تر",
    ),
    Rule(
        Code.SENTENCE_LONG, _R, "بلند است",
        "جملهٔ بیش از ۴۰ واژه را کمتر کسی تا پایان دنبال می‌کند. یادآوری است، چون نام‌ها و فهرست‌ها "
        "گاه ناگزیر بلندند.",
        "جمله‌ای بیش از ۴۰ واژه", "دو جمله",
    ),
)  # fmt: skip

BY_CODE = {rule.code: rule for rule in RULES if rule.code}
