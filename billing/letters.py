"""Text that can be written down: some clipboards give half of a letter, which no file and no page can hold."""


def whole_letters(text: str) -> str:
    """Return ``text`` with each lone surrogate replaced by U+FFFD; two halves that belong together are joined."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
