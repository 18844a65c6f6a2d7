"""The anchor of the portal's figures: a Starlette route that hands out as many bytes as an invoice page of 20 lines."""

from collections.abc import Iterator
from contextlib import contextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from benchmarks.harness import Measure
from benchmarks.load import load
from benchmarks.server import serving

PAGE = (b"<tr><td>Consulting on site</td><td>1,240.00</td></tr>\n" * 300)[:12_700]


async def page(_: Request) -> Response:
    return Response(PAGE, media_type="text/html")


app = Starlette(routes=[Route("/", page)])


@contextmanager
def anchor() -> Iterator[Measure]:
    """Measure the bare route: ``rate`` in requests a second, ``p99`` in milliseconds."""
    with serving("benchmarks.bare:app") as address:
        yield lambda: load(address).as_sample()
