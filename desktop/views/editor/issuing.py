"""Issuing from the editor: named what is missing, asked once, then saved and issued."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.views.editor.checklist import missing
from desktop.views.theme import Tone
from desktop.views.words import day

if TYPE_CHECKING:
    from uuid import UUID

    from billing.issued import DocumentKind
    from desktop.queries.numbers import DatedNumber
    from desktop.services.issuing import IssuedNumber
    from desktop.views.desk import Desk
    from desktop.views.editor.keeper import Keeper
    from desktop.views.editor.page import EditorPage
    from desktop.views.editor.state import DraftState
    from desktop.views.threads import Session


class Issuing(QObject):
    """``issued`` carries the number. While it is under way nothing can be typed."""

    issued = Signal(object)

    def __init__(self, desk: Desk, page: EditorPage, state: DraftState, keeper: Keeper) -> None:
        super().__init__(page)
        self._desk = desk
        self._page = page
        self._state = state
        self._keeper = keeper
        self._document: UUID | None = None
        self._newest: DatedNumber | None = None
        self._earlier = ""
        self._waits = False
        keeper.kept.connect(self._go_on)
        keeper.failed.connect(self._give_up)
        keeper.refused.connect(self._give_up)

    @property
    def is_under_way(self) -> bool:
        """True from the person's yes to the answer."""
        return self._waits

    def ask(self, document_id: UUID) -> None:
        """Ask whether to issue, or name what is missing."""
        self._state.calculate()
        ways = self._state.catalogue.ways
        blockers = missing(self._state.values, self._state.sums.refusal, self._desk.today(), ways)
        strip = self._page.head.strip
        if blockers:
            self._keeper.save_now()
            strip.tell(Tone.WARN, self.tr("Not ready to issue: {missing}.").format(missing="; ".join(blockers)))
            if self._state.values.customer_id is None:
                self._page.customer.focus_customer()
            return
        self._document = document_id
        self._earlier = self._what_it_falls_behind()
        deed = self.tr("Issue quote") if self._state.values.kind == "quote" else self.tr("Issue invoice")
        strip.ask(
            self._earlier or self.tr("Issuing gives it the next number and freezes it. This cannot be taken back."),
            self.tr("Keep typing"),
            self.tr("Issue with the earlier date") if self._earlier else deed,
            self._start,
        )

    def learn(self, kind: DocumentKind) -> None:
        """Read which document of its series is dated last, so that an earlier date is asked about."""

        def read(session: Session) -> DatedNumber | None:
            from desktop.queries.numbers import newest_dated

            return newest_dated(session, kind)

        self._desk.runner.read(read, self._take_newest)

    def _take_newest(self, newest: DatedNumber | None) -> None:
        self._newest = newest

    def _what_it_falls_behind(self) -> str:
        """Return what to ask where numbers and dates would part, or ""."""
        dated = self._state.values.dated or self._desk.today()
        newest = self._newest
        if newest is None or newest.on <= dated:
            return ""
        words = self.tr(
            "{number} is dated {newest} already, and this one would be dated {dated}. Many countries want numbers in "
            "the order of their dates. Issuing freezes it; this cannot be taken back."
        )
        return words.format(number=newest.number, newest=day(newest.on, year=True), dated=day(dated, year=True))

    def _start(self) -> None:
        self._waits = True
        self._page.set_working(working=False)
        self._page.head.set_issuing(issuing=True)
        self._keeper.save_now()
        if self._keeper.is_saved:
            self._go_on()

    def _go_on(self) -> None:
        document_id = self._document
        if not self._waits or document_id is None:
            return
        self._document = None
        issue, confirmed = self._desk.issue, bool(self._earlier)

        def write(session: Session) -> IssuedNumber:
            return issue(session, document_id, earlier_date_confirmed=confirmed)

        self._desk.runner.write(write, self._finish, self._give_up)

    def _finish(self, number: IssuedNumber) -> None:
        self._rest()
        self.issued.emit(number)

    def _give_up(self, sentence: str) -> None:
        if self._waits:
            self._rest()
            self._page.head.strip.tell(Tone.BAD, sentence)
            self.learn(self._state.values.kind)

    def _rest(self) -> None:
        self._waits = False
        self._page.set_working(working=True)
        self._page.head.set_issuing(issuing=False)
