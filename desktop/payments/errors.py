"""What Stripe can answer instead of what was asked, in the two families of the house. No sentence carries a key."""

from billing.errors import Refused, Unavailable


class StripeUnavailable(Unavailable):
    """No route, a timeout, 429, 5xx, or something else that answers in Stripe's place: try again."""

    def __init__(self) -> None:
        super().__init__("Stripe does not answer. Nothing was charged. The app tries again by itself.")


class StripeKeyRefused(Refused):
    """Stripe does not know the key, or not any more."""

    def __init__(self) -> None:
        super().__init__(
            "Stripe does not accept this key: it was revoked, has expired or was mistyped. Nothing was changed. "
            "Make a new one in Stripe under Developers, API keys."
        )


class RightMissing(Refused):
    """A restricted key may not do what is asked; ``rights`` names them as Stripe's own pages do."""

    def __init__(self, rights: tuple[str, ...]) -> None:
        super().__init__(
            f"This restricted key lacks a right: {', '.join(rights)}. Nothing was changed. "
            "Add it in Stripe under Developers, API keys, or use another key."
        )
        self.rights = rights


class NotAtStripe(Refused):
    """The account of this key does not have the payment, refund or address that was asked for."""

    def __init__(self) -> None:
        super().__init__(
            "The Stripe account of these books does not know this payment. It may belong to another account, "
            "or to test mode."
        )


class StripeRefused(Refused):
    """Stripe said no for a reason of its own; ``code`` is Stripe's word for it, "" where there is none."""

    def __init__(self, why: str, code: str = "") -> None:
        super().__init__(f"Stripe refused this: {why} Nothing was changed.")
        self.code = code


class NotLoopback(Refused):
    """The practice Stripe is on this computer; a key goes nowhere else but to Stripe."""

    def __init__(self) -> None:
        super().__init__(
            "COUNTERFOIL_STRIPE names an address that is not on this computer. No key is sent there. "
            "Take the variable away, or name http://127.0.0.1 and a port."
        )
