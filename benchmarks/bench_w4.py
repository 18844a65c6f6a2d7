"""W4: what the page of an invoice, a quote and a list of 20 each weighs on the wire and unpacked."""

import gzip
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2

from benchmarks.figures import Against, Figure
from benchmarks.harness import Benchmark, Measure
from benchmarks.portal_store import STORE, addresses, big_store
from benchmarks.server import serving

_PARTS = re.compile(r'(?:href|src)="(/static/[^"]+\.(?:css|js))"')


@contextmanager
def subject() -> Iterator[Measure]:
    """Weigh the page with its style sheet and script, as a browser fetches them."""
    folder = big_store()
    os.environ[STORE] = str(folder)
    with serving("benchmarks.portal_app:app") as address:
        yield lambda: {
            **_weigh(f"{address}{addresses(folder)[0]}", ""),
            **_weigh(f"{address}{addresses(folder, 'quote')[0]}", "quote "),
            **_weigh(f"{address}{addresses(folder, 'customer')[0]}", "list "),
        }


def _weigh(url: str, name: str) -> dict[str, float]:
    page, sizes = _fetch(url)
    parts = [_fetch(str(httpx2.URL(url).join(path)))[1] for path in _PARTS.findall(page)]
    wire, raw = (sum(column) for column in zip(sizes, *parts, strict=True))
    requests = 1 + len(parts) + page.count("<img")
    return {f"{name}wire": wire / 1024, f"{name}raw": raw / 1024, f"{name}requests": requests}


def _fetch(url: str) -> tuple[str, tuple[int, int]]:
    with httpx2.stream("GET", url, headers={"Accept-Encoding": "gzip"}) as answer:
        packed = b"".join(answer.iter_raw())
    body = gzip.decompress(packed) if answer.headers.get("Content-Encoding") == "gzip" else packed
    return body.decode(), (len(packed), len(body))


BENCHMARK = Benchmark(
    title="weight of the page of an invoice and a quote of 20 lines and a list of 20 documents",
    figures=(
        Figure("W4", "wire", "KiB", "KiB on the wire", goal=14.0, against=Against.ALONE),
        Figure("W4-raw", "raw", "KiB", "KiB unpacked", goal=40.0, against=Against.ALONE),
        Figure("W4-requests", "requests", "requests", "requests", goal=4.0, against=Against.ALONE),
        Figure("W4-quote", "quote wire", "KiB", "KiB on the wire", goal=14.0, against=Against.ALONE),
        Figure("W4-quote-raw", "quote raw", "KiB", "KiB unpacked", goal=40.0, against=Against.ALONE),
        Figure("W4-quote-requests", "quote requests", "requests", "requests", goal=4.0, against=Against.ALONE),
        Figure("W4-list", "list wire", "KiB", "KiB on the wire", goal=14.0, against=Against.ALONE),
        Figure("W4-list-raw", "list raw", "KiB", "KiB unpacked", goal=40.0, against=Against.ALONE),
        Figure("W4-list-requests", "list requests", "requests", "requests", goal=4.0, against=Against.ALONE),
    ),
    subject=subject,
    rounds=1,
)
