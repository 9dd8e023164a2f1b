"""How fast a ledger is on this machine: ``python benchmarks/ledger.py``. An append counts once it is on the disk.

On SQLite in a temporary file, and on PostgreSQL in a schema of its own where a server answers. Entries carry 400 bytes
and one signature, made before the clock starts. Nothing of it stays.
"""

import argparse
import contextlib
import os
import random
import re
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from kept import keep
from machine import busy_s, in_words, installed, load, machine, warning
from tables import rows_of
from typed import PEAK_UNIT_MB

from dueregard.ledger.append import append
from dueregard.ledger.check import check
from dueregard.ledger.database import Ledger, open_ledger, reading
from dueregard.ledger.envelope import Envelope, sign
from dueregard.ledger.keys import make_key
from dueregard.ledger.log import begin_log
from dueregard.ledger.prove import consistency_proof, receipt
from dueregard.ledger.replay import cores, replay
from dueregard.record.forms import FORMS, example, write_filing
from dueregard.record.projection.rows import Seen
from dueregard.record.projection.write import next_index, write

POSTGRES = os.environ.get("DUEREGARD_TEST_POSTGRES", "postgresql+psycopg://root@127.0.0.1:5432/test")
ORIGIN = "ledger.example/benchmark"
ENTRIES, BATCH, SINGLE, PROOFS = 1_000_000, 1000, 500, 2000
PAYLOAD_BYTES = 400
VARIANTS = 50  # of the example of each form
LOG_KEY, SIGNER = make_key(), make_key()

# What the record must do with 1,000,000 entries: entries per second at least, milliseconds at most.
GOALS = {
    "batches_per_s": 2000,
    "one_by_one_per_s": 100,
    "proof_p99_ms": 5.0,
    "replay_per_s": 10_000,
    "projection_per_s": 50_000,
}


def told(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def now() -> datetime:
    return datetime.now(UTC)


def envelopes(count: int) -> list[Envelope]:
    return [
        sign("application/vnd.example.benchmark", os.urandom(PAYLOAD_BYTES), [SIGNER]) for _ in range(count)
    ]


def timed(work: Callable[[], object]) -> dict[str, float]:
    """Return the seconds a piece of work took by the clock and by the processors, children included, and how many
    cores others kept busy meanwhile.
    """
    begin, before, cpu = time.perf_counter(), busy_s(), sum(os.times()[:4])
    work()
    wall_s, cpu_s, after = time.perf_counter() - begin, sum(os.times()[:4]) - cpu, busy_s()
    found = {"wall_s": wall_s, "cpu_s": cpu_s}
    if before is not None and after is not None:
        # A database server is among the others.
        found["others_cores"] = round(max(0.0, after - before - cpu_s) / wall_s, 2)
    return found


def spread_ms(times_s: list[float]) -> dict[str, float]:
    """Return median and 99th percentile in milliseconds."""
    cut = statistics.quantiles(times_s, n=100)
    return {"p50_ms": round(cut[49] * 1e3, 3), "p99_ms": round(cut[98] * 1e3, 3)}


def appended(ledger: Ledger, count: int) -> dict[str, Any]:
    """Append so many entries in batches; only the appending is timed."""
    spent: list[dict[str, float]] = []
    for start in range(0, count, BATCH):
        batch = envelopes(min(BATCH, count - start))
        spent.append(timed(lambda batch=batch: append(ledger, batch, now, LOG_KEY)))
        if start % (100 * BATCH) == 0 and start:
            told(f"  {start:,} appended, {start / sum(one['wall_s'] for one in spent):,.0f}/s")
    wall_s = sum(one["wall_s"] for one in spent)
    last = spent[-max(1, len(spent) // 10) :]
    return {
        "entries": count,
        "batch": BATCH,
        "wall_s": round(wall_s, 2),
        "cpu_s": round(sum(one["cpu_s"] for one in spent), 2),
        "per_s": round(count / wall_s),
        "last_tenth_per_s": round(len(last) * BATCH / sum(one["wall_s"] for one in last)),
        **spread_ms([one["wall_s"] for one in spent]),
    }


def one_by_one(ledger: Ledger) -> dict[str, Any]:
    given, times_s = envelopes(SINGLE), []
    for one in given:
        begin = time.perf_counter()
        append(ledger, [one], now, LOG_KEY)
        times_s.append(time.perf_counter() - begin)
    return {"entries": SINGLE, "per_s": round(SINGLE / sum(times_s)), **spread_ms(times_s)}


def proofs(ledger: Ledger, size: int) -> dict[str, Any]:
    """Return how long receipts of any entry and proofs of any growth take, read from the database and verified."""
    drawn, found = random.Random(1), {}
    kinds: dict[str, Callable[[], object]] = {
        "receipt": lambda: receipt(ledger, ORIGIN, drawn.randrange(size)),
        "consistency": lambda: consistency_proof(ledger, ORIGIN, drawn.randrange(1, size), size),
    }
    for name, work in kinds.items():
        times_s = []
        for _ in range(PROOFS):
            begin = time.perf_counter()
            work()
            times_s.append(time.perf_counter() - begin)
        found[name] = {"proofs": PROOFS, **spread_ms(times_s)}
    return found


def replayed(ledger: Ledger, size: int) -> dict[str, Any]:
    def work() -> None:
        keys, count = {SIGNER.key_id: SIGNER.public}, 0
        for one in replay(ledger, ORIGIN, keys):
            count += len(one.signed_by)
        if count != size:
            raise RuntimeError(f"{count} of {size} signatures hold")

    took = timed(work)
    return {"entries": size, "processes": cores(), "per_s": round(size / took["wall_s"]), **rounded(took)}


def payloads() -> list[tuple[str, bytes]]:
    """Return filings on every form, as many of each, that name different objects and entries: number and payload."""
    drawn, found = random.Random(2), []
    for number in FORMS:
        body = write_filing(example(number)).decode()
        for _ in range(VARIANTS):
            ids = re.sub(r"[0-9a-f]{64}", lambda _: f"{drawn.getrandbits(256):064x}", body)
            named = re.sub(
                r'"norad_cat_id":\d+', lambda _: f'"norad_cat_id":{drawn.randrange(1, 60_000)}', ids
            )
            found.append((number, named.encode()))
    drawn.shuffle(found)
    return found


def projected(ledger: Ledger, size: int) -> dict[str, Any]:
    """Return how fast entries that were verified and judged become rows of SQL, JSON and indexes included."""
    given, log = payloads(), f"{ORIGIN}/projected"
    begin_us = 1_900_000_000_000_000

    def judged() -> Iterator[Seen]:
        for k in range(size):
            number, payload = given[k % len(given)]
            entry_id = f"{(k * 0x9E3779B97F4A7C15) % 2**256:064x}"
            yield Seen(k, entry_id, begin_us + k, True, "", number, payload)

    next_index(ledger, log)
    took = timed(lambda: write(ledger, log, judged()))
    mean = sum(len(payload) for _, payload in given) / len(given)
    return {
        "entries": size,
        "payload_bytes": round(mean),
        "per_s": round(size / took["wall_s"]),
        **rounded(took),
    }


def checked(ledger: Ledger, size: int) -> dict[str, Any]:
    def work() -> None:
        found = check(ledger, ORIGIN)
        if found.problems or found.entries != size:
            raise RuntimeError(f"the check found {found}")

    took = timed(work)
    return {"entries": size, "per_s": round(size / took["wall_s"]), **rounded(took)}


def rounded(took: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 2) for name, value in took.items()}


def measured(address: str, entries: int) -> dict[str, Any]:
    with open_ledger(address, create=True) as ledger:
        begin_log(ledger, ORIGIN, LOG_KEY)
        found: dict[str, Any] = {"batches": appended(ledger, entries)}
        told("  one by one")
        found["one_by_one"] = one_by_one(ledger)
        size = entries + SINGLE
        told("  proofs")
        found["proofs"] = proofs(ledger, size)
        told("  replay")
        found["replay"] = replayed(ledger, size)
        told("  check")
        found["check"] = checked(ledger, size)
        told("  projection")
        found["projection"] = projected(ledger, entries)
        if ledger.engine.dialect.name == "postgresql":
            with reading(ledger) as connection:
                found["server"] = connection.exec_driver_sql("SHOW server_version").scalar_one()
    return found


@contextlib.contextmanager
def in_sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="dueregard-bench-") as folder:
        yield str(Path(folder) / "ledger.db")


@contextlib.contextmanager
def in_postgres(address: str) -> Iterator[str]:
    import psycopg

    plain, name = address.replace("+psycopg", ""), f"bench_{uuid4().hex[:12]}"
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
    try:
        yield f"{address}{'&' if '?' in address else '?'}options=-csearch_path%3D{name}"
    finally:
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute("SET client_min_messages = warning")
            connection.execute(f"DROP SCHEMA {name} CASCADE")


def peak_mb() -> float | None:
    """Return the greatest memory of this process and of the greatest of its children."""
    try:
        import resource
    except ImportError:  # not on Windows
        return None
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return round(max(resource.getrusage(one).ru_maxrss for one in who) * PEAK_UNIT_MB, 1)


def of_batches(one: dict[str, Any]) -> str:
    found = one["batches"]
    each_us = found["cpu_s"] / found["entries"] * 1e6
    return f"**{found['per_s']:,}/s**, the last tenth {found['last_tenth_per_s']:,}/s; {each_us:.0f} µs of CPU each"


def of_single(one: dict[str, Any]) -> str:
    found = one["one_by_one"]
    return f"**{found['per_s']:,}/s**, p50 {found['p50_ms']:.1f} ms, p99 {found['p99_ms']:.1f} ms"


def of_proofs(kind: str) -> Callable[[dict[str, Any]], str]:
    def cell(one: dict[str, Any]) -> str:
        found = one["proofs"][kind]
        return f"p50 {found['p50_ms']:.1f} ms, **p99 {found['p99_ms']:.1f} ms**"

    return cell


def of_replay(one: dict[str, Any]) -> str:
    found = one["replay"]
    return f"**{found['per_s']:,}/s**; {found['cpu_s'] / found['entries'] * 1e6:.0f} µs of CPU each"


def of_projection(one: dict[str, Any]) -> str:
    found = one["projection"]
    return (
        f"**{found['per_s']:,}/s**; {found['cpu_s'] / found['entries'] * 1e6:.0f} µs of CPU each, "
        f"filings of {found['payload_bytes']:,} bytes"
    )


def of_check(one: dict[str, Any]) -> str:
    return f"{one['check']['per_s']:,}/s, {one['check']['wall_s']:.0f} s"


def ledger_tables(found: dict[str, Any]) -> list[str]:
    """Return the figures as Markdown, each beside what is asked for."""
    names = {"sqlite": "SQLite", "postgres": "PostgreSQL"}
    there = [name for name in names if name in found]
    proof_goal = f"under {GOALS['proof_p99_ms']:g} ms"
    wanted: list[tuple[str, str, Callable[[dict[str, Any]], str]]] = [
        (f"durable appends in batches of {BATCH:,}", f"{GOALS['batches_per_s']:,}/s", of_batches),
        ("one by one", f"{GOALS['one_by_one_per_s']:,}/s", of_single),
        ("receipt of any entry, read, made and verified", proof_goal, of_proofs("receipt")),
        ("proof of any growth, read, made and verified", proof_goal, of_proofs("consistency")),
        (f"replay with signatures, {cores()} processes", f"{GOALS['replay_per_s']:,}/s", of_replay),
        ("check of all of it", "–", of_check),
        ("projection into SQL, indexes and all", f"{GOALS['projection_per_s']:,}/s", of_projection),
    ]
    rows = [(what, goal, *(cell(found[name]) for name in there)) for what, goal, cell in wanted]
    lines = rows_of((f"{found['entries']:,} entries", "asked for", *(names[name] for name in there)), rows)
    others = {
        f"{name} {part}": found[name][part]["others_cores"]
        for name in there
        for part in ("replay", "check", "projection")
        if found[name][part].get("others_cores", 0.0) > 0.1
    }
    lines += ["", f"Measured on {in_words(found['machine'])}; {found['versions']}."]
    if said := warning(found["machine"]["load_at_start"]):
        lines.append(f"Warning: {said}.")
    if others:
        each = ", ".join(f"{name} {value:g}" for name, value in others.items())
        lines.append(f"Cores kept busy by others, a database server among them, meanwhile: {each}.")
    return lines


def main() -> int:
    about = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    about.add_argument("--entries", type=int, default=ENTRIES)
    about.add_argument("--only", choices=["sqlite", "postgres"])
    about.add_argument(
        "--postgres", default=POSTGRES, help="the address of a server; default: that of the tests"
    )
    about.add_argument("--json", type=Path, help="where the figures go; else out/bench-ledger.json")
    asked = about.parse_args()
    here = machine()
    told(in_words(here))
    told(f"warning: {said}" if (said := warning(here["load_at_start"])) else "the machine is at rest")
    versions = {name: installed(name) for name in ("sqlalchemy", "psycopg", "cryptography")}
    found: dict[str, Any] = {
        "made_by": "python benchmarks/ledger.py",
        "machine": here,
        "versions": ", ".join(f"{k} {v}" for k, v in versions.items()) + f", SQLite {sqlite3.sqlite_version}",
        "entries": asked.entries,
        "payload_bytes": PAYLOAD_BYTES,
    }
    for name, made in (("sqlite", in_sqlite()), ("postgres", in_postgres(asked.postgres))):
        if asked.only not in (None, name):
            continue
        told(name)
        try:
            with made as address:
                found[name] = measured(address, asked.entries)
        except ImportError:
            told("  the driver for PostgreSQL is not installed")
        except Exception as error:
            if name == "sqlite" or name in found or "connect" not in str(error):
                raise
            told(f"  no server answers: {error}")
    found |= {"load_at_end": load(), "peak_mb": peak_mb()}
    keep(found, ledger_tables(found), asked.json, "bench-ledger.json")
    return 0


if __name__ == "__main__":
    sys.exit(main())
