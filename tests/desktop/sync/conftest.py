"""A mail server on loopback, with TLS and a password."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.mail.server import PracticeMail, practice_mail


@pytest.fixture
def practice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PracticeMail]:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "mail.pem"))
    with practice_mail(tmp_path) as it:
        yield it
