"""Lighthouse, run by the Node of this computer: fetched once into ``build/``, from then on without a network."""

import json
import os
import shutil
import subprocess
from pathlib import Path

from benchmarks.harness import LeftOut
from desktop.demo.browser import find_browser

VERSION = "12.8.2"  # the last that runs on Node 18 and 20
CATEGORIES = ("performance", "accessibility", "best-practices")
_FOLDER = Path("build") / "lighthouse"
_CHROMIUM = "--headless=new --no-sandbox --disable-gpu --no-first-run"


def program() -> list[str]:
    """Return how to start Lighthouse, fetching it if need be. Raises LeftOut."""
    node = shutil.which("node")
    if node is None:
        raise LeftOut("Lighthouse wants Node, which is not on this computer.")
    package = _FOLDER / "node_modules" / "lighthouse"
    if not _is_wanted(package):
        _fetch()
    if not _is_wanted(package):
        raise LeftOut(f"Lighthouse {VERSION} is not here, and npm could not bring it.")
    return [node, str(package / "cli" / "index.js")]


def scores(url: str) -> dict[str, float]:
    """Return the score of each category, 0 to 100, for the page at ``url`` on a phone. Raises LeftOut."""
    browser = find_browser()
    if browser is None:
        raise LeftOut("Lighthouse wants a browser of the Chromium family, which is not on this computer.")
    options = ["--quiet", "--output=json", f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={_CHROMIUM}"]
    command = [*program(), url, *options, "--no-enable-error-reporting"]
    environment = {**os.environ, "CHROME_PATH": str(browser)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    report = json.loads(done.stdout)
    _say_what_lacks(url, report)
    return {name: 100 * report["categories"][name]["score"] for name in CATEGORIES}


def _is_wanted(package: Path) -> bool:
    try:
        version = json.loads((package / "package.json").read_text("utf-8"))["version"]
    except OSError:
        return False
    return bool(version == VERSION)


def _fetch() -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise LeftOut("Lighthouse comes by npm, which is not on this computer.")
    _FOLDER.mkdir(parents=True, exist_ok=True)
    quiet = ["--no-save", "--no-audit", "--no-fund", "--loglevel=error", "--ignore-scripts"]
    subprocess.run([npm, "install", "--prefix", str(_FOLDER), *quiet, f"lighthouse@{VERSION}"], check=False)


def _say_what_lacks(url: str, report: dict[str, dict[str, dict[str, object]]]) -> None:
    """Print each audit that took points, so that a figure below its goal says why."""
    wanted = {each["id"] for name in CATEGORIES for each in _weighed(report["categories"][name])}
    for name, audit in report["audits"].items():
        score = audit.get("score")
        if name in wanted and isinstance(score, int | float) and score < 1:
            print(f"  {url.split('/')[4]}: {audit['title']} ({score})", flush=True)


def _weighed(category: dict[str, object]) -> list[dict[str, object]]:
    audits = category["auditRefs"]
    assert isinstance(audits, list)
    return [each for each in audits if each["weight"]]
