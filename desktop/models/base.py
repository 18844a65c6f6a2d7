"""What every entity stands on: names for constraints, exact numbers, UTC instants, UUIDv7 keys."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Dialect, MetaData, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator
from uuid_utils.compat import uuid7

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Base(DeclarativeBase):
    """Every table; constraint names are fixed so that a migration can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Scaled(TypeDecorator[Decimal]):
    """An exact decimal as a scaled integer; SQLite would keep NUMERIC as a binary float."""

    impl = BigInteger
    cache_ok = True

    def __init__(self, places: int) -> None:
        super().__init__()
        self.places = places

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        return None if value is None else scaled(value, self.places)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        return None if value is None else Decimal(value).scaleb(-self.places).normalize()


class Instant(TypeDecorator[datetime]):
    """A UTC instant as microseconds since 1970; naive times are refused."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        return None if value is None else microseconds(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else _EPOCH + timedelta(microseconds=value)


def scaled(value: Decimal, places: int) -> int:
    """Return what the books hold for ``value``; more decimals than ``places`` are refused."""
    moved = value.scaleb(places)
    if moved != moved.to_integral_value():
        raise ValueError(f"{value} has more than {places} decimals")
    return int(moved)


def microseconds(at: datetime) -> int:
    """Return the microseconds since 1970; naive times are refused."""
    if at.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    return (at - _EPOCH) // timedelta(microseconds=1)


class Keyed:
    """A primary key made in the app, so that rows of several computers can meet one day."""

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
