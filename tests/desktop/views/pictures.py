"""Looking at what a widget painted: which colours, and where."""

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QWidget


def grabbed(widget: QWidget) -> QImage:
    """Return the picture of the widget at its own size."""
    if not widget.testAttribute(Qt.WidgetAttribute.WA_Resized):
        widget.resize(widget.sizeHint())
    return widget.grab().toImage()


def blank(width: int, height: int) -> QImage:
    """Return an empty picture to paint on."""
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    return image


def painted(image: QImage) -> QRect:
    """Return the smallest rectangle that holds every pixel with anything on it."""
    points = [
        QPoint(x, y) for x in range(image.width()) for y in range(image.height()) if image.pixelColor(x, y).alpha() > 0
    ]
    whole = QRect()
    for point in points:
        whole = whole.united(QRect(point, point))
    return whole


def has(image: QImage, colour: QColor, within: QRect | None = None) -> bool:
    """Tell whether some pixel, perhaps within a rectangle, has exactly this colour."""
    place = within or image.rect()
    return any(
        image.pixelColor(x, y).rgb() == colour.rgb()
        for x in range(place.left(), place.right() + 1)
        for y in range(place.top(), place.bottom() + 1)
    )


def middle_of(image: QImage, colour: QColor) -> float:
    """Return the mean x of the pixels of this colour."""
    columns = [
        x for x in range(image.width()) for y in range(image.height()) if image.pixelColor(x, y).rgb() == colour.rgb()
    ]
    return sum(columns) / len(columns)


def painter_on(image: QImage, direction: Qt.LayoutDirection = Qt.LayoutDirection.LeftToRight) -> QPainter:
    """Return a painter whose layout direction is known."""
    painter = QPainter(image)
    painter.setLayoutDirection(direction)
    return painter
