"""
The tables of the ledger, and how an older ledger becomes one of today.

Moments are milliseconds since 1970, UTC. Numbers stand in `subscribers` and `inbound` alone, so
that a person can be forgotten without losing what was sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

VERSION = 1
# From the version that is the key to the next one. A step is never changed once it was released.
STEPS: Mapping[int, Callable[[Connection], None]] = {}

metadata = MetaData()

# One row. `authority` is that of every notices.json that this ledger takes; `secret` keys the
# hashes of forgotten numbers.
meta = Table(
    "meta",
    metadata,
    Column("version", Integer, nullable=False),
    Column("authority", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("blocked_since", BigInteger, nullable=False),
)
# `text` and `parts` are frozen with the first claim; a known post was there before the ledger.
posts = Table(
    "posts",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("seen_at", BigInteger, nullable=False),
    Column("is_known", Boolean, nullable=False),
    Column("text", Text),
    Column("parts", Integer),
)
# `topics` is «,news,courses,»; empty for all. A forgotten person has no phone but a mark.
subscribers = Table(
    "subscribers",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("phone", Text, unique=True),
    Column("mark", Text, unique=True),
    Column("is_active", Boolean, nullable=False),
    Column("joined_at", BigInteger, nullable=False),
    Column("consented_at", BigInteger, nullable=False),
    Column("left_at", BigInteger),
    Column("sections", Text, nullable=False, default=""),
    Column("audience", Text, nullable=False, default=""),
    sqlite_autoincrement=True,
)
# Why a person is on the list or off it: when, by which way, and in whose words.
consents = Table(
    "consents",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("subscriber", ForeignKey(subscribers.c.number), nullable=False, index=True),
    Column("at", BigInteger, nullable=False),
    Column("is_joining", Boolean, nullable=False),
    Column("source", Text, nullable=False),
    Column("words", Text, nullable=False, default=""),
)
# In the order of claiming, so that a batch is one place of the file (without rowid: 3 pages are
# written for 100 rows; under a key of random ids it were 100). `due_at` is set while a message is
# open: when it next wants to be looked at.
messages = Table(
    "messages",
    metadata,
    Column("post", ForeignKey(posts.c.number), primary_key=True),
    Column("subscriber", ForeignKey(subscribers.c.number), primary_key=True),
    Column("id", BigInteger, nullable=False),
    Column("state", String(12), nullable=False),
    Column("gateway", Text, nullable=False),
    Column("worker", Integer, nullable=False),
    Column("claimed_at", BigInteger, nullable=False),
    Column("due_at", BigInteger),
    Column("absences", Integer, nullable=False, default=0),
    Column("remote_id", Text),
    Column("parts", Integer),
    Column("cost", BigInteger),
    Column("reason", Text),
    sqlite_with_rowid=False,
)
Index(
    "messages_open",
    messages.c.due_at,
    sqlite_where=messages.c.due_at.is_not(None),
    postgresql_where=messages.c.due_at.is_not(None),
)
# What is left of the messages of a post once `retention` has taken away who got it.
totals = Table(
    "totals",
    metadata,
    Column("post", ForeignKey(posts.c.number), primary_key=True),
    Column("state", String(12), primary_key=True),
    Column("messages", Integer, nullable=False),
    Column("parts", Integer, nullable=False),
    Column("cost", BigInteger, nullable=False),
)
# The processes that send now. A lease that ran out is a process that is gone.
workers = Table(
    "workers",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("expires_at", BigInteger, nullable=False),
    sqlite_autoincrement=True,  # a number is never given again: claims name it
)
# Claims of a day in Tehran; a row for each process, so that none waits for another.
days = Table(
    "days",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("worker", Integer, primary_key=True),
    Column("claimed", Integer, nullable=False),
)
# What came in, stored before it is acted on: a gateway may give it once only.
inbound = Table(
    "inbound",
    metadata,
    Column("gateway", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("phone", Text),
    Column("text", Text),
    Column("received_at", BigInteger, nullable=False),
    Column("action", String(8)),
)
