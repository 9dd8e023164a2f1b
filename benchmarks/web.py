"""How fast a node shows its pages: ``python benchmarks/web.py``. A real server, on loopback, asked at a steady rate.

A hundred thousand findings, thirty thousand objects, ten thousand filings. Each request is begun at its time whether
the ones before it have been answered or not, and its time counts from there: a server that falls behind is seen. Every
request draws its page and what it is about from a fixed seed; it comes from one of many addresses of this machine.
"""

import argparse
import http.client
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote_plus

from kept import keep
from large_node import write_node, write_run
from machine import in_words, load, machine, warning
from tables import rows_of

FINDINGS, OBJECTS, FILINGS = 100_000, 30_000, 10_000
RATE, SECONDS, CLIENTS = 50, 120, 32
ADDRESSES: Final = 200  # of this machine: one address alone may not ask so often
GOALS: Final = {"p95_ms": 100.0, "start_s": 2.0, "memory_mb": 500.0}
ANSWERS_WITHIN_S: Final = 60
TYPED: Final = ("--findings", "--objects", "--filings", "--seconds")

Draw = Callable[[random.Random], str]


def told(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def pages(run: Path, filings: list[str]) -> dict[str, Draw]:
    """Return the pages that are asked for: a name, and how an address of it is drawn."""
    connection = sqlite3.connect(f"{run.as_uri()}?mode=ro", uri=True)
    stems = [
        one.removeprefix("approach-").removesuffix(".html")
        for (one,) in connection.execute("SELECT page FROM shown")
    ]
    found = [one for (one,) in connection.execute("SELECT id FROM finding WHERE place % 97 = 0")]
    places = [one for (one,) in connection.execute("SELECT place FROM finding WHERE place % 501 = 0")]
    numbers = [one for (one,) in connection.execute("SELECT norad_cat_id FROM object")]
    names = [one for (one,) in connection.execute("SELECT DISTINCT object_name FROM object LIMIT 500")]
    connection.close()
    return {
        "home": lambda _: "/",
        "findings": lambda drawn: f"/findings?after={drawn.choice(places)}",
        "findings, filtered": lambda drawn: (
            "/findings?outcome="
            + drawn.choice(("inside", "indeterminate", "outside"))
            + "&explanation="
            + drawn.choice(("none", "same_owner", "notified"))
        ),
        "findings of an object": lambda drawn: f"/findings?object={drawn.choice(numbers)}",
        "findings as JSON": lambda drawn: f"/findings.json?after={drawn.choice(places)}",
        "a finding as JSON": lambda drawn: f"/findings/{drawn.choice(found)}.json",
        "an approach": lambda drawn: f"/approaches/{drawn.choice(stems)}",
        "objects": lambda drawn: f"/objects?after={drawn.choice(numbers)}",
        "an object": lambda drawn: f"/objects/{drawn.choice(numbers)}",
        "the belt": lambda drawn: f"/belt?west={drawn.randrange(-180, 180, 30)}",
        "search for an object": lambda drawn: f"/search?q={quote_plus(drawn.choice(names))}",
        "search for a filing": lambda drawn: f"/search?q=Operation+{drawn.randrange(FILINGS)}",
        "filings": lambda _: "/filings",
        "filings of an object": lambda _: "/filings?norad_cat_id=900101",
        "a filing": lambda drawn: f"/filings/{drawn.choice(filings)}",
        "actors": lambda _: "/actors",
        "the log": lambda _: "/log",
        "sources": lambda _: "/sources",
        "criteria": lambda _: "/criteria",
        "coverage": lambda _: "/coverage",
        "methods": lambda _: "/methods",
    }


def ask(port: int, path: str, at: float, source: int) -> tuple[float, int, int]:
    """Return the seconds from ``at`` until the answer was read, its status and its bytes."""
    time.sleep(max(0.0, at - time.perf_counter()))
    address = (f"127.0.{source // 250}.{source % 250 + 2}", 0)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30, source_address=address)
    try:
        connection.request("GET", path, headers={"Accept": "text/html"})
        answer = connection.getresponse()
        body = answer.read()
        return time.perf_counter() - at, answer.status, len(body)
    finally:
        connection.close()


def started(command: list[str]) -> tuple["subprocess.Popen[str]", int, float]:
    """Return the server, its port and the seconds until it answered for the first time."""
    begin = time.perf_counter()
    child = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert child.stderr is not None
    port = 0
    for line in child.stderr:
        if "Pages for a browser" in line:
            port = int(line.rstrip("/\n").rpartition(":")[2])
            break
    if not port:
        raise RuntimeError(f"the server ended with {child.wait()}")
    while True:
        try:
            _, status, _ = ask(port, "/", time.perf_counter(), 0)
            if status == 200:
                return child, port, time.perf_counter() - begin
        except OSError:
            pass
        if time.perf_counter() - begin > ANSWERS_WITHIN_S:
            raise RuntimeError(f"no answer within {ANSWERS_WITHIN_S} s")
        time.sleep(0.01)


def memory_mb(process: int) -> dict[str, float]:
    """Return the memory of a process now and at most, in megabytes, as Linux says it."""
    said = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    kilobytes = {line.split(":")[0]: line.split()[1] for line in said.splitlines() if line.startswith("Vm")}
    return {"now": int(kilobytes["VmRSS"]) * 1024 / 1e6, "most": int(kilobytes["VmHWM"]) * 1024 / 1e6}


def loaded(port: int, wanted: dict[str, Draw], seconds: int) -> dict[str, Any]:
    """Ask at the rate for so long; return times by page, in milliseconds."""
    drawn = random.Random(5)
    names = list(wanted)
    for name in names:  # what is made on the first use is asked once before
        ask(port, wanted[name](drawn), time.perf_counter(), 1)
    begin = time.perf_counter() + 0.5
    asked = []
    with ThreadPoolExecutor(CLIENTS) as clients:
        for k in range(RATE * seconds):
            name = names[k % len(names)]
            asked.append(
                (name, clients.submit(ask, port, wanted[name](drawn), begin + k / RATE, 10 + k % ADDRESSES))
            )
        found: dict[str, list[tuple[float, int, int]]] = {name: [] for name in names}
        for name, answer in asked:
            found[name].append(answer.result())
    ended = time.perf_counter() - begin
    wrong = {name: {status for _, status, _ in rows} - {200} for name, rows in found.items()}
    if any(wrong.values()):
        raise RuntimeError(
            f"answers were no 200: { {name: statuses for name, statuses in wrong.items() if statuses} }"
        )
    return {
        "asked_per_s": round(RATE * seconds / ended, 1),
        "pages": {name: _spread(rows) for name, rows in found.items()},
    }


def _spread(rows: list[tuple[float, int, int]]) -> dict[str, float]:
    cut = statistics.quantiles([1e3 * took for took, _, _ in rows], n=100)
    return {
        "asked": len(rows),
        "p50_ms": round(cut[49], 1),
        "p95_ms": round(cut[94], 1),
        "p99_ms": round(cut[98], 1),
        "most_kb": round(max(size for _, _, size in rows) / 1e3, 1),
    }


def web_tables(found: dict[str, Any]) -> list[str]:
    """Return the figures as Markdown."""
    rows = [
        (
            name,
            f"{one['p50_ms']:.0f} ms",
            f"**{one['p95_ms']:.0f} ms**",
            f"{one['p99_ms']:.0f} ms",
            f"{one['most_kb']:.0f} kB",
        )
        for name, one in found["pages"].items()
    ]
    lines = rows_of(("page", "p50", "p95", "p99", "at most"), rows)
    memory = found["memory_mb"]
    lines += [
        "",
        f"Asked {found['asked_per_s']:g} times a second. Start until the first answer {found['start_s']:.2f} s; "
        f"memory {memory['now']:.0f} MB afterwards, {memory['most']:.0f} MB at most.",
        f"Measured on {in_words(found['machine'])}.",
    ]
    if said := warning(found["machine"]["load_at_start"]):
        lines.append(f"Warning: {said}.")
    return lines


def main() -> int:
    about = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, usual in zip(TYPED, (FINDINGS, OBJECTS, FILINGS, SECONDS), strict=True):
        about.add_argument(name, type=int, default=usual)
    about.add_argument("--json", type=Path, help="where the figures go; else out/bench-web.json")
    asked = about.parse_args()
    found: dict[str, Any] = {"made_by": "python benchmarks/web.py", "machine": machine()}
    with tempfile.TemporaryDirectory(prefix="dueregard-bench-") as scratch:
        folder = Path(scratch)
        told(f"making {asked.filings:,} filings")
        filings = write_node(folder / "node", asked.filings)
        told(f"making {asked.findings:,} findings")
        write_run(folder / "run", asked.findings, asked.objects)
        run = folder / "run" / "run.db"
        found["run_mb"] = round(run.stat().st_size / 1e6, 1)
        program = str(Path(sys.executable).with_name("dueregard"))
        command = [program, "serve", "--node", str(folder / "node"), "--run", str(run), "--port", "0"]
        child, _, _ = started(command)  # the tables of the record are written at the first start, and stay
        child.terminate()
        child.wait(30)
        told("asking")
        child, port, found["start_s"] = started(command)
        # What the server says for each request must be taken from it, or it stops.
        with ThreadPoolExecutor(1) as reader:
            reader.submit(lambda: [None for _ in child.stderr or ()])
            try:
                found |= loaded(port, pages(run, filings), asked.seconds)
                found["memory_mb"] = memory_mb(child.pid)
            finally:
                child.terminate()
                child.wait(30)
    found["load_at_end"] = load()
    keep(found, web_tables(found), asked.json, "bench-web.json")
    return 0


if __name__ == "__main__":
    sys.exit(main())
