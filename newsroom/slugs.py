"""
The slug that is proposed for a Persian title: as a reader would write it in Latin letters.

Persian does not write its short vowels, so frequent words stand in newsroom/slug_words.yaml, and
the others are spelled letter by letter. It is a proposal: an editor sees and may change it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from newsroom.persian import ZWNJ, ascii_digits, fold, normalise

LONGEST = 60
WORDS_FILE = Path(__file__).with_name("slug_words.yaml")

# Words that say nothing in an address.
_SILENT_WORDS = "و از به در با را که تا بر این آن برای است شد می‌شود شود هم یا نیز ما شما"
_SILENT = frozenset(map(fold, _SILENT_WORDS.split()))
_ENDINGS = {
    "هایی": "hai", "های": "haye", "ها": "ha", "ترین": "tarin", "تر": "tar", "ان": "an", "ات": "at",
    "ی": "i",
}  # fmt: skip
_LETTERS = {
    "ا": "a", "آ": "a", "ب": "b", "پ": "p", "ت": "t", "ث": "s", "ج": "j", "چ": "ch", "ح": "h",
    "خ": "kh", "د": "d", "ذ": "z", "ر": "r", "ز": "z", "ژ": "zh", "س": "s", "ش": "sh", "ص": "s",
    "ض": "z", "ط": "t", "ظ": "z", "غ": "gh", "ف": "f", "ق": "q", "ک": "k", "گ": "g", "ل": "l",
    "م": "m", "ن": "n", "و": "u", "ه": "h", "ی": "i",
}  # fmt: skip
_VOWELS = frozenset("اآوی")
_CONSONANTS = {"و": "v", "ی": "y"}  # before a vowel, and at the beginning
_TOKEN = re.compile(rf"[^\W\d_]+(?:{ZWNJ}[^\W\d_]+)*|\d+")


def load_words() -> dict[str, str]:
    """The words of the data file, by their folded form: the same for every keyboard."""
    words = yaml.safe_load(WORDS_FILE.read_text(encoding="utf-8"))
    return {fold(word): latin for word, latin in words.items()}


def propose_slug(title: str, words: Mapping[str, str]) -> str:
    """
    A slug for *title*; empty where there is nothing in it that could be written.

    Args:
        words: as of `load_words`.

    >>> propose_slug("کیفیت استاندارد در خرم‌آباد", load_words())
    'keyfiyat-standard-khorramabad'
    """
    slug = ""
    for token in _TOKEN.findall(normalise(title)):
        latin = "" if fold(token) in _SILENT else "".join(_latin(token, words))
        longer = f"{slug}-{latin}" if slug and latin else slug or latin
        if len(longer) > LONGEST:
            break
        slug = longer
    return slug


def _latin(token: str, words: Mapping[str, str]) -> Iterator[str]:
    folded = fold(token)
    if folded in words:
        yield words[folded]
        return
    if token.isascii() or token.isdecimal():
        yield ascii_digits(token).lower()
        return
    rest, _, last = token.rpartition(ZWNJ)
    ending = next((e for e in _ENDINGS if token.endswith(e)), "")
    stem = words.get(fold(token.removesuffix(ending)))
    if stem and ending:
        yield stem + _ENDINGS[ending]
    elif rest:
        yield from _latin(rest, words)
        yield _ENDINGS.get(last) or "".join(_latin(last, words))
    else:
        yield _spelled(folded)


def _spelled(word: str) -> str:
    """*word* letter by letter; where more consonants meet than can be said, an «a» stands."""
    spelled = ""
    together = 1  # consonants since the last vowel; a word begins as if after one
    letters = word.replace("خوا", "خا")
    for place, letter in enumerate(letters):
        following = letters[place + 1 : place + 2]
        sound, is_vowel = _sound(letter, following, is_first=not place, together=together)
        if is_vowel:
            spelled, together = spelled + sound, 0
        elif sound:
            spelled += ("a" if together > 1 else "") + sound
            together = 1 if together > 1 else together + 1
    return spelled


def _sound(letter: str, following: str, *, is_first: bool, together: int) -> tuple[str, bool]:
    """How one letter sounds, and whether that is a vowel. Empty for a letter that is not ours."""
    if letter in "عئ":
        return ("a" if together else ""), True
    if letter in "وی" and (is_first or not together or (following and following in _VOWELS)):
        is_glide = letter == "ی" and together and not is_first
        return ("iy", True) if is_glide else (_CONSONANTS[letter], False)
    if letter == "ه" and not is_first and not following and together:
        return "e", True
    return _LETTERS.get(letter, ""), letter in _VOWELS
