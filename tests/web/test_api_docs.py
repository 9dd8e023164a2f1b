"""docs/api.md says what the node does: its examples are run, its addresses asked, its figures are the code's."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from web_made import key_of

from dueregard.record.forms import MOST_BYTES as MOST_FILING
from dueregard.web import around, body, filing_lists, intake, intake_routes, serving, signed_request
from dueregard.web.idempotency import KEPT
from dueregard.web.problem import KINDS, TYPE_PREFIX
from dueregard.web.served import USUAL

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
RUN = re.findall(r"<!-- run: ([a-z]+) -->\n```python\n(.*?)```\n", PAGE, re.DOTALL)
CURLS = re.findall(r"^curl http://127\.0\.0\.1:8031(\S+)$", PAGE, re.MULTILINE)
VERIFIER = Path(__file__).parents[1] / "ledger" / "independent_verifier.py"


def test_the_examples_run_one_after_the_other_on_a_node(client, tmp_path):
    assert [name for name, _ in RUN] == ["check", "sign", "file", "read"]
    assert PAGE.count("```python") == len(RUN)
    given = (
        f"BASE = {client.base + '/api/v1'!r}",
        f"KEY = {key_of('BOR').seed!r}",
        f"NOW = lambda: {client.clock.now.timestamp()!r}",
    )
    script = "\n".join((*given, *(code for _, code in RUN)))
    command = [sys.executable, "-I", "-W", "error", "-c", script]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False, env=os.environ)
    assert ended.returncode == 0, ended.stderr
    log_key = client.ask("node").json["log_key"]
    command = [sys.executable, "-I", str(VERIFIER), str(tmp_path / "receipt.json"), log_key]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("address", CURLS)
def test_every_address_on_the_page_is_answered(asked_only, address):
    assert asked_only.ask(address).status == 200


def test_every_address_of_the_node_stands_on_the_page(asked_only):
    paths = asked_only.ask("openapi.json").json["paths"]
    for path in paths:
        name = (
            path.removeprefix("/api/v1/")
            .replace("{entry_id}", "ID")
            .replace("{number}", "N1")
            .replace("{name}", "…")
        )
        last = "/" + name.rpartition("/")[2]
        assert f"`{name}`" in PAGE or f"`{last}`" in PAGE or f"/{name}" in PAGE, name


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_problem_has_its_row(kind):
    assert f"\n| `{kind}` | {KINDS[kind].status} | " in PAGE
    assert TYPE_PREFIX in PAGE


@pytest.mark.parametrize(
    "row",
    [
        f"| path and query | {around.MOST_ADDRESS:,} characters |",
        f"| request line and headers | {serving._HEAD_BYTES:,} bytes |",
        f"| body of `POST filings` | {intake.MOST_BYTES:,} bytes, {intake.MOST_ENVELOPES} envelopes |",
        f"| body of `POST checks` | {MOST_FILING:,} bytes |",
        f"| body of `POST sealed/ID` | {intake_routes.MOST_OPENING:,} bytes |",
        f"| time for a body | {body.MOST_S:g} s |",
        f"| filings in one part of a list | {filing_lists.MOST_LISTED:,}; ",
        f"| reading, for each address | {USUAL.reading.requests:,} requests in {USUAL.reading.window_s} s |",
        f"| writing, for each address | {USUAL.writing.requests:,} requests in {USUAL.writing.window_s} s |",
        f"| signed requests and filings, for each key | {USUAL.key.requests:,} in {USUAL.key.window_s} s |",
        f"| connections at once | {serving.MOST_AT_ONCE} |",
    ],
)  # fmt: skip
def test_the_table_of_limits_holds_the_code_s_figures(row):
    assert row in PAGE


def test_the_text_holds_the_code_s_figures():
    assert KEPT.days == 7
    assert signed_request.WINDOW_S == 5 * 60
    assert '`"@method" "@authority" "@path" "@query"`' in PAGE
