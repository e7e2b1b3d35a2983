"""What the commands of `scripts.sms` work with: settings, clock, ledger, gateway, errors."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

import click

from newsroom.site import SettingsError
from newsroom.sms import workers
from newsroom.sms.drivers.factory import open_gateway
from newsroom.sms.gateway import AnswerLostError, Gateway, NotSentError, StopError
from newsroom.sms.handover import Handover, load_handover
from newsroom.sms.ledger import Ledger, open_ledger
from newsroom.sms.phones import PhoneError, parse_phone
from newsroom.sms.sending import lease_of
from newsroom.sms.settings import Settings
from newsroom.sms.settling import rule_of
from newsroom.sms.timer import Timer
from newsroom.sms.trouble import Ending, Trouble

T = TypeVar("T")


class WallTimer:
    """The time of this machine."""

    def now(self) -> datetime:
        """Now, in UTC."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


@dataclass(slots=True)
class Desk:
    """What a command works with."""

    settings: Settings
    timer: Timer

    def handover(self) -> Handover:
        """The notices, from wherever they are."""
        source = load_handover(self.settings.notices, self.settings.timeout_seconds)
        return asyncio.run(source)

    @contextmanager
    def ledger(self) -> Iterator[Ledger]:
        """The ledger, which must be there."""
        ledger = open_ledger(self.settings.ledger)
        try:
            yield ledger
        finally:
            ledger.close()

    def gateway(self) -> Gateway:
        """The gateway of the settings; nothing is asked of it yet."""
        seconds = self.settings.timeout_seconds
        return open_gateway(self.settings.gateway, timeout_seconds=seconds, write=click.echo)

    def ask(self, question: Callable[[Gateway], Coroutine[Any, Any, T]]) -> T:
        """Do something with the gateway, and let go of it; what goes wrong there is Trouble."""
        gateway = self.gateway()

        async def work() -> T:
            try:
                return await question(gateway)
            finally:
                await gateway.close()

        try:
            return asyncio.run(work())
        except (StopError, NotSentError, AnswerLostError) as error:
            raise Trouble(
                f"درگاه پیامک نپذیرفت: {error}",
                "کلید، اعتبار و خط را در پنل درگاه ببینید، یا دوباره بزنید.",
                "gateway-refused" if isinstance(error, StopError) else "gateway-unreachable",
            ) from error

    @contextmanager
    def alone(self, ledger: Ledger) -> Iterator[datetime]:
        """Nobody sends meanwhile."""
        now, wait = self.timer.now(), rule_of(self.gateway(), self.settings).wait
        with ledger.begin() as tx:
            lease = lease_of(self.settings)
            place = workers.enter(tx, now, lease, joins=False, wait=wait)
        try:
            yield now
        finally:
            with ledger.begin() as tx:
                workers.leave(tx, place.number)


class Phone(click.ParamType[str]):
    """A mobile phone in any spelling; `-` reads it from standard input, where `ps` shows none."""

    name = "phone"

    def convert(self, value: str, param: Any, ctx: Any) -> str:
        """The phone as the ledger has it."""
        try:
            return parse_phone(sys.stdin.readline() if value == "-" else value)
        except PhoneError as error:
            self.fail(str(error), param, ctx)


class Commands(click.Group):
    """A group whose commands end with a sentence and an exit code, not with a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except Trouble as trouble:
            click.echo(str(trouble), err=True)
            ctx.exit(trouble.ending)
        except SettingsError as error:
            click.echo(str(error), err=True)
            ctx.exit(Ending.USAGE)


pass_desk = click.make_pass_decorator(Desk)
