"""Money in the books: recorded, applied, given back, let go, and each of these undone; nothing is ever deleted."""
