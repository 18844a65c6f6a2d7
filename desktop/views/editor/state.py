"""The draft in work: its values, their history and sums, announced to everything that shows them."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from billing.errors import Refused
from desktop.views.editor.history import History
from desktop.views.editor.sums import Sums, sums_of
from desktop.views.words import language

if TYPE_CHECKING:
    from desktop.queries.drafts import DraftValues
    from desktop.queries.people import CustomerRow
    from desktop.views.editor.catalogue import Catalogue

_AT_ONCE = 500  # lines that are added up within a key's time
_LATER_MS = 150


class DraftState(QObject):
    """``changed`` follows every new value, ``calculated`` the sums of it; ``restoring`` comes before an undo is shown.

    ``opened`` tells that another document is in work, ``renewed`` that something else can be completed from.
    ``refused`` carries why a wish was not carried out.
    """

    opened = Signal()
    renewed = Signal()
    changed = Signal()
    calculated = Signal()
    restoring = Signal()
    refused = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history: History | None = None
        self._is_open = False
        self._catalogue: Catalogue | None = None
        self.sums = Sums()
        self._later = QTimer(self, singleShot=True, interval=_LATER_MS)
        self._later.timeout.connect(self.calculate)

    @property
    def is_open(self) -> bool:
        """True while a document is in work."""
        return self._is_open

    @property
    def values(self) -> DraftValues:
        """The draft as it stands; after ``close`` the one that was in work, for what still shows it."""
        assert self._history is not None
        return self._history.current

    @property
    def catalogue(self) -> Catalogue:
        """What can be completed from."""
        assert self._catalogue is not None
        return self._catalogue

    @property
    def customer(self) -> CustomerRow | None:
        """Whom the draft is addressed to."""
        wanted = self.values.customer_id
        return self.catalogue.people.get(wanted) if wanted else None

    @property
    def language(self) -> str:
        """The person's way of writing figures."""
        return language()

    def open(self, values: DraftValues, catalogue: Catalogue) -> None:
        """Work on ``values`` from now on."""
        self._history = History(values)
        self._catalogue = catalogue
        self._is_open = True
        self.opened.emit()
        self._announce()

    def renew(self, catalogue: Catalogue) -> None:
        """Complete from what the books hold now."""
        self._catalogue = catalogue
        if self._is_open:
            self.renewed.emit()

    def close(self) -> None:
        """Work on nothing."""
        self._later.stop()
        self._is_open = False

    def change(self, values: DraftValues, key: str = "") -> None:
        """Go on to ``values``; ``key`` names the place that is typed in."""
        assert self._history is not None
        if not self._is_open or values == self._history.current:
            return
        self._history.change(values, key=key, at=time.monotonic())
        self._announce()

    def attempt(self, step: Callable[[DraftValues], DraftValues], key: str = "") -> bool:
        """Take a step that may be refused; the reason is told and nothing changes then."""
        try:
            values = step(self.values)
        except Refused as refused:
            self.refused.emit(str(refused))
            return False
        self.change(values, key)
        return True

    def undo(self) -> None:
        """Take the last step back."""
        if self._history is not None and self.can_undo():
            self.restoring.emit()
            self._history.undo()
            self._announce()

    def redo(self) -> None:
        """Do the step again."""
        if self._history is not None and self.can_redo():
            self.restoring.emit()
            self._history.redo()
            self._announce()

    def can_undo(self) -> bool:
        """Tell whether a step can be taken back."""
        return self._is_open and self._history is not None and self._history.can_undo

    def can_redo(self) -> bool:
        """Tell whether a step can be done again."""
        return self._is_open and self._history is not None and self._history.can_redo

    def calculate(self) -> None:
        """Add up now."""
        if not self._is_open:
            return
        self._later.stop()
        self.sums = sums_of(self.values)
        self.calculated.emit()

    def _announce(self) -> None:
        self.changed.emit()
        if len(self.values.lines) <= _AT_ONCE:
            self.calculate()
        else:
            self._later.start()
