"""Every view is tested as the app dresses it: the house's fonts, light tokens, Fusion."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.views import fonts, theme


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
