"""
One run's sending: claim a batch, commit, call the gateway, record; several calls at once.

A claim is on the disk before its call begins. Whatever stops the process after that leaves a claim
without an outcome, which the next run takes for a lost answer.
"""

from __future__ import annotations

import asyncio
import random
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection

from newsroom.sms import messages, subscribers, workers
from newsroom.sms.gateway import (
    Accepted,
    AnswerLostError,
    Gateway,
    Lost,
    NotSentError,
    Refused,
    Settling,
    StopError,
)
from newsroom.sms.ledger import Ledger
from newsroom.sms.messages import Claim, Claimant, Post
from newsroom.sms.planning import Planned, quiet_until
from newsroom.sms.settings import Settings
from newsroom.sms.subscribers import Consent
from newsroom.sms.timer import Timer
from newsroom.sms.trouble import Trouble

RETRY_SECONDS = (1, 2, 4)  # about: with jitter, after a call of which nothing left
MOST_LOST = 5  # calls in a row, of all connections: the gateway is not well
LEASE_SLACK = timedelta(seconds=60)

Outcome = Accepted | Refused | Lost | None  # None: nothing of it reached the gateway
Done = Mapping[int, Outcome]  # of one batch, by subscriber


class Stop(StrEnum):
    """Why a run ended before everything was sent."""

    SIGNAL = "signal"
    QUIET = "quiet"
    GATEWAY = "gateway"  # key, account, credit, line or address
    UNREACHABLE = "unreachable"
    LOSING = "losing"
    DAILY_CAP = "daily-cap"
    COST = "cost"
    LEASE = "lease"


@dataclass(slots=True)
class Tally:
    """What became of the messages of one run; `cost` in Rial."""

    accepted: int = 0
    refused: int = 0
    lost: int = 0
    parts: int = 0
    cost: int = 0


@dataclass(slots=True)
class Turn:
    """What one transaction has claimed, and whether nobody is left, or something stops the run."""

    batches: list[list[Claim]] = field(default_factory=list)
    is_end: bool = False
    stop: Stop | None = None


@dataclass(slots=True)
class Sender:
    """
    The sending of one process.

    Attributes:
        worker: its number among those who send.
        max_cost: Rial; None for no end.
        progress: told how many more messages have an outcome.
        stopped: why it ends early; None while it does not.
        why: the gateway's own words for that.
    """

    ledger: Ledger
    gateway: Gateway
    settings: Settings
    timer: Timer
    worker: int
    max_cost: int | None
    progress: Callable[[int], None]
    tally: Tally = field(default_factory=Tally)
    stopped: Stop | None = None
    why: str = ""
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _after: int = 0
    _leased_until: datetime | None = None
    _lost_in_a_row: int = 0
    _free_at: datetime | None = None

    @property
    def lease(self) -> timedelta:
        """How long this process counts as alive after its last sign of life."""
        return lease_of(self.settings)

    def stop(self, reason: Stop, why: str = "") -> None:
        """End the calls in hand, and begin none."""
        if self.stopped is None:
            self.stopped, self.why = reason, why
            self._stopping.set()

    async def send_post(self, planned: Planned) -> None:
        """Send one post to everyone who is still to get it, or until something stops it."""
        has_claimed = True
        while has_claimed and self.stopped is None:
            self._after = 0
            await self._send_pass(planned.post, planned.parts)
            # What another process had locked, and then did not claim, was passed over.
            has_claimed = self.ledger.shares and self._after > 0

    async def wait(self, seconds: float) -> None:
        """Wait that long, or until the run is stopped."""
        tasks = [
            asyncio.ensure_future(self.timer.sleep(seconds)),
            asyncio.ensure_future(self._stopping.wait()),
        ]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()

    def keep_lease(self) -> bool:
        """Give a sign of life; False if another process has taken over, and this one stops."""
        now = self.timer.now()
        with self.ledger.begin() as tx:
            if workers.renew(tx, self.worker, now, self.lease):
                self._leased_until = now + self.lease
                return True
        self.stop(Stop.LEASE)
        return False

    async def _send_pass(self, post: Post, parts: int) -> None:
        """Keep the books, and let each connection work on what was claimed."""
        claimed: asyncio.Queue[list[Claim]] = asyncio.Queue()
        done: asyncio.Queue[Done] = asyncio.Queue()
        trouble = None
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(self.settings.connections):
                    group.create_task(self._work(parts, claimed, done))
                await self._keep_books(post, claimed, done)
        except* Trouble as troubles:  # the ledger's; a program that is broken stays a group
            trouble = troubles.exceptions[0]
        if trouble:
            raise trouble

    async def _work(
        self, parts: int, claimed: asyncio.Queue[list[Claim]], done: asyncio.Queue[Done]
    ) -> None:
        while claims := await claimed.get():
            outcomes = await self._call(claims)
            self._count(outcomes, parts)
            done.put_nowait({claim.subscriber: outcomes[claim.message.id] for claim in claims})

    # --- The ledger's side ------------------------------------------------------------------------

    async def _keep_books(
        self,
        post: Post,
        claimed: asyncio.Queue[list[Claim]],
        done: asyncio.Queue[Done],
    ) -> None:
        """
        Turn by turn, record what is done and claim what may follow, until nothing is out.

        A turn is one transaction in a thread, so that connections do not wait for the disk.
        """
        finished: list[Done] = []
        out, wanted = 0, self._most_out
        while True:
            out -= len(finished)
            turn = await asyncio.to_thread(self._turn, post, finished, wanted - out)
            if turn.stop:
                self.stop(turn.stop)
            out += len(turn.batches)
            for claims in turn.batches:
                claimed.put_nowait(claims)
            if turn.is_end or self.stopped:
                wanted = 0
            if not out:
                break
            finished = [await done.get()]
            while not done.empty():
                finished.append(done.get_nowait())
        for _ in range(self.settings.connections):
            claimed.put_nowait([])

    @property
    def _most_out(self) -> int:
        """
        Batches claimed at one time.

        One more for each connection, so that none waits for the disk; but where a lost answer is a
        person's work, nothing is claimed that is not sent at once.
        """
        can_ask = self.gateway.traits.settling in (Settling.REPEAT, Settling.LOOK_UP)
        return self.settings.connections * (2 if can_ask else 1)

    def _turn(self, post: Post, finished: Sequence[Done], wanted: int) -> Turn:
        """In one transaction, which is on the disk at the end."""
        now = self.timer.now()
        turn = Turn()
        if quiet_until(self.settings, now):
            turn.stop = Stop.QUIET
        with self.ledger.begin() as tx:
            for outcomes in finished:
                self._record(tx, post.number, outcomes, now)
            if wanted and not (turn.stop or self.stopped):
                self._claim(tx, post, now, turn, wanted)
        return turn

    def _claim(self, tx: Connection, post: Post, now: datetime, turn: Turn, wanted: int) -> None:
        """Add up to *wanted* batches to *turn*, or why there are no more."""
        if not workers.renew(tx, self.worker, now, self.lease):
            turn.stop = Stop.LEASE
            return
        self._leased_until = now + self.lease
        claimant = Claimant(self.worker, self.gateway.name, self.ledger.authority)
        left = self._left_today(tx, now)
        if left <= 0 and messages.count_pending(tx, post):
            turn.stop = Stop.DAILY_CAP
            return
        while len(turn.batches) < wanted and left > 0 and not turn.is_end:
            limit = min(self.gateway.traits.batch_size, left)
            claims = messages.claim(tx, post, claimant, after=self._after, limit=limit, now=now)
            if claims:
                turn.batches.append(claims)
                self._after = claims[-1].subscriber
                left -= len(claims)
            turn.is_end = not claims
        workers.count_claims(tx, self.worker, now, sum(map(len, turn.batches)))

    def _left_today(self, tx: Connection, now: datetime) -> int:
        if self.settings.daily_cap is None:
            return sys.maxsize
        return self.settings.daily_cap - workers.claimed_today(tx, now)

    def _record(
        self, tx: Connection, post: int, outcomes: Mapping[int, Outcome], now: datetime
    ) -> None:
        due = now + max(self.settings.settle_after, self.gateway.traits.settle_after)
        lost = {n: o.reason for n, o in outcomes.items() if isinstance(o, Lost)}
        messages.record_lost(tx, post, lost, worker=self.worker, due=due)
        record_answers(tx, post, outcomes, now)
        unsent = [number for number, outcome in outcomes.items() if outcome is None]
        messages.release_claims(tx, post, unsent, worker=self.worker)

    def _count(self, outcomes: Mapping[int, Outcome], parts: int) -> None:
        for outcome in outcomes.values():
            if isinstance(outcome, Accepted):
                self.tally.accepted += 1
                self.tally.parts += outcome.parts or parts
                self.tally.cost += outcome.cost or 0
            elif isinstance(outcome, Refused):
                self.tally.refused += 1
            elif isinstance(outcome, Lost):
                self.tally.lost += 1
        self.progress(len(outcomes))
        if self.max_cost is not None and self.tally.cost >= self.max_cost:
            self.stop(Stop.COST)

    # --- The gateway's side -----------------------------------------------------------------------

    async def _call(self, claims: Sequence[Claim]) -> dict[int, Outcome]:
        """An outcome for each message; a call of which nothing left is made again, a few times."""
        batch = [claim.message for claim in claims]
        for pause in (*RETRY_SECONDS, None):
            await self._pace(len(batch))
            if self.stopped or not self._is_ours():
                break
            try:
                answers = await self.gateway.send(batch)
            except AnswerLostError as error:
                self._count_lost(str(error))
                return {message.id: Lost(str(error)) for message in batch}
            except StopError as error:
                self.stop(Stop.GATEWAY, str(error))
                break
            except NotSentError as error:
                if pause is None:
                    self.stop(Stop.UNREACHABLE, str(error))
                else:
                    await self.wait(pause * random.uniform(0.5, 1.5))
            else:
                self._lost_in_a_row = 0
                return {m.id: answers.get(m.id, Lost("no-entry")) for m in batch}
        return dict.fromkeys((message.id for message in batch), None)

    def _is_ours(self) -> bool:
        """Whether the claims still hold: a process that was asleep for long may not send them."""
        if self._leased_until is not None and self.timer.now() < self._leased_until:
            return True
        self.stop(Stop.LEASE)
        return False

    def _count_lost(self, why: str) -> None:
        self._lost_in_a_row += 1
        if self._lost_in_a_row >= MOST_LOST:
            self.stop(Stop.LOSING, why)

    async def _pace(self, number: int) -> None:
        """Wait until *number* more messages fit into SMS_RATE."""
        if self.settings.rate is None:
            return
        now = self.timer.now()
        begins = max(now, self._free_at or now)
        self._free_at = begins + timedelta(seconds=number / self.settings.rate)
        if begins > now:
            await self.wait((begins - now).total_seconds())


def lease_of(settings: Settings) -> timedelta:
    """Longer than a batch can take in which every attempt runs into its time-out."""
    attempts = len(RETRY_SECONDS) + 1
    return LEASE_SLACK + timedelta(seconds=settings.timeout_seconds * attempts)


def record_answers(
    tx: Connection, post: int, outcomes: Mapping[int, Outcome], now: datetime
) -> None:
    """Write what the gateway said for certain; whoever has left there has left here."""
    accepted = {n: o for n, o in outcomes.items() if isinstance(o, Accepted)}
    refused = {n: o for n, o in outcomes.items() if isinstance(o, Refused)}
    messages.record_accepted(tx, post, accepted)
    messages.record_refused(tx, post, refused)
    for number, outcome in refused.items():
        if outcome.is_opt_out:
            subscribers.leave_number(tx, number, Consent(now, "gateway", outcome.reason), now)
