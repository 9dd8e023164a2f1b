"""Notes read, write and verify as C2SP's and Go's published ones do."""

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_log import LOG_KEY

from dueregard.ledger.keys import SigningKey
from dueregard.ledger.note import (
    COSIGNATURE,
    MAX_NOTE_BYTES,
    MAX_SIGNATURES,
    PLAIN,
    Note,
    NoteError,
    NoteKey,
    NoteSignature,
    note_bytes,
    note_from,
    note_key_from_text,
    note_key_text,
    sign_note,
)

# golang.org/x/mod, sumdb/note/note_test.go and the documentation of that package.
PETER_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_SEED = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
ENOCH_KEY = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PETER_SIGNATURE = (
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
)
ENOCH_SIGNATURE = (
    "rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ="
)
PETER_LINE = f"— PeterNeumann {PETER_SIGNATURE}\n"
ENOCH_LINE = f"— EnochRoot {ENOCH_SIGNATURE}\n"
# c2sp.org/signed-note, the example of a note and its key.
SPEC_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
SPEC_NOTE = (
    "This is an example message.\n\n— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
# Keys of witnesses: transparency-dev/formats, note/note_cosigv1_test.go.
REMORA_KEY = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2"
PLUS_IN_BASE64_KEY = "TEST+7997405c+AQcC+FTVKf0jlTdHDY3rbevmnKxxPjigCXlVtGe6RIr6"


def holds(note: Note, key: NoteKey) -> list[bool]:
    """Whether each line that says it is this key's holds."""
    return [key.public.signed(note.text.encode(), one.signature) for one in note.signatures if one.by(key)]


def test_the_example_of_signed_note_verifies_and_is_written_again():
    note = note_from(SPEC_NOTE.encode())
    assert note.text == "This is an example message.\n"
    assert holds(note, note_key_from_text(SPEC_KEY)) == [True]
    assert note_bytes(note).decode() == SPEC_NOTE


def test_signing_gives_the_bytes_of_the_go_example():
    key = SigningKey(PETER_SEED)
    assert note_key_text(NoteKey("PeterNeumann", PLAIN, key.public)) == PETER_KEY
    assert note_bytes(sign_note(TEXT, "PeterNeumann", key)).decode() == TEXT + "\n" + PETER_LINE


def test_the_go_note_of_two_signers_verifies_for_both():
    note = note_from((TEXT + "\n" + PETER_LINE + ENOCH_LINE).encode())
    peter, enoch = note_key_from_text(PETER_KEY), note_key_from_text(ENOCH_KEY)
    assert holds(note, peter) == holds(note, enoch) == [True]
    assert holds(Note(note.text.upper(), note.signatures), peter) == [False]


@pytest.mark.parametrize("text", [PETER_KEY, ENOCH_KEY, SPEC_KEY, REMORA_KEY, PLUS_IN_BASE64_KEY])
def test_published_keys_are_read_and_written_again(text):
    key = note_key_from_text(text)
    assert note_key_text(key) == text
    assert key.kind == (COSIGNATURE if text is REMORA_KEY else PLAIN)


def test_no_part_of_a_key_is_a_key_and_no_changed_one():
    """Go's TestNewVerifier: every piece, and every byte raised by one."""
    for start in range(len(PETER_KEY)):
        for end in range(start + 1, len(PETER_KEY) + 1):
            if (start, end) != (0, len(PETER_KEY)):
                with pytest.raises(NoteError):
                    note_key_from_text(PETER_KEY[start:end])
    for at, letter in enumerate(PETER_KEY):
        with pytest.raises(NoteError):
            note_key_from_text(PETER_KEY[:at] + chr(ord(letter) + 1) + PETER_KEY[at + 1 :])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        # The first two from Go's TestNewVerifier: a key too long and an unknown type, each with its own hint.
        ("PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==", "base64|bytes"),
        ("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "type 0x65"),
        (PETER_KEY.replace("c74f20a3", "C74F20A3"), "no key for notes"),
        (PETER_KEY.replace("c74f20a3", "c74f20a4"), "has the id c74f20a3"),
        ("Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "no name of a key"),
        ("x+00000000+AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "small order"),
        ("x" * 256 + "+00000000+AQ==", "no name of a key|bytes"),
        ("x" * 1000, "no key for notes"),
    ],
)
def test_what_is_no_key_for_notes_is_refused_with_the_reason(text, reason):
    with pytest.raises(NoteError, match=reason):
        note_key_from_text(text)


# Go's TestOpen, "Invalid encoded message syntax", and what else the specification rules out.
BAD_NOTES = {
    "no signatures": TEXT.encode(),
    "a blank line only": (TEXT + "\n").encode(),
    "no newline at the end": (TEXT + "\n" + PETER_LINE[:-1]).encode(),
    "a control character": ("\x01" + TEXT + "\n" + PETER_LINE).encode(),
    "no UTF-8": b"\xff" + (TEXT + "\n" + PETER_LINE).encode(),
    "a name with a space": (TEXT + "\n" + PETER_LINE.replace("PeterNeumann", "Bad Name")).encode(),
    "a line that is no signature": (TEXT + "\n" + PETER_LINE + "Unexpected line.\n").encode(),
    "a carriage return": (TEXT + "\n" + PETER_LINE).replace("\n", "\r\n").encode(),
    "a tab in the name": (TEXT + "\n" + PETER_LINE.replace("PeterNeumann", "Peter\tNeumann")).encode(),
    "a space beyond ASCII": (TEXT + "\n" + PETER_LINE.replace("PeterNeumann", "Peter\u00a0Neumann")).encode(),
    "a plus in the name": (TEXT + "\n" + PETER_LINE.replace("PeterNeumann", "Peter+Neumann")).encode(),
    "a control character in the name": (
        TEXT + "\n" + PETER_LINE.replace("PeterNeumann", "Peter\x01")
    ).encode(),
    "no text": PETER_LINE.encode(),
    "a line of one word": (TEXT + "\n—\n").encode(),
    "a line of two words": (TEXT + "\n— PeterNeumann\n").encode(),
    "a line of four words": (TEXT + "\n" + PETER_LINE.replace("=\n", "= more\n")).encode(),
    "no name": (TEXT + "\n" + PETER_LINE.replace("PeterNeumann", "")).encode(),
    "a hyphen for the dash": (TEXT + "\n" + PETER_LINE.replace("—", "-")).encode(),
    "base64 without padding": (TEXT + "\n" + PETER_LINE.replace("=", "")).encode(),
    "base64 with loose bits": (TEXT + "\n" + PETER_LINE.replace("M=\n", "N=\n")).encode(),
    "a signature of nothing": (TEXT + "\n— PeterNeumann x08gow==\n").encode(),
    "a signature without a hint": (TEXT + "\n— PeterNeumann x08g\n").encode(),
    "a line without base64": (TEXT + "\n— PeterNeumann \n").encode(),
    "nothing": b"",
    "newlines": b"\n\n\n",
}


@pytest.mark.parametrize("data", BAD_NOTES.values(), ids=BAD_NOTES.keys())
def test_what_is_no_note_is_refused(data):
    with pytest.raises(NoteError):
        note_from(data)


def test_bounds_are_said():
    with pytest.raises(NoteError, match="101 signatures; expected 1 to 100"):
        note_from((TEXT + "\n" + PETER_LINE * (MAX_SIGNATURES + 1)).encode())
    assert len(note_from((TEXT + "\n" + PETER_LINE * MAX_SIGNATURES).encode()).signatures) == 100
    with pytest.raises(NoteError, match=f"{MAX_NOTE_BYTES + 1} bytes; a note has at most"):
        note_from(b"x" * (MAX_NOTE_BYTES + 1))
    with pytest.raises(NoteError, match="expected 1 to 255 characters"):
        NoteKey("x" * 256, PLAIN, LOG_KEY.public)
    with pytest.raises(NoteError, match="a blank line and lines of signatures, each ended"):
        note_from((TEXT + "\n" + PETER_LINE[:-1]).encode())


def test_a_text_may_hold_blank_lines_and_the_last_one_divides():
    """signed-note: "the text is separated from the signatures by the last empty line"; its own example has a poem."""
    note = sign_note("Ognuno sta solo\n\ned è subito sera.\n", "quasimodo.example/salvatore", LOG_KEY)
    assert note_from(note_bytes(note)) == note
    poem = (
        "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n— "
        "quasimodo.example/salvatore "
        "NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
    )
    read = note_from(poem.encode())
    assert read.text.endswith("sole:\n\ned è subito sera.\n")
    assert [one.hint.hex() for one in read.signatures] == ["367ba04b"]
    assert note_bytes(read).decode() == poem


def test_at_least_sixteen_lines_of_five_kilobytes_are_read():
    """signed-note: "MUST accept at least up to 16 signatures", of up to nearly 5 kB."""
    lines = tuple(NoteSignature(f"witness.example/w{number}", b"hint", bytes(4900)) for number in range(16))
    note = Note(TEXT, lines)
    assert note_from(note_bytes(note)) == note


def test_what_cannot_be_a_note_cannot_be_made():
    line = NoteSignature("x", b"hint", b"s")
    for text in ("", "no newline", "tab\t\n", "null\0\n"):
        with pytest.raises(NoteError, match="ends with a newline"):
            Note(text, (line,))
    with pytest.raises(NoteError, match="0 signatures"):
        Note(TEXT, ())
    with pytest.raises(NoteError, match="too short"):
        Note(TEXT, (NoteSignature("x", b"hin", b"s"),))
    with pytest.raises(NoteError, match="no name of a key"):
        sign_note(TEXT, "two words", LOG_KEY)
    with pytest.raises(NoteError, match="type 0x02"):
        NoteKey("x", 2, LOG_KEY.public)


NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=("Z", "C"), exclude_characters="+"),
    min_size=1,
    max_size=40,
)
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc",), include_characters="\n"), max_size=80
)


@given(
    TEXTS,
    st.lists(
        st.tuples(NAMES, st.binary(min_size=4, max_size=4), st.binary(min_size=1, max_size=80)),
        min_size=1,
        max_size=5,
    ),
)
def test_what_is_written_is_read_again(text, lines):
    note = Note(text + "\n", tuple(NoteSignature(*line) for line in lines))
    assert note_from(note_bytes(note)) == note


@settings(max_examples=300)
@given(st.one_of(st.binary(max_size=200), st.text("\n— aA=+/", max_size=40).map(str.encode)))
def test_whatever_bytes_come_are_a_note_or_a_note_error(data):
    try:
        note = note_from(data)
    except NoteError:
        return
    assert note_bytes(note) == data


@given(st.text(max_size=80))
def test_whatever_text_comes_as_a_key_is_refused_by_name(text):
    for changed in (text, f"x+00000000+{text}", f"{text}+00000000+AQ=="):
        with pytest.raises(NoteError):
            note_key_from_text(changed)
