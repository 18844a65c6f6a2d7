"""``python -m tests.fakes.stripe [PORT]``: a practice Stripe to try things on by hand, and for the demo."""

import argparse
import json
import sys
import threading
from pathlib import Path

from tests.fakes.stripe.practice import KEY, RESTRICTED, PracticeStripe
from tests.fakes.stripe.server import make_server


def main() -> None:
    """Serve until Ctrl+C, or, where a file is to tell that it is ready, until stdin closes."""
    parser = argparse.ArgumentParser(prog="python -m tests.fakes.stripe", description=__doc__)
    parser.add_argument("port", nargs="?", type=int, default=0, help="0, the default: a free one")
    parser.add_argument("--ready-file", type=Path, help="where address and key are written; it then ends with stdin")
    options = parser.parse_args()
    practice = PracticeStripe()
    server = make_server(practice, lambda address: _tell(address, options.ready_file), options.port)
    practice.hooks.start()
    if options.ready_file is not None:

        def end() -> None:
            while sys.stdin.buffer.read(1024):
                continue
            server.should_exit = True

        threading.Thread(target=end, daemon=True).start()
    server.run()
    practice.hooks.close()


def _tell(address: str, ready: Path | None) -> None:
    if ready is not None:
        half = ready.with_suffix(".part")
        half.write_text(json.dumps({"address": address, "key": KEY}), "utf-8")
        half.replace(ready)
        return
    print(
        f"The practice Stripe answers at {address} until Ctrl+C; no money moves there.\n"
        f"  Start both programs with  COUNTERFOIL_STRIPE={address}\n"
        f"  Key for Settings, Payments:  {KEY}\n"
        f"  A restricted one:            {RESTRICTED}\n"
        f"  What banks do is chosen at   {address}/",
        flush=True,
    )


main()
