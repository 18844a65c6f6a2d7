"""An acceptance in the words of its language: the same on the page and on the certificate."""

from collections.abc import Callable

from billing.acceptance import Acceptance
from billing.formatting import format_date
from billing.wording import Wording

_GROUP = 4


def facts_of(record: Acceptance, words: Wording, apart: Callable[[str], str] = str) -> tuple[tuple[str, str], ...]:
    """Return who, when, what and from where, each with its label; the time is UTC and says so.

    ``apart`` keeps the direction of a number inside a sentence, where the medium needs that.
    """
    signing = words.signing
    spoken = record.language if record.language.partition("-")[0] == words.language else words.language
    when = f"{format_date(record.at.date(), spoken)}, {record.at:%H:%M:%S} (UTC)"
    facts = (
        (signing.signed_by, record.name),
        (signing.when, when),
        (signing.order_number, record.order_number),
        (signing.document, signing.document_of.format(number=apart(record.number), version=record.revision_number)),
        (words.labels.accepted_total, record.total),
        (signing.from_address, record.address),
    )
    return tuple((label, value) for label, value in facts if value)


def fingerprint_of(record: Acceptance) -> str:
    """Return the SHA-256 of the PDF that was shown, in groups that can be compared by eye."""
    digits = record.pdf_sha256
    return " ".join(digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP))


def left_out_of(record: Acceptance, words: Wording) -> str:
    """Return which optional lines were not chosen, in one sentence; "" where none was left out."""
    return words.signing.not_chosen.format(lines="; ".join(record.left_out)) if record.left_out else ""
