"""The rooms behind the rail: each built on its first use, and wired to what the window does."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from desktop.views.document_list import DocumentList

if TYPE_CHECKING:
    from uuid import UUID

    from PySide6.QtWidgets import QWidget

    from billing.issued import DocumentKind
    from desktop.queries.news import News
    from desktop.views.home.page import HomePage
    from desktop.views.links.page import LinkDesk
    from desktop.views.payments.page import PaymentsPage
    from desktop.views.people.customers import CustomersPage
    from desktop.views.settings.page import SettingsPage
    from desktop.views.window import MainWindow

ROOMS = (
    ("home", "house", "Home"),
    ("invoices", "receipt", "Invoices"),
    ("quotes", "file-text", "Quotes"),
    ("customers", "users", "Customers"),
    ("items", "package", "Items"),
    ("payments", "wallet", "Payments"),
    ("links", "link-simple", "Links"),
)


def build_room(key: str, window: MainWindow) -> QWidget:
    """Return the room of this name, which the window does not have yet."""
    if key == "home":
        return _home(window)
    if key in ("invoices", "quotes"):
        return build_list("quote" if key == "quotes" else "invoice", key, window)
    if key == "customers":
        return _customers(window)
    if key == "items":
        from desktop.views.people.items import ItemsPage

        return ItemsPage(window.desk)
    if key == "payments":
        return _payments(window)
    return _links(window) if key == "links" else _settings(window)


def build_list(kind: DocumentKind, key: str, window: MainWindow) -> DocumentList:
    """Return a list of documents; ``follow_list`` wires it once there is a drawer."""
    listing = DocumentList(window.desk, kind)
    listing.counted.connect(lambda count: window.rail.set_count(key, count))
    return listing


def follow_list(listing: DocumentList, window: MainWindow) -> None:
    """Let the drawer follow the list, and the list's wishes reach the window."""
    listing.complete()
    listing.chosen.connect(window.drawer.show_document)
    listing.opened.connect(window.edit)
    listing.copy_requested.connect(window.acts.copy_link)
    window.mail_acts.follow_list(listing)
    listing.new_requested.connect(lambda: window.begin(listing.kind))


def go_to_customer(window: MainWindow, customer_id: object) -> None:
    """Show the customer in the list of customers."""
    cast("CustomersPage", window.show_room("customers")).choose(customer_id)  # type: ignore[arg-type]  # a signal's id


def go_to_overdue(window: MainWindow) -> None:
    """Show the invoices that are late."""
    cast(DocumentList, window.show_room("invoices")).show_state("overdue")


def go_to_ending(window: MainWindow) -> None:
    """Show the links that end soon."""
    cast("LinkDesk", window.show_room("links")).show_filter("ending")


def go_to_unapplied(window: MainWindow) -> None:
    """Show the payments of which something is left."""
    cast("PaymentsPage", window.show_room("payments")).show_filter("unapplied")


def go_to_holder(window: MainWindow, holder_id: UUID, kind: str, tab: str = "") -> None:
    """Show the document or the customer that a link opens."""
    if kind == "customer":
        go_to_customer(window, holder_id)
    else:
        window.go_to(holder_id, kind, tab)


def go_to_news(window: MainWindow, news: News | None) -> None:
    """Show what a notice was about; Home where it was about several things."""
    from desktop.views.notices.words import tab_of

    if news is None:
        window.show_room("home")
    else:
        go_to_holder(window, news.holder_id, news.holder_kind, tab_of(news))


def go_to_notices(window: MainWindow) -> None:
    """Show in Settings which notices tell by themselves."""
    cast("SettingsPage", window.show_room("settings")).show_section("notices")


def _home(window: MainWindow) -> HomePage:
    from desktop.views.home.page import HomePage

    page = HomePage(window.desk)
    page.document_wanted.connect(window.go_to)
    page.customer_wanted.connect(lambda customer_id: go_to_customer(window, customer_id))
    page.overdue_wanted.connect(lambda: go_to_overdue(window))
    page.links_wanted.connect(lambda: go_to_ending(window))
    page.payments_wanted.connect(lambda: window.show_room("payments"))
    page.unapplied_wanted.connect(lambda: go_to_unapplied(window))
    page.new_requested.connect(window.begin)
    page.counted.connect(lambda count: window.rail.set_count("home", count))
    return page


def _payments(window: MainWindow) -> PaymentsPage:
    from desktop.views.payments.page import PaymentsPage

    page = PaymentsPage(window.desk)
    window.money_acts.follow_page(page)
    page.document_wanted.connect(lambda document_id, kind: window.go_to(document_id, kind, "payments"))
    page.counted.connect(lambda count: window.rail.set_count("payments", count))
    return page


def _links(window: MainWindow) -> LinkDesk:
    from desktop.views.links.page import LinkDesk

    page, acts = LinkDesk(window.desk), window.acts
    page.copy_requested.connect(acts.copy_link)
    page.settings_requested.connect(acts.settings_of)
    page.revoke_requested.connect(acts.revoke)
    page.holder_wanted.connect(lambda holder_id, kind: go_to_holder(window, holder_id, kind))
    page.told.connect(window.toast.show_message)
    acts.copied.connect(page.bar.copy.show_copied)
    return page


def _customers(window: MainWindow) -> CustomersPage:
    from desktop.views.people.customers import CustomersPage

    page = CustomersPage(window.desk)
    page.copy_requested.connect(window.acts.copy_link)
    page.open_requested.connect(window.acts.open_portal)
    page.settings_requested.connect(window.acts.customer_settings)
    page.statement_requested.connect(window.mail_acts.send_statement)
    window.acts.copied.connect(page.say_copied)
    return page


def _settings(window: MainWindow) -> SettingsPage:
    from desktop.views.settings.page import SettingsPage

    page = SettingsPage(window.desk)
    for said in (page.told, page.offered):
        said.connect(window.toast.show_message)
    page.office_changed.connect(window.show_office)
    page.log_wanted.connect(window.mail_acts.show_log)
    return page
