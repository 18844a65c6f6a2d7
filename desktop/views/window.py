"""The window: rail, the list or editor in work, the drawer, the status strip; it wires, and knows no rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from desktop.views.document_list import DocumentList
from desktop.views.fonts import scaled
from desktop.views.rooms import ROOMS, build_room, follow_list, go_to_customer, go_to_news, go_to_notices
from desktop.views.widgets.rail import Rail
from desktop.views.widgets.status import StatusStrip
from desktop.views.widgets.surface import Surface

if TYPE_CHECKING:
    from uuid import UUID

    from billing.issued import DocumentKind
    from desktop.views.acts import Acts
    from desktop.views.assistant.approvals import Approvals
    from desktop.views.desk import Desk
    from desktop.views.drawer.drawer import Drawer, DrawerTab
    from desktop.views.editor.editor import Editor
    from desktop.views.home.badge import HandsBadge
    from desktop.views.home.page import HomePage
    from desktop.views.links.page import LinkDesk
    from desktop.views.mail_acts import MailActs
    from desktop.views.money_acts import MoneyActs
    from desktop.views.notices.bell import NoticeBell
    from desktop.views.notices.notices import Notices
    from desktop.views.people.customers import CustomersPage
    from desktop.views.quote_acts import QuoteActs
    from desktop.views.standing import Standing
    from desktop.views.widgets.toast import Toast

_DRAWER, _DRAWER_BESIDE, _RAIL_WIDE, _SUM_BAR = 424, 1180, 900, 34
_LIVE = ("home", "links", "payments")  # rooms that are no lists and follow every commit


class MainWindow(QMainWindow):
    """The shell (rail, list in its final shape, status strip) is painted first; ``complete`` builds the rest.

    ``completed`` tells that the window works; the books are opened then.
    """

    completed = Signal()
    acts: Acts
    quote_acts: QuoteActs
    money_acts: MoneyActs
    mail_acts: MailActs
    drawer: Drawer
    toast: Toast
    standing: Standing
    approvals: Approvals
    badge: HandsBadge
    notices: Notices
    bell: NoticeBell

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._rooms: dict[str, QWidget] = {}
        self._room = "invoices"
        self._drawer_wanted = True
        self._is_complete = False
        self._closes_when_saved = False
        self.editor: Editor | None = None
        self._build_shell()
        self.show_office()

    def complete(self) -> None:
        """Build what the first paint did without, wire everything, and read the list."""
        if self._is_complete:
            return
        self._is_complete = True
        self._build_rest()
        self._connect()
        self.show_room("invoices")
        self.notices.begin()
        self.completed.emit()

    def sizeHint(self) -> QSize:
        return QSize(scaled(1440), scaled(900))

    # -- rooms --------------------------------------------------------------------------------------------------------

    def show_room(self, key: str) -> QWidget:
        """Show one section of the rail, building it on its first use."""
        self._save_typing()
        if key not in self._rooms:
            self._rooms[key] = build_room(key, self)
            self._middle.addWidget(self._rooms[key])
            if key == "quotes":
                follow_list(cast(DocumentList, self._rooms[key]), self)
        self._room = key
        room = self._rooms[key]
        self.rail.choose(key)
        self._middle.setCurrentWidget(room)
        if isinstance(room, DocumentList):
            room.refresh()
            room.announce()
            room.table.setFocus()
        elif key in _LIVE:
            cast("HomePage", room).refresh()
            cast("HomePage", room).focus_first()
        self._place_drawer()
        return room

    def documents(self) -> DocumentList | None:
        """Return the list in view, if a list is."""
        room = self._middle.currentWidget()
        return room if isinstance(room, DocumentList) else None

    def edit(self, document_id: UUID) -> None:
        """Open a draft in the editor, or put the focus on the drawer of an issued document."""
        listing = self.documents()
        row = listing.current() if listing else None
        if row is not None and row.id == document_id and row.state != "draft":
            self._show_drawer()
            return
        self._show_editor().edit(document_id)

    def begin(self, kind: DocumentKind) -> None:
        """Begin a new draft in the editor."""
        self._show_editor().begin(kind)

    def refresh(self) -> None:
        """Read again what is in view; the exchange or another view has committed something."""
        if (listing := self.documents()) is not None:
            listing.refresh()
        elif self._room in _LIVE and self._middle.currentWidget() is self._rooms[self._room]:
            cast("HomePage", self._rooms[self._room]).refresh()
        self.drawer.refresh()
        self.badge.refresh()

    # -- events -------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._is_complete:
            QTimer.singleShot(0, self.complete)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rail.set_compact(self.width() < scaled(_RAIL_WIDE))
        if self._is_complete:
            self._place_drawer()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._save_typing()
        if self.editor is not None and not self.editor.is_saved:
            self._closes_when_saved = True
            event.ignore()
            return
        if self._is_complete:
            self.drawer.close_document()
        self.desk.memory.keep_place(self)
        super().closeEvent(event)

    # -- building -----------------------------------------------------------------------------------------------------

    def _build_shell(self) -> None:
        self.rail = Rail()
        for key, glyph, word in ROOMS:
            self.rail.add_item(key, glyph, self.tr(word))
        self.rail.add_item("settings", "gear-six", self.tr("Settings"), at_bottom=True)
        self.rail.choose("invoices")
        self.rail.finder.hide()
        self._middle = QStackedWidget()
        self._rooms["invoices"] = build_room("invoices", self)
        self._middle.addWidget(self._rooms["invoices"])
        self._status = StatusStrip()
        self._status.show_quiet("")
        self._place = Surface("alt", "start")
        self._place.setFixedWidth(scaled(_DRAWER))
        self._columns = QHBoxLayout()
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(0)
        self._columns.addWidget(self.rail)
        self._columns.addWidget(self._middle, 1)
        self._columns.addWidget(self._place)
        whole = QWidget()
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(self._columns, 1)
        rows.addWidget(self._status)
        self.setCentralWidget(whole)

    def _build_rest(self) -> None:
        from desktop.views.acts import Acts
        from desktop.views.assistant.approvals import Approvals
        from desktop.views.drawer.drawer import Drawer
        from desktop.views.home.badge import HandsBadge
        from desktop.views.mail_acts import MailActs
        from desktop.views.mark import mark_icon
        from desktop.views.money_acts import MoneyActs
        from desktop.views.notices.bell import NoticeBell
        from desktop.views.notices.notices import Notices
        from desktop.views.quote_acts import QuoteActs
        from desktop.views.standing import Standing
        from desktop.views.text_acts import TextActs
        from desktop.views.widgets.toast import Toast

        self.setWindowIcon(mark_icon())
        self.acts = Acts(self.desk, self)
        self.quote_acts = QuoteActs(self.desk, self)
        self.money_acts = MoneyActs(self.desk, self)
        self.mail_acts = MailActs(self.desk, self)
        self.text_acts = TextActs(self.desk, self)
        self.drawer = Drawer(self.desk)
        self._columns.replaceWidget(self._place, self.drawer)
        self._place.deleteLater()
        self.toast = Toast(self._middle, lift=scaled(_SUM_BAR))
        self.notices = Notices(self.desk, self, self.toast)
        self.notices.wanted.connect(lambda news: go_to_news(self, news))
        self.standing = Standing(self.desk, self._status, self)
        self.bell = NoticeBell(self.desk, self._status, self)
        self.bell.wanted.connect(lambda news: go_to_news(self, news))
        self.bell.settings_wanted.connect(lambda: go_to_notices(self))
        self.approvals = Approvals(self.desk, self._status, self)
        self.approvals.arrived.connect(self._say_proposed)
        follow_list(cast(DocumentList, self._rooms["invoices"]), self)
        self.badge = HandsBadge(self.desk, self)
        self.badge.counted.connect(lambda count: self.rail.set_count("home", count))
        self.badge.left.connect(lambda count: self.rail.set_count("payments", count))

    def _say_proposed(self, what: str) -> None:
        self.toast.show_message(self.tr("The assistant asks for your approval."), what)

    def show_office(self) -> None:
        self.rail.business.show_business(self.desk.office.name, self.desk.office.currency)
        self.setWindowTitle(f"Counterfoil – {self.desk.office.name}")

    def _show_editor(self) -> Editor:
        from desktop.views.editor.editor import Editor

        if self.editor is None:
            self.editor = Editor(self.desk)
            self.editor.opened.connect(self._stand_by)
            self.editor.left.connect(lambda: self.show_room(self._room))
            self.editor.issued.connect(self.acts.copy_issued)
            self.editor.saved.connect(self._close_if_wanted)
            self._middle.addWidget(self.editor)
        self._middle.setCurrentWidget(self.editor)
        self._place_drawer()
        return self.editor

    def _stand_by(self, kind: str) -> None:
        """A draft belongs to the list of its kind, from wherever it was begun: that is where one goes back to."""
        self._room = "quotes" if kind == "quote" else "invoices"
        self.rail.choose(self._room)

    def _save_typing(self) -> None:
        if self.editor is not None and self._middle.currentWidget() is self.editor:
            self.editor.save_now()

    def _close_if_wanted(self) -> None:
        """What was typed is in the books now: the person wanted to close, so close."""
        if self._closes_when_saved:
            self.close()

    # -- the drawer ---------------------------------------------------------------------------------------------------

    def _show_drawer(self) -> None:
        self._drawer_wanted = True
        self._place_drawer()

    def _hide_drawer(self) -> None:
        self._drawer_wanted = False
        self._place_drawer()

    def _place_drawer(self) -> None:
        """Beside the list where there is room, over it where there is not, away where no list is."""
        self.drawer.setVisible(self._drawer_wanted and self.documents() is not None)
        beside = self.width() >= scaled(_DRAWER_BESIDE)
        if beside and self._columns.indexOf(self.drawer) < 0:
            self._columns.addWidget(self.drawer)
        elif not beside:
            if self._columns.indexOf(self.drawer) >= 0:
                self._columns.removeWidget(self.drawer)
            wide = min(self.drawer.sizeHint().width(), self._middle.width())
            x = self._middle.x() if self.isRightToLeft() else self._middle.geometry().right() + 1 - wide
            self.drawer.setGeometry(x, 0, wide, self._middle.height())
            self.drawer.raise_()

    # -- wiring -------------------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        desk = self.desk
        self.rail.chosen.connect(self.show_room)
        self.rail.business_pressed.connect(lambda: self.show_room("settings"))
        self.drawer.copy_requested.connect(self.acts.copy_link)
        self.drawer.open_requested.connect(self.acts.open_portal)
        self.drawer.settings_requested.connect(self.acts.portal_settings)
        self.drawer.edit_requested.connect(self.edit)
        self.drawer.credit_requested.connect(self.acts.give_credit)
        self.drawer.apply_requested.connect(self.acts.use_credit)
        self.drawer.undo_requested.connect(self.acts.undo_credit)
        self.drawer.take_back_requested.connect(self.acts.take_back)
        self.drawer.end_pressed.connect(self.go_to)
        self.drawer.closed.connect(self._hide_drawer)
        self.quote_acts.follow(self.drawer.menu)
        self.money_acts.follow_drawer(self.drawer)
        self.mail_acts.follow_drawer(self.drawer)
        self.text_acts.follow_drawer(self.drawer)
        self.text_acts.told.connect(self.toast.show_message)
        self.mail_acts.text_wanted.connect(self.text_acts.send)
        self.mail_acts.text_settle_wanted.connect(self.text_acts.settle)
        self.mail_acts.link_wanted.connect(self.acts.copy_link)
        self.mail_acts.told.connect(self.toast.show_message)
        self.mail_acts.went_to.connect(self.go_to)
        self.mail_acts.went_to_customer.connect(lambda customer_id: go_to_customer(self, customer_id))
        self.money_acts.told.connect(self.toast.show_message)
        self.money_acts.credit_wanted.connect(self.acts.give_credit)
        self.quote_acts.told.connect(self.toast.show_message)
        self.quote_acts.draft_made.connect(self.edit)
        self.acts.told.connect(self.toast.show_message)
        self.acts.copied.connect(self.drawer.say_copied)
        self.acts.went_to.connect(self.go_to)
        desk.runner.refused.connect(self.toast.show_message)
        desk.runner.committed.connect(desk.sync.wake)
        desk.runner.committed.connect(self.refresh)
        desk.sync.changed.connect(self.refresh)
        for keys, act in self._shortcuts():
            action = QAction(self)
            action.setShortcut(keys)
            action.triggered.connect(act)
            self.addAction(action)

    def _shortcuts(self) -> list[tuple[QKeySequence, object]]:
        rooms = [key for key, _glyph, _word in ROOMS]
        numbered = [
            (QKeySequence(f"Ctrl+{number}"), lambda key=key: self.show_room(key)) for number, key in enumerate(rooms, 1)
        ]
        return [
            *numbered,
            (QKeySequence("Ctrl+N"), lambda: self.begin("invoice")),
            (QKeySequence("Ctrl+Shift+N"), lambda: self.begin("quote")),
            (QKeySequence("Ctrl+Shift+C"), lambda: self._with_current(self.acts.copy_link)),
            (QKeySequence("Ctrl+Shift+O"), lambda: self._with_current(self.acts.open_portal)),
            (QKeySequence("Ctrl+F"), self._find),
            (QKeySequence("Ctrl+,"), lambda: self.show_room("settings")),
            (QKeySequence("F6"), self._next_column),
        ]

    def _with_current(self, act: object) -> None:
        if (holder_id := self._current_holder()) is not None:
            act(holder_id)  # type: ignore[operator]

    def _current_holder(self) -> UUID | None:
        """Return what a link is meant of: the document in the list, or the customer in work."""
        if (listing := self.documents()) is not None:
            row = listing.current()
            return row.id if row is not None else None
        page = self._rooms.get("customers")
        return cast("CustomersPage", page).current_id() if page is self._middle.currentWidget() else None

    def _find(self) -> None:
        if (listing := self.documents()) is not None:
            listing.focus_search()
        elif (room := self._middle.currentWidget()) in (self._rooms.get("links"), self._rooms.get("payments")):
            cast("LinkDesk", room).focus_search()

    def _next_column(self) -> None:
        columns = [self.rail, self._middle, self.drawer]
        seen = [column for column in columns if column.isVisible()]
        focus = self.focusWidget()
        at = next((n for n, column in enumerate(seen) if focus is not None and column.isAncestorOf(focus)), -1)
        seen[(at + 1) % len(seen)].setFocus()
        self.focusNextChild()

    def go_to(self, document_id: UUID, kind: str, tab: str = "") -> None:
        """Show a document in its list and in the drawer, with one of its tabs in front where ``tab`` names one."""
        room = self.show_room("quotes" if kind == "quote" else "invoices")
        if isinstance(room, DocumentList):
            room.show_kind("credit" if kind == "credit" else room.kind)
            room.choose(document_id)
        if tab:
            self._show_drawer()
            self.drawer.show_tab(cast("DrawerTab", tab))
