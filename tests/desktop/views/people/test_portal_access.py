"""A customer's link on the customer: said as it stands, copied, opened, and shown with all its settings."""

from datetime import timedelta
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from desktop.models import Document, Link, Outbox
from desktop.queries.cards import document_card
from desktop.services import links
from desktop.views.acts import Acts
from desktop.views.desk import Desk as ViewDesk
from desktop.views.dialogs.customer_link import CustomerLinkSettings
from desktop.views.dialogs.regenerate import RegenerateDialog
from desktop.views.dialogs.revoke import RevokeDialog
from desktop.views.drawer.drawer import Drawer
from desktop.views.people.customers import CustomersPage
from desktop.views.widgets.label import Label
from desktop.views.window import MainWindow
from tests.desktop.office import Desk, line
from tests.desktop.views.doors import tell

pytestmark = pytest.mark.usefixtures("irish")


@pytest.fixture
def customer(desk: Desk) -> UUID:
    desk.connect()
    customer = desk.customer("Rosewood Dental")
    desk.issue(desk.draft(line(price="1000"), customer=customer))
    return customer


@pytest.fixture
def page(qtbot: QtBot, customer: UUID, view_desk: ViewDesk) -> CustomersPage:
    page = CustomersPage(view_desk)
    qtbot.addWidget(page)
    acts = Acts(view_desk, page)
    page.copy_requested.connect(acts.copy_link)
    page.settings_requested.connect(acts.customer_settings)
    acts.copied.connect(page.say_copied)
    page.show()
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    page.table.selectRow(0)
    qtbot.waitUntil(lambda: page.access.state.text() == "No link yet")
    return page


def link(desk: Desk, customer: UUID) -> Link:
    return desk.read(
        lambda session: session.scalars(select(Link).where(Link.customer_id == customer, Link.current)).one()
    )


def live(desk: Desk, customer: UUID) -> None:
    """A person has copied the link, and the portal has it for 30 days."""
    desk.write(lambda session: links.copy_link(session, customer, at=desk.now))

    def write(session: Session) -> None:
        session.execute(delete(Outbox))
        row = session.scalars(select(Link).where(Link.customer_id == customer, Link.current)).one()
        row.published_at, row.expires_at = desk.now, desk.now + timedelta(days=30)

    desk.write(write)


def test_nothing_is_made_by_looking_at_a_customer(page: CustomersPage, desk: Desk) -> None:
    assert page.access.copy.isEnabled()
    assert not page.access.open.isEnabled()
    assert "Copy customer link makes one" in page.access.settings.toolTip()
    assert desk.read(lambda session: session.scalars(select(Link).where(Link.customer_id.is_not(None))).all()) == []


def test_copying_makes_the_link_and_says_what_it_does_now(
    qtbot: QtBot, page: CustomersPage, desk: Desk, customer: UUID
) -> None:
    page.access.copy.click()
    qtbot.waitUntil(lambda: page.access.state.text() == "Waiting for the portal")
    copied = QGuiApplication.clipboard().text()
    assert copied == f"https://pay.alder.example/portal/customer/{link(desk, customer).token}"
    qtbot.waitUntil(lambda: page.access.copy.text() == "Copied")
    assert "once the portal has received it" in page.access.open.toolTip()
    assert page.access.settings.isEnabled()


def test_a_live_link_says_until_when_and_who_came(
    qtbot: QtBot, page: CustomersPage, desk: Desk, view_desk: ViewDesk, customer: UUID
) -> None:
    live(desk, customer)

    def write(session: Session) -> None:
        row = session.scalars(select(Link).where(Link.customer_id == customer)).one()
        row.views, row.viewed_at = 3, desk.now - timedelta(hours=2)

    desk.write(write)
    view_desk.sync.changed.emit()
    qtbot.waitUntil(lambda: page.access.state.text() == "Live until 20 Dec")
    assert page.access.seen.text() == "Viewed 3 times, last today 10:00"
    assert page.access.open.isEnabled()


def test_the_menu_of_a_row_offers_the_link(page: CustomersPage, customer: UUID) -> None:
    row = page.model.row_at(0)
    assert row is not None
    assert [words for words, _ in page.commands(row)] == [
        "Copy customer link",
        "Open portal",
        "Portal settings…",
        "Send statement…",
    ]
    told: list[UUID] = []
    page.open_requested.connect(told.append)
    dict(page.commands(row))["Open portal"]()
    assert told == [customer]


def test_a_new_customer_has_no_link_to_show(page: CustomersPage) -> None:
    page.begin()
    assert not page.access.isVisible()


def test_without_a_portal_the_buttons_say_why(qtbot: QtBot, desk: Desk, view_desk: ViewDesk) -> None:
    desk.customer()
    page = CustomersPage(view_desk)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    page.table.selectRow(0)
    qtbot.waitUntil(lambda: not page.access.copy.isEnabled())
    assert "No portal is set up" in page.access.copy.toolTip()


@pytest.fixture
def settings(qtbot: QtBot, view_desk: ViewDesk, desk: Desk, customer: UUID) -> CustomerLinkSettings:
    live(desk, customer)
    tell(view_desk, "online")
    dialog = CustomerLinkSettings(view_desk, customer)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(dialog.isVisible)
    return dialog


def test_its_settings_say_whose_it_is_and_what_it_shows(settings: CustomerLinkSettings) -> None:
    assert settings._who.text() == "Rosewood Dental"
    assert settings._what.text() == "1 document · open 1,230.00 EUR"
    assert settings.link_box.state.text() == "Live"
    assert settings.link_box.address.text().startswith("https://pay.alder.example/portal/customer/")
    assert settings.expires.value.text() == "20 Dec 2026"
    assert settings.handed_over.value.text() == "Once"


def test_it_is_extended_regenerated_and_revoked_like_any_other(
    qtbot: QtBot, settings: CustomerLinkSettings, desk: Desk, view_desk: ViewDesk, customer: UUID
) -> None:
    def kinds() -> list[str]:
        qtbot.waitUntil(lambda: view_desk.runner.is_idle)
        return list(desk.read(lambda session: session.scalars(select(Outbox.kind).order_by(Outbox.id)).all()))

    menu = settings.extend.menu()
    assert menu is not None
    menu.actions()[-1].trigger()
    assert kinds() == ["link.extend"]
    settings.regenerate.click()
    warning = settings.findChildren(RegenerateDialog)[-1]
    warning.decided.emit("Sent to the wrong person")
    assert kinds() == ["link.replace"]
    settings.revoke.click()
    switch = settings.findChildren(RevokeDialog)[-1]
    switch.decided.emit("No longer meant to be seen")
    assert kinds() == ["link.revoke"]
    assert link(desk, customer).ended_why == "No longer meant to be seen"


def test_both_warnings_say_that_the_other_link_goes_on(settings: CustomerLinkSettings, desk: Desk) -> None:
    card = settings._card
    assert card is not None
    assert "the link of each goes on working" in words(RevokeDialog(settings._desk, card))
    with desk.books.read() as session:
        document = session.scalars(select(Link.document_id).where(Link.document_id.is_not(None))).one()
        assert document is not None
        own = document_card(session, document, today=desk.now.date(), now=desk.now)
    assert "the customer link to all documents still shows it" in words(RevokeDialog(settings._desk, own))


def words(dialog: RevokeDialog) -> str:
    return " ".join(label.text() for label in dialog.findChildren(Label))


def test_a_document_that_was_seen_behind_it_says_so_in_the_drawer(
    qtbot: QtBot, desk: Desk, view_desk: ViewDesk, customer: UUID
) -> None:
    with desk.books.write() as session:
        document = session.scalars(select(Document).where(Document.customer_id == customer)).one()
        document.viewed_at, identifier = desk.now, document.id
    drawer = Drawer(view_desk)
    qtbot.addWidget(drawer)
    drawer.show_document(identifier)
    qtbot.waitUntil(lambda: drawer._feet._seen.text() == "Seen on the customer’s page of all documents")


def test_the_keyboard_copies_the_link_of_the_customer_in_work(
    qtbot: QtBot, desk: Desk, view_desk: ViewDesk, customer: UUID
) -> None:
    window = MainWindow(view_desk)
    qtbot.addWidget(window)
    window.complete()
    page = window.show_room("customers")
    assert isinstance(page, CustomersPage)
    window.show()
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    page.table.selectRow(0)
    window._with_current(window.acts.copy_link)
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text().startswith("https://pay.alder.example/portal/customer/"))
