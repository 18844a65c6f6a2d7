"""Customer-facing words per language: the paper and the portal say the same things in the same words."""

from importlib.resources import files

from billing.wording.mailing import MailWords
from billing.wording.plural import Plural
from billing.wording.translations import Catalogues
from billing.wording.words import (
    Actions,
    Labels,
    Mistakes,
    Notice,
    Notices,
    PayingWords,
    Sentences,
    Signing,
    States,
    Wording,
)

__all__ = [
    "LANGUAGES",
    "Actions",
    "Labels",
    "MailWords",
    "Mistakes",
    "Notice",
    "Notices",
    "PayingWords",
    "Plural",
    "Sentences",
    "Signing",
    "States",
    "Wording",
    "wording",
]

_CATALOGUES = Catalogues(files(__name__) / "catalogues")

LANGUAGES = _CATALOGUES.languages
wording = _CATALOGUES.wording
