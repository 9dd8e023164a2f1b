"""What was acknowledged is never lost: writers are killed (SIGKILL) at random moments, and acknowledgements noted here.

The short form runs with every test; the full one with ``pytest -m kill`` (and with all that is slow).
"""

import random

import pytest
from ledger_made import LOG_KEY, ORIGIN
from ledger_writers import acknowledge_too_early, kill_writers, write_until_killed

from dueregard.ledger.database import open_ledger
from dueregard.ledger.log import begin_log

FEW, MANY = 20, 300


@pytest.fixture
def begun(address: str) -> str:
    """Return the address of a ledger with an own log."""
    with open_ledger(address, create=True) as ledger:
        begin_log(ledger, ORIGIN, LOG_KEY)
    return address


def test_nothing_acknowledged_is_lost_when_a_writer_is_killed(begun: str) -> None:
    seen = kill_writers(begun, FEW, write_until_killed, 0.08, random.Random(5), whole_check_every=FEW)
    assert seen.kills == FEW
    assert seen.acknowledged > FEW


@pytest.mark.slow
@pytest.mark.kill
def test_nothing_acknowledged_is_lost_in_a_few_hundred_kills(
    begun: str, capsys: pytest.CaptureFixture[str]
) -> None:
    seen = kill_writers(begun, MANY, write_until_killed, 0.3, random.Random(), whole_check_every=30)
    with capsys.disabled():
        print(f"\n  {begun.partition(':')[0]}: {seen}")
    assert seen.kills == MANY
    assert seen.acknowledged > 10 * MANY
    assert seen.committed_untold  # some were hit between the commit and the last word of it


def test_an_acknowledgement_before_the_commit_would_be_noticed(begun: str) -> None:
    with pytest.raises(AssertionError, match="were acknowledged and 0 are there"):
        kill_writers(begun, 10, acknowledge_too_early, 0.3, random.Random(6), whole_check_every=10)
