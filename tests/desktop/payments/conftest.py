"""The practice Stripe, and the desktop's port to it."""

from collections.abc import Iterator

import pytest

from desktop.payments.port import StripePort
from tests.fakes.stripe.practice import KEY, PracticeStripe
from tests.fakes.stripe.server import practice_stripe


@pytest.fixture
def practice() -> Iterator[PracticeStripe]:
    with practice_stripe() as it:
        yield it


@pytest.fixture
def port(practice: PracticeStripe) -> Iterator[StripePort]:
    with StripePort(KEY, base=practice.address, seconds=5) as it:
        yield it
