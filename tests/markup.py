"""What every page is held to: HTML that needs no mending by the browser, and nothing from elsewhere."""

from html.parser import HTMLParser

_VOID = frozenset("area base br col embed hr img input link meta source track wbr circle path rect use".split())
#: What may stand only among words; and what ends a paragraph, so that it cannot stand in one.
_PHRASING = frozenset("p h1 h2 h3 span a b q code label button dt caption time title text tspan".split())
_BLOCKS = frozenset(
    "p h1 h2 h3 ul ol dl div section article nav table form figure blockquote pre header footer main".split()
)
_PARENTS = {"li": ("ul", "ol"), "dt": ("div", "dl"), "dd": ("div", "dl"), "tr": ("thead", "tbody"), "td": ("tr",)}
_ALLOWED = {"a": ("div",)}
#: Attributes that name the ids of other elements.
_NAMING = ("for", "aria-labelledby", "aria-describedby", "aria-controls")


class Page(HTMLParser):
    """A page, read strictly: `faults` are in words; `links` are where it leads, in order, and `texts` what they say."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.links: list[str] = []
        self.resources: list[str] = []
        self.ids: list[str] = []
        self._named: list[str] = []
        self._headings: list[int] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        self._conclude()

    def _conclude(self) -> None:
        self.faults += [f"not closed: {tag}" for tag in self._open]
        self.faults += [f"twice: id {id}" for id in set(self.ids) if self.ids.count(id) > 1]
        self.faults += [f"names no element: {id}" for id in set(self._named) - set(self.ids)]
        if self._headings.count(1) != 1 or any(
            b > a + 1 for a, b in zip(self._headings, self._headings[1:], strict=False)
        ):
            self.faults.append(f"headings: {self._headings}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if len(given) < len(attrs):
            self.faults.append(f"an attribute twice: {self.get_starttag_text()}")
        self._hold(tag, given)
        self.ids += [given["id"] or ""] if "id" in given else []
        for name in _NAMING:
            self._named += (given.get(name) or "").split()
        href = given.get("href") or ""
        if tag == "a":
            self.links.append(href)
            self._named += [href[1:]] if href.startswith("#") else []
        elif tag == "use":
            self._named.append(href.removeprefix("#"))
        elif tag == "link":
            self.resources.append(href)
        if tag in ("h1", "h2", "h3"):
            self._headings.append(int(tag[1]))
        if tag not in _VOID:
            self._open.append(tag)

    def _hold(self, tag: str, given: dict[str, str | None]) -> None:
        parent = self._open[-1] if self._open else ""
        if parent in _PHRASING and tag in _BLOCKS and tag not in _ALLOWED.get(parent, ()):
            self.faults.append(f"{tag} in {parent}: {self.get_starttag_text()}")
        if tag in _PARENTS and parent not in _PARENTS[tag]:
            self.faults.append(f"{tag} in {parent}")
        if tag == "a" and "a" in self._open:
            self.faults.append("a link in a link")
        if tag == "script" and given.get("type") != "application/ld+json":
            self.faults.append("a script")
        self.faults += [
            f"{name} in {tag}" for name in given if name == "style" or name.startswith("on") or name == "src"
        ]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1] != tag:
            self.faults.append(f"</{tag}> within {self._open[-2:]}")
        if tag in self._open:
            while self._open.pop() != tag:
                pass
