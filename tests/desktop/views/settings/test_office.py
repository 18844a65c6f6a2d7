"""Settings of the business: kept when a field is left, refused beside it, seen by every view at once."""

from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from desktop.models import Outbox
from desktop.queries.office import office_row
from desktop.queries.people import tax_rates
from desktop.queries.rows import OfficeRow
from desktop.views.desk import Desk as ViewDesk
from desktop.views.settings.branding import BrandingSection
from desktop.views.settings.business import BusinessSection
from desktop.views.settings.documents import DocumentsSection
from desktop.views.settings.page import SettingsPage
from desktop.views.settings.rows import Section, SettingRow
from desktop.views.settings.taxes import TaxesSection
from desktop.views.widgets.choice import Choice
from desktop.views.widgets.field import Field
from desktop.views.widgets.segments import Segments
from desktop.views.widgets.switch import Switch
from desktop.views.widgets.text_area import TextArea
from tests.desktop.office import Desk


def shown(qtbot: QtBot, section: Section) -> Section:
    qtbot.addWidget(section)
    section.resize(806, 900)
    active(qtbot, section)
    section.refresh()
    return section


def active(qtbot: QtBot, widget: QWidget) -> None:
    with qtbot.waitActive(widget):
        widget.show()
        widget.activateWindow()


def row_named(section: QWidget, title: str) -> SettingRow:
    return next(row for row in section.findChildren(SettingRow) if row.title.text() == title)


def field_in(row: SettingRow) -> Field:
    return row.findChildren(Field)[0]


def type_into(field: Field, text: str) -> None:
    field.setFocus()
    field.setText(text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def office_of(desk: Desk) -> OfficeRow:
    office = desk.read(office_row)
    assert office is not None
    return office


def settle(qtbot: QtBot, view_desk: ViewDesk) -> None:
    qtbot.waitUntil(lambda: view_desk.runner.is_idle)


def test_a_field_is_kept_when_it_is_left_and_every_view_sees_it(qtbot: QtBot, view_desk: ViewDesk, desk: Desk) -> None:
    section = shown(qtbot, BusinessSection(view_desk))
    with qtbot.waitSignal(section.office_changed):
        type_into(field_in(row_named(section, "Name")), "  Alder & Finch Fit-Out ")
    assert office_of(desk).name == "Alder & Finch Fit-Out"
    assert view_desk.office.name == "Alder & Finch Fit-Out"


def test_a_name_taken_away_is_refused_and_what_else_was_typed_stays(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk
) -> None:
    section = shown(qtbot, BusinessSection(view_desk))
    row = row_named(section, "Name")
    type_into(field_in(row), " ")
    qtbot.waitUntil(lambda: row.problem.text().startswith("The business has no name yet."))
    assert office_of(desk).name == "Alder & Finch"
    with qtbot.waitSignal(section.office_changed):
        type_into(field_in(row_named(section, "Phone")), "+353 1 555 0142")
    assert office_of(desk).phone == "+353 1 555 0142"
    assert row.problem.isVisible()


def test_a_field_that_says_the_same_writes_nothing(qtbot: QtBot, view_desk: ViewDesk, desk: Desk) -> None:
    section = shown(qtbot, BusinessSection(view_desk))
    field = field_in(row_named(section, "Name"))
    type_into(field, field.text())
    settle(qtbot, view_desk)
    assert desk.read(lambda session: session.scalar(select(func.count()).select_from(Outbox))) == 0


def test_several_lines_are_kept_when_the_cursor_leaves(qtbot: QtBot, view_desk: ViewDesk, desk: Desk) -> None:
    section = shown(qtbot, BusinessSection(view_desk))
    area = row_named(section, "Address").findChildren(TextArea)[0]
    area.setFocus()
    QTest.keyClicks(area, "14 Bridge Street")
    QTest.keyClick(area, Qt.Key.Key_Return)
    QTest.keyClicks(area, "Dublin 8")
    with qtbot.waitSignal(section.office_changed):
        area.clearFocus()
    assert office_of(desk).address == "14 Bridge Street\nDublin 8"


def test_country_currency_and_time_zone_go_by_their_names(qtbot: QtBot, view_desk: ViewDesk, desk: Desk) -> None:
    section = shown(qtbot, BusinessSection(view_desk))
    choice = row_named(section, "Country").findChildren(Choice)[0]
    assert choice.currentText() == "Ireland"
    with qtbot.waitSignal(section.office_changed):
        choice.choose("NZ")
        choice.activated.emit(choice.currentIndex())
    assert office_of(desk).country == "NZ"
    assert row_named(section, "Time zone").findChildren(Choice)[0].currentText() == "Dublin, Europe"


@pytest.mark.parametrize("typed", ["", "ten", "99999", "-1", "1.5"])
def test_days_that_are_no_days_are_refused_beside_the_field(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, typed: str
) -> None:
    section = shown(qtbot, DocumentsSection(view_desk))
    row = row_named(section, "A quote is valid for")
    type_into(field_in(row), typed)
    assert row.problem.text().startswith("Type a number of days from 0 to 3,650.")
    assert field_in(row).text() == typed
    settle(qtbot, view_desk)
    assert office_of(desk).quote_days == 30


def test_prices_can_be_typed_with_tax(qtbot: QtBot, view_desk: ViewDesk, desk: Desk) -> None:
    section = shown(qtbot, DocumentsSection(view_desk))
    segments = row_named(section, "Prices are typed").findChildren(Segments)[0]
    with qtbot.waitSignal(section.office_changed):
        segments.choose("inclusive")
        segments.chosen.emit("inclusive")
    assert office_of(desk).price_mode == "inclusive"


# -- branding ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def branding(qtbot: QtBot, view_desk: ViewDesk) -> BrandingSection:
    section = BrandingSection(view_desk)
    shown(qtbot, section)
    return section


def test_a_colour_that_is_hard_to_read_says_what_pages_use(qtbot: QtBot, branding: BrandingSection, desk: Desk) -> None:
    branding.colour.clear()
    QTest.keyClicks(branding.colour, "#ffcc00")
    assert branding.row.hint.text().startswith("Too light to read on white, so pages use #")
    with qtbot.waitSignal(branding.office_changed):
        QTest.keyClick(branding.colour, Qt.Key.Key_Return)
    assert office_of(desk).colour == "#ffcc00"


def test_what_is_no_colour_is_refused_beside_the_field(qtbot: QtBot, branding: BrandingSection, desk: Desk) -> None:
    type_into(branding.colour, "teal-ish")
    qtbot.waitUntil(lambda: "is no colour" in branding.row.problem.text())
    assert office_of(desk).colour == "#0b6075"


def told(branding: BrandingSection, said: str) -> bool:
    return said in branding.logo.detail


def drop(branding: BrandingSection, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    branding.logo.dropEvent(event)


def test_a_picture_that_is_dropped_becomes_the_logo(
    qtbot: QtBot, branding: BrandingSection, desk: Desk, tmp_path: Path
) -> None:
    Image.new("RGB", (800, 400), "#0b6075").save(tmp_path / "oak.jpg")
    with qtbot.waitSignal(branding.office_changed):
        drop(branding, tmp_path / "oak.jpg")
    office = office_of(desk)
    assert (office.logo_width, office.logo_height) == (600, 300)
    with qtbot.waitSignal(branding.office_changed):
        branding.logo.remove.click()
    assert office_of(desk).logo is None


def test_a_file_that_is_no_logo_is_refused_and_the_logo_stays(
    qtbot: QtBot, branding: BrandingSection, view_desk: ViewDesk, desk: Desk, tmp_path: Path
) -> None:
    Image.new("RGB", (80, 40), "#0b6075").save(tmp_path / "good.png")
    with qtbot.waitSignal(branding.office_changed):
        drop(branding, tmp_path / "good.png")
    kept = office_of(desk).logo
    (tmp_path / "letter.png").write_bytes(b"Dear Sir or Madam")
    (tmp_path / "torn.png").write_bytes((tmp_path / "good.png").read_bytes()[:60])
    (tmp_path / "huge.png").write_bytes(bytes(3 * 1024 * 1024))
    for name, said in (
        ("letter.png", "no picture that can be read"),
        ("torn.png", "no picture that can be read"),
        ("huge.png", "over 2 MB"),
        ("gone.png", "cannot be read"),
    ):
        drop(branding, tmp_path / name)
        qtbot.waitUntil(partial(told, branding, said))
    settle(qtbot, view_desk)
    assert office_of(desk).logo == kept


# -- taxes ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def taxes(qtbot: QtBot, view_desk: ViewDesk) -> TaxesSection:
    section = TaxesSection(view_desk)
    shown(qtbot, section)
    qtbot.waitUntil(lambda: len(section.rows) == 1)
    return section


def test_a_tax_is_kept_once_it_has_a_word_and_a_rate(
    qtbot: QtBot, taxes: TaxesSection, view_desk: ViewDesk, desk: Desk
) -> None:
    taxes.add.click()
    type_into(taxes.rows[1].label, "VAT")
    settle(qtbot, view_desk)
    assert len(desk.read(tax_rates)) == 1
    type_into(taxes.rows[1].rate, "13.5")
    qtbot.waitUntil(lambda: taxes.rows[1].tax_id is not None)
    assert {(tax.label, tax.rate, tax.category) for tax in desk.read(tax_rates)} == {
        ("VAT", Decimal(0), "Z"), ("VAT", Decimal("13.5"), "S"),
    }  # fmt: skip


def test_a_rate_above_zero_makes_it_a_standard_tax(qtbot: QtBot, taxes: TaxesSection, desk: Desk) -> None:
    type_into(taxes.rows[0].rate, "23")
    qtbot.waitUntil(lambda: desk.read(tax_rates)[0].rate == 23)
    assert desk.read(tax_rates)[0].category == "S"


@pytest.mark.parametrize(("typed", "said"), [("abc", "is not a number"), ("101", "from 0 to 100"), ("-1", "from 0")])
def test_a_rate_that_is_none_is_refused_in_its_row(
    qtbot: QtBot, taxes: TaxesSection, desk: Desk, typed: str, said: str
) -> None:
    type_into(taxes.rows[0].rate, typed)
    qtbot.waitUntil(lambda: said in taxes.rows[0].problem.text())
    assert taxes.rows[0].rate.text() == typed
    assert desk.read(tax_rates)[0].rate == 0


def test_one_tax_is_always_the_default_and_that_one_stays(
    qtbot: QtBot, taxes: TaxesSection, view_desk: ViewDesk, desk: Desk
) -> None:
    taxes.rows[0].default.click()
    assert taxes.rows[0].default.isChecked()
    assert not taxes.rows[0].remove.isEnabled()
    taxes.add.click()
    taxes.rows[1].label.setText("GST")
    type_into(taxes.rows[1].rate, "10")
    qtbot.waitUntil(lambda: taxes.rows[1].tax_id is not None)
    taxes.rows[1].default.click()
    qtbot.waitUntil(lambda: not taxes.rows[0].default.isChecked())
    taxes.rows[0].remove.click()
    qtbot.waitUntil(lambda: [row.label.text() for row in taxes.rows] == ["GST"])
    assert [tax.label for tax in desk.read(tax_rates)] == ["GST"]


def test_a_tax_can_come_together_with_another_and_on_top_of_it(
    qtbot: QtBot, taxes: TaxesSection, view_desk: ViewDesk, desk: Desk
) -> None:
    type_into(taxes.rows[0].rate, "5")
    taxes.add.click()
    taxes.rows[1].label.setText("QST")
    type_into(taxes.rows[1].rate, "9.975")
    qtbot.waitUntil(lambda: taxes.rows[1].more.isVisible())
    taxes.rows[1].more.click()
    assert [taxes.rows[1].beside.itemText(at) for at in range(2)] == ["Stands alone", "Comes with VAT 5%"]
    taxes.rows[1].beside.setCurrentIndex(1)
    taxes.rows[1].beside.activated.emit(1)
    taxes.rows[1].compound.click()
    settle(qtbot, view_desk)
    qst = next(tax for tax in desk.read(tax_rates) if tax.label == "QST")
    assert [(tax.label, tax.compound) for tax in qst.taxes] == [("VAT", False), ("QST", True)]


def test_a_tax_that_is_not_charged_can_say_why(
    qtbot: QtBot, taxes: TaxesSection, view_desk: ViewDesk, desk: Desk
) -> None:
    row = taxes.rows[0]
    assert not row.reason.isVisible()
    row.category.choose("AE")
    row.category.activated.emit(row.category.currentIndex())
    assert row.reason.isVisible()
    assert row.reason.placeholderText() == "Reverse charge"
    type_into(row.reason, "Customer accounts for VAT")
    settle(qtbot, view_desk)
    assert desk.read(tax_rates)[0].reason == "Customer accounts for VAT"


# -- what is paid -----------------------------------------------------------------------------------------------------


def test_withholding_and_coins_are_habits_of_new_documents(qtbot: QtBot, view_desk: ViewDesk, desk: Desk) -> None:
    section = DocumentsSection(view_desk)
    shown(qtbot, section)
    type_into(field_in(row_named(section, "A tax that customers withhold")), "IRPF")
    type_into(field_in(row_named(section, "Withheld")), "15 %")
    settle(qtbot, view_desk)
    assert "number" in row_named(section, "Withheld").problem.text()
    type_into(field_in(row_named(section, "Withheld")), "15.5")
    row_named(section, "Round to coins").findChildren(Switch)[0].click()
    settle(qtbot, view_desk)
    office = office_of(desk)
    assert (office.withholding_label, office.withholding_rate, office.round_cash) == ("IRPF", "15.5", True)


# -- the page ---------------------------------------------------------------------------------------------------------


def test_leaving_the_settings_keeps_what_is_being_typed(qtbot: QtBot, view_desk: ViewDesk, desk: Desk) -> None:
    page = SettingsPage(view_desk)
    qtbot.addWidget(page)
    active(qtbot, page)
    field = field_in(row_named(page.show_section("business"), "Website"))
    field.setFocus()
    QTest.keyClicks(field, "alder.example")
    page.hide()
    settle(qtbot, view_desk)
    assert office_of(desk).website == "alder.example"


def test_every_section_opens_and_has_a_name(qtbot: QtBot, view_desk: ViewDesk) -> None:
    page = SettingsPage(view_desk)
    qtbot.addWidget(page)
    page.show()
    names = [
        page.show_section(key).accessibleName()
        for key in ("business", "branding", "taxes", "documents", "portal", "backup")
    ]
    assert names == ["Business", "Branding", "Taxes", "Documents and terms", "Portal", "Backup"]
    settle(qtbot, view_desk)
