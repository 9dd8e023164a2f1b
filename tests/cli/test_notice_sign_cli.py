"""``dueregard notice sign``, ``verify`` and ``open``: on the filer's own machine, with nothing but files."""

import json
import shutil
import stat

import pytest
from filers import at_a_terminal, draft_notice, piped, sound, told

from dueregard.ledger.key_file import read_key

USAGE, DATA = 2, 3


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Make two keys and the drafts of three notices: public, for named readers, sealed."""
    folder = tmp_path_factory.mktemp("made")
    for name in ("mer.key", "cas.key"):
        sound("key", "new", name, "--no-passphrase", cwd=folder)
    draft_notice(folder)
    draft_notice(folder, "named.toml", sensitivity='"named readers"', readers='["GLD"]')
    draft_notice(folder, "sealed.toml", sensitivity='"sealed"')
    return folder


@pytest.fixture
def at(made, tmp_path):
    """Hand out a copy of them."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path


def sign(*words, cwd):
    return sound("notice", "sign", *words, "--yes", cwd=cwd)


def test_who_will_see_what_is_said_before_anything_is_signed(at):
    ended = at_a_terminal(
        "notice", "sign", "n1.toml", "--key", "mer.key", "--out", "n1.json", cwd=at, types="n\n"
    )
    assert ended.code == USAGE
    assert ended.out.index("Everybody will see all of it") < ended.out.index("Sign it? [y/N]")
    assert "Nothing was done." in ended.out
    assert not (at / "n1.json").exists()
    ended = at_a_terminal(
        "notice", "sign", "n1.toml", "--key", "mer.key", "--out", "n1.json", cwd=at, types="y\n"
    )
    assert ended.code == 0, ended.out
    assert "Signed: n1.json, with 1 signature." in ended.out


def test_where_nobody_can_be_asked_nothing_is_signed_without_yes(at):
    ended = piped("notice", "sign", "n1.toml", "--key", "mer.key", "--out", "n1.json", cwd=at, text="y\n")
    assert ended.code == USAGE
    assert "there is no terminal on which to ask" in ended.err
    assert "--yes" in ended.err
    assert not (at / "n1.json").exists()


def test_a_signed_filing_verifies_with_known_keys_alone_and_says_what_that_proves(at):
    sign("n1.toml", "--key", "mer.key", "--out", "n1.json", cwd=at)
    ended = sound("notice", "verify", "n1.json", "--key", "mer.key.pub", cwd=at)
    key_id = read_key(at / "mer.key").key_id
    assert f"Proven: the key {key_id} (mer.key.pub) signed exactly these bytes." in ended.out
    assert "Not proven:" in ended.out
    assert "DR-N1/1 proximity-operation notice, filed by MERIDIAN-RELAY" in ended.out
    shown = sound("notice", "verify", "n1.json", "--key", "mer.key.pub", "--filing", cwd=at).out
    assert "Catalogue number: 900202" in shown
    said = json.loads(sound("notice", "verify", "n1.json", "--key", "mer.key.pub", "--json", cwd=at).out)
    assert said["sound"]
    assert said["signed_by"] == {key_id: "mer.key.pub"}


def test_a_file_without_a_known_signature_proves_nothing_and_ends_with_3(at):
    sign("n1.toml", "--key", "mer.key", "--out", "n1.json", cwd=at)
    ended = told("notice", "verify", "n1.json", "--key", "cas.key.pub", cwd=at)
    assert ended.code == DATA
    assert "None of its signatures is of a key that you gave" in ended.err
    assert "Not checked: a signature of the key" in ended.out
    assert "Proven" not in ended.out


def test_a_changed_file_is_refused(at):
    sign("n1.toml", "--key", "mer.key", "--out", "n1.json", cwd=at)
    parts = json.loads((at / "n1.json").read_text())
    sig = parts["signatures"][0]["sig"]
    parts["signatures"][0]["sig"] = ("B" if sig[0] == "A" else "A") + sig[1:]
    (at / "changed.json").write_text(json.dumps(parts))
    ended = told("notice", "verify", "changed.json", "--key", "mer.key.pub", cwd=at)
    assert ended.code == DATA
    assert "does not hold: take nothing from this file" in ended.err
    (at / "cut.json").write_text((at / "n1.json").read_text()[:-40])
    ended = told("notice", "verify", "cut.json", "--key", "mer.key.pub", cwd=at)
    assert ended.code == DATA
    assert "this is no signed filing" in ended.err
    assert "as an attachment" in ended.err


def test_a_file_written_anew_on_its_way_is_the_same_filing(at):
    """Other programs write JSON with other spaces; what was signed does not depend on it."""
    sign("n1.toml", "--key", "mer.key", "--out", "n1.json", cwd=at)
    parts = json.loads((at / "n1.json").read_text())
    (at / "anew.json").write_text("\ufeff" + json.dumps(dict(reversed(parts.items())), indent=4) + "\r\n")
    sound("notice", "verify", "anew.json", "--key", "mer.key.pub", cwd=at)


def test_others_sign_the_same_words_after_reading_them(at):
    sign("n1.toml", "--key", "mer.key", "--out", "one.json", cwd=at)
    ended = sign("one.json", "--key", "cas.key", "--out", "two.json", cwd=at)
    assert "Catalogue number: 900202" in ended.err  # what is signed too is shown whole
    assert "with 2 signatures" in ended.out
    sign("n1.toml", "--key", "cas.key", "--key", "mer.key", "--out", "both.json", cwd=at)
    assert (at / "both.json").read_bytes() == (at / "two.json").read_bytes()


def test_one_key_twice_is_told(at):
    ended = told(
        "notice",
        "sign",
        "n1.toml",
        "--key",
        "mer.key",
        "--key",
        "mer.key",
        "--out",
        "n.json",
        "--yes",
        cwd=at,
    )
    assert ended.code == USAGE
    assert "one key is given twice" in ended.err
    assert not (at / "n.json").exists()


def test_a_draft_with_wrong_fields_is_not_signed_and_kept(at):
    path = draft_notice(at, "wrong.toml", kind='"looking"')
    before = path.read_bytes()
    ended = told("notice", "sign", path, "--key", "mer.key", "--out", "n.json", "--yes", cwd=at)
    assert ended.code == DATA
    assert 'kind: "looking"; expected one of inspection' in ended.err
    assert path.read_bytes() == before
    assert not (at / "n.json").exists()


def test_for_named_readers_the_seal_is_signed_and_the_words_stay_in_the_opening(at):
    ended = sign("named.toml", "--key", "mer.key", "--out", "named.json", cwd=at)
    assert "Everybody will see that MERIDIAN-RELAY filed a seal" in ended.err
    assert "will be read by GLD and MERIDIAN-RELAY, and by nobody else" in ended.err
    assert "Concerned, and not among those who will read it: CAS." in ended.err
    opening = at / "named.opening.json"
    assert stat.S_IMODE(opening.stat().st_mode) == 0o600
    shown = sound(
        "notice", "verify", "named.json", "--key", "mer.key.pub", "--opening", opening, "--filing", cwd=at
    ).out
    assert "The opening fits the seal. What was sealed: DR-N1/1 proximity-operation notice" in shown
    assert "Readers: GLD" in shown
    assert (
        "Cassia"
        not in sound("notice", "verify", "named.json", "--key", "mer.key.pub", "--filing", cwd=at).out
    )


def test_an_opening_of_another_seal_is_told(at):
    sign("named.toml", "--key", "mer.key", "--out", "one.json", cwd=at)
    sign("named.toml", "--key", "mer.key", "--out", "two.json", cwd=at)
    words = ("notice", "verify", "one.json", "--key", "mer.key.pub", "--opening", "two.opening.json")
    ended = told(*words, cwd=at)
    assert ended.code == DATA
    assert "it opens another seal" in ended.err


def test_who_signs_a_seal_too_can_read_what_was_sealed_first(at):
    sign(
        "sealed.toml", "--key", "mer.key", "--out", "one.json", "--opens-not-later-than", "2032-01-01", cwd=at
    )
    blind = sign("one.json", "--key", "cas.key", "--out", "blind.json", cwd=at)
    assert "nobody can tell from it what was sealed" in blind.err
    assert "2032-01-01" in blind.err
    seeing = sign(
        "one.json", "--key", "cas.key", "--opening", "one.opening.json", "--out", "seeing.json", cwd=at
    )
    assert "Catalogue number: 900202" in seeing.err
    assert (at / "blind.json").read_bytes() == (at / "seeing.json").read_bytes()


def test_times_of_opening_that_make_no_sense_are_told(at):
    for draft, said in (
        ("n1.toml", "is said of a filing that is public"),
        ("n1.json", "this is signed already"),
    ):
        if draft == "n1.json":
            sign("n1.toml", "--key", "mer.key", "--out", draft, cwd=at)
        ended = told(
            "notice", "sign", draft, "--key", "mer.key", "--out", "x.json", "--yes", "--opens-not-later-than",
            "2032-01-01", cwd=at,
        )  # fmt: skip
        assert ended.code == USAGE
        assert said in ended.err


@pytest.mark.parametrize("taken", ["named.json", "named.opening.json"])
def test_nothing_is_written_over_and_nothing_half_done_is_left(taken, at):
    (at / taken).write_text("mine")
    before = sorted(path.name for path in at.iterdir())
    ended = told("notice", "sign", "named.toml", "--key", "mer.key", "--out", "named.json", "--yes", cwd=at)
    assert ended.code == USAGE
    assert f"{taken}: a file of this name is there already" in ended.err
    assert sorted(path.name for path in at.iterdir()) == before
    assert (at / taken).read_text() == "mine"


def test_a_place_that_cannot_be_written_leaves_no_opening_behind(at):
    ended = told(
        "notice", "sign", "named.toml", "--key", "mer.key", "--out", "no/named.json", "--opening", "o.json", "--yes",
        cwd=at,
    )  # fmt: skip
    assert ended.code == DATA
    assert not (at / "o.json").exists()


def test_the_passphrase_of_a_key_is_asked_for(at):
    assert piped("key", "new", "enc.key", cwd=at, text="open sesame\n").code == 0
    words = ("notice", "sign", "n1.toml", "--key", "enc.key", "--out", "enc.json", "--yes")
    assert piped(*words, cwd=at, text="another\n").code == DATA
    assert not (at / "enc.json").exists()
    assert piped(*words, cwd=at, text="open sesame\n").code == 0
    sound("notice", "verify", "enc.json", "--key", "enc.key.pub", cwd=at)
