"""``dueregard ledger``: receipts verified, logs checked, looked into, copied, witnessed; two histories caught."""

import json
import shutil
import sqlite3

import pytest
from filers import ORIGIN, begin, draft_notice, enter_operator, piped, sound, told

USAGE, DATA, NETWORK = 2, 3, 4
WITNESS = "witness.example/cassavia"
ANOTHER_LOG = "ledger.example/borealia+7cec2261+Ae1JKMYo0cLG6ukDOJBZlWEpWSc6XGP5NjbBRhSshzfR"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Make Borealia's node with an operator, one notice filed and another signed, and a witness's key."""
    folder = tmp_path_factory.mktemp("made")
    begin(folder)
    enter_operator(folder)
    for name in ("n1", "n2"):
        draft_notice(folder, f"{name}.toml", reference=f'"{name}"')
        sound(
            "notice", "sign", f"{name}.toml", "--key", "mer.key", "--out", f"{name}.json", "--yes", cwd=folder
        )
    sound("notice", "file", "n1.json", "--node", "bor", "--yes", cwd=folder)
    sound("key", "new", "w.key", "--no-passphrase", cwd=folder)
    return folder


@pytest.fixture
def at(made, tmp_path):
    """Hand out a copy of them."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path


def log_key(cwd, node="bor"):
    return json.loads(sound("node", "show", node, "--json", cwd=cwd).out)["log_key"]


def witness_key(cwd):
    return json.loads(sound("key", "show", "w.key", "--witness", WITNESS, "--json", cwd=cwd).out)["witness"]


def witnessed(cwd):
    """Pull the log, countersign it, and take the witness's line in."""
    sound("ledger", "export", "bor.zip", "--node", "bor", cwd=cwd)
    sound("ledger", "pull", "bor.zip", "--key", log_key(cwd), "--ledger", "copy.db", cwd=cwd)
    sound(
        "ledger", "witness", "--name", WITNESS, "--key", "w.key", "--log", ORIGIN, "--ledger", "copy.db", "--out",
        "w.note", cwd=cwd,
    )  # fmt: skip
    return sound("ledger", "witnessed", "w.note", "--witness", witness_key(cwd), "--node", "bor", cwd=cwd)


def test_a_receipt_says_in_words_what_it_proves_and_what_not(at):
    ended = sound("ledger", "verify", "n1.receipt.json", "--log-key", log_key(at), cwd=at)
    proven, not_proven = ended.out.split("Not proven:")
    for words in (
        "The receipt holds.",
        "What: ",
        "By whom: the key",
        "When: the log",
        "Where: it is entry 4 of the 5",
    ):
        assert words in proven
    assert "no witness has countersigned" in not_proven
    assert "That what was said is so." in not_proven
    said = json.loads(
        sound("ledger", "verify", "n1.receipt.json", "--log-key", log_key(at), "--json", cwd=at).out
    )
    assert said["holds"]
    assert said["filing"]["filed_by"] == "MERIDIAN-RELAY"
    assert len(said["proven"]) == 4
    shown = sound("ledger", "verify", "n1.receipt.json", "--log-key", log_key(at), "--filing", cwd=at).out
    assert "Catalogue number: 900202" in shown


def test_whom_to_believe_has_to_be_said(at):
    key = log_key(at)
    (at / "policy").write_text(f"log {key}\nquorum none\n")
    sound("ledger", "verify", "n1.receipt.json", "--policy", "policy", cwd=at)
    for words, said in (
        ((), "whom to believe is not said"),
        (("--log-key", key, "--policy", "policy"), "whom to believe is said twice"),
        (("--policy", "policy", "--witness", key), "whom to believe is said twice"),
        (("--log-key", "key"), "'key' is no key for notes"),
        (("--log-key", key, "--witness", key), "expected a log's key"),
        (("--log-key", key, "--at-least", "1"), "at least 1 of 0 witnesses"),
    ):
        ended = told("ledger", "verify", "n1.receipt.json", *words, cwd=at)
        assert ended.code == USAGE, words
        assert said in ended.err
    (at / "policy").write_text("quorum none\n")
    ended = told("ledger", "verify", "n1.receipt.json", "--policy", "policy", cwd=at)
    assert ended.code == DATA
    assert "policy: 0 logs and 1 quorums" in ended.err


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text.replace('"index": 4', '"index": 3'), "the entry is not proven to be in the log"),
        (lambda text: text.replace('"index": 4', '"index":  4'), "the receipt is not in its one spelling"),
        (lambda text: "{}", "expected a table with receipt"),
        (lambda text: "hello", "this is not JSON"),
    ],
)
def test_a_receipt_that_does_not_hold_ends_with_3_and_says_why(change, said, at):
    path = at / "changed.json"
    path.write_text(change((at / "n1.receipt.json").read_text()))
    ended = told("ledger", "verify", path, "--log-key", log_key(at), cwd=at)
    assert ended.code == DATA
    assert f"the receipt does not hold: {said}" in ended.err
    ended = told("ledger", "verify", path, "--log-key", log_key(at), "--json", cwd=at)
    assert ended.code == DATA
    assert not json.loads(ended.out)["holds"]
    ended = told("ledger", "verify", "n1.receipt.json", "--log-key", ANOTHER_LOG, cwd=at)
    assert ended.code == DATA
    assert "the checkpoint is not believed" in ended.err


def test_a_sound_log_is_checked_and_said_to_be(at):
    ended = sound("ledger", "check", "--node", "bor", cwd=at)
    assert "5 entries, 1 tile, 5 checkpoints, 0 lines of witnesses checked, 0 problems" in ended.out
    assert json.loads(sound("ledger", "check", "--ledger", "bor/ledger.db", "--json", cwd=at).out)["sound"]


def test_a_tampered_log_is_caught_and_what_is_wrong_is_named(at):
    with sqlite3.connect(at / "bor" / "ledger.db") as database:
        (body,) = database.execute("SELECT body FROM entry WHERE entry_index = 4").fetchone()
        changed = body.replace(b'"received_at":"20', b'"received_at":"19')
        assert changed != body
        database.execute("UPDATE entry SET body = ? WHERE entry_index = 4", (changed,))
    database.close()
    ended = told("ledger", "check", "--node", "bor", cwd=at)
    assert ended.code == DATA
    assert "entry 4: " in ended.err
    assert "Keep the ledger as it is, as evidence" in ended.err
    said = json.loads(told("ledger", "check", "--node", "bor", "--json", cwd=at).out)
    assert not said["sound"]
    assert all(one["where"] == "entry 4" for one in said["problems"])
    for words in (
        ("ledger", "list"),
        ("ledger", "show", "4"),
        ("notice", "list"),
        ("ledger", "export", "x.zip"),
    ):
        ended = told(*words, "--node", "bor", cwd=at)
        assert ended.code == DATA, words
        assert "ledger check" in ended.err


def test_entries_are_listed_and_shown_by_place_and_by_id(at):
    listed = sound("ledger", "list", "--node", "bor", cwd=at).out
    assert listed.count("\n") == 6
    assert f"{ORIGIN}: 5 entries" in listed
    said = json.loads(
        sound("ledger", "list", "--node", "bor", "--from", "3", "--most", "1", "--json", cwd=at).out
    )
    assert [one["index"] for one in said["entries"]] == [3]
    last = json.loads(sound("ledger", "list", "--node", "bor", "--most", "2", "--json", cwd=at).out)
    assert [one["index"] for one in last["entries"]] == [3, 4]
    by_place = sound("ledger", "show", "4", "--node", "bor", cwd=at).out
    assert by_place == sound("ledger", "show", last["entries"][1]["entry_id"], "--node", "bor", cwd=at).out
    assert "Catalogue number: 900202" in by_place
    for which in ("5", "ab" * 32, "x"):
        ended = told("ledger", "show", which, "--node", "bor", cwd=at)
        assert ended.code == DATA
        assert f"there is no entry {which}" in ended.err
    beyond = told("ledger", "list", "--node", "bor", "--from", "99", cwd=at)
    assert beyond.code == USAGE
    assert "a part of the 5 entries there are" in beyond.err


def test_which_log_is_meant_is_asked_for(at):
    for words, said in (
        ((), "which log is meant is not said"),
        (("--node", "bor", "--ledger", "bor/ledger.db"), "two places are named"),
        (("--node", "bor", "--log", "ledger.example/other"), "there is no log ledger.example/other"),
        (("--ledger", "postgresql+psycopg://a:hunter2@127.0.0.1/x"), "PGPASSWORD"),
        (("--ledger", "nowhere.db"), "there is no such file"),
    ):
        ended = told("ledger", "list", *words, cwd=at)
        assert ended.code in (USAGE, DATA), words
        assert said in ended.err
        assert "hunter2" not in ended.err


def test_a_receipt_can_be_had_again_and_carries_its_signers_keys(at):
    sound("ledger", "receipt", "4", "--node", "bor", "--out", "again.json", cwd=at)
    said = json.loads(sound("ledger", "verify", "again.json", "--log-key", log_key(at), "--json", cwd=at).out)
    assert len(said["signed_by"]) == 1
    printed = sound("ledger", "receipt", "0", "--node", "bor", cwd=at).out
    (at / "root.json").write_text(printed)
    said = json.loads(sound("ledger", "verify", "root.json", "--log-key", log_key(at), "--json", cwd=at).out)
    assert len(said["signed_by"]) == 1  # the key that signed entry 0 is named by entry 1
    assert told("ledger", "receipt", "4", "--node", "bor", "--out", "again.json", cwd=at).code == USAGE


def test_a_log_is_exported_and_pulled_from_folder_and_zip_and_gone_on_with(at):
    sound("ledger", "export", "pub", "--node", "bor", cwd=at)
    sound("ledger", "pull", "pub", "--key", log_key(at), "--ledger", "copy.db", cwd=at)
    sound("notice", "file", "n2.json", "--node", "bor", "--yes", cwd=at)
    ended = sound("ledger", "export", "bor.zip", "--node", "bor", "--since", "5", "--json", cwd=at)
    assert json.loads(ended.out)["entries"] == 6
    again = json.loads(
        sound("ledger", "pull", "bor.zip", "--log", ORIGIN, "--ledger", "copy.db", "--json", cwd=at).out
    )
    assert (again["before"], again["new"], again["entries"]) == (5, 1, 6)
    listed = sound("notice", "list", "--ledger", "copy.db", cwd=at).out
    assert listed == sound("notice", "list", "--node", "bor", cwd=at).out
    assert told("ledger", "export", "pub", "--since", "5", "--node", "bor", cwd=at).code == USAGE


def test_what_cannot_be_pulled_is_told(at):
    sound("ledger", "export", "pub", "--node", "bor", cwd=at)
    key = log_key(at)
    for words, code, said in (
        (("pub", "--ledger", "c.db"), USAGE, "whom to believe is not said"),
        (("pub", "--key", key), USAGE, "where the copy is kept is not said"),
        (("nowhere", "--key", key, "--ledger", "c.db"), DATA, "there is no such file or folder"),
        (("n1.json", "--key", key, "--ledger", "c.db"), DATA, "it cannot be read"),
        (("pub", "--key", ANOTHER_LOG, "--ledger", "c.db"), DATA, "does not prove itself"),
        (("pub", "--key", key, "--node", "bor"), DATA, "is this node's own"),
        (("http://127.0.0.1:9/log", "--key", key, "--ledger", "c.db"), NETWORK, "no connection"),
        (("pub", "--log", ORIGIN, "--ledger", "c.db"), DATA, f"there is no log {ORIGIN}"),
    ):
        ended = told("ledger", "pull", *words, cwd=at)
        assert ended.code == code, words
        assert said in ended.err


def test_a_witness_countersigns_and_receipts_carry_it(at):
    assert "1 line of a witness kept" in witnessed(at).out
    sound("ledger", "receipt", "4", "--node", "bor", "--out", "r.json", cwd=at)
    words = ("ledger", "verify", "r.json", "--log-key", log_key(at), "--witness", witness_key(at))
    assert f"Witnessed: {WITNESS} countersigned" in sound(*words, cwd=at).out
    alone = told("ledger", "verify", "n1.receipt.json", *words[3:], cwd=at)
    assert alone.code == DATA
    assert "1 of 1 witnesses are needed" in alone.err
    assert "1 line of a witness" in sound("ledger", "check", "--node", "bor", cwd=at).out


def test_lines_that_are_no_witness_s_are_not_kept(at):
    witnessed(at)
    sound("key", "new", "other.key", "--no-passphrase", cwd=at)
    other = json.loads(sound("key", "show", "other.key", "--witness", "w.example", "--json", cwd=at).out)[
        "witness"
    ]
    for words, said in (
        (("w.note", "--witness", other), "none of these witnesses has countersigned it"),
        (("n1.json", "--witness", witness_key(at)), "this is no checkpoint"),
        (("w.note", "--witness", log_key(at)), "the cosignatures are not taken"),
    ):
        ended = told("ledger", "witnessed", *words, "--node", "bor", cwd=at)
        assert ended.code == DATA, words
        assert said in ended.err


def test_the_passphrase_of_a_witness_is_asked_for(at):
    witnessed(at)
    assert piped("key", "new", "enc.key", cwd=at, text="open sesame\n").code == 0
    words = (
        "ledger",
        "witness",
        "--name",
        "w.example",
        "--key",
        "enc.key",
        "--log",
        ORIGIN,
        "--ledger",
        "copy.db",
    )
    assert piped(*words, cwd=at, text="another\n").code == DATA
    ended = piped(*words, cwd=at, text="open sesame\n")
    assert ended.code == 0, ended.err
    assert ended.out.startswith(f"{ORIGIN}\n5\n")


def forked(at):
    """Let the node show one history to one reader and another to the next: it is restored and files something else."""
    shutil.copytree(at / "bor", at / "kept")
    sound("notice", "file", "n2.json", "--node", "bor", "--yes", cwd=at)
    sound("ledger", "export", "one", "--node", "bor", cwd=at)
    draft_notice(at, "n3.toml", reference='"another"')
    sound("notice", "sign", "n3.toml", "--key", "mer.key", "--out", "n3.json", "--yes", cwd=at)
    sound("notice", "file", "n3.json", "--node", "kept", "--yes", cwd=at)
    sound("ledger", "export", "other", "--node", "kept", cwd=at)
    sound("ledger", "pull", "one", "--key", log_key(at), "--ledger", "copy.db", cwd=at)
    return told("ledger", "pull", "other", "--key", log_key(at), "--ledger", "copy.db", cwd=at)


def test_a_log_that_shows_two_histories_is_caught_and_the_evidence_proves_itself(at):
    ended = forked(at)
    assert ended.code == DATA
    assert "has shown two histories" in ended.err
    listed = told("ledger", "forks", "--ledger", "copy.db", "--evidence", "1", "--out", "fork.json", cwd=at)
    assert listed.code == DATA
    assert "1 found, 1 of them waiting for a decision" in listed.out
    shown = sound("ledger", "verify-fork", "fork.json", "--log-key", log_key(at), cwd=at).out
    assert f"Proven: the log {ORIGIN} has signed two histories" in shown
    said = json.loads(
        sound("ledger", "verify-fork", "fork.json", "--log-key", log_key(at), "--json", cwd=at).out
    )
    assert (said["smaller"]["entries"], said["larger"]["entries"]) == (6, 6)
    assert said["smaller"]["root"] != said["larger"]["root"]
    (at / "changed.json").write_text((at / "fork.json").read_text().replace('"path": []', '"path": [] '))
    for path, key in (("changed.json", log_key(at)), ("fork.json", ANOTHER_LOG)):
        assert told("ledger", "verify-fork", path, "--log-key", key, cwd=at).code == DATA


def test_nothing_of_a_forked_log_is_taken_or_countersigned_until_a_person_decides(at):
    forked(at)
    key = log_key(at)
    pull = ("ledger", "pull", "one", "--key", key, "--ledger", "copy.db")
    sign = ("ledger", "witness", "--name", WITNESS, "--key", "w.key", "--log", ORIGIN, "--ledger", "copy.db")
    for words in (pull, sign):
        ended = told(*words, cwd=at)
        assert ended.code == DATA
        assert "has shown two histories" in ended.err
    for words in (("--decide", "1"), ("--words", "x"), ("--evidence", "1")):
        assert told("ledger", "forks", "--ledger", "copy.db", *words, cwd=at).code == USAGE
    for number in ("1", "1"):
        ended = told(
            "ledger", "forks", "--ledger", "copy.db", "--decide", number, "--words",
            "The duty desk asked Borealia: a restored disk. Its first history stands.", cwd=at,
        )  # fmt: skip
        if "no evidence" not in ended.err:
            assert ended.code == 0, ended.err
            assert "a restored disk" in ended.out
            assert "0 of them waiting" in ended.out
    assert ended.code == USAGE  # decided once, it is decided
    for words in (pull, sign):
        sound(*words, cwd=at)
    assert told("ledger", "pull", "other", "--key", key, "--ledger", "copy.db", cwd=at).code == DATA


def test_evidence_that_is_not_there_is_told(at):
    sound("ledger", "export", "pub", "--node", "bor", cwd=at)
    sound("ledger", "pull", "pub", "--key", log_key(at), "--ledger", "copy.db", cwd=at)
    assert (
        sound("ledger", "forks", "--ledger", "copy.db", cwd=at).out
        == "0 found, 0 of them waiting for a decision.\n"
    )
    for words in (("--evidence", "1", "--out", "x.json"), ("--decide", "1", "--words", "x")):
        ended = told("ledger", "forks", "--ledger", "copy.db", *words, cwd=at)
        assert ended.code in (USAGE, DATA)
        assert "evidence 1" in ended.err
        assert not (at / "x.json").exists()
