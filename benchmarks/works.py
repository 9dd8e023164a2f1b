"""What is measured: commands as a person types them, and what is held beside each.

Files are those of ``made_files``. Only the standard library: see ``typed``.
"""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typed import repeated, summary, typed

HERE = Path(__file__).resolve().parent
COMMAND = Path(sys.executable).with_name("dueregard" + Path(sys.executable).suffix)
WITHIN_KM = 5.0
DAY_H, WEEK_H = 24.0, 168.0
QUICK_H = 1.0  # for both, where a benchmark is only tried out
DRAWN, DRAWN_QUICK = 200, 20
# Grid steps of astroz that are tried, in minutes. Its default is 1; from 2 on it took ten times as long and more.
PEER_STEPS = (0.25, 0.5, 1.0)

Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Setting:
    """On what and how it is measured. ``made``: the folder of ``made_files``; ``start``: ISO 8601."""

    catalogue: Path
    made: Path
    start: str
    runs: int
    day_h: float
    week_h: float
    drawn: int
    told: Told

    def out(self, name: str) -> Path:
        """Return where the table of a work goes."""
        return self.made / f"approaches-{name}.csv"


def script(name: str, *arguments: object, environment: dict[str, str] | None = None) -> dict[str, Any]:
    """Return what a script of this folder prints as JSON, run in a process of its own, and what the process took."""
    ended = typed([sys.executable, str(HERE / f"{name}.py"), *map(str, arguments)], environment)
    return json.loads(ended.stdout) | {"process": summary([ended])}


def works(setting: Setting) -> list[tuple[str, str, list[str], float]]:
    """Return the commands: a name, the words for it, arguments of ``dueregard screen`` and the hours of the window."""
    day, week = setting.day_h, setting.week_h
    catalogue, three = str(setting.catalogue), str(setting.made / "three_times.csv")
    found = [
        ("day", "the catalogue", [catalogue], day),
        ("week", "the catalogue", [catalogue], week),
        ("three_times", "the catalogue three times, other nodes", [three], day),
    ]
    if has_option("--trajectory"):
        for name, words in (
            ("low", "a planned trajectory, 550 km and 53°"),
            ("geo", "a planned trajectory on the belt"),
        ):
            path = str(setting.made / f"{name}.oem")
            found.append(
                (
                    f"{name}_trajectory",
                    f"{words}, against the catalogue",
                    [catalogue, "--trajectory", path],
                    week,
                )
            )
    return found


def has_option(name: str) -> bool:
    """Return whether ``dueregard screen`` has an option."""
    wide = {"COLUMNS": "200", "TERM": "dumb", "NO_COLOR": "1"}  # or the help cuts what does not fit
    return name in typed([str(COMMAND), "screen", "--help"], wide).stdout


def screened(setting: Setting, name: str, arguments: Sequence[str], hours: float) -> dict[str, Any]:
    """Return the figures of one command: run once to warm and to hear how exact it is, then ``runs`` times timed."""
    options = ["--start", setting.start, "--hours", f"{hours:g}", "--within", f"{WITHIN_KM:g}"]
    command = [str(COMMAND), "screen", *arguments, *options, "--out", str(setting.out(name))]
    said = json.loads(typed([*command, "--json"]).stdout)
    figures, _ = repeated(command, setting.runs, setting.told)
    shown = ["dueregard", *(Path(word).name if "/" in word or "\\" in word else word for word in command[1:])]
    return figures | {
        "command": " ".join(shown),
        "hours": hours,
        "objects": said["objects"],
        "approaches": said["approaches"],
        "kinds": said["kinds"],
        "rechecked": said.get("rechecked"),
        "given_up": [one["norad_cat_id"] for one in said["not_covered"]],
    }


def beside_astroz(
    setting: Setting, ours: dict[str, dict[str, Any]], rounded: list[int]
) -> dict[str, Any] | None:
    """Return the times of astroz for a day and a week, with its best step, and how its events compare with our rows.

    None where it is not installed. ``rounded``: objects whose two-line text is not quite their element set.
    """
    step_runs = {}
    for step in PEER_STEPS:
        try:
            step_runs[step] = _astroz(setting, QUICK_H, step)
        except RuntimeError as error:
            if "No module named 'astroz'" in str(error):
                return None
            raise
        setting.told(f"  step {step:g} min: {step_runs[step]['wall_s']:.2f} s for an hour")
    best = min(step_runs, key=lambda step: step_runs[step]["wall_s"])
    found: dict[str, Any] = {
        "steps_of_an_hour": [
            {"step_min": step, **{k: one[k] for k in ("wall_s", "cpu_s", "events")}}
            for step, one in step_runs.items()
        ],
        "step_min": best,
    }
    for name, hours, runs in (("day", setting.day_h, setting.runs), ("week", setting.week_h, 1)):
        events = setting.made / f"{name}.npy"
        ended = []
        for k in range(runs):
            ended.append(_astroz(setting, hours, best, "--events", events))
            setting.told(f"  run {k + 1} of {runs}: {ended[-1]['wall_s']:.2f} s")
        walls = sorted(one["wall_s"] for one in ended)
        found[name] = {
            "runs_s": [one["wall_s"] for one in ended],
            "median_s": walls[len(walls) // 2],
            "least_s": walls[0],
            "greatest_s": walls[-1],
            "cpu_s": sorted(one["cpu_s"] for one in ended)[len(ended) // 2],
            "peak_mb": max(one["process"]["peak_mb"] or 0.0 for one in ended),
            "others_cores": max(one["process"]["others_cores"] or 0.0 for one in ended),
            "events": ended[-1]["events"],
            "beside_ours": script(
                "matched", setting.out(name), events, *_window(setting, hours),
                "--given-up", *ours[name]["given_up"], "--rounded", *rounded,
            ),
        }  # fmt: skip
    return found


def _astroz(setting: Setting, hours: float, step: float, *more: object) -> dict[str, Any]:
    return script(
        "peer_screen", setting.made / "catalogue.tle", *_window(setting, hours), "--step", step, *more
    )


def sampled(setting: Setting) -> dict[str, Any]:
    """Return how the table of the day, and the first day of trajectories, compare with brute force."""
    window = _window(setting, setting.day_h)
    more: list[object] = []
    for orbit in ("low", "geo"):
        if (path := setting.out(f"{orbit}_trajectory")).is_file():
            more += ["--trajectory", orbit, path]
    day = setting.out("day")
    return script("brute_force", setting.catalogue, day, *window, "--objects", setting.drawn, *more)


def states(setting: Setting) -> dict[str, Any]:
    """Return speed and exactness of propagation."""
    repeats = max(setting.runs, 3)
    return script(
        "propagation", setting.catalogue, "--start", setting.start, "--hours", setting.week_h,
        "--repeats", repeats, "--json",
    )  # fmt: skip


def _window(setting: Setting, hours: float) -> tuple[object, ...]:
    return ("--start", setting.start, "--hours", hours, "--within", WITHIN_KM)
