"""Write the generated documents: of the fields, the house style and the commands."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click

from newsroom.reference import make_reference, make_style_guide

DOCS = Path("docs")
COMMANDS = (
    "serve", "new", "check", "fix", "next", "post", "show", "save", "undo", "explain",
    "ping", "sms", "docs",
)  # fmt: skip
HEADER = """\
<!-- Generated from the commands' own --help: make docs -->

# Commands

Each but `ping` and `sms` is a `make` target too (`post publish` is `make post-publish POST=…`);
`make NAME ARGS="…"` passes options on. Exit codes everywhere: 0 done; 1 something must be mended
or was only partly done; 2 wrong usage or settings; 3 refused for safety;
4 something is left unknown.
"""


def make_commands() -> str:
    """The `--help` of every command, as a document."""
    parts = [HEADER]
    for name in COMMANDS:
        command: click.Command = import_module(f"scripts.{name}").main
        parts.extend(_sections(command, name, f"python -m scripts.{name}"))
    return "\n".join(parts)


def _sections(command: click.Command, name: str, typed: str) -> Iterator[str]:
    """A section for a command, and one for each command of a group."""
    context = click.Context(command, info_name=typed, terminal_width=90)
    yield f"## {name}\n\n```text\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for child in command.list_commands(context):
            yield from _sections(command.commands[child], f"{name} {child}", f"{typed} {child}")


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if a document is not current.")
def main(check: bool) -> None:
    """Write docs/front-matter.md, docs/house-style.md and docs/commands.md anew."""
    documents = {
        DOCS / "front-matter.md": make_reference(),
        DOCS / "house-style.md": make_style_guide(),
        DOCS / "commands.md": make_commands(),
    }
    stale = [
        path
        for path, text in documents.items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    if not check:
        DOCS.mkdir(exist_ok=True)
        for path in stale:
            path.write_text(documents[path], encoding="utf-8")
    for path in stale:
        click.echo(f"{path} {'is not current: make docs' if check else 'written'}")
    raise SystemExit(1 if check and stale else 0)


if __name__ == "__main__":
    main()
