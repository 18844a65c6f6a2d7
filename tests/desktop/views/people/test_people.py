"""Customers and items: typed into a form, found in a list, nothing lost when something is refused."""

from decimal import Decimal

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.queries.people import customers, items, tax_rates
from desktop.services.customers import CustomerValues, add_customer
from desktop.services.items import ItemValues, archive_tax_rate, save_item, save_tax_rate
from desktop.views.desk import Desk as ViewDesk
from desktop.views.people.customers import CustomersPage
from desktop.views.people.items import ItemsPage
from tests.desktop.office import NOON, Desk

pytestmark = pytest.mark.usefixtures("irish")


@pytest.fixture
def two(qtbot: QtBot, desk: Desk, view_desk: ViewDesk) -> CustomersPage:
    """Quayside and Rosewood, the person on Quayside."""
    for name in ("Quayside", "Rosewood"):
        desk.customer(name)
    page = CustomersPage(view_desk)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    page.table.selectRow(0)
    assert page.name.text() == "Quayside"
    return page


def test_going_to_another_customer_saves_what_was_typed(qtbot: QtBot, desk: Desk, two: CustomersPage) -> None:
    two.phone.setText("+353 1 555 0142")
    two.table.selectRow(1)
    qtbot.waitUntil(lambda: two.name.text() == "Rosewood")
    assert desk.read(customers)[0].phone == "+353 1 555 0142"
    qtbot.waitUntil(lambda: two.desk.runner.is_idle)
    assert two.table.currentIndex().row() == 1


def test_a_refusal_keeps_the_person_on_the_customer_in_work(qtbot: QtBot, desk: Desk, two: CustomersPage) -> None:
    two.name.setText(" ")
    two.phone.setText("+353")
    two.table.selectRow(1)
    qtbot.waitUntil(lambda: "no name" in two.form._problem.text())
    assert two.table.currentIndex().row() == 0
    assert two.phone.text() == "+353"
    assert [row.name for row in desk.read(customers)] == ["Quayside", "Rosewood"]


def test_leaving_the_page_saves_what_was_typed(qtbot: QtBot, desk: Desk, two: CustomersPage) -> None:
    two.contact.setText("Accounts")
    two.hide()
    qtbot.waitUntil(lambda: desk.read(customers)[0].contact == "Accounts")


def test_looking_around_writes_nothing(qtbot: QtBot, desk: Desk, two: CustomersPage) -> None:
    written: list[bool] = []
    two.desk.runner.committed.connect(lambda: written.append(True))
    two.table.selectRow(1)
    two.begin()
    two.hide()
    qtbot.waitUntil(lambda: two.desk.runner.is_idle)
    assert written == []


def test_a_customer_pays_as_was_agreed_with_them(qtbot: QtBot, desk: Desk, two: CustomersPage) -> None:
    two.terms.choose("end-of-month-then-net:30")
    assert two.terms.currentText() == "End of month, then 30 days"
    two.save()
    qtbot.waitUntil(lambda: desk.read(customers)[0].payment_terms == "end-of-month-then-net:30")


def test_what_the_office_has_applies_unless_the_customer_says_otherwise(
    qtbot: QtBot, desk: Desk, two: CustomersPage
) -> None:
    assert two.currency.currentText() == "As yours: EUR"
    two.currency.choose("JPY")
    two.language.choose("de-CH")
    two.save()
    qtbot.waitUntil(lambda: desk.read(customers)[0].currency == "JPY")
    row = desk.read(customers)[0]
    assert (row.language, row.country, row.payment_terms) == ("de-CH", "", "")


def test_a_new_customer_is_saved_and_listed(qtbot: QtBot, desk: Desk, view_desk: ViewDesk) -> None:
    page = CustomersPage(view_desk)
    qtbot.addWidget(page)
    page.show()
    page.name.setText("Quayside Coffee")
    page.address.setPlainText("3 Custom House Quay\nDublin 1")
    page.country.choose("IE")
    page.save()
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    (row,) = desk.read(customers)
    assert (row.name, row.country, row.address) == ("Quayside Coffee", "IE", "3 Custom House Quay\nDublin 1")
    assert page.name.text() == ""


def test_a_nameless_customer_is_refused_and_keeps_what_was_typed(qtbot: QtBot, desk: Desk, view_desk: ViewDesk) -> None:
    page = CustomersPage(view_desk)
    qtbot.addWidget(page)
    page.show()
    page.email.setText("office@example")
    page.save()
    qtbot.waitUntil(lambda: not page.form._problem.isHidden())
    assert "no name" in page.form._problem.text()
    assert page.email.text() == "office@example"
    assert desk.read(customers) == ()


def test_a_chosen_customer_is_changed_and_archived(qtbot: QtBot, desk: Desk, view_desk: ViewDesk) -> None:
    desk.write(lambda session: add_customer(session, CustomerValues("Rosewood"), at=NOON))
    page = CustomersPage(view_desk)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    page.table.selectRow(0)
    assert page.name.text() == "Rosewood"
    page.name.setText("Rosewood Dental")
    page.save()
    qtbot.waitUntil(lambda: desk.read(customers)[0].name == "Rosewood Dental")
    qtbot.waitUntil(lambda: view_desk.runner.is_idle)
    page.form.put_away.emit()
    qtbot.waitUntil(lambda: page.model.rowCount() == 0)


def test_a_search_narrows_the_list(qtbot: QtBot, desk: Desk, view_desk: ViewDesk) -> None:
    for name in ("Rosewood", "Quayside"):
        desk.customer(name)
    page = CustomersPage(view_desk)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    QTest.keyClicks(page._search, "quay")
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)


def test_an_item_takes_a_price_typed_in_the_persons_way(qtbot: QtBot, desk: Desk, view_desk: ViewDesk) -> None:
    desk.write(lambda session: save_tax_rate(session, "VAT", Decimal(23), default=True))
    page = ItemsPage(view_desk)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.tax.currentText() == "VAT 23%")
    page.name.setText("Door closer")
    page.price.setText("1,450.50")
    page.save()
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    (row,) = desk.read(items)
    assert (row.title, row.unit_price) == ("Door closer", Decimal("1450.5"))
    assert row.tax is not None
    assert row.tax.rate == 23


def test_a_price_that_is_no_number_is_said_beside_the_form(qtbot: QtBot, desk: Desk, view_desk: ViewDesk) -> None:
    page = ItemsPage(view_desk)
    qtbot.addWidget(page)
    page.show()
    page.name.setText("Door closer")
    page.price.setText("a lot")
    page.save()
    assert not page.form._problem.isHidden()
    assert page.price.text() == "a lot"
    assert desk.read(items) == ()


@pytest.fixture
def german() -> None:
    QLocale.setDefault(QLocale("de_DE"))


def test_saving_an_item_again_changes_nothing_that_was_not_touched(
    qtbot: QtBot, desk: Desk, view_desk: ViewDesk, german: None
) -> None:
    """A price that reads doubtfully in its own language, a tax that is offered no more."""
    rate = desk.write(lambda session: save_tax_rate(session, "MwSt.", Decimal(19)))
    desk.write(lambda session: save_item(session, ItemValues("Tresen", unit_price=Decimal(4380), tax_rate_id=rate)))
    desk.write(lambda session: archive_tax_rate(session, rate, at=NOON))
    view_desk.office = view_desk.office._replace(currency="JPY")
    page = ItemsPage(view_desk)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    page.table.selectRow(0)
    assert page.price.text() == "4.380"
    page.name.setText("Empfangstresen")
    page.save()
    qtbot.waitUntil(lambda: desk.read(items)[0].title == "Empfangstresen")
    (row,) = desk.read(items)
    assert row.unit_price == 4380
    assert row.tax is not None
    assert row.tax.id == rate
    assert rate not in {tax.id for tax in desk.read(tax_rates)}
