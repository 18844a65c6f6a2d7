"""Which of Stripe's events were heard: each is written down before it is acted on, and acted on once."""

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from portal.instants import micros
from portal.tables import heard


def note(connection: Connection, office: str, identifier: str, *, now: datetime) -> bool:
    """Write an event's id down; False where all that it hints at was read already."""
    place = (heard.c.office == office) & (heard.c.id == identifier)
    is_done = connection.scalar(select(heard.c.is_done).where(place))
    if is_done is None:
        connection.execute(insert(heard).values(office=office, id=identifier, is_done=False, at=micros(now)))
    return not is_done


def done(connection: Connection, office: str, identifier: str) -> None:
    """Note that what the event hints at was read."""
    place = (heard.c.office == office) & (heard.c.id == identifier)
    connection.execute(update(heard).where(place).values(is_done=True))
