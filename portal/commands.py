"""What the portal's operator can do besides serving; each returns the lines to print."""

from contextlib import closing
from urllib.parse import urlsplit

from billing.errors import Refused
from billing.links import read_token
from portal import acts
from portal.context import Settings
from portal.database import Database, open_database
from portal.faces import Faces
from portal.opening import Opener
from portal.store import links, offices
from portal.store.offices import NewOffice, locked_office

PRACTICE = "Practice"


class NoSuchLink(Refused):
    """The address opens nothing here."""

    def __init__(self) -> None:
        super().__init__("This address is no link of this portal. Nothing was changed. Copy it whole.")


def add_office(settings: Settings, name: str, computer: str) -> NewOffice:
    """Add an office and return its id and first key, which is shown this once."""
    with closing(_beside(settings)) as database, database.write() as connection:
        return offices.add_office(connection, name, computer=computer, now=settings.clock())


def add_key(settings: Settings, office: str, computer: str) -> str:
    """Return a key for one more computer of ``office`` (id or name). Raises NoSuchOffice."""
    with closing(_beside(settings)) as database, database.write() as connection:
        return offices.add_key(connection, offices.find_office(connection, office), computer, now=settings.clock())


def list_keys(settings: Settings, office: str) -> list[str]:
    """Return one line for each key of ``office``. Raises NoSuchOffice."""
    with closing(_beside(settings)) as database, database.read() as connection:
        rows = offices.office_keys(connection, offices.find_office(connection, office))
    return [f"{row.name}  {_told(row)}  {row.id}" for row in rows]


def revoke_key(settings: Settings, office: str, key: str) -> None:
    """End the key called ``key`` (name or id) of ``office``. Raises NoSuchOffice, NoSuchKey."""
    with closing(_beside(settings)) as database, database.write() as connection:
        offices.revoke_key(connection, offices.find_office(connection, office), key, now=settings.clock())


def revoke_link(settings: Settings, address: str) -> None:
    """Switch the link at ``address`` off and tell its office. Raises NoSuchLink."""
    token = read_token(urlsplit(address).path.rpartition("/")[2])
    with closing(_beside(settings)) as database:
        opened = Opener(database, Faces(database), settings.clock).open(token) if token else None
        if opened is None or opened.state in {"replaced", "revoked"}:
            raise NoSuchLink
        with database.write() as connection:
            locked_office(connection, opened.row.office)
            links.end(connection, opened.row.office, opened.lookup, "revoked", now=settings.clock())
            acts.switched_off(connection, acts.act_on(opened))


def practice_office(settings: Settings) -> str:
    """Return a fresh key of the practice office; keys of earlier practice end."""
    with closing(_beside(settings)) as database, database.write() as connection:
        known = offices.all_offices(connection)
        if not known:
            return offices.add_office(connection, PRACTICE, computer=PRACTICE, now=settings.clock()).key
        for key in offices.office_keys(connection, known[0]):
            if key.revoked_at is None:
                offices.revoke_key(connection, known[0], key.id, now=settings.clock())
        return offices.add_key(connection, known[0], PRACTICE, now=settings.clock())


def _beside(settings: Settings) -> Database:
    settings.data.mkdir(parents=True, exist_ok=True)
    return open_database(settings.store_url, serving=False)


def _told(row: offices.KeyRow) -> str:
    if row.revoked_at is not None:
        return f"revoked {row.revoked_at:%Y-%m-%d}"
    return f"last used {row.used_at:%Y-%m-%d %H:%M}" if row.used_at is not None else "not used yet"
