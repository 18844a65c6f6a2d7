"""Every view is tested as the app dresses it: the house's fonts, light tokens, Fusion."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QApplication

from desktop.queries.office import office_row
from desktop.views import fonts, theme
from desktop.views.collector import Collector
from desktop.views.desk import Desk as ViewDesk
from desktop.views.memory import Memory
from desktop.views.threads import Runner, SyncThread
from tests.desktop.office import Desk
from tests.desktop.views.doors import Doors


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen screen has no window manager and says so; every other warning of Qt fails its test."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support"))


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> Iterator[QApplication]:
    """The application in light colours at 100 %; a test may change both."""
    fonts.install(qapp)
    theme.apply(qapp, Qt.ColorScheme.Light)
    collector = Collector()
    yield qapp
    collector.stop()
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.fixture
def irish() -> Iterator[None]:
    """Figures and dates as the Irish write them."""
    before = QLocale()
    QLocale.setDefault(QLocale("en_IE"))
    yield
    QLocale.setDefault(before)


@pytest.fixture
def mirrored(dressed: QApplication) -> QApplication:
    """The application in right-to-left."""
    dressed.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    return dressed


@pytest.fixture
def doors(desk: Desk) -> Doors:
    """What the program hands to views, as a test opens and closes it."""
    return Doors(desk)


@pytest.fixture
def view_desk(desk: Desk, doors: Doors, tmp_path: Path) -> Iterator[ViewDesk]:
    """What a view works with: the real runner on real books; nobody exchanges with a portal."""
    runner = Runner(lambda: desk.books)
    runner.open()
    office = desk.read(office_row)
    assert office is not None
    yield ViewDesk(
        runner=runner,
        sync=SyncThread(),
        office=office,
        now=lambda: desk.now,
        pdf=desk.archive.read,
        keep=desk.archive.keep,
        issue=doors.issue,
        credit=doors.credit,
        withdraw=doors.withdraw,
        renew=doors.renew,
        test_portal=lambda address, key: doors.ask(address, key),
        store_key=doors.store_key,
        stripe=doors.stripe,
        mail=doors.mail,
        assistant=doors.assistant,
        text=doors.text,
        backup=desk.books.backup,
        verify=doors.verify,
        memory=Memory(tmp_path / "window.ini"),
    )
    runner.close()
