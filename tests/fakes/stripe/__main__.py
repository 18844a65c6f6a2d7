"""``python -m tests.fakes.stripe [PORT]``: a practice Stripe to try things on by hand."""

import argparse

from tests.fakes.stripe.practice import KEY, RESTRICTED, PracticeStripe
from tests.fakes.stripe.server import make_server


def main() -> None:
    """Serve until Ctrl+C."""
    parser = argparse.ArgumentParser(prog="python -m tests.fakes.stripe", description=__doc__)
    parser.add_argument("port", nargs="?", type=int, default=0, help="0, the default: a free one")
    practice = PracticeStripe()
    server = make_server(practice, _say, parser.parse_args().port)
    practice.hooks.start()
    server.run()
    practice.hooks.close()


def _say(address: str) -> None:
    print(
        f"The practice Stripe answers at {address} until Ctrl+C; no money moves there.\n"
        f"  Start both programs with  COUNTERFOIL_STRIPE={address}\n"
        f"  Key for Settings, Payments:  {KEY}\n"
        f"  A restricted one:            {RESTRICTED}\n"
        f"  What banks do is chosen at   {address}/",
        flush=True,
    )


main()
