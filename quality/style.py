"""
How often the house style speaks on a folder of Persian prose, and samples of it to judge by.

Whether an alarm is false only a reader can say: the table counts, the sample is read, and what was
seen stands in docs/quality.md. The prose is not part of the project.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from random import Random

import click

from newsroom.persian import QUOTED, normalise_markdown
from newsroom.problems import Code, Severity
from newsroom.style.house import Finding, HouseStyle, Visible
from newsroom.style.review import long_sentences
from newsroom.style.table import BY_CODE

Alarm = tuple[str, str, str]  # what was found, what to write, and the line around it


def alarms_of(text: str, style: HouseStyle) -> Iterator[tuple[Code, Alarm]]:
    """What the rules that look at characters and sentences say about one text."""
    normal = normalise_markdown(text)
    visible, lines = Visible(normal, QUOTED), normal.split("\n")
    for finding in style.find_in(visible):
        yield _code(finding), (finding.found, finding.better, lines[finding.line])
    for line, count in long_sentences(visible):
        yield Code.SENTENCE_LONG, (f"{count} words", "", lines[line])


def _code(finding: Finding) -> Code:
    assert finding.rule.code
    return finding.rule.code


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--sample", default=0, help="Alarms of each rule to print.")
@click.option("--rule", "rules", multiple=True, help="These rules alone.")
@click.option("--seed", default=1, show_default=True, help="Of the sample.")
def main(folder: Path, sample: int, rules: tuple[str, ...], seed: int) -> None:
    """Count the alarms on the .txt files of FOLDER."""
    style = HouseStyle()
    alarms: dict[Code, list[Alarm]] = defaultdict(list)
    size = words = 0
    for path in sorted(folder.rglob("*.txt")):
        text = path.read_text(encoding="utf-8")
        size, words = size + len(text.encode()), words + len(text.split())
        for code, alarm in alarms_of(text, style):
            alarms[code].append(alarm)
    click.echo(f"{size / 1000:,.0f} KB, {words:,} words")
    for code, rule in BY_CODE.items():
        found = alarms[code]
        if rules and code not in rules:
            continue
        kind = "remark" if rule.severity is Severity.REMARK else "error"
        rate = len(found) / words * 10_000
        click.echo(f"{code:24} {kind:7} {len(found):6,} {rate:7.2f} in 10,000 words")
        for typed, better, line in Random(seed).sample(found, min(sample, len(found))):
            place = max(line.find(typed), 0)
            click.echo(
                f"    {typed} → {better or '?'}    … {line[max(place - 40, 0) : place + 60]}"
            )


if __name__ == "__main__":
    main()
