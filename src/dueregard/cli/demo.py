"""``dueregard demo``: the main job on a fictional scenario with known truth, offline."""

from pathlib import Path
from typing import Annotated

import typer

from dueregard.cli.common import show_progress


def register(app: typer.Typer) -> None:
    """Add the verb to the app."""
    app.command("demo")(demo_command)


def demo_command(
    out: Annotated[Path, typer.Option(help="Folder for the report.")] = Path("demo"),
    seed: Annotated[
        int | None, typer.Option(min=0, help="Another world: other States, places, dates.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a summary as JSON.")] = False,
) -> None:
    """Run the main job on thirty days of a fictional sky: fictional States, satellites and filings, known truth."""
    from dueregard.cli.monitor import tell
    from dueregard.jobs.demo import demo
    from dueregard.jobs.manifest import whole
    from dueregard.jobs.scenario.build import SHIPPED_SEED

    with whole(out, inputs="inputs") as fresh:
        _, run, _ = demo(fresh, SHIPPED_SEED if seed is None else seed, show_progress())
    tell(run, out, as_json)
