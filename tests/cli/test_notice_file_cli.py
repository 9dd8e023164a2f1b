"""``dueregard notice file``, ``import``, ``list``, ``show``: judged, filed, receipts by return, as of a time."""

import json
import shutil

import pytest
from filers import BOREALIA, ORIGIN, at_a_terminal, begin, draft_notice, enter_operator, piped, sound, told

USAGE, DATA = 2, 3


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Make Borealia's node with an operator, and signed notices of that operator."""
    folder = tmp_path_factory.mktemp("made")
    begin(folder)
    enter_operator(folder)
    sound("key", "new", "cas.key", "--no-passphrase", cwd=folder)
    draft_notice(folder)
    draft_notice(folder, "named.toml", sensitivity='"named readers"', readers='["GLD"]', reference='"named"')
    for name in ("n1", "named"):
        sound(
            "notice", "sign", f"{name}.toml", "--key", "mer.key", "--out", f"{name}.json", "--yes", cwd=folder
        )
    sound("notice", "sign", "n1.toml", "--key", "cas.key", "--out", "strange.json", "--yes", cwd=folder)
    return folder


@pytest.fixture
def at(made, tmp_path):
    """Hand out a copy of them."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path


def log_key(cwd):
    return json.loads(sound("node", "show", "bor", "--json", cwd=cwd).out)["log_key"]


def size(cwd):
    return json.loads(sound("node", "show", "bor", "--json", cwd=cwd).out)["entries"]


def test_a_notice_is_filed_and_its_receipt_verifies_offline(at):
    ended = at_a_terminal("notice", "file", "n1.json", "--node", "bor", cwd=at, types="y\n")
    assert ended.code == 0, ended.out
    assert ended.out.index("Everybody will see all of it") < ended.out.index("File it? [y/N]")
    assert "Filed: n1.json is entry 4" in ended.out
    assert "  on the record: An operator speaks about its own objects" in ended.out
    key = log_key(at)
    shutil.move(at / "bor", at / "away")
    shown = sound("ledger", "verify", "n1.receipt.json", "--log-key", key, cwd=at).out
    assert (
        "The receipt holds. What is said: DR-N1/1 proximity-operation notice, filed by MERIDIAN-RELAY."
        in shown
    )


def test_no_is_no(at):
    before = size(at)
    ended = at_a_terminal("notice", "file", "n1.json", "--node", "bor", cwd=at, types="\n")
    assert ended.code == USAGE
    assert "Nothing was done." in ended.out
    assert size(at) == before
    assert piped("notice", "file", "n1.json", "--node", "bor", cwd=at, text="y\n").code == USAGE
    assert size(at) == before


def test_what_was_not_heard_is_sent_again_and_gets_the_same_receipt(at):
    sound("notice", "file", "n1.json", "--node", "bor", "--yes", cwd=at)
    first = (at / "n1.receipt.json").read_bytes()
    for there in (True, False):
        if not there:
            (at / "n1.receipt.json").unlink()
        ended = sound("notice", "file", "n1.json", "--node", "bor", "--yes", cwd=at)
        assert "On this log already, and not filed again" in ended.out
        assert (at / "n1.receipt.json").read_bytes() == first
    assert size(at) == 5


def test_another_file_in_the_receipt_s_place_is_never_lost(at):
    (at / "n1.receipt.json").write_text("mine")
    ended = told("notice", "file", "n1.json", "--node", "bor", "--yes", cwd=at)
    assert ended.code == USAGE
    assert "n1.receipt.json: a file of this name is there already" in ended.err
    assert (at / "n1.receipt.json").read_text() == "mine"
    assert size(at) == 4  # said before anything was filed


def test_what_would_not_stand_is_refused_with_the_reason_unless_asked_for(at):
    words = ("notice", "import", "strange.json", "--node", "bor")
    ended = told(*words, cwd=at)
    assert ended.code == DATA
    assert (
        "strange.json: it would not stand on the record: it is not signed by a key that is on record"
        in ended.err
    )
    assert size(at) == 4
    said = json.loads(sound(*words, "--anyway", "--json", cwd=at).out)["filed"][0]
    assert (said["new"], said["on_record"]) == (True, False)
    assert "not signed by a key" in said["reason"]
    off = sound("notice", "list", "--node", "bor", "--off-record", cwd=at).out
    assert "not signed by a key" in off
    assert "1 not on the record" in off
    assert "strange" not in sound("notice", "list", "--node", "bor", cwd=at).out


def test_of_several_those_before_the_refused_one_are_filed_with_receipts(at):
    ended = told(
        "notice", "import", "n1.json", "strange.json", "named.json", "--node", "bor", "--json", cwd=at
    )
    assert ended.code == DATA
    assert [row["file"] for row in json.loads(ended.out)["filed"]] == ["n1.json"]
    assert "the 1 before it are filed; the 1 behind it were not looked at" in ended.err
    assert (at / "n1.receipt.json").is_file()
    assert not (at / "named.receipt.json").exists()


def test_a_file_with_wrong_fields_names_them_all(at):
    from dueregard.ledger.envelope import envelope_json, sign
    from dueregard.ledger.key_file import read_key
    from dueregard.record.filing_type import FILING_TYPE

    payload = b'{"format":"DR-N1/1 proximity-operation notice","filed_by":"mer","kind":"looking"}'
    (at / "wrong.json").write_text(envelope_json(sign(FILING_TYPE, payload, [read_key(at / "mer.key")])))
    before = (at / "wrong.json").read_bytes()
    ended = told("notice", "import", "wrong.json", "--node", "bor", cwd=at)
    assert ended.code == DATA
    for words in ('filed_by: "mer"', 'kind: "looking"', "window: missing", "nothing was filed"):
        assert words in ended.err
    assert (at / "wrong.json").read_bytes() == before


def test_what_is_no_signed_filing_is_told(at):
    for name in ("n1.toml", "nowhere.json"):
        ended = told("notice", "import", name, "--node", "bor", cwd=at)
        assert ended.code == DATA
        assert name in ended.err


def test_named_readers_read_it_on_the_node_and_nobody_else(at):
    sound("notice", "file", "named.json", "--opening", "named.opening.json", "--node", "bor", "--yes", cwd=at)
    show = ("notice", "show", "4", "--node", "bor")
    for reader in ((), ("--as", "ELA"), ("--as", "BOR"), ("--as", "CAS")):
        shown = sound(*show, *reader, cwd=at).out
        assert "S1 sealed filing" in shown
        assert "Cassia" not in shown
        assert json.loads(sound(*show, *reader, "--json", cwd=at).out)["opened"] is None
    for reader in ("GLD", "MERIDIAN-RELAY"):
        assert "Catalogue number: 900202" in sound(*show, "--as", reader, cwd=at).out
    for path in (at / "bor").iterdir():
        if path.name == "node.key":
            continue
    published = sound("ledger", "export", "pub", "--node", "bor", cwd=at)
    assert "5 entries" in published.out
    assert not any(b"Cassia" in path.read_bytes() for path in (at / "pub").rglob("*") if path.is_file())


def test_openings_that_do_not_belong_are_told_before_anything_is_filed(at):
    draft_notice(at, "sealed.toml", sensitivity='"sealed"')
    sound("notice", "sign", "sealed.toml", "--key", "mer.key", "--out", "sealed.json", "--yes", cwd=at)
    cases = (
        (("sealed.json",), "sealed.opening.json", "names no readers (sensitivity sealed)"),
        (("named.json",), "sealed.opening.json", "it opens another seal"),
        (("n1.json",), "named.opening.json", "which is no seal"),
        (("n1.json", "named.json"), "named.opening.json", "--opening goes with one seal"),
    )
    for files, opening, said in cases:
        ended = told("notice", "file", *files, "--opening", opening, "--node", "bor", "--yes", cwd=at)
        assert ended.code in (USAGE, DATA)
        assert said in ended.err
    assert size(at) == 4


def test_a_sealed_filing_is_opened_to_all(at):
    sound("notice", "file", "named.json", "--node", "bor", "--yes", cwd=at)
    ended = sound(
        "notice", "open", "named.opening.json", "--receipt", "named.receipt.json", "--key", "mer.key", "--out",
        "open.json", "--yes", cwd=at,
    )  # fmt: skip
    assert "with it all that was sealed" in ended.err
    assert "Catalogue number: 900202" in ended.err
    filed = sound("notice", "file", "open.json", "--node", "bor", "--yes", cwd=at).out
    assert "on the record: Whoever sealed a notice" in filed
    shown = sound("notice", "show", "5", "--node", "bor", cwd=at).out
    assert "Sealed bytes" in shown
    assert "Catalogue number: 900202" in shown
    sound("notice", "file", "n1.json", "--node", "bor", "--yes", cwd=at)
    other = told(
        "notice", "open", "named.opening.json", "--receipt", "n1.receipt.json", "--key", "mer.key", "--out", "x.json",
        "--yes", cwd=at,
    )  # fmt: skip
    assert other.code == DATA
    assert "which is no seal" in other.err


def test_lists_are_as_of_a_time_and_of_what_is_asked_for(at):
    sound("notice", "file", "n1.json", "--node", "bor", "--yes", cwd=at)
    listed = json.loads(sound("notice", "list", "--node", "bor", "--json", cwd=at).out)["filings"]
    assert [(row["index"], row["number"], row["filed_by"]) for row in listed] == [
        (4, "N1", "MERIDIAN-RELAY"), (3, "K2", "BOR"), (2, "K1", "BOR"), (1, "K2", "BOR"), (0, "K1", "BOR"),
    ]  # fmt: skip
    for words, expected in (
        (("--form", "N1"), [4]),
        (("--form", "k1", "--form", "K2"), [3, 2, 1, 0]),
        (("--filed-by", "MERIDIAN-RELAY"), [4]),
        (("--object", "900202"), [4]),
        (("--object", "1"), []),
        (("--as-of", listed[1]["received_at"]), [3, 2, 1, 0]),
        (("--as-of", "2020-01-01"), []),
        (("--most", "2"), [4, 3]),
    ):
        rows = json.loads(sound("notice", "list", "--node", "bor", *words, "--json", cwd=at).out)
        assert [row["index"] for row in rows["filings"]] == expected, words
        assert rows["more"] == (words == ("--most", "2"))
    said = sound("notice", "list", "--node", "bor", "--most", "2", cwd=at).out
    assert "the latest 2 of those on the record" in said
    for words in (("--form", "N77"), ("--as-of", "soon")):
        assert told("notice", "list", "--node", "bor", *words, cwd=at).code == USAGE


def test_what_became_of_a_filing_stands_beside_it(at):
    sound("notice", "file", "n1.json", "--node", "bor", "--yes", cwd=at)
    first = json.loads(sound("ledger", "show", "4", "--node", "bor", "--json", cwd=at).out)
    text = (at / "n1.toml").read_text()
    text = text.replace("least_planned_km = 1.5", "least_planned_km = 1.0")
    lines = [
        "amends = " + json.dumps(first["entry_id"]) if x.startswith("#amends = ") else x
        for x in text.split("\n")
    ]
    (at / "n2.toml").write_text("\n".join(lines))
    sound("notice", "sign", "n2.toml", "--key", "mer.key", "--out", "n2.json", "--yes", cwd=at)
    sound("notice", "file", "n2.json", "--node", "bor", "--yes", cwd=at)
    listed = sound("notice", "list", "--node", "bor", cwd=at).out.split("\n")
    assert "[amended]" in next(line for line in listed if line.startswith("      4"))
    assert "[amended]" not in next(line for line in listed if line.startswith("      5"))
    shown = sound("notice", "show", first["entry_id"], "--node", "bor", cwd=at).out
    assert "since:       5" in shown
    then = sound("notice", "show", "4", "--node", "bor", "--as-of", first["received_at"], cwd=at).out
    assert "[amended]" not in then
    assert "since:" not in then


def test_what_is_not_there_and_what_was_not_there_yet_are_told_alike(at):
    sound("notice", "file", "n1.json", "--node", "bor", "--yes", cwd=at)
    for words in (("9",), ("4", "--as-of", "2020-01-01"), ("ab" * 32,), ("soon",)):
        ended = told("notice", "show", *words, "--node", "bor", cwd=at)
        assert ended.code == DATA
        assert f"there is no entry {words[0]}" in ended.err


def test_the_circulation_of_a_notice_is_drafted_and_filed(files, at):
    sound("notice", "file", "n1.json", "--node", "bor", "--yes", cwd=at)
    words = (
        "notice", "circulate", "n1.json", "--receipt", "n1.receipt.json", "--catalogue", files["sets"], "--satcat",
        files["satcat"], "--owners", files["owners"], "--filed-by", "BOR", "--out",
    )  # fmt: skip
    said = sound(*words, "h2.toml", cwd=at).out
    assert "(CAS): owner of an approached object" in said
    sound("notice", "sign", "h2.toml", "--key", "bor.key", "--out", "h2.json", "--yes", cwd=at)
    filed = sound("notice", "file", "h2.json", "--node", "bor", "--yes", cwd=at).out
    assert "on the record: A State sends what its operator filed" in filed
    assert "since:       5" in sound("notice", "show", "4", "--node", "bor", cwd=at).out
    other = told(*(w if w != "n1.json" else "named.toml" for w in words), "x.toml", cwd=at)
    assert other.code == DATA
    assert "it is the receipt of another filing" in other.err


def test_the_node_may_be_named_by_the_environment(at, monkeypatch):
    monkeypatch.setenv("DUEREGARD_NODE", str(at / "bor"))
    sound("notice", "file", "n1.json", "--yes", cwd=at)
    assert "5 on the record" in sound("notice", "list", cwd=at).out
    sound("ledger", "export", "bor.zip", cwd=at)
    sound("ledger", "pull", "bor.zip", "--key", log_key(at), "--ledger", "copy.db", cwd=at)
    copied = sound("notice", "list", "--ledger", "copy.db", cwd=at).out
    assert f"{ORIGIN}: 5 on the record" in copied


def test_the_passphrase_of_the_node_s_key_is_asked_for_at_each_filing(tmp_path):
    (tmp_path / "actor.toml").write_text(BOREALIA)
    sound("key", "new", "bor.key", "--no-passphrase", cwd=tmp_path)
    begun = piped(
        "node", "begin", "bor", "--origin", ORIGIN, "--actor", "actor.toml", "--key", "bor.key", "--passphrase",
        cwd=tmp_path, text="open sesame\n",
    )  # fmt: skip
    assert begun.code == 0, begun.err
    enter = ("notice", "sign", "actor.toml", "--key", "bor.key", "--out", "a.json", "--yes")
    sound(*enter, cwd=tmp_path)
    file = ("notice", "import", "a.json", "--node", "bor")
    wrong = piped(*file, cwd=tmp_path, text="another\n")
    assert wrong.code == DATA
    assert "node.key: the passphrase is wrong" in wrong.err
    assert "another" not in wrong.err
    right = piped(*file, cwd=tmp_path, text="open sesame\n")
    assert right.code == 0, right.err
    assert "On this log already" in right.out  # Borealia's own entry is its first one
    sound("notice", "list", "--node", "bor", cwd=tmp_path)  # reading needs no key
