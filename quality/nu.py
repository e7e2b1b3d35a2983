"""The Nu checker, of W3C and WHATWG, on pages of a built site."""

from __future__ import annotations

import json
import re
import subprocess
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from quality.server import serving

JAR = Path(__file__).resolve().parent / "node_modules/vnu-jar/build/dist/vnu.jar"

# What the checker says of sound CSS that it does not know yet: a pattern for its message, and since
# when browsers know it. `make quality` counts how often each was forgiven; one that never is goes.
FORGIVEN: Mapping[str, str] = {}


class NuError(RuntimeError):
    """The checker itself failed; its own words are in the message."""


def check(site: Path, paths: Sequence[str], forgiven: dict[str, int]) -> dict[str, list[str]]:
    """
    Errors and warnings for each of *paths* below *site*: pages, style sheets, drawings.

    Pages are served: a file has no origin, and nothing would be «self» in a page's own policy.

    Args:
        forgiven: how often each pattern of FORGIVEN was used is added here.

    Raises:
        NuError: there was no answer.
    """
    with serving(site) as url:
        pages = {f"{url}/{quote(path)}": path for path in paths if path.endswith(".html")}
        files = {f"file:{site / path}": path for path in paths if not path.endswith(".html")}
        messages = _ask(*pages) + _ask(*(name.removeprefix("file:") for name in files))
    places = pages | files
    found: dict[str, list[str]] = defaultdict(list)
    for message in messages:
        text = message["message"]
        is_news = message["type"] != "info" or message.get("subType") == "warning"
        pattern = next((pattern for pattern in FORGIVEN if re.search(pattern, text)), None)
        if pattern:
            forgiven[pattern] = forgiven.get(pattern, 0) + 1
        elif is_news:
            place = places[
                unquote(message["url"]) if message["url"] not in places else message["url"]
            ]
            found[place].append(f"{text} (line {message.get('lastLine', '?')})")
    return found


def _ask(*names: str) -> list[dict[str, Any]]:
    if not names:
        return []
    # Loopback is forbidden to it unless it is told otherwise.
    command = ["java", "-Dnu.validator.servlet.allow-forbidden-hosts=true", "-jar", str(JAR)]
    command += ["--format", "json", "--exit-zero-always", "--stdout"]
    command += ["--also-check-css", "--also-check-svg", *names]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        messages: list[dict[str, Any]] = json.loads(done.stdout)["messages"]
    except ValueError as error:
        raise NuError(done.stdout + done.stderr) from error
    return messages
