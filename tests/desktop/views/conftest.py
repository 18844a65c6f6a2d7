"""Every view is tested as the app dresses it: the house's fonts, light tokens, Fusion."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.views import fonts, theme


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
    yield qapp
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.fixture
def mirrored(dressed: QApplication) -> QApplication:
    """The application in right-to-left."""
    dressed.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    return dressed
