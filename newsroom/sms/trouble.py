"""What keeps the SMS script from going on, as a sentence and a remedy, and how the command ends."""

from __future__ import annotations

from enum import IntEnum


class Ending(IntEnum):
    """The exit codes of every command of the project."""

    DONE = 0
    MEND = 1  # something must be mended, or was only partly done
    USAGE = 2  # wrong usage or settings
    REFUSED = 3  # refused for safety
    UNKNOWN = 4  # something is left unknown


class Trouble(Exception):  # noqa: N818  the sentence is for a person, and no bug
    """
    A run that ends here.

    Args:
        what: one Persian sentence, quoting the value; no key and no whole number in it.
        fix: one Persian sentence that says what to do.
        code: its permanent name, for other programs.
    """

    ending = Ending.MEND

    def __init__(self, what: str, fix: str, code: str) -> None:
        super().__init__(f"{what} [{code}]\n    راه‌حل: {fix}")
        self.what = what
        self.fix = fix
        self.code = code


class WrongSetting(Trouble):
    """A setting or an option that cannot be."""

    ending = Ending.USAGE


class Refusal(Trouble):
    """Refused for safety: nothing was sent by this run."""

    ending = Ending.REFUSED
