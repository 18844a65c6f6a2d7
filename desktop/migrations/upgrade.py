"""Runs the migrations on a connection, all in one transaction."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

_FOLDER = Path(__file__).parent


def is_known(revision: str) -> bool:
    """Tell whether ``revision`` is one of ours; a newer Counterfoil's is not."""
    return revision in {script.revision for script in ScriptDirectory(str(_FOLDER)).walk_revisions()}


def head() -> str | None:
    """Return the newest revision."""
    return ScriptDirectory(str(_FOLDER)).get_current_head()


def upgrade(connection: Connection) -> None:
    """Bring the file to the newest shape, with foreign keys off: a rebuilt table would delete its children."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        with connection.begin():
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"the migration broke {len(broken)} references")
    finally:
        driver.execute("PRAGMA foreign_keys=ON")
