"""Tell the WebSub hub which feeds a publication has changed."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from newsroom.websub import (
    NoFeedsError,
    Told,
    fetch_within,
    find_changed,
    load_published,
    summarise,
    tell,
)

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
LIMIT_SECONDS = 60


class OutOfTimeError(Exception):
    """All of the time that the command may take is over."""


@click.command()
@click.option("--output", type=FOLDER, default="output", show_default=True, help="The built site.")
@click.option("--before", type=FOLDER, help="The release before it, to compare with.")
@click.option("--timeout", default=5.0, show_default=True, help="Seconds for each answer.")
@click.option("--limit", default=LIMIT_SECONDS, show_default=True, help="Seconds in all.")
@click.option("--dry-run", is_flag=True, help="Tell nobody; print what has changed.")
@click.option("--json", "as_json", is_flag=True, help="Print what became of each feed as JSON.")
@click.argument("deploy", nargs=-1, type=click.UNPROCESSED)
def main(
    output: Path,
    before: Path | None,
    timeout: float,
    limit: int,
    dry_run: bool,
    as_json: bool,
    deploy: tuple[str, ...],
) -> None:
    """
    Tell the hub that the feeds name of each feed whose bytes have changed.

    With --before, after a publication: compares the two folders. With the command DEPLOY after
    "--": compares with the live address, runs DEPLOY, tells the hub, and ends with DEPLOY's
    exit code. Whatever becomes of the hub never fails a deployment.
    """
    if before is None and not deploy and not dry_run:
        raise click.UsageError("Name the release before (--before), or the command that deploys.")
    try:
        published = load_published(output)
    except NoFeedsError as error:
        raise click.UsageError(str(error)) from error
    changed: list[str] = []
    told: list[Told] = []
    try:
        with _at_most(limit):
            changed = list(find_changed(published, before or fetch_within(timeout)))
    except OutOfTimeError:
        changed = [topic for topic, _ in published.topics]
    if dry_run:
        click.echo(json.dumps(changed) if as_json else "\n".join(changed))
        return
    code = _run(deploy) if deploy else 0
    if code == 0 and published.hub:
        try:
            with _at_most(limit):
                for result in tell(published.hub, changed, timeout):
                    told.append(result)
        except OutOfTimeError:
            told += [Told(topic, "out of time") for topic in changed[len(told) :]]
    if as_json:
        click.echo(json.dumps([{"topic": r.topic, "error": r.error} for r in told]))
    elif not published.hub:
        click.echo("no hub: the feeds of this site name none (WEBSUB_HUB)", err=True)
    elif code == 0:
        click.echo(summarise(told), err=True)
    raise SystemExit(code)


def _run(command: tuple[str, ...]) -> int:
    """Run the command that deploys; its exit code."""
    try:
        return subprocess.run(command, check=False).returncode
    except OSError as error:
        raise click.ClickException(f"{command[0]} cannot be run: {error.strerror}") from error


@contextmanager
def _at_most(seconds: int) -> Iterator[None]:
    """A limit for all of it: a server that sends one byte a second keeps every time-out."""

    def stop(*_: object) -> None:
        raise OutOfTimeError

    earlier = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, earlier)


if __name__ == "__main__":
    main()
