"""What a browser would see of a page, and that it keeps to what is promised of each. No test by itself."""

import hashlib
from base64 import b64encode
from html.parser import HTMLParser

BROWSER = {"Accept": "text/html,application/xhtml+xml"}
LIMIT_BYTES = 100_000
VOID = {"meta", "link", "input", "br"}
HOSTILE = "\"><script>alert(1)</script>&amp;'{{ 7*7 }}"


class Page(HTMLParser):
    """What a browser would see: links, styles, text, and whether every element is closed in its turn."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.tags: list[str] = []
        self.open: list[str] = []
        self.text = ""
        self.style = ""
        self.feed(text)
        self.close()
        assert self.open == [], self.open

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.append(tag)
        assert not [name for name in given if name.startswith("on") or name == "style"], given
        if tag == "a":
            self.links.append(given["href"])
        self.loads += [given[name] for name in ("src", "data", "srcset") if name in given]
        if tag == "link":
            assert given["rel"] == "alternate"
            self.links.append(given["href"])
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] == "style":
            self.style += data
        else:
            self.text += data


def shown(client, path, status=200):
    answer = client.ask(path, **BROWSER)
    assert answer.status == status, (path, answer.status, answer.body[:300])
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert len(answer.body) < LIMIT_BYTES
    page = Page(answer.body.decode())
    assert page.loads == []
    assert not {"script", "iframe", "object", "embed", "img"} & set(page.tags)
    assert page.tags.count("h1") == 1
    digest = b64encode(hashlib.sha256(page.style.encode()).digest()).decode()
    policy = answer.headers["content-security-policy"]
    assert f"style-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    return page
