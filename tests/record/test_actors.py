"""Who is an actor, in which roles, for whom, on a day: claims side by side, and the one that decides."""

from datetime import UTC, date, datetime, timedelta

from invented_record import SECRETARIAT, STATE, Invented, actor_entry, form

DAY = date(2031, 6, 1)
AGENCY = "licensing agency"


def test_an_actor_has_its_roles_from_its_first_day_until_before_its_last():
    record = Invented(cast=False)
    record.say(
        actor_entry("CAS", (STATE,), valid_from=date(2031, 3, 1), valid_to=date(2031, 9, 1), mandate=None)
    )
    roles = record.bench.actors.roles
    assert roles("CAS", date(2031, 2, 28)) == frozenset()
    assert roles("CAS", date(2031, 3, 1)) == {STATE}
    assert roles("CAS", date(2031, 8, 31)) == {STATE}
    assert roles("CAS", date(2031, 9, 1)) == frozenset()
    assert roles("NOBODY", DAY) == frozenset()


def test_whom_an_actor_acts_for_is_followed_to_the_state():
    record = Invented()
    record.enter("YARD", ("operator",), "MERIDIAN-RELAY")
    chain = record.bench.actors.chain
    assert chain("YARD", DAY) == ("MERIDIAN-RELAY", "BOR")
    assert chain("BOR", DAY) == ()
    assert chain("NOBODY", DAY) == ()


def test_a_chain_ends_before_one_who_is_not_in_the_register_then():
    record = Invented(cast=False)
    record.enter("BOR", (STATE,))
    record.enter("RELAY", ("operator",), "BOR")
    record.say(actor_entry("BOR", (STATE,), valid_to=date(2031, 5, 1)))
    assert record.bench.actors.chain("RELAY", date(2031, 4, 30)) == ("BOR",)
    assert record.bench.actors.chain("RELAY", date(2031, 5, 1)) == ()


def test_a_circle_of_those_who_act_for_each_other_ends():
    record = Invented(cast=False)
    record.say(actor_entry("ONE", ("operator",), "TWO"))
    record.say(actor_entry("TWO", ("operator",), "THREE"))
    record.say(actor_entry("THREE", ("operator",), "ONE"))
    assert record.bench.actors.chain("ONE", DAY) == ("TWO", "THREE")


def test_conflicting_claims_stand_side_by_side_with_who_entered_them():
    record = Invented()
    assert record.say(actor_entry("BOR-SPACE-AGENCY", ("ministry",), "BOR", by="BOR")).refusal is None
    claims = record.bench.actors.claims("BOR-SPACE-AGENCY", DAY)
    assert [(one.author, one.roles) for one in claims] == [
        (SECRETARIAT, {AGENCY}),
        ("BOR", {"ministry"}),
    ]


def test_for_those_who_act_for_it_the_word_of_the_state_decides():
    record = Invented()
    record.say(actor_entry("BOR-SPACE-AGENCY", ("ministry",), "BOR", by="BOR"))
    assert record.bench.actors.roles("BOR-SPACE-AGENCY", DAY) == {"ministry"}


def test_a_state_that_ends_its_agency_is_not_overruled_by_an_older_entry_of_the_register():
    record = Invented()
    record.say(
        actor_entry("BOR-SPACE-AGENCY", (AGENCY,), "BOR", by="BOR", valid_to=date(2031, 5, 1), mandate=None)
    )
    assert record.bench.actors.roles("BOR-SPACE-AGENCY", date(2031, 4, 1)) == {AGENCY}
    assert record.bench.actors.roles("BOR-SPACE-AGENCY", DAY) == frozenset()


def test_where_the_register_says_that_an_actor_belongs_to_another_state_the_register_decides():
    record = Invented()
    assert record.say(actor_entry("STATION", ("operator",), "DOR", by="DOR")).refusal is None
    assert record.say(actor_entry("STATION", ("operator",), "CAS")).refusal is None
    assert len(record.bench.actors.claims("STATION", DAY)) == 2
    assert record.bench.actors.chain("STATION", DAY) == ("CAS",)


def test_of_one_authors_entries_the_one_filed_last_among_those_begun_stands():
    record = Invented(cast=False)
    record.say(actor_entry("CAS", (STATE,)))
    record.say(actor_entry("CAS", (STATE, "ministry"), valid_from=date(2031, 9, 1)))
    assert record.bench.actors.roles("CAS", DAY) == {STATE}
    assert record.bench.actors.roles("CAS", date(2031, 9, 1)) == {STATE, "ministry"}


def test_an_amended_entry_stands_no_longer():
    record = Invented(cast=False)
    wrong = record.say(actor_entry("CAS", (STATE, "ministry"), valid_from=date(2031, 4, 1)))
    at = record.clock
    amended = record.say(actor_entry("CAS", (STATE,), amends=wrong.entry_id))
    assert amended.refusal is None
    actors = record.bench.actors
    assert actors.roles("CAS", DAY) == {STATE}
    assert actors.roles("CAS", DAY, known_at=at) == {STATE, "ministry"}


def test_what_was_known_earlier_is_answered_by_what_stood_then():
    record = Invented(cast=False)
    before = record.clock
    record.say(actor_entry("CAS", (STATE,)))
    assert record.bench.actors.roles("CAS", DAY) == {STATE}
    assert record.bench.actors.roles("CAS", DAY, known_at=before) == frozenset()
    assert record.bench.actors.roles("CAS", DAY, known_at=before + timedelta(minutes=1)) == {STATE}


def test_a_state_enters_nobody_elses_and_takes_nobody_over():
    record = Invented()
    for actor, acts_for in (("CAS", "BOR"), ("DORIA-SAT", "BOR"), ("NEW", "CAS"), ("NEW", None)):
        roles = (STATE,) if actor == "CAS" else ("operator",)
        judged = record.say(actor_entry(actor, roles, acts_for, by="BOR"))
        assert judged.refusal.kind == "permission", (actor, acts_for)
    assert record.bench.actors.chain("DORIA-SAT", DAY) == ("DOR",)


def test_a_state_makes_nobody_a_secretariat():
    record = Invented()
    assert record.say(actor_entry("BOR", (STATE, "secretariat"), by="BOR")).refusal.kind == "permission"
    judged = record.say(actor_entry("BOR-RECORDS", ("secretariat",), "BOR", by="BOR", kind="secretariat"))
    assert judged.refusal.kind == "permission"
    assert record.say(actor_entry("BOR-OFFICE", ("ministry",), "BOR", by="BOR")).refusal is None


def test_a_state_that_keeps_its_own_log_enters_those_from_whom_it_takes_filings():
    record = Invented(root="BOR", cast=False, root_roles=(STATE,))
    record.enter("CAS", (STATE,))
    assert record.bench.actors.roles("CAS", DAY) == {STATE}
    assert record.say(actor_entry("DOR", (STATE,), by="CAS")).refusal.kind == "permission"


def test_nobody_acts_before_its_first_or_after_its_last_day():
    record = Invented(cast=False)
    record.enter("CAS", (STATE,))
    record.say(actor_entry("CAS", (STATE,), valid_to=date(2031, 5, 1), mandate=None))
    last = datetime(2031, 4, 30, 23, 59, tzinfo=UTC)
    assert record.say(form("D8", "CAS", reference="1"), at=last).refusal is None
    judged = record.say(form("D8", "CAS", reference="2"), at=last + timedelta(minutes=1))
    assert judged.refusal.kind == "not in the register"
