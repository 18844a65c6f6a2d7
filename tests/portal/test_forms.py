"""Forms that are none: refused whole, and the page says so."""

import httpx2
import pytest

from portal.forms import MAX_FORM
from tests.portal import samples
from tests.portal.desk import Desk
from tests.portal.markup import Markup
from tests.portal.test_quotes import published

FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("act", ["accept", "decline", "comment", "choose", "request"])
@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"{}", "application/json"),
        (b"message=x", "text/plain"),
        (b"message=x", ""),
        (b"message=%ff%fe", FORM),
        ("message=é".encode(), FORM),
        (b"message=" + b"x" * MAX_FORM, FORM),
        (b"&".join(b"a=1" for _ in range(11_000)), FORM),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
    ],
    ids=["json", "text", "no type", "not utf-8", "not ascii", "too large", "too many", "multipart"],
)
async def test_what_is_no_form_is_refused_whole(
    desk: Desk, browser: httpx2.AsyncClient, act: str, body: bytes, content_type: str
) -> None:
    link = await published(desk)
    answer = await browser.post(f"{link.path}/{act}", content=body, headers={"content-type": content_type})
    assert answer.status_code == 400
    assert "What you sent did not arrive whole, so nothing was recorded." in Markup(answer.text).text
    assert await desk.events(link) == []


@pytest.mark.parametrize("act", ["accept", "decline", "choose", "comment", "request"])
@pytest.mark.parametrize("twice", ["name", "strokes", "terms", "total", "revision", "sure", "message", "other"])
async def test_a_field_that_was_sent_twice_is_no_answer(
    desk: Desk, browser: httpx2.AsyncClient, act: str, twice: str
) -> None:
    link = await published(desk)
    form = samples.answer(link.view, message="Hello") | {twice: ["1", "2"]}
    answer = await browser.post(f"{link.path}/{act}", data=form)
    assert answer.status_code == 400
    assert await desk.events(link) == []
