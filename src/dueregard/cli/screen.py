"""``dueregard screen``: which objects come within a distance of each other, when and for how long."""

from collections.abc import Sequence
from math import isfinite
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from dueregard.cli.common import print_json, say, show_progress, warn, window
from dueregard.model.errors import UsageError
from dueregard.model.reject import Reject
from dueregard.model.time import format_instant, parse_instant
from dueregard.report.quantities import counted

SHOWN_BASES = 3  # of each answer, the most frequent; the table and --json hold them all
SHOWN_REJECTS = 3


def register(app: typer.Typer) -> None:
    """Add the verb to the app."""
    app.command("screen")(screen_command)


def screen_command(
    paths: Annotated[
        list[Path], typer.Argument(help="Element sets: OMM (CSV, JSON, XML, KVN), TLE, 3LE; packed or not.")
    ],
    start: Annotated[str, typer.Option(help="Start of the window, ISO 8601, UTC.")],
    hours: Annotated[float, typer.Option(min=0.0, help="Length of the window.")],
    within: Annotated[float, typer.Option(min=0.0, help="Distance in kilometres.")],
    min_dwell: Annotated[
        float, typer.Option(min=0.0, help="Seconds from which an approach is a stay.")
    ] = 300.0,
    pairs: Annotated[
        Literal["all", "foreign"], typer.Option(help="foreign leaves out pairs known to be of one State.")
    ] = "all",
    satcat: Annotated[Path | None, typer.Option(help="Satellite catalogue, for owners.")] = None,
    owners: Annotated[
        Path | None, typer.Option(help="Rules for owner codes that add to or replace the packaged ones.")
    ] = None,
    max_age: Annotated[
        float | None, typer.Option(min=0.0, help="Leave out element sets farther from the start, days.")
    ] = None,
    trajectory: Annotated[
        Path | None, typer.Option(help="A planned trajectory (OEM): only its approaches to the others.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Stop where any record is rejected.")] = False,
    out: Annotated[Path | None, typer.Option(help="Table to write: .csv, .json or .parquet.")] = None,
    fail_on: Annotated[
        Literal["approach", "rejects"] | None, typer.Option(help="End with code 1 where there are any.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a summary as JSON.")] = False,
) -> None:
    """Find every approach of the objects in PATHS: each interval during which two are within a distance."""
    import numpy as np

    from dueregard.jobs.screen import screen_files
    from dueregard.jobs.write import refuse_inputs, table_ending, write_table
    from dueregard.report.tables import foreign_bases

    if not (0 < hours < float("inf") and 0 < within < float("inf")):
        raise UsageError(
            "the window and the distance must be above zero, and finite", do="give --hours and --within"
        )
    window(start, hours)
    if out is not None:
        table_ending(out)
        refuse_inputs(out, (*paths, satcat, owners, trajectory))
    run = screen_files(
        paths, parse_instant(start), hours, within, min_dwell_s=min_dwell, pairs=pairs, satcat=satcat,
        owners=owners, max_age_d=max_age, trajectory=trajectory, strict=strict, progress=show_progress(),
    )  # fmt: skip
    if out is not None:
        write_table(run.approaches, out)
    ages = np.abs(run.selection.age_d)
    kinds = dict(run.approaches["kind"].value_counts().sort("kind").iter_rows())
    summary = {
        "start": format_instant(parse_instant(start)),
        "hours": hours,
        "within_km": within,
        "objects": len(run.selection.elements),
        "history_sets": len(run.selection.history),
        "only_later_sets": run.selection.after_start,
        "too_old": len(run.selection.too_old),
        "median_age_d": round(float(np.median(ages)), 3) if len(ages) else None,
        "older_than_7_days": int((ages > 7.0).sum()),
        "approaches": len(run.approaches),
        "kinds": kinds,
        "trajectories": [
            {
                "object_name": path.object_name,
                "object_id": path.object_id,
                "norad_cat_id": path.norad_cat_id,
                "ref_frame": path.ref_frame,
                "time_system": path.time_system,
                "interpolation_error_km": path.interpolation_error_km,
                "notes": path.notes,
            }
            for path in run.trajectories
        ],
        "foreign": foreign_bases(run.approaches).to_dicts(),
        "not_covered": run.not_covered.to_dicts(),
        "rechecked": {
            "rows": run.rechecked.rows,
            "of": run.rechecked.of,
            "slow": run.rechecked.slow,
            "worst_m": round(run.rechecked.worst_m, 6) if isfinite(run.rechecked.worst_m) else None,
            "worst_pair": run.rechecked.worst_pair,
        },
        "rejects": len(run.inputs.rejects),
        "out": str(out) if out else None,
    }
    if as_json:
        print_json(summary)
    else:
        _words(summary, run.inputs.rejects)
        if out is None:
            say(str(run.approaches))
    if (fail_on == "approach" and len(run.approaches)) or (fail_on == "rejects" and run.inputs.rejects):
        raise typer.Exit(1)


def _words(summary: dict[str, Any], rejects: Sequence[Reject]) -> None:
    counts = ", ".join(f"{n:,} {kind.replace('_', ' ')}" for kind, n in summary["kinds"].items())
    say(
        f"{counted(summary['approaches'], 'approach', 'approaches')} within {summary['within_km']:g} km of "
        f"{counted(summary['objects'], 'object')} in {counted(summary['hours'], 'hour')} from {summary['start']}"
        + (f": {counts}." if counts else ".")
    )
    for path in summary["trajectories"]:
        say(
            f"Trajectory of {path['object_name']} ({path['object_id']}), stated in {path['ref_frame']}, "
            f"{path['time_system']}: interpolated to {1000.0 * path['interpolation_error_km']:.2g} m."
        )
        for note in path["notes"]:
            say(f"  {note}")
    if summary["foreign"]:
        _foreign_words(summary["foreign"])
    if summary["not_covered"]:
        say(f"Not covered to the end: {counted(len(summary['not_covered']), 'object')}; --json says why.")
    say(
        f"Element sets: median age {summary['median_age_d'] or 0.0} days at the start, "
        f"{summary['older_than_7_days']:,} of them more than 7 days; none is left out for its age"
        + (f" but the {summary['too_old']:,} that --max-age excludes." if summary["too_old"] else ".")
    )
    checked = summary["rechecked"]
    if checked["rows"]:
        worst = (
            "a state that it does not have" if checked["worst_m"] is None else f"{checked['worst_m']:.2g} m"
        )
        say(
            f"Computed again with the reference (python-sgp4): {counted(checked['rows'], 'row')}, among them all "
            f"{checked['slow']:,} slower than 100 m/s; the greatest difference of a range is {worst}."
        )
    if summary["history_sets"]:
        say(
            f"Kept as history: {counted(summary['history_sets'], 'further element set')} of the same objects."
        )
    if rejects:
        warn(f"{counted(len(rejects), 'record')} rejected, the first of them:")
        for one in rejects[:SHOWN_REJECTS]:
            warn(f"  {one.file}, line {one.line}: {one.what}; expected {one.expected}; {one.do}")
    if summary["out"]:
        say(f"Written: {summary['out']}")


def _foreign_words(bases: list[dict[str, Any]]) -> None:
    """Say how many approaches are between foreign objects, and on which owner rules that rests."""
    for answer in ("yes", "unknown", "no"):
        some = [one for one in bases if one["foreign"] == answer]
        if not some:
            continue
        total = sum(one["approaches"] for one in some)
        say(
            f"Foreign to each other, {answer}: {counted(total, 'approach', 'approaches')}, by "
            f"{counted(len(some), 'pair')} of owner rules, such as"
        )
        for one in some[:SHOWN_BASES]:
            say(f"  {counted(one['approaches'], 'time')}: {one['basis']}")
