"""Every page as the real app answers it, by name: whoever brings a page or a form adds its scene, and all tests visit.

L4, L5 and L9 (safety against leaks, robots and scanners) go through all of these. A customer's route that no scene
leads to fails them.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from starlette.routing import Route
from uuid_utils.compat import uuid7

from billing.answering import Answering
from billing.links import new_token, preview_mark
from billing.paying import Paying
from billing.snapshot import Standing, View
from billing.wire import DocWithdraw, LinkRevoke, PaymentsPut
from tests.fakes.stripe.practice import KEY
from tests.portal import samples
from tests.portal.desk import Desk, Published, Running, running
from tests.portal.markup import Markup

Scene = Callable[["Stage"], Awaitable[str]]
NO_STRIPE = "http://127.0.0.1:9"  # nobody listens there


@dataclass(frozen=True)
class Stage:
    """A portal and an office on which one scene is set."""

    portal: Running
    desk: Desk

    async def link(self, view: View, **changes: Any) -> Published:
        return await self.desk.publish(view, **changes)


def _shown(view: View, **changes: Any) -> Scene:
    async def scene(stage: Stage) -> str:
        return (await stage.link(view, **changes)).path

    return scene


async def _preview(stage: Stage) -> str:
    link = await stage.link(samples.quote())
    return f"{link.path}?preview={preview_mark(link.keys, stage.portal.clock())}"


async def _short(stage: Stage) -> str:
    return f"/s/{(await stage.link(samples.view())).token.text}"


async def _pasted(stage: Stage) -> str:
    return f"{(await stage.link(samples.view())).path}.,"


async def _file(stage: Stage) -> str:
    return f"{(await stage.link(samples.view())).path}/pdf"


async def _expired(stage: Stage) -> str:
    link = await stage.link(samples.view(), lifetime=60)  # the shortest there is: what is set beside it stays open
    stage.portal.clock.forward(seconds=60)
    return link.path


async def _asked(stage: Stage) -> str:
    path = await _expired(stage)
    await stage.portal.browser().post(f"{path}/ask")
    return path


async def _replaced(stage: Stage) -> str:
    link = await stage.link(samples.view())
    await stage.desk.replace(link)
    return link.path


async def _revoked(stage: Stage) -> str:
    link = await stage.link(samples.view())
    await stage.desk.send(LinkRevoke(id=str(uuid7()), lookup=link.keys.lookup))
    return link.path


async def _withdrawn(stage: Stage) -> str:
    link = await stage.link(samples.view())
    assert link.doc is not None
    await stage.desk.send(DocWithdraw(id=str(uuid7()), doc=link.doc))
    return link.path


async def _unknown(_: Stage) -> str:
    return f"/portal/invoice/{new_token().text}"


async def _nowhere(_: Stage) -> str:
    return "/"


async def _accepted(stage: Stage) -> str:
    link = await stage.link(samples.quote(samples.OPEN))
    form = samples.answer(link.view, strokes=samples.STROKES_SENT)
    answer = await stage.portal.browser().post(f"{link.path}/accept", data=form)
    assert answer.status_code == 303
    return link.path


async def _certificate(stage: Stage) -> str:
    return f"{await _accepted(stage)}/acceptance.pdf"


async def _record(stage: Stage) -> str:
    return f"{await _accepted(stage)}/acceptance.json"


async def _declined(stage: Stage) -> str:
    link = await stage.link(samples.quote(samples.OPEN))
    form = {"revision": link.view.revision, "reason": "Too late in the year for us.", "sure": "yes"}
    answer = await stage.portal.browser().post(f"{link.path}/decline", data=form)
    assert answer.status_code == 303
    return link.path


async def _talked(stage: Stage) -> str:
    """The office's reply came with a view; the customer has written again since."""
    talk = samples.talk("Can you come on a Saturday?", "Yes, at nine.")
    link = await stage.link(samples.quote(samples.OPEN).model_copy(update={"comments": talk}))
    await stage.portal.browser().post(f"{link.path}/comment", data={"message": "Nine is fine."})
    return link.path


async def _asked_for_quote(stage: Stage) -> str:
    link = await stage.link(_PAST)
    await stage.portal.browser().post(f"{link.path}/request")
    return link.path


def _all(*views: View, **changes: Any) -> Scene:
    async def scene(stage: Stage) -> str:
        return (await stage.desk.publish_page(*views, **changes)).path

    return scene


def _behind(view: View) -> Scene:
    async def scene(stage: Stage) -> str:
        page = await stage.desk.publish_page(samples.view(), view)
        return f"{page.path}/{page.documents[1]}"

    return scene


def _paying(view: View, scene: Callable[[View], Scene]) -> Scene:
    """The office takes payments; at the address of its Stripe nobody listens."""

    async def paying(stage: Stage) -> str:
        await stage.desk.send(PaymentsPut(id=str(uuid7()), key=KEY, livemode=False))
        return await scene(view)(stage)

    return paying


async def _withdrawn_behind(stage: Stage) -> str:
    path = await _behind(samples.quote(samples.OPEN))(stage)
    await stage.desk.send(DocWithdraw(id=str(uuid7()), doc=path.rpartition("/")[2]))
    return path


def _below(scene: Scene, place: str) -> Scene:
    async def file(stage: Stage) -> str:
        return f"{await scene(stage)}{place}"

    return file


async def _accepted_behind(stage: Stage) -> str:
    quote = samples.quote(samples.OPEN)
    path = await _behind(quote)(stage)
    answer = await stage.portal.browser().post(f"{path}/accept", data=samples.answer(quote))
    assert answer.status_code == 303
    return path


IN_PARTS = Standing(paying=Paying(part_minimum_minor=5_000))
PAID = Standing(state="paid", paid_minor=759_721)
_MUST = samples.quote(Standing(answering=Answering(signature="must", order_number="must")))
_PAST = samples.quote(samples.OPEN, valid_until=date(2026, 11, 19))

SCENES: dict[str, Scene] = {
    "invoice": _shown(samples.view(samples.PAID_IN_PART)),
    "invoice that can be paid": _paying(samples.view(IN_PARTS), _shown),
    "invoice that can be paid behind": _paying(samples.view(IN_PARTS), _behind),
    "all documents, to be paid": _paying(samples.view(IN_PARTS), _all),
    "receipt": _below(_shown(samples.view(samples.PAID_IN_PART)), "/receipt.pdf"),
    "receipt behind": _below(_behind(samples.view(samples.PAID_IN_PART)), "/receipt.pdf"),
    "invoice, settled": _shown(samples.view(), state="settled"),
    "quote": _shown(samples.quote()),
    "quote, waiting": _shown(samples.quote(samples.OPEN)),
    "quote, waiting, asks for everything": _shown(_MUST),
    "quote, past its date": _shown(_PAST),
    "quote, past its date, a new one asked for": _asked_for_quote,
    "quote, accepted": _accepted,
    "quote, declined": _declined,
    "quote, with messages": _talked,
    "record": _record,
    "certificate": _certificate,
    "all documents": _all(samples.view(), samples.quote(samples.OPEN), samples.view(PAID)),
    "all documents, none": _all(empty=True),
    "all documents, settled": _all(samples.view(PAID)),
    "statement": _below(_all(samples.view()), "/statement"),
    "invoice behind": _behind(samples.view(samples.PAID_IN_PART)),
    "file behind": _below(_behind(samples.view()), "/pdf"),
    "quote behind": _behind(samples.quote(samples.OPEN)),
    "quote past its date behind": _behind(_PAST),
    "accepted behind": _accepted_behind,
    "record behind": _below(_accepted_behind, "/acceptance.json"),
    "certificate behind": _below(_accepted_behind, "/acceptance.pdf"),
    "withdrawn behind": _withdrawn_behind,
    "credit note": _shown(samples.credit(), state="settled"),
    "preview": _preview,
    "short form": _short,
    "pasted with a full stop": _pasted,
    "file": _file,
    "expired": _expired,
    "asked": _asked,
    "replaced": _replaced,
    "revoked": _revoked,
    "withdrawn": _withdrawn,
    "unknown": _unknown,
    "nowhere": _nowhere,
}


@asynccontextmanager
async def stages(folder: Path, stripe: str = NO_STRIPE) -> AsyncIterator[Stage]:
    """Serve a portal for one scene; ``stripe`` is where Stripe answers."""
    async with running(folder, stripe=stripe) as portal:
        yield Stage(portal, portal.office())


def customer_routes(portal: Running, method: str) -> list[Route]:
    """Return the routes that take a customer's token, from the app's own list."""
    routes = [route for route in portal.app.routes if isinstance(route, Route) and "{token}" in route.path]
    return [route for route in routes if method in (route.methods or ())]


def template_of(portal: Running, method: str, path: str) -> str:
    """Return the template of the route that answers ``method`` at ``path``, or "" where there is none."""
    plain = path.partition("?")[0]
    found = [route.path for route in customer_routes(portal, method) if route.path_regex.match(plain)]
    return found[0] if found else ""


@dataclass
class Form:
    """A form of a page, and what it sends when nothing but its button is touched.

    A box or a choice travels where it is set already, a field with what stands in it.
    """

    attributes: dict[str, str]
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[dict[str, str]] = field(default_factory=list)

    def ways(self) -> Iterator[tuple[str, str, dict[str, str]]]:
        """Yield method, address and fields by each of its buttons."""
        for button in self.buttons or [{}]:
            named = {button["name"]: button.get("value", "")} if button.get("name") else {}
            method = button.get("formmethod") or self.attributes.get("method", "get")
            yield method.upper(), button.get("formaction") or self.attributes.get("action", ""), self.fields | named


class Forms(Markup):
    """Reads the forms of ``html``; what names its form by ``form=`` may stand anywhere."""

    def __init__(self, html: str) -> None:
        self.forms: list[Form] = []
        self._within: Form | None = None
        self._elsewhere: list[tuple[str, dict[str, str]]] = []
        super().__init__(html)
        by_id = {form.attributes.get("id"): form for form in self.forms}
        for tag, attributes in self._elsewhere:
            _put(by_id[attributes["form"]], tag, attributes)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        super().handle_starttag(tag, attrs)
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._within = Form(attributes)
            self.forms.append(self._within)
        elif "form" in attributes:
            self._elsewhere.append((tag, attributes))
        elif self._within is not None:
            _put(self._within, tag, attributes)

    def handle_endtag(self, tag: str) -> None:
        super().handle_endtag(tag)
        if tag == "form":
            self._within = None


def _put(form: Form, tag: str, attributes: dict[str, str]) -> None:
    box = attributes.get("type") in {"checkbox", "radio"}
    if tag == "button":
        form.buttons.append(attributes)
    elif tag in {"input", "textarea", "select"} and "name" in attributes and (not box or "checked" in attributes):
        form.fields[attributes["name"]] = attributes.get("value", "on" if box else "")
