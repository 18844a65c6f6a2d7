"""Home: what needs a hand today, what is owed, what happened last."""
