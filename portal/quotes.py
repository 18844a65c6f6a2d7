"""What customers answer: choose, accept, decline, ask for a new offer, write; and the record of it to keep."""

from dataclasses import dataclass, replace
from functools import partial

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from billing.acceptance import SignedAcceptance
from billing.answering import MAX_WORDS, tidy_line
from billing.choosing import with_choice
from billing.errors import Refused
from billing.snapshot import View
from billing.wording import Wording, wording
from portal import acts, replies
from portal.accepting import consent_of, drawing_of, signed_acceptance
from portal.arrival import OPEN, Arrivals, Ended
from portal.certificate import certificate_of
from portal.context import Portal
from portal.customer import BEHIND, LINK
from portal.forms import Form, Unreadable, read_form
from portal.opening import Opened
from portal.page_answer import Typed
from portal.showing import Showing, quote_has_ended
from portal.telling import Teller

_UNREADABLE, _CONFLICT, _NOT_FILLED_IN, _TOO_MANY = 400, 409, 422, 429


def answer_routes(portal: Portal, arrivals: Arrivals, showing: Showing) -> list[Route]:
    """Return the routes behind a document's page by which it is answered."""
    answers = Answers(portal, arrivals, showing)
    return [route for place in (LINK, BEHIND) for route in _on_documents(place, answers)]


def _on_documents(place: str, answers: "Answers") -> list[Route]:
    return [
        Route(f"{place}/choose", answers.choose, methods=["POST"]),
        Route(f"{place}/accept", answers.accept, methods=["POST"]),
        Route(f"{place}/decline", answers.decline, methods=["POST"]),
        Route(f"{place}/comment", answers.comment, methods=["POST"]),
        Route(f"{place}/request", answers.request, methods=["POST"]),
        Route(f"{place}/acceptance.json", answers.record, methods=["GET"]),
        Route(f"{place}/acceptance.pdf", answers.certificate, methods=["GET"]),
    ]


@dataclass(frozen=True, slots=True)
class Visit:
    """One form on one link: who sent it, what the link shows, what the form holds."""

    request: Request
    opened: Opened
    view: View
    words: Wording
    form: Form


class Answers:
    """Decode, one call, encode. A form that cannot be taken is shown again, raised as Ended: nothing was recorded."""

    def __init__(self, portal: Portal, arrivals: Arrivals, showing: Showing) -> None:
        self._portal = portal
        self._arrivals = arrivals
        self._showing = showing
        self._teller = Teller(portal)

    async def choose(self, request: Request) -> Response:
        """The total with other choices, for looking only."""
        visit = await self._quote(request)
        self._must_wait(visit)
        chosen, form = self._chosen(visit), visit.form
        typed = Typed(name=form.line("name"), order_number=form.line("order"), strokes=drawing_of(form))
        return self._showing.page(request, visit.opened, chosen.view, typed=typed)

    async def accept(self, request: Request) -> Response:
        """Accept what was seen, once; a second press finds it accepted."""
        visit = await self._quote(request)
        if visit.view.state == "accepted":
            return replies.redirect(visit.opened.address, 303)
        self._must_wait(visit)
        signed = self._signed(self._chosen(visit))
        act = partial(acts.accept, revision=visit.view.revision, signed=signed)
        return await self._answered(visit, act)

    async def decline(self, request: Request) -> Response:
        """Decline what was seen, once; the tick is there because programs send every form as it stands."""
        visit = await self._quote(request)
        if visit.view.state == "declined":
            return replies.redirect(visit.opened.address, 303)
        self._must_wait(visit)
        reason = self._words(visit, "reason")
        self._must_be_as_seen(visit, Typed(reason=reason))
        if not visit.form.raw("sure"):
            errors = {"sure": visit.words.mistakes.decline}
            raise self._cannot(visit, Typed(reason=reason, errors=errors), _NOT_FILLED_IN)
        act = partial(acts.decline, revision=visit.view.revision, reason=reason)
        return await self._answered(visit, act)

    async def comment(self, request: Request) -> Response:
        """Pass a message on; it stands on the page at once."""
        visit = await self._visit(request)
        text, mistakes = self._words(visit, "message"), visit.words.mistakes
        if not text:
            raise self._cannot(visit, Typed(errors={"message": mistakes.message}), _NOT_FILLED_IN)
        told = partial(acts.comment, act=acts.act_on(visit.opened), text=text)
        if not await self._teller.told(visit.opened.row.office, told):
            raise self._cannot(visit, Typed(message=text, errors={"message": mistakes.many_messages}), _TOO_MANY)
        return await self._done(visit, "#comment")

    async def request(self, request: Request) -> Response:
        """Ask for a new offer after this one has ended; once a day."""
        visit = await self._quote(request)
        if quote_has_ended(visit.opened, visit.view):
            told = partial(acts.ask_for_quote, act=acts.act_on(visit.opened))
            await self._teller.told(visit.opened.row.office, told)
        return replies.redirect(visit.opened.address, 303)

    async def record(self, request: Request) -> Response:
        """The signed record of the acceptance, to keep and to check without this page."""
        number, record = self._acceptance(request)
        return replies.attachment(record.encode(), f"{number} acceptance.json", media_type="application/json")

    async def certificate(self, request: Request) -> Response:
        """The same record on paper, with the signed one inside the file."""
        number, record = self._acceptance(request)
        return replies.attachment(await run_sync(certificate_of, record), f"{number} acceptance.pdf")

    def _acceptance(self, request: Request) -> tuple[str, str]:
        """Return the quote's number and the signed record. Raises Ended where this page has none."""
        _, view = self._showing.view(request, self._arrivals.open_document(request))
        if view.answer is None or not view.answer.record:
            raise Ended(self._arrivals.nobody(request, "unknown", 404))
        return view.number, view.answer.record

    async def _visit(self, request: Request) -> Visit:
        """Return the form and what it was sent to. Raises Ended."""
        opened, view = self._showing.view(request, self._arrivals.to_act_on_document(request, OPEN))
        visit = Visit(request, opened, view, wording(view.language), Form({}))
        try:
            return replace(visit, form=await read_form(request))
        except Unreadable as error:
            raise self._not_whole(visit) from error

    async def _quote(self, request: Request) -> Visit:
        """Return the form that was sent to a quote; nothing else has an answer. Raises Ended."""
        visit = await self._visit(request)
        if visit.view.kind != "quote":
            raise Ended(self._arrivals.nobody(request, "unknown", 404))
        return visit

    def _must_wait(self, visit: Visit) -> None:
        """Raise Ended unless the quote waits for an answer that may be given here."""
        view, mistakes = visit.view, visit.words.mistakes
        if view.state in {"accepted", "declined"}:
            raise self._cannot(visit, Typed(tone="info", notice=mistakes.answered), _CONFLICT)
        if quote_has_ended(visit.opened, view):
            raise self._cannot(visit, Typed(), _CONFLICT)
        if view.answering is None:
            raise self._cannot(visit, Typed(notice=mistakes.switched_off), _CONFLICT)

    def _chosen(self, visit: Visit) -> Visit:
        """Return the visit with the lines chosen that its form ticks. Raises Ended."""
        try:
            return replace(visit, view=with_choice(visit.view, visit.form.positions("line")))
        except Refused as error:  # no such line, or a discount that is more than what is left to pay
            raise self._not_whole(visit) from error

    def _signed(self, visit: Visit) -> SignedAcceptance:
        """Return the record of accepting what the form was made for. Raises Ended."""
        request, form = visit.request, visit.form
        consent = consent_of(form, visit.view, visit.words)
        typed = Typed(consent.name, consent.order_number, strokes=drawing_of(form), errors=consent.errors)
        self._must_be_as_seen(visit, typed)
        if form.raw("total") != str(visit.view.total_minor):
            notice = visit.words.mistakes.total_changed
            raise self._cannot(visit, replace(typed, errors={}, tone="wait", notice=notice), _NOT_FILLED_IN)
        if consent.errors:
            raise self._cannot(visit, typed, _NOT_FILLED_IN)
        return signed_acceptance(
            visit.opened,
            visit.view,
            consent,
            visit.words,
            private=self._portal.keys.signing,
            address=request.client.host if request.client else "",
            agent=tidy_line(request.headers.get("user-agent", "")),
        )

    def _must_be_as_seen(self, visit: Visit, typed: Typed) -> None:
        """Raise Ended where the form was made for another revision."""
        if visit.form.raw("revision") != visit.view.revision:
            changed = replace(typed, errors={}, tone="wait", notice=visit.words.sentences.changed)
            raise self._cannot(visit, changed, _CONFLICT)

    def _words(self, visit: Visit, name: str) -> str:
        text = visit.form.words(name)
        if len(text) > MAX_WORDS:
            errors = {name: visit.words.mistakes.too_long.format(count=MAX_WORDS)}
            raise self._cannot(visit, Typed(reason=text, message=text, errors=errors), _NOT_FILLED_IN)
        return text

    async def _answered(self, visit: Visit, act: acts.Answer) -> Response:
        """Give the answer, and lead back to the page; another was first, or the page was old. Raises Ended."""
        told = partial(act, act=acts.act_on(visit.opened), rev=visit.opened.row.rev)
        outcome = await self._teller.told(visit.opened.row.office, told)
        if outcome == "done":
            return await self._done(visit, "")
        notice = visit.words.mistakes.answered if outcome == "answered" else visit.words.sentences.changed
        raise self._cannot(visit, Typed(tone="info", notice=notice), _CONFLICT)

    async def _done(self, visit: Visit, place: str) -> Response:
        """Lead back to the page; whoever acts has looked."""
        answer = replies.redirect(visit.opened.address + place, 303)
        await self._showing.viewed(visit.request, visit.opened, answer, sign="act")
        return answer

    def _not_whole(self, visit: Visit) -> Ended:
        return self._cannot(visit, Typed(notice=visit.words.mistakes.not_whole), _UNREADABLE)

    def _cannot(self, visit: Visit, typed: Typed, status: int) -> Ended:
        """Return the page with what was typed and what is wrong; after a conflict, as it is now."""
        opened, view = visit.opened, visit.view
        if status == _CONFLICT:
            opened, view = self._showing.view(visit.request, self._arrivals.open_document(visit.request))
        return Ended(self._showing.page(visit.request, opened, view, typed=typed, status=status))
