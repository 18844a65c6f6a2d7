"""Keeper: writes the draft within two seconds of a change, again and again until it is written."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from billing.errors import Refused
from desktop.services.drafts import discard_draft, save_draft

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from desktop.queries.drafts import DraftValues
    from desktop.views.desk import Desk
    from desktop.views.threads import Session

_QUIET_MS, _LATEST_MS, _AGAIN_MS = 700, 1300, 4000


class Keeper(QObject):
    """``kept`` tells that the books hold all that was typed, ``waiting`` that keys are newer than they.

    ``failed`` carries why a write did not succeed; it is tried again, also for a document that was left meanwhile.
    ``refused`` carries why the books will never take it (the draft was issued by somebody else).
    """

    kept = Signal()
    waiting = Signal()
    failed = Signal(str)
    refused = Signal(str)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._document: UUID | None = None
        self._written: DraftValues | None = None
        self._owed: dict[UUID, DraftValues] = {}
        self._under_way = False
        self._again = False
        self._since = 0.0
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.save_now)

    @property
    def is_saved(self) -> bool:
        """True when the books hold all that was typed."""
        return not self._owed

    def open(self, document_id: UUID, values: DraftValues) -> None:
        """Keep this draft from now on; ``values`` is what the books hold."""
        self._document, self._written = document_id, values

    def close(self) -> None:
        """Take nothing more; what the books do not hold yet is still written."""
        self._document = None
        self.save_now()

    def forget(self, document_id: UUID) -> None:
        """The draft is none any more: issued or thrown away."""
        self._document = None
        self._owed.pop(document_id, None)

    def discard(self, document_id: UUID) -> None:
        """Delete a draft in which nothing was ever typed."""
        self.forget(document_id)
        self._desk.runner.write(partial(discard_draft, document_id=document_id))

    def take(self, values: DraftValues) -> None:
        """Something was typed: write it once the keys rest, at the latest soon after the first of them."""
        if self._document is None:
            return
        if values == self._written and not self._under_way:  # taken back before it was written
            self._owed.pop(self._document, None)
            self.kept.emit()
            return
        now = time.monotonic()
        if self.is_saved:
            self._since = now
        self._owed[self._document] = values
        left = _LATEST_MS - int((now - self._since) * 1000)
        self._timer.start(max(min(_QUIET_MS, left), 0))
        self.waiting.emit()

    def save_now(self) -> None:
        """Write what was typed; while another write is under way, right after it."""
        self._timer.stop()
        self._again = self._under_way and not self.is_saved
        if self._under_way or not self._owed:
            return
        self._under_way = True
        self._since = time.monotonic()  # what is typed from here on is newer than this write
        document_id, values = next(iter(self._owed.items()))
        self._desk.runner.write(
            partial(_save, document_id=document_id, values=values, at=self._desk.now()),
            lambda refusal: self._take_answer(document_id, values, refusal),
            self._take_failure,
        )

    def _take_answer(self, document_id: UUID, values: DraftValues, refusal: str) -> None:
        self._under_way = False
        if refusal:
            self._owed.pop(document_id, None)
            self.refused.emit(refusal)
            return
        if document_id == self._document:
            self._written = values
        if self._owed.get(document_id) == values:
            del self._owed[document_id]
        if self.is_saved:
            self.kept.emit()
        elif self._again or any(owed != self._document for owed in self._owed):
            self.save_now()  # else the keys since then have their own time

    def _take_failure(self, sentence: str) -> None:
        self._under_way = False
        self._timer.start(_AGAIN_MS)
        self.failed.emit(sentence)


def _save(session: Session, document_id: UUID, values: DraftValues, at: datetime) -> str:
    """Save the draft; a refusal comes back as its sentence, because trying again would not help."""
    try:
        save_draft(session, document_id, values, at=at)
    except Refused as refused:
        return str(refused)
    return ""
