"""Icons: the glyphs exist, take the colour of the moment, and do not load the package they come from."""

import json
import subprocess
import sys

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QApplication

from desktop.views import icons, theme
from desktop.views.mark import mark_icon, paint_mark
from tests.desktop.views.pictures import blank, has, painted, painter_on


def test_every_glyph_has_the_code_that_the_installed_font_gives_it() -> None:
    charmap = next(icons.font_file().parent.glob("phosphor-charmap-*.json"))
    codes = {name: int(code, 16) for name, code in json.loads(charmap.read_text(encoding="utf-8")).items()}
    assert {name: codes[name] for name in icons.GLYPHS} == dict(icons.GLYPHS)


@pytest.mark.parametrize("name", sorted(icons.GLYPHS))
def test_every_glyph_draws_something_inside_its_square(name: str) -> None:
    image = blank(40, 40)
    painter = painter_on(image)
    icons.paint_icon(painter, QRect(10, 10, 16, 16), name, QColor("red"))
    painter.end()
    drawn = painted(image)
    assert not drawn.isEmpty()
    assert QRect(10, 10, 16, 16).contains(drawn)


def test_a_glyph_nobody_named_is_refused() -> None:
    with pytest.raises(KeyError, match="unicorn"):
        icons.icon("unicorn")


def test_an_icon_follows_the_scheme_without_being_loaded_again(dressed: QApplication) -> None:
    icon = icons.icon("copy")
    assert has(icon.pixmap(64, 64).toImage(), theme.LIGHT.muted)
    theme.apply(dressed, Qt.ColorScheme.Dark)
    assert has(icon.pixmap(64, 64).toImage(), theme.DARK.muted)


def test_a_disabled_icon_is_faint_and_a_chosen_one_has_the_colour_of_the_text() -> None:
    icon = icons.icon("copy")
    assert has(icon.pixmap(QSize(64, 64), QIcon.Mode.Disabled).toImage(), theme.LIGHT.faint)
    assert has(icon.pixmap(QSize(64, 64), QIcon.Mode.Normal, QIcon.State.On).toImage(), theme.LIGHT.text)


def test_icons_that_qt_copies_outlive_their_originals() -> None:
    code = (
        "from PySide6.QtGui import QIcon, QPixmap; from PySide6.QtWidgets import QApplication; app = QApplication([])\n"
        "from desktop.views.icons import icon\n"
        "for _ in range(3000):\n"
        "    original = icon('eye')\n"
        "    copy = QIcon(original)\n"
        "    copy.addPixmap(QPixmap(3, 3))\n"  # makes Qt clone the engine
        "    copy.pixmap(16, 16)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


def test_the_icon_package_is_never_imported() -> None:
    code = (
        "import sys; from PySide6.QtWidgets import QApplication; app = QApplication([]);"
        "from desktop.views.icons import icon; assert not icon('eye').pixmap(16, 16).isNull();"
        "sys.exit('qtawesome' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


def test_the_mark_keeps_its_form_at_any_size() -> None:
    image = blank(48, 48)
    painter = painter_on(image)
    paint_mark(painter, image.rect(), QColor("red"))
    painter.end()
    assert painted(image).width() == 48
    assert painted(image).height() == 38
    assert image.pixelColor(32, 0).alpha() == 0  # the notch
    assert not mark_icon().pixmap(32, 32).isNull()
