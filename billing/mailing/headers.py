"""Header lines that hold what people type: encoded here, for Python's own folding puts blanks into long names and reads
a name that looks like an encoded word as one (RFC 2047, RFC 5322).
"""

from base64 import b64encode

_LETTERS = 45  # bytes of UTF-8 in one encoded word: 60 letters of base64, and a line under 78 with its name


def header(name: str, text: str) -> bytes:
    """Return the line of an unstructured header; ``text`` is one line."""
    return f"{name}: {text if _is_plain(text) else _encoded(text)}\r\n".encode()


def mailbox(name: str, person: str, address: str) -> bytes:
    """Return the line of a header that names one person; ``address`` is as it travels."""
    if not person:
        return f"{name}: {address}\r\n".encode()
    if not _is_plain(person):
        return f"{name}: {_encoded(person)}\r\n <{address}>\r\n".encode()
    words = person if all(letter.isalnum() or letter == " " for letter in person) else _quoted(person)
    return f"{name}: {words} <{address}>\r\n".encode()


def _is_plain(text: str) -> bool:
    return text.isascii() and "=?" not in text


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _encoded(text: str) -> str:
    """Return ``text`` as encoded words on lines of their own; blanks between such words are none to a reader."""
    words, rest = [], text
    while rest:
        count = min(len(rest), _LETTERS)
        while len(rest[:count].encode()) > _LETTERS:
            count -= 1
        words.append(f"=?utf-8?b?{b64encode(rest[:count].encode()).decode()}?=")
        rest = rest[count:]
    return "\r\n ".join(words)
