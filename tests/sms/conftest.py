"""What several tests of the SMS script stand on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sms.office import Office
from tests.sms.postgresql import Postgresql, running_postgresql


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Postgresql]:
    with running_postgresql() as server:
        yield server


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office that has nothing yet, at noon."""
    return Office(tmp_path)
