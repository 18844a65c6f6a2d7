"""What was or will be uploaded, and the key that opens it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base, Instant


class Content(Base):
    """One content of a document (a view per version, a PDF per revision) or of a customer (list, statement a version).

    The key leaves the books only wrapped. ``blob`` is the sealed bytes until the operation that names them was
    answered; a document's PDF is read from the archive.
    """

    __tablename__ = "content"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"), index=True)
    customer_id: Mapped[UUID | None] = mapped_column(ForeignKey("customer.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    version: Mapped[int]
    key: Mapped[bytes] = mapped_column(LargeBinary)
    blob: Mapped[bytes | None] = mapped_column(LargeBinary)
    uploaded_at: Mapped[datetime | None] = mapped_column(Instant)
