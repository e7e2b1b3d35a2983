"""A whole run of `send`: hear, settle, plan, see the limits, send, and settle what was lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from newsroom.sms import messages, posts, unknowns, workers
from newsroom.sms.gateway import AnswerLostError, Gateway, NotSentError, StopError
from newsroom.sms.handover import Handover
from newsroom.sms.ledger import Ledger
from newsroom.sms.mailbox import hear
from newsroom.sms.planning import (
    CONSOLE,
    Estimate,
    Planned,
    Wait,
    check_credit,
    check_handover,
    check_limits,
    check_pages,
    estimate,
    make_plan,
    quiet_until,
)
from newsroom.sms.receipts import read_receipts
from newsroom.sms.sending import Sender, Stop, Tally, lease_of
from newsroom.sms.settings import Settings
from newsroom.sms.settling import rule_of, settle_due
from newsroom.sms.timer import Timer
from newsroom.sms.trouble import Ending, Trouble

ROUNDS = 6  # of waiting for what was lost: two looks, sent again, lost again, and so on


@dataclass(slots=True)
class Result:
    """
    What came of a run.

    Attributes:
        left: subscribers who are still to get a post of this plan.
        unknown: open cases of the whole ledger, by gateway.
    """

    plan: list[Planned] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    heard: Counter[str] = field(default_factory=Counter)
    stopped: Stop | None = None
    why: str = ""
    left: int = 0
    unknown: dict[str, int] = field(default_factory=dict)

    @property
    def ending(self) -> Ending:
        """How the command ends."""
        if any(self.unknown.values()):
            return Ending.UNKNOWN
        waits = any(planned.wait in (Wait.NO_PAGE, Wait.NO_TEXT) for planned in self.plan)
        return Ending.MEND if self.stopped or self.left or waits else Ending.DONE


def _untold(*_: object) -> None:
    """Nobody wants to know."""


@dataclass(slots=True)
class Run:
    """
    One process's part.

    Attributes:
        confirmed: messages that an operator allows beyond the limits; None for none.
        joins: whether it may take part in a run that goes on.
        on_plan: told what is going to be sent, before anything is.
        progress: told how many more messages have an outcome.
    """

    ledger: Ledger
    handover: Handover
    gateway: Gateway
    settings: Settings
    timer: Timer
    confirmed: int | None = None
    joins: bool = False
    on_plan: Callable[[Sequence[Planned], Estimate], None] = _untold
    progress: Callable[[int], None] = _untold
    result: Result = field(default_factory=Result)
    _sender: Sender | None = None
    _stop_early: bool = False

    def stop(self) -> None:
        """End the calls in hand and leave; for a signal handler."""
        self._stop_early = True
        if self._sender:
            self._sender.stop(Stop.SIGNAL)

    async def send(self) -> Result:
        """
        Send what is to be sent now.

        Raises:
            Refusal: for safety; nothing was sent.
            Trouble: the ledger or the gateway does not let it begin.
        """
        check_handover(self.handover, self.ledger, self.gateway.name)
        rule = rule_of(self.gateway, self.settings)
        lease = lease_of(self.settings)
        with self.ledger.begin() as tx:
            now = self.timer.now()
            place = workers.enter(tx, now, lease, joins=self.joins, wait=rule.wait)
        try:
            await self._send_as(place)
        finally:
            with self.ledger.begin() as tx:
                workers.leave(tx, place.number)
                self.result.unknown = unknowns.count_unknown(tx)
        return self.result

    async def _send_as(self, place: workers.Place) -> None:
        self._sender = Sender(
            self.ledger, self.gateway, self.settings, self.timer, place.number,
            self.settings.max_cost if self.confirmed is None else None, self.progress,
            self.result.tally,
        )  # fmt: skip
        if self._stop_early:
            self._sender.stop(Stop.SIGNAL)
        try:
            if place.is_first:
                with self.ledger.begin() as tx:
                    if self.gateway.name != CONSOLE:
                        ids = [notice.id for notice in self.handover.notices]
                        posts.clear_shown(tx, ids, CONSOLE)
                self.result.heard = await hear(self.ledger, self.gateway, self.timer.now())
            await settle_due(self.ledger, self.gateway, self.settings, self.timer)
            await self._begin()
            await self._send_planned(self._sender)
            await self._send_what_was_lost(self._sender)
            if self.gateway.traits.brings_receipts:
                now = self.timer.now()
                await read_receipts(self.ledger, self.gateway, self.settings.connections, now)
        except StopError as error:
            self._sender.stop(Stop.GATEWAY, str(error))
        except (NotSentError, AnswerLostError) as error:
            raise Trouble(
                f"درگاه پیامک پاسخ نداد: {error}",
                "اینترنت و وضع درگاه را ببینید و دوباره بزنید؛ پیامک تازه‌ای فرستاده نشد.",
                "gateway-unreachable",
            ) from error
        self.result.stopped, self.result.why = self._sender.stopped, self._sender.why
        with self.ledger.read() as tx:
            now_sent = [planned for planned in self.result.plan if planned.wait is None]
            self.result.left = sum(messages.count_pending(tx, p.post) for p in now_sent)

    async def _begin(self) -> None:
        """Plan, and see that it is within the limits."""
        with self.ledger.begin() as tx:
            ids = [notice.id for notice in self.handover.wanted]
            posts.see_posts(tx, ids, self.timer.now())
        await self._plan()
        plan = self.result.plan
        with self.ledger.read() as tx:
            total = estimate(tx, plan, self.gateway.name)
        check_limits(total, self.settings, self.confirmed)
        if self.gateway.traits.tells_credit and total.messages:
            check_credit(total, await self.gateway.credit(), self.confirmed)
        self.on_plan(plan, total)

    async def _plan(self) -> None:
        with self.ledger.read() as tx:
            plan = make_plan(
                tx, self.handover, self.settings, self.gateway.traits, self.timer.now()
            )
        seconds = self.settings.timeout_seconds
        self.result.plan = await check_pages(plan, self.handover.site, seconds)

    async def _send_planned(self, sender: Sender) -> None:
        for planned in self.result.plan:
            if planned.wait is not None:
                continue
            if quiet_until(self.settings, self.timer.now()):
                sender.stop(Stop.QUIET)
            if sender.stopped:
                return
            with self.ledger.begin() as tx:
                text, parts = posts.freeze(
                    tx, planned.post.number, planned.post.text, planned.parts
                )
            frozen = replace(planned, post=replace(planned.post, text=text), parts=parts)
            await sender.send_post(frozen)

    async def _send_what_was_lost(self, sender: Sender) -> None:
        """Wait until the gateway may be asked, and send again what it has surely not accepted."""
        rule = rule_of(self.gateway, self.settings)
        for _ in range(ROUNDS):
            with self.ledger.begin() as tx:
                now = self.timer.now()
                workers.sweep(tx, now, lease_of(self.settings), wait=rule.wait)
                due = unknowns.next_due(tx, rule, now) if rule.asks else None
            if due is None or sender.stopped:
                return
            await sender.wait(max(0.0, (due - now).total_seconds()))
            if sender.stopped or not sender.keep_lease():
                return
            settled = await settle_due(self.ledger, self.gateway, self.settings, self.timer)
            if settled.released:
                await self._plan()
                await self._send_planned(sender)
