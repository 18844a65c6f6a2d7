"""A message that a person sends from their own mail program: its words and its link are ours, the sending is theirs."""

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from billing.errors import Refused
from billing.mailing.page import text_of
from desktop.services.activity import record
from desktop.services.mailing.drafting import as_typed, pdf_name
from desktop.services.mailing.queueing import MailWish, checked, hand_over, once_issued


class PdfNotKept(Refused):
    """The folder takes no file."""

    def __init__(self, why: str) -> None:
        super().__init__(f"The PDF could not be saved: {why}. The message is open in your mail program all the same.")


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What the person's own program is given; ``pdf_sha256`` is "" where nothing is to be attached. Its repr shows no
    token. ``waits``: for the portal to confirm its link.
    """

    to: tuple[str, ...]
    subject: str
    text: str = field(repr=False)
    pdf_sha256: str
    pdf_name: str
    waits: bool


def hand_over_by_person(
    session: Session, document_id: UUID, wish: MailWish, *, today: date, at: datetime
) -> HandedOver:
    """Note that a person sends this document themselves; nothing more is known of it. Raises what queueing does, but
    for the account.
    """
    at = once_issued(session, document_id, at)
    said = checked(session, document_id, wish, today=today, at=at)
    hand_over(session, document_id, at=at)
    record(session, "mail.by_hand", at=at, document=document_id, to=", ".join(said.to))
    session.flush()
    letter = as_typed(said.draft, said.subject, said.body)
    return HandedOver(
        to=said.to,
        subject=said.subject,
        text=text_of(letter),
        pdf_sha256=said.draft.pdf_sha256 if wish.with_pdf else "",
        pdf_name=pdf_name(said.draft.number),
        waits=said.link is not None and said.link.published_at is None,
    )


def keep_pdf(pdf: bytes, folder: Path, name: str) -> Path:
    """Write a document's PDF into ``folder``, beside another file of that name, and return where. Raises PdfNotKept."""
    stem, _, ending = name.rpartition(".")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(1, 1000):
            path = folder / (name if number == 1 else f"{stem} ({number}).{ending}")
            if not path.exists():
                path.write_bytes(pdf)
                return path
            if path.read_bytes() == pdf:
                return path
    except OSError as error:
        raise PdfNotKept(error.strerror or str(error)) from error
    raise PdfNotKept("there are too many files of this name")
