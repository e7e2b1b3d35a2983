"""
The ledger: who is texted what, and what became of it. One SQLite file, or a PostgreSQL database.

What is committed here survives a power cut (WAL, synchronous=FULL): the promise of one SMS rests on
a claim that is on the disk before the gateway is called.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    create_engine,
    event,
    insert,
    inspect,
    make_url,
    select,
    update,
)
from sqlalchemy.exc import ArgumentError, DBAPIError

from newsroom.sms import schema
from newsroom.sms.trouble import Refusal, Trouble, WrongSetting

SQLITE, POSTGRESQL = "sqlite", "postgresql+psycopg"
BUSY_SECONDS = 30
Steps = Mapping[int, Callable[[Connection], None]]


def stamp(moment: datetime) -> int:
    """*moment* as the ledger keeps it: milliseconds since 1970. ValueError for a naive one."""
    if moment.utcoffset() is None:
        raise ValueError(f"{moment} has no time zone")
    return round(moment.timestamp() * 1000)


def moment_of(stamped: int) -> datetime:
    """The moment of a stamp, in UTC."""
    return datetime.fromtimestamp(stamped / 1000, UTC)


def stamp_before(moment: datetime, span: timedelta) -> int:
    """The stamp of *span* before *moment*; 0 where that is before all stamps."""
    return max(0, stamp(moment) - span // timedelta(milliseconds=1))


@dataclass(frozen=True, slots=True)
class Ledger:
    """
    An open ledger.

    Attributes:
        authority: the root of the ids, as in the notices that it takes.
        secret: the key of the hashes of forgotten numbers.
    """

    engine: Engine
    authority: str
    secret: bytes

    @property
    def shares(self) -> bool:
        """Whether several processes can claim at once: rows are locked, not all of it."""
        return self.engine.dialect.name != SQLITE

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """One transaction that may write; committed at the end. Trouble if the ledger cannot."""
        with _told_as_trouble(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """The ledger at one moment, for reading; works on a read-only one, and waits for nobody."""
        with _told_as_trouble(), self.engine.connect() as connection:
            connection.execution_options(reads=True)
            yield connection

    def close(self) -> None:
        """Let go of the file or the server."""
        self.engine.dispose()


def hold(tx: Connection) -> None:
    """Let one process at a time go on from here, until its transaction ends."""
    tx.execute(select(schema.meta.c.version).with_for_update())


def parse_address(address: str) -> URL:
    """
    Where the ledger is: `sqlite:///var/sms.db` or `postgresql+psycopg://user@host/name`.

    Raises:
        WrongSetting: it is neither; the address itself is not told, for it may hold a password.
    """
    try:
        url = make_url(address)
    except ArgumentError:
        url = URL.create("")
    if url.drivername == "postgresql":
        url = url.set(drivername=POSTGRESQL)
    in_memory = url.drivername == SQLITE and (url.database or ":memory:") == ":memory:"
    if url.drivername not in (SQLITE, POSTGRESQL) or in_memory:
        raise WrongSetting(
            f"SMS_LEDGER نشانی دفتر نیست؛ با «{url.drivername}» آغاز می‌شود.",
            "بنویسید sqlite:///var/sms.db یا postgresql+psycopg://user@host/name.",
            "ledger-address",
        )
    return url


def create_ledger(address: str, authority: str, now: datetime) -> Ledger:
    """
    Make the tables of a new ledger.

    Raises:
        WrongSetting: the address is none.
        Refusal: there is a ledger already.
        Trouble: it cannot be written.
    """
    url = parse_address(address)
    _make_file(url)
    engine = _engine(url)
    with _told_as_trouble(), engine.begin() as connection:
        if inspect(connection).has_table(schema.meta.name):
            raise Refusal(
                "این دفتر از پیش آماده است؛ چیزی تغییر نکرد.",
                "اگر نوشته‌های امروز نباید پیامک شوند، init --again بزنید.",
                "ledger-exists",
            )
        schema.metadata.create_all(connection)
        first = {
            "version": schema.VERSION,
            "authority": authority,
            "secret": secrets.token_hex(32),
            "made_at": stamp(now),
            "blocked_since": stamp(now),
        }
        connection.execute(insert(schema.meta), first)
    engine.dispose()
    return open_ledger(address)


def open_ledger(
    address: str, *, version: int = schema.VERSION, steps: Steps = schema.STEPS
) -> Ledger:
    """
    Open a ledger, and take an older one to *version* step by step, in one transaction.

    Raises:
        WrongSetting: the address is none.
        Refusal: there is none, it is empty, or it was written by a newer program.
        Trouble: it cannot be read.
    """
    url = parse_address(address)
    if url.drivername == SQLITE and not Path(str(url.database)).is_file():
        raise _missing()
    engine = _engine(url)
    with _told_as_trouble(), engine.connect() as connection:
        connection.execution_options(reads=True)
        if not inspect(connection).has_table(schema.meta.name):
            raise _missing()
        found = connection.execute(select(schema.meta.c.version)).scalar_one()
    if found > version:
        raise Refusal(
            f"دفتر را نسخهٔ تازه‌تری از برنامه نوشته است (طرح {found}؛ این برنامه {version}"
            " را می‌شناسد).",
            "برنامه را به‌روز کنید؛ دفتر را به حال خود بگذارید.",
            "ledger-newer",
        )
    if found < version:
        _migrate(engine, found, version, steps)
    with _told_as_trouble(), engine.connect() as connection:
        connection.execution_options(reads=True)
        row = connection.execute(select(schema.meta.c.authority, schema.meta.c.secret)).one()
    return Ledger(engine, row.authority, bytes.fromhex(row.secret))


def _migrate(engine: Engine, found: int, version: int, steps: Steps) -> None:
    with _told_as_trouble(), engine.begin() as connection:
        for number in range(found, version):
            steps[number](connection)
        connection.execute(update(schema.meta).values(version=version))


def _missing() -> Refusal:
    return Refusal(
        "دفتر پیامک نیست یا خالی است. اگر گم شده باشد، فرستادن از نو یعنی پیامک دوباره؛"
        " چیزی فرستاده نشد.",
        "اگر بار نخست است init بزنید؛ اگر دفتر گم شده است docs/sms.md را بخوانید.",
        "ledger-missing",
    )


def _make_file(url: URL) -> None:
    """Numbers are in it: the file is its owner's alone from its first byte."""
    if url.drivername != SQLITE:
        return
    path = Path(str(url.database))
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise _unwritable(str(error.strerror)) from error


def _engine(url: URL) -> Engine:
    if url.drivername == SQLITE:
        engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": BUSY_SECONDS})


def _set_up_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # the driver would begin by itself, and too late
    # secure_delete: what is forgotten is overwritten, and not only let go of.
    for pragma in (
        "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON",
    ):  # fmt: skip
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    reads = connection.get_execution_options().get("reads")
    # What will write takes the lock first: a reader that turns writer can only fail.
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


@contextmanager
def _told_as_trouble() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        lines = str(error.orig).splitlines() or [""]
        raise _unwritable(lines[0]) from error


def _unwritable(reason: str) -> Trouble:
    return Trouble(
        f"دفتر پیامک خوانده یا نوشته نشد: {reason}",
        "جا و اجازهٔ نوشتن در پوشهٔ دفتر را ببینید، یا نشانی و روشن بودن PostgreSQL را.",
        "ledger-unusable",
    )
