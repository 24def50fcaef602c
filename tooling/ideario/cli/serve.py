"""`ideario serve`: show the site while it is edited."""

import gc
from pathlib import Path

import click

from ideario.actions.serve import serve
from ideario.cli.shared.speaking import aloud
from ideario.resources import tool_resources


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="The port to listen at; 0 takes any that is free.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder in which site/ is written (default: build in the community).",
)
@click.pass_obj
def command(root: Path, host: str, port: int, output: Path | None) -> None:
    """Show the site while you edit.

    Builds the site, serves it on this machine only, builds it again whenever a file changes, and reloads the page.

    Example: ideario serve --port 8080
    """
    gc.enable()  # this one goes on for days
    serve(
        root,
        resources=tool_resources(),
        output=output or root / "build",
        build_arguments=["--output", str(output)] if output else [],
        host=host,
        port=port,
        tell=lambda text: click.echo(aloud(text), err=True),
    )
