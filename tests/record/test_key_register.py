"""Which keys could sign for an actor at a time, as known at a time; what a revocation takes back, and since when."""

from datetime import timedelta

from invented_record import BEGIN, SECRETARIAT, STATE, Invented, actor_entry, form, key_entry, key_of

from dueregard.record.belief import Words

SECOND, THIRD = key_of("BOR", 2), key_of("BOR", 3)


def days(count):
    return BEGIN + timedelta(days=count)


def ids(*keys):
    return {key.key_id for key in keys}


def test_a_key_is_valid_from_its_time_until_before_its_end():
    record = Invented()
    record.say(key_entry("BOR", SECOND, by="BOR", since=days(10), until=days(20)))
    keys_at = record.bench.keys.keys_at
    assert keys_at("BOR", days(10) - timedelta(seconds=1)) == ids(key_of("BOR"))
    assert keys_at("BOR", days(10)) == ids(key_of("BOR"), SECOND)
    assert keys_at("BOR", days(20)) == ids(key_of("BOR"))


def test_what_was_entered_later_was_not_known_earlier():
    record = Invented()
    before = record.clock
    record.say(key_entry("BOR", SECOND, by="BOR"))
    assert record.bench.keys.keys_at("BOR", days(1)) == ids(key_of("BOR"), SECOND)
    assert record.bench.keys.keys_at("BOR", days(1), known_at=before) == ids(key_of("BOR"))


def test_a_rotated_key_makes_room_and_what_it_signed_stays():
    record = Invented()
    said = record.file("D8", "BOR")
    rotated = record.say(key_entry("BOR", SECOND, by="BOR", step="rotate", old=key_of("BOR"), since=BEGIN))
    assert rotated.refusal is None
    # It says "since the beginning", but an old key makes room from now on, not for what it signed.
    assert record.bench.keys.keys_at("BOR", record.clock - timedelta(minutes=1)) >= ids(key_of("BOR"))
    assert record.bench.keys.keys_at("BOR", record.clock) == ids(SECOND)
    assert record.bench.memory.find(said) is not None
    late = record.say(form("D8", "BOR", reference="late"))
    assert late.refusal.kind == "key"
    assert "made room for another key" in late.reason
    assert record.say(form("D8", "BOR", reference="new"), SECOND).refusal is None


def test_an_expired_key_signs_no_longer():
    record = Invented()
    record.say(key_entry("BOR", SECOND, by="BOR"))
    ended = record.say(key_entry("BOR", key_of("BOR"), by="BOR", step="expire", since=days(30)))
    assert ended.refusal is None
    assert record.bench.keys.keys_at("BOR", days(29)) == ids(key_of("BOR"), SECOND)
    assert record.bench.keys.keys_at("BOR", days(30)) == ids(SECOND)


def test_a_lost_key_is_noted_by_who_entered_the_actor_and_a_new_first_key_follows():
    record = Invented()
    too_early = record.say(key_entry("BOR", SECOND))
    assert too_early.refusal.kind == "permission"
    assert "a first key" in too_early.reason
    assert record.say(key_entry("BOR", key_of("BOR"), step="lost")).refusal is None
    assert record.bench.keys.keys_at("BOR", record.clock) == frozenset()
    assert record.say(key_entry("BOR", SECOND)).refusal is None
    assert record.bench.keys.keys_at("BOR", record.clock) == ids(SECOND)


def test_a_state_notes_the_loss_of_its_agencys_key_and_enters_a_new_one():
    record = Invented()
    agency = "BOR-SPACE-AGENCY"
    assert record.say(key_entry(agency, key_of(agency), by="CAS", step="lost")).refusal.kind == "permission"
    assert record.say(key_entry(agency, key_of(agency), by="BOR", step="lost")).refusal is None
    assert record.say(key_entry(agency, SECOND, by="CAS")).refusal.kind == "permission"
    assert record.say(key_entry(agency, SECOND, by="BOR")).refusal is None


def test_a_secretariat_revokes_nobodys_key_and_a_state_its_agencys():
    record = Invented()
    agency = "BOR-SPACE-AGENCY"
    assert record.say(key_entry(agency, key_of(agency), step="revoke")).refusal.kind == "permission"
    assert record.say(key_entry(agency, key_of(agency), by="DOR", step="revoke")).refusal.kind == "permission"
    assert record.say(key_entry(agency, key_of(agency), by="BOR", step="revoke")).refusal is None


def test_a_key_belongs_to_one_actor_for_ever():
    record = Invented()
    taken = record.say(key_entry("CAS", key_of("BOR"), by="CAS"))
    assert taken.refusal.kind == "key entry"
    record.say(key_entry("BOR", SECOND, by="BOR"))
    now = record.clock + timedelta(seconds=1)
    record.say(key_entry("BOR", key_of("BOR"), by="BOR", step="revoke", since=now))
    again = record.say(key_entry("BOR", key_of("BOR"), by="BOR", reference="again"), SECOND)
    assert again.refusal.kind == "key entry"
    other = record.say(key_entry("CAS", key_of("CAS", 2), by="CAS", step="rotate", old=SECOND))
    assert other.refusal.kind == "key entry"


def stolen():
    """A record in which Borealia's first key was stolen on day 5, and what it signed since."""
    record = Invented()
    record.say(key_entry("BOR", SECOND, by="BOR"))
    record.honest = record.say(form("D8", "BOR", reference="honest"), at=days(4)).entry_id
    record.false = record.say(form("D2", "BOR", reference="false"), at=days(6)).entry_id
    record.both = record.say(form("D8", "BOR", reference="both"), key_of("BOR"), SECOND, at=days(7)).entry_id
    return record


def test_a_revocation_takes_back_what_was_signed_since_but_only_from_when_it_stood_on_the_record():
    record = stolen()
    known_before = record.clock
    revoked = record.say(
        key_entry("BOR", key_of("BOR"), by="BOR", step="revoke", since=days(5)), SECOND, at=days(9)
    )
    assert revoked.taken_back == {Words(record.false)}
    memory, keys = record.bench.memory, record.bench.keys
    assert memory.find(record.honest) is not None
    assert memory.find(record.both) is not None, "it bears another key that is believed"
    assert memory.find(record.false) is None
    assert memory.belief.believed(record.false, known_before)
    assert memory.belief.believed(record.false, days(9) - timedelta(microseconds=1))
    assert not memory.belief.believed(record.false, days(9))
    assert keys.keys_at("BOR", days(6)) == ids(SECOND)
    assert keys.keys_at("BOR", days(6), known_at=known_before) == ids(key_of("BOR"), SECOND)
    assert keys.keys_at("BOR", days(4)) == ids(key_of("BOR"), SECOND)
    # What is taken back is, for whoever files later, not there.
    assert record.say(form("H3", "CAS", entry=record.false)).refusal.kind == "subject"


def test_what_a_stolen_key_had_entered_falls_with_it():
    record = stolen()
    thief = key_of("THIEF")
    record.say(key_entry("BOR", thief, by="BOR"), key_of("BOR"))
    by_thief = record.say(form("D1", "BOR", reference="by the thief"), thief).entry_id
    record.say(actor_entry("PUPPET", ("operator",), "BOR", by="BOR"), thief)
    record.say(key_entry("PUPPET", key_of("PUPPET"), by="BOR"), thief)
    puppet = record.file("N1", "PUPPET")
    revoked = record.say(key_entry("BOR", key_of("BOR"), by="BOR", step="revoke", since=days(5)), SECOND)
    assert {Words(by_thief), Words(puppet), Words(record.false)} <= revoked.taken_back
    assert record.bench.keys.keys_at("BOR", record.clock) == ids(SECOND)
    assert record.bench.actors.roles("PUPPET", record.clock.date()) == frozenset()
    assert record.say(form("N1", "PUPPET", reference="2")).refusal is not None


def test_a_thiefs_revocation_is_taken_back_and_what_it_took_back_stands_again():
    record = stolen()
    by_second = record.say(form("D8", "BOR", reference="by the second"), SECOND).entry_id
    theft = record.say(
        key_entry("BOR", SECOND, by="BOR", step="revoke", since=BEGIN, reference="theft"), key_of("BOR")
    )
    assert Words(by_second) in theft.taken_back
    # Only the first key is left, and the thief has it: who entered the actor notes that it is lost.
    assert record.say(key_entry("BOR", key_of("BOR"), step="lost")).refusal is None
    assert record.say(key_entry("BOR", THIRD)).refusal is None
    rescue = record.say(key_entry("BOR", key_of("BOR"), by="BOR", step="revoke", since=days(5)), THIRD)
    assert rescue.refusal is None
    assert Words(by_second) in rescue.restored
    assert Words(theft.entry_id) in rescue.taken_back
    assert record.bench.keys.keys_at("BOR", record.clock) == ids(SECOND, THIRD)


def test_a_party_whose_key_is_revoked_no_longer_says_a_joint_filing():
    record = Invented()
    joint = record.file("D2", "BOR", "BOR", "CAS", jointly_with=("CAS",))
    filed = record.bench.memory.filed(joint)
    assert record.bench.memory.parties(filed, record.clock) == {"BOR", "CAS"}
    record.say(key_entry("CAS", key_of("CAS"), by="CAS", step="revoke", since=BEGIN, reference="all"))
    assert record.bench.memory.parties(filed, record.clock) == {"BOR"}
    assert record.bench.memory.find(joint) is not None


def test_an_actor_without_a_state_gets_its_first_key_from_who_entered_it():
    record = Invented(cast=False)
    record.say(actor_entry("UNION", ("intergovernmental organisation",)))
    assert record.say(key_entry("UNION", key_of("UNION"), by=SECRETARIAT)).refusal is None
    record.say(actor_entry("CAS", (STATE,)))
    own = record.say(key_entry("CAS", key_of("CAS"), by="CAS"), key_of("CAS"))
    assert own.refusal.kind == "no signature", (
        "a key that is not on the record enters nothing, itself among it"
    )
