"""``python -m benchmarks [ID...] [--json]``: exit code 1 when a goal is missed, 2 when an ID is unknown."""

import argparse
import json
import pkgutil
import sys
from collections.abc import Iterable, Sequence
from importlib import import_module

import benchmarks
from benchmarks.harness import Benchmark, LeftOut, run

PREFIX = "bench_"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="dev.py bench", description=benchmarks.__doc__)
    parser.add_argument("ids", nargs="*", metavar="ID", help="W1, D4 ...; none means all")
    parser.add_argument("--json", action="store_true", help="one object a line")
    options = parser.parse_args(arguments)

    known = known_ids()
    wanted = [name.upper() for name in options.ids] or known
    if unknown := sorted(set(wanted) - set(known)):
        there_are = ", ".join(known) or "none"
        print(f"There is no benchmark {', '.join(unknown)}. Those that exist: {there_are}.", file=sys.stderr)
        return 2
    return report((load_benchmark(name) for name in wanted), as_json=options.json)


def report(chosen: Iterable[Benchmark], *, as_json: bool) -> int:
    """Run one after the other, print each as soon as it is there, and return 1 when a goal was missed."""
    missed = False
    for benchmark in chosen:
        if not as_json:
            print(f"\n{benchmark.title}")
        try:
            results = run(benchmark)
        except LeftOut as why:
            left_out = {"id": benchmark.figures[0].id, "left_out": str(why)}
            print(json.dumps(left_out) if as_json else f"left out: {why}", flush=True)
            continue
        for result in results:
            print(json.dumps(result.as_json()) if as_json else result.as_text(), flush=True)
            missed = missed or result.met is False
    return int(missed)


def known_ids() -> list[str]:
    """Return the ids of the modules ``bench_<id>`` beside this one, without importing any."""
    names = (module.name for module in pkgutil.iter_modules(benchmarks.__path__))
    return sorted(name.removeprefix(PREFIX).upper() for name in names if name.startswith(PREFIX))


def load_benchmark(name: str) -> Benchmark:
    benchmark: Benchmark = import_module(f"benchmarks.{PREFIX}{name.lower()}").BENCHMARK
    return benchmark


if __name__ == "__main__":
    sys.exit(main())
