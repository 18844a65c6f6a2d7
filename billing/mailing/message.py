"""The message as a mail server takes it: headers, text, page, logo and PDF in one run of bytes (RFC 5322)."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from billing.errors import Refused
from billing.letters import whole_letters
from billing.mailing.addresses import needs_unicode, on_the_wire
from billing.mailing.headers import header, mailbox
from billing.mailing.page import LOGO_ID, Letter, html_of, text_of

LARGEST = 25 * 1024 * 1024  # bytes of the whole message as it travels: what most servers take at most
LONGEST_SUBJECT = 200
LONGEST_BODY = 20_000
_NO_HEADER = {"Cc", "Cs", "Zl", "Zp"}


class NotOneLine(Refused):
    """A line break in a name or a subject would become a header of its own."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"The {what} has a line break or another sign in it that cannot be seen. Nothing was sent. "
            "Type it anew, in one line."
        )


class NothingSaid(Refused):
    """A message has a subject and says something."""

    def __init__(self, what: str) -> None:
        super().__init__(f"The {what} is empty. Nothing was sent. Type one.")


class SubjectTooLong(Refused):
    """Mail programs show a line of a subject."""

    def __init__(self) -> None:
        super().__init__(f"A subject has {LONGEST_SUBJECT} letters at most. Nothing was sent. Make it shorter.")


class BodyTooLong(Refused):
    """A message is a letter, not a book."""

    def __init__(self) -> None:
        super().__init__(f"A message has {LONGEST_BODY:,} letters at most. Nothing was sent. Make it shorter.")


class MailTooLarge(Refused):
    """Servers turn such a message away, some after minutes."""

    def __init__(self, size: int) -> None:
        super().__init__(
            f"The message would have {size / 1024 / 1024:.0f} MB, and mail servers take 25 MB at most. "
            "Nothing was sent. Send it without the PDF: the customer finds that behind the link."
        )


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who writes to whom. ``sent_at`` is an instant with its zone; ``message_id`` has its angle brackets and stays the
    same however often the message is tried, so that a reader's program can tell two of it.
    """

    sender: str
    sender_name: str
    to: tuple[str, ...]
    sent_at: datetime
    message_id: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A PDF and its file name."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Composed:
    """Bytes with CRLF that one SMTP transaction carries. ``needs_unicode``: the server must take SMTPUTF8."""

    content: bytes = field(repr=False)
    needs_unicode: bool


def check_words(subject: str, body: str) -> tuple[str, str]:
    """Return both as they may leave. Raises NotOneLine, NothingSaid, SubjectTooLong, BodyTooLong."""
    subject, body = one_line(subject, "subject"), whole_letters(body).replace("\r\n", "\n").strip()
    for what, said in (("subject", subject), ("message", body)):
        if not said:
            raise NothingSaid(what)
    if len(subject) > LONGEST_SUBJECT:
        raise SubjectTooLong
    if len(body) > LONGEST_BODY:
        raise BodyTooLong
    return subject, body


def one_line(text: str, what: str) -> str:
    """Return ``text`` as it may stand in a header, without blanks around it. Raises NotOneLine."""
    plain = whole_letters(text).strip(" ")
    if any(unicodedata.category(letter) in _NO_HEADER for letter in plain):
        raise NotOneLine(what)
    return plain


def compose(letter: Letter, envelope: Envelope, attachments: Sequence[Attachment] = ()) -> Composed:
    """Return the message. Raises MailTooLarge and what ``check_words`` does."""
    unicode = needs_unicode((envelope.sender, *envelope.to))
    rules = policy.SMTPUTF8 if unicode else policy.SMTP
    message = EmailMessage(policy=rules)
    message["To"] = tuple(_address(each) for each in envelope.to)
    message["Date"] = format_datetime(envelope.sent_at)
    message["Message-ID"] = envelope.message_id
    message["Auto-Submitted"] = "no"
    _fill(message, letter, attachments)
    sender = mailbox("From", one_line(envelope.sender_name, "sender's name"), on_the_wire(envelope.sender))
    content = sender + header("Subject", one_line(letter.subject, "subject")) + message.as_bytes()
    if len(content) > LARGEST:
        raise MailTooLarge(len(content))
    return Composed(content, unicode)


def _fill(message: EmailMessage, letter: Letter, attachments: Sequence[Attachment]) -> None:
    message.set_content(text_of(letter), cte="quoted-printable")
    message.add_alternative(html_of(letter), subtype="html", cte="quoted-printable")
    page = message.get_payload()[1]  # type: ignore[index]  # a message with alternatives has parts
    assert isinstance(page, EmailMessage)
    if letter.logo:
        page.add_related(letter.logo, "image", "png", cid=f"<{LOGO_ID}>", disposition="inline", filename="logo.png")
    for each in attachments:
        message.add_attachment(each.content, "application", "pdf", filename=one_line(each.name, "file name"))


def _address(address: str) -> Address:
    local, _, domain = on_the_wire(address).rpartition("@")
    return Address(username=local, domain=domain)
