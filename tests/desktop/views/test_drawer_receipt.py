"""The drawer: the receipt that is saved from it is the paper of the page; empty, it is no wider than filled."""

from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from billing.snapshot import View
from desktop.models import Document
from desktop.services.publishing import published_view
from desktop.views.desk import Desk as ViewDesk
from desktop.views.drawer.drawer import Drawer
from desktop.views.money_acts import MoneyActs
from desktop.views.widgets.buttons import Button
from portal.payments.receipt import receipt_of
from tests.desktop.office import TODAY, Desk
from tests.desktop.views.dialogs.money import card


@pytest.fixture
def invoice(desk: Desk) -> UUID:
    return desk.issue().document_id


@pytest.fixture
def drawer(qtbot: QtBot, view_desk: ViewDesk) -> Drawer:
    shown = Drawer(view_desk)
    qtbot.addWidget(shown)
    return shown


def _offers(drawer: Drawer, desk: Desk, invoice: UUID) -> tuple[list[Button], bool]:
    """Return the button below the payments, and whether the menu has the same act."""
    shown = card(desk, invoice)
    drawer.money.show_card(shown, "Europe/Dublin", TODAY)
    buttons = [each for each in drawer.money.findChildren(Button) if each.text() == "Save receipt…"]
    words = [action.text() for action in drawer.menu.menu_for(shown, drawer).actions()]
    return buttons, "Save receipt…" in words


def _of_the_page(desk: Desk, invoice: UUID) -> bytes:
    view: View = desk.read(lambda session: published_view(session, session.get_one(Document, invoice), None))
    return receipt_of(view)


def test_it_is_the_very_paper_of_the_page(
    qtbot: QtBot,
    drawer: Drawer,
    view_desk: ViewDesk,
    desk: Desk,
    invoice: UUID,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert _offers(drawer, desk, invoice) == ([], False)
    desk.pay(invoice, 5_000)
    chosen = tmp_path / "kept ü.pdf"
    offered: list[str] = []

    def choose(_parent: object, _title: str, name: str, _kinds: str) -> tuple[str, str]:
        offered.append(name)
        return str(chosen), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    acts = MoneyActs(view_desk, drawer)
    acts.follow_drawer(drawer)
    drawer.show_document(invoice)
    qtbot.waitUntil(lambda: view_desk.runner.is_idle)
    (button,), in_menu = _offers(drawer, desk, invoice)
    assert in_menu
    with qtbot.waitSignal(acts.told) as told:
        button.click()
    assert (told.args, offered) == (["Receipt saved.", "kept ü.pdf"], ["INV-2026-0001 Receipt.pdf"])
    assert chosen.read_bytes() == _of_the_page(desk, invoice)


def test_a_folder_that_takes_no_file_is_said(
    qtbot: QtBot,
    drawer: Drawer,
    view_desk: ViewDesk,
    desk: Desk,
    invoice: UUID,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk.pay(invoice, 5_000)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no" / "folder.pdf"), ""))
    with qtbot.waitSignal(view_desk.runner.refused) as refused:
        MoneyActs(view_desk, drawer).save_receipt(card(desk, invoice))
    assert "could not be saved" in refused.args[0]


def test_an_empty_drawer_is_no_wider_than_one_with_an_invoice(
    qtbot: QtBot, drawer: Drawer, view_desk: ViewDesk, desk: Desk, invoice: UUID
) -> None:
    assert drawer.minimumSizeHint().width() <= drawer.sizeHint().width()
    drawer.show_document(invoice)
    qtbot.waitUntil(lambda: view_desk.runner.is_idle)
    assert drawer.minimumSizeHint().width() <= drawer.sizeHint().width()
