"""``dueregard key``: made with a passphrase or, where that is said, without; nothing secret is ever shown."""

import json
import stat

from filers import at_a_terminal, piped, sound, told

from dueregard.ledger.key_file import read_key
from dueregard.ledger.keys import SigningKey, public_key_text

USAGE, DATA = 2, 3


def test_a_key_and_its_public_half_are_written(tmp_path):
    ended = sound("key", "new", "bor.key", "--no-passphrase", "--json", cwd=tmp_path)
    said = json.loads(ended.out)
    key = read_key(tmp_path / "bor.key")
    assert said == {"key_id": key.key_id, "private_key": "bor.key", "public_key": "bor.key.pub"}
    assert stat.S_IMODE((tmp_path / "bor.key").stat().st_mode) == 0o600
    for name in ("bor.key", "bor.key.pub"):
        shown = json.loads(sound("key", "show", name, "--json", cwd=tmp_path).out)
        assert shown["key_id"] == key.key_id
        assert shown["public_key"] == (tmp_path / "bor.key.pub").read_text()


def test_a_passphrase_is_asked_for_twice_and_never_shown(tmp_path):
    ended = at_a_terminal("key", "new", "bor.key", cwd=tmp_path, types="open sesame\nopen sesame\n")
    assert ended.code == 0, ended.out
    assert "sesame" not in ended.out
    key = read_key(tmp_path / "bor.key", "open sesame")
    shown = at_a_terminal("key", "show", "bor.key", cwd=tmp_path, types="open sesame\n")
    assert key.key_id in shown.out
    assert "sesame" not in shown.out
    assert key.seed.hex() not in shown.out


def test_two_different_passphrases_make_no_key(tmp_path):
    ended = at_a_terminal("key", "new", "bor.key", cwd=tmp_path, types="open sesame\nopen sesamy\n")
    assert ended.code == USAGE
    assert "the two passphrases are not the same" in ended.out
    assert list(tmp_path.iterdir()) == []


def test_without_a_terminal_the_passphrase_is_a_line_of_standard_input(tmp_path):
    assert piped("key", "new", "bor.key", cwd=tmp_path, text="open sesame\n").code == 0
    assert piped("key", "show", "bor.key", cwd=tmp_path, text="open sesame\n").code == 0
    wrong = piped("key", "show", "bor.key", cwd=tmp_path, text="another\n")
    assert wrong.code == DATA
    assert "the passphrase is wrong" in wrong.err
    none = piped("key", "show", "bor.key", cwd=tmp_path, text="")
    assert none.code == USAGE
    assert "no passphrase was given" in none.err
    assert piped("key", "new", "other.key", cwd=tmp_path, text="").code == USAGE
    assert not (tmp_path / "other.key").exists()


def test_nothing_is_written_over(tmp_path):
    for taken, other in (("a.key", "a.key.pub"), ("b.key.pub", "b.key")):
        (tmp_path / taken).write_text("mine")
        ended = told("key", "new", taken.removesuffix(".pub"), "--no-passphrase", cwd=tmp_path)
        assert ended.code == USAGE
        assert f"{taken}: a file of this name is there already" in ended.err
        assert (tmp_path / taken).read_text() == "mine"
        assert not (tmp_path / other).exists()


def test_a_key_is_shown_as_logs_and_witnesses_are_known(tmp_path):
    (tmp_path / "w.pub").write_text(public_key_text(SigningKey(bytes([4] * 32)).public))
    name = "witness.example/cassavia"
    shown = json.loads(sound("key", "show", "w.pub", "--witness", name, "--json", cwd=tmp_path).out)
    # The witness of docs/ledger.md, whose private key is 32 bytes of 04.
    assert shown["witness"] == f"{name}+b1764bfd+BMqTrBcFGHBx1nuDx/8O/oEI6OxFMFdddyaHkzPb2r58"
    wrong = told("key", "show", "w.pub", "--log", "two words", cwd=tmp_path)
    assert wrong.code == USAGE
    assert "is no name of a key" in wrong.err


def test_what_is_no_key_is_told(tmp_path):
    (tmp_path / "text").write_text("hello")
    ended = told("key", "show", "text", cwd=tmp_path)
    assert ended.code == DATA
    assert "this is no public key" in ended.err
    assert told("key", "show", "nowhere", cwd=tmp_path).code == DATA
    assert told("key", "new", "no/folder.key", "--no-passphrase", cwd=tmp_path).code == DATA
