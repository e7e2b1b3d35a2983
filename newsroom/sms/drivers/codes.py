"""
What a gateway's codes mean for us, so that each driver's table is data.

A code that no table knows means that we do not know: the message is `Lost`, never "refused".
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from enum import Enum
from typing import Any, NoReturn, TypeVar

from newsroom.sms.gateway import (
    Absent,
    Accepted,
    AnswerLostError,
    Lost,
    Message,
    NotSentError,
    Refused,
    StopError,
)
from newsroom.sms.phones import masked_numbers

Found = TypeVar("Found", Accepted | Refused | Lost, Accepted | Lost | Absent)


class Sense(Enum):
    """What a code asks of the run."""

    STOP = "stop"  # account, key, credit, line, address or text: nothing more will be accepted
    LATER = "later"  # not accepted, and may be tried again
    LOST = "lost"  # says too little: to be settled
    REFUSED = "refused"  # this number
    LEFT = "left"  # this number, because its owner has left


STOP, LATER, LOST, REFUSED, LEFT = Sense

Codes = Mapping[int, tuple[Sense, str]]


class CallRefusedError(AnswerLostError):
    """
    A whole call was refused because of some number in it.

    Which number, and whether the others were accepted, no gateway documents: whoever sent several
    and does not know better treats it as what it is, a lost answer.
    """

    def __init__(self, text: str, refused: Refused) -> None:
        self.refused = refused
        super().__init__(text)


def fail(gateway: str, code: int | None, said: object, codes: Codes) -> NoReturn:
    """
    Raise what a call that was answered with *code* comes to.

    Args:
        gateway: its Persian name.
        said: the gateway's own words, if any; numbers in them are masked.
    """
    sense, words = codes.get(code, (LOST, "")) if code is not None else (LOST, "")
    own = masked_numbers(str(said)[:200]) if said else ""
    meaning = words or own or "پاسخی که معنایش دانسته نیست"
    text = f"{gateway}: {meaning} (کد {code})."
    if sense is STOP:
        raise StopError(text)
    if sense is LATER:
        raise NotSentError(text)
    if sense in (REFUSED, LEFT):
        raise CallRefusedError(text, Refused(str(code), meaning, sense is LEFT))
    raise AnswerLostError(text)


def judge(code: int | None, codes: Codes) -> Refused | Lost:
    """What a code that is said of one message, beside accepted ones, comes to."""
    sense, words = codes.get(code, (LOST, "")) if code is not None else (LOST, "")
    if sense in (REFUSED, LEFT):
        return Refused(str(code), words, sense is LEFT)
    return Lost(f"{words or 'کد ناشناخته'} (کد {code})")


def match(
    keys: Mapping[Any, int], said: Iterable[tuple[Hashable, Found]]
) -> dict[int, Found | Lost]:
    """
    The outcome of each message: what was said of its key, once.

    Args:
        keys: our id for each key (a phone, an id) by which the gateway tells messages apart.
        said: what the answer holds, in any order; keys that are not ours are passed over.
    """
    found: dict[Hashable, list[Found]] = {}
    for key, outcome in said:
        found.setdefault(key, []).append(outcome)
    return {
        ours: found[key][0] if len(found.get(key, ())) == 1 else _untold(len(found.get(key, ())))
        for key, ours in keys.items()
    }


def _untold(times: int) -> Lost:
    return Lost("در پاسخ درگاه نبود" if times == 0 else "در پاسخ درگاه بیش از یک بار آمد")


def all_lost(messages: Sequence[Message], reason: str) -> dict[int, Lost]:
    """Every one of *messages* with the same doubt."""
    return {message.id: Lost(reason) for message in messages}
