"""The composition root: puts the rooms together and starts the app, the demo, the self-test, or a check."""

from __future__ import annotations

import argparse
import gc
import sys
from pathlib import Path

from desktop.system.immortal import keep_constants
from desktop.system.paths import DataFolder, data_folder
from desktop.system.version import VERSION

keep_constants()  # before anything of Qt, also where there is no window
gc.disable()  # a start makes much and drops nothing; once its window stands, the program collects


def main(arguments: list[str] | None = None) -> int:
    """Run Counterfoil and return its exit code."""
    options = _options(arguments)
    if options.self_test:
        from desktop.demo.selftest import run_self_test

        return run_self_test()
    folder = DataFolder(Path(options.data)) if options.data else data_folder()
    if options.act == "verify":
        from desktop.verify import run_verify, run_verify_file

        return run_verify_file(folder, Path(options.file)) if options.file else run_verify(folder)
    if options.act == "mcp":
        from desktop.relay import run_relay

        return run_relay(folder, VERSION)
    from desktop.start import run_app, run_demo

    return run_demo() if options.demo else run_app(folder)


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="counterfoil", description="Quotes and invoices on your own computer.")
    parser.add_argument(
        "act",
        nargs="?",
        choices=["verify", "mcp"],
        help="verify: check that all is as it was issued, without a window; "
        "mcp: speak with an AI client on standard input and output, with the key in COUNTERFOIL_KEY",
    )
    parser.add_argument(
        "file", nargs="?", metavar="FILE", help="with verify: an acceptance (JSON or PDF) to check instead"
    )
    parser.add_argument(
        "--data", metavar="FOLDER", help="the folder with the books (default: Counterfoil in Documents)"
    )
    parser.add_argument("--demo", action="store_true", help="open a demo company with a practice portal")
    parser.add_argument("--self-test", action="store_true", help="walk from draft to viewed without a screen, as JSON")
    parser.add_argument("--version", action="version", version=f"Counterfoil {VERSION}")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
