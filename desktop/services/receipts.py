"""The receipt of an invoice as a file: what has arrived for it up to now."""

from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

import resources
from billing.errors import Refused
from billing.pdf.receipt import render_receipt
from billing.snapshot import View
from billing.wording import wording
from desktop.models import Document
from desktop.services.publishing import published_view


class NotKept(Refused):
    """The folder that was chosen takes no file."""

    def __init__(self, why: str) -> None:
        super().__init__(f"The receipt could not be saved: {why}. The books are as they were. Choose another folder.")


def receipt_view(session: Session, invoice_id: UUID) -> View:
    """Return what the customer's page of an issued invoice is drawn from, and so is its receipt."""
    return published_view(session, session.get_one(Document, invoice_id), None)


def receipt_name(view: View) -> str:
    """Return the name of the file in the invoice's language, of characters that every file system takes."""
    name = f"{view.number} {wording(view.language).labels.receipt}.pdf"
    return "".join("-" if letter in '\\/:*?"<>|' else letter for letter in name)


def save_receipt(view: View, path: Path) -> None:
    """Draw the receipt into a file, the very bytes that the customer's page gives. Raises NotKept, HeadTooLong."""
    pdf = render_receipt(view, resources.font_bytes())
    try:
        path.write_bytes(pdf)
    except OSError as error:
        raise NotKept(error.strerror or str(error)) from error
