"""The tree agrees with RFC 6962's reference vectors and with a real log; nothing that was changed is accepted."""

import base64
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_log import numbered_leaves, tree

from dueregard.ledger.merkle import (
    EMPTY_ROOT,
    MAX_SIZE,
    ProofError,
    consistency_path,
    inclusion_path,
    leaf_hash,
    node_hash,
    root,
    root_from_inclusion,
    verify_consistency,
    verify_inclusion,
)

# The eight leaves, roots and proofs that Certificate Transparency's implementations share:
# github.com/transparency-dev/merkle, proof/verify_test.go (there, leaves are counted from 1).
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    bytes.fromhex(text)
    for text in (
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    )
]
INCLUSION = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CONSISTENCY = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
    (6, 7): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
}
HASHES = [leaf_hash(leaf) for leaf in LEAVES]

# Answers of the CT log Google Argon 2020 (get-sth, get-proof-by-hash for entry 10,000, get-sth-consistency from
# 3,654,490), as golang.org/x/mod keeps them in sumdb/tlog/testdata/argon2020. The last eight hashes are shared. The
# leaf is SHA-256 of 0x00 and the 1,395 bytes of entry 10,000, a certificate (entries.json there, leaf_input).
ARGON_SIZE, ARGON_OLD_SIZE, ARGON_INDEX = 961_984_013, 3_654_490, 10_000
ARGON_ROOT = "dwlueapdd7LaOEnX2W2Wp9v2XE+KzejHRQGHwEx0oaM="
ARGON_LEAF = "9c2b3799f232761f71e022b243ebb6c6d9a9c66160800e4c2f2987c0d41294b8"
ARGON_OLD_ROOT = "AuIZ5V6sDUj1vn3Y1K85oOaQ7y+FJJKtyRTl1edIKBQ="
ARGON_TOP = """
GXIElfmnRuWfbA4z7ubV/UwlpSRUbUeec7oL5HDDnh0= pR0SH/NYP6s9+8azWwaeUXA4Ze/3WCIgMfh5YW6wvcE=
f3GuAKYVrF8RBg3s15jvA/YvV9oAliWtzP/imwPhQVA= WHn8zDxlVgkV+lSlmzaOdfSBrTHoRr5nT3d76q0KKWE=
f2uV2ZxVgULzLPKuZcowRY3ZY7fRlX59iDBjV1R8kNQ= NzQVjJsvQwbi7WStMr9oFkh9VbHfK7LB6o7WwAqwNTs=
C0LttBeYHZHgL+032JIcJC3CTBIyza/hsbmJUgJfmDI= nixU5CWTFVDlF4BGdcU6kA7WSYurEpe9jRWc+F/7sOc=
"""
ARGON_INCLUSION = """
T46AmJsuOM/gFiGlUp+IJJebp+1Z5qratFNW7U0JyOQ= 9Jj1Feodn42uRYEfffkV4HF/EIPFQ5Zo9IwkxbQ2uhk=
D53/1oCNebF4J59HHgioovKZxrmrKcVuCVhy3Izg8Ck= wSFDgGSrsXRPA+1c8WHoAFCsWeUv8NDyP/Q/SgsyVyY=
516/RcwsgdwdzHn18v1dJHqBkgFUbNhmCIWOGjsMJaE= naTFY2ajLFgrgs5XUl+zJYZnnlJksLGsA1VYwpLfqbY=
mKBRJo6qao+0Kdh/rhGkZUbHUAxMhrtrclrTpIbNjIg= Co4ueOFE7lpifLio94irxxsv1wFMMaK3tPu2ZQkHlro=
yRgy800K6JMYCC05sWfqF2kvCg2riT/pVM+nEa6V5+0= n2O38XJZC8/Wpbwi9HhgVizlUyeUHVZvYyQB1607MRc=
go3tAjuNfNSCj87y2Rg1xOroDknGN1eaf3cgvzObf7Q= 8D0Mj3/J7ySSnFb0afIHYXv6rlOhECnsebY6XKi1IR8=
6rcez46ZU8M5vPiWVMAUfJfAOV0pPP/mch/lYzZhj/M= 2rtIeXrPvSdUyHc5maIgSAVB2BzaKaupWxSAiVayDE4=
nniW/IMFQPN5xw8UsHFn7CRStYbm1gLu7NNa6kkRqJQ= mRPPi7sQS22MduIEyvcNzCNFqIt6kLwYPkNKrVtIcu8=
JvTivzESNS9wHI8aph5a7uieVmtS/p9PciMZ5D6GyOo= UTyQd+Ym0wY4zG+qK806bBORwi1CSVvFQ/KknnqoZj8=
hXODrqN+ff+U6zPqRQ+ZQKs6im1fPcxIerDSfNwflhE= II6GE+WY/DrpZzfHztLwkR46o37zVkNLCyPYlf68zA0=
d609kWWcNBllbA8Jb/ad4XAVVGnScLRmtP8FYyr+Dck= rikBsP0G0gioXRpBFED2CzQdSLrGPvRd0bEcbEZw1rI=
"""
ARGON_CONSISTENCY = """
80Sfbj6UQEdVSZCSIgh9NMPj3vCBzcc1A48B2crJSWg= FZcrgAHUk6nNPviJZq8kEK6jCG1d18pJOFE45ZDc1TQ=
Q67reWXmPBo1UfmwBap4Xi9PMPfFdUSSw3WGlRZdG7k= eJ7CyhR4PxzBxDIsWgrVYW1eFUb9ndgf46tFmiqVrxA=
QrDwp062Grm5WY8KdrhFsBuuNjGzRox2Jb8PmVL5OYw= XM4YMjMEdLH/XJam/ZWyaP14k3cmsOtnPsOWQ54lW1s=
SGiBh+jOTGccXU48ZzgQ88lRcBmtB4wz4oSDndv2QTg= WAS6txqNLYKGL1GdBdpqmV42TTfn6cJsuDsqLXuTCNI=
QFmRS0rirUA7ZN3lxFjDncV+E1OCrn3NUB4RCp+5fzc= Hdbp7It2XBNZmNDBpCN/KPd7vfVqxgzwOosqVIaEA9E=
mxvHL0ZiblBdD7j7pIa1jlfB0gSqfJ6oX0UGo7L0VsU= q5hjyvoW6TL/PThgcitpDcSTrnKX2p1+aqscqH2euRA=
jTOWDqt3IHj2NVFeezyBz2ofpru+ztEywqKUAfFclKI= GIRn0w3HqJdvU9j1WVD//eR6lk2AaTVjyzjsJNP8U88=
x52GJvxG81fnQBrgOTbll1A5tz95/LXK0Ag1NhB0r1I= 6/0OqrcTgc3o5dD5PymmoC96lB9yLPFuTHVvLy8fSGk=
Gf+iKLfcXO5l4JEFmsZvSdG5q1uEeWPfYLrds6pmjz0= DGuaco+McyM3AfRSF6qX7RwSetwe2ieYJmxw5e9rVx0=
2tQJ9V32hnYp+fdpP6TcjmgJmLeNVOMKM0Ml1kk4cNU= 3PapK+IkyJr8I9yAErAmzuZezzLMzsg+PfeRCgNW8NQ=
s6xiYeejb+wtqHA+URJZ2I/SCPyIW8coP6aB00FJbMY= z9lSpmdTcr5M5ZzKlc4EPh3SrSypKFdk6JUF/UccaZU=
"""

MOST = 300


def hexed(path: tuple[bytes, ...]) -> list[str]:
    return [one.hex() for one in path]


def plain_root(hashes: list[bytes]) -> bytes:
    """MTH as RFC 6962 §2.1 writes it, recursion and all."""
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return node_hash(plain_root(hashes[:split]), plain_root(hashes[split:]))


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def unbase64(text: str) -> tuple[bytes, ...]:
    return tuple(base64.b64decode(word) for word in text.split())


def test_roots_agree_with_the_certificate_transparency_vectors():
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert root(0, tree([])) == EMPTY_ROOT
    assert [root(size, tree(HASHES)) for size in range(1, 9)] == ROOTS


@pytest.mark.parametrize(("index", "size"), INCLUSION)
def test_inclusion_agrees_with_the_certificate_transparency_vectors(index, size):
    path = inclusion_path(index, size, tree(HASHES))
    assert hexed(path) == INCLUSION[index, size]
    verify_inclusion(HASHES[index], index, size, path, ROOTS[size - 1])


@pytest.mark.parametrize(("old", "new"), CONSISTENCY)
def test_consistency_agrees_with_the_certificate_transparency_vectors(old, new):
    path = consistency_path(old, new, tree(HASHES))
    assert hexed(path) == CONSISTENCY[old, new]
    verify_consistency(old, new, ROOTS[old - 1], ROOTS[new - 1], path)


def test_a_real_log_of_962_million_entries_proves_that_it_grew_from_an_older_one():
    path = unbase64(ARGON_CONSISTENCY) + unbase64(ARGON_TOP)
    old, new = base64.b64decode(ARGON_OLD_ROOT), base64.b64decode(ARGON_ROOT)
    verify_consistency(ARGON_OLD_SIZE, ARGON_SIZE, old, new, path)
    with pytest.raises(ProofError, match="for 3654490 leaves, not to"):
        verify_consistency(ARGON_OLD_SIZE, ARGON_SIZE, flipped(old, 0), new, path)
    for wrong in (ARGON_OLD_SIZE - 1, ARGON_OLD_SIZE + 1, ARGON_OLD_SIZE ^ 2):
        with pytest.raises(ProofError):
            verify_consistency(wrong, ARGON_SIZE, old, new, path)


def test_the_audit_path_of_a_real_log_leads_to_its_root_from_one_place_only():
    path = unbase64(ARGON_INCLUSION) + unbase64(ARGON_TOP)
    leaf = bytes.fromhex(ARGON_LEAF)
    verify_inclusion(leaf, ARGON_INDEX, ARGON_SIZE, path, base64.b64decode(ARGON_ROOT))
    for index in (ARGON_INDEX - 1, ARGON_INDEX + 1, ARGON_INDEX ^ 2, 0, ARGON_SIZE - 1):
        with pytest.raises(ProofError):
            verify_inclusion(leaf, index, ARGON_SIZE, path, base64.b64decode(ARGON_ROOT))


def test_every_leaf_of_every_tree_up_to_300_is_proven_and_every_root_is_the_plain_one():
    leaves = numbered_leaves(MOST)
    hash_at = tree(leaves)
    for size in range(1, MOST + 1):
        at = root(size, hash_at)
        assert at == plain_root(leaves[:size])
        for index in range(size):
            path = inclusion_path(index, size, hash_at)
            assert root_from_inclusion(leaves[index], index, size, path) == at


def test_every_tree_up_to_300_is_proven_to_have_grown_from_every_smaller_one():
    leaves = numbered_leaves(MOST)
    hash_at = tree(leaves)
    roots = [root(size, hash_at) for size in range(MOST + 1)]
    for new in range(MOST + 1):
        for old in range(new + 1):
            verify_consistency(old, new, roots[old], roots[new], consistency_path(old, new, hash_at))


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_no_inclusion_proof_survives_a_single_flipped_bit(data):
    size = data.draw(st.integers(1, MOST))
    index = data.draw(st.integers(0, size - 1))
    leaves = numbered_leaves(size)
    parts = [leaves[index], root(size, tree(leaves)), *inclusion_path(index, size, tree(leaves))]
    part, bit = data.draw(st.integers(0, len(parts) - 1)), data.draw(st.integers(0, 255))
    parts[part] = flipped(parts[part], bit)
    leaf, at, *path = parts
    with pytest.raises(ProofError, match="leads to root"):
        verify_inclusion(leaf, index, size, tuple(path), at)


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_no_consistency_proof_survives_a_single_flipped_bit(data):
    new = data.draw(st.integers(2, MOST))
    old = data.draw(st.integers(1, new - 1))
    hash_at = tree(numbered_leaves(new))
    parts = [root(old, hash_at), root(new, hash_at), *consistency_path(old, new, hash_at)]
    part, bit = data.draw(st.integers(0, len(parts) - 1)), data.draw(st.integers(0, 255))
    parts[part] = flipped(parts[part], bit)
    with pytest.raises(ProofError, match="leads to"):
        verify_consistency(old, new, parts[0], parts[1], tuple(parts[2:]))


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_no_proof_fits_another_place_or_another_size(data):
    size = data.draw(st.integers(1, MOST))
    index = data.draw(st.integers(0, size - 1))
    leaves = numbered_leaves(size)
    path, at = inclusion_path(index, size, tree(leaves)), root(size, tree(leaves))
    elsewhere = data.draw(st.integers(-1, 2 * size).filter(lambda other: other != index))
    with pytest.raises(ProofError):
        verify_inclusion(leaves[index], elsewhere, size, path, at)
    for wrong in (path[:-1], (*path, at), (at, *path)):
        if wrong != path:
            with pytest.raises(ProofError):
                verify_inclusion(leaves[index], index, size, wrong, at)


def test_what_cannot_be_a_proof_is_refused_with_the_reason():
    leaves = numbered_leaves(7)
    at, path = root(7, tree(leaves)), inclusion_path(3, 7, tree(leaves))
    for index, size in ((0, 0), (0, -1), (7, 7), (-1, 7), (0, MAX_SIZE + 1)):
        with pytest.raises(ProofError, match="there is no leaf"):
            verify_inclusion(leaves[3], index, size, path, at)
    with pytest.raises(ProofError, match="too long: 4"):
        verify_inclusion(leaves[3], 3, 7, (*path, at), at)
    with pytest.raises(ProofError, match="too short: 2"):
        verify_inclusion(leaves[3], 3, 7, path[:-1], at)
    with pytest.raises(ProofError, match="31 bytes"):
        verify_inclusion(leaves[3][:-1], 3, 7, path, at)
    with pytest.raises(ProofError, match="0 bytes"):
        verify_inclusion(leaves[3], 3, 7, path, b"")
    for old, new in ((8, 7), (-1, 7), (7, MAX_SIZE + 1)):
        with pytest.raises(ProofError, match=f"of {new} leaves cannot have grown from one of {old}"):
            verify_consistency(old, new, at, at, ())
    with pytest.raises(ProofError, match="cannot have 2 hashes"):
        verify_consistency(3, 7, root(3, tree(leaves)), at, consistency_path(3, 7, tree(leaves))[:2])
    with pytest.raises(ProofError, match="cannot have 0 hashes"):
        verify_consistency(3, 7, root(3, tree(leaves)), at, ())
    with pytest.raises(ProofError, match="cannot have 9 hashes"):
        verify_consistency(3, 7, root(3, tree(leaves)), at, (at,) * 9)
    with pytest.raises(ProofError, match="the path is empty"):
        verify_consistency(7, 7, at, at, (at,))
    with pytest.raises(ProofError, match="two trees of 7 leaves"):
        verify_consistency(7, 7, at, leaves[0], ())
    with pytest.raises(ProofError, match="without leaves"):
        verify_consistency(0, 7, at, at, ())
    for call in (
        lambda: inclusion_path(7, 7, tree(leaves)),
        lambda: inclusion_path(-1, 7, tree(leaves)),
        lambda: consistency_path(8, 7, tree(leaves)),
        lambda: consistency_path(-1, 7, tree(leaves)),
    ):
        with pytest.raises(ValueError, match="a tree of 7 leaves has no"):
            call()
    for size in (-1, MAX_SIZE + 1):
        with pytest.raises(ValueError, match=f"size {size}: a tree has 0 to"):
            root(size, tree(leaves))


def test_a_tree_of_two_to_the_63_leaves_is_proven_in_63_hashes():
    """All leaves alike: the hash of a level is then one hash, so that no tree has to be made."""
    levels = [leaf_hash(b"")]
    for _ in range(63):
        levels.append(node_hash(levels[-1], levels[-1]))
    at = root(MAX_SIZE, lambda level, _index: levels[level])
    chosen = random.Random(6962)
    for index in (0, MAX_SIZE - 1, *(chosen.randrange(MAX_SIZE) for _ in range(20))):
        path = inclusion_path(index, MAX_SIZE, lambda level, _index: levels[level])
        assert len(path) == 63
        verify_inclusion(levels[0], index, MAX_SIZE, path, at)
        old = index + 1
        before = root(old, lambda level, _index: levels[level])
        path = consistency_path(old, MAX_SIZE, lambda level, _index: levels[level])
        assert len(path) <= 64
        verify_consistency(old, MAX_SIZE, before, at, path)
