"""Sending links by text message: the account, numbers, a message drafted, queued, and what became of it."""
