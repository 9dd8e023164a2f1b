"""``dueregard monitor``: the main job on real input, a folder to read and to check."""

import sys
from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dueregard.cli.common import print_json, say, show_progress, warn, window
from dueregard.model.time import format_instant
from dueregard.report.quantities import counted

if TYPE_CHECKING:
    from dueregard.model.run import MonitorRun


class FailOn(StrEnum):
    """What --fail-on may ask for."""

    INSIDE = "inside"
    INDETERMINATE = "indeterminate"
    NOT_EXPLAINED = "not-explained"
    NOT_CONSISTENT = "not-consistent"
    REJECTS = "rejects"


def register(app: typer.Typer) -> None:
    """Add the verb to the app."""
    app.command("monitor")(monitor_command)


def monitor_command(
    paths: Annotated[list[Path], typer.Argument(help="Element sets, of one or of many epochs.")],
    out: Annotated[Path, typer.Option(help="Folder for the report.")],
    satcat: Annotated[
        Path | None, typer.Option(help="Satellite catalogue, for owners, launches and coverage.")
    ] = None,
    start: Annotated[
        str | None, typer.Option(help="ISO 8601, UTC; else the 99th-percentile epoch, next full hour.")
    ] = None,
    hours: Annotated[float, typer.Option(min=0.01, help="Length of the window.")] = 24.0,
    within: Annotated[
        float | None, typer.Option(min=0.001, help="The question of this run: distance, km (50).")
    ] = None,
    stay: Annotated[
        float, typer.Option(min=0.0, help="The question of this run: for at least so many hours.")
    ] = 6.0,
    record: Annotated[
        list[Path] | None,
        typer.Option(
            help="What was said: a record file (JSON), or a published log (.zip, its key beside it); may be repeated."
        ),
    ] = None,
    owners: Annotated[
        Path | None, typer.Option(help="Rules for owner codes that add to or replace the packaged ones.")
    ] = None,
    criteria: Annotated[list[Path] | None, typer.Option(help="Further criteria (TOML).")] = None,
    max_age: Annotated[
        float | None, typer.Option(min=0.0, help="Leave out element sets farther from the start, days.")
    ] = None,
    fictional: Annotated[
        bool,
        typer.Option(
            "--fictional", help="The sky is invented: every page says so, and no reference criterion applies."
        ),
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Stop where any record is rejected.")] = False,
    fail_on: Annotated[
        list[FailOn] | None, typer.Option(help="End with code 1 where there is any such finding.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a summary as JSON.")] = False,
) -> None:
    """Hold what is in orbit against what was declared and notified, and write what can be concluded."""
    from dueregard.jobs.manifest import refuse_folder, write_run
    from dueregard.jobs.monitor import Asked, monitor

    at = window(start, hours)
    asked = Asked(
        tuple(paths), satcat, at, hours, within, stay, tuple(dict.fromkeys(record or ())), owners,
        tuple(criteria or ()), max_age, strict, fictional=fictional,
        command="dueregard " + " ".join(_command(sys.argv[1:])),
    )  # fmt: skip
    refuse_folder(asked, out)
    progress = show_progress()
    run = monitor(asked, progress)
    progress("writing the report", 0.0)
    write_run(run, asked, out)
    progress("writing the report", 1.0)  # ends the line at a terminal: what follows begins its own
    tell(run, out, as_json)
    if any(met(run, condition) for condition in fail_on or ()):
        raise typer.Exit(1)


def _command(arguments: list[str]) -> list[str]:
    """Return the arguments with paths cut to their names: a report says what was asked, not where files lie."""
    split = [a.partition("=") if a.startswith("--") else ("", "", a) for a in arguments]
    return [
        option + sign + (Path(text).name if "/" in text or "\\" in text else text)
        for option, sign, text in split
    ]


def met(run: "MonitorRun", condition: FailOn) -> bool:
    """Return whether a condition of --fail-on is met by any finding, or any reject."""
    if condition == FailOn.REJECTS:
        return bool(run.rejects)
    if condition == FailOn.NOT_CONSISTENT:
        return any(f.commitment_outcome == "not consistent" for f in run.findings)
    if condition == FailOn.NOT_EXPLAINED:
        return any(f.explanation == "none" and f.outcome == "inside" for f in run.findings)
    return any(f.outcome == condition.value for f in run.findings)


def tell(run: "MonitorRun", out: Path, as_json: bool) -> None:
    """Print what came out and where to look at it."""
    outcomes = Counter(f.outcome for f in run.findings)
    explanations = Counter(f.explanation for f in run.findings)
    summary = {
        "start": format_instant(run.start),
        "hours": run.hours,
        "objects": run.element_count,
        "history_sets": run.history_count,
        "approaches": len(run.approaches),
        "shown": len(run.shown),
        "findings": len(run.findings),
        "outcomes": dict(sorted(outcomes.items())),
        "explanations": dict(sorted(explanations.items())),
        "not_covered": len(run.not_covered),
        "rejects": len(run.rejects),
        "report": str(out / "index.html"),
    }
    if as_json:
        print_json(summary)
        return
    say(
        f"{counted(run.element_count, 'object')} over {counted(run.hours, 'hour')} from {format_instant(run.start)}: "
        f"{counted(len(run.approaches), 'approach', 'approaches')} screened, {len(run.shown):,} of them touched by a "
        f"criterion, {counted(len(run.findings), 'finding')}."
    )
    say("Outcomes: " + ", ".join(f"{n} {name}" for name, n in sorted(outcomes.items())) + ".")
    if run.rejects:
        warn(f"{counted(len(run.rejects), 'record')} rejected; rejects.csv lists them all.")
    say(f"The report is {out / 'index.html'}: open it in a browser; it needs no network.")
    say(f"Check it with: dueregard verify {out}")
