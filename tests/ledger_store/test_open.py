"""Opening a ledger: where there is none, something else, another version; what is said, and what never is."""

import logging
import sqlite3
import subprocess
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from ledger_made import LOG_KEY, ORIGIN, OTHER_KEY, plain
from sqlalchemy import text

from dueregard.ledger.database import Ledger, open_ledger, reading, writing
from dueregard.ledger.log import begin_log, find_log, logs
from dueregard.model.errors import DataError, DueRegardError, NetworkError, UsageError

SECRET = "s3cr3t-p4ss"


def changed(address: str, statement: str) -> None:
    """Run a statement past the program."""
    if "://" in address:
        with psycopg.connect(plain(address)) as connection:
            connection.execute(statement)
    else:
        with sqlite3.connect(address) as connection:
            connection.execute(statement)
        connection.close()


def test_a_ledger_is_made_only_where_that_is_asked_for(address: str) -> None:
    with pytest.raises(DataError, match="there is no"):
        open_ledger(address)
    assert "://" in address or not Path(address).exists()
    open_ledger(address, create=True).close()
    with open_ledger(address) as again:
        assert logs(again) == ()


def test_a_ledger_opens_again_with_what_was_in_it(address: str) -> None:
    with open_ledger(address, create=True) as ledger:
        begun = begin_log(ledger, ORIGIN, LOG_KEY)
    with open_ledger(address, create=True) as ledger:
        assert logs(ledger) == (begun,)
        assert begin_log(ledger, ORIGIN, LOG_KEY) == begun


@pytest.mark.parametrize(("version", "words"), [(2, "newer version"), (0, "version that made it")])
def test_a_database_of_another_version_is_not_touched(address: str, version: int, words: str) -> None:
    open_ledger(address, create=True).close()
    changed(address, f"UPDATE ledger_version SET version = {version}")
    with pytest.raises(DataError, match=f"version {version}") as told:
        open_ledger(address, create=True)
    assert words in told.value.do
    changed(address, "UPDATE ledger_version SET version = 1")
    open_ledger(address).close()


def test_tables_of_somebody_else_are_left_alone(address: str) -> None:
    if "://" not in address:
        Path(address).touch()
    changed(address, "CREATE TABLE log (something integer)")
    with pytest.raises(DataError, match="something else"):
        open_ledger(address, create=True)
    changed(address, "INSERT INTO log VALUES (1)")


def test_a_part_of_a_ledger_is_not_taken_for_one(address: str) -> None:
    open_ledger(address, create=True).close()
    changed(address, "DROP TABLE cosignature")
    with pytest.raises(DataError, match="a part of a ledger"):
        open_ledger(address, create=True)


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    path.touch()
    changed(str(path), "CREATE TABLE contacts (name text)")
    before = path.read_bytes()
    with pytest.raises(DataError, match="something else"):
        open_ledger(path, create=True)
    assert path.read_bytes()[100:] == before[100:]  # the header notes how the file is written


@pytest.mark.parametrize("content", [b"%PDF-1.7 and so on", b"SQLite format 3", b"x", b"\0" * 5000])
def test_a_file_that_is_no_database_is_not_touched(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "ledger.db"
    path.write_bytes(content)
    with pytest.raises(DataError, match="not a database") as told:
        open_ledger(path, create=True)
    assert str(path) in str(told.value)
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_a_database_cut_behind_its_header_is_told(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    open_ledger(path, create=True).close()
    path.write_bytes(path.read_bytes()[:150])
    with pytest.raises(DataError, match=r"ledger\.db"):
        open_ledger(path)


def test_a_file_emptied_is_no_ledger_but_can_become_one(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    path.touch()
    with pytest.raises(DataError, match="there is no ledger in it"):
        open_ledger(path)
    open_ledger(path, create=True).close()


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("{}/missing/ledger.db", "there is no such folder"),
        ("{}/ledger.db", "there is no such file"),
        ("{}", "cannot be opened"),
    ],
)
def test_a_path_that_leads_nowhere(tmp_path: Path, where: str, words: str) -> None:
    with pytest.raises(DataError, match=words):
        open_ledger(where.format(tmp_path))


@pytest.mark.parametrize(
    "where",
    [
        "",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///x.db?mode=memory",
        f"sqlite://anna:{SECRET}@host/x.db",
        f"mysql://anna:{SECRET}@host/x",
        f"postgresql+asyncpg://anna:{SECRET}@host/x",
        f"postgresql://anna:{SECRET}@host:notaport/x",
        f"://{SECRET}",
    ],
)
def test_what_is_no_address_is_told_without_repeating_it(where: str) -> None:
    with pytest.raises(UsageError) as told:
        open_ledger(where, create=True)
    assert SECRET not in "".join(traceback.format_exception(told.value))


@pytest.mark.parametrize(
    "where",
    [
        f"postgresql+psycopg://anna:{SECRET}@127.0.0.1:1/none",
        f"postgresql://anna:{SECRET}@nowhere.invalid/none",
        f"postgresql+psycopg://nobody_of_this_name:{SECRET}@127.0.0.1:5432/test?password={SECRET}",
        f"postgresql+psycopg://root:{SECRET}@127.0.0.1:5432/no_such_database",
        f"postgresql+psycopg://root:{SECRET}@127.0.0.1:5432/test?no_such_option={SECRET}",
    ],
)
def test_a_password_is_in_no_error_and_no_log_line(where: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(DueRegardError) as told:
        open_ledger(where)
    whole = "".join(traceback.format_exception(told.value)) + repr(told.value) + caplog.text
    assert SECRET not in whole
    assert "postgresql://" in str(told.value)
    if ":1/" in where or ".invalid" in where:
        assert isinstance(told.value, NetworkError)


def test_a_password_is_not_in_what_a_ledger_shows_of_itself(in_postgres: str) -> None:
    with_password = in_postgres.replace("root@", f"root:{SECRET}@")
    with open_ledger(with_password, create=True) as ledger:
        assert SECRET not in repr(ledger) + str(ledger) + ledger.name + repr(ledger.engine)
        with pytest.raises(DataError) as told:
            find_log(ledger, "none")
        assert SECRET not in str(told.value)


def test_without_the_driver_the_error_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from dueregard.ledger.database import open_ledger\n"
        "try: open_ledger('postgresql+psycopg://anna:secret@127.0.0.1/x')\n"
        "except Exception as error: print(type(error).__name__, error)"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.startswith("UsageError")
    assert "dueregard[postgres]" in ended.stdout
    assert "secret" not in ended.stdout


def test_sqlite_keeps_what_it_acknowledges(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "ledger.db", create=True, wait_s=3) as ledger:
        for use in (reading, writing):
            with use(ledger) as connection:
                said = {
                    name: connection.execute(text(f"PRAGMA {name}")).scalar_one()
                    for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "fullfsync")
                }
            assert said == {
                "journal_mode": "wal",
                "synchronous": 2,  # FULL
                "foreign_keys": 1,
                "busy_timeout": 3000,
                "fullfsync": 1,
            }


@pytest.mark.parametrize(("default", "expected"), [("off", "on"), ("local", "local"), ("on", "on")])
def test_postgres_waits_for_the_disk_whatever_the_user_has_set(
    server: str, in_postgres: str, default: str, expected: str
) -> None:
    schema = in_postgres.rpartition("%3D")[2]
    option = f"options=-csearch_path%3D{schema}%20-csynchronous_commit%3D{default}"
    with open_ledger(f"{server}?{option}", create=True, wait_s=7) as ledger:
        with writing(ledger) as connection:
            said = [
                connection.execute(text(f"SHOW {name}")).scalar_one()
                for name in ("synchronous_commit", "lock_timeout", "search_path")
            ]
        assert said == [expected, "7s", schema]


def test_reading_cannot_write(in_postgres: str) -> None:
    with open_ledger(in_postgres, create=True) as ledger:
        with pytest.raises(DataError, match="only reads"), reading(ledger) as connection:
            connection.execute(text("DELETE FROM checkpoint"))


def test_many_who_create_the_same_ledger_at_once_make_one(address: str) -> None:
    code = (
        "import sys; from dueregard.ledger.database import open_ledger; from dueregard.ledger.log import begin_log\n"
        "from dueregard.ledger.keys import SigningKey\n"
        "sys.stdin.read(1)\n"
        "with open_ledger(sys.argv[1], create=True) as ledger:\n"
        "    print(begin_log(ledger, 'ledger.example/borealia', SigningKey(bytes(range(32)))).number)"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code, address],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for one in started:
        assert one.stdin is not None
        one.stdin.write("g")
        one.stdin.flush()
    with ThreadPoolExecutor(4) as pool:
        ended = list(pool.map(lambda one: one.communicate(timeout=60), started))
    assert [out.strip() for out, _ in ended] == ["1"] * 4, ended


def test_a_log_has_one_key(ledger: Ledger) -> None:
    with pytest.raises(DataError, match="with another key"):
        begin_log(ledger, ORIGIN, OTHER_KEY)
    with pytest.raises(UsageError, match="no name of a key"):
        begin_log(ledger, "two words", LOG_KEY)
    with pytest.raises(DataError, match=ORIGIN) as told:
        find_log(ledger, "ledger.example/nowhere")
    assert "there is no log ledger.example/nowhere" in str(told.value)
    assert [log.origin for log in logs(ledger)] == [ORIGIN]
