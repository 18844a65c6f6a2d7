"""Opens checkouts in a test as the portal would, without a portal."""

from tests.fakes.stripe.practice import PracticeStripe


def sell(
    practice: PracticeStripe,
    amount: int,
    currency: str = "eur",
    *,
    office: str = "o",
    doc: str = "d",
    live: bool = False,
) -> str:
    """Open a session over ``amount`` of Stripe's units and return its id."""
    metadata = {"counterfoil_office": office, "counterfoil_doc": doc}
    price = {"currency": currency, "unit_amount": str(amount), "product_data": {"name": "Invoice"}}
    params = {
        "line_items": [{"quantity": "1", "price_data": price}],
        "success_url": "http://127.0.0.1/back",
        "cancel_url": "http://127.0.0.1/left",
        "metadata": metadata,
        "payment_intent_data": {"metadata": metadata},
    }
    with practice.lock:
        name: str = practice.sides[live].add_session(params, practice.address)["id"]
    return name
