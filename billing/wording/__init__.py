"""Customer-facing words per language: the paper and the portal say the same things in the same words."""

from types import MappingProxyType

from billing.wording.english import ENGLISH
from billing.wording.german import GERMAN
from billing.wording.words import Actions, Labels, Notice, Notices, Plural, Sentences, Signing, States, Wording

__all__ = ["Actions", "Labels", "Notice", "Notices", "Plural", "Sentences", "Signing", "States", "Wording", "wording"]

_WORDINGS = MappingProxyType({"en": ENGLISH, "de": GERMAN})


def wording(language: str) -> Wording:
    """Return the words for a BCP 47 tag such as ``de-AT``; English where the language has none yet."""
    return _WORDINGS.get(language.partition("-")[0].lower(), ENGLISH)
