"""Every language says everything, with the same facts in it; a further language is a further file."""

import string
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from importlib.resources import files
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from billing.wording import LANGUAGES, Notice, Plural, Wording, wording
from billing.wording.english import ENGLISH
from billing.wording.translations import Catalogues

FOLDER = files("billing.wording") / "catalogues"
TRANSLATED = [language for language in LANGUAGES if language != "en"]


def phrases(part: object, path: str = "") -> Iterator[tuple[str, str | Plural]]:
    """Yield each phrase with the path of its field, without the language's tag."""
    if isinstance(part, Plural) or (isinstance(part, str) and part):
        yield path, part
    elif is_dataclass(part):
        for field in fields(part):
            if path or field.name != "language":
                yield from phrases(getattr(part, field.name), f"{path}.{field.name}".removeprefix("."))


def forms(phrase: str | Plural) -> tuple[str, ...]:
    return phrase.forms if isinstance(phrase, Plural) else (phrase,)


def facts(phrase: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(phrase) if name}


def catalogue(language: str) -> Catalog:
    with (FOLDER / f"{language}.po").open("rb") as file:
        return read_po(file, abort_invalid=True)


def test_the_languages_are_the_files_beside_english() -> None:
    assert set(LANGUAGES) >= {"en", "de", "fr", "es", "ar"}


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_has_every_phrase_and_no_other(language: str) -> None:
    english = {(path, forms(phrase)[0]) for path, phrase in phrases(ENGLISH)}
    assert {(message.context, forms_of_id(message.id)[0]) for message in catalogue(language) if message.id} == english


def forms_of_id(id_: object) -> tuple[str, ...]:
    return id_ if isinstance(id_, tuple) else (str(id_),)


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_has_nothing_unsure_or_empty(language: str) -> None:
    read = catalogue(language)
    messages = [message for message in read if message.id]
    assert [message.context for message in messages if message.fuzzy] == []
    assert read.obsolete == {}
    untranslated = [message.context for message in messages if not all(forms_of_id(message.string))]
    assert untranslated == []
    plural = [message for message in messages if message.pluralizable]
    assert {len(forms_of_id(message.string)) for message in plural} == {read.num_plurals}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_phrase_is_read_from_its_catalogue(language: str) -> None:
    """What is the same in both languages ("Total") is in the catalogue all the same; nothing else stays English."""
    read = catalogue(language)
    english = dict(phrases(ENGLISH))
    for path, phrase in phrases(wording(language)):
        source = english[path]
        message = read.get(source.forms if isinstance(source, Plural) else source, path)
        assert message is not None, path
        assert forms(phrase) == forms_of_id(message.string), path


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_names_the_same_facts_as_the_english(language: str) -> None:
    english = dict(phrases(ENGLISH))
    for path, phrase in phrases(wording(language)):
        wanted = facts(forms(english[path])[-1])
        assert facts(forms(phrase)[-1]) == wanted, path
        for form in forms(phrase):  # "tomorrow" and the Arabic dual need no figure
            assert wanted - {"count"} <= facts(form) <= wanted, path


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notice_names_its_action_as_the_button_is_named(language: str) -> None:
    words = wording(language)
    actions = {field.name: getattr(words.actions, field.name) for field in fields(words.actions)}
    english = {getattr(ENGLISH.actions, name): name for name in actions}
    for field in fields(words.notices):
        source: Notice = getattr(ENGLISH.notices, field.name)
        if source.action:
            assert getattr(words.notices, field.name).action == actions[english[source.action]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_pleads_or_shouts(language: str) -> None:
    for path, phrase in phrases(wording(language)):
        for form in forms(phrase):
            assert "!" not in form, path
            assert not {"please", "oops", "invalid", "successfully", "bitte"} & set(form.lower().split()), path


@pytest.mark.parametrize(
    ("language", "total"),
    [("en-IE", "Total"), ("de", "Gesamtbetrag"), ("de-AT", "Gesamtbetrag"), ("DE", "Gesamtbetrag"), ("ja", "Total")],
)
def test_a_tag_finds_its_language_or_english(language: str, total: str) -> None:
    assert wording(language).labels.total == total


@pytest.mark.parametrize("language", ["../../secret", "de/../de", "", "-", "x" * 5000, "de.po"])
def test_a_tag_from_outside_never_becomes_a_path(language: str) -> None:
    assert wording(language) is ENGLISH


def test_a_german_credit_note_is_no_self_billing() -> None:
    assert wording("de").labels.credit == "Rechnungskorrektur"
    assert not any("Gutschrift" in form for _, phrase in phrases(wording("de")) for form in forms(phrase))


@pytest.mark.parametrize(
    ("language", "days", "sentence"),
    [
        ("en", 14, "Due on X, in 14 days."),
        ("en", 1, "Due on X, tomorrow."),
        ("de", 14, "Fällig am X, in 14 Tagen."),
        ("ar", 2, "تستحق في X، بعد يومين."),
        ("ar", 3, "تستحق في X، بعد 3 أيام."),
        ("ar", 11, "تستحق في X، بعد 11 يومًا."),
        ("ar", 100, "تستحق في X، بعد 100 يوم."),
    ],
)
def test_a_count_chooses_its_words(language: str, days: int, sentence: str) -> None:
    assert wording(language).sentences.due_in.of(days, date="X") == sentence


@pytest.mark.parametrize(("language", "words"), [("en", "0 lines"), ("fr", "0 ligne"), ("ar", "لا بنود")])
def test_zero_takes_the_form_of_its_language(language: str, words: str) -> None:
    assert wording(language).labels.lines.of(0) == words


SIXTH = r"""
msgid ""
msgstr ""
"Language: xx\n"
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=3; plural=(n == 1 ? 0 : n < 5 ? 1 : 2);\n"

msgctxt "labels.invoice"
msgid "Invoice"
msgstr "Xinvo"

msgctxt "labels.lines"
msgid "{count} line"
msgid_plural "{count} lines"
msgstr[0] "xa"
msgstr[1] "{count} xb"
msgstr[2] "{count} xc"

msgctxt "notices.asked.title"
msgid "Your request is on its way"
msgstr "Xask"
"""


@pytest.fixture
def sixth(tmp_path: Path) -> Wording:
    (tmp_path / "xx.po").write_text(SIXTH, "utf-8")
    return Catalogues(tmp_path).wording("xx-YY")


def test_a_sixth_language_is_a_file(sixth: Wording) -> None:
    assert (sixth.language, sixth.labels.invoice, sixth.notices.asked.title) == ("xx", "Xinvo", "Xask")
    assert [sixth.labels.lines.of(count) for count in (1, 2, 4, 5)] == ["xa", "2 xb", "4 xb", "5 xc"]


def test_a_phrase_that_a_catalogue_lacks_is_english(sixth: Wording) -> None:
    assert sixth.labels.quote == "Quote"
    assert sixth.sentences.due_in.of(1, date="X") == "Due on X, tomorrow."
