"""
Killed at any instant, at a gateway that is not well: nobody gets an SMS twice, nobody misses one.

Real processes, a real ledger, a gateway in a process of its own; only the time is the test's.
"""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsroom.sms import unknowns
from tests.sites import ROOT
from tests.sms.killed_send import advance, settle_down
from tests.sms.office import NOON, Office, StillTimer, key_of, notice, phone
from tests.sms.postgresql import Postgresql
from tests.sms.servers.process import Remote, running

KILLER = Path(__file__).with_name("killed_send.py")
KILLS = 10  # of one world: each world has a ledger, a list and a gateway of its own
PEOPLE = 230
LEASE = timedelta(minutes=2)
FAULTS = 0.3


@dataclass
class World:
    """An office, its unwell gateway, and what is to be true in the end."""

    office: Office
    gateway: Remote
    clock: Path
    draw: random.Random
    posts: dict[str, str] = field(default_factory=dict)
    left: dict[int, int] = field(default_factory=dict)  # person: posts before they left
    kills: int = 0

    def now(self) -> datetime:
        return datetime.fromtimestamp(float(self.clock.read_text()), UTC)

    def put_on(self, span: timedelta) -> None:
        """Let time go by; what the dead have sent, the gateway has seen by then."""
        settle_down(self.gateway.desk_port)
        advance(self.clock, (self.now() + span).timestamp())

    def publish_one_more(self) -> None:
        """A new post; some older ones are edited, and one person leaves."""
        name = f"pst{len(self.posts):03}"
        self.posts[name] = f"خبر شمارهٔ {len(self.posts)}"
        if self.draw.random() < 0.5:
            self.posts[self.draw.choice(list(self.posts))] += " ویراسته"
        moment = (self.now() - timedelta(minutes=1)).isoformat()
        notices = [notice(key, text, published=moment) for key, text in self.posts.items()]
        self.draw.shuffle(notices)
        self.office.publish(*notices)
        person = self.draw.randrange(1, PEOPLE + 1)
        if person not in self.left:
            self.office.timer.at = self.now()
            self.office.do("subscribers", "remove", phone(person))
            self.left[person] = len(self.posts) - 1

    def start_send(self, allowed: int, begin: str, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, str(KILLER), str(allowed), begin, str(self.clock)]
        command += [str(self.gateway.desk_port), "send", *arguments, "--confirm", "100000"]
        return subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **self.office.environment}, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def send(self, most: int = 0, *, processes: int = 1) -> list[tuple[int, str]]:
        """
        Run `send`, and see how each process ended and what it said.

        Each is killed at an instant of its own, at most *most* calls after one of two beginnings.
        """
        more = ("--join",) if processes > 1 else ()
        instants = [
            (self.draw.randrange(most) if most else 10**9, self.draw.choice(("run", "post")))
            for _ in range(processes)
        ]
        started = [self.start_send(*instant, *more) for instant in instants]
        ended = [(process, process.communicate()[0]) for process in started]
        return [(process.returncode, said) for process, said in ended]

    def torture(self, processes: int) -> None:
        """Kill what sends, again and again, at instants drawn between its beginning and its end."""
        self.publish_one_more()
        whole = self.send(processes=processes)
        calls = max(int(re.findall(r"calls=(\d+)", said)[0]) for _, said in whole)
        while self.kills < KILLS:
            self.publish_one_more()
            for code, said in self.send(calls, processes=processes):
                assert code in (0, 1, 4, -9), said
                self.kills += code == -9
            self.put_on(LEASE)

    def end(self, *codes: int) -> None:
        """The gateway is well again; one run after the other, until it ends with one of *codes*."""
        self.gateway.ask("faults?share=0")
        said = ""
        for _ in range(5):
            self.put_on(LEASE)
            ((ended, said),) = self.send()
            if ended in codes:
                return
        raise AssertionError(said)

    def promised(self) -> Counter[tuple[str, str]]:
        """Each post for everyone; 2 where somebody was still there, 1 where he may have got it."""
        names = list(self.posts)
        return Counter({
            key_of(name, person): 2 if person not in self.left else 1
            for person in range(1, PEOPLE + 1)
            for name in names[: self.left.get(person, len(names))]
        })  # fmt: skip


def make_world(
    folder: Path, gateway: Remote, name: str, share: int, ledger: str | None = None
) -> World:
    clock = folder / "clock"
    clock.write_text(repr(NOON.timestamp()))
    office = Office(folder, StillTimer(), {
        "SMS_QUIET_HOURS": "", "SMS_TIMEOUT_SECONDS": "0.4", "SMS_CONNECTIONS": "3",
        "SMS_MAX_AGE_DAYS": "30", "SMS_SETTLE_AFTER_SECONDS": "10",
    })  # fmt: skip
    if ledger:
        office.settings["SMS_LEDGER"] = ledger
    office.use(name, gateway.port)
    office.begin(PEOPLE)
    return World(office, gateway, clock, random.Random(share))


def torture_with_ids(folder: Path, name: str, share: int, ledger: str | None = None) -> int:
    """At a gateway that knows our ids: exactly once. How many processes were killed."""
    with running(name, seed=share, faults=FAULTS, late_ms=0) as gateway:
        world = make_world(folder, gateway, name, share, ledger)
        world.torture(3 if ledger else 1)
        world.end(0)
        accepted = Counter(
            {(key.split()[0][-10:], key.split()[1]): n for key, n in gateway.accepted().items()}
        )
        promised = world.promised()
        assert {key: n for key, n in accepted.items() if n != 1} == {}
        assert set(accepted) - set(promised) == set()
        assert {key for key, n in promised.items() if n == 2} - set(accepted) == set()
        assert world.office.status()["unknown"] == {}
        return world.kills


def worlds(first: int, more: int) -> pytest.MarkDecorator:
    """The first ones are of each `make test`, so many more of `make test-long`."""
    shares = [
        pytest.param(share, marks=pytest.mark.slow if share < first else pytest.mark.long)
        for share in range(first + more)
    ]
    return pytest.mark.parametrize("share", shares)


@worlds(1, 5)
def test_where_the_gateway_knows_an_id_everyone_gets_each_post_once(
    tmp_path: Path, share: int
) -> None:
    assert torture_with_ids(tmp_path, "kavenegar", share) >= KILLS


@worlds(2, 10)
def test_where_it_must_be_asked_everyone_gets_each_post_once(tmp_path: Path, share: int) -> None:
    assert torture_with_ids(tmp_path, "magfa", share) >= KILLS


@worlds(2, 8)
def test_so_does_everyone_of_three_processes_on_postgresql(
    tmp_path: Path, postgresql: Postgresql, share: int
) -> None:
    ledger = postgresql.new_database()
    assert torture_with_ids(tmp_path, "magfa", share, ledger) >= KILLS


@worlds(1, 5)
def test_where_nothing_can_be_asked_nobody_gets_it_twice_and_every_open_case_is_listed(
    tmp_path: Path, share: int
) -> None:
    torture_without_ids(tmp_path, share)


def torture_without_ids(folder: Path, share: int) -> None:
    """At a gateway that knows no ids of ours: at most once, and whoever missed it is listed."""
    with running("smsir", seed=share, faults=FAULTS, late_ms=0) as gateway:
        world = make_world(folder, gateway, "smsir", share)
        world.torture(1)
        world.end(0, 4)
        accepted = gateway.accepted()
        assert {key: n for key, n in accepted.items() if n != 1} == {}
        got = {(key.split(" ", 1)[0][-10:], key.split("/p/")[1][:6]) for key in accepted}
        with world.office.ledger().read() as tx:
            opens = {(one.message.phone[3:], one.post_id) for one in unknowns.list_unknown(tx)}
        wanted = {
            (phone(person)[3:], name)
            for person in range(1, PEOPLE + 1)
            for name in world.posts
            if person not in world.left
        }
        assert wanted - got - opens == set()
        result = world.office.run("settle")
        assert result.exit_code == (4 if opens else 0)
        for number, name in sorted(opens)[:1]:
            assert name in result.output or len(opens) > 50
            assert number not in result.output
