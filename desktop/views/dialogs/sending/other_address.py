"""Before a document goes to another address than before: whether the link that went out first ends."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.views.dialogs.warning import Point, WarningDialog
from desktop.views.theme import Tone
from desktop.views.widgets.buttons import Button


class OtherAddressDialog(WarningDialog):
    """``chosen`` carries whether a new link is made; closed without it, nothing was sent."""

    chosen = Signal(bool)

    def __init__(self, number: str, before: str, now: str, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Another address"), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.heading.setText(self.tr("End the link that went to {before}?").format(before=before))
        self.about.setText(number)
        self.reasons.hide()
        ends = self.tr("The link there stops working, and {now} gets a new one in this message.")
        only = self.tr("Switching the old link off alone would leave {now} without any.")
        self.show_points(
            [
                Point("link-break", Tone.BAD, ends.format(now=now), self.tr("With a new link:")),
                Point("info", "muted", only.format(now=now)),
                Point("link-simple", "muted", self.tr("whoever has the old message goes on seeing the document."),
                      self.tr("With the same link:")),
            ]
        )  # fmt: skip
        self.same = Button(self.tr("Send the same link"))
        self.same.setAutoDefault(False)
        self.foot.insertWidget(self.foot.indexOf(self.deed), self.same)
        self.keep.setText(self.tr("Cancel"))
        self.deed.setText(self.tr("New link, and send"))
        self.same.clicked.connect(lambda: self._choose(new_link=False))
        self.decided.connect(lambda _why: self._choose(new_link=True))

    def _choose(self, *, new_link: bool) -> None:
        self.chosen.emit(new_link)
        self.accept()
