"""Collector: Python's garbage is collected on the GUI thread alone.

While PySide deletes a widget it lets other threads run with half of the widget's references gone. A collection that
begins on one of them just then follows the gone half and ends the app. Between two events of the GUI thread every
widget is whole, so that is where garbage is collected.
"""

import gc

from PySide6.QtCore import QObject, QTimer

_LOOK_MS = 400
_OLDEST = 2


class Collector(QObject):
    """Takes over from Python's own timing as long as it lives; ``stop`` leaves it as it was."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_automatic = gc.isenabled()
        self._has_settled = False
        gc.disable()
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Collect the oldest generation that is due, as Python would; the younger ones go with it.

        What is left of the first full collection, the modules and the window, is there to stay: later ones pass it
        over, for walking through it takes as long as ten keys.
        """
        due = [count > limit for count, limit in zip(gc.get_count(), gc.get_threshold(), strict=True)]
        for generation in range(_OLDEST, -1, -1):
            if due[generation]:
                gc.collect(generation)
                if generation == _OLDEST and not self._has_settled:
                    self._has_settled = True
                    gc.freeze()
                return

    def stop(self) -> None:
        """Let Python collect where and when it likes again, if it did before."""
        self._timer.stop()
        if self._has_settled:
            gc.unfreeze()
        if self._was_automatic:
            gc.enable()
