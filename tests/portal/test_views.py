"""What counts as a view, what is a machine's, and what the office is told of it."""

import httpx2
import pytest

from billing.links import preview_mark
from billing.sealing import Unsealable
from portal.sweeping import flush
from tests.portal import samples
from tests.portal.desk import Desk, Published, Running, running

_FORMS = frozenset({"accept", "decline", "comment", "choose", "request"})


class Play:
    """Acts a scene out: each word is one thing that somebody does with the link."""

    def __init__(self, portal: Running, desk: Desk, link: Published) -> None:
        self._portal, self._desk, self._link = portal, desk, link
        self._people: dict[str, httpx2.AsyncClient] = {}
        self._who = "ann"

    async def act(self, scene: str) -> tuple[int, int, int]:
        """Return views, checks and downloads that the office was told."""
        for word in scene.split():
            await self._do(*word.partition(":")[::2])
        await flush(self._portal.portal)
        await flush(self._portal.portal)
        rows = [row for row in (await self._desk.feed()).events if row.lookup == self._link.keys.lookup]
        checks = sum(
            int(self._desk.opened(self._link, row).data["count"]) for row in rows if row.kind == "link.checked"
        )
        kinds = [row.kind for row in rows]
        return kinds.count("link.viewed"), checks, kinds.count("pdf.downloaded")

    async def _do(self, verb: str, what: str) -> None:
        browser = self._people.setdefault(self._who, self._portal.browser())
        path = self._link.path
        requests = {
            "open": ("GET", path),
            "head": ("HEAD", path),
            "short": ("GET", f"/s/{self._link.token.text}"),
            "pdf": ("GET", f"{path}/pdf"),
            "press": ("POST", f"{path}/{what}"),
            "get": ("GET", f"{path}/{what}"),
        }
        if verb == "press" and what in _FORMS:
            await browser.post(f"{path}/{what}", data=samples.answer(self._link.view, message="When?"))
        elif verb in requests:
            await browser.request(*requests[verb])
        elif verb == "sign":
            await browser.post(f"{path}/view", data={"sign": what} if what else {})
        elif verb == "download":
            answer = await browser.post(f"{path}/download")
            await browser.get(answer.headers["location"])
        elif verb == "preview":
            await browser.get(path, params={"preview": preview_mark(self._link.keys, self._portal.clock())})
            await browser.get(path)
        else:
            await self._beside(browser, verb, what)

    async def _beside(self, browser: httpx2.AsyncClient, verb: str, what: str) -> None:
        """What happens beside the requests; any other word is who acts from here on."""
        if verb == "minutes":
            self._portal.clock.forward(minutes=int(what))
        elif verb == "flush":
            await flush(self._portal.portal)
        elif verb == "nocookies":
            browser.cookies.clear()
        else:
            self._who = verb


# Somebody does this: the office is told so many views, automatic checks, downloads.
TRUTH = {
    "a customer looks": ("open sign:pointer", (1, 0, 0)),
    "a customer touches": ("open sign:touch", (1, 0, 0)),
    "a customer scrolls": ("open sign:scroll", (1, 0, 0)),
    "a customer with a keyboard": ("open sign:key", (1, 0, 0)),
    "a customer only reads": ("open sign:time", (1, 0, 0)),
    "no script": ("open", (0, 1, 0)),
    "no script, twice": ("open open", (0, 2, 0)),
    "a scanner": ("open head", (0, 2, 0)),
    "a preview robot": ("head", (0, 1, 0)),
    "a robot on the short form": ("short open", (0, 1, 0)),
    "the short form alone": ("short", (0, 0, 0)),
    "a robot with script but no sign": ("open sign:", (0, 1, 0)),
    "a robot with a made up sign": ("open sign:robot", (0, 1, 0)),
    "fifty fetches": ("open " * 50, (0, 50, 0)),
    "a scanner before the customer": ("open ann open sign:pointer", (1, 1, 0)),
    "a scanner after the customer": ("open sign:pointer scanner open head", (1, 2, 0)),
    "reload": ("open sign:pointer open sign:pointer", (1, 0, 0)),
    "a second tab": ("open open sign:pointer sign:pointer", (1, 0, 0)),
    "ten reloads": ("open sign:key " * 10, (1, 0, 0)),
    "again within the half hour": ("open sign:key minutes:29 open sign:key", (1, 0, 0)),
    "again after the half hour": ("open sign:key minutes:30 open sign:key", (2, 0, 0)),
    "all afternoon": ("open sign:key minutes:31 " * 6, (6, 0, 0)),
    "two people": ("open sign:key bob open sign:key", (2, 0, 0)),
    "two people reload": ("open sign:key bob open sign:key ann open sign:key", (2, 0, 0)),
    "a browser that keeps no cookies": ("open sign:key nocookies open sign:key", (2, 0, 0)),
    "the office's preview": ("preview open open", (0, 0, 0)),
    "the office presses in its preview": ("preview sign:pointer press:download", (0, 0, 0)),
    "the office reads the PDF in its preview": ("preview pdf", (0, 0, 0)),
    "the office, then the customer": ("preview bob open sign:key", (1, 0, 0)),
    "the preview is over": ("preview minutes:61 open sign:key", (1, 0, 0)),
    "a download": ("download", (0, 0, 1)),
    "looked and downloaded": ("open sign:key download", (1, 0, 1)),
    "two downloads": ("download download", (0, 0, 2)),
    "the PDF's own address": ("pdf", (0, 1, 0)),
    "a scanner follows to the PDF": ("open pdf", (0, 2, 0)),
    "a scanner presses download": ("open press:download", (0, 0, 1)),
    "a scanner presses ask": ("open press:ask", (0, 1, 0)),
    "told in two rounds": ("open flush flush open", (0, 2, 0)),
    "a slow look across a round": ("open flush sign:time", (1, 0, 0)),
    "everything at once": ("open sign:key scanner open head pdf bob open sign:touch download", (2, 3, 1)),
}


# The same behind a quote that waits: whoever acts has looked, and is the same browser as before.
ANSWERS = {
    "accepts at once": ("press:accept", (1, 0, 0)),
    "looks, then accepts": ("open sign:key press:accept", (1, 0, 0)),
    "accepts without scripts": ("open press:accept", (1, 0, 0)),
    "presses accept twice": ("press:accept press:accept", (1, 0, 0)),
    "declines": ("open press:decline", (1, 0, 0)),
    "writes": ("open press:comment", (1, 0, 0)),
    "writes thrice": ("open press:comment press:comment press:comment", (1, 0, 0)),
    "writes, and again after the half hour": ("press:comment minutes:30 press:comment", (2, 0, 0)),
    "two people write": ("press:comment bob press:comment", (2, 0, 0)),
    "looks at another total": ("open press:choose", (0, 1, 0)),
    "asks for a new quote while this one stands": ("press:request", (0, 0, 0)),
    "the office presses accept in its preview": ("preview press:accept", (0, 0, 0)),
    "the office writes in its preview": ("preview press:comment", (0, 0, 0)),
    "fetches where forms go": ("get:accept get:decline get:comment", (0, 0, 0)),
    "accepts, and keeps the record": ("press:accept get:acceptance.json get:acceptance.pdf", (1, 0, 0)),
}


@pytest.mark.parametrize(("scene", "told"), ANSWERS.values(), ids=ANSWERS)
async def test_promise_l10_whoever_answers_or_writes_has_looked(
    portal: Running, desk: Desk, scene: str, told: tuple[int, int, int]
) -> None:
    link = await desk.publish(samples.quote(samples.OPEN))
    assert await Play(portal, desk, link).act(scene) == told


@pytest.mark.parametrize(("scene", "told"), TRUTH.values(), ids=TRUTH)
async def test_promise_l10_the_count_means_something(
    portal: Running, desk: Desk, scene: str, told: tuple[int, int, int]
) -> None:
    """40 rows, 40 right."""
    link = await desk.publish()
    assert await Play(portal, desk, link).act(scene) == told


def test_promise_l10_has_its_40_rows() -> None:
    assert len(TRUTH) == 40


async def test_at_most_60_views_a_day_are_told(portal: Running, desk: Desk) -> None:
    link = await desk.publish()
    views, _, downloads = await Play(portal, desk, link).act("sign:key nocookies " * 61 + "press:download " * 61)
    assert (views, downloads) == (60, 60)
    portal.clock.forward(days=1)
    assert (await Play(portal, desk, link).act("sign:key"))[0] == 61


async def test_a_view_is_sealed_for_its_office_and_bound_to_its_place(portal: Running, desk: Desk) -> None:
    one, other = await desk.publish(revision="a" * 64), await desk.publish()
    await portal.browser().post(f"{one.path}/view", data={"sign": "scroll"})
    (row,) = (await desk.feed()).events
    body = desk.opened(one, row)
    assert (row.sealed, row.revision, row.lookup) == (True, "a" * 64, one.keys.lookup)
    assert (body.id, body.kind, body.doc, body.data) == (row.id, "link.viewed", one.doc, {"sign": "scroll"})
    for moved in (row.model_copy(update={"id": other.put.id}), row.model_copy(update={"revision": ""})):
        with pytest.raises(Unsealable):
            desk.opened(one, moved)
    with pytest.raises(Unsealable):
        desk.opened(other, row)


async def test_the_cookie_is_random_short_lived_and_not_in_the_store(portal: Running, desk: Desk) -> None:
    link = await desk.publish()
    answer = await portal.browser().post(f"{link.path}/view", data={"sign": "key"})
    cookie = answer.headers["set-cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=lax", "Max-Age=1800", "Path=/portal", "Secure"))
    secret = cookie.partition("=")[2].partition(";")[0]
    assert secret.encode() not in b"".join(path.read_bytes() for path in portal.data.iterdir())


async def test_what_was_counted_is_told_when_the_portal_stops(portal: Running, desk: Desk) -> None:
    data = portal.data / "second"
    async with running(data) as first:
        office = first.office()
        link = await office.publish()
        await first.browser().get(link.path)
    async with running(data) as second:
        again = Desk(office.id, office.key, second.browser())
        (row,) = (await again.feed()).events
        assert (row.kind, again.opened(link, row).data) == ("link.checked", {"count": 1})
