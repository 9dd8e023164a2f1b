"""What is readable bears a tag, is not sent twice, and says how long it may be kept; HEAD; parts of files."""

import pytest
from web_made import form, key_of, signed

READABLE = (
    "filings", "filings.csv", "forms", "forms.csv", "forms/N1", "forms/N1/schema", "forms/N1/blank",
    "forms/N1/blank?as=text", "forms/N1/example", "actors?as_of=2031-03-01T12:00:00Z",
    "actors.csv?as_of=2031-03-01T12:00:00Z", "keys?as_of=2031-03-01T12:00:00Z", "keys.csv?as_of=2031-03-01T12:00:00Z",
    "openapi.json", "node", "logs", "logs.csv", "log", "log/cosignatures", "log/cosignatures.csv", "log/checkpoint",
    "log/tile/0/000.p/8", "log/entries/000.p/8", "log/proofs/inclusion?index=0", "log/proofs/consistency?old_size=1"
    "&new_size=2",
)  # fmt: skip
SECURITY = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-resource-policy": "same-origin",
}


@pytest.fixture
def entry_id(client):
    return client.file(signed(form("N1", "BOR"))).json["filed"][0]["entry_id"]


def test_everything_readable_is_sent_once(client, entry_id):
    of_entry = [f"filings/{entry_id}{rest}" for rest in ("", "/since.csv", "/receipt", "/entry")]
    for path in (*READABLE, *of_entry):
        whole = client.ask(path)
        assert whole.status == 200, (path, whole.body)
        again = client.ask(path, If_None_Match=f'"other", W/{whole.headers["etag"]}')
        assert (again.status, again.body) == (304, b""), path
        for name in ("etag", "cache-control"):
            assert again.headers[name] == whole.headers[name]
        assert client.ask(path, If_None_Match='"other"').body == whole.body
        for answer in (whole, again):
            assert SECURITY.items() <= answer.headers.items()
            assert "server" not in answer.headers


def test_a_list_that_has_changed_has_another_tag(client):
    before = client.ask("filings").headers["etag"]
    client.file(signed(form("D8", "BOR")))
    assert client.ask("filings", If_None_Match=before).status == 200


def test_what_never_changes_says_so_and_the_rest_is_asked_about_each_time(client, entry_id):
    for path in (f"filings/{entry_id}/entry", "log/tile/0/000.p/8", "log/entries/000.p/8"):
        assert client.ask(path).headers["cache-control"] == "public, max-age=31536000, immutable", path
    for path in ("filings", f"filings/{entry_id}", "log/checkpoint"):
        assert client.ask(path).headers["cache-control"] == "public, no-cache", path
    assert client.ask("health").headers["cache-control"] == "no-store"


def test_an_entry_bears_its_id_as_its_tag(client, entry_id):
    assert client.ask(f"filings/{entry_id}/entry").headers["etag"] == f'"{entry_id}"'


def test_what_is_answered_to_a_signed_request_is_kept_by_nobody_between(client, entry_id):
    for path in (
        "filings",
        f"filings/{entry_id}",
        f"filings/{entry_id}/entry",
        f"filings/{entry_id}/receipt",
    ):
        answer = client.ask(path, by=key_of("CAS"))
        assert answer.status == 200
        assert answer.headers["cache-control"] == "private, no-cache"
        assert answer.headers["vary"] == "Signature"


def test_head_is_get_without_the_body(client):
    for path in ("filings", "log/checkpoint", "log/entries/000.p/8", "nothing"):
        whole, head = client.ask(path), client.ask(path, "HEAD")
        assert head.body == b""
        assert head.status == whole.status
        for name in ("content-type", "content-length", "etag", "cache-control"):
            assert head.headers.get(name) == whole.headers.get(name), (path, name)


def test_a_part_of_a_bundle_is_that_part(client):
    whole = client.ask("log/entries/000.p/8")
    size = len(whole.body)
    for asked, first, last in (("10-", 10, size - 1), ("0-0", 0, 0), (f"7-{size + 9}", 7, size - 1)):
        part = client.ask("log/entries/000.p/8", Range=f"bytes={asked}")
        assert part.status == 206
        assert part.body == whole.body[first : last + 1]
        assert part.headers["content-range"] == f"bytes {first}-{last}/{size}"
    for passed_over in ("bytes=-5", "bytes=0-1,3-4", "lines=1-2"):
        assert client.ask("log/entries/000.p/8", Range=passed_over).body == whole.body
    assert client.ask("log/entries/000.p/8", Range="bytes=10-", If_Range='"other"').body == whole.body
