"""A started app that prints its first paper: ``python -m benchmarks.first_paper`` prints how many ms that took."""

import time

import desktop.services.paper  # noqa: F401 - a started app has it
from benchmarks import papers
from billing.pdf import render


def main() -> None:
    view, logo = papers.view(1), papers.logo()
    began = time.perf_counter()
    render(view, logo=logo, fonts=papers.fonts(), accent=papers.ACCENT)
    print((time.perf_counter() - began) * 1000)


if __name__ == "__main__":
    main()
