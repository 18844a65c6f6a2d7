"""Everything about one link, whoever's it is, and what can be done with it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop.views.dialogs.frame import Dialog
from desktop.views.dialogs.link_parts import EarlierLinks, FactColumn, Figures, LinkBox
from desktop.views.dialogs.regenerate import RegenerateDialog
from desktop.views.dialogs.revoke import RevokeDialog
from desktop.views.dialogs.sentences import (
    LinkHolder,
    created,
    expires,
    handed_over,
    is_online,
    state_words,
    waits,
    why_not_now,
)
from desktop.views.fonts import scaled
from desktop.views.states import document_pill
from desktop.views.theme import Tone
from desktop.views.widgets.avatar import Avatar
from desktop.views.widgets.buttons import Button, Kind
from desktop.views.widgets.glyph import Glyph
from desktop.views.widgets.label import Label
from desktop.views.widgets.pill import StatePill
from desktop.views.widgets.surface import Hairline

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.queries.links import LinkCard
    from desktop.views.desk import Desk
    from desktop.views.threads import Session

H = TypeVar("H", bound=LinkHolder)
_WIDTH = 860
_EXTENSIONS = (30, 60, 90)
_EXTENDABLE = {"waiting", "live", "ending"}
_SWITCHED_OFF = {"withdrawn", "revoked", "replaced", "dropped"}


class LinkSettings(Dialog, Generic[H]):
    """Opens once its holder, a document or a customer, is read; a subclass knows how, and what it says of it.

    ``told`` is for a toast; ``copy_requested`` tells whether the short form is wanted.
    """

    told = Signal(str, str)
    open_portal = Signal(object)
    copy_requested = Signal(object, bool)

    def __init__(self, desk: Desk, holder_id: UUID, parent: QWidget | None = None) -> None:
        super().__init__("", _WIDTH, parent)
        self.setWindowTitle(self.tr("Portal settings"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk = desk
        self.holder = holder_id
        self._card: H | None = None
        self._build()
        desk.runner.committed.connect(self.refresh)
        desk.sync.changed.connect(self.refresh)
        desk.sync.status.connect(self.refresh)

    def open(self) -> None:
        """Read the holder, then show it; where there is no link yet, the toast says so."""
        self.read_card(self._show_first)

    def refresh(self) -> None:
        """Read everything again: something was committed here or by the exchange."""
        if self._card is not None:
            self.read_card(self._show)

    def say_copied(self) -> None:
        """Let the button say that the link lies on the clipboard."""
        self.link_box.copy.show_copied()

    # -- reading and showing ------------------------------------------------------------------------------------------

    @abstractmethod
    def read_card(self, show: Callable[[H, int | None], None]) -> None:
        """Read the holder, and how many days make its link outlast its due date, for ``show``."""

    @abstractmethod
    def show_holder(self, card: H) -> None:
        """Say in the head whose link it is, and what it opens."""

    @abstractmethod
    def why_no_link(self) -> tuple[str, str]:
        """Return a toast's two lines for a holder without a link."""

    def _show_first(self, card: H, until_due: int | None) -> None:
        if card.link is None:
            self.told.emit(*self.why_no_link())
            self.deleteLater()
            return
        self._show(card, until_due)
        super().open()
        self.link_box.copy.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, card: H, until_due: int | None) -> None:
        link = card.link
        assert link is not None
        self._card = card
        zone, today = self._desk.office.time_zone, self._desk.today()
        self.show_holder(card)
        no_copy = self._why_no_copy(link)
        self.link_box.show_link(link, state_words(link), no_copy, no_copy or self._why_no_portal(link))
        sentence = waits(link, why_not_now(self._desk)) if link.address else ""
        self.waiting.setText(sentence)
        self._waiting_row.setVisible(bool(sentence))
        self.take_back.setVisible(link.can_take_back and link.request_waits)
        self.created.show_fact(created(link, zone))
        self.handed_over.show_fact(handed_over(card, zone, today))
        end = expires(card, link, settled_days=self._desk.office.settled_days, time_zone=zone, today=today)
        self.expires.show_fact(end)
        self._offer_extensions(card, link, until_due)
        self.figures.show_link(link, zone, today)
        self.earlier.show_links(link.earlier, zone, today)
        self.regenerate.set_reason(self._why_no_change(link))
        self.revoke.set_reason(self._why_no_change(link) or self._why_no_revoke(link))
        QTimer.singleShot(0, self, self.grow)  # a table made just now has its size after the next layout

    def _offer_extensions(self, card: H, link: LinkCard, until_due: int | None) -> None:
        self.extend.set_reason(self._why_no_extension(link))
        menu = self.extend.menu()
        assert menu is not None
        menu.clear()
        left = (link.expires_at - self._desk.now()).days if link.expires_at else link.lifetime_days - 1
        for days in _EXTENSIONS:
            if days > left:
                menu.addAction(self.tr("To {days} days from now").format(days=days), partial(self._extend, days))
        if until_due is not None and card.due_on is not None:
            menu.addAction(self.tr("To 30 days after the due date"), partial(self._extend, until_due))
        if menu.isEmpty() and link.state in _EXTENDABLE:
            self.extend.set_reason(self.tr("It lives longer than 90 days already."))

    # -- why something cannot be done ---------------------------------------------------------------------------------

    def _why_no_copy(self, link: LinkCard) -> str:
        if link.state == "withdrawn":
            return self.tr("Withdrawn. Nothing to open.")
        return "" if link.address else self.tr("No portal is set up. Settings, Portal takes two minutes.")

    def _why_no_portal(self, link: LinkCard) -> str:
        if link.state == "waiting":
            return self.tr("Opens once the portal has received it. Copy works already.")
        if link.state == "expired":
            return self.tr("Expired. Copy makes a new one.")
        return self.tr("Switched off. Copy makes a new one.") if link.state in _SWITCHED_OFF else ""

    def _why_no_extension(self, link: LinkCard) -> str:
        if link.revoke_waits:
            return self._why_no_revoke(link)
        if not link.address or link.state in _EXTENDABLE:
            return self._why_no_copy(link)
        if link.state == "settled":
            return self.tr("Settled documents stay open as a record.")
        return self._why_no_copy(link) or self.tr("Only a live link can be extended. Copy makes a new one.")

    def _why_no_change(self, link: LinkCard) -> str:
        if reason := self._why_no_copy(link):
            return reason
        return self.tr("Switched off already. Copy makes a new one.") if link.state in _SWITCHED_OFF else ""

    def _why_no_revoke(self, link: LinkCard) -> str:
        return self.tr("Asked for already. It waits for the portal.") if link.revoke_waits else ""

    # -- acting -------------------------------------------------------------------------------------------------------

    def _extend(self, days: int) -> None:
        holder_id, now = self.holder, self._desk.now()

        def write(session: Session) -> None:
            from desktop.services.links import extend

            extend(session, holder_id, days=days, at=now)

        def told(_done: None) -> None:
            if is_online(self._desk):
                self.told.emit(self.tr("Link extended."), self.tr("{days} days from now.").format(days=days))
            else:
                later = self.tr("{days} days from when the portal hears of it.").format(days=days)
                self.told.emit(self.tr("Longer life asked for."), later)

        self._desk.runner.write(write, self.while_open(told), self.while_open(self._show_problem))

    def _take_back(self) -> None:
        holder_id, now = self.holder, self._desk.now()

        def write(session: Session) -> None:
            from desktop.services.links import take_back

            take_back(session, holder_id, at=now)

        def told(_done: None) -> None:
            self.told.emit(self.tr("Request taken back."), self.tr("The old link stays."))

        self._desk.runner.write(write, self.while_open(told), self.while_open(self._show_problem))

    def _show_problem(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.show()
        self.refresh()

    def _warn(self, kind: type[RegenerateDialog | RevokeDialog]) -> None:
        if self._card is None:
            return
        self.problem.hide()
        warning = kind(self._desk, self._card, self)
        warning.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        warning.told.connect(self.told)
        warning.open()

    # -- building -----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.link_box = LinkBox()
        self.link_box.copy_requested.connect(lambda short: self.copy_requested.emit(self.holder, short))
        self.link_box.open_requested.connect(lambda: self.open_portal.emit(self.holder))
        self.figures, self.earlier = Figures(), EarlierLinks()
        self.problem = Label("", "small", Tone.BAD)
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.body.addLayout(self._build_head())
        self.body.addWidget(Hairline())
        self.body.addWidget(self.link_box)
        self.body.addWidget(self._build_waiting())
        self.body.addWidget(self.problem)
        self.body.addWidget(Hairline())
        self.body.addLayout(self._build_facts())
        self.own = QVBoxLayout()
        self.own.setSpacing(self.body.spacing())
        self.body.addLayout(self.own)
        self.body.addWidget(Hairline())
        self.body.addWidget(self.figures)
        self.body.addWidget(self.earlier)
        self.body.addStretch(1)
        self._build_foot()

    def _build_head(self) -> QHBoxLayout:
        self._avatar = Avatar(size=36)
        self._who = Label("", "customer", elided=True)
        self._what = Label("", "body", "muted", elided=True)
        self._pill = StatePill(document_pill("issued"))
        names = QVBoxLayout()
        names.setSpacing(scaled(1))
        names.addWidget(self._who)
        names.addWidget(self._what)
        head = QHBoxLayout()
        head.setSpacing(scaled(12))
        head.addWidget(self._avatar)
        head.addLayout(names, 1)
        head.addWidget(self._pill)
        return head

    def _build_waiting(self) -> QWidget:
        self.waiting = Label("", "body", Tone.WARN)
        self.waiting.setWordWrap(True)
        self.take_back = Button(self.tr("Take it back"), "arrow-counter-clockwise")
        self.take_back.clicked.connect(self._take_back)
        self._waiting_row = QWidget()
        row = QHBoxLayout(self._waiting_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(scaled(10))
        row.addWidget(Glyph("clock", Tone.WARN))
        row.addWidget(self.waiting, 1)
        row.addWidget(self.take_back)
        return self._waiting_row

    def _build_facts(self) -> QHBoxLayout:
        self.created = FactColumn(self.tr("Created"))
        self.handed_over = FactColumn(self.tr("Handed over"))
        self.expires = FactColumn(self.tr("Expires"))
        self.extend = Button(self.tr("Extend"))
        self.extend.setMenu(QMenu(self.extend))
        facts = QHBoxLayout()
        facts.setSpacing(scaled(16))
        for column in (self.created, self.handed_over, self.expires):
            facts.addWidget(column, 1)
        facts.addWidget(self.extend)
        return facts

    def _build_foot(self) -> None:
        self.regenerate = Button(self.tr("Regenerate link…"), "arrows-clockwise", Kind.WARY)
        self.revoke = Button(self.tr("Revoke link…"), "prohibit", Kind.QUIET)
        close = Button(self.tr("Close"))
        self.regenerate.clicked.connect(lambda: self._warn(RegenerateDialog))
        self.revoke.clicked.connect(lambda: self._warn(RevokeDialog))
        close.clicked.connect(self.accept)
        self.foot.addWidget(self.regenerate)
        self.foot.addWidget(self.revoke)
        self.foot.addStretch(1)
        self.foot.addWidget(close)
