"""
Figures of sending: one post to many subscribers, through a Kavenegar on loopback that answers after
50 ms, from a SQLite ledger; how near that comes to what the connections could carry at best.

The gateway is a process of its own, and so is each command that is measured.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from bench.build import run_measured
from tests.sms.servers.process import running

SIZES = (100_000, 1_000_000)
LATENCY_MS = 50
BATCH, CONNECTIONS = 100, 4
AUTHORITY = "tarvij.example.ir,2026"
WIDTHS = (11, 7, 8, 10, 8, 8, 9)
HEADINGS = ("subscribers", "step", "wall s", "a second", "of best", "CPU s", "peak MB")


def write_list(path: Path, size: int) -> None:
    """A list of *size* numbers."""
    with path.open("w", encoding="utf-8") as out:
        out.writelines(f"09{120_000_000 + number}\n" for number in range(size))


def write_notices(path: Path, *, has_post: bool) -> None:
    """The notices of a site, with one post of now or with none."""
    notice = {
        "id": "4k7m2q", "section": "news", "sms_text": "نشان استاندارد را پیش از خرید بسنجید",
        "url": "http://127.0.0.1/news/1405/mark/", "short_url": "https://example.ir/p/4k7m2q/",
        "published": datetime.now(UTC).isoformat(), "audience": [],
    }  # fmt: skip
    document = {
        "version": 1, "site": "http://127.0.0.1", "authority": AUTHORITY, "purpose": "production",
        "notices": [notice] if has_post else [],
    }  # fmt: skip
    path.write_text(json.dumps(document), encoding="utf-8")


def measure(size: int, folder: Path) -> None:
    """Print a line for importing *size* numbers, and one for sending to them."""
    write_list(folder / "list.csv", size)
    write_notices(folder / "notices.json", has_post=False)
    with running("kavenegar", latency_ms=LATENCY_MS) as gateway:
        os.environ.update({
            "SMS_NOTICES": str(folder / "notices.json"),
            "SMS_LEDGER": f"sqlite:///{folder}/sms.db",
            "SMS_GATEWAY": f"kavenegar+http://KAVENEGAR-KEY-0123456789@127.0.0.1:{gateway.port}"
                           "/?sender=10004346",
            "SMS_CONNECTIONS": str(CONNECTIONS),
            "SMS_QUIET_HOURS": "",
        })  # fmt: skip
        run_measured(command("init"))
        importing = command("subscribers", "import", str(folder / "list.csv"))
        print_line(size, "import", run_measured(importing))
        write_notices(folder / "notices.json", has_post=True)
        print_line(size, "send", run_measured(command("send", "--confirm", str(size))))
        found = gateway.ask("summary")
        if found != {"accepted": size, "keys": size, "more": {}}:
            raise click.ClickException(f"not everyone once: {found}")


def command(*arguments: str) -> list[str]:
    """One command of the SMS script, in batches of `BATCH`, as a command of the shell."""
    return [sys.executable, "-m", "bench.sms", *arguments]


def print_line(size: int, step: str, spent: tuple[float, float, float]) -> None:
    """A row of the table."""
    wall_seconds, cpu_seconds, peak_mb = spent
    best = BATCH * CONNECTIONS / (LATENCY_MS / 1000)
    share = f"{size / wall_seconds / best:.2f}" if step == "send" else ""
    cells = (
        f"{size:,}", step, f"{wall_seconds:.1f}", f"{size / wall_seconds:,.0f}", share,
        f"{cpu_seconds:.1f}", f"{peak_mb:.0f}",
    )  # fmt: skip
    click.echo(format_row(cells))


def format_row(cells: Sequence[str]) -> str:
    """A line of the table."""
    return "  ".join(cell.rjust(width) for cell, width in zip(cells, WIDTHS, strict=True))


def show_sms(sizes: Sequence[int] = SIZES) -> None:
    """Print the table for each size."""
    click.echo(
        f"\nSMS: Kavenegar, {LATENCY_MS} ms, batches of {BATCH}, {CONNECTIONS} connections,"
        f" SQLite\n{format_row(HEADINGS)}"
    )
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            measure(size, Path(folder))


def main() -> None:
    """Run one command of the SMS script with the batches of the bench."""
    from dataclasses import replace

    from newsroom.sms.drivers.kavenegar import Kavenegar
    from scripts.sms import main as sms

    Kavenegar.contract = replace(Kavenegar.contract, batch_size=BATCH)
    sms(sys.argv[1:])


if __name__ == "__main__":
    main()
