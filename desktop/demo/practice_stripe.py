"""The practice Stripe beside the demo: a child process that ends with it.

It lies with the tests, so that only a copy of the repository has it; elsewhere the demo goes without online payment.
"""

import importlib.util
import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

import httpx2

from billing.errors import Unavailable
from desktop.stripe_doors import PRACTICE_VARIABLE

_MODULE = "tests.fakes.stripe"
_PATIENCE_S = 30


@dataclass(frozen=True, slots=True)
class PracticeAccount:
    """Where the practice Stripe answers, and the key of its account."""

    address: str
    key: str = field(repr=False)


class PracticeStripeProcess:
    """Runs the practice Stripe; it stops when its standard input closes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> PracticeAccount | None:
        """Start the child and name it to both programs; None where there is none, or where it does not come up."""
        if not _is_here():
            return None
        self._folder.mkdir(parents=True, exist_ok=True)
        ready = self._folder / "stripe.json"
        ready.unlink(missing_ok=True)
        with (self._folder / "stripe.log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own program, no shell
                [sys.executable, "-m", _MODULE, "--ready-file", str(ready)],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
            )
        for _ in range(_PATIENCE_S * 20):
            if ready.exists():
                account = PracticeAccount(**json.loads(ready.read_text("utf-8")))
                os.environ[PRACTICE_VARIABLE] = account.address
                return account
            try:
                self._process.wait(0.05)
            except subprocess.TimeoutExpired:
                continue
            return None
        return None

    def stop(self) -> None:
        """End the child and wait for it."""
        if self._process is None:
            return
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None
        os.environ.pop(PRACTICE_VARIABLE, None)


def pay_by_card(address: str) -> None:
    """Press *Pay* on a customer's page and pay on the page that follows, as a browser would. Raises Unavailable."""
    with httpx2.Client(follow_redirects=True, timeout=30) as browser:
        page = browser.get(address)
        form = _PayForm()
        form.feed(page.text)
        if not form.action:
            raise Unavailable("the customer's page has no button to pay")
        checkout = browser.post(urljoin(str(page.url), form.action), data=form.fields)
        browser.post(str(checkout.url), data={"how": "card"}).raise_for_status()


class _PayForm(HTMLParser):
    """The first form that leads to paying: where it goes, and what it carries along."""

    def __init__(self) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}
        self._is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form" and not self.action and found.get("action", "").endswith("/pay"):
            self.action, self._is_inside = found["action"], True
        elif tag == "input" and self._is_inside and found.get("type") == "hidden":
            self.fields[found.get("name", "")] = found.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._is_inside = False


def _is_here() -> bool:
    try:
        return importlib.util.find_spec(_MODULE) is not None
    except ModuleNotFoundError:
        return False
