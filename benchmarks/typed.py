"""A command as a person types it, run as a process of its own: time by the clock, time of the processors, memory.

The peak of memory is what the system says of the child. A child begins as a copy of its parent and its peak with the
parent's, so whoever measures must be small: only the standard library here and in what imports it.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from machine import busy_s

# Linux counts the peak in kilobytes of 1,024, macOS in bytes.
PEAK_UNIT_MB = (1 if sys.platform == "darwin" else 1024) / 1e6


@dataclass(frozen=True, slots=True)
class Ended:
    """What a command took. ``cpu_s``: of all its threads; ``peak_mb``: megabytes of 10**6 bytes; ``others_s``: what the
    cores did meanwhile for anybody else. None if unknown.
    """

    wall_s: float
    cpu_s: float | None
    peak_mb: float | None
    others_s: float | None
    stdout: str


def typed(command: Sequence[str], environment: dict[str, str] | None = None) -> Ended:
    """Return what a command took and printed; raises ``RuntimeError`` with its last words where it fails."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        begin, before = time.perf_counter(), busy_s()
        child = subprocess.Popen(command, stdout=out, stderr=err, env={**os.environ, **(environment or {})})
        try:
            code, cpu_s, peak_mb = _wait(child)
        except BaseException:
            child.kill()
            raise
        wall_s, after = time.perf_counter() - begin, busy_s()
        others_s = (
            max(0.0, after - before - cpu_s) if before is not None and after is not None and cpu_s else None
        )
        out.seek(0)
        err.seek(0)
        if code != 0:
            last = err.read().decode(errors="replace")[-2000:]
            raise RuntimeError(f"{' '.join(command)} ended with {code}:\n{last}")
        return Ended(wall_s, cpu_s, peak_mb, others_s, out.read().decode())


def _wait(child: "subprocess.Popen[bytes]") -> tuple[int, float | None, float | None]:
    if not hasattr(os, "wait4"):
        return child.wait(), None, None
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return child.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss * PEAK_UNIT_MB


def repeated(
    command: Sequence[str],
    runs: int,
    told: Callable[[str], None],
    environment: dict[str, str] | None = None,
) -> tuple[dict[str, Any], Ended]:
    """Return the figures of ``runs`` runs of a command, and its last run."""
    ended = []
    for k in range(runs):
        ended.append(typed(command, environment))
        told(f"  run {k + 1} of {runs}: {ended[-1].wall_s:.2f} s")
    return summary(ended), ended[-1]


def summary(ended: Sequence[Ended]) -> dict[str, Any]:
    """Return median and spread of several runs, and the greatest peak.

    >>> found = summary([Ended(2.0, 3.0, 10.0, 0.1, ""), Ended(1.0, 2.0, 11.0, 0.6, ""), Ended(4.0, 2.5, 9.0, 0.0, "")])
    >>> found["median_s"], found["others_cores"]
    (2.0, 0.1)
    """
    walls = [one.wall_s for one in ended]
    cpus = [one.cpu_s for one in ended if one.cpu_s is not None]
    others = [one.others_s for one in ended if one.others_s is not None]
    peaks = [one.peak_mb for one in ended if one.peak_mb is not None]
    return {
        "runs_s": [round(wall, 3) for wall in walls],
        "median_s": round(statistics.median(walls), 3),
        "least_s": round(min(walls), 3),
        "greatest_s": round(max(walls), 3),
        "cpu_s": round(statistics.median(cpus), 3) if cpus else None,
        "peak_mb": round(max(peaks), 1) if peaks else None,
        "others_cores": round(sum(others) / sum(walls), 2) if others else None,
    }
