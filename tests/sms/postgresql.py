"""A PostgreSQL of our own: Debian's, on a socket in a folder of its own, as long as it is used."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

BINARIES = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
NOBODY = "nobody"  # PostgreSQL refuses to run as root
_NUMBERS = count()


class Postgresql:
    """
    A running server.

    Attributes:
        folder: of its socket.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def new_database(self) -> str:
        """The address of an empty database, as SMS_LEDGER takes it."""
        name = f"ledger{next(_NUMBERS)}"
        self._run("createdb", "-U", "office", "-h", str(self.folder), name)
        return f"postgresql+psycopg://office@/{name}?host={self.folder}"

    def _run(self, program: str, *arguments: str) -> None:
        as_whom = {"user": NOBODY, "group": pwd.getpwnam(NOBODY).pw_gid, "extra_groups": []}
        subprocess.run(
            [BINARIES / program, *arguments],
            cwd=self.folder, check=True, stdout=subprocess.DEVNULL,
            env={**os.environ, "LC_ALL": "C.UTF-8", "PGDATA": str(self.folder / "data")},
            **(as_whom if os.getuid() == 0 else {}),
        )  # fmt: skip


@contextmanager
def running_postgresql() -> Iterator[Postgresql]:
    """A server without a port; what it wrote goes with it."""
    # In a short path: the name of a socket may have 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        if os.getuid() == 0:
            shutil.chown(folder, NOBODY)
        server = Postgresql(folder)
        server._run("initdb", "--username=office", "--auth=trust", "--encoding=UTF8", "--no-sync")
        # A kill of our own processes is what is tried, not one of the server: its fsync may be off.
        options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
        server._run("pg_ctl", "start", "--wait", f"--log={folder}/log", f"--options={options}")
        try:
            yield server
        finally:
            server._run("pg_ctl", "stop", "--mode=immediate")
    finally:
        shutil.rmtree(folder)
