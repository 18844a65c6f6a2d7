"""The editor on real books: one office, a catalogue, and somebody who types."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from desktop.queries.office import office_row
from desktop.services.customers import CustomerValues, add_customer
from desktop.services.issuing import IssuedNumber, issue
from desktop.services.items import ItemValues, save_item, save_tax_rate
from desktop.views.desk import Desk as ViewDesk
from desktop.views.editor.editor import Editor
from desktop.views.memory import Memory
from desktop.views.threads import Runner, SyncThread
from tests.desktop.office import NOON, TODAY, Desk
from tests.desktop.views.editor.typist import Typist


@pytest.fixture(autouse=True)
def typed_the_irish_way(irish: None) -> None:
    """Figures are typed the Irish way unless a test says otherwise."""


@pytest.fixture
def stocked(desk: Desk) -> Desk:
    """Books with two taxes, two items and a customer."""

    def stock(session: Session) -> None:
        full = save_tax_rate(session, "VAT", Decimal(23), default=True)
        reduced = save_tax_rate(session, "VAT", Decimal("13.5"))
        save_item(session, ItemValues("Door closer, concealed", "DC-410", "EN 4", "pc", Decimal("290.10"), full))
        save_item(session, ItemValues("Fitting on site", "FI-01", "Two joiners", "h", Decimal("48.50"), reduced))
        address = "7 Rosewood Road\nDublin"
        add_customer(session, CustomerValues("Rosewood Dental", email="a@r.example", address=address), at=NOON)

    desk.write(stock)
    return desk


@pytest.fixture
def view_desk(stocked: Desk, tmp_path: Path) -> Iterator[ViewDesk]:
    """What a view is handed; the doors it does not need here are closed."""
    runner = Runner(lambda: stocked.books)
    runner.open()
    office = stocked.read(office_row)
    assert office is not None

    def issue_draft(session: Session, document_id: UUID, *, earlier_date_confirmed: bool = False) -> IssuedNumber:
        return issue(
            session, document_id, on=TODAY, at=NOON, archive=stocked.archive,
            earlier_date_confirmed=earlier_date_confirmed,
        )  # fmt: skip

    def closed(*_words: object) -> object:
        raise AssertionError("no door of the outside is opened by the editor")

    yield ViewDesk(
        runner=runner,
        sync=SyncThread(),
        office=office,
        now=lambda: NOON,
        pdf=closed,  # type: ignore[arg-type]
        keep=closed,  # type: ignore[arg-type]
        issue=issue_draft,
        credit=closed,  # type: ignore[arg-type]
        withdraw=closed,  # type: ignore[arg-type]
        renew=closed,  # type: ignore[arg-type]
        test_portal=closed,  # type: ignore[arg-type]
        store_key=closed,  # type: ignore[arg-type]
        stripe=closed,  # type: ignore[arg-type]
        mail=closed,  # type: ignore[arg-type]
        assistant=closed,  # type: ignore[arg-type]
        text=closed,  # type: ignore[arg-type]
        backup=closed,  # type: ignore[arg-type]
        verify=closed,  # type: ignore[arg-type]
        memory=Memory(tmp_path / "window.ini"),
    )
    runner.close()


@pytest.fixture
def typist(qtbot: QtBot, view_desk: ViewDesk, stocked: Desk) -> Typist:
    """Somebody at an editor in which nothing is open yet."""
    editor = Editor(view_desk)
    qtbot.addWidget(editor)
    editor.resize(1228, 870)
    with qtbot.waitExposed(editor):
        editor.show()
    editor.activateWindow()
    return Typist(qtbot, editor, stocked)
