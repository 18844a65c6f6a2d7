"""Sending documents by e-mail: the account, a message drafted, queued, and what became of it."""
