"""The demo's own Stripe: a child process that both programs find by its variable, and that ends with the demo."""

import os
from pathlib import Path

import httpx2
import pytest

from billing.errors import Unavailable
from desktop.demo import practice_stripe
from desktop.demo.practice_stripe import PracticeStripeProcess, pay_by_card
from desktop.system.practice import STRIPE_VARIABLE


@pytest.fixture(autouse=True)
def no_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(STRIPE_VARIABLE, raising=False)


def test_it_starts_names_itself_and_ends(tmp_path: Path) -> None:
    process = PracticeStripeProcess(tmp_path / "stripe")
    account = process.start()
    assert account is not None
    try:
        assert os.environ[STRIPE_VARIABLE] == account.address
        assert "Practice Stripe" in httpx2.get(account.address).text
        assert account.key not in repr(account)
    finally:
        process.stop()
    assert STRIPE_VARIABLE not in os.environ
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(account.address)


def test_an_installed_demo_goes_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(practice_stripe, "_MODULE", "nowhere.stripe")
    process = PracticeStripeProcess(tmp_path / "stripe")
    assert process.start() is None
    process.stop()


def test_a_page_without_a_button_is_said(tmp_path: Path) -> None:
    process = PracticeStripeProcess(tmp_path / "stripe")
    account = process.start()
    assert account is not None
    try:
        with pytest.raises(Unavailable, match="no button to pay"):
            pay_by_card(account.address)
    finally:
        process.stop()
