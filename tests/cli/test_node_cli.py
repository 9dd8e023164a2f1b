"""``dueregard node``: begun by its root, shown with the key by which others know its log."""

import json
import os

import pytest
from filers import BOREALIA, ORIGIN, at_a_terminal, begin, piped, sound, told

from dueregard.ledger.key_file import read_key
from dueregard.record.forms import example, to_toml

USAGE, DATA, NETWORK = 2, 3, 4


@pytest.fixture
def drafted(tmp_path):
    """Hand out a folder with Borealia's actor entry and key."""
    (tmp_path / "actor.toml").write_text(BOREALIA)
    sound("key", "new", "bor.key", "--no-passphrase", cwd=tmp_path)
    return tmp_path


BEGIN = ("node", "begin", "bor", "--origin", ORIGIN, "--key", "bor.key", "--actor", "actor.toml")


def test_a_node_is_begun_and_shown(tmp_path):
    begin(tmp_path)
    shown = json.loads(sound("node", "show", "bor", "--json", cwd=tmp_path).out)
    assert (shown["origin"], shown["entries"], shown["copies"]) == (ORIGIN, 2, [])
    assert shown["root"] == {"actor": "BOR", "key_id": read_key(tmp_path / "bor.key").key_id}
    log_key = json.loads(sound("key", "show", "bor/node.key", "--log", ORIGIN, "--json", cwd=tmp_path).out)[
        "log"
    ]
    assert shown["log_key"] == log_key
    words = sound("node", "show", "bor", cwd=tmp_path).out
    assert log_key in words
    assert f"The node {ORIGIN}: 2 entries" in words


def test_beginning_says_what_has_begun_and_what_to_keep(drafted):
    ended = sound(*BEGIN, cwd=drafted)
    assert "has begun, with Borealia (BOR) as its root" in ended.out
    assert "Keep a copy of bor/node.key" in ended.out
    again = told(*BEGIN, cwd=drafted)
    assert again.code == USAGE
    assert "has begun already" in again.err


def test_the_node_s_key_can_have_a_passphrase(drafted):
    ended = at_a_terminal(*BEGIN, "--passphrase", cwd=drafted, types="open sesame\nopen sesame\n")
    assert ended.code == 0, ended.out
    read_key(drafted / "bor" / "node.key", "open sesame")


def test_a_draft_with_wrong_fields_begins_nothing_and_is_told_them_all(drafted):
    (drafted / "actor.toml").write_text(
        BOREALIA.replace('"State"', '"Republic"').replace("filed_by", "filed")
    )
    ended = told(*BEGIN, cwd=drafted)
    assert ended.code == DATA
    for words in ("actor.toml", "filed_by: missing", "kind: ", "State"):
        assert words in ended.err
    assert not (drafted / "bor").exists()


def test_another_form_in_the_place_of_an_entry_is_told(drafted):
    (drafted / "other.toml").write_text(to_toml(example("D8")))
    for option, said in (("--actor", "form K1"), ("--key-entry", "form K2")):
        ended = told(*BEGIN, option, "other.toml", cwd=drafted)
        assert ended.code == USAGE
        assert said in ended.err
    assert not (drafted / "bor").exists()


def test_a_password_in_an_address_is_refused_unrepeated(drafted):
    ended = told(*BEGIN, "--ledger", "postgresql+psycopg://anna:hunter2@127.0.0.1/x", cwd=drafted)
    assert ended.code == USAGE
    assert "PGPASSWORD" in ended.err
    assert "hunter2" not in ended.err


def test_a_server_that_does_not_answer_ends_with_4_and_begins_nothing(drafted):
    """Nothing listens on the discard port of this machine."""
    os.environ["PGPASSWORD"] = "hunter2"
    try:
        ended = told(*BEGIN, "--ledger", "postgresql+psycopg://anna@127.0.0.1:9/x", cwd=drafted)
    finally:
        del os.environ["PGPASSWORD"]
    assert ended.code == NETWORK
    assert "hunter2" not in ended.err
    assert not (drafted / "bor").exists()


def test_an_encrypted_key_signs_the_first_entries(tmp_path):
    (tmp_path / "actor.toml").write_text(BOREALIA)
    assert piped("key", "new", "bor.key", cwd=tmp_path, text="open sesame\n").code == 0
    assert piped(*BEGIN, cwd=tmp_path, text="another\n").code == DATA
    assert not (tmp_path / "bor").exists()
    assert piped(*BEGIN, cwd=tmp_path, text="open sesame\n").code == 0


def test_no_node_there_ends_with_3(tmp_path):
    ended = told("node", "show", ".", cwd=tmp_path)
    assert ended.code == DATA
    assert "there is no node here" in ended.err
