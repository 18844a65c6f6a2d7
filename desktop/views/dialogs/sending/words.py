"""What the sheet says beside the message: when it leaves, what its link does, what would be attached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

if TYPE_CHECKING:
    from desktop.services.mailing.drafting import MailDraft
    from desktop.services.mailing.queueing import QueuedMail

_NAMED = 2


def size(count: int) -> str:
    """Return "48 KB", or "" where the size is not known yet."""
    traditional = QLocale.DataSizeFormat.DataSizeTraditionalFormat
    return QLocale().formattedDataSize(count, 0 if count < 1024 * 1024 else 1, traditional) if count else ""


def file_words(draft: MailDraft) -> str:
    """Return the PDF's name and size."""
    return ", ".join(filter(None, (draft.pdf_name, size(draft.pdf_size))))


def addresses(to: tuple[str, ...]) -> str:
    """Return the first two addresses, the others counted."""
    named = ", ".join(to[:_NAMED])
    if len(to) <= _NAMED:
        return named
    return _tr("{named} and {count} more").format(named=named, count=len(to) - _NAMED)


def notes(draft: MailDraft) -> list[str]:
    """Return what a person should know before they send."""
    found = []
    if draft.is_draft:
        found.append(_tr("Sending issues it: it takes the next number and is frozen. This cannot be taken back."))
    if not draft.sender:
        found.append(
            _tr(
                "No mail server is set up: the message opens in your own mail program, and the PDF is put beside it. "
                "Settings, E-mail lets it leave from here."
            )
        )
    elif draft.trouble:
        found.append(_tr("It waits: {trouble}").format(trouble=draft.trouble))
    return [*found, *_link_notes(draft)]


def queued_words(queued: QueuedMail, number: str) -> tuple[str, str]:
    """Return the toast: it is not sent yet, and whether it can leave at once. ``number`` is that of a draft that was
    issued with it, "" else.
    """
    to = addresses(queued.to)
    title = _tr("{number} issued. Queued for {to}.") if number else _tr("Queued for {to}.")
    later = _tr("It leaves as soon as the portal has its link.")
    now = _tr("It is handed to your mail server now; the drawer says what became of it.")
    return title.format(number=number, to=to), later if queued.waits else now


def _link_notes(draft: MailDraft) -> list[str]:
    if not draft.has_portal:
        return [_tr("No portal is set up: there is no link in it, the PDF is all.")]
    opens = _tr("The link opens {number} of {customer}, and nothing else.")
    if draft.what == "statement":
        opens = _tr("The link opens all documents of {customer}, and nobody else’s.")
    found = [opens.format(number=draft.number, customer=draft.customer)]
    if draft.is_draft or draft.link == "waiting":
        leaves, opens = _tr("It leaves as soon as the portal has the link."), _tr("It opens once the portal has it.")
        found.append(leaves if draft.sender else opens)
    elif draft.link in {"expired", "revoked", "replaced"}:
        found.append(_tr("The link before has ended: a fresh one goes with it."))
    elif draft.again and draft.link in {"live", "ending"}:
        again = _tr(
            "It went to {to} before. The same link goes again and lives {days} days from now, or longer where it did."
        )
        found.append(again.format(to=addresses(draft.sent_to), days=draft.link_days))
    elif draft.link == "settled":
        found.append(_tr("Nothing is open any more: the link shows it as a record."))
    return found


def _tr(text: str) -> str:
    return QCoreApplication.translate("sending", text)
