"""Quotas: a bucket for each address and each key, told in every answer, bounded in memory."""

import pytest
from web_made import enter_cast, form, key_of, made_node, on_loopback, serves, signed

from dueregard.ledger.envelope import Envelope, Signature
from dueregard.web.rates import Limiter, Quota, address_of
from dueregard.web.served import Quotas


class Seconds:
    now = 0.0

    def __call__(self):
        return self.now


def test_a_bucket_gives_what_it_has_and_fills_again_at_its_rate():
    seconds = Seconds()
    limiter = Limiter(Quota("reading", 4, 8), seconds)
    assert [limiter.take("a").remaining for _ in range(4)] == [3, 2, 1, 0]
    empty = limiter.take("a")
    assert (empty.within, empty.again_in_s, empty.full_in_s) == (False, 2, 8)
    seconds.now = 1.9
    assert not limiter.take("a").within
    seconds.now = 2.0
    assert limiter.take("a").within
    assert not limiter.take("a").within
    seconds.now = 1_000.0
    assert limiter.take("a").remaining == 3  # never more than full


def test_buckets_are_each_one_s_own_and_no_more_than_so_many():
    limiter = Limiter(Quota("reading", 1, 60), Seconds(), most=2)
    assert limiter.take("a").within
    assert not limiter.take("a").within
    assert limiter.take("b").within
    assert limiter.take("c").within  # a's bucket, the oldest, gives way
    assert limiter.take("a").within


@pytest.mark.parametrize(
    ("host", "whose"),
    [
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("192.0.2.7", "192.0.2.7"),
        ("testclient", "testclient"),
    ],
)
def test_an_address_of_ipv6_shares_its_line_s_bucket(host, whose):
    assert address_of(host) == whose


def test_every_answer_says_what_is_left_and_one_address_does_not_use_up_another_s(tmp_path):
    few = Quotas(Quota("reading", 2, 60), Quota("writing", 1, 60), Quota("key", 9, 60))
    with made_node(tmp_path / "node") as node, on_loopback(serves(node, few)) as client:
        first = client.ask("nothing", source="127.0.0.2")
        assert first.headers["ratelimit-policy"] == '"reading";q=2;w=60'
        assert first.headers["ratelimit"].startswith('"reading";r=1;t=')
        client.ask("health", source="127.0.0.2")
        assert client.ask("health", source="127.0.0.2").status == 429
        assert client.ask("health", source="127.0.0.3").status == 200
        # What is read and what is written are counted apart.
        assert (
            client.ask("checks", "POST", "{}", source="127.0.0.2", Content_Type="application/json").status
            == 200
        )
        assert (
            client.ask("checks", "POST", "{}", source="127.0.0.2", Content_Type="application/json").status
            == 429
        )


def test_a_key_is_counted_wherever_it_is_used_from(tmp_path):
    few = Quotas(Quota("reading", 99, 60), Quota("writing", 99, 60), Quota("key", 3, 60))
    with made_node(tmp_path / "node") as node:
        what = serves(node, few)
        enter_cast(what)
        with on_loopback(what) as client:
            answer = client.ask("filings", by=key_of("BOR"), source="127.0.0.2")
            assert answer.headers["ratelimit"].split(", ")[1].startswith('"key";r=2;t=')
            assert client.ask("filings", by=key_of("BOR"), source="127.0.0.3").status == 200
            assert client.file(signed(form("D8", "BOR"))).status == 201
            assert client.file(signed(form("D3", "BOR"))).status == 429
            assert client.file(signed(form("D8", "CAS"))).status == 201


def test_a_stranger_uses_up_nobody_s_key(tmp_path):
    few = Quotas(Quota("reading", 99, 60), Quota("writing", 99, 60), Quota("key", 1, 60))
    with made_node(tmp_path / "node") as node:
        what = serves(node, few)
        enter_cast(what)
        with on_loopback(what) as client:
            genuine = signed(form("D8", "BOR"))
            broken = tuple(Signature(one.key_id, bytes(64)) for one in genuine.signatures)
            for _ in range(3):
                forged = Envelope(genuine.payload_type, genuine.payload, broken)
                assert client.file(forged).status == 403
            assert client.file(genuine).status == 201
