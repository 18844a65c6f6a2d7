"""The demo's books and its practice portal, connected."""

from datetime import timedelta

from desktop.archive import Archive
from desktop.demo.company import TIME_ZONE, documents, found_demo
from desktop.demo.practice import PracticePortalProcess
from desktop.demo.practice_stripe import PracticeAccount, PracticeStripeProcess
from desktop.program import Program
from desktop.services.connection import connect
from desktop.services.online.account import connect_stripe
from desktop.sync.probe import probe
from desktop.system import clock
from desktop.system.paths import DataFolder
from desktop.system.secret import MemorySecret


def set_up(folder: DataFolder, portal: PracticePortalProcess, stripe: PracticeStripeProcess) -> Program:
    """Found the demo company in ``folder``, start its Stripe and its portal, connect all; the exchange begins with the
    window.
    """
    secret = MemorySecret()
    program = Program(folder, secret)
    now = clock.now()
    account = stripe.start()  # before the portal, which finds it by the variable
    practice = portal.start()
    secret.store(practice.key)
    found = probe(practice.address, practice.key, clock=clock.now)
    with program.runner.books().write() as session:
        found_demo(session, logo=None, at=now - timedelta(days=100))
        today = clock.today(TIME_ZONE, now)
        documents(session, today=today, at=now, archive=Archive(folder.archive))
        connect(session, found, at=now)
    if account is not None:
        _take_payments(program, account)
    return program


def _take_payments(program: Program, account: PracticeAccount) -> None:
    checked = program.stripe.check(account.key)
    program.stripe.keep(account.key, checked)
    with program.runner.books().write() as session:
        connect_stripe(session, checked, at=clock.now())
