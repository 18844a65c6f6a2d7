"""Rows and tables of the gallery, on models of plain values."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QHeaderView, QWidget

from desktop.views import fonts
from desktop.views.states import document_pill, link_value
from desktop.views.tables.delegates import (
    LINE_HEIGHT,
    AmountDelegate,
    CellDelegate,
    DueDelegate,
    FigureDelegate,
    LineTextDelegate,
    LinkDelegate,
    NumberDelegate,
    PillDelegate,
    TextDelegate,
)
from desktop.views.tables.roles import (
    AmountValue,
    CellValue,
    DueValue,
    LineValue,
    NumberValue,
    TextValue,
    ValueRole,
)
from desktop.views.tables.view import TableView
from desktop.views.theme import Tone

Index = QModelIndex | QPersistentModelIndex
Row = tuple[CellValue, ...]

_ROOT = QModelIndex()


class ValueTableModel(QAbstractTableModel):
    """Rows of values, as a list's own model hands them to the delegates."""

    def __init__(self, heads: tuple[str, ...], rows: list[Row], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heads, self._rows = heads, rows

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._heads)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        return self._rows[index.row()][index.column()] if role == ValueRole else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        named = orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return self._heads[section] if named else None


def invoice(number: str, who: str, state: str, due: DueValue, link: CellValue, digits: str, currency: str) -> Row:
    settled = state in ("paid", "void")
    return (
        NumberValue(number, muted=settled, struck=state == "void"),
        TextValue(who, strong=not settled, muted=settled),
        document_pill(state),
        due,
        link,
        AmountValue(digits, currency, faint=settled),
    )


def invoices() -> list[Row]:
    quiet = Tone.NEUTRAL
    views = [link_value("live", f"{count} views", opened=True) for count in (7, 4, 12, 2, 5)]
    return [
        invoice("–", "Quayside Coffee Roasters", "draft", DueValue("–", quiet), link_value("none"), "2,318.40", "EUR"),
        invoice("0042", "Rosewood Dental Practice", "viewed", DueValue("in 14 days"), views[0], "1,240.00", "EUR"),
        invoice("0041", "Hollis & Daughters", "partly_paid", DueValue("in 7 days"), views[1], "1,810.00", "GBP"),
        invoice(
            "0040", "Bauer Präzisionstechnik AG", "overdue", DueValue("3 days late", Tone.BAD), views[2],
            "310.00", "EUR",
        ),
        invoice(
            "0039", "Société Générale d’Aménagement et de Décoration", "sent", DueValue("in 28 days"),
            link_value("live"), "6,472.15", "EUR",
        ),
        invoice("0038", "Midori Kōgyō K.K.", "viewed", DueValue("in 10 days"), views[3], "412,000", "JPY"),
        invoice("0037", "Fitzgerald Pharmacy", "paid", DueValue("paid 16 Nov", quiet), views[4], "0.00", "EUR"),
        invoice(
            "0036", "Harbour Lights Hotel Group (Galway & Connemara)", "sent", DueValue("today", strong=True),
            link_value("waiting"), "24,750.00", "EUR",
        ),
        invoice(
            "0035", "Lindqvist Snickeri AB", "overdue", DueValue("41 days late", Tone.BAD), link_value("expired"),
            "41,200.00", "SEK",
        ),
        invoice(
            "0032", "Al Noor Interiors W.L.L.", "partly_paid", DueValue("in 5 days"),
            link_value("ending", "ends 24 Nov"), "1,560.250", "KWD",
        ),
        invoice(
            "0031", "Quayside Coffee Roasters", "disputed", DueValue("18 days late", Tone.BAD), views[1],
            "1,095.00", "EUR",
        ),
        invoice(
            "0029", "Rosewood Dental Practice", "void", DueValue("–", quiet), link_value("withdrawn"), "0.00", "EUR"
        ),
        *(invoice(f"00{28 - at}", "Northgate Veterinary Clinic", state, DueValue("–", quiet), link_value("asked"),
                  "12.00", "CHF")
          for at, state in enumerate(
              ("issued", "accepted", "declined", "expired", "withdrawn", "credited", "converted"))),
    ]  # fmt: skip


def table(
    name: str, heads: tuple[str, ...], rows: list[Row], kinds: list[type[CellDelegate[Any]]], row: int
) -> TableView:
    view = TableView(name, row)
    view.setModel(ValueTableModel(heads, rows, view))
    for column, kind in enumerate(kinds):
        view.setItemDelegateForColumn(column, kind(view))
    return view


def invoice_table() -> TableView:
    kinds: list[type[CellDelegate[Any]]] = [
        NumberDelegate, TextDelegate, PillDelegate, DueDelegate, LinkDelegate, AmountDelegate,
    ]  # fmt: skip
    heads = ("No.", "Customer", "State", "Due", "Link", "Balance")
    view = table("Invoices", heads, invoices(), kinds, 34)
    head = view.horizontalHeader()
    head.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
    for column, width in ((0, 66), (2, 116), (3, 108), (4, 124), (5, 136)):
        view.setColumnWidth(column, fonts.scaled(width))
    head.setSortIndicatorShown(True)
    head.setSortIndicator(0, Qt.SortOrder.DescendingOrder)
    view.setCurrentIndex(view.model().index(1, 0))
    return view


def line_table() -> TableView:
    rows: list[Row] = [
        (LineValue("Wall panelling, oiled oak", "Treatment rooms 1 to 3, to drawing RD-14 rev. C"),
         TextValue("38.75"), TextValue("m²", muted=True), TextValue("118.40"), TextValue("4,358.60", strong=True)),
        (LineValue("Night-time fitting", "20:00 to 06:00, so that no room is closed by day", ("ticked for them",)),
         TextValue("1"), TextValue("lot", muted=True), TextValue("2,900.00"), TextValue("2,900.00", strong=True)),
        (LineValue("Delivery"),
         TextValue("4"), TextValue("trip", muted=True), TextValue("180.00"), TextValue("720.00", strong=True)),
    ]  # fmt: skip
    kinds: list[type[CellDelegate[Any]]] = [
        LineTextDelegate,
        FigureDelegate,
        TextDelegate,
        FigureDelegate,
        FigureDelegate,
    ]
    view = table("Lines", ("Item and description", "Quantity", "Unit", "Unit price", "Net"), rows, kinds, LINE_HEIGHT)
    view.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    view.setFixedHeight(fonts.scaled(32 + 3 * LINE_HEIGHT + 2))
    view.setCurrentIndex(view.model().index(1, 0))
    return view
