"""A node to be measured: thousands of filings on its record, and a run of many findings about as many objects.

The findings are those of the demo's fictional sky many times over, each time with other catalogue numbers; every one
bears the hash of what it says.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl

from dueregard.assess.identity import with_id
from dueregard.jobs.begin_node import begin_node
from dueregard.jobs.demo import asked_of
from dueregard.jobs.monitor import monitor
from dueregard.jobs.node import Node, log_key
from dueregard.jobs.scenario.build import SHIPPED_SEED, build_scenario
from dueregard.jobs.signing import sign_filing
from dueregard.ledger.append import append
from dueregard.ledger.keys import SigningKey, make_key, public_key_text
from dueregard.ledger.merkle import leaf_hash
from dueregard.model.finding import Finding
from dueregard.model.run import MonitorRun, Shown
from dueregard.record.forms import FORMS, Form, example
from dueregard.report.approach_page import pictures_of
from dueregard.report.run_file.write import write_run_file

ORIGIN = "ledger.example/benchmark"
KEEPER = "AURELIA-SECRETARIAT"
BEGIN = datetime(2031, 1, 1, tzinfo=UTC)
APART = 10_000  # catalogue numbers between one copy of the sky and the next
BATCH = 500


def write_node(folder: Path, filings: int) -> list[str]:
    """Begin a node with so many notices on its record; return their ids."""
    keeper, state = make_key(), make_key()
    root, first = _actor(KEEPER, "secretariat", ("secretariat",)), _key(KEEPER, keeper)
    node, _ = begin_node(folder, ORIGIN, root, first, keeper, lambda: BEGIN, ask=_never)
    with node:
        _put(node, keeper, (_actor("BOR", "State", ("State focal point",)), _key("BOR", state)), BEGIN)
        ids: list[str] = []
        for start in range(0, filings, BATCH):
            said = [_notice(number) for number in range(start, min(filings, start + BATCH))]
            ids += _put(node, state, said, BEGIN + timedelta(hours=1 + start))
        return ids


def write_run(folder: Path, findings: int, objects: int) -> None:
    """Write the file of a run with at least so many findings and objects."""
    folder.mkdir(parents=True, exist_ok=True)
    run = monitor(asked_of(build_scenario(SHIPPED_SEED, folder / "demo")))
    copies = -(-findings // len(run.findings))
    shown = [one for number in range(copies) for one in _shifted(run, number)]
    found = {one.id: one for page in shown for one in page.findings}
    several = -(-objects // run.objects.height)
    tables = [run.objects.with_columns(pl.col("norad_cat_id") + number * APART) for number in range(several)]
    whole = replace(
        run,
        findings=tuple(found.values()),
        shown=tuple(shown),
        objects=pl.concat(tables).unique("norad_cat_id", maintain_order=True),
        approaches=pl.concat(
            [
                run.approaches.with_columns(
                    pl.col(f"object{k}_norad_cat_id") + number * APART for k in (1, 2)
                )
                for number in range(several)
            ]
        ),
    )
    # A copy has the pictures of its original: drawing forty thousand would take an hour.
    drawn = {one.page: pictures_of(run, one) for one in run.shown}
    write_run_file(whole, folder / "run.db", lambda _, one: drawn[_original(one.page)])


def _shifted(run: MonitorRun, number: int) -> Iterator[Shown]:
    for one in run.shown:
        found = tuple(with_id(_other(finding, number)) for finding in one.findings)
        yield replace(one, page=one.page.replace("approach-", f"approach-{number}-"), findings=found)


def _original(page: str) -> str:
    """Return the page that this one is a copy of: the number of the copy stands behind the first dash."""
    return "approach-" + page.removeprefix("approach-").partition("-")[2]


def _other(finding: Finding, number: int) -> Finding:
    shift = number * APART
    return replace(
        finding,
        object1_norad_cat_id=finding.object1_norad_cat_id + shift,
        object2_norad_cat_id=finding.object2_norad_cat_id + shift,
        entry=None if finding.entry is None else finding.entry + timedelta(minutes=number),
    )


def _notice(number: int) -> Form:
    return _form("N1", "BOR", operation=f"Operation {number}", reference=f"BOR/2031/{number}")


def _put(node: Node, key: SigningKey, said: Sequence[Form], at: datetime) -> list[str]:
    envelopes = [sign_filing(one, (key,)).envelope for one in said]
    receipts = append(node.ledger, envelopes, lambda: at, log_key(node, _never))
    return [leaf_hash(one.entry).hex() for one in receipts]


def _form(number: str, filed_by: str, **changes: object) -> Form:
    values = example(number).model_dump() | {"filed_by": filed_by, "sensitivity": "public", "readers": ()}
    values |= dict.fromkeys(("on_behalf_of", "jointly_with"), ())
    values |= dict.fromkeys(("entered_from", "amends", "replaces"))
    return FORMS[number].model_validate(values | changes)


def _actor(actor: str, kind: str, roles: tuple[str, ...]) -> Form:
    return _form(
        "K1", KEEPER, actor=actor, kind=kind, name=f"{actor} of the benchmark", name_in_own_language=None,
        iso_3166=actor if kind == "State" else None, roles=roles, acts_for=None, valid_from=BEGIN.date(),
        valid_to=None,
    )  # fmt: skip


def _key(actor: str, key: SigningKey) -> Form:
    return _form(
        "K2", KEEPER, actor=actor, step="add", key_id=key.key_id, public_key=public_key_text(key.public),
        old_key_id=None, since=BEGIN, until=None, reason="first key",
    )  # fmt: skip


def _never(path: Path) -> str:
    raise RuntimeError(f"the passphrase of {path} was asked for")
