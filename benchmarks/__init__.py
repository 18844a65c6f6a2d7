"""The performance goals, each measured beside an anchor in the same run; one module ``bench_<id>`` per goal."""
