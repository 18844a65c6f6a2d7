"""Why a link cannot be copied or opened, or a document sent now, in one sentence; "" where it can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from desktop.queries.cards import DocumentCard
    from desktop.queries.links import LinkCard


def why_no_copy(link: LinkCard) -> str:
    """Return why *Copy link* cannot work."""
    if link.state == "withdrawn":
        return _tr("Withdrawn. Nothing to open.")
    return "" if link.address else _tr("No portal is set up. Settings, Portal takes two minutes.")


def why_no_portal(link: LinkCard) -> str:
    """Return why *Open portal* cannot work."""
    reasons = {
        "waiting": _tr("Opens once the portal has received it. Copy link works already."),
        "expired": _tr("Expired. Copy link makes a new one."),
        "revoked": _tr("Switched off. Copy link makes a new one."),
        "replaced": _tr("Switched off. Copy link makes a new one."),
    }
    return why_no_copy(link) or reasons.get(link.state, "")


def why_no_send(card: DocumentCard) -> str:
    """Return why *Send…* cannot work."""
    return _tr("Taken back. There is nothing to send.") if card.state in {"void", "withdrawn"} else ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("Drawer", text)
