"""What the office does with its links: put, replace, extend, revoke; each answered, none half done."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from billing.wire import Answer, LinkExtend, LinkPut, LinkReplace, LinkRevoke, Wrap
from portal.instants import SECOND, instant, micros
from portal.life import link_state
from portal.payments import checkouts
from portal.store import docs
from portal.store.answers import RefusedOperation, done, missing
from portal.store.contents import drop_wraps, missing_contents, name_contents
from portal.tables import doc, link

LINK = (
    select(link, doc.c.withdrawn_at)
    .join(doc, (doc.c.office == link.c.office) & (doc.c.id == link.c.doc), isouter=True)
)  # fmt: skip
_ONE = LINK.where(link.c.lookup == bindparam("lookup"), link.c.office == bindparam("office"))


def find_link(connection: Connection, office: str, lookup: str) -> Row[Any] | None:
    """Return the office's link, living or not; another office's is as unknown as one that never was."""
    return connection.execute(_ONE, {"lookup": lookup, "office": office}).one_or_none()


def put(connection: Connection, office: str, sent: LinkPut, *, now: datetime) -> Answer:
    """Publish one version; the first one starts the link's life.

    Raises RefusedOperation (dead, withdrawn, answered, lower_version, same_version, unknown).
    """
    known = find_link(connection, office, sent.lookup)
    if known is None and _is_taken(connection, sent.lookup):
        raise RefusedOperation("dead", "The portal cannot take this link. Regenerate it.")
    if known is not None and _is_repeat(known, sent):
        return done(sent.id, expires_at=instant(known.expires_at))
    reopened = docs.check_put(connection, office, sent)
    if absent := missing_contents(connection, office, [sent.view, *(each.content for each in sent.wraps)]):
        return missing(sent.id, absent)
    expires_at = known.expires_at if known is not None else _first_expiry(sent, now)
    docs.note_put(connection, office, sent, reopened=reopened, now=now)
    _write(connection, office, _as_answered(connection, office, sent), known, expires_at)
    withdrawn = sent.state == "withdrawn"
    name_contents(connection, office, sent.lookup, () if withdrawn else _standing(connection, office, sent), now=now)
    if withdrawn and sent.doc is not None:
        docs.withdraw(connection, office, sent.doc, now=now)
    return done(sent.id, expires_at=instant(expires_at))


def replace(connection: Connection, office: str, sent: LinkReplace, *, settled_days: int, now: datetime) -> Answer:
    """End the old link and publish the new one; where the portal never had the old one, this is a put.

    Raises RefusedOperation (still_live with its expiry, and all that a put raises); then the old one stays as it was.
    """
    old = find_link(connection, office, sent.old)
    if old is not None and sent.only_if_expired and link_state(old, micros(now), settled_days) in {"live", "settled"}:
        raise RefusedOperation(
            "still_live", "The earlier link still opens, so it stays.", expires_at=instant(old.expires_at)
        )
    answer = put(connection, office, sent.link, now=now)
    if answer.result == "done" and old is not None and old.ended_as is None:
        end(connection, office, old.lookup, "replaced", now=now)
    return answer.model_copy(update={"id": sent.id})


def extend(connection: Connection, office: str, sent: LinkExtend, *, settled_days: int, now: datetime) -> Answer:
    """Give a live link its lifetime anew, never less than it has. Raises RefusedOperation (unknown, dead)."""
    known = find_link(connection, office, sent.lookup)
    if known is None:
        raise RefusedOperation("unknown", "The portal does not know this link.")
    if link_state(known, micros(now), settled_days) != "live":
        raise RefusedOperation("dead", "Only a live link can be extended.")
    expires_at = max(known.expires_at, micros(now) + sent.lifetime * SECOND)
    connection.execute(
        update(link).where(link.c.lookup == sent.lookup).values(expires_at=expires_at, rev=link.c.rev + 1)
    )
    return done(sent.id, expires_at=instant(expires_at))


def revoke(connection: Connection, office: str, sent: LinkRevoke, *, now: datetime) -> Answer:
    """End a link without a successor; one that is unknown or ended already opens nothing, which is what was asked."""
    known = find_link(connection, office, sent.lookup)
    if known is not None and known.ended_as is None:
        end(connection, office, sent.lookup, "revoked", now=now)
    return done(sent.id)


def end(connection: Connection, office: str, lookup: str, how: str, *, now: datetime) -> None:
    """End a link as ``replaced`` or ``revoked``: nothing opens it from the end of this transaction on."""
    drop_wraps(connection, office, [lookup], now=now)
    of_doc = connection.scalar(select(link.c.doc).where(link.c.lookup == lookup, link.c.office == office))
    checkouts.close_link(connection, office, lookup, of_doc, now=now)
    connection.execute(
        update(link)
        .where(link.c.lookup == lookup, link.c.office == office)
        .values(ended_at=micros(now), ended_as=how, rev=link.c.rev + 1)
    )


def _as_answered(connection: Connection, office: str, sent: LinkPut) -> LinkPut:
    """A put that was made before the office knew of the answer does not open the document again."""
    if sent.state != "open" or sent.doc is None or not docs.is_answered(connection, office, sent.doc):
        return sent
    return sent.model_copy(update={"state": "settled"})


def _is_taken(connection: Connection, lookup: str) -> bool:
    return connection.scalar(select(link.c.lookup).where(link.c.lookup == lookup)) is not None


def _is_repeat(known: Row[Any], sent: LinkPut) -> bool:
    """Tell whether this very version is there already. Raises RefusedOperation (dead, lower_version, same_version)."""
    if known.ended_as is not None:
        raise RefusedOperation("dead", "This link has ended. Make a new one.")
    if sent.version < known.version:
        raise RefusedOperation("lower_version", "The portal holds a newer version.", current=known.version)
    if sent.version > known.version:
        return False
    if sent.digest != known.digest:
        raise RefusedOperation("same_version", "The portal holds this version in other words.", current=known.version)
    return True


def _standing(connection: Connection, office: str, sent: LinkPut) -> Sequence[Wrap]:
    """Return the keys that the put brings, without those of documents that were withdrawn meanwhile."""
    shown = {each.doc for each in sent.wraps if each.doc is not None}
    gone = docs.withdrawn_among(connection, office, shown) if shown else frozenset()
    return [each for each in sent.wraps if each.doc not in gone] if gone else sent.wraps


def _first_expiry(sent: LinkPut, now: datetime) -> int:
    if sent.lifetime is None:
        raise RefusedOperation("unknown", "The portal does not know this link, nor how long it was meant to live.")
    return micros(now) + sent.lifetime * SECOND


def _write(connection: Connection, office: str, sent: LinkPut, known: Row[Any] | None, expires_at: int) -> None:
    values = {
        "version": sent.version,
        "digest": sent.digest,
        "state": sent.state,
        "payable": sent.payable,
        "revision": sent.revision,
        "view": sent.view,
        "through": sent.through,
        "office_copy": sent.office_copy.blob if sent.office_copy else None,
    }
    if known is None:
        first = {"rev": 1, "expires_at": expires_at, "day": 0, "day_views": 0, "day_downloads": 0}
        place = {"lookup": sent.lookup, "office": office, "doc": sent.doc, "kind": sent.kind}
        connection.execute(insert(link).values(**place, **first, **values))
    else:
        connection.execute(update(link).where(link.c.lookup == sent.lookup).values(rev=link.c.rev + 1, **values))
