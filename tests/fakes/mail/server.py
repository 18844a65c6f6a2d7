"""The practice mail server: aiosmtpd on a loopback port, with manners."""

import asyncio
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Literal

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from tests.fakes.mail.certificate import make_certificate

USER, PASSWORD = "office@alder.example", "correct horse"
Manner = Literal["well", "busy", "refuses", "stalls before the message", "drops at the end", "stalls at the end"]
Way = Literal["implicit", "starttls", "none"]


class PracticeMail:
    """``inbox`` holds the messages as they arrived and ``to`` whom each was for; ``manner`` may change at any time.

    A recipient whose address begins with ``nobody`` is refused, one with ``later`` is put off, and at one with ``slow``
    it stalls.
    """

    def __init__(self) -> None:
        self.manner: Manner = "well"
        self.inbox: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.to: list[list[str]] = []
        self.logins = 0
        self.port = 0

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's own name
        self, server: Any, session: Any, envelope: Any, address: str, rcpt_options: list[str]
    ) -> str:
        if self.manner == "stalls before the message" or address.startswith("slow"):
            await asyncio.Event().wait()
        if address.startswith("nobody"):
            return "550 5.1.1 No such person here"
        if address.startswith("later"):
            return "451 4.7.1 Greylisted, come back in a minute"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's own name
        match self.manner:
            case "busy":
                return "452 4.3.1 Insufficient system storage"
            case "refuses":
                return "554 5.7.1 This looks like spam to us"
        self.raw.append(envelope.content)
        self.inbox.append(message_from_bytes(envelope.content, policy=policy.default))
        self.to.append(list(envelope.rcpt_tos))
        if self.manner == "drops at the end":
            server.transport.abort()  # type: ignore[union-attr]
        if self.manner == "stalls at the end":
            await asyncio.Event().wait()
        return "250 2.0.0 Taken"

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins += 1
        known = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=known, handled=False)


class _Controller(Controller):
    def __init__(self, practice: PracticeMail, way: Way, context: ssl.SSLContext, *, unicode: bool) -> None:
        self._way = way
        self._context = context
        options: dict[str, Any] = {
            "authenticator": practice.authenticate,
            "auth_required": way == "starttls",
            "auth_require_tls": way == "starttls",
            "require_starttls": way == "starttls",
            "tls_context": context if way == "starttls" else None,
            "decode_data": False,
            "enable_SMTPUTF8": unicode,
        }
        inner = context if way == "implicit" else None
        super().__init__(practice, hostname="127.0.0.1", port=0, ssl_context=inner, **options)

    def _trigger_server(self) -> None:
        """Greet it once, as the base class wants; that one would connect to port 0."""
        assert isinstance(self.server, asyncio.Server)
        socket.create_connection(self.server.sockets[0].getsockname(), 1.0).close()


@contextmanager
def practice_mail(folder: Path, way: Way = "starttls", *, unicode: bool = True) -> Iterator[PracticeMail]:
    """Serve until the end of the block; ``folder`` gets the certificate, ``mail.pem``."""
    at, key = make_certificate(folder)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(at, key)
    practice = PracticeMail()
    controller = _Controller(practice, way, context, unicode=unicode)
    controller.start()
    assert isinstance(controller.server, asyncio.Server)
    practice.port = controller.server.sockets[0].getsockname()[1]
    try:
        yield practice
    finally:
        controller.stop()
