"""Paying online: the account at Stripe, one open session a document, what became of it."""
