"""Messages between desktop and portal; one version number, and the portal speaks it and the one before.

See docs/contract.md, sections 3 and 4. Bytes travel as standard base64, instants as RFC 3339 in UTC.
"""

from base64 import b64decode, b64encode
from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated, Literal

from pydantic import AwareDatetime, BeforeValidator, Field, PlainSerializer, StringConstraints, WithJsonSchema

from billing.canonical import Frozen
from billing.links import LinkKind

WIRE = 1
OLDEST_WIRE = 1
WIRE_HEADER = "Counterfoil-Wire"
MAX_CONTENT = 8 * 1024 * 1024
MAX_OPERATIONS = 100
MAX_BATCH = 32 * 1024 * 1024
MAX_EVENTS = 200
MAX_WAIT = 25
MAX_WRAPS = 1_000
MAX_LIFETIME = 3650 * 86_400
KEPT_DAYS = 400
MAX_COUNT = 2**53  # what every store and every JSON reader counts to exactly


def _decoded(value: object) -> object:
    return b64decode(value, validate=True) if isinstance(value, str) else value


def _encoded(value: bytes) -> str:
    return b64encode(value).decode()


Blob = Annotated[
    bytes,
    BeforeValidator(_decoded),
    PlainSerializer(_encoded, when_used="json"),
    WithJsonSchema({"type": "string", "contentEncoding": "base64"}),
]
Hex32 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Hex64 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Identifier = Annotated[
    str, StringConstraints(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")
]
Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")]
Words = Annotated[str, StringConstraints(max_length=2_000)]
# With its zone, and where every calendar can still add a day: what a peer writes here is calculated with.
Moment = Annotated[AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(2300, 1, 1, tzinfo=UTC))]
Version = Annotated[int, Field(ge=1, le=MAX_COUNT)]
Lifetime = Annotated[int, Field(ge=60, le=MAX_LIFETIME)]

PutState = Literal["open", "settled", "withdrawn"]
LinkState = Literal["live", "settled", "expired", "replaced", "revoked", "withdrawn"]
ContentKind = Literal["view", "pdf", "logo", "attachment"]
EventKind = Annotated[str, StringConstraints(pattern=r"^[a-z]+\.[a-z]+$", max_length=40)]


# -- operations -------------------------------------------------------------------------------------------------------


class Wrap(Frozen):
    """A content's key sealed under the link's wrap key; behind a customer's link ``doc`` says whose content it is."""

    content: Hex32
    sealed: Blob
    doc: Hex32 | None = None


class OfficeCopy(Frozen):
    """What the office needs to rebuild lost books, sealed under the office key (section 4, restores)."""

    blob: Blob


class LinkPut(Frozen):
    """Publish one version of one link; ``lifetime`` in seconds travels in the first put only.

    ``digest`` tells versions with the same number apart. ``through``: the events that this version has settled.
    """

    op: Literal["link.put"] = "link.put"
    id: Identifier
    lookup: Hex64
    kind: LinkKind
    doc: Hex32 | None
    version: Version
    digest: Hex64
    state: PutState
    payable: Hex32
    revision: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")] = ""
    view: Hex32
    wraps: tuple[Wrap, ...] = Field(max_length=MAX_WRAPS)
    lifetime: Lifetime | None = None
    through: Annotated[int, Field(ge=0, le=MAX_COUNT)] = 0
    reopen: bool = False
    office_copy: OfficeCopy | None = None


class LinkReplace(Frozen):
    """Make ``link`` current and end ``old`` in one transaction; ``only_if_expired`` keeps an old one found live."""

    op: Literal["link.replace"] = "link.replace"
    id: Identifier
    old: Hex64
    link: LinkPut
    only_if_expired: bool = False


class LinkExtend(Frozen):
    """Give a live link ``lifetime`` seconds from now, never less than it has."""

    op: Literal["link.extend"] = "link.extend"
    id: Identifier
    lookup: Hex64
    lifetime: Lifetime


class LinkRevoke(Frozen):
    """End a link without a successor."""

    op: Literal["link.revoke"] = "link.revoke"
    id: Identifier
    lookup: Hex64


class DocWithdraw(Frozen):
    """Every link of the document says withdrawn from now on."""

    op: Literal["doc.withdraw"] = "doc.withdraw"
    id: Identifier
    doc: Hex32


class SeriesPut(Frozen):
    """Last number and chain head of one series of numbers, sealed for the office."""

    op: Literal["series.put"] = "series.put"
    id: Identifier
    series: Hex32
    version: Version
    office_copy: OfficeCopy


class Contact(Frozen):
    """How a customer reaches the office; shown on every page, dead ends included."""

    email: Words = ""
    phone: Words = ""
    website: Words = ""


class Brand(Frozen):
    """The office's colour in four readable values, and its logo (a PNG of at most 30 KB)."""

    brand: Colour
    on_brand: Colour
    brand_dark: Colour
    on_brand_dark: Colour
    logo: Blob = b""
    logo_width: Annotated[int, Field(ge=0, le=600)] = 0
    logo_height: Annotated[int, Field(ge=0, le=600)] = 0


class OfficeProfile(Frozen):
    """What the portal shows of an office without any token."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    language: Annotated[str, StringConstraints(min_length=2, max_length=35)] = "en"
    time_zone: Annotated[str, StringConstraints(min_length=1, max_length=64)] = "UTC"
    contact: Contact = Contact()
    brand: Brand
    settled_days: Annotated[int, Field(ge=0, le=3_650)] = 400


class OfficePut(Frozen):
    """Replace the office's public profile; reaches all its pages at once."""

    op: Literal["office.put"] = "office.put"
    id: Identifier
    profile: OfficeProfile


class PaymentsPut(Frozen):
    """Let customers pay through this Stripe account; replaces the one before.

    The portal seals ``key`` and ``webhook_secret`` and returns neither. An empty secret: Stripe cannot call this
    portal, so it asks Stripe every minute. A repr shows none of the two.
    """

    op: Literal["payments.put"] = "payments.put"
    id: Identifier
    key: Annotated[str, StringConstraints(pattern=r"^(sk|rk)_(test|live)_[0-9A-Za-z_]{1,240}$"), Field(repr=False)]
    webhook_secret: Annotated[str, StringConstraints(pattern=r"^(whsec_[!-~]{1,240})?$"), Field(repr=False)] = ""
    account: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_]{0,64}$")] = ""
    livemode: bool


class PaymentsRemove(Frozen):
    """Let nobody pay online any more: open payments are closed at Stripe, then key and secret are deleted."""

    op: Literal["payments.remove"] = "payments.remove"
    id: Identifier


Operation = Annotated[
    LinkPut
    | LinkReplace
    | LinkExtend
    | LinkRevoke
    | DocWithdraw
    | SeriesPut
    | OfficePut
    | PaymentsPut
    | PaymentsRemove,
    Field(discriminator="op"),
]


class Batch(Frozen):
    """One call. ``receipt`` is the one of the last answer ("" on the very first); ``books`` is the database's id."""

    batch: Identifier
    receipt: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{32})?$")]
    books: Identifier
    operations: tuple[Operation, ...] = Field(max_length=MAX_OPERATIONS)


# -- answers ----------------------------------------------------------------------------------------------------------

RefusalCode = Literal["lower_version", "same_version", "answered", "dead", "unknown", "withdrawn", "still_live"]


class Answer(Frozen):
    """What became of one operation.

    ``done``: applied (or had been). ``missing``: contents to send first, nothing changed. ``refused``: a business rule;
    ``code`` says which, ``current`` the version the portal holds, ``sentence`` the reason in plain words.
    """

    id: Identifier
    result: Literal["done", "missing", "refused"]
    expires_at: Moment | None = None
    missing: tuple[Hex32, ...] = ()
    code: RefusalCode | None = None
    current: int | None = None
    sequence: int | None = None
    sentence: str = ""


class BatchAnswer(Frozen):
    """Answers in the order of the operations; ``receipt`` must be shown with the next batch."""

    receipt: Hex32
    time: Moment
    answers: tuple[Answer, ...]


class Limits(Frozen):
    """What the portal takes at most."""

    content_bytes: int = MAX_CONTENT
    operations: int = MAX_OPERATIONS
    events: int = MAX_EVENTS


class PaymentsInfo(Frozen):
    """How online payment stands: Stripe's account, whether Stripe calls the portal, and what needs a person."""

    account: str
    livemode: bool
    webhook: bool
    state: Literal["ok", "needs_attention"] = "ok"
    sentence: str = ""


class OfficeInfo(Frozen):
    """The test button's answer. Keys are base64 of raw Ed25519 public keys by key id; ``payments`` None: no Stripe."""

    office: Identifier
    name: str
    time: Moment
    log: Hex32
    wire: tuple[int, int]
    keys: dict[str, str]
    limits: Limits = Limits()
    practice: bool = False
    computer: str
    books: Identifier | None
    payments: PaymentsInfo | None = None


class EventRow(Frozen):
    """One row of the feed. ``blob`` is sealed under the link's event key when ``sealed``; else canonical JSON."""

    sequence: int
    id: Identifier
    lookup: Hex64 | None
    kind: EventKind
    at: Moment
    revision: str
    sealed: bool
    blob: Blob


class EventPage(Frozen):
    """Events after the cursor, oldest first; ``tip`` is the running hash at the last of them (or at the cursor)."""

    log: Hex32
    time: Moment
    tip: Hex64
    events: tuple[EventRow, ...]


class EventBody(Frozen):
    """What stands inside an event; id, kind and doc are repeated so that a copied blob is noticed."""

    id: Identifier
    kind: EventKind
    doc: Hex32 | None
    data: dict[str, str | int | bool] = Field(default_factory=dict)


class ManifestRow(Frozen):
    """One link as the portal holds it."""

    lookup: Hex64
    kind: LinkKind
    doc: Hex32 | None
    version: int
    digest: Hex64
    state: LinkState
    expires_at: Moment | None
    office_copy: OfficeCopy | None = None


class SeriesRow(Frozen):
    """One series as the portal holds it."""

    series: Hex32
    version: int
    office_copy: OfficeCopy


class Manifest(Frozen):
    """One page of what the portal holds for the office; ``next`` is the cursor of the page after it, or None."""

    links: tuple[ManifestRow, ...]
    series: tuple[SeriesRow, ...]
    next: Hex64 | None = None


ProblemCode = Literal[
    "bad_request",
    "bad_key",
    "wire",
    "too_large",
    "not_found",
    "diverged",
    "other_computer",
    "other_books",
    "on_hold",
    "too_many",
    "busy",
    "content_differs",
]


class Problem(Frozen):
    """Every answer that is not 2xx. ``other`` names the computer that writes, ``since`` its last time."""

    code: ProblemCode
    sentence: str
    other: str = ""
    since: Moment | None = None


class ContentStored(Frozen):
    """The answer to a content that arrived."""

    content: Hex32
    size: int


# -- the feed's running hash ------------------------------------------------------------------------------------------


def first_tip(log: str) -> str:
    """Return h(0) = SHA-256(log id)."""
    return sha256(log.encode()).hexdigest()


def next_tip(tip: str, event: str, blob: bytes) -> str:
    """Return h(n) = SHA-256(h(n-1) | event id | blob hash)."""
    return sha256(f"{tip}|{event}|{sha256(blob).hexdigest()}".encode()).hexdigest()
