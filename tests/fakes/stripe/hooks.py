"""Stripe's messages: an event for every change, signed as Stripe signs, delivered at once or as a test says."""

import json
import threading
from collections import deque
from copy import deepcopy
from dataclasses import dataclass

import httpx2
import stripe

from tests.fakes.stripe.contract import complete
from tests.fakes.stripe.side import Object, Side


@dataclass(frozen=True, slots=True)
class Message:
    """One delivery that is due: the event's raw bytes for one endpoint."""

    event: str
    kind: str
    url: str
    secret: str
    body: bytes

    def headers(self, *, at: int | None = None) -> dict[str, str]:
        """Return the headers of a delivery, signed now or at UNIX second ``at``."""
        signed = stripe.WebhookSignature.generate_signature_header(self.body.decode(), self.secret, at)
        return {"Stripe-Signature": signed, "Content-Type": "application/json; charset=utf-8"}


class Hooks:
    """Keeps what is to be delivered. ``held``: nothing leaves by itself, the test takes and delivers."""

    def __init__(self) -> None:
        self.held = False
        self.due: deque[Message] = deque()
        self.answers: list[tuple[str, int]] = []  # event id, HTTP status; 0: nobody answered
        self._news = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="practice-hooks", daemon=True)

    def start(self) -> None:
        """Begin to deliver."""
        self._thread.start()

    def close(self) -> None:
        """Stop delivering; what is due stays undelivered."""
        with self._news:
            self._closed = True
            self._news.notify_all()
        self._thread.join()

    def hold(self) -> None:
        """Deliver nothing until ``release``."""
        self.held = True

    def release(self) -> None:
        """Deliver what is due, and from now on at once."""
        with self._news:
            self.held = False
            self._news.notify_all()

    def take(self) -> list[Message]:
        """Hand over everything that is due: to drop, to double, to shuffle."""
        with self._news:
            taken = list(self.due)
            self.due.clear()
        return taken

    def put(self, message: Message) -> None:
        """Queue one delivery."""
        with self._news:
            self.due.append(message)
            self._news.notify_all()

    def deliver(self, message: Message) -> int:
        """Post ``message`` and return the status, 0 when nobody answered. Any order and any number of times."""
        try:
            answer = httpx2.post(message.url, content=message.body, headers=message.headers(), timeout=10)
        except httpx2.HTTPError:
            self.answers.append((message.event, 0))
            return 0
        self.answers.append((message.event, answer.status_code))
        return answer.status_code

    def _run(self) -> None:
        while True:
            with self._news:
                self._news.wait_for(lambda: self._closed or (self.due and not self.held))
                if self._closed:
                    return
                message = self.due.popleft()
            self.deliver(message)


def tell(side: Side, hooks: Hooks, kind: str, about: Object) -> Object:
    """Store an event of ``kind`` with a copy of ``about`` and queue it for every endpoint that wants it."""
    event = complete(
        stripe.Event,
        id=side.name("evt"),
        api_version=stripe.api_version,
        created=side.clock(),
        data=complete(stripe.Event.Data, object=deepcopy(about)),
        livemode=side.live,
        pending_webhooks=len(side.endpoints),
        request=complete(stripe.Event.Request),
        type=kind,
    )
    side.events[event["id"]] = event
    body = json.dumps(event, indent=2).encode()
    for endpoint in side.endpoints.values():
        if endpoint["status"] == "enabled" and {"*", kind} & set(endpoint["enabled_events"]):
            hooks.put(Message(event["id"], kind, endpoint["url"], endpoint["secret"], body))
    return event
