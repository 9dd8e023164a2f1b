"""A node that shows two histories is caught, the evidence proves itself, and the log waits for a person."""

import base64
import hashlib
import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from exchange_made import everything, held, pulled, same_log
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_made import BEGIN, LOG_KEY, NOTE_KEY, ORIGIN, OTHER_KEY, envelopes
from web_server import WebServer

from dueregard.ledger.append import append
from dueregard.ledger.check import check
from dueregard.ledger.checkpoint import Checkpoint, sign_checkpoint
from dueregard.ledger.database import Ledger, open_ledger
from dueregard.ledger.exchange.export import export_folder
from dueregard.ledger.exchange.fork import Fork, ForkError, fork_from_json, fork_json, verify_fork
from dueregard.ledger.exchange.forks_kept import decide_fork, forks
from dueregard.ledger.exchange.history import Course, Shown, course
from dueregard.ledger.keys import SigningKey
from dueregard.ledger.log import begin_log
from dueregard.ledger.merkle import leaf_hash, root
from dueregard.ledger.note import PLAIN, NoteKey, note_bytes
from dueregard.ledger.read import entries
from dueregard.ledger.tiles import grown, hash_in_tiles
from dueregard.model.errors import DataError, NetworkError, UsageError

Publish = Callable[[str, int, int], Path]


@pytest.fixture
def publish(tmp_path: Path) -> Publish:
    """Return how a node publishes a history of so many entries, which leaves the common one at some entry."""

    def published(name: str, size: int, apart_from: int) -> Path:
        folder = tmp_path / name
        with open_ledger(tmp_path / f"{name}.db", create=True) as ledger:
            begin_log(ledger, ORIGIN, LOG_KEY)
            common = min(size, apart_from)
            append(ledger, envelopes(0, common), lambda: BEGIN, LOG_KEY)
            append(ledger, envelopes(10**6, size - common), lambda: BEGIN, LOG_KEY)
            export_folder(ledger, ORIGIN, folder)
        return folder

    return published


NEVER = 10**9


def verified_without_us(evidence: str, public: bytes) -> bool:
    """Verify evidence with nothing of this program but hashes and Ed25519: RFC 6962 §2.1.4 by recursion."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    parts = json.loads(evidence)
    trees = []
    for name in ("smaller", "larger"):
        text, _, lines = parts[name].rpartition("\n\n")
        text += "\n"
        _, key_name, signature = lines.strip().split(" ")
        origin, size, tree_root = text.split("\n")[:3]
        assert key_name == origin
        Ed25519PublicKey.from_public_bytes(public).verify(base64.b64decode(signature)[4:], text.encode())
        trees.append((origin, int(size), base64.b64decode(tree_root)))
    (one, m, smaller_root), (other, n, larger_root) = trees
    in_larger, path = bytes.fromhex(parts["root_in_larger"]), [bytes.fromhex(h) for h in parts["path"]]

    def node(left: bytes, right: bytes) -> bytes:
        return hashlib.sha256(b"\x01" + left + right).digest()

    def roots(m: int, n: int, whole: bool, rest: list[bytes]) -> tuple[bytes, bytes]:
        """Return the roots of the first m leaves and of all n of a subtree, taking hashes from the path's end."""
        if m == n:
            found = in_larger if whole else rest.pop(0)
            return found, found
        k = 1 << (n - 1).bit_length() - 1
        last = rest.pop()
        if m <= k:
            old, new = roots(m, k, whole, rest)
            return old, node(new, last)
        old, new = roots(m - k, n - k, False, rest)
        return node(last, old), node(last, new)

    return (
        one == other
        and roots(m, n, True, list(path)) == (in_larger, larger_root)
        and in_larger != smaller_root
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((300, NEVER), (300, 200)),  # the same size, another root
        ((300, NEVER), (900, 200)),  # larger, and does not begin with what was shown
        ((300, NEVER), (301, 299)),
        ((256, NEVER), (600, 255)),
        ((1, NEVER), (2, 0)),
        ((600, 200), (300, NEVER)),  # smaller, and not what was shown then
        ((600, 255), (256, NEVER)),
        ((900, 899), (900, NEVER)),
    ],
)
def test_two_histories_are_caught_and_the_evidence_proves_itself(
    other_in_both: Ledger, publish: Publish, first: tuple[int, int], second: tuple[int, int]
) -> None:
    other = other_in_both
    pulled(other, publish("first", *first))
    before = list(entries(other, ORIGIN))
    with pytest.raises(DataError, match="has shown two histories") as told:
        pulled(other, publish("second", *second))
    assert f"it signed {min(first[0], second[0])} entries" in str(told.value)
    (kept,) = forks(other, ORIGIN)
    assert (kept.found_at, kept.decision) == (BEGIN, None)
    evidence = fork_json(kept.fork)
    smaller, larger = verify_fork(fork_from_json(evidence), NOTE_KEY)
    assert {smaller.size, larger.size} == {first[0], second[0]}
    assert verified_without_us(evidence, LOG_KEY.public.raw)
    # Nothing of the other history was taken, and nothing is taken any more, of neither.
    assert list(entries(other, ORIGIN)) == before
    assert check(other, ORIGIN).problems == ()
    for apart in (NEVER, 200):
        with pytest.raises(DataError, match=r"has shown two histories \(evidence 1\)"):
            pulled(other, publish(f"on {apart}", 950, apart))
    assert len(forks(other, ORIGIN)) == 1


def test_after_a_decision_the_history_held_goes_on_and_the_other_stays_refused(
    other: Ledger, publish: Publish
) -> None:
    pulled(other, publish("first", 300, NEVER))
    with pytest.raises(DataError, match="two histories"):
        pulled(other, publish("second", 400, 100))
    with pytest.raises(UsageError, match="has words"):
        decide_fork(other, ORIGIN, 1, "  ", lambda: BEGIN)
    with pytest.raises(UsageError, match="no evidence 2"):
        decide_fork(other, ORIGIN, 2, "decided", lambda: BEGIN)
    decide_fork(other, ORIGIN, 1, "A person, after a call: the first is the true one", lambda: BEGIN)
    (kept,) = forks(other, ORIGIN)
    assert (kept.decision, kept.decided_at) == ("A person, after a call: the first is the true one", BEGIN)
    with pytest.raises(UsageError, match="no evidence 1"):
        decide_fork(other, ORIGIN, 1, "again", lambda: BEGIN)
    assert pulled(other, publish("on", 500, NEVER)).before == 300
    before = everything(other)
    for _ in range(2):
        with pytest.raises(DataError, match="two histories"):
            pulled(other, publish("second again", 400, 100))
        # The second time the same evidence is there already; from 500 entries on it is another one than before.
        assert len(forks(other, ORIGIN)) == 2
        decide_fork_if_open(other)
    assert [row for row in everything(other) if row[0] != "fork"] == [
        row for row in before if row[0] != "fork"
    ]
    pulled(other, publish("on and on", 501, NEVER))


def decide_fork_if_open(ledger: Ledger) -> None:
    for kept in forks(ledger, ORIGIN):
        if kept.decision is None:
            decide_fork(ledger, ORIGIN, kept.number, "as before", lambda: BEGIN)


def test_an_older_state_of_the_same_history_is_told_and_is_no_evidence(
    other: Ledger, publish: Publish
) -> None:
    pulled(other, publish("now", 600, NEVER))
    before = everything(other)
    for size in (599, 512, 300, 256, 1, 0):
        with pytest.raises(DataError, match="shows an older state") as told:
            pulled(other, publish(f"then {size}", size, NEVER))
        assert "600 entries" in told.value.expected
    assert everything(other) == before
    pulled(other, publish("later", 700, NEVER))


@pytest.mark.parametrize("cut", [0, 60_000, 130_000])
def test_two_histories_are_caught_in_the_middle_of_a_pull(
    other: Ledger, web: WebServer, publish: Publish, cut: int
) -> None:
    """The first checkpoint binds the log as soon as it was believed, also where its entries never came."""
    web.folder = publish("first", 600, NEVER)
    upper = sum((web.folder / n).stat().st_size for n in ("checkpoint", "tile/1/000.p/2", "tile/0/002.p/88"))
    web.cut_after = upper + cut
    with pytest.raises(NetworkError):
        pulled(other, web.url)
    so_far = held(other)
    assert (so_far > 0) == (cut > 0)
    for size in (600, 800):
        with open_ledger(Path(other.name).with_name(f"{size}.db"), create=True) as again:
            web.cut_after = upper + cut
            web.folder = Path(web.folder).with_name("first")
            with pytest.raises(NetworkError):
                pulled(again, web.url)
            with pytest.raises(DataError, match="two histories"):
                pulled(again, publish(f"second {size}", size, 100))
            assert verified_without_us(fork_json(forks(again, ORIGIN)[0].fork), LOG_KEY.public.raw)
    # A smaller one can be held against it only as far as its tiles have come.
    with pytest.raises(DataError, match=r"cannot be compared|older state"):
        pulled(other, publish("smaller", 550, NEVER))
    web.folder, web.cut_after = publish("first again", 600, NEVER), None
    pulled(other, web.url)
    assert held(other) == 600


@pytest.mark.parametrize("path", ["tile/1/000.p/3", "entries/001", "entries/003.p/32"])
def test_what_another_pull_finds_meanwhile_ends_this_one(
    other: Ledger, web: WebServer, publish: Publish, path: str
) -> None:
    web.folder = publish("first", 300, NEVER)
    pulled(other, web.url)
    web.folder = publish("on", 800, NEVER)
    forked = publish("second", 300, 100)

    def meanwhile(handler: BaseHTTPRequestHandler) -> bool:
        if handler.path.endswith(path):
            web.behaviour = lambda handler: False
            with pytest.raises(DataError, match="two histories"):
                pulled(other, forked)
        return False

    web.behaviour = meanwhile
    with pytest.raises(DataError, match=r"two histories \(evidence 1\)"):
        pulled(other, web.url)
    assert held(other) == {"tile/1/000.p/3": 300, "entries/001": 300, "entries/003.p/32": 768}[path]
    assert check(other, ORIGIN).problems == ()


def hashes(leaves: list[bytes]) -> tuple[bytes, Callable[[int, int], bytes]]:
    tiles = grown(lambda level, number: b"", 0, leaves)
    hash_at = hash_in_tiles(lambda level, number: tiles[level, number])
    return root(len(leaves), hash_at), hash_at


def shown(leaves: list[bytes]) -> tuple[Shown, Callable[[int, int], bytes]]:
    tree_root, hash_at = hashes(leaves)
    tree = Checkpoint(ORIGIN, len(leaves), tree_root)
    return Shown(tree, note_bytes(sign_checkpoint(tree, LOG_KEY))), hash_at


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 700), st.integers(1, 700), st.one_of(st.none(), st.integers(0, 699)))
def test_any_two_trees_are_the_same_grown_older_or_evidence(old: int, new: int, apart: int | None) -> None:
    leaves = [leaf_hash(b"%d" % n) for n in range(max(old, new))]
    changed = leaves[:new]
    if apart is not None and apart < new:
        changed[apart] = leaf_hash(b"another")
    (before, hashes_before), (now, hashes_now) = shown(leaves[:old]), shown(changed)
    found = course(before, now, hashes_before if old > new else hashes_now)
    if apart is not None and apart < min(old, new):
        assert isinstance(found, Fork)
        verify_fork(fork_from_json(fork_json(found)), NOTE_KEY)
        assert verified_without_us(fork_json(found), LOG_KEY.public.raw)
    else:
        assert found is (Course.SAME if old == new else Course.GROWN if old < new else Course.OLDER)
        # And nothing that is shown as evidence of it verifies.
        smaller, larger = (before, now) if old <= new else (now, before)
        hash_at = hashes_now if old <= new else hashes_before
        true = root(smaller.checkpoint.size, hash_at)
        for claimed in (true, leaf_hash(b"claimed")):
            with pytest.raises(ForkError):
                verify_fork(Fork(smaller.note, larger.note, claimed, ()), NOTE_KEY)


@pytest.fixture(scope="module")
def evidence() -> Fork:
    """Return good evidence."""
    leaves = [leaf_hash(b"%d" % n) for n in range(600)]
    before, _ = shown(leaves[:300])
    now, hash_at = shown([leaf_hash(b"another"), *leaves[1:]])
    found = course(before, now, hash_at)
    assert isinstance(found, Fork)
    return found


def test_no_part_of_evidence_can_be_changed(evidence: Fork) -> None:
    text = fork_json(evidence)
    verify_fork(fork_from_json(text), NOTE_KEY)
    for at in range(len(text)):
        for other in {chr(ord(text[at]) ^ 1), "0", "A"} - {text[at]}:
            with pytest.raises(ForkError):
                verify_fork(fork_from_json(text[:at] + other + text[at + 1 :]), NOTE_KEY)


def test_evidence_is_of_one_log_and_its_key(evidence: Fork) -> None:
    for key in (
        NoteKey(ORIGIN, PLAIN, OTHER_KEY.public),
        NoteKey("ledger.example/other", PLAIN, LOG_KEY.public),
        NoteKey(ORIGIN, PLAIN, SigningKey(bytes(32)).public),
    ):
        with pytest.raises(ForkError):
            verify_fork(evidence, key)
    swapped = Fork(evidence.larger, evidence.smaller, evidence.root_in_larger, evidence.path)
    with pytest.raises(ForkError):
        verify_fork(swapped, NOTE_KEY)
    with pytest.raises(ForkError, match="begins with the smaller"):
        verify_fork(Fork(evidence.smaller, evidence.smaller, shown_root(evidence), ()), NOTE_KEY)


def shown_root(fork: Fork) -> bytes:
    return base64.b64decode(fork.smaller.split(b"\n")[2])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"fork": "dueregard-fork-2"}',
        "[" * 100_000,
        '"' + "x" * 20_000_000 + '"',
        "null",
        "\ud800",
    ],
    ids=["nothing", "list", "empty", "another", "deep", "long", "null", "half"],
)
def test_what_is_no_evidence_is_told(text: str) -> None:
    with pytest.raises(ForkError):
        fork_from_json(text)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("smaller", 5),
        ("larger", None),
        ("smaller", "\ud800"),
        ("root_in_larger", "00"),
        ("root_in_larger", "A" * 64),
        ("path", "x"),
        ("path", [1]),
        ("path", ["00"] * 65),
        ("fork", 1),
    ],
)
def test_every_field_of_evidence_is_held_to_its_form(evidence: Fork, field: str, value: object) -> None:
    parts = json.loads(fork_json(evidence)) | {field: value}
    with pytest.raises(ForkError):
        fork_from_json(json.dumps(parts, indent=1) + "\n")


def test_both_histories_can_still_be_pulled_by_others(publish: Publish, tmp_path: Path) -> None:
    for name, apart in (("one", NEVER), ("two", 100)):
        folder = publish(name, 300, apart)
        with (
            open_ledger(tmp_path / f"{name} copy.db", create=True) as copy,
            open_ledger(tmp_path / f"{name}.db") as node,
        ):
            pulled(copy, folder)
            assert same_log(node, copy)
