"""A mail server on loopback, with TLS and a password."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from desktop.services.mailing.account import AccountValues, save_account
from tests.desktop.office import Desk
from tests.desktop.views.doors import received
from tests.fakes.mail.server import USER, PracticeMail, practice_mail


@pytest.fixture
def practice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PracticeMail]:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "mail.pem"))
    with practice_mail(tmp_path) as it:
        yield it


@pytest.fixture
def invoice(desk: Desk, practice: PracticeMail) -> UUID:
    """An issued invoice whose link the portal has, and a mail server."""
    desk.connect()
    values = AccountValues("localhost", practice.port, "starttls", USER, "office@alder.example", "Alder & Finch")
    desk.write(lambda session: save_account(session, values, at=desk.now))
    document = desk.issue().document_id
    received(desk, document)
    return document
