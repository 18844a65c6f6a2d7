"""Every language says everything, with the same facts in it."""

import string
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

import pytest

from billing.wording import Plural, wording
from billing.wording.english import ENGLISH
from billing.wording.german import GERMAN


def phrases(part: object, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(part, str):
        yield path, part
    elif is_dataclass(part):
        for field in fields(part):
            yield from phrases(getattr(part, field.name), f"{path}.{field.name}")


def facts(phrase: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(phrase) if name}


@pytest.mark.parametrize("path", [path for path, _ in phrases(ENGLISH)])
def test_a_translation_names_the_same_facts_as_the_english(path: str) -> None:
    english, german = dict(phrases(ENGLISH))[path], dict(phrases(GERMAN))[path]
    assert facts(german) == facts(english)
    assert bool(german) == bool(english)


@pytest.mark.parametrize("words", [ENGLISH, GERMAN], ids=["en", "de"])
def test_no_phrase_pleads_or_shouts(words: object) -> None:
    for _, phrase in phrases(words):
        assert "!" not in phrase
        assert not {"please", "oops", "invalid", "successfully", "bitte"} & set(phrase.lower().split())


@pytest.mark.parametrize(
    ("language", "total"),
    [("en-IE", "Total"), ("de", "Gesamtbetrag"), ("de-AT", "Gesamtbetrag"), ("DE", "Gesamtbetrag"), ("ja", "Total")],
)
def test_a_tag_finds_its_language_or_english(language: str, total: str) -> None:
    assert wording(language).labels.total == total


@pytest.mark.parametrize(
    ("language", "days", "sentence"),
    [
        ("en", 14, "Due on 4 December 2026, in 14 days."),
        ("en", 1, "Due on 4 December 2026, tomorrow."),
        ("de", 14, "Fällig am 4 December 2026, in 14 Tagen."),
    ],
)
def test_a_count_chooses_its_words(language: str, days: int, sentence: str) -> None:
    assert wording(language).sentences.due_in.of(days, date="4 December 2026") == sentence


def test_zero_takes_the_plural() -> None:
    assert Plural("{count} line", "{count} lines").of(0) == "0 lines"
