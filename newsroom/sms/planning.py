"""What a run would send: which posts, in which words, to how many, at what cost; and its limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

import httpx
from sqlalchemy import Connection, func, select

from newsroom.jalali import TEHRAN, format_time
from newsroom.persian import persian_digits
from newsroom.sms import messages, posts, schema
from newsroom.sms.gateway import Traits
from newsroom.sms.handover import Handover, Notice
from newsroom.sms.ledger import Ledger
from newsroom.sms.messages import Post
from newsroom.sms.posts import Known
from newsroom.sms.settings import Settings
from newsroom.sms.text import TextError, compose, count_parts
from newsroom.sms.trouble import Refusal

CONSOLE = "console"
MARGIN = 1.1  # credit must be that much more than the estimate


class Wait(StrEnum):
    """Why a post is not sent now."""

    SENT = "sent"  # nobody is left
    KNOWN = "known"  # it was there before the ledger
    EARLY = "early"  # its time has not come
    OLD = "old"
    NO_PAGE = "no-page"
    NO_TEXT = "no-text"


@dataclass(frozen=True, slots=True)
class Planned:
    """
    A post and what a run would do with it.

    Attributes:
        post: its number is 0 while the ledger does not know it; its text is "" where none can be.
        wait: None if it is sent now.
        why: what is wrong, in Persian; empty where nothing is.
    """

    post: Post
    url: str
    parts: int
    recipients: int
    wait: Wait | None = None
    why: str = ""


def make_plan(
    tx: Connection | None, handover: Handover, settings: Settings, traits: Traits, now: datetime
) -> list[Planned]:
    """Every post for which an SMS is wanted, oldest first; without a ledger, nobody gets it."""
    known = posts.load_posts(tx) if tx else {}
    return [
        _planned(tx, notice, known.get(notice.id), settings, traits, now)
        for notice in handover.wanted
    ]


def _planned(
    tx: Connection | None,
    notice: Notice,
    known: Known | None,
    settings: Settings,
    traits: Traits,
    now: datetime,
) -> Planned:
    text, why = known.text if known else None, ""
    if text is None:
        try:
            text = compose(
                notice.text or "", notice.short_url, settings.opt_out_text,
                max_parts=settings.max_parts, single=traits.single_units, multi=traits.multi_units,
            )  # fmt: skip
        except TextError as error:
            text, why = "", f"{error.what} {error.fix}"
    post = Post(
        known.number if known else 0, notice.id, notice.section, notice.audience,
        notice.published, text, settings.allow,
    )  # fmt: skip
    parts = count_parts(text, traits.single_units, traits.multi_units)
    recipients = messages.count_pending(tx, post) if tx else 0
    planned = Planned(post, notice.url, parts, recipients, why=why)
    return replace(planned, wait=_wait(planned, known, settings, now, has_ledger=tx is not None))


def _wait(
    planned: Planned, known: Known | None, settings: Settings, now: datetime, *, has_ledger: bool
) -> Wait | None:
    if known and known.is_known:
        return Wait.KNOWN
    if planned.post.published > now:
        return Wait.EARLY
    if planned.post.published < now - settings.max_age:
        return Wait.OLD
    if planned.why:
        return Wait.NO_TEXT
    return Wait.SENT if has_ledger and not planned.recipients else None


async def check_pages(plan: Sequence[Planned], site: str, timeout_seconds: float) -> list[Planned]:
    """The plan, in which posts whose page does not answer 200 wait; a local site is not asked."""
    if not site.startswith("https://"):
        return list(plan)
    async with httpx.AsyncClient(timeout=timeout_seconds) as client:
        return [planned if planned.wait else await _checked(client, planned) for planned in plan]


async def _checked(client: httpx.AsyncClient, planned: Planned) -> Planned:
    try:
        async with client.stream("GET", planned.url) as answer:
            code = answer.status_code
        why = "" if code == httpx.codes.OK else f"پاسخ {code}"
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        why = f"{type(error).__name__} {error}".strip()
    if not why:
        return planned
    return replace(planned, wait=Wait.NO_PAGE, why=f"صفحهٔ {planned.url} باز نشد: {why}")


# --- Limits ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a plan comes to; `cost` in Rial, None where no part was ever paid for."""

    posts: int
    messages: int
    parts: int
    cost: int | None


def estimate(tx: Connection | None, plan: Sequence[Planned], gateway: str) -> Estimate:
    """What the posts of *plan* that are sent now come to, at the last price of a part."""
    now_sent = [planned for planned in plan if planned.wait is None]
    parts = sum(planned.recipients * planned.parts for planned in now_sent)
    price = _price(tx, gateway) if tx else None
    cost = None if price is None else round(parts * price)
    return Estimate(len(now_sent), sum(planned.recipients for planned in now_sent), parts, cost)


def _price(tx: Connection, gateway: str) -> float | None:
    """Rial for a part, of the newest post that was paid for."""
    paid = schema.messages.c
    newest = select(func.max(paid.post)).where(paid.gateway == gateway, paid.cost.is_not(None))
    cost, parts = tx.execute(
        select(func.sum(paid.cost), func.sum(func.coalesce(paid.parts, schema.posts.c.parts)))
        .join_from(schema.messages, schema.posts, schema.posts.c.number == paid.post)
        .where(paid.post == newest.scalar_subquery(), paid.cost.is_not(None))
    ).one()
    return float(cost) / float(parts) if parts else None


def check_handover(handover: Handover, ledger: Ledger, gateway: str) -> None:
    """
    See that the notices are those of this ledger, and made for the world.

    Raises:
        Refusal: they are not. Only the console takes notices that are not for the world.
    """
    if handover.purpose != "production" and gateway != CONSOLE:
        raise Refusal(
            f"notices.json برای «{handover.purpose}» ساخته شده است، نه برای انتشار؛"
            " چیزی فرستاده نشد.",
            "با make publish بسازید، یا با SMS_GATEWAY=console:// تنها تماشا کنید.",
            "notices-purpose",
        )
    if handover.authority != ledger.authority:
        raise Refusal(
            f"notices.json از «{handover.authority}» است و این دفتر از «{ledger.authority}»؛"
            " با شناسهٔ دیگر همه چیز دوباره فرستاده می‌شد. چیزی فرستاده نشد.",
            "TAG_AUTHORITY را به آنچه بود برگردانید (docs/settings.md)، یا دفتر دیگری نام ببرید.",
            "authority-changed",
        )


def check_limits(total: Estimate, settings: Settings, confirmed: int | None) -> None:
    """
    See that a run is no larger than the office wants at once.

    Args:
        confirmed: the number of messages that an operator has allowed by hand.

    Raises:
        Refusal: it is, and was not confirmed. Nothing was sent.
    """
    over = []
    if total.posts > settings.max_posts:
        over.append(f"{total.posts} نوشته (SMS_MAX_POSTS {settings.max_posts})")
    if total.messages > settings.max_messages:
        over.append(f"{total.messages} پیامک (SMS_MAX_MESSAGES {settings.max_messages})")
    if settings.max_cost is not None and (total.cost or 0) > settings.max_cost:
        over.append(f"{total.cost} ریال (SMS_MAX_COST {settings.max_cost})")
    if over and (confirmed is None or confirmed < total.messages):
        raise Refusal(
            persian_digits("این بار بیش از اندازه است: " + "، ".join(over)) + ". چیزی فرستاده نشد.",
            f"اگر همین را می‌خواهید send --confirm {total.messages} بزنید.",
            "over-limit",
        )


def check_credit(total: Estimate, credit: int | None, confirmed: int | None) -> None:
    """
    See that the gateway has credit for the run, and a tenth more; *credit* in Rial if it tells.

    Raises:
        Refusal: it has not, and the run was not confirmed.
    """
    if credit is None or not total.messages or confirmed is not None:
        return
    needed = max(1, round((total.cost or 0) * MARGIN))
    if credit < needed:
        raise Refusal(
            persian_digits(
                f"اعتبار درگاه {credit} ریال است و این بار دست‌کم {needed} ریال می‌خواهد؛"
                " چیزی فرستاده نشد."
            ),
            f"اعتبار را بیفزایید، یا با send --confirm {total.messages} تا جایی که می‌رسد بفرستید.",
            "credit-low",
        )


def quiet_until(settings: Settings, now: datetime) -> str | None:
    """When the quiet hours end, as «۸:۰۰», if *now* is in them."""
    local = now.astimezone(TEHRAN)
    if settings.quiet_hours is None or not settings.quiet_hours.has(local.time()):
        return None
    ends = settings.quiet_hours.ends
    return format_time(local.replace(hour=ends.hour, minute=ends.minute))
