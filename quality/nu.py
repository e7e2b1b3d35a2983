"""The Nu checker, of W3C and WHATWG, on pages of a built site."""

from __future__ import annotations

import json
import re
import subprocess
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

JAR = Path(__file__).resolve().parent / "node_modules/vnu-jar/build/dist/vnu.jar"

# What the checker says of sound CSS that it does not know yet: a pattern for its message, and since
# when browsers know it. `make quality` counts how often each was forgiven; one that never is goes.
FORGIVEN: Mapping[str, str] = {}


class NuError(RuntimeError):
    """The checker itself failed; its own words are in the message."""


def check(paths: Sequence[Path], forgiven: dict[str, int]) -> dict[Path, list[str]]:
    """
    Errors and warnings for each of *paths*, HTML or CSS, one line each.

    Args:
        forgiven: how often each pattern of FORGIVEN was used is added here.

    Raises:
        NuError: there was no answer.
    """
    command = ["java", "-jar", str(JAR), "--format", "json", "--exit-zero-always", "--stdout"]
    command += ["--also-check-css", "--also-check-svg", *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        messages = json.loads(done.stdout)["messages"]
    except ValueError as error:
        raise NuError(done.stdout + done.stderr) from error
    found: dict[Path, list[str]] = defaultdict(list)
    for message in messages:
        text = message["message"]
        is_news = message["type"] != "info" or message.get("subType") == "warning"
        pattern = next((pattern for pattern in FORGIVEN if re.search(pattern, text)), None)
        if pattern:
            forgiven[pattern] = forgiven.get(pattern, 0) + 1
        elif is_news:
            path = Path(unquote(urlsplit(message.get("url", "")).path))
            found[path].append(f"{text} (line {message.get('lastLine', '?')})")
    return found
