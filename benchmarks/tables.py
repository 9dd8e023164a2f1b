"""The figures as Markdown: what ``run.py bench`` prints and what stands in docs/performance.md."""

from collections.abc import Iterable
from typing import Any

from machine import in_words, warning

NOTHING = "–"
DISTURBED = 0.1  # cores that others may use while a command is timed


def rows_of(head: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """Return a Markdown table.

    >>> rows_of(("a", "b"), [("1", "2")])
    ['| a | b |', '|---|---|', '| 1 | 2 |']
    """
    lines = [list(head), *map(list, rows)]
    text = [f"| {' | '.join(line)} |" for line in lines]
    return [text[0], "|" + "---|" * len(lines[0]), *text[1:]]


def seconds(value: float) -> str:
    """Return seconds with two or three figures.

    >>> seconds(0.0123), seconds(0.1234), seconds(4.567), seconds(45.67), seconds(211.3)
    ('0.012', '0.12', '4.6', '45.7', '211')
    """
    return (
        f"{value:.3f}"
        if value < 0.1
        else f"{value:.2f}"
        if value < 1
        else f"{value:.1f}"
        if value < 100
        else f"{value:.0f}"
    )


def spread(one: dict[str, Any]) -> str:
    """Return the median of the runs with the least and the greatest, and the time of the processors."""
    runs = len(one["runs_s"])
    around = f" ({seconds(one['least_s'])} to {seconds(one['greatest_s'])})" if runs > 1 else ", one run"
    cpu = f", CPU {seconds(one['cpu_s'])} s" if one.get("cpu_s") is not None else ""
    return f"**{seconds(one['median_s'])} s**{around}{cpu}"


def memory(one: dict[str, Any]) -> str:
    return f"{one['peak_mb'] / 1e3:.2f} GB" if one.get("peak_mb") else NOTHING


def metres(value: float | None) -> str:
    """Return a length of metres in the unit that suits it.

    >>> metres(0.000462), metres(0.39), metres(58.2), metres(None)
    ('0.46 mm', '0.39 m', '58 m', 'no state')
    """
    if value is None:
        return "no state"
    if value >= 10.0:
        return f"{value:,.0f} m"
    return f"{value:.2g} m" if value >= 0.1 else f"{value * 1e3:.2g} mm"


def exactness(one: dict[str, Any], sample: dict[str, Any] | None, words: str) -> str:
    """Return what is known of how exact the rows of a screen are: against brute force (``words``: on what), and the
    rows that the command itself computed again.
    """
    said = []
    if sample:
        said.append(
            f"{sample['missed']} missed, {sample['invented']} invented, of {sample['approaches']:,} by brute force "
            f"({words}); least range off by {metres(sample['worst_m'])} at most"
        )
    again = one.get("rechecked")
    if again and again["rows"]:
        said.append(f"{again['rows']:,} of {again['of']:,} rows rechecked, worst {metres(again['worst_m'])}")
    return "; ".join(said) or NOTHING


def _speed(one: dict[str, float] | None) -> str:
    if not one:
        return NOTHING
    return f"**{one['median']:.1f}** million/s ({one['least']:.1f} to {one['best']:.1f})"


def main_tables(found: dict[str, Any]) -> list[str]:
    """Return the table of the plain benchmark, the events beside astroz, and on what it was measured."""
    versions = found["machine"]["versions"]
    peer = found["astroz"]
    head = ("work", "Due Regard", "memory", "how exact", f"astroz {versions['astroz'] or ''}".strip(),
            f"python-sgp4 {versions['sgp4']}")  # fmt: skip
    rows = []
    for name, one in found["states"]["speed"].items():
        speed, exact = one["million_states_s"], found["states"]["accuracy"].get(name, {})
        off = f"; off by {metres(exact['astroz_worst_m'])}" if "astroz_worst_m" in exact else ""
        ours = f"off by {metres(exact['worst_mm'] / 1e3)} from python-sgp4 at most" if exact else NOTHING
        rows.append(
            (f"states of {one['objects']:,} objects, {name}, one core", _speed(speed["kernel"]), NOTHING, ours,
             _speed(speed.get("astroz")) + off, _speed(speed["python-sgp4"]))
        )  # fmt: skip
    for name, one in found["screens"].items():
        theirs = peer.get(name) if peer else None
        beside = f"{spread(theirs)}, {memory(theirs)}" if theirs else NOTHING
        what = f"{one['words']}: {one['objects']:,} objects, {one['hours']:g} h, {found['within_km']:g} km"
        sample = found["sample"].get(name.removesuffix("_trajectory"))
        on = f"{sample['objects']} drawn objects" if sample and name == "day" else "its first day"
        exact = exactness(one, sample, on)
        rows.append((what, spread(one), memory(one), exact, beside, NOTHING))
    lines = rows_of(head, rows)
    lines += ["", *_said_of_machine(found), f"Catalogue: {found['catalogue']['file']}."]
    lines += ["", *(f"- `{one['command']}`" for one in found["screens"].values())]
    return lines + (["", *_events(found)] if peer else [])


def _events(found: dict[str, Any]) -> list[str]:
    """Return how the events of astroz compare with our rows."""
    peer = found["astroz"]
    tried = ", ".join(
        f"{one['step_min']:g} min {seconds(one['wall_s'])} s and {one['events']:,} events"
        for one in peer["steps_of_an_hour"]
    )
    lines = [f"astroz was run with a step of {peer['step_min']:g} min, its fastest for an hour: {tried}.", ""]
    names = [name for name in ("day", "week") if name in peer]
    columns = [peer[name]["beside_ours"] for name in names]
    rows: list[list[str]] = [
        ["approaches, ours (merged pairs apart)", *(f"{c['ours']:,} ({c['ours_merged']})" for c in columns)],
        ["events, astroz", *(f"{c['theirs']:,}" for c in columns)],
        ["the same pair, closest within a second", *(f"{c['the_same']:,}" for c in columns)],
        ["… and how far apart in range and time at most",
         *(f"{metres(c['most_off_m'])}, {c['most_off_s']:g} s" for c in columns)],
    ]  # fmt: skip
    for who, key in (("only ours", "only_ours"), ("only astroz", "only_theirs")):
        for reason in columns[0][key]:
            if reason != "for example":
                rows.append([f"{who}: {reason}", *(f"{c[key][reason]:,}" for c in columns)])
    return lines + rows_of(("", *(f"{found['screens'][n]['hours']:g} h" for n in names)), rows)


def growth_tables(found: dict[str, Any], pictures: str = "") -> list[str]:
    """Return the tables of how cost grows, the limit beside each, and on what it was measured.

    ``pictures``: what to put before each table, with the name and the title of the curve in braces.
    """
    lines = []
    for curve in found["curves"]:
        lines += [f"**{curve['title']}**", "", *(pictures and [pictures.format(**curve), ""])]
        head = (curve["of"], "wall", "CPU", "states", "overlapping pairs", "rows", "limit", "CPU over limit")
        rows = []
        for one in curve["points"]:
            least = one["limit"]
            parts = [
                f"{_count(least[part])}, {seconds(least[part + '_s'])} s"
                for part in ("states", "pairs", "rows")
            ]
            times = [f"{seconds(one[key])} s" for key in ("wall_s", "cpu_s")]
            over = f"{one['cpu_s'] / least['all_s']:.1f}"
            rows.append((one["label"], *times, *parts, f"{seconds(least['all_s'])} s", over))
        lines += [*rows_of(head, rows), ""]
        if curve.get("power") is not None:
            lines += [f"CPU grows as the power {curve['power']:.2f} over the whole range.", ""]
    speed = found["speeds"]
    lines += [
        f"The limit takes {speed['near']:.1f} and {speed['deep']:.1f} million states a second (near-earth, deep "
        f"space), {speed['scattered']:.1f} million states each at its own time and {speed['pairs']:,.0f} million looks "
        "at a pair, each on one core of this machine.",
        "",
        *_said_of_machine(found),
    ]
    return lines


def _count(value: int) -> str:
    """Return a count with a word for millions.

    >>> _count(80_000), _count(9_700_000)
    ('80,000', '9.7 million')
    """
    return f"{value:,}" if value < 1_000_000 else f"{value / 1e6:,.1f} million"


def _said_of_machine(found: dict[str, Any]) -> list[str]:
    said = [f"Measured on {in_words(found['machine'])}."]
    if warned := warning(found["machine"]["load_at_start"]):
        said.append(f"Warning: {warned}.")
    timed = list(found.get("screens", {}).items())
    timed += [
        (f"astroz {name}", one) for name in ("day", "week") if (one := (found.get("astroz") or {}).get(name))
    ]
    timed += [("growth", found["process"])] if "process" in found else []
    cores = {name: one.get("others_cores") or 0.0 for name, one in timed}
    disturbed = {name: one for name, one in cores.items() if one > DISTURBED}
    if disturbed:
        each = ", ".join(f"{name.replace('_', ' ')} {one:g}" for name, one in disturbed.items())
        said.append(f"Warning: other programs kept so many cores busy while these ran: {each}.")
    return said
