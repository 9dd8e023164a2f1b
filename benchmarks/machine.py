"""On which machine, with which versions, and how busy it was: what every figure has to stand beside.

Only the standard library: the process that starts the commands stays small, see ``typed``.
"""

import os
import platform
import re
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PACKAGES = ("dueregard", "numpy", "numba", "polars", "sgp4", "astroz")
BUSY = 0.5  # load average of the last minute from which times are no longer those of the machine alone


def machine() -> dict[str, Any]:
    """Return processor, cores, memory, system, versions, commit and load at this moment, as plain values."""
    return {
        "processor": processor(),
        "vectors": vectors(),
        "cores": cores(),
        "memory_gb": memory_gb(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "versions": {name: installed(name) for name in PACKAGES},
        "commit": commit(),
        "load_at_start": load(),
    }


def processor() -> str:
    found = re.search(r"model name\s*:\s*(.+)", _cpuinfo())
    return found.group(1).strip() if found else platform.processor() or platform.machine()


def vectors() -> str:
    """Return the widest vectors the processor computes with, where it says so."""
    flags = set(re.search(r"flags\s*:\s*(.+)", _cpuinfo() + "\nflags : ").group(1).split())
    return next((name for flag, name in (("avx512f", "AVX-512"), ("avx2", "AVX2")) if flag in flags), "")


def _cpuinfo() -> str:
    path = Path("/proc/cpuinfo")
    return path.read_text() if path.is_file() else ""


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def memory_gb() -> float | None:
    names = getattr(os, "sysconf_names", {})
    if "SC_PHYS_PAGES" not in names:
        return None
    return round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9, 1)


def load() -> float | None:
    """Return the load average of the last minute, None where the system has none."""
    return round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None


def busy_s() -> float | None:
    """Return the seconds all cores together have worked since the system began, or were kept from it by its host.

    None where the system does not count them in ``/proc/stat``.
    """
    path = Path("/proc/stat")
    if not path.is_file():
        return None
    user, nice, system, _idle, _waiting, interrupts, soft, stolen = map(int, path.read_text().split()[1:9])
    return (user + nice + system + interrupts + soft + stolen) / os.sysconf("SC_CLK_TCK")


def installed(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def commit() -> str | None:
    """Return the commit of the working tree, with a word where files of the program differ from it."""
    try:
        head = _git("rev-parse", "--short", "HEAD")
        changed = _git("status", "--porcelain", "--", ":/src")
    except (OSError, subprocess.CalledProcessError):
        return None
    return f"{head}, with changes" if changed else head


def _git(*arguments: str) -> str:
    command = ["git", "-C", str(HERE), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def warning(at_load: float | None) -> str | None:
    """Return what to say where the machine is not at rest.

    >>> warning(0.1) is None
    True
    >>> warning(1.5)
    'load average 1.5: the machine is not at rest, times will be too long'
    """
    if at_load is None or at_load <= BUSY:
        return None
    return f"load average {at_load:g}: the machine is not at rest, times will be too long"


def in_words(found: dict[str, Any]) -> str:
    """Return the machine as one line."""
    memory = f", {found['memory_gb']:g} GB" if found["memory_gb"] else ""
    versions = ", ".join(f"{name} {number}" for name, number in found["versions"].items() if number)
    at_load = "unknown" if found["load_at_start"] is None else f"{found['load_at_start']:g}"
    return (
        f"{found['cores']} cores of {found['processor']}"
        + (f" with {found['vectors']}" if found["vectors"] else "")
        + f"{memory}, {found['system']}, Python {found['python']}, {versions}"
        + (f", commit {found['commit']}" if found["commit"] else "")
        + f"; load average at the start {at_load}"
    )
