"""Files of keys: only their owner can read them, nothing overwrites them, and errors say which of the many it is."""

import os
import shutil
import subprocess

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed448
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from dueregard.ledger.key_file import PBKDF2_ROUNDS, read_key, write_key
from dueregard.ledger.keys import SigningKey, make_key, public_key_text
from dueregard.model.errors import DataError, UsageError

KEY = SigningKey(bytes(range(32)))
POSIX = pytest.mark.skipif(os.name != "posix", reason="permissions of files are another matter in Windows")


@pytest.mark.parametrize("passphrase", [None, "correct horse", "ü" * 500])
def test_a_key_is_read_as_it_was_written(tmp_path, passphrase):
    path = tmp_path / "filer.pem"
    write_key(KEY, path, passphrase)
    assert read_key(path, passphrase) == KEY
    assert list(tmp_path.iterdir()) == [path]


@POSIX
def test_a_key_file_is_its_owners_alone_whatever_the_umask(tmp_path):
    before = os.umask(0)
    try:
        write_key(KEY, tmp_path / "filer.pem")
    finally:
        os.umask(before)
    assert (tmp_path / "filer.pem").stat().st_mode & 0o777 == 0o600


def test_an_encrypted_file_does_not_hold_the_key_and_never_looks_the_same(tmp_path):
    write_key(KEY, tmp_path / "one.pem", "correct horse")
    write_key(KEY, tmp_path / "two.pem", "correct horse")
    one, two = (tmp_path / "one.pem").read_bytes(), (tmp_path / "two.pem").read_bytes()
    assert one != two
    assert one.startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----\n")


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_openssl_reads_our_files_and_sees_the_rounds(tmp_path):
    plain, encrypted = tmp_path / "plain.pem", tmp_path / "encrypted.pem"
    write_key(KEY, plain)
    write_key(KEY, encrypted, "correct horse")
    for path, more in ((plain, []), (encrypted, ["-passin", "pass:correct horse"])):
        ended = subprocess.run(
            ["openssl", "pkey", "-in", path, "-pubout", *more], capture_output=True, text=True
        )
        assert ended.stdout == public_key_text(KEY.public), ended.stderr
    ended = subprocess.run(
        ["openssl", "asn1parse", "-in", encrypted], capture_output=True, text=True, check=True
    )
    assert f":{PBKDF2_ROUNDS:06X}" in ended.stdout
    assert "hmacWithSHA256" in ended.stdout
    assert "aes-256-cbc" in ended.stdout


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_keys_that_openssl_made_are_read(tmp_path):
    path = tmp_path / "made.pem"
    subprocess.run(
        ["openssl", "genpkey", "-algorithm", "ed25519", "-out", path], check=True, capture_output=True
    )
    path.chmod(0o600)
    shown = subprocess.run(
        ["openssl", "pkey", "-in", path, "-pubout"], capture_output=True, text=True, check=True
    )
    assert public_key_text(read_key(path).public) == shown.stdout


def test_a_key_is_never_overwritten(tmp_path):
    path = tmp_path / "filer.pem"
    path.write_text("something else")
    with pytest.raises(UsageError, match="there already"):
        write_key(KEY, path)
    assert path.read_text() == "something else"


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(DataError, match="cannot be written: No such file or directory"):
        write_key(KEY, tmp_path / "nowhere" / "filer.pem")
    with pytest.raises(DataError, match="cannot be read: No such file or directory"):
        read_key(tmp_path / "filer.pem")
    with pytest.raises(DataError, match="cannot be read"):
        read_key(tmp_path)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")
def test_a_full_disk_leaves_no_file_behind(tmp_path, monkeypatch):
    """The real error of a full disk, from the device that is always full; only the way to it is led there."""
    path = tmp_path / "filer.pem"
    opened = os.open

    def open_full(name, flags, mode=0o777):
        made = opened(name, flags, mode)
        if flags & os.O_EXCL:
            os.dup2(opened("/dev/full", os.O_WRONLY), made)
        return made

    monkeypatch.setattr(os, "open", open_full)
    with pytest.raises(DataError, match="No space left on device"):
        write_key(KEY, path)
    assert list(tmp_path.iterdir()) == []


def test_passphrases_are_asked_for_refused_and_bounded(tmp_path):
    plain, encrypted = tmp_path / "plain.pem", tmp_path / "encrypted.pem"
    write_key(KEY, plain)
    write_key(KEY, encrypted, "correct horse")
    with pytest.raises(UsageError, match="the key is encrypted"):
        read_key(encrypted)
    with pytest.raises(DataError, match="the passphrase is wrong"):
        read_key(encrypted, "battery staple")
    with pytest.raises(UsageError, match="the key is not encrypted"):
        read_key(plain, "correct horse")
    for passphrase in ("", "x" * 1025):
        with pytest.raises(UsageError, match=f"a passphrase of {len(passphrase)} bytes"):
            read_key(encrypted, passphrase)
        with pytest.raises(UsageError, match=f"a passphrase of {len(passphrase)} bytes"):
            write_key(KEY, tmp_path / "new.pem", passphrase)
    assert not (tmp_path / "new.pem").exists()


@POSIX
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_plain_key_that_others_may_read_is_refused(tmp_path, mode):
    path = tmp_path / "filer.pem"
    write_key(KEY, path)
    path.chmod(mode)
    with pytest.raises(DataError, match=f"others may read it .permissions {mode:04o}") as raised:
        read_key(path)
    assert f"chmod 600 {path}" in raised.value.do


@POSIX
def test_an_encrypted_key_may_lie_on_a_stick_that_knows_no_permissions(tmp_path):
    path = tmp_path / "filer.pem"
    write_key(KEY, path, "correct horse")
    path.chmod(0o755)
    assert read_key(path, "correct horse") == KEY


def pkcs8(key, encryption=None):
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption or NoEncryption())


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"", "not a private key that can be read"),
        (b"hello", "not a private key that can be read"),
        (b"\xff" * 20_000, "not a private key that can be read"),
        (public_key_text(make_key().public).encode(), "not a private key that can be read"),
        (pkcs8(ed448.Ed448PrivateKey.generate()), "another kind .Ed448"),
        (pkcs8(ec.generate_private_key(ec.SECP256R1())), "another kind .EC"),
    ],
)
def test_what_is_no_key_of_ours_is_refused_with_the_reason(tmp_path, text, reason):
    path = tmp_path / "filer.pem"
    path.write_bytes(text)
    path.chmod(0o600)
    with pytest.raises(DataError, match=reason) as raised:
        read_key(path)
    assert str(path) in str(raised.value)
    assert raised.value.expected
    assert raised.value.do


def test_keys_that_others_encrypted_in_pkcs8_are_read(tmp_path):
    path = tmp_path / "filer.pem"
    path.write_bytes(pkcs8(KEY._key, BestAvailableEncryption(b"correct horse")))
    assert read_key(path, "correct horse") == KEY
