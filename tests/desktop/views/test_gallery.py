"""The whole vocabulary at once: in both schemes, mirrored, at 100 and 200 %, without one warning."""

import os
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from desktop.views import fonts, theme
from tests.desktop.views.gallery import write_pictures
from tests.desktop.views.pictures import has


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_every_widget_shows_itself(dressed: QApplication, tmp_path: Path, scale: float) -> None:
    fonts.install(dressed, scale)
    folder = Path(os.environ.get("PICTURES", tmp_path))
    written = write_pictures(dressed, folder, f"{scale:.0f}x-")
    assert len(written) == 16
    for picture in written:
        shown = QImage(str(picture))
        accent = theme.DARK.accent if "dark" in picture.name else theme.LIGHT.accent
        assert "popover" in picture.name or has(shown, accent)
