"""What desktop and portal must agree on to the byte: money, totals, snapshots, links, messages, paper."""
