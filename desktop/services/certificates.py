"""The signed acceptance as a file to keep, and the check of such a file."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import ValidationError

import resources
from billing.acceptance import Check, NotARecord, SignedAcceptance, check
from billing.pdf.certificate import record_inside, render_certificate

_PDF = b"%PDF-"


@dataclass(frozen=True, slots=True)
class FileCheck:
    """What a check of a file found. ``same_pages`` is None for a record that is no PDF: there are no pages to compare;
    False where the pages are not those that its record draws.
    """

    found: Check
    same_pages: bool | None

    @property
    def is_sound(self) -> bool:
        """Whether nothing was changed since the key signed it."""
        return self.found.is_sound and self.same_pages is not False


def certificate(record: str) -> bytes:
    """Return the PDF of a signed record, the very bytes that the portal hands out."""
    return render_certificate(SignedAcceptance.model_validate_json(record), resources.font_bytes())


def check_file(content: bytes, trusted: Mapping[str, bytes]) -> FileCheck:
    """Check a record, as JSON or as a certificate with the record inside. ``trusted`` are raw public keys by key id.

    Raises NotARecord.
    """
    if not content.startswith(_PDF):
        return FileCheck(check(content, trusted), None)
    inside = record_inside(content)
    if inside is None:
        raise NotARecord
    found = check(inside, trusted)
    return FileCheck(found, _draws(inside, content))


def _draws(record: bytes, pdf: bytes) -> bool:
    try:
        return certificate(record.decode()) == pdf
    except ValidationError:
        return False
