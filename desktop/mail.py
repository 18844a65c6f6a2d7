"""The office's mail server: the only file that speaks SMTP. Neither content nor password is ever logged."""

import re
import smtplib
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from types import TracebackType
from typing import Literal

import truststore

from billing.errors import Refused, Unavailable

Security = Literal["implicit", "starttls", "none"]
_PIECE = 64 * 1024  # bytes that are handed over within one wait
_TOO_LARGE = 552  # of MAIL with its SIZE: this message alone is refused (RFC 1870)
_LONGEST_WORDS = 300
_US = "[127.0.0.1]"  # what mail programs call themselves; a computer's own name is nobody's business


class ServerAway(Unavailable):
    """No answer: no network, a stalled or closed connection. No message was begun, so it concerns every one."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"The mail server {host} does not answer. Nothing was sent, nothing is lost, it is tried again by itself."
        )


class BrokenOff(Unavailable):
    """The connection stalled or ended after a message was begun and before all of it was handed over: nothing was sent.

    It may be this message's doing, such as an address that the server looks up for ever.
    """

    def __init__(self, host: str) -> None:
        super().__init__(f"The connection to {host} broke off before the message was handed in. Nothing was sent.")


class ServerBusy(Unavailable):
    """The server said *later* (4xx) before a message was begun; ``words`` are its own."""

    def __init__(self, words: str) -> None:
        super().__init__(f"The mail server asks to try later: {words}")
        self.words = words


class PutOff(ServerBusy):
    """The server said *later* (4xx) of this whole message."""


class MaybeSent(Unavailable):
    """The message was handed in and the server never said whether it took it; only a person can say.

    ``refused`` are the recipients for whom it was not handed in.
    """

    def __init__(self, host: str, refused: tuple["NotTaken", ...] = ()) -> None:
        super().__init__(
            f"The connection to {host} ended before it said that it took the message. It may have been sent. "
            "Ask the customer, or look into the mailbox, before you send it again."
        )
        self.refused = refused


class ServerRefused(Refused):
    """The server said no (5xx) to this whole message; ``words`` are its own."""

    def __init__(self, words: str) -> None:
        super().__init__(f"The mail server refused it: {words}")
        self.words = words


class TurnedAway(Refused):
    """The server said no (5xx) before it knew whom a message is for: it takes nothing from this office."""

    def __init__(self, words: str) -> None:
        super().__init__(
            f"The mail server takes nothing from here: {_ended(words)} Nothing was sent and nothing is lost. "
            "Ask your provider, or look at Settings, E-mail; Test and save there sends what waits."
        )


class WrongPassword(Refused):
    """The server does not let this user in."""

    def __init__(self, words: str) -> None:
        super().__init__(
            f"The mail server does not take this user and password: {_ended(words)} Nothing was sent. "
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


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds one wait for the server may take. Once a message is begun these are minutes, as RFC 5321,
    4.5.3.2 asks for: a server may look an address up elsewhere, and read the whole message before it answers.
    """

    begin: float = 30.0  # to connect, and for each answer before a message
    answer: float = 120.0  # to MAIL, RCPT and DATA
    piece: float = 180.0  # until the next 64 KB are taken
    end: float = 600.0  # for the answer after the last of them


PATIENCE = Patience()


def is_loopback(host: str) -> bool:
    """Tell whether ``host`` is this computer, as far as its name says so."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class MailPort:
    """One connection, made on entering. Everything blocks; no single wait for the server is longer than ``patience``
    has it, while a message that travels slowly takes the time that it takes.
    """

    def __init__(self, server: Server, password: str = "", *, patience: Patience = PATIENCE) -> None:
        self._server = server
        self._password = password
        self._patience = patience
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> "MailPort":
        """Connect and log in. Raises ServerAway, ServerBusy, NoTls, WrongPassword, TurnedAway."""
        try:
            self._smtp = self._connected()
            self._log_in(self._smtp)
            self._smtp.ehlo_or_helo_if_needed()
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

        Raises BrokenOff, PutOff, ServerRefused, TurnedAway, NoUnicode, MaybeSent.
        """
        smtp = self._smtp
        assert smtp is not None
        try:
            refused = self._name_recipients(smtp, content, sender, to, needs_unicode=needs_unicode)
            if len(refused) == len(to):
                return refused
            last = self._hand_over(smtp, content)
        except (smtplib.SMTPException, OSError):
            raise BrokenOff(self._server.host) from None
        self._end(smtp, last, refused)
        return refused

    def _name_recipients(
        self, smtp: smtplib.SMTP, content: bytes, sender: str, to: Sequence[str], *, needs_unicode: bool
    ) -> tuple[NotTaken, ...]:
        _wait(smtp, self._patience.answer)
        if needs_unicode and not smtp.has_extn("smtputf8"):
            raise NoUnicode
        options = [f"SIZE={len(content)}"] if smtp.has_extn("size") else []
        options += ["SMTPUTF8", "BODY=8BITMIME"] if needs_unicode else []
        code, said = smtp.mail(sender, options)
        own = code < 500 or code == _TOO_LARGE or needs_unicode  # else the server refuses the office, not the message
        _check(code, said, begun=own)
        refused = []
        for address in to:
            code, said = smtp.rcpt(address)
            if code not in {250, 251, 252}:
                refused.append(NotTaken(address, 400 <= code < 500, _words(code, said)))
        return tuple(refused)

    def _hand_over(self, smtp: smtplib.SMTP, content: bytes) -> bytes:
        """Send all but the last piece, which is returned: without the dot in that one no server takes a message."""
        code, said = smtp.docmd("DATA")
        if code != 354:
            _check(code, said, begun=True)
            raise ServerRefused(_words(code, said))
        *pieces, last = _pieces(content)
        _wait(smtp, self._patience.piece)
        for piece in pieces:
            smtp.send(piece)
        return last

    def _end(self, smtp: smtplib.SMTP, last: bytes, refused: tuple[NotTaken, ...]) -> None:
        try:
            smtp.send(last)
            _wait(smtp, self._patience.end)
            code, said = smtp.getreply()
        except (smtplib.SMTPException, OSError):
            raise MaybeSent(self._server.host, refused) from None
        if not 200 <= code < 600:  # what answers there is no mail server any more
            raise MaybeSent(self._server.host, refused)
        _check(code, said, begun=True)

    def _connected(self) -> smtplib.SMTP:
        server = self._server
        host = server.host.encode("idna").decode()
        if server.security == "none" and not is_loopback(server.host):
            raise NoTls("Without TLS everybody on the way reads along, so that is for this computer alone.")
        context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if server.security == "implicit":
            return smtplib.SMTP_SSL(host, server.port, _US, timeout=self._patience.begin, context=context)
        smtp = smtplib.SMTP(host, server.port, _US, timeout=self._patience.begin)
        self._smtp = smtp
        if server.security == "starttls":
            smtp.ehlo()
            if not smtp.has_extn("starttls"):
                raise NoTls(f"The mail server {server.host} offers no TLS on port {server.port}.")
            _check(*smtp.starttls(context=context), begun=False)
        return smtp

    def _log_in(self, smtp: smtplib.SMTP) -> None:
        if not self._server.user:
            return
        try:
            smtp.login(self._server.user, self._password)
        except smtplib.SMTPNotSupportedError:
            raise TurnedAway("it offers no way to log in. Leave the user empty, or choose another port.") from None
        except smtplib.SMTPAuthenticationError as error:
            words = _words(error.smtp_code, error.smtp_error)
            raise (ServerBusy if 400 <= error.smtp_code < 500 else WrongPassword)(words) from None
        except UnicodeEncodeError:
            raise WrongPassword("it takes no letters beyond a to z.") from None

    def _told(self, error: Exception) -> Exception:
        """Return what went wrong before a message was begun as our own error; one of ours stays itself."""
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
                return ServerBusy(words) if 400 <= error.smtp_code < 500 else TurnedAway(words)
            case smtplib.SMTPException() | OSError() | UnicodeError():
                return ServerAway(host)
        return error

    def _leave(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()


def _wait(smtp: smtplib.SMTP, seconds: float) -> None:
    if smtp.sock is not None:
        smtp.sock.settimeout(seconds)


def _pieces(content: bytes) -> Iterator[bytes]:
    """Return the message as it travels (RFC 5321, 4.5.2) in pieces: a socket's time-out bounds all that it is given at
    once, and would end a slow upload that gets on.
    """
    quoted = re.sub(rb"(?m)^\.", b"..", content)
    whole = quoted + (b".\r\n" if quoted.endswith(b"\r\n") else b"\r\n.\r\n")
    for start in range(0, len(whole), _PIECE):
        yield whole[start : start + _PIECE]


def _check(code: int, said: bytes | str, *, begun: bool) -> None:
    """Raise what a server says no or later with: of one message, or of all where none was begun."""
    if 400 <= code < 500:
        raise (PutOff if begun else ServerBusy)(_words(code, said))
    if not 200 <= code < 300:
        raise (ServerRefused if begun else TurnedAway)(_words(code, said))


def _ended(words: str) -> str:
    """Return words with which a sentence ends."""
    return words if words.endswith((".", "!", "?")) else f"{words}."


def _words(code: int, said: bytes | str) -> str:
    """Return the server's words in one line that can be shown."""
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    shown = "".join(letter if letter.isprintable() else " " for letter in text)
    return f"{code} {' '.join(shown.split())}"[:_LONGEST_WORDS]
