"""The office's mail server: the only file that speaks SMTP. Neither content nor password is ever logged."""

import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from types import TracebackType
from typing import Literal

import truststore

from billing.errors import Refused, Unavailable

Security = Literal["implicit", "starttls", "none"]
_SECONDS = 30.0
_LONGEST_WORDS = 300
_US = "[127.0.0.1]"  # what mail programs call themselves; a computer's own name is nobody's business


class ServerAway(Unavailable):
    """No answer: no network, a stalled or closed connection. Nothing was handed in."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"The mail server {host} does not answer. Nothing was sent, nothing is lost, it is tried again by itself."
        )


class ServerBusy(Unavailable):
    """The server said *later* (4xx) of the whole message; ``words`` are its own."""

    def __init__(self, words: str) -> None:
        super().__init__(f"The mail server asks to try later: {words}")
        self.words = words


class MaybeSent(Unavailable):
    """The message was handed in and the server never said whether it took it; only a person can say."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"The connection to {host} ended before it said that it took the message. It may have been sent. "
            "Ask the customer, or look into the mailbox, before you send it again."
        )


class ServerRefused(Refused):
    """The server said no (5xx) to the whole message; ``words`` are its own."""

    def __init__(self, words: str) -> None:
        super().__init__(f"The mail server refused it: {words}")
        self.words = words


class WrongPassword(Refused):
    """The server does not let this user in."""

    def __init__(self, words: str) -> None:
        super().__init__(
            f"The mail server does not take this user and password: {words} Nothing was sent. "
            "Type both again in Settings, E-mail; many providers want a password made for apps."
        )


class NoTls(Refused):
    """The connection cannot be made safe, and a password never travels on an unsafe one."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{why} Nothing was sent. Look at host, port and security in Settings, E-mail.")


class NoUnicode(Refused):
    """RFC 6531: not every server carries letters beyond ASCII before the @."""

    def __init__(self) -> None:
        super().__init__(
            "The mail server cannot carry an address with such letters before the @. Nothing was sent. "
            "Ask the customer for another address."
        )


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail is handed in; ``user`` is "" where the server asks for none."""

    host: str
    port: int
    security: Security
    user: str = ""


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A recipient whom the server did not take; ``later``: it may in a while."""

    address: str
    later: bool
    words: str


def is_loopback(host: str) -> bool:
    """Tell whether ``host`` is this computer, as far as its name says so."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class MailPort:
    """One connection, made on entering. Everything blocks, nothing for longer than ``seconds`` without an answer."""

    def __init__(self, server: Server, password: str = "", *, seconds: float = _SECONDS) -> None:
        self._server = server
        self._password = password
        self._seconds = seconds
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> "MailPort":
        """Connect and log in. Raises ServerAway, ServerBusy, NoTls, WrongPassword, ServerRefused."""
        try:
            self._smtp = self._connected()
            self._log_in(self._smtp)
        except (Refused, Unavailable, smtplib.SMTPException, OSError, UnicodeError) as error:
            self._leave()
            raise self._told(error) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave()

    def send(self, content: bytes, *, sender: str, to: Sequence[str], needs_unicode: bool) -> tuple[NotTaken, ...]:
        """Hand the message in, and return who was not taken; where nobody was, nothing was sent.

        Raises ServerAway, ServerBusy, ServerRefused, NoUnicode, MaybeSent.
        """
        smtp = self._smtp
        assert smtp is not None
        try:
            refused = self._name_recipients(smtp, content, sender, to, needs_unicode=needs_unicode)
        except (smtplib.SMTPException, OSError) as error:
            raise self._told(error) from None
        if len(refused) < len(to):
            self._hand_in(smtp, content)
        return refused

    def _name_recipients(
        self, smtp: smtplib.SMTP, content: bytes, sender: str, to: Sequence[str], *, needs_unicode: bool
    ) -> tuple[NotTaken, ...]:
        smtp.ehlo_or_helo_if_needed()
        if needs_unicode and not smtp.has_extn("smtputf8"):
            raise NoUnicode
        options = [f"SIZE={len(content)}"] if smtp.has_extn("size") else []
        options += ["SMTPUTF8", "BODY=8BITMIME"] if needs_unicode else []
        _check(*smtp.mail(sender, options))
        refused = []
        for address in to:
            code, said = smtp.rcpt(address)
            if code not in {250, 251, 252}:
                refused.append(NotTaken(address, 400 <= code < 500, _words(code, said)))
        return tuple(refused)

    def _hand_in(self, smtp: smtplib.SMTP, content: bytes) -> None:
        try:
            _check(*smtp.data(content))
        except smtplib.SMTPDataError as error:
            _check(error.smtp_code, error.smtp_error)
            raise ServerRefused(_words(error.smtp_code, error.smtp_error)) from None
        except (smtplib.SMTPException, OSError):
            raise MaybeSent(self._server.host) from None

    def _connected(self) -> smtplib.SMTP:
        server = self._server
        host = server.host.encode("idna").decode()
        if server.security == "none" and not is_loopback(server.host):
            raise NoTls("Without TLS everybody on the way reads along, so that is for this computer alone.")
        context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if server.security == "implicit":
            return smtplib.SMTP_SSL(host, server.port, _US, timeout=self._seconds, context=context)
        smtp = smtplib.SMTP(host, server.port, _US, timeout=self._seconds)
        self._smtp = smtp
        if server.security == "starttls":
            smtp.ehlo()
            if not smtp.has_extn("starttls"):
                raise NoTls(f"The mail server {server.host} offers no TLS on port {server.port}.")
            _check(*smtp.starttls(context=context))
        return smtp

    def _log_in(self, smtp: smtplib.SMTP) -> None:
        if not self._server.user:
            return
        try:
            smtp.login(self._server.user, self._password)
        except smtplib.SMTPNotSupportedError:
            raise ServerRefused("it offers no way to log in. Leave the user empty, or choose another port.") from None
        except smtplib.SMTPAuthenticationError as error:
            words = _words(error.smtp_code, error.smtp_error)
            raise (ServerBusy if 400 <= error.smtp_code < 500 else WrongPassword)(words) from None
        except UnicodeEncodeError:
            raise WrongPassword("it takes no letters beyond a to z.") from None

    def _told(self, error: Exception) -> Exception:
        """Return what went wrong as our own error; one of ours stays itself."""
        host, port = self._server.host, self._server.port
        match error:
            case ssl.SSLCertVerificationError():
                return NoTls(f"The certificate of {host} is not trusted: {error.verify_message}.")
            case ssl.SSLEOFError() | ssl.SSLZeroReturnError():
                return ServerAway(host)
            case ssl.SSLError():
                return NoTls(f"The mail server {host} does not speak TLS on port {port} in the way that is set.")
            case smtplib.SMTPResponseException() if error.smtp_code > 0:
                words = _words(error.smtp_code, error.smtp_error)
                return ServerBusy(words) if 400 <= error.smtp_code < 500 else ServerRefused(words)
            case smtplib.SMTPException() | OSError() | UnicodeError():
                return ServerAway(host)
        return error

    def _leave(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()


def _check(code: int, said: bytes | str) -> None:
    if 400 <= code < 500:
        raise ServerBusy(_words(code, said))
    if not 200 <= code < 300:
        raise ServerRefused(_words(code, said))


def _words(code: int, said: bytes | str) -> str:
    """Return the server's words in one line that can be shown."""
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    shown = "".join(letter if letter.isprintable() else " " for letter in text)
    return f"{code} {' '.join(shown.split())}"[:_LONGEST_WORDS]
