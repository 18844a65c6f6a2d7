"""The sections of Settings, each imported when it is first looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.views.desk import Desk
    from desktop.views.settings.rows import Section


def build_section(key: str, desk: Desk) -> Section:
    """Build the section of this name; KeyError for another."""
    return _SECTIONS[key](desk)


def _business(desk: Desk) -> Section:
    from desktop.views.settings.business import BusinessSection

    return BusinessSection(desk)


def _branding(desk: Desk) -> Section:
    from desktop.views.settings.branding import BrandingSection

    return BrandingSection(desk)


def _taxes(desk: Desk) -> Section:
    from desktop.views.settings.taxes import TaxesSection

    return TaxesSection(desk)


def _documents(desk: Desk) -> Section:
    from desktop.views.settings.documents import DocumentsSection

    return DocumentsSection(desk)


def _numbers(desk: Desk) -> Section:
    from desktop.views.settings.numbers import NumbersSection

    return NumbersSection(desk)


def _portal(desk: Desk) -> Section:
    from desktop.views.settings.portal import PortalSection

    return PortalSection(desk)


def _payments(desk: Desk) -> Section:
    from desktop.views.settings.payments import PaymentsSection

    return PaymentsSection(desk)


def _mail(desk: Desk) -> Section:
    from desktop.views.settings.mail import MailSection

    return MailSection(desk)


def _texts(desk: Desk) -> Section:
    from desktop.views.settings.texts import TextsSection

    return TextsSection(desk)


def _notices(desk: Desk) -> Section:
    from desktop.views.settings.notices import NoticesSection

    return NoticesSection(desk)


def _assistant(desk: Desk) -> Section:
    from desktop.views.settings.assistant import AssistantSection

    return AssistantSection(desk)


def _backup(desk: Desk) -> Section:
    from desktop.views.settings.backup import BackupSection

    return BackupSection(desk)


_SECTIONS: dict[str, Callable[[Desk], Section]] = {
    "business": _business,
    "branding": _branding,
    "taxes": _taxes,
    "documents": _documents,
    "numbers": _numbers,
    "portal": _portal,
    "payments": _payments,
    "mail": _mail,
    "texts": _texts,
    "notices": _notices,
    "assistant": _assistant,
    "backup": _backup,
}
