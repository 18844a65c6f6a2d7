#!/usr/bin/env python3
"""Sets the project up and runs it: a minute the first time, none later. Needs Python 3.11 or newer, nothing else."""

from __future__ import annotations  # an older Python gets as far as the sentence in main()

import argparse
import ctypes
import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

COMMANDS = {
    "demo": "the whole product on a practice company; without a display as pictures in pictures/",
    "app": "the app with your own books",
    "test": "all tests; what follows goes to pytest",
    "check": "style, types, house rules and all tests: exactly what CI runs",
    "bench": "the performance goals: bench [ID...] [--json]",
    "stripe": "a practice Stripe on this computer, to pay invoices by hand without money: stripe [PORT]",
    "soak": "the promises in their long form, for hours; what follows goes to pytest",
}
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "set-up.sha256"

# What Qt loads on Linux, and the Debian package that brings it.
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
}
DISPLAY_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
# What the program that drives the browser of the journeys needs.
DRIVER_LIBRARIES = {"libatomic.so.1": "libatomic1"}


class NotReadyError(Exception):
    """Something is missing that only a person can provide; the message says what to type."""


def main() -> int:
    if sys.version_info < (3, 11):  # noqa: UP036  # the one line that an older Python is here to read
        print(f"Counterfoil needs Python 3.11 or newer; this is {platform.python_version()}.", file=sys.stderr)
        return 1
    options, rest = read_arguments()
    environment = environment_for(options.command)
    try:
        provide_system_parts(options.command, environment)
        provide_packages(environment)
        return run_all(steps(options.command, rest, tests=options.tests), environment)
    except NotReadyError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130


def read_arguments() -> tuple[argparse.Namespace, list[str]]:
    listing = "\n".join(f"  {name:6} {what}" for name, what in COMMANDS.items())
    parser = argparse.ArgumentParser(
        description=__doc__, epilog=listing, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("command", choices=COMMANDS, help="one of these:")
    parser.add_argument("--no-tests", dest="tests", action="store_false", help="check without the tests")
    return parser.parse_known_args()


def steps(command: str, rest: list[str], *, tests: bool) -> list[list[str]]:
    """Return what the command runs, each step as arguments for the project's own Python."""
    pytest = ["-m", "pytest", "-n", "auto", "--dist", "loadgroup"]
    if command == "check":
        import_rules = ["-c", "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_logo=True))"]
        style = [["-m", "ruff", "check", "."], ["-m", "ruff", "format", "--check", "."]]
        return [*style, ["-m", "mypy"], import_rules, *([[*pytest, *rest]] if tests else [])]
    modules = {
        "demo": ["-m", "desktop", "--demo"],
        "app": ["-m", "desktop"],
        "test": pytest,
        "bench": ["-m", "benchmarks"],
        "stripe": ["-m", "tests.fakes.stripe"],
        "soak": [*pytest, "-m", "soak"],
    }
    return [[*modules[command], *rest]]


def run_all(arguments: list[list[str]], environment: dict[str, str]) -> int:
    """Run every step, also after one that failed, and return the first exit code that is not 0."""
    codes = [run([str(PYTHON), *step], environment) for step in arguments]
    return next((code for code in codes if code), 0)


def run(command: list[str], environment: dict[str, str], stdout: int | None = None) -> int:
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=stdout) as process:
        try:
            code = process.wait()
        except KeyboardInterrupt:  # the child heard it too: let it close its windows and files
            process.wait()
            raise
    return code if code >= 0 else 128 - code


def environment_for(command: str) -> dict[str, str]:
    """Return the variables for every child: proxies and certificates as they are, the project importable, a home."""
    environment = dict(os.environ)
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), environment.get("PYTHONPATH")]))
    if command in ("test", "check", "bench", "soak") or (command == "demo" and not has_display()):
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    if os.name == "posix" and not Path(environment.get("HOME") or "-").is_dir():
        home = ROOT / "build" / "home"
        home.mkdir(parents=True, exist_ok=True)
        environment["HOME"] = str(home)
    return environment


def has_display() -> bool:
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def provide_packages(environment: dict[str, str]) -> None:
    """Bring .venv to what the lock says, unless the stamp shows that it is there."""
    wanted = hashlib.sha256(LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if PYTHON.exists() and STAMP.exists() and STAMP.read_text("utf-8") == wanted:
        return
    print("Setting up .venv: a minute or two, once.", file=sys.stderr, flush=True)
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--quiet"]
    if not PYTHON.exists() or run([*pip, "--version"], environment, subprocess.DEVNULL):
        do([sys.executable, "-m", "venv", "--clear", str(VENV)], environment)
    do([*pip, "install", "--require-hashes", "-r", str(LOCK)], environment)
    STAMP.write_text(wanted, "utf-8")


def provide_system_parts(command: str, environment: dict[str, str]) -> None:
    """On Linux, see to the venv module, Qt's libraries and a browser for the journeys; elsewhere Python brings all."""
    if command == "app" and not has_display():
        raise NotReadyError("There is no display here to open the app on; `python3 dev.py demo` does without one.")
    if sys.platform == "linux":
        libraries = {**QT_LIBRARIES, **(DISPLAY_LIBRARIES if has_display() else {})}
        if command in ("test", "check"):
            libraries |= DRIVER_LIBRARIES
        missing = [package for library, package in libraries.items() if not loads(library)]
        if not PYTHON.exists() and importlib.util.find_spec("ensurepip") is None:
            missing.append(f"python3.{sys.version_info.minor}-venv")
        if missing:
            install_with_apt(missing, environment)
    if command in ("demo", "test", "check"):
        provide_browser(environment)


def provide_browser(environment: dict[str, str]) -> None:
    from desktop.demo.browser import find_browser  # read only by a Python that main() has let in

    if find_browser() is not None:
        return
    try:
        if sys.platform == "linux" and platform.freedesktop_os_release().get("ID") == "debian":
            install_with_apt(["chromium"], environment)
            return
    except (NotReadyError, OSError) as error:
        print(error, file=sys.stderr)
    print("No Chromium, Chrome or Edge here: the journeys through a browser are left out.", file=sys.stderr)


def loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def install_with_apt(packages: list[str], environment: dict[str, str]) -> None:
    if shutil.which("apt-get") is None:
        raise NotReadyError(f"This Linux lacks what Debian has in {', '.join(packages)}. Install that and start again.")
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if os.geteuid() != 0:
        raise NotReadyError(
            f"System packages are missing. Type this line and start again:\n\n  sudo {' '.join(install)}\n"
        )
    print(f"Installing from this system's packages: {', '.join(packages)}.", file=sys.stderr, flush=True)
    quiet = {**environment, "DEBIAN_FRONTEND": "noninteractive"}
    do(["apt-get", "update", "-qq"], quiet)
    do([*install, "-qq"], quiet)


def do(command: list[str], environment: dict[str, str]) -> None:
    """Run one step of the set-up. Raises NotReadyError when it fails; what went wrong stands above."""
    if code := run(command, environment, stdout=subprocess.DEVNULL):
        raise NotReadyError(f"Setting up stopped: `{' '.join(command)}` ended with {code}. Starting again is safe.")


if __name__ == "__main__":
    sys.exit(main())
