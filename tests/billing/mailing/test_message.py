"""A message as it travels: nothing typed becomes a header, nothing is lost, and the page keeps its promises."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr

import pytest

from billing.mailing.addresses import (
    NoRecipient,
    NotAnAddress,
    TooManyRecipients,
    needs_unicode,
    on_the_wire,
    read_address,
    read_addresses,
)
from billing.mailing.message import LARGEST, Attachment, Envelope, MailTooLarge, NotOneLine, compose
from billing.mailing.page import Letter, html_of, text_of
from billing.mailing.text import Fields, drafted, merged
from billing.wording import LANGUAGES, wording

LINK = "https://pay.alder.example/portal/invoice/" + "A" * 32
LETTER = Letter(
    language="en", business="Alder & Finch", subject="Invoice 1", body="Hello <b>Anna</b>,\n\nPay.\n\n{link}\n\nBye",
    button="View and pay", or_copy="Or open:", link=LINK, colour="#0b6075",
)  # fmt: skip
ENVELOPE = Envelope(
    "office@alder.example", "Alder & Finch", ("anna@rosewood.example",),
    datetime(2026, 11, 20, 12, tzinfo=UTC), "<1@alder.example>",
)  # fmt: skip
FIELDS = Fields(
    customer="Anna", number="INV-1", amount="€5.00", due="1 May", days_overdue="", business="Alder", phone="+353 1"
)


def parsed(letter: Letter = LETTER, envelope: Envelope = ENVELOPE, *attached: Attachment) -> EmailMessage:
    return message_from_bytes(compose(letter, envelope, attached).content, policy=policy.default)


@pytest.mark.parametrize("bad", ["Hi\r\nBcc: eve@evil.example", "Hi\nX: y", "Hi\x00", "Hi\u2028there", "Hi\x0bX: 1"])
def test_a_line_break_in_a_subject_or_a_name_is_refused(bad: str) -> None:
    with pytest.raises(NotOneLine, match="Nothing was sent"):
        compose(replace(LETTER, subject=bad), ENVELOPE)
    with pytest.raises(NotOneLine, match="Nothing was sent"):
        compose(LETTER, replace(ENVELOPE, sender_name=bad))


@pytest.mark.parametrize(
    "subject", [
        "Ünïcode für 120 € – Straße", "فاتورة رقم ١٢", "x" * 200, "請求書 " * 20, '"x" <a@b>, ', "=?utf-8?q?Boss?=",
        "Dr. Ü.", "ä" * 200,
        "a\\b \"c\"", "Société Générale d’Aménagement et de Rénovation des Bâtiments Publics et Privés",
        "👩‍👩‍👧 " * 20, "Ünï  zwei", "  x",
    ],
)  # fmt: skip
def test_a_subject_and_a_name_of_any_script_come_back_as_they_were(subject: str) -> None:
    mail = parsed(replace(LETTER, subject=subject), replace(ENVELOPE, sender_name=subject))
    assert _decoded(mail, "Subject") == subject.strip()
    name, address = parseaddr(_raw(mail, "From"))
    assert str(make_header(decode_header(name))) == subject.strip()
    assert (address, mail.keys().count("From")) == ("office@alder.example", 1)
    assert mail.keys().count("Subject") == 1
    assert max(map(len, mail.as_bytes().splitlines())) < 998


def _raw(mail: EmailMessage, name: str) -> str:
    return str(next(value for key, value in mail.raw_items() if key == name))


def _decoded(mail: EmailMessage, name: str) -> str:
    return str(make_header(decode_header(_raw(mail, name))))


@pytest.mark.parametrize("typed", [
    "", "anna", "anna@", "@x.example", "anna@local", "a b@x.example", "anna@x..example",
    "a@x.example\r\nBcc: b@x.example",
    "a..b@x.example", "anna@-x.example", "anna@straße.example", "a\x00@x.example",
    f"{'a' * 65}@x.example", "a@127.0.0.1",
])  # fmt: skip
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(NotAnAddress):
        read_address(typed)


def test_addresses_are_read_as_people_type_them() -> None:
    typed = "Anna Rose <anna@Rosewood.example>; büro@bücher.example,\nanna@rosewood.example"
    assert read_addresses(typed) == ("anna@rosewood.example", "büro@bücher.example")
    assert on_the_wire("anna@bücher.example") == "anna@xn--bcher-kva.example"
    assert needs_unicode(["büro@x.example"])
    assert not needs_unicode(["anna@bücher.example"])
    with pytest.raises(NoRecipient):
        read_addresses(" , ; ")
    with pytest.raises(TooManyRecipients):
        read_addresses(",".join(f"a{n}@x.example" for n in range(21)))


def test_letters_beyond_ascii_before_the_at_travel_as_they_are() -> None:
    composed = compose(LETTER, replace(ENVELOPE, to=("büro@bücher.example",)))
    assert composed.needs_unicode
    assert "büro@xn--bcher-kva.example".encode() in composed.content


def test_more_than_25_mb_is_refused_and_says_what_to_do() -> None:
    with pytest.raises(MailTooLarge, match="without the PDF"):
        compose(LETTER, ENVELOPE, [Attachment("a.pdf", bytes(LARGEST))])


def test_the_logo_lies_inside_and_nothing_is_fetched() -> None:
    mail = parsed(
        replace(LETTER, logo=b"\x89PNG", logo_width=10, logo_height=5), ENVELOPE, Attachment("1.pdf", b"%PDF")
    )
    kinds = [part.get_content_type() for part in mail.walk()]
    assert kinds == [
        "multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png",
        "application/pdf",
    ]  # fmt: skip
    page = html_of(replace(LETTER, logo=b"\x89PNG"))
    assert "cid:logo" in page
    assert "<script" not in page
    assert page.count("https://") == page.count(LINK)


def test_a_phone_number_keeps_its_order_in_a_mirrored_page() -> None:
    page = html_of(replace(LETTER, body="مرحبا،\n\nمع التحية\n+353 1 234"))
    assert 'dir="rtl"' in page
    assert 'مع التحية<br>\n<span dir="ltr">+353 1 234</span>' in page
    assert '<span dir="ltr">' not in html_of(LETTER)


def test_what_is_typed_is_text_and_the_button_stands_where_the_link_was() -> None:
    page, text = html_of(LETTER), text_of(LETTER)
    assert "&lt;b&gt;Anna&lt;/b&gt;" in page
    assert page.index("Pay.") < page.index("View and pay") < page.index("Bye")
    assert text == f"Hello <b>Anna</b>,\n\nPay.\n\nView and pay:\n{LINK}\n\nBye\n"
    assert text_of(replace(LETTER, body="Hi")).endswith(f"{LINK}\n")
    assert text_of(replace(LETTER, link="")) == "Hello <b>Anna</b>,\n\nPay.\n\nBye\n"
    assert LINK not in repr(LETTER)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_drafts_every_kind_with_nothing_left_open(language: str) -> None:
    words = wording(language)
    for kind in ("invoice", "quote", "credit"):
        for late in ("", "1", "12"):
            draft = drafted(kind, replace(FIELDS, days_overdue=late), words, owed=True)
            assert "INV-1" in draft.subject
            assert "{" not in draft.subject
            assert draft.body.count("{") == 1
            assert "{link}" in draft.body


def test_known_fields_are_merged_and_other_braces_stay() -> None:
    assert merged("{customer} {amount} {link} {what} {", FIELDS) == "Anna €5.00 {link} {what} {"
