"""Nodes: begun whole or not at all, opened with the root they were begun with, without a secret in any message."""

import os
import stat
from uuid import uuid4

import psycopg
import pytest
from node_made import BEGIN, BOR_KEY, BOREALIA, CAS_KEY, ORIGIN, begun, form, never_asked, ticking

from dueregard.jobs import begin_node as begin_module
from dueregard.jobs.begin_node import begin_node, root_key_entry
from dueregard.jobs.node import log_key, open_node
from dueregard.ledger.key_file import write_key
from dueregard.ledger.log import find_log
from dueregard.ledger.policy import Policy
from dueregard.ledger.read import entries
from dueregard.ledger.receipt import verify_receipt
from dueregard.model.errors import DataError, UsageError
from dueregard.record.filing_type import FILING_TYPE
from dueregard.record.forms import read_filing
from dueregard.record.forms.actor import ActorEntry
from dueregard.record.forms.key import KeyEntry

POSTGRES = os.environ.get("DUEREGARD_TEST_POSTGRES", "postgresql+psycopg://root@127.0.0.1:5432/test")


@pytest.fixture
def schema():
    """Hand out the address of an empty schema on a PostgreSQL server, dropped afterwards."""
    plain = POSTGRES.replace("postgresql+psycopg://", "postgresql://")
    try:
        connection = psycopg.connect(plain, connect_timeout=3, autocommit=True)
    except psycopg.OperationalError:
        pytest.skip("no PostgreSQL server answers; set DUEREGARD_TEST_POSTGRES to the address of one")
    name = f"node_{uuid4().hex[:12]}"
    with connection:
        connection.execute(f"CREATE SCHEMA {name}")
        yield f"{POSTGRES}?options=-csearch_path%3D{name}"
        connection.execute("SET client_min_messages = warning")
        connection.execute(f"DROP SCHEMA {name} CASCADE")


def begin(folder, actor=None, key_entry=None, key=BOR_KEY, origin=ORIGIN, ledger="ledger.db"):
    actor = actor or form(**BOREALIA)
    return begin_node(
        folder, origin, actor, key_entry or root_key_entry(actor, BOR_KEY, BEGIN), key, ticking(), ledger=ledger,
        ask=never_asked,
    )  # fmt: skip


def test_the_first_two_entries_are_the_root_s_and_their_receipts_verify(tmp_path):
    node, receipts = begin(tmp_path / "bor")
    with node:
        first, second = entries(node.ledger, ORIGIN)
        actor, key = (read_filing(one.entry.envelope.payload) for one in (first, second))
        assert isinstance(actor, ActorEntry)
        assert actor.actor == "BOR"
        assert isinstance(key, KeyEntry)
        assert (key.actor, key.key_id, key.step) == ("BOR", BOR_KEY.key_id, "add")
        for one, receipt in zip((first, second), receipts, strict=True):
            assert one.entry.envelope.payload_type == FILING_TYPE
            proven = verify_receipt(receipt, Policy(node.log.key, log_alone=True))
            assert proven.entry_id == one.entry_id
            assert proven.signed_by == (BOR_KEY.key_id,)


def test_a_node_opens_again_and_its_key_is_read_only_where_something_is_signed(tmp_path):
    begun(tmp_path / "bor").close()
    (tmp_path / "bor" / "node.key").rename(tmp_path / "away.key")
    with open_node(tmp_path / "bor") as node:
        assert (node.origin, node.log.size) == (ORIGIN, 2)
        assert (node.root.actor, node.root.key_id) == ("BOR", BOR_KEY.key_id)
        with pytest.raises(DataError, match=r"node\.key: the key cannot be read"):
            log_key(node, never_asked)
        (tmp_path / "away.key").rename(tmp_path / "bor" / "node.key")
        assert log_key(node, never_asked).public == node.log.key.public


def test_only_the_owner_may_read_the_key(tmp_path):
    begun(tmp_path / "bor").close()
    assert stat.S_IMODE((tmp_path / "bor" / "node.key").stat().st_mode) == 0o600


def test_a_passphrase_is_asked_for_where_the_node_s_key_has_one(tmp_path):
    actor = form(**BOREALIA)
    node, _ = begin_node(
        tmp_path / "bor", ORIGIN, actor, root_key_entry(actor, BOR_KEY, BEGIN), BOR_KEY, ticking(),
        new_passphrase=lambda _path: "open sesame", ask=never_asked,
    )  # fmt: skip
    with node:
        assert log_key(node, lambda _path: "open sesame").public == node.log.key.public
        with pytest.raises(DataError) as told:
            log_key(node, lambda _path: "another one")
    assert "the passphrase is wrong" in str(told.value)
    assert "another one" not in str(told.value)


def test_another_key_in_the_node_s_file_is_refused_before_anything_is_signed(tmp_path):
    with begun(tmp_path / "bor") as node:
        node.key_file.unlink()
        write_key(CAS_KEY, node.key_file)
        with pytest.raises(DataError, match="this is not the key of the log"):
            log_key(node, never_asked)


def test_begun_twice_it_says_so_and_nothing_is_touched(tmp_path):
    begun(tmp_path / "bor").close()
    before = {path.name: path.read_bytes() for path in (tmp_path / "bor").iterdir()}
    with pytest.raises(UsageError, match="has begun already, with 2 entries"):
        begin(tmp_path / "bor")
    with pytest.raises(UsageError, match="it holds a node already"):
        begin(tmp_path / "bor", origin="ledger.example/other")
    assert {path.name: path.read_bytes() for path in (tmp_path / "bor").iterdir()} == before


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path):
    (tmp_path / "bor").mkdir()
    (tmp_path / "bor" / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match=r"holds something else \(mine\.txt\)"):
        begin(tmp_path / "bor")
    assert [path.name for path in (tmp_path / "bor").iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("step", ["write_node_file", "write_key", "open_ledger", "begin_log", "append"])
def test_a_failure_at_any_step_leaves_nothing_behind(step, tmp_path, monkeypatch):
    def fails(*_args, **_kwargs):
        raise DataError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(begin_module, step, fails)
        with pytest.raises(DataError, match="the disk is full"):
            begin(tmp_path / "bor")
    assert list(tmp_path.iterdir()) == []
    begun(tmp_path / "bor").close()


def test_an_end_without_warning_is_gone_on_from(tmp_path, monkeypatch):
    """As after a power cut between the log's beginning and its first entries: nobody was there to tidy up."""
    with monkeypatch.context() as patched:
        patched.setattr(begin_module, "_remove", lambda *_paths: None)
        patched.setattr(begin_module, "_remove_folder", lambda _folder: None)
        patched.setattr(begin_module, "append", lambda *_args: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            begin(tmp_path / "bor")
    with pytest.raises(DataError, match="its first two entries are not there"):
        open_node(tmp_path / "bor")
    with begun(tmp_path / "bor") as node:
        assert find_log(node.ledger, ORIGIN).size == 2


def test_a_node_in_postgresql_keeps_no_password_and_opens_again(schema, tmp_path):
    begun(tmp_path / "bor", schema).close()
    text = (tmp_path / "bor" / "node.toml").read_text()
    assert "PGPASSWORD" in text
    assert not (tmp_path / "bor" / "ledger.db").exists()
    with open_node(tmp_path / "bor") as node:
        assert node.log.size == 2


def test_on_a_server_the_key_of_a_log_that_has_begun_stays(schema, tmp_path, monkeypatch):
    """The server keeps the log: were its key taken away again, nobody could ever use that name there."""

    def fails(*_args):
        raise DataError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(begin_module, "append", fails)
        with pytest.raises(DataError, match="the disk is full"):
            begin(tmp_path / "bor", ledger=schema)
    assert (tmp_path / "bor" / "node.key").is_file()
    begun(tmp_path / "bor", schema).close()


@pytest.mark.parametrize(
    "address",
    ["postgresql+psycopg://anna:hunter2@127.0.0.1/x", "postgresql://anna@127.0.0.1/x?password=hunter2"],
)
def test_a_password_in_an_address_is_refused_and_never_repeated(address, tmp_path):
    with pytest.raises(UsageError) as told:
        begin(tmp_path / "bor", ledger=address)
    assert "PGPASSWORD" in str(told.value)
    assert "hunter2" not in str(told.value)
    assert list(tmp_path.iterdir()) == []
    begun(tmp_path / "bor").close()
    path = tmp_path / "bor" / "node.toml"
    path.write_text(path.read_text().replace('"ledger.db"', f'"{address}"'))
    with pytest.raises(UsageError) as told:
        open_node(tmp_path / "bor")
    assert "hunter2" not in str(told.value)


def test_what_does_not_belong_together_is_named_all_at_once(tmp_path):
    actor = form(**{**BOREALIA, "filed_by": "CAS"})
    entry = root_key_entry(
        form(**{**BOREALIA, "filed_by": "CAS", "actor": "CAS", "iso_3166": "CAS"}), CAS_KEY, BEGIN
    )
    with pytest.raises(UsageError) as told:
        begin(tmp_path / "bor", actor, entry)
    for words in (
        "the actor entry of BOR is filed by CAS",
        "the key entry is of CAS",
        f"'add' of {BOR_KEY.key_id}",
    ):
        assert words in str(told.value)
    with pytest.raises(UsageError, match="is no name of a key"):
        begin(tmp_path / "bor", origin="two words")
    assert list(tmp_path.iterdir()) == []


def test_no_folder_to_begin_in_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "no" / "folder"):
        with pytest.raises(DataError, match="the node cannot be written"):
            begin(folder)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("origin = ", "orgin = ", "origin is missing; orgin is unknown"),
        ('"ledger.db"', "7", "ledger is not a text"),
        ("[root]", "[rot]", r"the table \[root\] is missing; rot is unknown"),
        ("key_id = ", "key = ", r"root\.key_id is missing; root\.key is unknown"),
        ("[root]", "[root", "it is not TOML"),
        ('"ledger.db"', '"other.db"', "other.db: "),
        (f'"{ORIGIN}"', '"ledger.example/other"', "there is no log ledger.example/other"),
        ('actor = "BOR"', 'actor = "CAS"', "does not begin with CAS"),
        (BOR_KEY.key_id, CAS_KEY.key_id, f"does not begin with BOR and the key {CAS_KEY.key_id}"),
    ],
)
def test_every_way_node_toml_can_be_wrong_is_named(old, new, said, tmp_path):
    begun(tmp_path / "bor").close()
    path = tmp_path / "bor" / "node.toml"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(DataError, match=said):
        open_node(tmp_path / "bor")


def test_a_folder_without_a_node_says_how_to_begin_one(tmp_path):
    with pytest.raises(DataError, match="there is no node here"):
        open_node(tmp_path)
    with pytest.raises(DataError, match="there is no node here"):
        open_node(tmp_path / "nowhere")
