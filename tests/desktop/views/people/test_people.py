"""Customers and items: typed into a form, found in a list, nothing lost when something is refused."""

from decimal import Decimal

from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.queries.people import customers, items
from desktop.services.customers import CustomerValues, add_customer
from desktop.services.items import save_tax_rate
from desktop.views.desk import Desk as ViewDesk
from desktop.views.people.customers import CustomersPage
from desktop.views.people.items import ItemsPage
from tests.desktop.office import NOON, Desk


def test_a_new_customer_is_saved_and_listed(qtbot: QtBot, desk: Desk, view_desk: ViewDesk) -> None:
    page = CustomersPage(view_desk)
    qtbot.addWidget(page)
    page.show()
    page.name.setText("Quayside Coffee")
    page.address.setPlainText("3 Custom House Quay\nDublin 1")
    page.country.setText("ie")
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
    page.table.selectRow(0)
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
    qtbot.waitUntil(lambda: page.tax.count() == 2)
    page.name.setText("Door closer")
    page.price.setText("1,450.50")
    page.tax.setCurrentIndex(0)
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
