"""The ledger's arrows, its leases, its versions, and what it says when it cannot be used."""

from __future__ import annotations

import os
import pwd
import re
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import select

from newsroom.sms import ledger as ledgers
from newsroom.sms import messages, posts, schema, workers
from newsroom.sms.gateway import Accepted, Refused
from newsroom.sms.ledger import Ledger, create_ledger, open_ledger, stamp
from newsroom.sms.messages import Claimant, Post
from newsroom.sms.states import ARROWS, FINAL, State, sources_of
from newsroom.sms.trouble import Refusal, Trouble, WrongSetting
from tests.sites import ROOT
from tests.sms.office import AUTHORITY, NOON, Office, notice, phone
from tests.sms.postgresql import Postgresql

PEOPLE = 4
LEASE = timedelta(minutes=1)
P, C, A, U = State.PENDING, State.CLAIMED, State.ACCEPTED, State.UNKNOWN


def new_ledger(address: str, people: int = PEOPLE) -> tuple[Ledger, Post]:
    """A ledger with people, and a post for them."""
    ledger = create_ledger(address, AUTHORITY, NOON)
    with ledger.begin() as tx:
        for number in range(1, people + 1):
            moment = stamp(NOON - timedelta(days=1))
            row = {"phone": phone(number), "is_active": True, "joined_at": moment,
                   "consented_at": moment}  # fmt: skip
            tx.execute(schema.subscribers.insert().values(row))
        posts.see_posts(tx, ["aaaaaa"], NOON)
        posts.freeze(tx, 1, "خبر", 1)
    return ledger, Post(1, "aaaaaa", "news", (), NOON, "خبر")


class Arrows(RuleBasedStateMachine):
    """Whatever is recorded, in whatever order, a message goes along the arrows only."""

    def __init__(self) -> None:
        super().__init__()
        self.file = Path(os.environ["TMPDIR_OF_MACHINE"]) / f"{id(self)}.db"
        self.file.unlink(missing_ok=True)
        self.ledger, self.post = new_ledger(f"sqlite:///{self.file}")
        self.before = dict.fromkeys(range(1, PEOPLE + 1), P)

    def teardown(self) -> None:
        self.ledger.close()

    def states(self) -> dict[int, State]:
        with self.ledger.read() as tx:
            rows = tx.execute(select(schema.messages.c.subscriber, schema.messages.c.state)).all()
        return {**dict.fromkeys(range(1, PEOPLE + 1), P), **{n: State(s) for n, s in rows}}

    @invariant()
    def moved_along_the_arrows(self) -> None:
        now = self.states()
        for number, state in now.items():
            was = self.before[number]
            assert state is was or state in ARROWS[was], f"{was} → {state}"
        self.before = now

    @rule(worker=st.integers(1, 2), after=st.integers(0, PEOPLE), limit=st.integers(1, PEOPLE))
    def claim(self, worker: int, after: int, limit: int) -> None:
        with self.ledger.begin() as tx:
            claimant = Claimant(worker, "g", AUTHORITY)
            got = messages.claim(tx, self.post, claimant, after=after, limit=limit, now=NOON)
        for claim in got:
            assert self.before[claim.subscriber] is P
            assert claim.message.id == messages.message_id(
                AUTHORITY, "aaaaaa", phone(claim.subscriber)
            )

    @rule(number=st.integers(1, PEOPLE))
    def accept(self, number: int) -> None:
        with self.ledger.begin() as tx:
            messages.record_accepted(tx, 1, {number: Accepted("1")})

    @rule(number=st.integers(1, PEOPLE))
    def refuse(self, number: int) -> None:
        with self.ledger.begin() as tx:
            messages.record_refused(tx, 1, {number: Refused("1", "x")})

    @rule(number=st.integers(1, PEOPLE), worker=st.integers(1, 2))
    def lose(self, number: int, worker: int) -> None:
        with self.ledger.begin() as tx:
            messages.record_lost(tx, 1, {number: "x"}, worker=worker, due=NOON)

    @rule(number=st.integers(1, PEOPLE), worker=st.integers(1, 2))
    def release_own(self, number: int, worker: int) -> None:
        with self.ledger.begin() as tx:
            messages.release_claims(tx, 1, [number], worker=worker)

    @rule(number=st.integers(1, PEOPLE), late=st.booleans())
    def release_lost(self, number: int, late: bool) -> None:
        with self.ledger.begin() as tx:
            moment = NOON - timedelta(hours=1) if late else NOON
            released = messages.release_lost(tx, 1, number, attempted=moment)
        assert released == (self.before[number] is U and not late)

    @rule(number=st.integers(1, PEOPLE))
    def give_up(self, number: int) -> None:
        with self.ledger.begin() as tx:
            messages.give_up(tx, 1, [number], "x")
            messages.give_up_person(tx, number, "x")

    @rule(number=st.integers(1, PEOPLE), state=st.sampled_from(sorted(FINAL - {State.REFUSED})))
    def deliver(self, number: int, state: State) -> None:
        with self.ledger.begin() as tx:
            messages.record_delivery(tx, 1, [number], state)

    @rule(alive=st.lists(st.integers(1, 2)))
    def orphan(self, alive: list[int]) -> None:
        with self.ledger.begin() as tx:
            messages.orphan(tx, alive, due=NOON)

    @rule()
    def expire(self) -> None:
        with self.ledger.begin() as tx:
            messages.expire_accepted(tx, "g", stamp(NOON))


def test_a_message_goes_along_the_arrows_and_a_final_state_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    monkeypatch.setenv("TMPDIR_OF_MACHINE", str(tmp_path))
    run_state_machine_as_test(Arrows, settings=settings(max_examples=25, stateful_step_count=25))


def test_the_document_draws_every_arrow_and_no_other() -> None:
    """A line of the list below the picture: `claimed → accepted, refused, unknown, pending`."""
    text = (ROOT / "docs/sms.md").read_text(encoding="utf-8")
    drawn = dict(re.findall(r"^\| `(\w+)` \| (.*?) \|", text, re.MULTILINE))
    listed = {State(name): set(re.findall(r"`(\w+)`", cell)) for name, cell in drawn.items()
              if name in set(State)}  # fmt: skip
    assert listed == {state: {str(t) for t in targets} for state, targets in ARROWS.items()}
    assert sorted(FINAL) == ["delivered", "expired", "refused", "undelivered"]
    assert sources_of(State.ACCEPTED) == (State.CLAIMED, State.UNKNOWN)


# --- Leases ---------------------------------------------------------------------------------------


def test_one_run_at_a_time_and_a_dead_one_is_taken_over(tmp_path: Path) -> None:
    ledger, post = new_ledger(f"sqlite:///{tmp_path}/sms.db")
    with ledger.begin() as tx:
        first = workers.enter(tx, NOON, LEASE, joins=False, wait=LEASE)
        claimant = Claimant(first.number, "g", AUTHORITY)
        messages.claim(tx, post, claimant, after=0, limit=2, now=NOON)
    with pytest.raises(Refusal, match="run-going-on"), ledger.begin() as tx:
        workers.enter(tx, NOON + LEASE / 2, LEASE, joins=False, wait=LEASE)
    with ledger.begin() as tx:
        second = workers.enter(tx, NOON + LEASE, LEASE, joins=False, wait=LEASE)
        assert second.number > first.number
        assert not workers.renew(tx, first.number, NOON + LEASE, LEASE)
        assert workers.renew(tx, second.number, NOON + LEASE, LEASE)
        workers.leave(tx, second.number)
        states = tx.execute(select(schema.messages.c.state, schema.messages.c.due_at)).all()
    assert states == [(U, stamp(NOON + 2 * LEASE))] * 2


def test_a_lease_of_a_clock_that_was_ahead_ends_all_the_same(tmp_path: Path) -> None:
    ledger, _ = new_ledger(f"sqlite:///{tmp_path}/sms.db")
    with ledger.begin() as tx:
        workers.enter(tx, NOON + timedelta(days=900), LEASE, joins=False, wait=LEASE)
    with pytest.raises(Refusal), ledger.begin() as tx:
        workers.enter(tx, NOON, LEASE, joins=False, wait=LEASE)
    with ledger.begin() as tx:  # what the refusal has found out is lost with it, and found again
        assert workers.sweep(tx, NOON, LEASE, wait=LEASE) != {}
    with ledger.begin() as tx:
        workers.enter(tx, NOON + LEASE, LEASE, joins=False, wait=LEASE)


def test_processes_share_a_run_on_postgresql(postgresql: Postgresql) -> None:
    ledger, post = new_ledger(postgresql.new_database(), people=30)
    with ledger.begin() as tx:
        one = workers.enter(tx, NOON, LEASE, joins=True, wait=LEASE)
    with ledger.begin() as tx:
        two = workers.enter(tx, NOON, LEASE, joins=True, wait=LEASE)
    assert (one.is_first, two.is_first) == (True, False)
    with ledger.begin() as first, ledger.begin() as second:
        got = [
            [c.subscriber for c in messages.claim(
                tx, post, Claimant(place.number, "g", AUTHORITY), after=0, limit=10, now=NOON)]
            for tx, place in ((first, one), (second, two))
        ]  # fmt: skip
    assert got == [list(range(1, 11)), list(range(11, 21))]
    with pytest.raises(Refusal), ledger.begin() as tx:
        workers.enter(tx, NOON, LEASE, joins=False, wait=LEASE)
    ledger.close()


def test_what_another_process_claimed_between_look_and_lock_is_not_claimed(
    postgresql: Postgresql,
) -> None:
    ledger, post = new_ledger(postgresql.new_database())
    slow = ledger.engine.execution_options(isolation_level="REPEATABLE READ")
    with slow.connect() as second:
        second.execute(select(schema.posts)).all()  # its snapshot is of now
        with ledger.begin() as first:
            claimant = Claimant(1, "g", AUTHORITY)
            assert len(messages.claim(first, post, claimant, after=0, limit=9, now=NOON)) == PEOPLE
        with pytest.raises(Exception, match=r"could not serialize|duplicate"):
            assert messages.claim(
                second, post, Claimant(2, "g", AUTHORITY), after=0, limit=9, now=NOON
            )
    ledger.close()


# --- What is there, and in which version ----------------------------------------------------------


@pytest.mark.parametrize("address", ["mysql://x/y", "sqlite://", "sqlite:///:memory:", "x", "/a"])
def test_a_ledger_that_is_none_is_a_wrong_setting(address: str) -> None:
    with pytest.raises(WrongSetting, match="ledger-address"):
        open_ledger(address)


def test_the_password_of_a_ledger_is_not_told(office: Office) -> None:
    office.publish()
    office.settings["SMS_LEDGER"] = "postgresql://office:secret-word@127.0.0.1:1/x"
    result = office.run("init")
    assert (result.exit_code, "[ledger-unusable]" in result.output) == (1, True)
    assert "secret-word" not in result.output


def test_a_second_init_changes_nothing(office: Office) -> None:
    office.begin(1)
    office.publish(notice("aaaaaa"))
    result = office.run("init")
    assert (result.exit_code, "[ledger-exists]" in result.output) == (3, True)
    assert "۱ گیرنده" in office.do("preview")


def test_an_older_ledger_is_taken_forward_and_keeps_what_it_has(office: Office) -> None:
    office.begin(2)
    steps = {
        1: lambda tx: tx.exec_driver_sql("ALTER TABLE posts ADD COLUMN more TEXT"),
        2: lambda tx: tx.exec_driver_sql("UPDATE posts SET more = 'x'"),
    }
    ledger = open_ledger(office.ledger_address, version=3, steps=steps)
    with ledger.read() as tx:
        assert tx.execute(select(schema.meta.c.version)).scalar_one() == 3
        assert len(tx.execute(select(schema.subscribers)).all()) == 2


def test_a_step_that_fails_leaves_the_ledger_as_it_was(office: Office) -> None:
    office.begin(2)

    def fail(tx: object) -> None:
        raise ZeroDivisionError

    steps = {1: lambda tx: tx.exec_driver_sql("ALTER TABLE posts ADD COLUMN more TEXT"), 2: fail}
    with pytest.raises(ZeroDivisionError):
        open_ledger(office.ledger_address, version=3, steps=steps)
    office.do("subscribers", "stats")


def test_a_newer_ledger_is_refused(office: Office) -> None:
    office.begin(2)
    with office.ledger().begin() as tx:
        tx.execute(schema.meta.update().values(version=schema.VERSION + 1))
    office.publish(notice("aaaaaa"))
    for command in ("send", "status", "settle", "inbox"):
        result = office.run(command)
        assert (result.exit_code, "[ledger-newer]" in result.output) == (3, True)


def test_a_ledger_that_is_damaged_sends_nothing(office: Office) -> None:
    office.begin(2)
    office.publish(notice("aaaaaa"))
    for file in (office.folder / "var").iterdir():
        file.write_bytes(b"x" * 5000)
    result = office.run("send")
    assert (result.exit_code, "[ledger-unusable]" in result.output) == (1, True), result.output
    assert "0912" not in result.output


def test_a_read_only_ledger_sends_nothing() -> None:
    with tempfile.TemporaryDirectory() as folder:
        office = Office(Path(folder))
        office.begin(2)
        office.publish(notice("aaaaaa"))
        for path in (office.folder, office.folder / "var", *(office.folder / "var").iterdir()):
            path.chmod(0o555)
        child = os.fork()
        if not child:  # root may write everything, so it is somebody else who sends
            if os.getuid() == 0:
                os.setuid(pwd.getpwnam("nobody").pw_uid)
            result = office.run("send")
            told = "[ledger-unusable]" in result.output and "0912" not in result.output
            os._exit(result.exit_code if told else 99)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1
        for path in (office.folder, office.folder / "var"):
            path.chmod(0o755)


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
from scripts.sms import main
main(sys.argv[1:])
"""


def test_a_full_disk_is_told_and_what_was_in_hand_is_settled_later(office: Office) -> None:
    office.begin(3000)
    office.settings["SMS_QUIET_HOURS"] = ""
    office.timer.at = datetime.now(NOON.tzinfo)
    office.publish(notice("aaaaaa", published=office.timer.at.isoformat()))
    environment = {**os.environ, **office.environment}
    ended = subprocess.run(
        [sys.executable, "-c", LIMITED, "send"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 1, ended.stderr
    assert "[ledger-unusable]" in ended.stderr
    assert "Traceback" not in ended.stderr
    office.timer.at += timedelta(minutes=10)
    office.do("send")
    assert office.states("aaaaaa") == {"accepted": 3000}


def test_a_folder_that_cannot_be_made_is_told(office: Office) -> None:
    office.publish()
    (office.folder / "file").touch()
    office.settings["SMS_LEDGER"] = f"sqlite:///{office.folder}/file/sms.db"
    result = office.run("init")
    assert (result.exit_code, "[ledger-unusable]" in result.output) == (1, True)


def test_stamps_are_of_moments_that_say_where(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        stamp(NOON.replace(tzinfo=None))
    assert ledgers.moment_of(stamp(NOON)) == NOON
    assert ledgers.stamp_before(NOON, timedelta.max) == 0
    assert issubclass(Refusal, Trouble)
