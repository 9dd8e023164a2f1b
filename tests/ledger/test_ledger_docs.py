"""docs/ledger.md says what the code does: its example is made anew, its bounds are the code's, its verifier runs."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from worked_example import blocks

from dueregard.ledger.entry import MAX_ENTRY_BYTES
from dueregard.ledger.envelope import MAX_PAYLOAD_BYTES, MAX_PAYLOAD_TYPE, MAX_SIGNATURES
from dueregard.ledger.exchange.bundle import LENGTH_BYTES
from dueregard.ledger.key_file import PBKDF2_ROUNDS
from dueregard.ledger.merkle import MAX_SIZE
from dueregard.ledger.note import MAX_NOTE_BYTES
from dueregard.ledger.note import MAX_SIGNATURES as MAX_NOTE_SIGNATURES
from dueregard.ledger.receipt import MAX_RECEIPT_BYTES
from dueregard.ledger.seal import MAX_SEALED_BYTES, OPENING_TYPE, SEALED_TYPE
from dueregard.ledger.tiles import bundle_path, tile_path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "ledger.md").read_text(encoding="utf-8")
VERIFIER = Path(__file__).with_name("independent_verifier.py")
SHOWN = dict(re.findall(r"<!-- example: ([a-z ]+) -->\n```[a-z]+\n(.*?)```\n", PAGE, re.DOTALL))
MADE = blocks()


@pytest.mark.parametrize("name", MADE)
def test_every_block_of_the_example_is_what_the_code_makes(name):
    assert SHOWN[name] == MADE[name]


def test_no_block_is_shown_that_is_not_made():
    assert set(SHOWN) == set(MADE)
    assert PAGE.count("<!-- example:") == len(SHOWN)


@pytest.mark.parametrize(
    "row",
    [
        f"| payload | {MAX_PAYLOAD_BYTES:,} bytes |",
        f"| payload type | {MAX_PAYLOAD_TYPE} visible ASCII characters |",
        f"| signatures on an envelope | {MAX_SIGNATURES} |",
        f"| entry | {MAX_ENTRY_BYTES:,} bytes |",
        f"| sealed payload | {MAX_SEALED_BYTES:,} bytes |",
        f"| receipt | {MAX_RECEIPT_BYTES:,} bytes |",
        f"| note | {MAX_NOTE_BYTES:,} bytes, {MAX_NOTE_SIGNATURES} signatures |",
        f"| entries of a log | {MAX_SIZE:,} |",
        f"| `{tile_path(0, 1_234_067, 256)}` | tile 1,234,067 of level 0; ",
        f"| `{tile_path(1, 0, 17)}` | tile 0 of level 1 while it has 17 hashes |",
        f"| `{bundle_path(3, 256)}` | entries 768 to 1,023: each behind its length in four bytes",
        f"| `{bundle_path(3906, 64)}` | the first 64 entries of bundle 3,906 |",
    ],
)
def test_the_tables_hold_the_code_s_figures(row):
    assert row in PAGE


def test_the_text_holds_the_code_s_figures():
    flowing = " ".join(PAGE.split())
    assert f"in {PBKDF2_ROUNDS:,} rounds" in flowing
    assert f"a commitment of {len(MADE['sealed']) - 1} bytes" in flowing
    assert f"type `{SEALED_TYPE}`" in flowing
    assert f"type `{OPENING_TYPE}`" in flowing
    assert LENGTH_BYTES == 4
    lines = len(VERIFIER.read_text(encoding="utf-8").splitlines())
    assert f"In Python that takes {lines} lines" in flowing


def test_the_receipt_on_the_page_verifies_with_the_command_and_the_keys_on_the_page(tmp_path):
    path = tmp_path / "receipt.json"
    path.write_text(SHOWN["receipt"], encoding="ascii", newline="")
    command = [sys.executable, "-I", VERIFIER, path, *SHOWN["note keys"].split()]
    ended = subprocess.run(command, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    assert f"entry 2 of 3, id {SHOWN['entry id'].strip()}" in ended.stdout
    assert ended.stdout.endswith("We regard 50 km as close.\n")
