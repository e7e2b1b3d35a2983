"""What the SMS script says to its operator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from newsroom.persian import persian_digits
from newsroom.sms.phones import mask
from newsroom.sms.planning import Estimate, Planned, Wait
from newsroom.sms.report import PostReport
from newsroom.sms.run import Result
from newsroom.sms.sending import Stop
from newsroom.sms.states import State
from newsroom.sms.unknowns import Open

WAITS = {
    Wait.SENT: "به همه فرستاده شده است",
    Wait.KNOWN: "پیش از آماده شدن دفتر بود؛ فرستاده نمی‌شود",
    Wait.EARLY: "زمانش نرسیده است",
    Wait.OLD: "کهنه‌تر از SMS_MAX_AGE_DAYS است؛ فرستاده نمی‌شود",
    Wait.NO_PAGE: "صفحه‌اش هنوز نیست؛ بار بعد",
    Wait.NO_TEXT: "متنش پیامک نمی‌شود",
}
STOPS = {
    Stop.SIGNAL: ("فرمان پایان رسید؛ دستهٔ در دست تمام شد.", "send را دوباره بزنید."),
    Stop.QUIET: (
        "ساعت خاموشی است (SMS_QUIET_HOURS).",
        "پس از آن send را دوباره بزنید؛ آنچه مانده است همان‌جا می‌ماند.",
    ),
    Stop.GATEWAY: (
        "درگاه این حساب را نپذیرفت.",
        "کلید، اعتبار، خط و نشانی IP را در پنل درگاه درست کنید و send را دوباره بزنید.",
    ),
    Stop.UNREACHABLE: (
        "به درگاه نمی‌رسیم؛ چیزی از آنچه مانده است نرفت.",
        "اینترنت و وضع درگاه را ببینید و send را دوباره بزنید.",
    ),
    Stop.LOSING: (
        "درگاه پی‌درپی پاسخ نداد.",
        "وضع درگاه را ببینید؛ سپس send را دوباره بزنید تا تکلیف پیامک‌ها روشن شود.",
    ),
    Stop.DAILY_CAP: ("سقف امروز پر شد (SMS_DAILY_CAP).", "فردا send را دوباره بزنید."),
    Stop.COST: (
        "هزینهٔ این بار به سقف رسید (SMS_MAX_COST).",
        "اگر باید ادامه یابد، send را با --confirm دوباره بزنید.",
    ),
    Stop.LEASE: (
        "فرستندهٔ دیگری کار را به دست گرفت؛ این یکی کنار رفت.",
        "status را ببینید؛ یکی از این پس بس است.",
    ),
}
STATES = {
    State.PENDING: "در نوبت",
    State.CLAIMED: "در کار",
    State.ACCEPTED: "پذیرفته",
    State.UNKNOWN: "نامعلوم",
    State.DELIVERED: "رسیده",
    State.UNDELIVERED: "نرسیده",
    State.REFUSED: "ردشده",
    State.EXPIRED: "بی‌رسید",
}
MOST_LISTED = 50


def say(text: str) -> str:
    """*text* for a person: numbers in Persian digits."""
    return persian_digits(text)


def describe_plan(plan: Sequence[Planned], total: Estimate) -> Iterator[str]:
    """Each post with its text, its parts and recipients, and the sum."""
    for planned in plan:
        yield ""
        if planned.wait is None:
            parts = say(f"{planned.parts} بخش، {planned.recipients} گیرنده")
            yield f"{planned.post.id}: {parts}"
        else:
            parts = say(f"{planned.parts} بخش؛ ") if planned.parts else ""
            yield f"{planned.post.id}: {parts}{WAITS[planned.wait]}"
        if planned.why:
            yield f"    {planned.why}"
        yield from (f"    │ {line}" for line in planned.post.text.split("\n") if line)
    yield ""
    cost = "نامعلوم تا نخستین پیامک" if total.cost is None else say(f"{total.cost} ریال")
    yield (
        say(f"روی هم {total.posts} نوشته، {total.messages} پیامک، {total.parts} بخش؛")
        + f" هزینه: {cost}."
    )


def describe_result(result: Result) -> Iterator[str]:
    """What was done, what was not and why, and what is to be done."""
    tally = result.tally
    yield from describe_heard(result.heard)
    for planned in result.plan:
        if planned.wait in (Wait.NO_PAGE, Wait.NO_TEXT):
            yield f"{planned.post.id}: {WAITS[planned.wait]}. {planned.why}"
    yield (
        say(
            f"پذیرفته {tally.accepted}، ردشده {tally.refused}، بی‌پاسخ {tally.lost}؛"
            f" {tally.parts} بخش، {tally.cost} ریال."
        )
    )
    if result.stopped:
        what, fix = STOPS[result.stopped]
        reason = f" {result.why}" if result.why else ""
        yield f"{what}{reason} [{result.stopped}]"
        yield f"    راه‌حل: {fix}"
    if result.left:
        yield say(f"{result.left} پیامک هنوز در نوبت است.")
    yield from describe_unknown_counts(result.unknown)


def describe_heard(heard: Counter[str]) -> Iterator[str]:
    """How many joined and left."""
    joined, left = heard["joined"] + heard["rejoined"], heard["left"]
    if joined or left:
        yield say(f"{joined} نفر پیوستند و {left} نفر رفتند.")


def describe_unknown_counts(unknown: Mapping[str, int]) -> Iterator[str]:
    """That something is unknown, at which gateway, and what helps."""
    for gateway, number in unknown.items():
        yield say(f"سرنوشت {number} پیامک در درگاه ") + f"{gateway} نامعلوم است. [unknown]"
        yield "    راه‌حل: settle را با همان درگاه بزنید؛ آنچه بماند در docs/sms.md است."


def describe_opens(opens: Sequence[Open], total: int) -> Iterator[str]:
    """The open cases by post and masked number, for the person who decides them."""
    for one in opens[:MOST_LISTED]:
        yield f"{one.post_id} {mask(one.message.phone)} {one.gateway} {one.reason}".rstrip()
    if total > len(opens[:MOST_LISTED]):
        yield say(f"و {total - len(opens[:MOST_LISTED])} مورد دیگر.")


def describe_reports(reports: Sequence[PostReport]) -> Iterator[str]:
    """A table: a row for each post, and a column for each state that occurs."""
    if not reports:
        yield "هنوز چیزی فرستاده نشده است."
        return
    shown = [state for state in State if any(_number(report, state) for report in reports)]
    yield "\t".join(["شناسه", "همه", *(STATES[state] for state in shown), "بخش", "ریال"])
    for report in reports:
        numbers = [report.planned, *(_number(report, state) for state in shown)]
        cells = [*map(str, numbers), str(report.billed_parts), str(report.cost)]
        yield "\t".join([report.id, *map(say, cells)])


def _number(report: PostReport, state: State) -> int:
    return report.pending if state is State.PENDING else report.states[state]
