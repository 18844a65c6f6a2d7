"""How a quote may be answered, what the answer was, and what was said: the parts of a view that customers make."""

from typing import Literal

from billing.canonical import Frozen

Wanted = Literal["no", "may", "must"]
AnswerKind = Literal["accepted", "declined"]

MAX_NAME = 120
MAX_ORDER_NUMBER = 60
MAX_WORDS = 2_000  # of a reason or a message


class Answering(Frozen):
    """What the office asks of whoever accepts, beside the typed name: a drawn signature, a tick, an order number."""

    signature: Wanted = "may"
    terms: bool = True
    order_number: Wanted = "may"


class AnswerView(Frozen):
    """The customer's answer. ``on`` is its day in the document's language; ``record`` the signed acceptance as JSON."""

    kind: AnswerKind
    name: str = ""
    on: str
    reason: str = ""
    record: str = ""


class CommentView(Frozen):
    """One message of the conversation; ``at`` is day and time in the document's language and the office's zone."""

    by_office: bool
    at: str
    text: str
