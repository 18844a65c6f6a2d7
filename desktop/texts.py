"""Text messages by Twilio: the only file that speaks to it. Neither words nor token are ever logged.

Twilio's Programmable Messaging API, version 2010-04-01. It knows no idempotency key: a call whose answer is lost may
have sent the message, and only a person can say.
"""

import re
import ssl
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Literal, Self

import httpx2
import truststore

from billing.errors import Refused, Unavailable

TWILIO = "https://api.twilio.com"
_SECONDS = 20.0
_OPTED_OUT = 21610  # "Attempt to send to unsubscribed recipient"
_LOGIN = frozenset({401, 403})
_BUSY = frozenset({429, 503})
_LONGEST_WORDS = 300
_FAILED = frozenset({"failed", "undelivered", "canceled"})
_ARRIVED = frozenset({"delivered", "read", "received"})
_SID = re.compile(r"[A-Z]{2}[0-9a-f]{32}")
Fate = Literal["under_way", "arrived", "failed", "opted_out"]


class TextsAway(Unavailable):
    """No answer before anything was handed in."""

    def __init__(self) -> None:
        super().__init__("Twilio does not answer. Nothing was sent, nothing is lost, it is tried again by itself.")


class TextsBusy(Unavailable):
    """Twilio asks to try later."""

    def __init__(self) -> None:
        super().__init__("Twilio asks to try later. Nothing was sent, nothing is lost, it is tried again by itself.")


class MaybeTexted(Unavailable):
    """The message was handed in and nobody knows whether it was taken."""

    def __init__(self) -> None:
        super().__init__(
            "The connection to Twilio ended before it said that it took the message. It may have been sent. "
            "Ask the customer, or look at Twilio, before you send it again."
        )


class WrongToken(Refused):
    """Twilio does not let this account in."""

    def __init__(self) -> None:
        super().__init__(
            "Twilio does not take this account and token. Nothing was sent. Type both again in Settings, Text messages."
        )


class OptedOut(Refused):
    """Whoever has this number has asked for no more messages."""

    def __init__(self) -> None:
        super().__init__("This number has opted out of your text messages. Nothing was sent. Send an e-mail, or call.")


class TextRefused(Refused):
    """Twilio said no; ``words`` are its own."""

    def __init__(self, words: str) -> None:
        super().__init__(f"Twilio refused it: {words}")
        self.words = words


@dataclass(frozen=True, slots=True)
class Handed:
    """A message that Twilio took, and what it calls it."""

    sid: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a message; ``words`` say why it ``failed``, "" else. ``opted_out``: it failed because whoever has
    the number wants none.
    """

    fate: Fate
    words: str = ""


class TextPort:
    """One account. Its token never stands in a repr, an error or a log. Everything blocks, for ``seconds`` at most."""

    def __init__(self, account: str, token: str, *, base: str = TWILIO, seconds: float = _SECONDS) -> None:
        self._path = f"/2010-04-01/Accounts/{account}"
        context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._http = httpx2.Client(
            base_url=base,
            auth=(account, token),
            timeout=seconds,
            verify=context,
            follow_redirects=False,
        )

    def __repr__(self) -> str:
        return "TextPort()"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def check(self) -> str:
        """Return the account's name, once the token was tried. Raises TextsAway, TextsBusy, WrongToken, TextRefused."""
        try:
            answer = self._http.get(f"{self._path}.json")
        except httpx2.HTTPError:
            raise TextsAway from None
        return str(_read(answer).get("friendly_name") or "")

    def send(self, to: str, body: str, sender: str) -> Handed:
        """Hand a message in: ``to`` in E.164, ``sender`` a number of the account or a messaging service (MG…).

        Raises TextsAway, TextsBusy, WrongToken, OptedOut, TextRefused, MaybeTexted.
        """
        by = {"MessagingServiceSid": sender} if sender.startswith("MG") else {"From": sender}
        try:
            answer = self._http.post(f"{self._path}/Messages.json", data={"To": to, "Body": body, **by})
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.UnsupportedProtocol):
            raise TextsAway from None
        except httpx2.HTTPError:
            raise MaybeTexted from None
        if answer.status_code >= 500 and answer.status_code not in _BUSY:
            raise MaybeTexted
        try:
            sid = str(_read(answer).get("sid") or "")
        except TextsAway:  # an answer that is no JSON: something else may have answered, or half of it is lost
            raise MaybeTexted from None
        if not _SID.fullmatch(sid):
            raise MaybeTexted
        return Handed(sid)

    def delivery(self, sid: str) -> Delivery:
        """Return what became of a message. Raises TextsAway, TextsBusy, WrongToken, TextRefused."""
        try:
            found = _read(self._http.get(f"{self._path}/Messages/{sid}.json"))
        except httpx2.HTTPError:
            raise TextsAway from None
        status = str(found.get("status") or "")
        if status in _FAILED and found.get("error_code") == _OPTED_OUT:
            return Delivery("opted_out")
        if status in _FAILED:
            return Delivery("failed", _words(found.get("error_code"), found.get("error_message") or status))
        return Delivery("arrived" if status in _ARRIVED else "under_way")


def _read(answer: httpx2.Response) -> dict[str, Any]:
    """Return the JSON of an answer, or raise what Twilio says in it."""
    if answer.status_code in _BUSY:
        raise TextsBusy
    if answer.status_code in _LOGIN:
        raise WrongToken
    try:
        found = answer.json()
    except ValueError:
        raise TextsAway from None
    if not isinstance(found, dict):
        raise TextsAway
    if answer.is_success:
        return found
    if found.get("code") == _OPTED_OUT:
        raise OptedOut
    raise TextRefused(_words(found.get("code"), found.get("message") or answer.status_code))


def _words(code: object, said: object) -> str:
    """Return Twilio's words in one line that can be shown."""
    text = " ".join("".join(letter if letter.isprintable() else " " for letter in str(said)).split())
    return f"{code}: {text}"[:_LONGEST_WORDS] if code else text[:_LONGEST_WORDS]
