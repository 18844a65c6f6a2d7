"""A customer pays: what was seen is checked against what is so, and the browser is led on to Stripe's own page."""

from dataclasses import dataclass
from functools import partial

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response

from billing import stripe_amounts
from billing.errors import Refused
from billing.formatting import format_amount, format_money
from billing.money import Money, exponent, to_minor
from billing.parsing import parse_number
from billing.snapshot import View
from billing.stripe_amounts import NotPayable
from billing.wording import Wording, wording
from portal import replies
from portal.arrival import OPEN, Arrivals, Ended
from portal.context import Portal
from portal.forms import Form, Unreadable, read_form
from portal.opening import Opened
from portal.page_answer import Typed
from portal.page_pay import PayForm
from portal.payments.back import remember
from portal.payments.calling import Caller
from portal.payments.checkouts import Bid
from portal.payments.opening import Opening, open_session
from portal.payments.ports import KeyRefused, StripeRefused, StripeSilent
from portal.payments.receipt import receipt_address, receipt_of
from portal.payments.syncing import NoAccount
from portal.showing import Showing

_UNREADABLE, _CONFLICT, _NOT_FILLED_IN, _STRIPE = 400, 409, 422, 503


@dataclass(frozen=True, slots=True)
class _Visit:
    """One press on one link: what the link shows, what may be paid there, what the form holds."""

    request: Request
    opened: Opened
    view: View
    words: Wording
    offer: PayForm | None
    form: Form


class Paying:
    """Decode, one call, encode. What cannot be paid is raised as Ended, with the page and why; nothing was charged."""

    def __init__(self, portal: Portal, arrivals: Arrivals, showing: Showing, caller: Caller) -> None:
        self._portal = portal
        self._arrivals = arrivals
        self._showing = showing
        self._caller = caller

    async def pay(self, request: Request) -> Response:
        """Lead on to Stripe's page for exactly what was seen, or for a part of it.

        That is no view: programs send every form as it stands. The payment itself is told.
        """
        visit = await self._visit(request)
        if visit.offer is None:
            raise self._cannot(visit, Typed(notice=visit.words.paying.not_now), _CONFLICT)
        self._must_be_as_seen(visit, visit.offer)
        minor = self._amount(visit, visit.offer)
        opening = await self._opened(visit, visit.offer, minor)
        if opening.kind == "paid":
            return replies.redirect(visit.opened.address, 303)
        if opening.kind == "moved" or not opening.url.startswith(f"{self._portal.settings.checkout_host}/"):
            raise self._changed(visit) if opening.kind == "moved" else self._resting(visit)
        answer = replies.redirect(opening.url, 303)
        remember(request, answer, opening.back, visit.opened.address)
        return answer

    async def receipt(self, request: Request) -> Response:
        """What has arrived for the document up to now, on paper."""
        _, view = self._showing.view(request, self._arrivals.open_document(request))
        if view.kind != "invoice" or not view.payments:
            return self._arrivals.nobody(request, "unknown", 404)
        word = wording(view.language).labels.receipt
        return replies.attachment(await run_sync(receipt_of, view), f"{view.number} {word}.pdf")

    async def _visit(self, request: Request) -> _Visit:
        """Return the form and what it was sent to. Raises Ended."""
        opened, view = self._showing.view(request, self._arrivals.to_act_on_document(request, OPEN))
        if view.kind != "invoice":
            raise Ended(self._arrivals.nobody(request, "unknown", 404))
        offer = self._portal.sheets.offer(opened, view)
        try:
            return _Visit(request, opened, view, wording(view.language), offer, await read_form(request))
        except Unreadable as error:
            visit = _Visit(request, opened, view, wording(view.language), offer, Form({}))
            raise self._cannot(visit, Typed(notice=visit.words.mistakes.not_whole), _UNREADABLE) from error

    def _must_be_as_seen(self, visit: _Visit, offer: PayForm) -> None:
        """Raise Ended where the form was made for another balance."""
        seen = tuple(visit.form.raw(name) for name in ("payable", "currency", "balance"))
        if seen != (offer.payable, offer.currency, str(offer.balance_minor)):
            raise self._changed(visit)

    def _amount(self, visit: _Visit, offer: PayForm) -> int:
        """Return what is to be paid, in minor units: all of it unless a part was typed. Raises Ended."""
        typed = visit.form.line("amount")
        if "amount" not in visit.form:
            return offer.balance_minor
        least, most = offer.part_minimum_minor, offer.balance_minor
        minor = _read(typed, visit.view)
        if minor == most:
            return minor
        if least is None:
            raise self._cannot(visit, Typed(notice=visit.words.paying.not_now), _CONFLICT)
        if wrong := _wrong(minor, least, most, visit):
            raise self._cannot(visit, Typed(amount=typed[:40], errors={"amount": wrong}), _NOT_FILLED_IN)
        assert minor is not None
        return minor

    async def _opened(self, visit: _Visit, offer: PayForm, minor: int) -> Opening:
        """Return the document's open session. Raises Ended."""
        opened, view = visit.opened, visit.view
        assert opened.doc is not None
        bid = Bid(
            office=opened.row.office,
            doc=opened.doc,
            lookup=opened.lookup,
            payable=offer.payable,
            currency=offer.currency,
            minor=minor,
            balance_minor=offer.balance_minor,
        )
        base = str(visit.request.base_url).rstrip("/")
        call = partial(
            open_session,
            self._portal.till,
            bid,
            title=f"{visit.words.labels.invoice} {view.number}",
            language=view.language,
            mail_to=receipt_address(view.buyer.email),
            back=lambda nonce: f"{base}/back/{nonce}",
        )
        try:
            async with self._caller.alone(f"{bid.office} {bid.doc}"):
                return await self._caller.run(bid.office, call)
        except NotPayable as error:
            raise self._cannot(visit, Typed(notice=visit.words.paying.not_exact), _NOT_FILLED_IN) from error
        except StripeRefused as error:
            raise self._refused(visit, error) from error
        except (StripeSilent, KeyRefused, NoAccount) as error:
            raise self._resting(visit) from error

    def _refused(self, visit: _Visit, error: StripeRefused) -> Ended:
        if error.code == "amount_too_small":
            least = stripe_amounts.smallest(visit.view.currency) or 1
            notice = visit.words.paying.too_little.format(least=_money(visit.view, least))
            return self._cannot(visit, Typed(notice=notice), _NOT_FILLED_IN)
        return self._cannot(visit, Typed(notice=visit.words.paying.not_now), _STRIPE)

    def _resting(self, visit: _Visit) -> Ended:
        return self._cannot(visit, Typed(tone="wait", notice=visit.words.paying.resting), _STRIPE)

    def _changed(self, visit: _Visit) -> Ended:
        return self._cannot(visit, Typed(tone="wait", notice=visit.words.paying.changed), _CONFLICT)

    def _cannot(self, visit: _Visit, typed: Typed, status: int) -> Ended:
        """Return the page and why nothing was charged; after a conflict, as it is now."""
        opened, view = visit.opened, visit.view
        if status == _CONFLICT:
            opened, view = self._showing.view(visit.request, self._arrivals.open_document(visit.request))
        return Ended(self._showing.page(visit.request, opened, view, typed=typed, status=status))


def _read(typed: str, view: View) -> int | None:
    """Return what a customer typed in minor units; None where it is no amount of this currency."""
    try:
        amount = parse_number(typed, view.language, places=exponent(view.currency))
        return to_minor(amount, view.currency)
    except Refused:
        return None


def _wrong(minor: int | None, least: int, most: int, visit: _Visit) -> str:
    """Return what is wrong with a part that was typed, "" where it can be paid."""
    view, words = visit.view, visit.words.paying
    if minor is None:
        example = format_amount(Money(least, view.currency, view.exponent), view.language)
        return words.no_amount.format(example=example)
    if minor < least:
        return words.too_low.format(least=_money(view, least))
    if minor > most:
        return words.too_high.format(most=_money(view, most))
    try:
        stripe_amounts.to_stripe(minor, view.currency)
    except NotPayable:
        return words.not_exact
    return ""


def _money(view: View, minor: int) -> str:
    return format_money(Money(minor, view.currency, view.exponent), view.language)
