"""Where a practice Stripe answers on this computer, if one was named."""

import os

STRIPE_VARIABLE = "COUNTERFOIL_STRIPE"


def practice_stripe() -> str:
    """Return the address that COUNTERFOIL_STRIPE names, "" for Stripe itself; whoever asks there checks it."""
    return os.environ.get(STRIPE_VARIABLE, "")
