"""What an editor must mend: the only way in which the newsroom says so."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Whether a file may be published as it is."""

    ERROR = "error"
    REMARK = "remark"


class Code(StrEnum):
    """Name of a kind of problem. Permanent: tests, docs and other programs rely on it."""

    ADDRESS_TAKEN = "address-taken"
    AGREEMENT_INVALID = "agreement-invalid"
    ALIAS_INVALID = "alias-invalid"
    ALIAS_MISSING = "alias-missing"
    ALT_EMPTY = "alt-empty"
    ALT_MISSING = "alt-missing"
    ANCHOR_TWICE = "anchor-twice"
    BODY_EMPTY = "body-empty"
    BODY_TOO_DEEP = "body-too-deep"
    BRACKETS_SPACED = "brackets-spaced"
    BRACKETS_TIGHT = "brackets-tight"
    CHOICE_UNKNOWN = "choice-unknown"
    CONFLICT_MARKS = "conflict-marks"
    CONTROL_CHARACTER = "control-character"
    COURSE_ORDER = "course-order"
    DASH_OF_KASHIDA = "dash-of-kashida"
    DATA_INVALID = "data-invalid"
    DATE_INVALID = "date-invalid"
    FILE_ACTIVE = "file-active"
    FILE_EMPTY = "file-empty"
    FILE_MISMATCH = "file-mismatch"
    FILE_MISPLACED = "file-misplaced"
    FILE_MISSING = "file-missing"
    FILE_OUTSIDE_MEDIA = "file-outside-media"
    FILE_TOO_LARGE = "file-too-large"
    FILE_UNREADABLE = "file-unreadable"
    FRONT_MATTER_MISSING = "front-matter-missing"
    FRONT_MATTER_OPEN = "front-matter-open"
    GLOSSARY_AVOID = "glossary-avoid"
    GLOSSARY_WRONG = "glossary-wrong"
    HALF_SPACE_COMPARISON = "half-space-comparison"
    HALF_SPACE_ENDING = "half-space-ending"
    HALF_SPACE_PLURAL = "half-space-plural"
    HALF_SPACE_VERB = "half-space-verb"
    HEADING_SKIPS = "heading-skips"
    HTML_REFUSED = "html-refused"
    ID_INVALID = "id-invalid"
    ID_MISSING = "id-missing"
    ID_TAKEN = "id-taken"
    IMAGE_FOREIGN = "image-foreign"
    KEY_MISSING = "key-missing"
    KEY_NOT_HERE = "key-not-here"
    KEY_TWICE = "key-twice"
    KEY_UNKNOWN = "key-unknown"
    LETTERS_REPEATED = "letters-repeated"
    LINK_DEAD = "link-dead"
    LINK_EMPTY = "link-empty"
    LINK_HIDDEN = "link-hidden"
    LINK_SCHEME = "link-scheme"
    LINK_SPACED = "link-spaced"
    MARKS_REPEATED = "marks-repeated"
    NOT_A_PICTURE = "not-a-picture"
    NOT_UTF8 = "not-utf8"
    NUMBER_INVALID = "number-invalid"
    PATH_BACKSLASH = "path-backslash"
    POST_GONE = "post-gone"
    QUOTES_ODD = "quotes-odd"
    QUOTES_OPEN = "quotes-open"
    SAMPLE_LINKED = "sample-linked"
    SENTENCE_LONG = "sentence-long"
    SHAPE_WRONG = "shape-wrong"
    SLUG_INVALID = "slug-invalid"
    SMS_EMOJI = "sms-emoji"
    SPACE_BEFORE_MARK = "space-before-mark"
    SPACE_MISSING = "space-missing"
    SUMMARY_LONG = "summary-long"
    TAG_UNKNOWN = "tag-unknown"
    TEXT_TOO_LONG = "text-too-long"
    TIME_MISSING = "time-missing"
    TITLE_LONG = "title-long"
    VALUE_EMPTY = "value-empty"
    WITHDRAWAL_MISMATCH = "withdrawal-mismatch"
    WORD_SPLIT = "word-split"
    YAML_INVALID = "yaml-invalid"
    YEAR_MISMATCH = "year-mismatch"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """
    One thing that an editor must mend before publication, or should look at.

    Attributes:
        path: the file, relative to the project, with `/`; first, so that a terminal can open it.
        line: 1-based line in that file; 1 where the whole file is meant.
        code: the kind of problem.
        what: one Persian sentence that quotes the value as typed.
        fix: one Persian sentence that says what to write instead.
        severity: an error stops; a remark is told, and stops nothing.
    """

    path: str
    line: int
    code: Code
    what: str
    fix: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        what = f"یادآوری: {self.what}" if self.severity is Severity.REMARK else self.what
        return f"{self.path}:{self.line}: {what} [{self.code}]\n    راه‌حل: {self.fix}"

    def as_record(self) -> dict[str, str | int]:
        """The problem for machines: the keys of `make check ARGS=--json`."""
        return {
            "path": self.path,
            "line": self.line,
            "code": str(self.code),
            "severity": str(self.severity),
            "what": self.what,
            "fix": self.fix,
        }


class ContentRejectedError(Exception):
    """The content has problems and nothing was published."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(map(str, self.problems)))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant by *word*, or None if none is near."""
    matches = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return matches[0] if matches else None


def nearest_path(path: str, known: Iterable[str]) -> str | None:
    """
    The known path that was probably meant: of the same name elsewhere, or of a like name beside it.

    Only those are compared, because comparing one path with ten thousand takes half a second, and
    a folder that was renamed breaks a thousand links at once.
    """
    folder, _, name = path.rpartition("/")
    beside: dict[str, str] = {}
    for other in sorted(known):
        its_folder, _, its_name = other.rpartition("/")
        if its_name == name:
            return other
        if its_folder == folder:
            beside[its_name.lower()] = other
    meant = nearest(name.lower(), beside)
    return beside[meant] if meant else None
