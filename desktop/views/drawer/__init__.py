"""The right column: the counterfoil of one document, its paper, what happened to it."""
