"""Which way a text runs, for pages and paper; a value in a sentence keeps its own way."""

import re

ISOLATES = "\u2066\u2067\u2068\u2069"
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff]")


def has_right_to_left(text: str) -> bool:
    """Tell whether any of ``text`` runs from right to left."""
    return not text.isascii() and _RIGHT_TO_LEFT.search(text) is not None


def apart(text: str, *, in_document: bool) -> str:
    """Return a value so that it keeps its own direction inside a sentence of another."""
    if not in_document and not has_right_to_left(text):
        return text
    return f"\u2068{re.sub(f'[{ISOLATES}]', '', text)}\u2069"
