"""A page taken apart: its elements with their attributes, and its text."""

from html.parser import HTMLParser

Element = tuple[str, dict[str, str]]
_INLINE = frozenset({"a", "bdi"})
_VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "path"})


class Markup(HTMLParser):
    """Reads ``html`` as browsers do; ``title`` and ``text`` are what a person reads."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[str] = []
        self._title: list[str] = []
        self._style: list[str] = []
        self._text: list[str] = []
        self.feed(html)
        self.close()

    @property
    def title(self) -> str:
        return "".join(self._title)

    @property
    def style(self) -> str:
        return "".join(self._style)

    @property
    def text(self) -> str:
        return " ".join("".join(self._text).split())

    def of(self, tag: str) -> list[dict[str, str]]:
        """Return the attributes of every ``tag``."""
        return [attributes for name, attributes in self.elements if name == tag]

    def with_class(self, name: str) -> list[Element]:
        """Return the elements of the class ``name``."""
        return [element for element in self.elements if name in element[1].get("class", "").split()]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._text.append(" " if tag not in _INLINE else "")
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self._text.append(" " if tag not in _INLINE else "")
        if tag not in _VOID:
            assert self._open.pop() == tag, f"{tag} is not the element that is open"

    def handle_data(self, data: str) -> None:
        within = self._open[-1] if self._open else ""
        {"title": self._title, "style": self._style}.get(within, self._text).append(data)
