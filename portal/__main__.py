"""``python -m portal``: serve, offices and their keys, links, copies of the store."""

import argparse
import os
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from billing.errors import Refused, Unavailable
from portal import commands, copies
from portal.context import Settings

LOOPBACK = "127.0.0.1"
STRIPE_VARIABLE = "COUNTERFOIL_STRIPE"
_LOOPBACK_ADDRESS = re.compile(r"http://(127\.0\.0\.1|localhost|\[::1\]):\d{1,5}")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 where it did what it says, 1 with a sentence where it did not."""
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace, Settings], None] = options.run
    try:
        settings = Settings(
            data=options.data,
            database=options.database,
            practice=getattr(options, "practice", False),
            stripe=practice_stripe(os.environ),
        )
        run(options, settings)
    except (Refused, Unavailable) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def practice_stripe(environment: Mapping[str, str]) -> str:
    """Return another address of Stripe's API, for practice; "" for the real one. Raises Refused off this computer."""
    address = environment.get(STRIPE_VARIABLE, "").rstrip("/")
    if address and not _LOOPBACK_ADDRESS.fullmatch(address):
        raise Refused(f"{STRIPE_VARIABLE} is for practice here: http://127.0.0.1:PORT. Nothing was started.")
    return address


def _serve(options: argparse.Namespace, settings: Settings) -> None:
    from portal.app import make_app  # what serves is imported only where something is served
    from portal.serving import serve, write_ready

    if settings.practice and options.host != LOOPBACK:
        raise Refused(f"A practice portal listens on {LOOPBACK} only. Leave --host out.")
    if options.ready_file and not settings.practice:
        raise Refused("--ready-file writes a key down, so it goes with --practice only.")
    key = commands.practice_office(settings) if options.ready_file else ""

    def listening(address: str) -> None:
        if options.ready_file:
            write_ready(options.ready_file, address, key)
        print(f"Serving on {address}", flush=True)

    app = make_app(settings)
    serve(app, host=options.host, port=options.port, listening=listening, until_stdin_closes=bool(options.ready_file))


def _add_office(options: argparse.Namespace, settings: Settings) -> None:
    new = commands.add_office(settings, options.name, options.computer)
    print(
        f"Office {options.name}\nId     {new.id}\nKey    {new.key}\nThe key is shown this once. Paste it into the app."
    )


def _add_key(options: argparse.Namespace, settings: Settings) -> None:
    key = commands.add_key(settings, options.office, options.computer)
    print(f"Key    {key}\nThe key is shown this once. Paste it into the app on {options.computer}.")


def _list_keys(options: argparse.Namespace, settings: Settings) -> None:
    print("\n".join(commands.list_keys(settings, options.office)))


def _revoke_key(options: argparse.Namespace, settings: Settings) -> None:
    commands.revoke_key(settings, options.office, options.key)
    print(f"The key {options.key} is revoked.")


def _revoke_link(options: argparse.Namespace, settings: Settings) -> None:
    commands.revoke_link(settings, options.address)
    print("The link is switched off, and its office is told.")


def _backup(options: argparse.Namespace, settings: Settings) -> None:
    copies.backup(settings, options.file)
    print(f"The store is copied to {options.file}. Keep a copy of portal.key in another place.")


def _restore(options: argparse.Namespace, settings: Settings) -> None:
    count = copies.restore(settings, options.file)
    print(f"The store is restored. Offices on hold until their computers confirm: {count}.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m portal", description=__doc__, allow_abbrev=False)
    parser.add_argument("--data", type=Path, default=Path("portal-data"), help="folder of the store and portal.key")
    parser.add_argument("--database", default="", metavar="URL", help="postgresql+psycopg://... instead of a file")
    commands_of = parser.add_subparsers(required=True, metavar="COMMAND")
    _serve_parser(commands_of.add_parser("serve", help="serve customers and offices"))
    _office_parser(commands_of.add_parser("office", help="offices and the keys of their computers"))
    link = commands_of.add_parser("link", help="links").add_subparsers(required=True, metavar="COMMAND")
    revoke = _command(link, "revoke", _revoke_link, "switch a link off")
    revoke.add_argument("address", metavar="URL")
    for name, run, what in (("backup", _backup, "copy the store"), ("restore", _restore, "bring a copy back")):
        _command(commands_of, name, run, what).add_argument("file", type=Path, metavar="FILE")
    return parser


def _serve_parser(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run=_serve)
    parser.add_argument("--host", default=LOOPBACK)
    parser.add_argument("--port", type=int, default=8080, help="0 takes a free one")
    parser.add_argument("--practice", action="store_true", help="mark every page; this computer only")
    parser.add_argument(
        "--ready-file", type=Path, metavar="PATH", help="with --practice: write address and key here; stop with stdin"
    )


def _office_parser(parser: argparse.ArgumentParser) -> None:
    group = parser.add_subparsers(required=True, metavar="COMMAND")
    add = _command(group, "add", _add_office, "add an office and print its first key")
    add.add_argument("name")
    add.add_argument("--computer", default="First computer", help="what the key's computer is called")
    keys = group.add_parser("key", help="keys of an office").add_subparsers(required=True, metavar="COMMAND")
    added = _command(keys, "add", _add_key, "print a key for one more computer")
    added.add_argument("office")
    added.add_argument("computer")
    _command(keys, "list", _list_keys, "list the keys").add_argument("office")
    revoked = _command(keys, "revoke", _revoke_key, "end a key")
    revoked.add_argument("office")
    revoked.add_argument("key", help="its name or id")


def _command(
    group: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    run: Callable[[argparse.Namespace, Settings], None],
    what: str,
) -> argparse.ArgumentParser:
    parser = group.add_parser(name, help=what)
    parser.set_defaults(run=run)
    return parser


if __name__ == "__main__":
    sys.exit(main())
