"""What a page says to a strict reader: its links, its words, its balance."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

VOID = {"meta", "br", "link", "hr", "img", "input", "path", "rect"}


@dataclass
class Page:
    links: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    attributes: list[tuple[str, str, str]] = field(default_factory=list)
    words: str = ""
    headings: list[int] = field(default_factory=list)
    mistakes: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page, self.open = Page(), []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_startendtag(tag, attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.page.tags.append(tag)
        if len({name for name, _ in attrs}) < len(attrs):
            self.page.mistakes.append(f"{tag} names an attribute twice, line {self.getpos()[0]}")
        for name, value in attrs:
            self.page.attributes.append((tag, name, value or ""))
            if name == "id":
                self.page.ids.append(value or "")
            if tag == "a" and name == "href":
                self.page.links.append(value or "")
        if tag in {"h1", "h2", "h3", "h4"}:
            self.page.headings.append(int(tag[1]))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open[-1] != tag:
            self.page.mistakes.append(f"</{tag}> closes {self.open[-1:]}, line {self.getpos()[0]}")
        else:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.page.words += data


def read_page(path: Path) -> Page:
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    reader.close()
    reader.page.mistakes += [f"<{tag}> is never closed" for tag in reader.open]
    return reader.page


def reachable(folder: Path, start: str = "index.html") -> dict[str, Page]:
    """Every page that links lead to from ``start``; a link to a file that is not there raises."""
    found: dict[str, Page] = {}
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found[name] = read_page(folder / name)
        for link in found[name].links:
            target = unquote(link.partition("#")[0])
            if target and not (folder / target).is_file():
                raise AssertionError(f"{name} links to {target}, which is not there")
            if target.endswith(".html"):
                waiting.append(target)
    return found
