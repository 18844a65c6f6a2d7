"""The desktop as a person starts it, saying when it was painted and when the list stood."""

import os
import sys
from pathlib import Path

PAINTED, LISTED = "painted", "listed"


def main() -> None:
    """Open the books named on the command line. Imports follow the order of a real start."""
    import desktop.__main__  # noqa: F401 - turns the collector off, as every start does
    from benchmarks.watch import Watch
    from desktop.program import Program, application
    from desktop.system.paths import DataFolder
    from desktop.system.secret import MemorySecret

    app = application(sys.argv[:1])
    program = Program(DataFolder(Path(sys.argv[1])), MemorySecret())
    office = program.office()
    assert office is not None
    window = program.open_window(office)
    listing = window.documents()
    assert listing is not None
    watch = Watch(
        PAINTED, LISTED, is_listed=lambda: listing.model.rowCount() > 0 and listing.model.row_at(0) is not None
    )
    watch.over(window.centralWidget())
    window.completed.connect(lambda: watch.over(listing.table.viewport()))
    app.exec()
    os._exit(0)


if __name__ == "__main__":
    main()
