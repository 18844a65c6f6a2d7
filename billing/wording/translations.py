"""Translations of the English words: one gettext catalogue per language, and a further language is a further file."""

from collections.abc import Callable
from dataclasses import fields, replace
from functools import cache
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, TypeVar

from billing.wording.english import ENGLISH
from billing.wording.plural import Plural
from billing.wording.words import Wording

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

_T = TypeVar("_T")
_SUFFIX = ".po"


class Catalogues:
    """The languages in a folder of ``<language>.po`` files; each is read when it is first spoken."""

    def __init__(self, folder: Traversable) -> None:
        self._folder = folder
        names = (file.name for file in folder.iterdir())
        translated = {name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX)}
        self.languages = (ENGLISH.language, *sorted(translated))
        self._read = cache(self._read_language)

    def wording(self, language: str) -> Wording:
        """Return the words for a BCP 47 tag such as ``de-AT``; English where the language has none yet."""
        base = language.partition("-")[0].lower()
        return self._read(base) if base in self.languages else ENGLISH

    def _read_language(self, language: str) -> Wording:
        if language == ENGLISH.language:
            return ENGLISH
        from babel.messages.pofile import read_po  # a start that speaks English never pays for it

        with (self._folder / f"{language}{_SUFFIX}").open("rb") as file:
            catalogue = read_po(file, abort_invalid=True)
        return replace(_translated(ENGLISH, "", catalogue, _rule(catalogue)), language=language)


def _rule(catalogue: "Catalog") -> Callable[[int], int]:
    from gettext import c2py

    return c2py(catalogue.plural_expr)


def _translated(part: _T, path: str, catalogue: "Catalog", rule: Callable[[int], int]) -> _T:
    """Return a copy of ``part`` in which every phrase is the catalogue's: its context is the field's path.

    A phrase that is missing stays English; tests/billing/test_wording.py lets none be missing.
    """
    changes = {
        field.name: _phrase(getattr(part, field.name), f"{path}{field.name}", catalogue, rule)
        for field in fields(part)  # type: ignore[arg-type]  # every part of a Wording is a dataclass
    }
    return replace(part, **changes)  # type: ignore[type-var]  # as above: a dataclass


def _phrase(value: object, path: str, catalogue: "Catalog", rule: Callable[[int], int]) -> object:
    match value:
        case str():
            return (_strings(catalogue, value, path) or (value,))[0]
        case Plural(forms):
            translated = _strings(catalogue, forms, path)
            return Plural(translated, rule) if translated else value
        case _:
            return _translated(value, f"{path}.", catalogue, rule)


def _strings(catalogue: "Catalog", source: str | tuple[str, ...], path: str) -> tuple[str, ...]:
    """Return the translation of ``source`` in all its forms; empty where there is none, or a form is missing."""
    message = catalogue.get(source, path) if source else None
    if message is None or not message.string:
        return ()
    forms = (message.string,) if isinstance(message.string, str) else tuple(message.string)
    return forms if all(forms) else ()
