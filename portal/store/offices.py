"""Offices and the keys of their computers; a key is kept as its SHA-256 only."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update
from uuid_utils.compat import uuid7

from billing.colour import readable
from billing.errors import Refused
from billing.wire import Brand, OfficeProfile, first_tip
from portal.instants import instant, micros
from portal.tables import api_key, office

CALLER = select(api_key.c.office, api_key.c.id, api_key.c.name).where(
    api_key.c.hash == bindparam("hash"), api_key.c.revoked_at.is_(None)
)
OFFICE = select(office).where(office.c.id == bindparam("office"))
_FIRST_COLOUR = "#0b6075"


class NoSuchOffice(Refused):
    """The name or id fits no office, or several."""

    def __init__(self, wanted: str) -> None:
        super().__init__(f"There is no single office called {wanted!r}. Nothing was changed. Use its id.")


class NoSuchKey(Refused):
    """The name fits no working key of the office."""

    def __init__(self, wanted: str) -> None:
        super().__init__(f"The office has no working key called {wanted!r}. Nothing was changed.")


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose key a call carries: office, key and the name of the computer."""

    office: str
    key: str
    computer: str


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One computer's key as the operator sees it."""

    id: str
    name: str
    created_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewOffice:
    """A fresh office; ``key`` is shown once."""

    id: str
    key: str = field(repr=False)


def hash_of(key: str) -> str:
    """Return what the store keeps of a key; 256 random bits need no slow hash."""
    return sha256(key.encode()).hexdigest()


def add_office(connection: Connection, name: str, *, computer: str, now: datetime) -> NewOffice:
    """Add an office with its first key."""
    identifier, log = str(uuid7()), secrets.token_hex(16)
    connection.execute(
        insert(office).values(
            id=identifier,
            name=name,
            profile=_first_profile(name).model_dump_json(),
            rev=1,
            log=log,
            sequence=0,
            tip=first_tip(log),
            receipt="",
            receipt_before="",
            batch="",
            batch_answer="",
            on_hold=False,
            created_at=micros(now),
        )
    )
    return NewOffice(identifier, add_key(connection, identifier, computer, now=now))


def add_key(connection: Connection, office_id: str, name: str, *, now: datetime) -> str:
    """Return a fresh key for one more computer; only its hash is kept."""
    key = secrets.token_urlsafe(32)
    connection.execute(
        insert(api_key).values(id=str(uuid7()), office=office_id, name=name, hash=hash_of(key), created_at=micros(now))
    )
    return key


def office_keys(connection: Connection, office_id: str) -> Sequence[KeyRow]:
    """Return the office's keys, oldest first, revoked ones too."""
    rows = connection.execute(select(api_key).where(api_key.c.office == office_id).order_by(api_key.c.id))
    return [
        KeyRow(row.id, row.name, instant(row.created_at), _instant(row.used_at), _instant(row.revoked_at))
        for row in rows
    ]


def revoke_key(connection: Connection, office_id: str, name: str, *, now: datetime) -> None:
    """End the working keys called ``name`` (or with that id). Raises NoSuchKey."""
    done = connection.execute(
        update(api_key)
        .where(api_key.c.office == office_id, (api_key.c.name == name) | (api_key.c.id == name))
        .where(api_key.c.revoked_at.is_(None))
        .values(revoked_at=micros(now))
    )
    if done.rowcount == 0:
        raise NoSuchKey(name)


def find_office(connection: Connection, wanted: str) -> str:
    """Return the id of the office with this id or, where only one has it, this name. Raises NoSuchOffice."""
    found = connection.scalars(select(office.c.id).where((office.c.id == wanted) | (office.c.name == wanted))).all()
    if len(found) != 1:
        raise NoSuchOffice(wanted)
    return str(found[0])


def all_offices(connection: Connection) -> Sequence[str]:
    """Return the ids of all offices."""
    return connection.scalars(select(office.c.id)).all()


def locked_office(connection: Connection, office_id: str) -> Row[Any]:
    """Return the office's row, held until the transaction ends: one writer and one sequence at a time."""
    return connection.execute(OFFICE.with_for_update(), {"office": office_id}).one()


def hold_all(connection: Connection, *, now: datetime) -> None:
    """Put every office on hold; ``rev`` leaves every page behind that was kept before the restore."""
    connection.execute(update(office).values(on_hold=True, rev=micros(now)))


def _first_profile(name: str) -> OfficeProfile:
    colours = readable(_FIRST_COLOUR)
    brand = Brand(
        brand=colours.brand,
        on_brand=colours.on_brand,
        brand_dark=colours.brand_dark,
        on_brand_dark=colours.on_brand_dark,
    )
    return OfficeProfile(name=name, brand=brand)


def _instant(at: int | None) -> datetime | None:
    return None if at is None else instant(at)
