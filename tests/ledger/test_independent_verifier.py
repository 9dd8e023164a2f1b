"""A verifier that shares no code with ours agrees with it, on true receipts and on tampered ones."""

import ast
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import independent_verifier
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_log import AGENCY, FILER, LOG, ONE_WITNESS, PAYLOAD_TYPE, SECOND_WITNESS, WITNESS, receipt

from dueregard.ledger.entry import entry_id
from dueregard.ledger.note import note_key_text
from dueregard.ledger.receipt import ReceiptError, receipt_from_json, receipt_json, verify_receipt

SCRIPT = Path(independent_verifier.__file__)
GIVEN = receipt(signers=(FILER, AGENCY))
TEXT = receipt_json(GIVEN)
KEYS = [note_key_text(LOG), note_key_text(WITNESS)]


def run(text: str, folder: Path, keys: list[str] = KEYS) -> subprocess.CompletedProcess[str]:
    """Run the verifier as somebody else would: another process, a file, keys on the command line."""
    path = folder / "receipt.json"
    path.write_text(text, encoding="utf-8", newline="")
    return subprocess.run([sys.executable, "-I", SCRIPT, path, *keys], capture_output=True, text=True)


def test_it_is_short_and_imports_nothing_of_ours():
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"))
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= {"cryptography", *sys.stdlib_module_names}
    assert len(SCRIPT.read_text(encoding="utf-8").splitlines()) < 100


@pytest.mark.parametrize(("index", "size"), [(0, 1), (0, 2), (4, 7), (255, 256), (256, 257)])
def test_it_verifies_our_receipts(tmp_path, index, size):
    given = receipt(index, size, (FILER, AGENCY))
    ended = run(receipt_json(given), tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert f"entry {index} of {size}, id {entry_id(given.entry)}" in ended.stdout
    for said in (FILER.key_id, AGENCY.key_id, LOG.name, WITNESS.name, f'{{"notice":{index}}}'):
        assert said in ended.stdout


def changed(field: str, change) -> str:
    parts = json.loads(TEXT)
    parts[field] = change(parts[field])
    return json.dumps(parts, indent=1) + "\n"


def flipped_base64(text: str, after: str) -> str:
    """Change one letter of the base64 that follows, in the middle of it."""
    at = text.index(after) + len(after) + 30
    return text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]


TAMPERED = {
    "a word of the payload": (
        changed("entry", lambda line: line.replace('"payload":"eyJ', '"payload":"eyK')),
        "path",
    ),
    "the time": (changed("entry", lambda line: line.replace("11:58", "11:57")), "path does not lead"),
    "a space in the entry": (changed("entry", lambda line: line.replace(",", ", ", 1)), "path does not lead"),
    "a signature on the entry": (
        changed("entry", lambda line: flipped_base64(line, '"sig":"')),
        "path does not lead",
    ),
    "the place": (changed("index", lambda index: index + 1), "path does not lead"),
    "a place beyond": (changed("index", lambda index: 7), "there is no such entry"),
    "the path": (changed("path", lambda path: [*path[:-1], "00" * 32]), "path does not lead"),
    "a path too short": (changed("path", lambda path: path[:-1]), "too short"),
    "a path too long": (changed("path", lambda path: [*path, path[0]]), "too long"),
    "the size": (
        changed("checkpoint", lambda note: note.replace("\n7\n", "\n8\n")),
        "borealia does not hold",
    ),
    "the log's signature": (
        changed("checkpoint", lambda note: flipped_base64(note, "\u2014 ledger.example/borealia ")),
        "borealia does not hold",
    ),
    "the witness's signature": (
        changed("checkpoint", lambda note: flipped_base64(note, "\u2014 witness.example/cassavia ")),
        "cassavia does not hold",
    ),
    "the witness's line": (
        changed("checkpoint", lambda note: note[: note.index("\u2014 witness")]),
        "cassavia has not signed the checkpoint",
    ),
    "another key": (changed("keys", lambda keys: [LOG.public.raw.hex(), keys[1]]), "does not hold the key"),
    "no keys": (changed("keys", lambda keys: []), "does not hold the key"),
    "no receipt": ("hello", "NOT VERIFIED"),
}


@pytest.mark.parametrize(("text", "reason"), TAMPERED.values(), ids=TAMPERED.keys())
def test_it_refuses_tampered_receipts_and_says_why(tmp_path, text, reason):
    assert text != TEXT
    ended = run(text, tmp_path)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert reason in ended.stderr


def test_it_refuses_another_log_and_a_witness_that_has_not_signed(tmp_path):
    for keys, reason in (
        ([KEYS[0], note_key_text(SECOND_WITNESS)], "deltora has not signed"),
        ([KEYS[1], KEYS[0]], "this is a checkpoint of ledger.example/borealia"),
        ([], "NOT VERIFIED|missing"),
    ):
        ended = run(TEXT, tmp_path, keys)
        assert ended.returncode == 1
        assert any(word in ended.stderr for word in reason.split("|"))


def heard(text: str) -> list[str] | None:
    """Return what the verifier says of a text, in this process; None where it refuses."""
    said: list[str] = []
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="", suffix=".json") as file:
        file.write(text)
        file.flush()
        try:
            independent_verifier.print = lambda *lines, sep: said.extend(lines)  # type: ignore[attr-defined]
            independent_verifier.main(file.name, *KEYS)
        except (ValueError, KeyError, TypeError, IndexError):
            return None
        finally:
            del independent_verifier.print  # type: ignore[attr-defined]
    return said


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(TEXT) * 7 - 1))
def test_whatever_bit_is_flipped_it_says_the_same_as_before_or_nothing(bit):
    """It reads more spellings of the file than we do, and never another content; what we take, it takes."""
    at = bit // 7
    text = TEXT[:at] + chr(ord(TEXT[at]) ^ 1 << bit % 7) + TEXT[at + 1 :]
    with pytest.raises(ReceiptError):
        verify_receipt(receipt_from_json(text), ONE_WITNESS)
    assert heard(text) in (None, heard(TEXT))


def test_both_agree_on_what_a_receipt_proves():
    said = heard(TEXT)
    assert said is not None
    verified = verify_receipt(receipt_from_json(TEXT), ONE_WITNESS)
    assert (
        f"entry {verified.index} of 7, id {verified.entry_id}, received at 2031-03-01T11:58:00.000000Z"
        in said
    )
    assert [line.removeprefix("entry signed by ") for line in said if "entry signed" in line] == list(
        verified.signed_by
    )
    assert verified.entry.envelope.payload_type == PAYLOAD_TYPE
    assert said[-1] == verified.entry.envelope.payload.decode()
