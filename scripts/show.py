"""Put posts that nobody may see yet into a ZIP that opens without a server."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path

import click

from newsroom.handout import Handout
from newsroom.markup import Renderer
from newsroom.posts import read_post
from scripts.options import content_option, open_project, settings_option
from scripts.post import find_post
from scripts.serve import Preview

ZIP = Path("tarvij-preview.zip")


@click.command()
@click.argument("posts", nargs=-1, required=True)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), default=ZIP,
              show_default=True, help="The ZIP; written anew.")  # fmt: skip
@settings_option
@content_option
def main(posts: tuple[str, ...], output: Path, settings: Path, content: Path | None) -> None:
    """
    Write a ZIP of POSTS (files, slugs or identities) as readers would see them.

    Each page is one file, with its pictures and letters in it; links lead to the live site.
    """
    project = open_project(settings, content)
    paths = [find_post(typed, project.root) for typed in posts]
    with tempfile.TemporaryDirectory() as scratch:
        preview = Preview(Path(scratch, "site"), project.site.url)
        if not preview.build(str(project.root)):
            raise SystemExit(1)
        handout = Handout(preview.folder, f"{project.site.url}/")
        with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in paths:
                source = path.resolve().relative_to(project.root.resolve()).as_posix()
                post, _ = read_post(source, path.read_bytes(), Renderer())
                if post is not None:
                    archive.writestr(f"{post.slug}.html", handout.page(post.address))
            for name, file in handout.files.items():
                archive.write(file, name)
    click.echo(f"{output} ساخته شد؛ بفرستیدش. در آن هر پروندهٔ html. با هر مرورگری باز می‌شود.")
    click.echo("آنچه فرستادید نزد گیرنده می‌ماند و با تغییر مطلب عوض نمی‌شود.")


if __name__ == "__main__":
    main()
