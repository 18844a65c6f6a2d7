"""The demo's books and its practice portal, connected."""

from datetime import timedelta

from desktop.archive import Archive
from desktop.demo.company import TIME_ZONE, documents, found_demo
from desktop.demo.practice import PracticePortalProcess
from desktop.program import Program
from desktop.services.connection import connect
from desktop.sync.probe import probe
from desktop.system import clock
from desktop.system.paths import DataFolder
from desktop.system.secret import MemorySecret


def set_up(folder: DataFolder, portal: PracticePortalProcess) -> Program:
    """Found the demo company in ``folder``, start its portal, connect both; the exchange begins with the window."""
    secret = MemorySecret()
    program = Program(folder, secret)
    now = clock.now()
    practice = portal.start()
    secret.store(practice.key)
    found = probe(practice.address, practice.key, clock=clock.now)
    with program.runner.books().write() as session:
        found_demo(session, logo=None, at=now - timedelta(days=100))
        today = clock.today(TIME_ZONE, now)
        documents(session, today=today, at=now, archive=Archive(folder.archive))
        connect(session, found, at=now)
    return program
