"""The stand-ins that need a test of their own, running."""

from collections.abc import Iterator

import pytest
import stripe

from tests.fakes.stripe.practice import KEY, PracticeStripe
from tests.fakes.stripe.server import practice_stripe


@pytest.fixture
def practice() -> Iterator[PracticeStripe]:
    """A practice Stripe on a loopback port."""
    with practice_stripe() as it:
        yield it


@pytest.fixture
def client(practice: PracticeStripe) -> stripe.StripeClient:
    """The official SDK, with one try for each call."""
    return sdk(practice, KEY)


def sdk(practice: PracticeStripe, key: str) -> stripe.StripeClient:
    """Return the official SDK with ``key``."""
    return stripe.StripeClient(key, base_addresses={"api": practice.address}, max_network_retries=0)
