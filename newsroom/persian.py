"""
The one place where Persian is normalised, folded, and searched for what must run left to right.

The level is ISIRI 6219 as the house writes it: letters, digits, separators, «هٔ», useless
half-spaces, clear slips around punctuation. «می شود» and «کار‌ها» stay: they are the matter of
`newsroom.style`, which looks at the same visible prose.
Three steps: hide what is no Persian prose behind one-character stand-ins, apply the ordered table
`RULES`, put back. Text in which `_WORK` finds nothing skips the table; a test holds that this never
hides a change.

Source: ISIRI 6219:2002 (which ی and ک, digits, U+200C); Unicode UAX #9 for `isolate_spans`.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

ZWNJ = "\u200c"  # the half-space
ZWJ = "\u200d"  # stays: it shapes the «ه» of «ه‍.ش»
NBSP = "\u00a0"
KASHIDA = "\u0640"
HAMZA_ABOVE = "\u0654"
LONG = 18  # characters: a phone, «ISO/IEC 17025:2017»; an address is longer
BIDI_CONTROLS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
STRAY = BIDI_CONTROLS + "\u200b\ufeff\u00ad"  # and zero-width space, byte order mark, soft hyphen

# Bodies of regular-expression classes.
_LETTER = "\u0620-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06ff"
_HARAKA = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
IN_WORD = _LETTER + _HARAKA
_SCRIPT = "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc"
_LATIN = "A-Za-z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
SPACE = f" {NBSP}"
_UNJOINED = r"\s.,:;!?،؛؟…()«»“”\"'/|٪%–—\-"  # beside these a half-space does nothing
# All that NFC may change, and more; harakat and hamza of Persian have a finer test in `_WORK`.
_UNCOMMON = "\u0300-\u05ff\u0653\u0655\u0700-\u1dff\u1f00-\u2001\u20d0-\u218f\u2329\u232a\u2adc"
_UNCOMMON += "\u2c00-\udfff\uf900-\ufe6f\U00010000-\U0001efff\U00020000-\U0010ffff"

# Stand-ins. One that the input itself contains is hidden behind another: none leaks, none is lost.
NAME, MARKUP, MARGIN = "\ue000", "\ue001", "\ue002"  # Latin name; markup; start of a line
STAND_IN = re.compile(f"[{NAME}{MARKUP}{MARGIN}]")

_TO_PERSIAN = str.maketrans("0123456789٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹" * 2)
_TO_ASCII = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "0123456789" * 2)
_TO_KEY = _TO_ASCII | str.maketrans("يىكۀةأإؤ", "ییکههااو")
_RANK = {x: n for n, x in enumerate("0123456789آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی")}
_RANK["ئ"] = _RANK["ی"]
_NOT_IN_KEY = re.compile(rf"[\s_\-\u2060{ZWNJ}{ZWJ}{KASHIDA}{STRAY}{_HARAKA}]")


def persian_digits(text: str) -> str:
    """*text* with every ASCII and Arabic-Indic digit as a Persian one; same length."""
    return text.translate(_TO_PERSIAN)


def ascii_digits(text: str) -> str:
    """*text* with every Persian and Arabic-Indic digit as an ASCII one; same length."""
    return text.translate(_TO_ASCII)


@lru_cache(maxsize=4_096)  # names of tags and keys, each of them thousands of times
def fold(text: str) -> str:
    """
    A key that is equal for all spellings of one name (of a field, a value, a tag). May be empty.

    >>> fold("پيوست\u200cها") == fold("پیوست_ها")
    True
    """
    cased = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    return unicodedata.normalize("NFC", _NOT_IN_KEY.sub("", cased).translate(_TO_KEY))


def sort_key(text: str) -> tuple[int, ...]:
    """
    Where *text* stands in a Persian list: پ after ب, ک and گ before ل, آ before all.

    Code points would put the four letters of Persian, and ک and ی, after the rest.

    >>> sorted(["نان", "گاز", "پنیر", "آب", "کار"], key=sort_key)
    ['آب', 'پنیر', 'کار', 'گاز', 'نان']
    """
    folded = fold(text)
    return tuple(_RANK.get(letter, len(_RANK) + ord(letter)) for letter in folded)


def normalise(text: str) -> str:
    """*text*, one piece of plain prose (a title, a summary), as the house writes it. Idempotent."""
    return _normalise(text, PLAIN)


def normalise_markdown(text: str) -> str:
    """
    The prose of a Markdown body as the house writes it, its lines where they were. Idempotent.

    Byte for byte as typed: code, tags, comments, targets and definitions of links, addresses,
    footnote ids, attribute lists, entities, Latin names with their numbers, and passages that
    `lang=` marks as Arabic or another language. «۱. » at the start of a line becomes `1. `, because
    only that is a list.
    """
    return _normalise(text, _MARKDOWN_WITH_LANG if re.search(_FOREIGN_LIST, text) else _MARKDOWN)


def isolate_spans(text: str) -> list[tuple[int, int]]:
    """
    The spans of plain *text* that a right-to-left line scrambles and `<bdi dir="ltr">` saves.

    Phones, full dates with hyphens, IBANs, versions, degrees, the number of a percentage, Latin
    names that hold or touch a neutral sign, with the Latin words in brackets that follow them.
    A lone Latin word and a range («۱۴۰۰-۱۴۰۵») read well as they are; of «RSS، Atom» the first is
    isolated, so that it is read first.

    Returns:
        `(start, end)` pairs, sorted, not overlapping, not empty. What is not longer than `LONG` is
        read as one and should not be broken over two lines: `isolation` has the attributes.
    """
    return [found.span() for found in _SCRAMBLED.finditer(text) if not _is_lone_word(found)]


def pieces(address: str) -> list[str]:
    """*address*, parted where a narrow line may break it: behind slashes, never in a word."""
    return re.split(r"(?<=/)(?=[^/])", address)


def isolation(text: str) -> dict[str, str]:
    """The attributes of the `bdi` element around an isolated *text*."""
    return {"dir": "ltr"} if len(text) <= LONG else {"dir": "ltr", "class": "long"}


def _composed(found: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", found[0])


def _house_letter(found: re.Match[str]) -> str:
    return "ک" if found[0] == "ك" else "ی"


def _house_digits(found: re.Match[str]) -> str:
    return persian_digits(found[0])


def _house_number(found: re.Match[str]) -> str:
    """A decimal, or a number with thousands; any other chain («۱.۲.۳», «۱,۲») as it is."""
    if re.fullmatch(r"[۰-۹]+\.[۰-۹]+|[۰-۹]{1,3}(?:,[۰-۹]{3})+(?:\.[۰-۹]+)?", found[0]):
        return found[0].replace(".", "٫").replace(",", "٬")
    return found[0]


def _house_quotes(line: re.Match[str]) -> str:
    return line[0] if line[0].count('"') % 2 else re.sub('"([^"]*)"', _guillemets, line[0])


def _guillemets(quoted: re.Match[str]) -> str:
    """«…» where quotes clearly open and close around Persian: not `24" و 32"`, not `«"ج"»`."""
    inner, line = quoted[1], quoted.string
    before, after = line[quoted.start() - 1], line[quoted.end() : quoted.end() + 1]
    clear = inner == inner.strip() and not (before.isalnum() or before in "«=" or after == "»")
    if clear and re.search(f"^[^«»|]*[{_LETTER}][^«»|]*$", inner):
        return f"«{inner}»"
    return quoted[0]


class Rule(NamedTuple):
    """One step of normalising: why, what to find outside hidden passages, what to write instead."""

    why: str
    find: re.Pattern[str]
    write: str | Callable[[re.Match[str]], str]


RULES = tuple(
    Rule(why, re.compile(find), write)
    for why, find, write in (
        ("Stray direction marks and zero-width signs go.", f"[{STRAY}]+", ""),
        (
            "A kashida inside a word only stretches it.",
            f"(?<=[{IN_WORD}]){KASHIDA}+(?=[{_HARAKA}]*[{_LETTER}])",
            "",
        ),
        ("A letter and its marks are stored in one way, NFC.", r"[\s\S]+", _composed),
        ("ی and ک are the Persian ones.", "[يىك]", _house_letter),
        ("Digits in Persian prose are Persian.", "[0-9٠-٩]+", _house_digits),
        ("Decimals have ٫ and thousands ٬.", "(?<![۰-۹])[۰-۹]+(?:[.,][۰-۹]+)+", _house_number),
        ("The percent sign of a Persian number is ٪.", rf"([۰-۹][{SPACE}]?)%(?!\w)", r"\1٪"),
        ("One half-space is enough.", f"{ZWNJ}{{2,}}", ZWNJ),
        (
            "A half-space beside a space, a punctuation mark or the end of a line goes.",
            rf"{ZWNJ}(?:(?<=[{_UNJOINED}{MARGIN}]{ZWNJ})|(?=[{_UNJOINED}])|\Z)",
            "",
        ),
        (
            "At the end of a word «ه‌ی» and «هء» are «هٔ» in this house,",
            f"(?<=[{IN_WORD}])ه(?:{ZWNJ}ی|ء)(?![{IN_WORD}{ZWNJ}])",
            f"ه{HAMZA_ABOVE}",
        ),
        ("and so is «ۀ».", f"ۀ(?![{IN_WORD}])", f"ه{HAMZA_ABOVE}"),
        ("A Persian letter is followed by the Persian comma,", f"(?<=[{IN_WORD}]),", "،"),
        ("semicolon", f"(?<=[{IN_WORD}]);", "؛"),
        ("and question mark.", rf"(?<=[{IN_WORD}])\?", "؟"),
        (
            "No space stands before ، ؛ ؟ !; indentation, `![` and `!=` are something else.",
            rf"(?<=[{IN_WORD}۰-۹»)\]٪…،؛؟!{NAME}{MARKUP}])[{SPACE}]+(?=[،؛؟]|!(?![=\[]))",
            "",
        ),
        ("A letter after ، ؛ ؟ stands off.", f"([،؛؟])(?=[{_LETTER}{NAME}])", r"\1 "),
        ("Quotes that a line opens and closes are « ».", r'\n[^\n"]*"[^\n]*', _house_quotes),
    )
)

# Where a rule might find something. One class of first characters, because searching for a class is
# fast and searching for alternatives is not; what stands around the character is looked at next.
_ALWAYS = f'{STRAY}{KASHIDA}{_UNCOMMON}يىك0-9٠-٩ۀ"'
_WORK = re.compile(
    rf"[{_ALWAYS}{_HARAKA}{ZWNJ}ء.,;?%،؛؟!](?:"
    rf"(?<=[{_ALWAYS}])|(?<=[{_HARAKA}]{{2}})|(?<=[^ه]{HAMZA_ABOVE})"
    rf"|(?<=[۰-۹][.,])(?=[۰-۹])|(?<=[۰-۹]%)|(?<=[۰-۹][{SPACE}]%)|(?<=[{IN_WORD}][,;?])"
    rf"|(?<={ZWNJ})(?:(?<=[{_UNJOINED}{MARGIN}]{ZWNJ})|(?=[{_UNJOINED}{ZWNJ}])|\Z)"
    rf"|(?<=ه{ZWNJ})(?=ی(?![{IN_WORD}{ZWNJ}]))|(?<=هء)"
    rf"|(?<=[{SPACE}][،؛؟!])|(?<=[،؛؟])(?=[{_LETTER}{NAME}]))"
)


def _normalise(text: str, hidden: re.Pattern[str], *, shortcut: bool = True) -> str:
    """*text* after as many passes as it takes: what one mends may be markup to the next."""
    if not re.search(f"[{_SCRIPT}]", text):
        return text  # no Persian in it, so its digits and quotes are not ours
    before, passes = "", 0
    while text != before and passes < 5:
        before, passes = text, passes + 1
        visible, kept = hide("\n\n" + text, hidden)
        if not shortcut or _WORK.search(visible):
            for rule in RULES:
                visible = rule.find.sub(rule.write, visible)
        text = put_back(visible, kept)[2:]
    return text


def put_back(visible: str, kept: list[str]) -> str:
    """What `hide` was given; *visible* may have changed between its stand-ins."""
    passages = iter(kept)
    return STAND_IN.sub(lambda _: next(passages), visible)


def hide(text: str, hidden: re.Pattern[str]) -> tuple[str, list[str]]:
    """
    *text* with one stand-in for each passage that is not to be seen, and these in their order.

    Args:
        text: begins with two line ends, which are no part of it.
        hidden: PLAIN for a piece of prose, QUOTED for a body without what is marked as a quotation.
    """
    kept: list[str] = []
    answers: dict[tuple[str, int], bool] = {}
    labels = {_label(found[1]) for found in _DEFINITION.finditer(text)} if "]:" in text else set()

    def cover(found: re.Match[str]) -> str:
        passage = found[0]
        if found.lastgroup == "label" and _label(passage[1:-1]) not in labels:
            return "[" + hidden.sub(cover, passage[1:])
        if found.lastgroup == "indented" and _continues_item(found, answers):
            first_line = found.start("indented") - found.start() - 1
            return passage[:first_line] + hidden.sub(cover, passage[first_line:])
        if passage.startswith("\n"):
            kept.append(ascii_digits(passage[1:]) if found.lastgroup == "marker" else passage[1:])
            return "\n" + MARGIN
        kept.append(passage)
        return NAME if passage[0].isalpha() else MARKUP

    return hidden.sub(cover, text), kept


def _label(typed: str) -> str:
    return " ".join(typed.casefold().split())


def _continues_item(found: re.Match[str], answers: dict[tuple[str, int], bool]) -> bool:
    """
    Whether indented lines belong to a list item, a footnote or the like; else they are code.

    The way leads upwards block by block, and ends at a place that it came by before: to the
    beginning it would be each time all that came before.
    """
    if found["indented"].startswith((" " * 8, "\t\t")):
        return False
    text, end = found.string, found.start()
    passed = []
    while end > 0 and (text, end) not in answers:
        passed.append((text, end))
        start = end
        while True:  # ends at the latest before the text, where there is nothing
            line = text.rfind("\n", 0, max(start - 1, 0)) + 1
            if not text[line:start].strip(" \t\r\n"):
                break
            start = line
        block = text[start:end]
        if block.strip(" \t\r\n") and not block.startswith((" ", "\t")):
            answers[text, end] = bool(_ITEM.search("\n" + block))
        else:
            end = line
    answer = answers.get((text, end), False)
    answers.update(dict.fromkeys(passed, answer))
    return answer


def _is_lone_word(found: re.Match[str]) -> bool:
    """
    Whether only one word was found, no brackets close around it that could be turned, and no Latin
    word follows after a Persian comma: the two would be one run, the second of them read first.
    """
    if _LATIN_AFTER_COMMA.match(found.string, found.end()):
        return False
    around = found.string[: found.start()][-1:] + found.string[found.end() :][:1]
    is_word = found[0].isalnum() and not found[0].isdecimal() and found.lastgroup != "iban"
    return is_word and around not in ("()", "[]", "{}")


def _name(digit: str, between: str) -> str:
    """Latin words (addresses too) in a row, with the numbers among and after them; from char 2."""
    address = rf"(?:://|(?<=www)\.|(?<=mailto):|(?<=tel):){_ADDRESS}(?<![{STRAY}.,:;!?])"
    letters = rf"[{_LATIN}{digit}\u0300-\u036f]"
    rest = rf"{letters}*(?:{address}|[._/&'\u2019@:#~%=?^+\-]+[{_LATIN}{digit}]{letters}*)*[+#]*"
    word = rf"(?:[{digit}][{digit}.,_@+\-]{{0,200}})?[{_LATIN}]{rest}"
    number = rf"(?>[{digit}]+(?:[.,:/\-][{digit}]+)*)"
    first = rf"(?:(?<=[{_LATIN}])|(?<![{digit}]{{2}})[{digit}.,_@+\-]{{0,200}}[{_LATIN}]){rest}"
    return rf"{first}(?:{between}(?:{number}{between})*+{word})*(?:[*_]*[{SPACE}]{number})*"


def _any_of(*spans: tuple[str, str]) -> re.Pattern[str]:
    """One pattern for many: (class of the first character, the rest). Tried in their order."""
    firsts = "".join(first for first, _ in spans)
    return re.compile(f"[{firsts}](?:{'|'.join(f'(?<=[{first}]){rest}' for first, rest in spans)})")


_ADDRESS = r"(?:[^\s<>\"«»،؛؟()\[\]|`\\]|\([^\s()<>]*\))+"
_ITEM = re.compile(r"\n[ >]{0,3}(?:[*+-]|[0-9۰-۹]{1,3}\.|\[\^[^\[\]\n]+\]:|:|!!!)[ \t]")
_DEFINITION = re.compile(
    r"\n {0,3}\[(?!\^)([^\[\]\n]+)\]:[ \t]*\n?[ \t]*\S+"
    r"(?:[ \t]+(?:\"[^\n]*\"|'[^\n]*'|\([^\n]*\)))?[ \t\r]*(?=\n|\Z)"
)
_END = r"(?=\n|\Z)"
_FENCE_END = rf"[\s\S]*?\n[ \t>]*(?P=fence)[`~]*[ \t\r]*{_END}"
_INDENT = r"(?: {4}| {0,3}\t)(?![ \t]*(?:```|~~~))[ \t]*+\S[^\n]*"
_FOREIGN = r"lang\s*=\s*[\"']?(?!fa\b)[a-zA-Z]"
_ELEMENTS = (  # a language may be marked on; a list of names, so that no text has many of them
    "abbr|article|aside|bdi|blockquote|cite|dd|div|dt|em|h[1-6]|i|kbd|li|mark|ol|p|q|section|span"
    "|strong|sub|sup|t[dhr]|table|ul"
)
_FOREIGN_LIST = rf"\{{[^{{}}\n]*\b{_FOREIGN}[^{{}}\n]*\}}"
_TARGET = r"(?:[^()\\\n]|\\.|\((?:[^()\\\n]|\([^()\n]*\))*\))*"
_LATIN_LINE = f"[^\\n|`<{{{_SCRIPT}]"

_LATIN_TEXT = (
    # A line with Latin words and no Persian at all.
    ("\n", f"(?={_LATIN_LINE}*[{_LATIN}]){_LATIN_LINE}+{_END}"),
    # Latin names, addresses, ids, and the numbers that belong to them.
    (f"{_LATIN}0-9", _name("0-9", rf"[{SPACE},;:.!?()'&/+–—\-]{{1,3}}+")),
    # Versions and the like: 1.2.3.
    ("0-9", r"(?<![0-9.][0-9])[0-9]*(?:\.[0-9]+){2,}"),
    # Stand-ins of the input itself.
    (STAND_IN.pattern[1:-1], ""),
)
_MARKUP_TEXT = (
    # Fenced code, to the end of the text if nothing closes it.
    ("\n", rf"[ \t>]*(?P<fence>`{{3,}}(?=[^`\n]*{_END})|~{{3,}})[^\n]*(?:{_FENCE_END}|[\s\S]*)"),
    # Indented code: after an empty line.
    ("\n", rf"(?:[ \t\r]*+\n){{1,50}}+(?P<indented>{_INDENT}(?:\n{_INDENT})*)"),
    # Definitions of links, and heads of admonitions.
    ("\n", _DEFINITION.pattern[2:]),
    ("\n", r" *!!! [^\n]*"),
    # Numbers of a list, in ASCII digits.
    ("\n", r"(?P<marker>[ \t>]*[0-9۰-۹٠-٩]{1,3}\.[ \t]+)"),
    # Code in a line, which may be wrapped.
    ("`", r"(?<!````)(?P<ticks>`*+)(?:(?!\n[ \t\r]*\n)[\s\S])+?(?<!`)`(?P=ticks)(?!`)"),
    # Elements in another language; with code; formulas (m<sup>2</sup>); comments; tags, also <https://…>.
    # None looks for its end beyond the next beginning of its kind: unclosed ones cost no square.
    (
        "<",
        (
            rf"(?P<tag>{_ELEMENTS})\s(?:[^<>]*\s)?{_FOREIGN}[^<>]*>"
            rf"(?:(?!<(?P=tag)\s(?:[^<>]*\s)?lang\b)[\s\S])*?</(?P=tag)\s*>"
        ),
    ),
    (
        "<",
        (
            r"(?P<code>pre|code|script|style|kbd|samp)\b[^<>]*>"
            r"(?:(?!<(?P=code)\b)[\s\S])*?</(?P=code)\s*>"
        ),
    ),
    ("<", rf"(?<=[{_LATIN})]<)(?P<small>su[bp])>[^<>\n]*</(?P=small)>"),
    ("<", r"!--(?:(?!<!--)[\s\S])*?-->"),
    ("<", r"[/!?]?[a-zA-Z](?:(?:\"[^\"]*\"|'[^']*'|[^<>\"'])*+|[^<>]*)>"),
    # Footnote ids; labels that a definition names; targets and ids of links and pictures.
    (r"\[", r"\^[^\[\]\n]+\]"),
    (r"\[", r"(?P<label>[^\[\]\n]+\])(?!\(|\[[^\]])"),
    (r"\]", rf"(?:\({_TARGET}\)|\(<[^<>\n]*>{_TARGET}\)|\[[^\]\n]*\])"),
    # Attribute lists and templates, entities, escapes.
    ("{", r"\s*[:#.%{A-Za-z][^{}\n]*\}+"),
    ("&", r"(?:#[0-9]+|#[xX][0-9A-Fa-f]+|[A-Za-z][A-Za-z0-9]*);"),
    (r"\\", r"[!-/:-@\[-`{-~]"),
)
_QUOTED_TEXT = (
    # A quotation or a poem, to the end of its paragraph; and in a line.
    ("\n", r"[ \t]{0,3}>[^\n]*(?:\n(?![ \t]*(?:\n|\Z))[^\n]*)*"),
    ("<", r"q\b[^<>]*>(?:(?!<q\b)[\s\S])*?</q\s*>"),
)
_FOREIGN_TEXT = (
    # A block whose attribute list names another language; and in a line: emphasis, a link, a cell.
    ("\n", rf"(?:[ \t]*+\S[^\n]*+\n){{0,200}}?[^\n]*{_FOREIGN_LIST}[ \t\r]*{_END}"),
    ("*_", rf"[*_]*[^*_\n]+[*_]+{_FOREIGN_LIST}"),
    (r"\[", rf"[^\]\n]*\]\([^()\n]*\){_FOREIGN_LIST}"),
    ("|", rf"[^|\n]*{_FOREIGN_LIST}"),
)
PLAIN = _any_of(*_LATIN_TEXT)
_MARKDOWN = _any_of(*_MARKUP_TEXT, *_LATIN_TEXT)
_MARKDOWN_WITH_LANG = _any_of(*_FOREIGN_TEXT, *_MARKUP_TEXT, *_LATIN_TEXT)
QUOTED = _any_of(*_QUOTED_TEXT, *_FOREIGN_TEXT, *_MARKUP_TEXT, *_LATIN_TEXT)

_ZERO = "0۰٠"
_GAP = rf"[{SPACE}\-]"
_SIGN = r"@#./~$\-"
_BETWEEN = rf"[{SPACE}&/]{{1,3}}+"
# «World Standards Day (14 October)» is one name: cut at its bracket, its halves change places.
_ASIDE = rf"(?:[{SPACE}]\((?=[^()\n]{{0,80}}[{_LATIN}])[{_LATIN}\d{SPACE}.,:/&'\-]+\))?"
_DIGITS = r"(?:\d|[.,٫٬]\d)*"
_DEGREES = rf"[{SPACE}]?°[{SPACE}]?[CFK]\b"
_SCRAMBLED = _any_of(
    ("I", rf"(?P<iban>(?<![{_LATIN}]I)R\d\d(?:{_GAP}?\d){{22}})(?!\d)"),
    # .NET, @name, #tag: signs that would change sides; then all other Latin names.
    (_SIGN, rf"(?<![^\s(\[«].)[{_SIGN}]*[{_LATIN}]" + _name(r"\d", _BETWEEN) + _ASIDE),
    # Degrees with their sign and unit; the number of a percentage, whose sign stands at its left.
    (r"+\-\u2212±", rf"(?<!\w.)\d{_DIGITS}{_DEGREES}"),
    (r"\d", rf"(?<![\d٫٬.,].){_DIGITS}(?:{_DEGREES}|(?=[{SPACE}]?[٪%]))"),
    (rf"{_LATIN}\d", _name(r"\d", _BETWEEN) + _ASIDE),
    # Phones: +98 21 8899 0011, (021) 88990011, 021-88990011.
    (r"+", rf"\d[\d{SPACE}()\-]{{5,}}\d"),
    ("(", rf"[{_ZERO}]\d{{1,4}}\){_GAP}?\d{{3,8}}(?:{_GAP}\d{{2,8}})*"),
    (_ZERO, rf"(?<!\d.)(?=(?:\d{_GAP}?){{7,14}}(?!\d))\d{{1,4}}(?:{_GAP}\d{{2,8}}){{1,4}}(?!\d)"),
    # Dates, then ISBN and card numbers, postal codes, versions.
    (r"\d", r"(?<!\d.)(?:\d{3}-\d\d?-\d\d?|\d?-\d\d?-\d{4})(?!\d)"),
    (r"\d", r"(?<!\d.)(?=(?:-?\d){8})\d*(?:-\d+){2,}"),
    (r"\d", rf"(?<!\d.)\d{{3}}(?:[{SPACE}]\d{{4}}){{3}}(?!\d)"),
    (r"\d", r"(?<!\d.)\d{4}-\d{5}(?!\d)"),
    (r"\d", r"(?<![\d.].)\d*(?:\.\d+){2,}"),
)
_LATIN_AFTER_COMMA = re.compile(rf"[{SPACE}]*[،؛][{SPACE}]*[{_LATIN}]")
