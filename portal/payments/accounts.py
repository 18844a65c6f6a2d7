"""The office's account at Stripe in the store: put, removed, in trouble, leased for reading Stripe's lists."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, or_, select, update

from billing.sealing import Unsealable
from billing.wire import PaymentsInfo, PaymentsPut
from portal.instants import SECOND, micros
from portal.payments import checkouts
from portal.payments.ports import Account
from portal.payments.vault import Secrets, Vault
from portal.tables import checkout, office, provider

KEY_TROUBLE = "key"
_LEASE = 5 * 60 * SECOND
_REMOVED_AFTER = 3_600 * SECOND  # what could not be closed at Stripe until then ends by itself within a day
_SENTENCES = {
    KEY_TROUBLE: "Stripe refused the key, so nobody can pay online. Enter a working key under Settings, Payments.",
}


def put(connection: Connection, office_id: str, sent: PaymentsPut, vault: Vault, *, now: datetime) -> None:
    """Make ``sent`` the office's account; sessions of another account, or of the other mode, are ended with its key."""
    known = _row(connection, office_id)
    secrets = Secrets(sent.key, sent.webhook_secret)
    if known is not None:
        secrets = _with_former(connection, known, sent, secrets, vault, now)
    values = {
        "account": sent.account,
        "livemode": sent.livemode,
        "secrets": vault.sealed(office_id, secrets),
        "has_webhook": bool(sent.webhook_secret),
        "trouble": "",
        "removed_at": None,
        "asked_at": 0,
        "leased_until": 0,
    }
    if known is None:
        connection.execute(insert(provider).values(office=office_id, polled_at=micros(now), **values))
    else:
        connection.execute(update(provider).where(provider.c.office == office_id).values(**values))
    _show(connection, office_id)


def remove(connection: Connection, office_id: str, *, now: datetime) -> None:
    """Let nobody pay from now on; the row goes when what is open at Stripe was closed."""
    if _row(connection, office_id) is None:
        return
    checkouts.close_all(connection, office_id, now=now)
    values = {"removed_at": micros(now)}
    connection.execute(update(provider).where(provider.c.office == office_id).values(**values))
    _show(connection, office_id)


def forget_removed(connection: Connection, *, now: datetime) -> None:
    """Delete the keys of removed accounts that nothing waits for any more."""
    waiting = select(checkout.c.id).where(checkout.c.office == provider.c.office, checkout.c.state == "closing")
    outlived = or_(~waiting.exists(), provider.c.removed_at < micros(now) - _REMOVED_AFTER)
    connection.execute(delete(provider).where(provider.c.removed_at.is_not(None), outlived))


def find(connection: Connection, office_id: str, vault: Vault, *, removed: bool = False) -> Account | None:
    """Return the office's account; one that was removed only where ``removed`` asks for it. Raises Unsealable."""
    row = _row(connection, office_id)
    if row is None or (row.removed_at is not None and not removed):
        return None
    secrets = vault.opened(office_id, row.secrets)
    return Account(office_id, row.account, row.livemode, secrets.key, secrets.webhook_secret)


def former(connection: Connection, office_id: str, vault: Vault) -> Account | None:
    """Return the account before, as long as sessions of it may be open. Raises Unsealable."""
    row = _row(connection, office_id)
    secrets = vault.opened(office_id, row.secrets) if row is not None else None
    if secrets is None or not secrets.former:
        return None
    return Account(office_id, "", secrets.former_live, secrets.former, "", is_former=True)


def forget_former(connection: Connection, office_id: str, vault: Vault) -> None:
    """Drop the key of the account before, once no session waits for being ended. Raises Unsealable."""
    waiting = select(checkout.c.id).where(checkout.c.office == office_id, checkout.c.state == "closing").limit(1)
    row = _row(connection, office_id)
    if row is None or connection.scalar(waiting) is not None:
        return
    secrets = vault.opened(office_id, row.secrets)
    if secrets.former:
        kept = vault.sealed(office_id, Secrets(secrets.key, secrets.webhook_secret))
        connection.execute(update(provider).where(provider.c.office == office_id).values(secrets=kept))


def info(connection: Connection, office_id: str) -> PaymentsInfo | None:
    """Return what the office may know of its account here."""
    row = _row(connection, office_id)
    if row is None or row.removed_at is not None:
        return None
    return PaymentsInfo(
        account=row.account,
        livemode=row.livemode,
        webhook=row.has_webhook,
        state="needs_attention" if row.trouble else "ok",
        sentence=_SENTENCES.get(row.trouble, ""),
    )


def note_trouble(connection: Connection, office_id: str, trouble: str) -> None:
    """Remember that the account needs a person, or ("") does no more; its pages follow."""
    row = _row(connection, office_id)
    if row is None or row.trouble == trouble:
        return
    connection.execute(update(provider).where(provider.c.office == office_id).values(trouble=trouble))
    _show(connection, office_id)


def due(connection: Connection, *, now: datetime, with_webhook: int, without: int) -> Sequence[Row[Any, Any]]:
    """Return the accounts whose lists are due; ``with_webhook`` and ``without`` are seconds between two reads."""
    at = micros(now)
    waited = or_(
        provider.c.asked_at <= at - with_webhook * SECOND,
        provider.c.has_webhook.is_(False) & (provider.c.asked_at <= at - without * SECOND),
        provider.c.asked_at > at,  # the clock was set back
    )
    free = or_(provider.c.leased_until <= at, provider.c.leased_until > at + _LEASE)
    place = provider.c.removed_at.is_(None) & waited & free
    return connection.execute(select(provider.c.office, provider.c.polled_at).where(place).with_for_update()).all()


def lease(connection: Connection, *, now: datetime, with_webhook: int, without: int) -> Sequence[Row[Any, Any]]:
    """Return the accounts that are due, for this worker alone until it gives them back or five minutes are over."""
    rows, at = due(connection, now=now, with_webhook=with_webhook, without=without), micros(now)
    values = {"asked_at": at, "leased_until": at + _LEASE}
    offices = [row.office for row in rows]
    connection.execute(update(provider).where(provider.c.office.in_(offices)).values(**values))
    return rows


def any_removed(connection: Connection) -> bool:
    """Tell whether a key waits to be deleted."""
    return connection.scalar(select(provider.c.office).where(provider.c.removed_at.is_not(None)).limit(1)) is not None


def release(connection: Connection, office_id: str, polled_at: int | None) -> None:
    """Give the lease back; ``polled_at`` where the lists were read to their end."""
    values = {"leased_until": 0} | ({} if polled_at is None else {"polled_at": polled_at})
    connection.execute(update(provider).where(provider.c.office == office_id).values(**values))


def _with_former(
    connection: Connection, known: Row[Any], sent: PaymentsPut, secrets: Secrets, vault: Vault, now: datetime
) -> Secrets:
    """Return ``secrets`` with the key that ends what is open: of the account before, or still of one before that."""
    try:
        before = vault.opened(known.office, known.secrets)
    except Unsealable:  # sealed under another portal.key: what is open ends by itself within a day
        checkouts.forget_open(connection, known.office)
        return secrets
    if (known.account, known.livemode) == (sent.account, sent.livemode):
        return secrets._replace(former=before.former, former_live=before.former_live)
    checkouts.close_all(connection, known.office, now=now)
    return secrets._replace(former=before.key, former_live=known.livemode)


def _row(connection: Connection, office_id: str) -> Row[Any] | None:
    return connection.execute(select(provider).where(provider.c.office == office_id)).one_or_none()


def _show(connection: Connection, office_id: str) -> None:
    """Whether a button is there stands on every page of the office."""
    connection.execute(update(office).where(office.c.id == office_id).values(rev=office.c.rev + 1))
